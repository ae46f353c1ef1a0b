//! Ignore comments.
//!
//! `architect:ignore RULE, RULE -- reason` silences the rules at one place: behind code, on that line; on a line of
//! its own, on the next line that has code (or the whole construct that begins there, where the field says how far
//! it reaches). `architect:ignore-file RULE -- reason` silences them in the whole source. Without a name, every rule
//! is meant. The words open a comment, or a line of it: in the middle of a sentence they are prose.
//!
//! Names are separated by commas; the list ends at `--`, or at a word that follows without a comma and is no full
//! rule name, so that a reason is never read as a name.
//!
//! Peers' own comments are understood when a field names their form; without a name they mean the rules that the
//! peer has a name for. An ignore that silences nothing is itself a finding, but only when all that it names was
//! looked for. Each comment that covers a finding counts as used, so two tools' comments may stand side by side.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rule::{Declared, RuleId, RuleIndex, RuleMeta, USERS_FIELD};
use crate::rules::unused_ignore::{self, UnusedIgnore};
use crate::sink::Sink;
use crate::source::Source;

/// A peer's ignore comment.
#[derive(Debug, Clone, Copy)]
pub struct PeerComment {
    /// What introduces the list of rules, e.g. `hadolint ignore=`. It may stand behind other words.
    pub marker: &'static str,
    /// The peer's name in aliases, e.g. `hadolint`.
    pub peer: &'static str,
    /// Whether it silences the whole source.
    pub whole_file: bool,
}

/// One ignore comment.
#[derive(Debug)]
struct Directive {
    names: Vec<String>,
    peer: Option<&'static str>,
    place: Range<usize>,
    /// `None`: the whole source.
    reach: Option<Range<usize>>,
}

/// The ignore comments of a source.
#[derive(Debug, Default)]
pub struct Suppressions {
    directives: Vec<Directive>,
}

const MARKER: &str = "architect:ignore";

impl Suppressions {
    /// Reads the ignore comments among the comments of a source, given as byte ranges in order. `extent` gives for
    /// the offset of the first code byte that an own-line comment precedes, the range of the construct that begins
    /// there; `None` means its line. A comment with no code behind it reaches nothing.
    pub fn read(
        source: &Source,
        comments: &[Range<usize>],
        peers: &[PeerComment],
        extent: impl Fn(usize) -> Option<Range<usize>>,
    ) -> Self {
        let mut directives = Vec::new();
        let mut code_before = None;
        let mut seen = 0;
        for (comment, code_behind) in comments.iter().zip(code_behind(source, comments)) {
            let code = source.slice(seen..comment.start).trim_end();
            if !code.is_empty() {
                code_before = Some(seen + code.len());
            }
            seen = comment.end;
            for (names, peer, whole_file) in parse(source.slice(comment.clone()), peers) {
                let own_line = line_of(source, comment.start);
                let reach = if whole_file {
                    None
                } else if code_before.is_some_and(|end| end > own_line.start) {
                    Some(own_line)
                } else {
                    Some(code_behind.map_or(0..0, |code| extent(code).unwrap_or_else(|| line_of(source, code))))
                };
                directives.push(Directive { names, peer, place: comment.clone(), reach });
            }
        }
        Self { directives }
    }

    /// Removes the silenced findings from the sink, and pushes one for each comment that silenced nothing though all
    /// that it names was looked for: a rule that is not selected is not, nor is one of a field of which
    /// [`rule::run`](crate::rule::run) ran no rule.
    pub fn apply(&self, source: &Source, sink: &mut Sink, index: &RuleIndex) {
        // Of the many files of a document, few have one.
        if self.directives.is_empty() {
            return;
        }
        let read = Reading::of(&self.directives, index, sink);

        let places: Vec<_> = sink.findings().iter().map(|finding| (&finding.primary, &finding.rule)).collect();
        let here = places.iter().enumerate().filter(|(_, (span, _))| span.source() == source.name());
        let items = here.map(|(at, (span, rule))| Item { start: span.bytes().start, rule, at }).collect();
        let mut silenced = vec![false; places.len()];
        let used = read.silence(items, |_| true, &mut silenced);
        let mut silent = silenced.into_iter();
        sink.retain(|_| !silent.next().unwrap_or(false));

        let unused: Vec<_> = (0..self.directives.len())
            .filter(|at| used.get(*at) == Some(&false))
            .filter_map(|at| Some((self.directives.get(at)?, read.verdict(at)?)))
            .collect();
        let items = unused.iter().enumerate().map(|(at, (directive, _))| Item {
            start: directive.place.start,
            rule: &UnusedIgnore::META.id,
            at,
        });
        let mut silenced = vec![false; unused.len()];
        read.silence(items.collect(), Meaning::names_unused_ignore, &mut silenced);
        for ((directive, verdict), silenced) in unused.into_iter().zip(silenced) {
            if !silenced {
                let span = source.span(directive.place.clone());
                sink.push(unused_ignore::silences_nothing(span, &directive.names, verdict, directive.peer));
            }
        }
    }
}

/// Why an ignore comment that silenced nothing is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All that it names was looked for and not found.
    Idle,
    /// It has a name that means no rule.
    Misnamed,
}

/// What a name in an ignore comment means in this run.
#[derive(Debug)]
struct Meaning {
    /// In the order of their ids; `None`: every rule.
    rules: Option<Vec<&'static RuleMeta>>,
    /// A rule that a user wrote: the program has no metadata of it.
    users: Option<String>,
    /// Whether all those rules were looked for, so that silence tells something.
    examined: bool,
}

impl Meaning {
    fn covers(&self, rule: &RuleId) -> bool {
        let Some(rules) = &self.rules else { return true };
        if self.users.as_deref() == Some(rule.as_str()) {
            return true;
        }
        rules.binary_search_by(|meta| meta.id.as_str().cmp(rule.as_str())).is_ok()
    }

    /// Whether the name means no rule.
    fn is_unknown(&self) -> bool {
        self.users.is_none() && self.rules.as_ref().is_some_and(Vec::is_empty)
    }

    fn names_unused_ignore(&self) -> bool {
        self.rules.is_some() && self.covers(&UnusedIgnore::META.id)
    }
}

/// Something that may be silenced: its place, its rule, and its number among its kind.
struct Item<'a> {
    start: usize,
    rule: &'a RuleId,
    at: usize,
}

/// Start and end of what a directive reaches, in an order; `None`: the whole source.
type Reach = Option<(usize, usize)>;

/// The ignore comments of a source with each different name looked up once: a generated file may have one at every
/// line.
struct Reading<'d> {
    directives: &'d [Directive],
    meanings: Vec<Meaning>,
    /// For each directive the numbers of its meanings.
    meant: Vec<Vec<usize>>,
}

impl<'d> Reading<'d> {
    fn of(directives: &'d [Directive], index: &RuleIndex, sink: &Sink) -> Self {
        let mut numbers: BTreeMap<(Option<&str>, Option<&str>), usize> = BTreeMap::new();
        let mut meanings = Vec::new();
        let mut number = |peer: Option<&'static str>, name: Option<&'d str>| {
            *numbers.entry((peer, name)).or_insert_with(|| {
                meanings.push(meaning(peer, name, index, sink));
                meanings.len() - 1
            })
        };
        let meant = directives
            .iter()
            .map(|directive| {
                if directive.names.is_empty() {
                    return vec![number(directive.peer, None)];
                }
                directive.names.iter().map(|name| number(directive.peer, Some(name))).collect()
            })
            .collect();
        Self { directives, meanings, meant }
    }

    /// Marks the items that a directive with such a meaning covers, and gives for each directive whether it covered
    /// any. Directives with one reach are handled as one, so that the cost stays linear in stacked comments.
    fn silence(
        &self,
        mut items: Vec<Item<'_>>,
        counts: impl Fn(&Meaning) -> bool,
        silenced: &mut [bool],
    ) -> Vec<bool> {
        items.sort_by_key(|item| item.start);
        let mut groups: BTreeMap<Reach, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (at, (directive, meant)) in self.directives.iter().zip(&self.meant).enumerate() {
            let reach = directive.reach.as_ref().map(|reach| (reach.start, reach.end));
            for number in meant {
                let rules = self.meanings.get(*number).filter(|meaning| counts(meaning));
                if rules.is_some_and(|meaning| !meaning.is_unknown()) {
                    groups.entry(reach).or_default().entry(*number).or_default().push(at);
                }
            }
        }
        let mut used = vec![false; self.directives.len()];
        for (reach, group) in groups {
            let (start, end) = reach.unwrap_or((0, usize::MAX));
            let from = items.partition_point(|item| item.start < start);
            let to = items.partition_point(|item| item.start < end).max(from);
            let reached = items.get(from..to).unwrap_or_default();
            for (number, directives) in group {
                let Some(meaning) = self.meanings.get(number) else { continue };
                let mut hit = false;
                for item in reached.iter().filter(|item| meaning.covers(item.rule)) {
                    hit = true;
                    mark(silenced, item.at);
                }
                if hit {
                    for at in directives {
                        mark(&mut used, at);
                    }
                }
            }
        }
        used
    }

    /// What to say of a directive that silenced nothing; `None` when it cannot be judged in this run.
    fn verdict(&self, directive: usize) -> Option<Verdict> {
        let own = self.directives.get(directive)?.peer.is_none();
        let meant =
            || self.meant.get(directive).into_iter().flatten().filter_map(|number| self.meanings.get(*number));
        if own && meant().any(Meaning::is_unknown) {
            return Some(Verdict::Misnamed);
        }
        meant().all(|meaning| meaning.examined && !meaning.names_unused_ignore()).then_some(Verdict::Idle)
    }
}

fn mark(flags: &mut [bool], at: usize) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}

/// Looks a name up; none means every rule, or all that the peer has a name for.
fn meaning(peer: Option<&str>, name: Option<&str>, index: &RuleIndex, sink: &Sink) -> Meaning {
    let of_user = |name: &&str| name.strip_prefix(USERS_FIELD).is_some_and(|rest| rest.starts_with('/'));
    if let (None, Some(name)) = (peer, name.filter(of_user)) {
        let examined = sink.selection().runs_own(name);
        return Meaning { rules: Some(Vec::new()), users: Some(name.to_owned()), examined };
    }
    let rules = match (peer, name) {
        (None, None) => None,
        (None, Some(name)) => Some(index.named(name)),
        (Some(peer), None | Some("all")) => Some(index.named(&format!("{peer}:*"))),
        (Some(peer), Some(name)) => Some(index.named(&format!("{peer}:{name}"))),
    };
    // A name for many rules was not written for one that is off by default.
    let wide = rules.as_ref().is_none_or(|rules| rules.len() > 1);
    let looked_for = |meta: &RuleMeta| sink.examines(meta) || (wide && !meta.default);
    let examined = match &rules {
        None => index.iter().filter(|meta| sink.ran_field(meta.id.field())).all(looked_for),
        Some(rules) => rules.iter().any(|meta| sink.examines(meta)) && rules.iter().all(|meta| looked_for(meta)),
    };
    Meaning { rules, users: None, examined }
}

/// For each comment the offset of the first code behind it that is in no comment.
fn code_behind(source: &Source, comments: &[Range<usize>]) -> Vec<Option<usize>> {
    let mut behind = Vec::with_capacity(comments.len());
    let mut next = source.text().len();
    let mut code = None;
    for comment in comments.iter().rev() {
        let between = source.slice(comment.end..next).trim_start();
        if !between.is_empty() {
            code = Some(next - between.len());
        }
        behind.push(code);
        next = comment.start;
    }
    behind.reverse();
    behind
}

/// The bytes of the line of an offset, with the place just behind its text, where findings about what is missing
/// there point.
fn line_of(source: &Source, offset: usize) -> Range<usize> {
    let line = source.line_range(source.position(offset).line).unwrap_or(offset..offset);
    line.start..line.end + 1
}

/// The ignore comments in a comment: the rule names, the peer, and whether it is about the whole source. A block
/// comment may have one in each line, and a line one of each peer.
fn parse<'c>(
    comment: &'c str,
    peers: &'c [PeerComment],
) -> impl Iterator<Item = (Vec<String>, Option<&'static str>, bool)> + 'c {
    comment.lines().flat_map(move |line| {
        let own = own(line);
        let peers = if own.is_some() { &[] } else { peers };
        own.into_iter().chain(peers.iter().filter_map(move |peer| of_peer(line, peer)))
    })
}

fn own(line: &str) -> Option<(Vec<String>, Option<&'static str>, bool)> {
    let (before, rest) = line.split_once(MARKER)?;
    let (rest, whole_file) = rest.strip_prefix("-file").map_or((rest, false), |rest| (rest, true));
    let opens = !before.contains(char::is_alphanumeric);
    (opens && ends_a_word(rest)).then(|| (names(rest, None), None, whole_file))
}

fn of_peer(line: &str, peer: &PeerComment) -> Option<(Vec<String>, Option<&'static str>, bool)> {
    // Blanks may stand around the sign that ends a marker.
    let (before, rest) = match peer.marker.strip_suffix('=') {
        Some(words) => {
            let (before, rest) = line.split_once(words)?;
            (before, rest.trim_start().strip_prefix('=')?)
        }
        None => line.split_once(peer.marker)?,
    };
    let stands_alone = !before.ends_with(char::is_alphanumeric)
        && (!peer.marker.ends_with(char::is_alphanumeric) || ends_a_word(rest));
    stands_alone.then(|| (names(rest, Some(peer.peer)), Some(peer.peer), peer.whole_file))
}

/// Whether what stands before `rest` is not just the beginning of a longer word: `ignored`, `ignore-next-line`.
fn ends_a_word(rest: &str) -> bool {
    rest.starts_with("--") || !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a word is a peer's code, `DS103`: capital letters, then digits.
fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names of a list, without the reason and the end of the comment. A peer's name ends at a colon or semicolon,
/// where its reason or next setting begins; its codes may be divided by blanks, as Atlas writes them.
fn names(list: &str, peer: Option<&str>) -> Vec<String> {
    let list = list.split("--").next().unwrap_or_default().trim_end();
    let list = list.strip_suffix("*/").unwrap_or(list).trim_start_matches([':', '=', ' ', '\t']);
    let (list, _) = list.split_once(|c| peer.is_some() && matches!(c, ':' | ';')).unwrap_or((list, ""));
    let mut names = Vec::new();
    for part in list.split(',') {
        for (nth, word) in part.split_whitespace().enumerate() {
            let name = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '*');
            if nth > 0 && !name.contains(['/', ':']) && !(peer.is_some() && is_code(name)) {
                return names;
            }
            if !name.is_empty() {
                names.push(name.to_owned());
            }
        }
    }
    names
}
