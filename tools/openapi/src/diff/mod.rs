//! What changes between two versions of an OpenAPI document, and for whom.
//!
//! In come two [`Api`]s, out comes a [`Comparison`], of which the [`rules`] push findings. What a client sends may be
//! loosened, what it receives may be narrowed; webhooks and callbacks go the other way round. What neighbours lean on:
//!
//! * pairs of objects that belong together are compared once, and told once, with the operations that use them;
//! * meanings are compared, not texts: `nullable` and a list of types, `allOf` and its parts, a reference and what it
//!   leads to, one alternative and none are the same;
//! * nothing recurses on an input, and work is linear in the number of pairs;
//! * equal documents give no change.

mod change;
mod content;
mod engine;
mod judge;
mod lifecycle;
mod messages;
mod operations;
mod pairs;
pub mod rules;
mod schema;
mod security;
mod side;
mod site;
mod thing;
mod version;
mod xml;

use architect_core::{Confidence, Context, Declared, Finding, Gap, Severity, Sink, Span, ToolError};

use crate::api::Api;
use architect_document::NodeId;
use change::{Change, Direction};
use engine::{Engine, Found};
use judge::{Verdict, judge};
use pairs::Users;
use side::{Side, Sides};
use site::{Site, Sites};

pub use version::Advice;

/// Two versions of a document, with what changed.
#[derive(Debug)]
pub struct Comparison {
    /// The version before.
    pub base: Api,
    /// The version after.
    pub revision: Api,
    changes: Vec<Judged>,
    gaps: Vec<Gap>,
}

/// A change as it is told.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The rule that speaks of it.
    pub rule: &'static str,
    /// Breaking, risky or safe.
    pub severity: Severity,
    /// What it is about and what happened, in one sentence.
    pub message: &'a str,
    /// Whether its place is in the revision; in the base otherwise.
    pub in_revision: bool,
    /// Its place.
    pub span: Span,
}

/// A change in one direction, ready to be told.
#[derive(Debug)]
struct Judged {
    verdict: Verdict,
    subject: String,
    message: String,
    help: Option<&'static str>,
    base: Option<NodeId>,
    revision: Option<NodeId>,
}

impl Comparison {
    /// Compares two versions.
    pub fn new(base: Api, revision: Api, context: &Context) -> Result<Self, ToolError> {
        let sides = Sides { base: Side::new(&base), revision: Side::new(&revision) };
        let found = Engine::new(sides).run(context)?;
        let changes = told(&base, &revision, &found);
        let mut gaps = base.gaps();
        gaps.extend(revision.gaps());
        gaps.extend(found.gaps);
        Ok(Self { base, revision, changes, gaps })
    }

    /// What was not compared.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// How many changes have each grade: breaking, risky, safe. Before anything is selected or ignored.
    pub fn grades(&self) -> (usize, usize, usize) {
        let count =
            |fits: fn(Severity) -> bool| self.changes.iter().filter(|change| fits(change.verdict.severity)).count();
        (
            count(|severity| severity == Severity::Error),
            count(|severity| severity == Severity::Warning),
            count(|severity| severity <= Severity::Info),
        )
    }

    /// The version that the changes ask for.
    pub fn advice(&self) -> Advice {
        let written = |api: &Api| {
            let info = api.get(api.document.root(), "info")?;
            api.document.get_string(info, "version").map(ToOwned::to_owned)
        };
        version::advise(written(&self.base), written(&self.revision), self.grades())
    }

    /// Every change as it is told, before anything is selected or ignored.
    pub fn told(&self) -> impl Iterator<Item = Told<'_>> {
        self.changes.iter().map(|change| {
            let (span, _) = self.places(change);
            Told {
                rule: change.verdict.rule,
                severity: change.verdict.severity,
                message: &change.message,
                in_revision: change.revision.is_some() || change.base.is_none(),
                span,
            }
        })
    }

    /// Where a change stands: in the revision where it is there, and in the base.
    fn places(&self, change: &Judged) -> (Span, Option<Span>) {
        match (change.revision, change.base) {
            (Some(node), base) => (self.revision.key_span(node), base.map(|node| self.base.key_span(node))),
            (None, Some(node)) => (self.base.key_span(node), None),
            (None, None) => (self.revision.span(self.revision.document.root()), None),
        }
    }

    /// Pushes the changes that a rule speaks of.
    fn tell<R: Declared>(&self, sink: &mut Sink) {
        for change in self.changes.iter().filter(|change| change.verdict.rule == R::META.id.as_str()) {
            let (primary, other) = self.places(change);
            let mut finding = Finding::of::<R>(primary)
                .severity(change.verdict.severity)
                .confidence(Confidence::High)
                .subject(change.subject.clone())
                .message(change.message.clone());
            if let Some(other) = other {
                finding = finding.related(other, "in the base");
            }
            if let Some(help) = change.help {
                finding = finding.help(help);
            }
            sink.push(finding);
        }
    }

    /// Pushes a finding when the revision's version does not say what the changes ask for.
    fn tell_version<R: Declared>(&self, sink: &mut Sink) {
        let Some((check, text)) = self.advice().shortfall else { return };
        let place = |api: &Api| {
            let info = api.get(api.document.root(), "info")?;
            api.get(info, "version").map(|node| api.key_span(node))
        };
        let Some(primary) = place(&self.revision) else { return };
        let mut finding = Finding::of::<R>(primary).subject("#/info/version").message(format!("{text} [{check}]"));
        if let Some(base) = place(&self.base) {
            finding = finding.related(base, "in the base");
        }
        sink.push(finding);
    }

    /// The fine names of all changes with their grades, in no particular order: for comparisons with other checkers.
    pub fn checks(&self) -> impl Iterator<Item = (&str, Severity)> {
        self.changes
            .iter()
            .flat_map(|change| change.verdict.checks.iter().map(|check| (check.as_str(), change.verdict.severity)))
    }
}

/// Most operations that a message names.
const MOST_NAMED: usize = 3;

fn told(base: &Api, revision: &Api, found: &Found) -> Vec<Judged> {
    let mut all = Vec::new();
    for loose in &found.loose {
        for verdict in judge(&loose.change, Sites::of(Site::Operation)) {
            let message = sentence(&loose.change, &verdict, "", "");
            all.push(judged(&loose.change, verdict, loose.subject.clone(), message));
        }
    }
    for node in found.pairs.nodes() {
        for change in &node.changes {
            for verdict in judge(change, node.sites) {
                let place = change.revision.map(|node| (revision, node)).or(change.base.map(|node| (base, node)));
                let users = match verdict.direction {
                    Direction::Sent => &node.users[0],
                    Direction::Received => &node.users[1],
                };
                let used = used_by(found, users);
                let only_operation = node.sites == Sites::of(Site::Operation) && users.first.len() == 1;
                let operation = users.first.first().and_then(|index| found.operations.get(*index as usize));
                let (subject, thing, used) = match (operation, place) {
                    (Some(operation), _) if only_operation => {
                        let subject = operation.revision.subject.clone();
                        let thing = format!("`{subject}`");
                        (subject, thing, String::new())
                    }
                    (_, Some((api, node))) => {
                        let direction = match verdict.direction {
                            _ if !thing::is_component(api, node) => "",
                            Direction::Sent => "request ",
                            Direction::Received => "response ",
                        };
                        (api.pointer(node), format!("{direction}{}", thing::name(api, node)), used)
                    }
                    (_, None) => ("#".to_owned(), "the document".to_owned(), used),
                };
                let message = sentence(change, &verdict, &thing, &used);
                all.push(judged(change, verdict, subject, message));
            }
        }
    }
    all
}

fn judged(change: &Change, verdict: Verdict, subject: String, message: String) -> Judged {
    Judged { verdict, subject, message, help: change.help, base: change.base, revision: change.revision }
}

/// The message: what it is about, what happened, who is concerned, and the fine name.
fn sentence(change: &Change, verdict: &Verdict, thing: &str, used: &str) -> String {
    let check = verdict.checks.first().map(String::as_str).unwrap_or_default();
    let colon = if thing.is_empty() { "" } else { ": " };
    format!("{thing}{colon}{}{used} [{check}]", change.text)
}

fn used_by(found: &Found, users: &Users) -> String {
    let names: Vec<&str> = users
        .first
        .iter()
        .take(MOST_NAMED)
        .filter_map(|index| found.operations.get(*index as usize))
        .map(|pair| pair.revision.subject.as_str())
        .collect();
    if names.is_empty() {
        return String::new();
    }
    let more = users.first.len().saturating_sub(names.len());
    let more = match (more, users.more) {
        (0, false) => String::new(),
        (more, false) => format!(" and {more} more"),
        (more, true) => format!(" and more than {more} others"),
    };
    format!(", in {}{more}", names.join(", "))
}
