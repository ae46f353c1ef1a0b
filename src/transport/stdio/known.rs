//! Answers that are known already: what cannot change before the binary does is read and written once in a session.
//!
//! Two lines that differ in nothing but a whole number as their id ask the same, and a request whose answer is constant gets
//! the same answer then, with the other id. So a line is known by its bytes, and its answer is given as bytes. Whatever
//! is not certain to be alike (an id that was there before, an error, another `initialize`) is not kept.

use std::collections::HashMap;

/// Longest line that is remembered.
const LONGEST: usize = 4096;
/// Most bytes that are remembered; then all of it is forgotten.
const MOST: usize = 2 * 1024 * 1024;
/// Most requests whose answers are waited for.
const MOST_AWAITED: usize = 64;
/// Digits of an id that is certain to be the same number for everybody.
const DIGITS: usize = 15;
/// How an answer begins, before its id.
const HEAD: &[u8] = br#"{"jsonrpc":"2.0","id":"#;

/// The answers that are known in one session.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// By line without its id: what stands behind the id of the answer.
    answers: HashMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
    /// By id: the line without it.
    awaited: HashMap<i64, Vec<u8>>,
    /// The highest id so far. A request with a higher one is told apart from all others by it.
    highest: i64,
    line: Vec<u8>,
}

/// A request, taken apart at its id.
struct Parts<'l> {
    before: &'l [u8],
    id: &'l [u8],
    behind: &'l [u8],
}

impl Known {
    /// Writes the answer to a line, when it is known.
    pub(super) fn answer(&mut self, line: &[u8], out: &mut Vec<u8>) -> bool {
        if self.answers.is_empty() {
            return false;
        }
        let Some(parts) = Parts::of(line) else { return false };
        parts.without_id(&mut self.line);
        let Some(answer) = self.answers.get(self.line.as_slice()) else { return false };
        // An id that is used again may be that of a request in flight, whose answer is told apart by nothing then.
        let Some(id) = parts.number().filter(|id| *id > self.highest) else { return false };
        self.highest = id;
        out.extend_from_slice(HEAD);
        out.extend_from_slice(parts.id);
        out.extend_from_slice(answer);
        true
    }

    /// A request was read from a line. When its answer is `constant`, it is remembered once it is there.
    pub(super) fn asked(&mut self, id: i64, line: &[u8], constant: bool) {
        let before = self.highest;
        self.highest = before.max(id);
        if self.awaited.remove(&id).is_some() || !constant || id <= before {
            return;
        }
        let Some(parts) = Parts::of(line).filter(|parts| parts.number() == Some(id)) else { return };
        if self.awaited.len() >= MOST_AWAITED {
            self.awaited.clear();
        }
        let mut key = Vec::with_capacity(line.len());
        parts.without_id(&mut key);
        self.awaited.insert(id, key);
    }

    /// Whether the answer to a request is waited for. It is not any more then.
    pub(super) fn awaited(&mut self, id: i64) -> Option<Vec<u8>> {
        if self.awaited.is_empty() { None } else { self.awaited.remove(&id) }
    }

    /// The answer to a line without its id was written.
    pub(super) fn answered(&mut self, line: Vec<u8>, id: i64, answer: &[u8]) {
        let id = id.to_string();
        let behind = answer.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix(id.as_bytes()));
        let Some(behind) = behind.filter(|behind| behind.starts_with(b",\"result\":")) else { return };
        let bytes = line.len() + behind.len();
        if self.bytes + bytes > MOST {
            self.answers.clear();
            self.bytes = 0;
        }
        if bytes <= MOST && self.answers.insert(line, behind.to_vec()).is_none() {
            self.bytes += bytes;
        }
    }

    /// Forgets all answers, and those that are still to come: the session is another one now.
    pub(super) fn forget(&mut self) {
        self.answers.clear();
        self.bytes = 0;
        self.awaited.clear();
    }
}

impl<'l> Parts<'l> {
    /// Clients write the id right behind the version, or last. Elsewhere it is not looked for: what looks like an id could be
    /// part of a text there.
    fn of(line: &'l [u8]) -> Option<Self> {
        if line.len() > LONGEST {
            return None;
        }
        if let Some(rest) = line.strip_prefix(HEAD) {
            let (id, behind) = rest.split_at_checked(rest.iter().take_while(|byte| byte.is_ascii_digit()).count())?;
            return behind.starts_with(b",").then_some(Self { before: HEAD, id, behind });
        }
        // What stands before the last bracket is the last member of the request, so this is its name and no text.
        let rest = line.strip_suffix(b"}")?;
        let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let (before, id) = rest.split_at_checked(rest.len() - digits)?;
        before.ends_with(b",\"id\":").then_some(Self { before, id, behind: b"}" })
    }

    fn number(&self) -> Option<i64> {
        let plain =
            self.id.len() <= DIGITS && (self.id == b"0" || self.id.first().is_some_and(|digit| *digit != b'0'));
        if plain { std::str::from_utf8(self.id).ok()?.parse().ok() } else { None }
    }

    /// Lines have no line breaks, so one tells where the id was.
    fn without_id(&self, key: &mut Vec<u8>) {
        key.clear();
        key.extend_from_slice(self.before);
        key.push(b'\n');
        key.extend_from_slice(self.behind);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn asked(known: &mut Known, id: i64, line: &str, answer: &str) {
        known.asked(id, line.as_bytes(), true);
        if let Some(line) = known.awaited(id) {
            known.answered(line, id, answer.as_bytes());
        }
    }

    fn answer(known: &mut Known, line: &str) -> Option<String> {
        let mut out = Vec::new();
        known.answer(line.as_bytes(), &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_line_that_differs_in_its_id_only_is_known_wherever_the_id_stands() {
        for (first, second, other) in [
            (
                r#"{"jsonrpc":"2.0","id":7,"method":"m"}"#,
                r#"{"jsonrpc":"2.0","id":81,"method":"m"}"#,
                r#"{"jsonrpc":"2.0","id":82,"method":"n"}"#,
            ),
            (
                r#"{"method":"m","jsonrpc":"2.0","id":7}"#,
                r#"{"method":"m","jsonrpc":"2.0","id":81}"#,
                r#"{"method":"n","jsonrpc":"2.0","id":82}"#,
            ),
        ] {
            let mut known = Known::default();
            asked(&mut known, 7, first, r#"{"jsonrpc":"2.0","id":7,"result":{}}"#);

            assert_eq!(answer(&mut known, second).unwrap(), r#"{"jsonrpc":"2.0","id":81,"result":{}}"#);
            assert_eq!(answer(&mut known, other), None);
            known.forget();
            assert_eq!(answer(&mut known, second), None);
        }
    }

    #[test]
    fn what_is_not_certain_is_not_known() {
        let line = |id: &str| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#);
        let mut known = Known::default();
        asked(&mut known, 5, &line("5"), r#"{"jsonrpc":"2.0","id":5,"error":{}}"#);
        assert_eq!(answer(&mut known, &line("6")), None, "an error");
        asked(&mut known, 4, &line("4"), r#"{"jsonrpc":"2.0","id":4,"result":{}}"#);
        assert_eq!(answer(&mut known, &line("6")), None, "an id that may have been there before");
        asked(&mut known, 6, &line("6"), r#"{"jsonrpc":"2.0","id":6,"result":{}}"#);
        for id in ["6", "07", "7.0", "\"7\"", "1000000000000000"] {
            assert_eq!(answer(&mut known, &line(id)), None, "{id}");
        }
        let text = r#"{"jsonrpc":"2.0","params":"\",\"id\":7}"#;
        assert!(Parts::of(text.as_bytes()).is_none());
        assert!(answer(&mut known, &line("7")).is_some());
    }

    #[test]
    fn two_requests_of_one_id_leave_nothing_behind() {
        let line = |method: &str| format!(r#"{{"jsonrpc":"2.0","id":5,"method":"{method}"}}"#);
        let mut known = Known::default();
        known.asked(5, line("m").as_bytes(), true);
        known.asked(5, line("n").as_bytes(), false);

        assert_eq!(known.awaited(5), None);
    }
}
