//! The ledger's text: a line for each record, each under the hash of the line before it.
//!
//! A line is `{"hash":"…","previous":"…",…}`. Its hash is the SHA-256 of all its bytes behind the hash, so no byte of it can be
//! other without another hash, and `previous` is the hash of the line before, so none can go missing in between. What a
//! chain cannot show is that its end was cut off, or that all of it was written anew: for that its last hash must be known
//! from elsewhere.
//!
//! A process that is killed while it writes leaves a torn line. Whoever appends next ends that line, says in a line of its
//! own what was torn (length and hash), and goes on from the last whole line.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::record::Record;
use crate::change::digest::hex;

/// What stands for the line before the first.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a line begins with, up to its hash.
const HEAD: &str = "{\"hash\":\"";
/// What stands between the hash and the rest, which the hash is of.
const AFTER: &str = "\",";
/// Length of a hash in characters.
const HASH: usize = 64;

/// What a line holds besides the hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    Record(Box<Record>),
    Torn(Torn),
}

/// What was left of a line whose writer was interrupted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Torn {
    bytes: usize,
    sha256: String,
}

#[derive(Deserialize)]
struct Line {
    previous: String,
    #[serde(flatten)]
    entry: Entry,
}

/// Something that is the matter with a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 1-based line.
    pub line: usize,
    /// What is the matter.
    pub reason: String,
}

/// A ledger as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    /// The records in order, each with its line.
    pub records: Vec<(usize, Record)>,
    /// The hash of the last whole line; of none, [`START`].
    pub last: String,
    /// Where the chain is broken: what stands behind is in no order that can be relied on, and counts for nothing.
    pub broken: Option<Fault>,
    /// An end that is no whole line: torn by an interruption, or tampered with.
    pub torn: Option<Fault>,
    /// Lines that were torn, as a later line says.
    pub mended: Vec<usize>,
    /// Where the torn end begins, in bytes.
    pub(super) whole: usize,
}

/// Reads a ledger. Never fails: what is wrong with it is said.
pub fn read(text: &[u8]) -> Chain {
    let mut chain = Chain { last: START.to_owned(), ..Chain::default() };
    // Lines that are none, up to one that says what they were.
    let mut unread: Option<(usize, String)> = None;
    let mut at = 0;
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        at += line.len();
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let (hash, previous, entry) = match whole(content) {
            Ok(parts) => parts,
            Err(Unread::NoLine(reason)) => {
                unread.get_or_insert((number, reason.to_owned()));
                continue;
            }
            Err(Unread::Foreign(error)) => {
                let reason = format!("its hash is right, but it holds what this version cannot read: {error}");
                chain.broken = Some(Fault { line: number, reason });
                return chain;
            }
        };
        let before = text.get(chain.whole..at - line.len()).unwrap_or_default();
        match (&unread, &entry) {
            (None, _) if previous != chain.last => {
                let reason = "it does not follow the line before: a line is missing, moved, or was put in".to_owned();
                chain.broken = Some(Fault { line: number, reason });
                return chain;
            }
            (None, Entry::Torn(_)) => {
                let reason = "it speaks of a torn line where there is none".to_owned();
                chain.broken = Some(Fault { line: number, reason });
                return chain;
            }
            (Some((torn, _)), Entry::Torn(told)) if *told == told_of(before) && previous == chain.last => {
                chain.mended.push(*torn);
                unread = None;
            }
            (Some((torn, reason)), _) => {
                chain.broken = Some(Fault { line: *torn, reason: reason.clone() });
                return chain;
            }
            (None, Entry::Record(_)) => {}
        }
        if let Entry::Record(record) = entry {
            chain.records.push((number, *record));
        }
        chain.last = hash;
        chain.whole = at;
    }
    if let Some((line, reason)) = unread {
        chain.torn = Some(Fault { line, reason });
    }
    chain
}

/// What to append to a ledger, so that it holds one more record.
///
/// # Errors
/// Where the chain is broken, or holds a record of the same id already, or the record cannot be written as JSON.
pub fn append(text: &[u8], record: &Record) -> Result<Vec<u8>, Fault> {
    let chain = read(text);
    if let Some(fault) = chain.broken {
        return Err(fault);
    }
    if let Some((line, _)) = chain.records.iter().find(|(_, known)| known.id == record.id) {
        return Err(Fault { line: *line, reason: "this answer is recorded already".to_owned() });
    }
    let mut added = String::new();
    let mut last = chain.last;
    let rest = text.get(chain.whole..).unwrap_or_default();
    if !text.is_empty() && !text.ends_with(b"\n") {
        added.push('\n');
    }
    if !rest.is_empty() {
        let (line, hash) = seal(&last, &Entry::Torn(told_of(rest)))?;
        added.push_str(&line);
        last = hash;
    }
    let (line, _) = seal(&last, &Entry::Record(Box::new(record.clone())))?;
    added.push_str(&line);
    Ok(added.into_bytes())
}

/// The line of an entry, and its hash.
fn seal(previous: &str, entry: &Entry) -> Result<(String, String), Fault> {
    #[derive(Serialize)]
    struct Sealed<'a> {
        previous: &'a str,
        #[serde(flatten)]
        entry: &'a Entry,
    }
    let body = serde_json::to_string(&Sealed { previous, entry })
        .map_err(|error| Fault { line: 0, reason: format!("it cannot be written: {error}") })?;
    let rest = body.strip_prefix('{').unwrap_or(&body);
    let hash = hex(&Sha256::digest(rest.as_bytes()));
    Ok((format!("{HEAD}{hash}{AFTER}{rest}\n"), hash))
}

/// Why a line is not read.
enum Unread {
    /// It was torn, or changed.
    NoLine(&'static str),
    /// It is whole, but speaks of something else.
    Foreign(serde_json::Error),
}

/// The hash, the previous hash and the content of a line that is whole.
fn whole(line: &[u8]) -> Result<(String, String, Entry), Unread> {
    let parts = || {
        let after = std::str::from_utf8(line).ok()?.strip_prefix(HEAD)?;
        let (hash, rest) = after.split_at_checked(HASH)?;
        Some((hash, rest.strip_prefix(AFTER)?))
    };
    let (hash, rest) = parts().ok_or(Unread::NoLine("it is no whole line of a ledger"))?;
    if hex(&Sha256::digest(rest.as_bytes())) != hash {
        return Err(Unread::NoLine("its hash is not that of its content"));
    }
    let line: Line = serde_json::from_str(&format!("{{{rest}")).map_err(Unread::Foreign)?;
    Ok((hash.to_owned(), line.previous, line.entry))
}

/// What is told of a torn end; whether its line was ended afterwards makes no difference.
fn told_of(rest: &[u8]) -> Torn {
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    Torn { bytes: rest.len(), sha256: hex(&Sha256::digest(rest)) }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Channel, Decision};
    use super::*;
    use crate::policy::Verdict;
    use crate::trigger::Trigger;

    fn record(id: &str) -> Record {
        Record {
            id: id.to_owned(),
            change_digest: "d".repeat(64),
            trigger: Trigger::DataLoss,
            verdict: Verdict::Required,
            rules: vec!["escalation/drop-column".to_owned()],
            targets: vec!["customers.nickname".to_owned()],
            decision: Decision::Approve,
            approver: Some("Ada \"Byron\"\nLovelace".to_owned()),
            role: Some("database owner".to_owned()),
            reason: Some("the column is empty".to_owned()),
            conditions: None,
            expires: None,
            typed_target: None,
            channel: Channel::Terminal,
            protocol: None,
            client: None,
            principal: None,
            asked_at: "2026-03-02T09:30:00Z".to_owned(),
            answered_at: "2026-03-02T09:31:00Z".to_owned(),
        }
    }

    fn ledger(ids: &[&str]) -> Vec<u8> {
        let mut text = Vec::new();
        for id in ids {
            let added = append(&text, &record(id)).map_err(|fault| fault.reason);
            text.extend(added.unwrap_or_default());
        }
        text
    }

    fn ids(chain: &Chain) -> Vec<&str> {
        chain.records.iter().map(|(_, record)| record.id.as_str()).collect()
    }

    #[test]
    fn records_come_back_in_their_order_and_the_same_answer_only_once() {
        let text = ledger(&["a", "b", "c", "b"]);

        let chain = read(&text);

        assert_eq!(ids(&chain), ["a", "b", "c"]);
        assert_eq!(chain.records.first().map(|(_, known)| known), Some(&record("a")));
        assert_eq!((&chain.broken, &chain.torn), (&None, &None));
        assert_eq!(text.split(|byte| *byte == b'\n').count(), 4, "a line a record, and nothing behind the last");
    }

    #[test]
    fn a_byte_changed_anywhere_is_found_and_what_stands_before_it_is_kept() {
        let text = ledger(&["a", "b", "c"]);
        let ends: Vec<usize> =
            text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();

        for at in 0..text.len() {
            let mut changed = text.clone();
            changed[at] ^= 1;
            let chain = read(&changed);
            let line = ends.iter().filter(|end| **end < at).count() + 1;
            let fault = chain.broken.as_ref().or(chain.torn.as_ref());
            assert_eq!(fault.map(|fault| fault.line), Some(line), "byte {at}");
            assert_eq!(chain.records.len(), line - 1, "byte {at}");
        }
    }

    #[test]
    fn a_line_that_is_gone_moved_or_put_in_breaks_the_chain_where_it_is() {
        let text = String::from_utf8(ledger(&["a", "b", "c"])).unwrap_or_default();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let other = String::from_utf8(ledger(&["x"])).unwrap_or_default();

        let gone = read([lines[0], lines[2]].concat().as_bytes());
        let moved = read([lines[1], lines[0], lines[2]].concat().as_bytes());
        let put_in = read([lines[0], &other, lines[1]].concat().as_bytes());

        assert_eq!((gone.broken.map(|fault| fault.line), gone.records.len()), (Some(2), 1));
        assert_eq!((moved.broken.map(|fault| fault.line), moved.records.len()), (Some(1), 0));
        assert_eq!((put_in.broken.map(|fault| fault.line), put_in.records.len()), (Some(2), 1));
        assert!(append([lines[0], lines[2]].concat().as_bytes(), &record("d")).is_err(), "nothing follows a break");
    }

    #[test]
    fn a_line_torn_anywhere_costs_itself_only_and_the_next_one_tells_of_it() {
        let (before, whole) = (ledger(&["a"]), ledger(&["a", "b"]));

        for end in before.len() + 1..whole.len() - 1 {
            let mut text = whole[..end].to_vec();
            let torn = read(&text);
            assert_eq!((ids(&torn), torn.torn.as_ref().map(|fault| fault.line)), (vec!["a"], Some(2)), "{end}");

            text.extend(append(&text, &record("c")).map_err(|fault| fault.reason).unwrap_or_default());
            let chain = read(&text);
            assert_eq!((ids(&chain), &chain.broken, &chain.torn), (vec!["a", "c"], &None, &None), "{end}");
            assert_eq!(chain.mended, [2], "{end}");
        }
    }

    #[test]
    fn whoever_mends_a_torn_line_may_be_interrupted_too() {
        let whole = ledger(&["a", "b"]);
        let torn = whole[..whole.len() - 20].to_vec();
        let mending = append(&torn, &record("c")).map_err(|fault| fault.reason).unwrap_or_default();

        for end in 0..=mending.len() {
            let mut text = [torn.as_slice(), &mending[..end]].concat();
            text.extend(append(&text, &record("d")).map_err(|fault| fault.reason).unwrap_or_default());
            let chain = read(&text);

            assert_eq!((&chain.broken, &chain.torn), (&None, &None), "{end}");
            assert_eq!((ids(&chain).first(), ids(&chain).last()), (Some(&"a"), Some(&"d")), "{end}");
        }
    }

    #[test]
    fn a_line_that_lacks_nothing_but_its_end_counts() {
        let mut text = ledger(&["a", "b"]);
        text.pop();

        text.extend(append(&text, &record("c")).map_err(|fault| fault.reason).unwrap_or_default());

        let chain = read(&text);
        assert_eq!((ids(&chain), chain.mended.len(), &chain.torn), (vec!["a", "b", "c"], 0, &None));
    }

    #[test]
    fn what_a_later_version_wrote_is_not_taken_for_torn() {
        let mut text = ledger(&["a"]);
        let body = format!("\"previous\":\"{}\",\"seal\":{{}}}}", read(&text).last);
        text.extend(format!("{HEAD}{}{AFTER}{body}\n", hex(&Sha256::digest(&body))).into_bytes());

        let chain = read(&text);

        assert_eq!(chain.broken.as_ref().map(|fault| fault.line), Some(2));
        assert!(append(&text, &record("b")).is_err());
    }
}
