//! Rules: how they are declared, listed and run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use crate::context::Context;
use crate::docs::{self, RuleDocs};
use crate::error::ToolError;
use crate::nearest;
use crate::severity::Severity;
use crate::sink::Sink;

/// A rule's stable name: field and kebab-case name, `sql/missing-foreign-key-index`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

/// The field of the rules that users write themselves.
pub const USERS_FIELD: &str = "ruleset";

impl RuleId {
    /// An identifier known when the program is built.
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The identifier of a rule that a user wrote: `ruleset/NAME`. It is known only when it is read.
    pub fn of_user(name: &str) -> Self {
        Self(Cow::Owned(format!("{USERS_FIELD}/{name}")))
    }

    /// The whole identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash: the field of expertise.
    pub fn field(&self) -> &str {
        self.0.split_once('/').map_or("", |(field, _)| field)
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// All that is known of a rule, from the place where it is declared.
#[derive(Debug)]
pub struct RuleMeta {
    /// Stable name.
    pub id: RuleId,
    /// Severity unless the user grades it otherwise.
    pub severity: Severity,
    /// Version it came with.
    pub since: &'static str,
    /// Whether it runs when nothing is selected.
    pub default: bool,
    /// Names that peers use for it, as `tool:name` (`hadolint:DL3008`, `squawk:prefer-timestamp-tz`).
    pub aliases: &'static [&'static str],
    /// The documentation as written at the declaration, in fixed sections. See [`RuleDocs`].
    pub docs: &'static str,
    /// Titles and addresses of the standards and manuals behind it.
    pub references: &'static [(&'static str, &'static str)],
}

impl RuleMeta {
    /// One sentence: the first paragraph of "What it finds".
    pub fn summary(&self) -> String {
        docs::summary(self.docs)
    }

    /// The documentation as Markdown.
    pub fn markdown(&self) -> String {
        docs::markdown(self.docs)
    }

    /// The documentation, taken apart.
    pub fn documentation(&self) -> RuleDocs {
        RuleDocs::read(self.docs)
    }
}

/// A rule's type, tied to its metadata. Implemented by [`declare_rule!`](crate::declare_rule) only.
pub trait Declared: Sized + 'static {
    /// All that is known of the rule.
    const META: &'static RuleMeta;
    /// The rule; it has no state.
    const RULE: Self;
}

/// A rule that judges a `Subject`, which is a field's model.
pub trait Rule<Subject: ?Sized>: Declared {
    /// Pushes a finding for each place where the subject breaks the rule. Never fails: what the model could not
    /// read is a gap already.
    fn check(&self, subject: &Subject, sink: &mut Sink);
}

/// A rule in a field's list.
pub struct RuleEntry<Subject: ?Sized + 'static> {
    /// All that is known of the rule.
    pub meta: &'static RuleMeta,
    check: fn(&Subject, &mut Sink),
}

impl<Subject: ?Sized> RuleEntry<Subject> {
    /// The entry of a declared rule.
    pub const fn of<R: Rule<Subject>>() -> Self {
        Self { meta: R::META, check: |subject, sink| R::RULE.check(subject, sink) }
    }
}

impl<Subject: ?Sized> std::fmt::Debug for RuleEntry<Subject> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RuleEntry").field(&self.meta.id).finish()
    }
}

/// What is known of the rules of a list, in its order: `const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);`
///
/// # Panics
/// In the compiler, when `COUNT` is not the length of the list.
#[allow(clippy::indexing_slicing, reason = "only ever computed by the compiler")]
pub const fn metas<Subject: ?Sized, const COUNT: usize>(rules: &[RuleEntry<Subject>]) -> [&'static RuleMeta; COUNT] {
    assert!(rules.len() == COUNT, "the list has another length");
    let mut metas = [rules[0].meta; COUNT];
    let mut at = 0;
    while at < COUNT {
        metas[at] = rules[at].meta;
        at += 1;
    }
    metas
}

/// Runs the selected rules of a list, stopping between rules when the call is cancelled.
pub fn run<Subject: ?Sized>(
    rules: &[RuleEntry<Subject>],
    subject: &Subject,
    sink: &mut Sink,
    context: &Context,
) -> Result<(), ToolError> {
    for rule in rules {
        context.checkpoint()?;
        if sink.selection().runs(rule.meta) {
            sink.ran(rule.meta);
            (rule.check)(subject, sink);
        }
    }
    Ok(())
}

/// Like [`run`], with the rules shared out among the processors: for a subject whose check takes longer than starting
/// threads does. What the sink gives in the end is the same, since it is ordered there.
pub fn run_side_by_side<Subject: Sync + ?Sized>(
    rules: &[RuleEntry<Subject>],
    subject: &Subject,
    sink: &mut Sink,
    context: &Context,
) -> Result<(), ToolError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let next = AtomicUsize::new(0);
    let work = |sink: &mut Sink| {
        // Whoever is free takes the next rule.
        while let Some(rule) = rules.get(next.fetch_add(1, Ordering::Relaxed)) {
            run(std::slice::from_ref(rule), subject, sink, context)?;
        }
        Ok(())
    };
    let parts: Vec<_> = (1..workers).map(|_| sink.part()).collect();
    std::thread::scope(|scope| {
        let start = |mut part: Sink| {
            let work = &work;
            // A thread that the machine refuses leaves its share to the others.
            std::thread::Builder::new().spawn_scoped(scope, move || (work(&mut part), part)).ok()
        };
        let others: Vec<_> = parts.into_iter().filter_map(start).collect();
        let mut result = work(sink);
        for other in others {
            match other.join() {
                Ok((done, part)) => {
                    sink.absorb(part);
                    result = result.and(done);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        result
    })
}

/// More threads than this gain little: the slowest rules decide.
const MOST_WORKERS: usize = 4;

/// All rules of all fields, by name. Built once, when the tools are registered.
#[derive(Debug, Default, Clone)]
pub struct RuleIndex {
    rules: BTreeMap<&'static str, &'static RuleMeta>,
    /// Ids and peers' names, these also without the peer, each with its rule; by name without case, then by id. Made when
    /// a name is first looked up that is no id: thousands of them are put in order.
    names: OnceLock<Vec<(&'static str, &'static RuleMeta)>>,
}

impl RuleIndex {
    /// An index of the given rules. Ids are unique: of two rules with one id, the later counts.
    pub fn new(rules: impl IntoIterator<Item = &'static RuleMeta>) -> Self {
        let rules: BTreeMap<_, _> = rules.into_iter().map(|meta| (meta.id.as_str(), meta)).collect();
        Self { rules, names: OnceLock::new() }
    }

    fn names(&self) -> &[(&'static str, &'static RuleMeta)] {
        self.names.get_or_init(|| {
            let mut names: Vec<(&'static str, &'static RuleMeta)> =
                self.rules.values().flat_map(|meta| names_of(meta).map(move |name| (name, *meta))).collect();
            names.sort_by(|(one, meta), (other, other_meta)| {
                caseless(one, other).then_with(|| meta.id.cmp(&other_meta.id))
            });
            names.dedup_by(|(one, meta), (other, other_meta)| {
                meta.id == other_meta.id && caseless(one, other).is_eq()
            });
            names.shrink_to_fit();
            names
        })
    }

    /// All rules in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &'static RuleMeta> {
        self.rules.values().copied()
    }

    /// The fields that have rules, in order.
    pub fn fields(&self) -> Vec<&'static str> {
        let mut fields: Vec<&'static str> = self.iter().map(|meta| meta.id.field()).collect();
        fields.dedup();
        fields
    }

    /// The rules that a name means, in the order of their ids: a rule's name, a field (`sql`, `sql/*`), a peer's name
    /// (`hadolint:DL3008`), a peer's name without the peer (`DL3008`), or all that a peer has a name for
    /// (`hadolint:*`). Empty when it means none. The case of ASCII letters does not count.
    pub fn named(&self, name: &str) -> Vec<&'static RuleMeta> {
        let name = name.trim();
        if let Some(meta) = self.rules.get(name) {
            return vec![meta];
        }
        if let Some(peer) = name.strip_suffix(":*") {
            let is_peers = |alias: &&str| alias.split_once(':').is_some_and(|(of, _)| of.eq_ignore_ascii_case(peer));
            return self.iter().filter(|meta| meta.aliases.iter().any(is_peers)).collect();
        }
        let field = name.strip_suffix("/*").unwrap_or(name);
        let of_field: Vec<_> = self.iter().filter(|meta| meta.id.field().eq_ignore_ascii_case(field)).collect();
        if !of_field.is_empty() || field.is_empty() {
            return of_field;
        }
        let start = self.names().partition_point(|(known, _)| caseless(known, name).is_lt());
        let rest = self.names().get(start..).unwrap_or_default();
        rest.iter().take_while(|(known, _)| caseless(known, name).is_eq()).map(|(_, meta)| *meta).collect()
    }

    /// Like [`named`](Self::named), with an error that names the nearest right name.
    pub fn resolve(&self, name: &str) -> Result<Vec<&'static RuleMeta>, ToolError> {
        let rules = self.named(name);
        if !rules.is_empty() {
            return Ok(rules);
        }
        let help = self.nearest(name).map_or_else(
            || format!("the fields are {}; `explain` without an argument lists the rules", self.fields().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Err(ToolError::invalid_input(format!("there is no rule `{name}`")).help(help))
    }

    /// The id, alias or field that was meant; the first two also without the field or peer before them.
    fn nearest(&self, name: &str) -> Option<&'static str> {
        let ids = self.rules.keys().copied();
        let aliases = self.rules.values().flat_map(|meta| meta.aliases.iter().copied());
        let fields = self.rules.values().map(|meta| meta.id.field());
        let names = ids.chain(aliases).chain(fields);
        nearest::nearest(name, names.clone()).or_else(|| {
            let near = nearest::nearest(name, names.clone().filter_map(bare))?;
            names.clone().find(|whole| bare(whole) == Some(near))
        })
    }
}

/// A name without the field or the peer before it.
fn bare(name: &'static str) -> Option<&'static str> {
    name.split_once(['/', ':']).map(|(_, bare)| bare)
}

/// The names by which one rule may be called: its id, and peers' names with and without the peer.
fn names_of(meta: &'static RuleMeta) -> impl Iterator<Item = &'static str> {
    let peers = meta.aliases.iter().flat_map(|alias| [Some(*alias), alias.split_once(':').map(|(_, bare)| bare)]);
    std::iter::once(meta.id.as_str()).chain(peers.flatten()).filter(|name| !name.is_empty())
}

/// The order of names in which the case of ASCII letters does not count.
fn caseless(one: &str, other: &str) -> std::cmp::Ordering {
    one.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// Declares a rule where it is documented.
///
/// The doc comment is the rule's page and its specification. It has the sections *What it finds*, *Why it matters*,
/// *Bad*, *Good* and, where there are any, *Limits*; the fenced examples under *Bad* and *Good* are executed by a
/// test: each bad one gives findings of this rule and of no other, each good one gives none. The word after the
/// language tells how to read the example (`sql postgresql`, `yaml openapi`, `dockerfile`, `diff`).
///
/// A rule that only runs when it is selected says `default: false` behind `since`.
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])*
        $vis:vis $name:ident {
            id: $id:literal,
            severity: $severity:ident,
            since: $since:literal,
            $(default: $default:literal,)?
            aliases: [$($alias:literal),* $(,)?],
            references: [$(($title:literal, $address:literal)),* $(,)?] $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy)]
        $vis struct $name;

        impl $crate::Declared for $name {
            const META: &'static $crate::RuleMeta = &$crate::RuleMeta {
                id: $crate::RuleId::new($id),
                severity: $crate::Severity::$severity,
                since: $since,
                default: $crate::declare_rule!(@default $($default)?),
                aliases: &[$($alias),*],
                docs: concat!($($doc, "\n"),*),
                references: &[$(($title, $address)),*],
            };
            const RULE: Self = Self;
        }
    };
    (@default) => { true };
    (@default $default:literal) => { $default };
}
