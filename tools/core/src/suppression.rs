//! Ignore comments.
//!
//! `architect:ignore RULE, RULE -- reason` silences the rules at one place: behind code, on that line; on a line of
//! its own, on the next line that has code (or the whole construct that begins there, where the field says how far
//! it reaches). `architect:ignore-file RULE -- reason` silences them in the whole source. Peers' own comments are
//! understood when a field names their form. An ignore that silences nothing is itself a finding.

use std::ops::Range;

use crate::rule::RuleIndex;
use crate::rules::unused_ignore;
use crate::sink::Sink;
use crate::source::Source;

/// A peer's ignore comment.
#[derive(Debug, Clone, Copy)]
pub struct PeerComment {
    /// What introduces the list of rules, e.g. `hadolint ignore=`.
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
    /// there; `None` means its line.
    pub fn read(
        source: &Source,
        comments: &[Range<usize>],
        peers: &[PeerComment],
        extent: impl Fn(usize) -> Option<Range<usize>>,
    ) -> Self {
        let mut directives = Vec::new();
        for (index, comment) in comments.iter().enumerate() {
            let text = source.slice(comment.clone());
            let Some((names, peer, whole_file)) = parse(text, peers) else { continue };
            let reach = if whole_file {
                None
            } else {
                Some(reach(source, comments.get(index..).unwrap_or_default(), &extent))
            };
            directives.push(Directive { names, peer, place: comment.clone(), reach });
        }
        Self { directives }
    }

    /// Removes the silenced findings from the sink, and pushes one for each comment that silenced nothing.
    pub fn apply(&self, source: &Source, sink: &mut Sink, index: &RuleIndex) {
        for directive in &self.directives {
            let mut silenced = false;
            let mut known = true;
            let mut rules = Vec::new();
            for name in &directive.names {
                let full = directive.peer.map(|peer| format!("{peer}:{name}"));
                let named = index.named(full.as_deref().unwrap_or(name));
                known &= !named.is_empty() || directive.peer.is_some();
                rules.extend(named.into_iter().filter(|meta| sink.selection().runs(meta)));
            }
            sink.retain(|finding| {
                let hit = finding.primary.source() == source.name()
                    && directive.reach.as_ref().is_none_or(|reach| reach.contains(&finding.primary.bytes().start))
                    && (directive.names.is_empty() || rules.iter().any(|meta| meta.id == finding.rule));
                silenced |= hit;
                !hit
            });
            // A comment about rules that do not run here, or a peer's about a rule that we lack, is none of our
            // business.
            let judged = !rules.is_empty() || (directive.names.is_empty() && directive.peer.is_none());
            if !silenced && (judged || !known) {
                let span = source.span(directive.place.clone());
                sink.push(unused_ignore::silences_nothing(span, &directive.names, known));
            }
        }
    }
}

/// The rule names of an ignore comment, the peer it belongs to, and whether it is about the whole source. An empty
/// list means every rule.
fn parse(comment: &str, peers: &[PeerComment]) -> Option<(Vec<String>, Option<&'static str>, bool)> {
    if let Some(at) = comment.find(MARKER) {
        let rest = comment.get(at + MARKER.len()..)?;
        let (rest, whole_file) = rest.strip_prefix("-file").map_or((rest, false), |rest| (rest, true));
        if !rest.starts_with([' ', '\t', ':']) && !rest.is_empty() {
            return None;
        }
        return Some((names(rest), None, whole_file));
    }
    peers.iter().find_map(|peer| {
        let at = comment.find(peer.marker)?;
        Some((names(comment.get(at + peer.marker.len()..)?), Some(peer.peer), peer.whole_file))
    })
}

fn names(list: &str) -> Vec<String> {
    let line = list.lines().next().unwrap_or_default();
    let list = line.split("--").next().unwrap_or_default().trim().trim_end_matches("*/").trim_start_matches(':');
    list.split([',', ' ', '\t'])
        .map(|name| name.trim().trim_end_matches(':').to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// The bytes that the first of `comments` speaks about.
fn reach(
    source: &Source,
    comments: &[Range<usize>],
    extent: &impl Fn(usize) -> Option<Range<usize>>,
) -> Range<usize> {
    let Some(comment) = comments.first() else { return 0..0 };
    let own_line = source.line_range(source.position(comment.start).line).unwrap_or(comment.clone());
    if !source.slice(own_line.start..comment.start).trim().is_empty() {
        return own_line;
    }
    let mut code = comment.end;
    for next in comments.get(1..).unwrap_or_default() {
        if !source.slice(code..next.start).trim().is_empty() {
            break;
        }
        code = next.end;
    }
    let rest = source.slice(code..source.text().len());
    code += rest.len() - rest.trim_start().len();
    let line = source.line_range(source.position(code).line).unwrap_or(code..code);
    extent(code).unwrap_or(line.start..line.end.max(line.start + 1))
}

/// The rules a comment names, as words.
pub(crate) fn describe(names: &[String]) -> String {
    if names.is_empty() { "any rule".to_owned() } else { format!("`{}`", names.join("`, `")) }
}
