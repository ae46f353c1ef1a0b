//! Logs of clients and servers: `ActiveRecord`, Django, Hibernate, Prisma, `SQLAlchemy`, Sequelize, `TypeORM`, Entity
//! Framework, PostgreSQL's own and MySQL's general and slow ones.
//!
//! A log is read line by line. A line that one of these writes begins a query; the lines behind it belong to it until
//! one looks like a new entry.

use architect_core::Source;

use super::{Entry, sql};
use crate::dialect::Dialect;

/// How many lines are looked at to tell a log.
const LOOKED_AT: usize = 400;

/// What stands before a query in a line, where that is always the same.
const MARKS: &[&str] = &[
    "LOG:  statement: ",
    "LOG: statement: ",
    "prisma:query ",
    "Hibernate: ",
    "org.hibernate.SQL - ",
    "org.hibernate.SQL : ",
    "org.hibernate.SQL                        : ",
    "sqlalchemy.engine.Engine ",
    "sqlalchemy.engine.base.Engine ",
    "Executing (default): ",
    "\tQuery\t",
    " Query\t",
    "\tExecute\t",
    " Execute\t",
];

/// Words that a query begins with.
const FIRST: &[&str] = &["select", "with", "insert", "update", "delete", "merge", "replace"];

/// Whether a text is a log: one of its first lines holds a query behind something else.
pub(super) fn is_log(text: &str) -> bool {
    text.lines().take(LOOKED_AT).any(|line| {
        let line = plain(line);
        line.starts_with("# Query_time:")
            || begin(&line).is_some_and(|begun| begun.at > 0 && !begun.rest(&line).is_empty())
    })
}

struct Begun {
    /// Where the query begins in the line.
    at: usize,
    milliseconds: Option<f64>,
    /// The query stands on the lines below.
    below: bool,
}

impl Begun {
    fn rest<'l>(&self, line: &'l str) -> &'l str {
        line.get(self.at..).unwrap_or_default()
    }
}

pub(super) fn read(source: &Source, dialect: Dialect, entries: &mut Vec<Entry>) {
    let mut open: Option<(usize, String, Option<f64>)> = None;
    let mut slow: Option<f64> = None;
    let mut close = |open: &mut Option<(usize, String, Option<f64>)>| {
        if let Some((number, text, milliseconds)) = open.take() {
            let text = without_parameters(&text);
            sql::of_text(format!("{}#{number}", source.name()), text, dialect, Some(1.0), milliseconds, entries);
        }
    };
    for (at, line) in source.text().lines().enumerate() {
        let line = plain(line);
        if let Some(rest) = line.strip_prefix("# Query_time:") {
            close(&mut open);
            slow = rest.split_whitespace().next().and_then(|seconds| seconds.parse::<f64>().ok()).map(|s| s * 1000.0);
        } else if let Some(begun) = begin(&line) {
            close(&mut open);
            if begun.below || is_query(begun.rest(&line)) {
                open = Some((at + 1, begun.rest(&line).to_owned(), begun.milliseconds));
            }
        } else if slow.is_some() && is_query(&line) && open.is_none() {
            open = Some((at + 1, line, slow.take()));
        } else if let Some((_, text, _)) = &mut open {
            if is_entry(&line) {
                close(&mut open);
            } else {
                text.push('\n');
                text.push_str(&line);
            }
        }
    }
    close(&mut open);
}

/// A line without the colours of a terminal.
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut parts = line.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let colour = part.strip_prefix('[').and_then(|rest| rest.split_once('m'));
        let is_colour = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
        match colour {
            Some((code, rest)) if is_colour(code) => plain.push_str(rest),
            _ => plain.push_str(part),
        }
    }
    plain
}

fn is_query(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    let text = match text.strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    };
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    FIRST.iter().any(|first| word.eq_ignore_ascii_case(first)) && end < text.len()
}

/// Where a query begins in a line that one of the known writers wrote.
fn begin(line: &str) -> Option<Begun> {
    for mark in MARKS {
        if let Some(at) = line.find(mark) {
            let at = at + mark.len();
            let rest = line.get(at..).unwrap_or_default();
            let below = rest.trim().is_empty() && mark.starts_with("Hibernate");
            if below || is_query(rest) {
                return Some(Begun { at, milliseconds: duration(line.get(..at).unwrap_or_default()), below });
            }
            // What the writer says besides queries: `BEGIN`, `[generated in 0.0001s]`.
            return Some(Begun { at, milliseconds: None, below: false });
        }
    }
    // PostgreSQL: `LOG:  duration: 1.2 ms  execute <unnamed>: SELECT`.
    if let Some(log) = line.find("LOG:") {
        let rest = line.get(log..).unwrap_or_default();
        for word in ["execute ", "statement: ", "parse ", "bind "] {
            let Some(found) = rest.find(word) else { continue };
            let behind = rest.get(found..).unwrap_or_default();
            let colon = behind.find(": ").map_or(0, |colon| colon + 2);
            let at = log + found + colon;
            let counted = !matches!(word, "parse " | "bind ");
            if is_query(line.get(at..).unwrap_or_default()) {
                let milliseconds = duration(rest.get(..found).unwrap_or_default());
                return Some(Begun { at: if counted { at } else { line.len() }, milliseconds, below: false });
            }
        }
        return Some(Begun { at: line.len(), milliseconds: None, below: false });
    }
    // Entity Framework: `Executed DbCommand (3ms) [Parameters=[…]…]`, with the query on the lines below.
    if line.contains("Executed DbCommand (") {
        return Some(Begun { at: line.len(), milliseconds: duration(line), below: true });
    }
    if let Some(rest) = line.strip_prefix("query: ")
        && is_query(rest)
    {
        return Some(Begun { at: line.len() - rest.len(), milliseconds: None, below: false });
    }
    // ActiveRecord: `User Load (0.3ms)  SELECT …`; Django: `(0.001) SELECT …; args=(…)`.
    let open = line.find('(')?;
    let close = open + line.get(open..)?.find(')')?;
    let inside = line.get(open + 1..close)?;
    let number = inside.strip_suffix("ms").unwrap_or(inside);
    let number: f64 = number.trim().parse().ok()?;
    let rest = line.get(close + 1..)?;
    if !is_query(rest) {
        return None;
    }
    // What came from a cache never reached the server.
    if line.get(..open)?.contains("CACHE") {
        return Some(Begun { at: line.len(), milliseconds: None, below: false });
    }
    let milliseconds = if inside.ends_with("ms") { number } else { number * 1000.0 };
    let at = close + 1 + (rest.len() - rest.trim_start().len());
    Some(Begun { at, milliseconds: Some(milliseconds), below: false })
}

/// `duration: 1.234 ms`, `(3ms)`.
fn duration(text: &str) -> Option<f64> {
    let text = text.find("duration: ").and_then(|at| text.get(at + 10..)).or_else(|| {
        let open = text.find('(')?;
        text.get(open + 1..)
    })?;
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    text.get(end..)?.trim_start().starts_with("ms").then(|| text.get(..end)?.parse().ok())?
}

/// Whether a line begins an entry of a log, rather than going on with a query.
fn is_entry(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let dated = digits == 4 && line.as_bytes().get(4) == Some(&b'-');
    let levels = ["DEBUG", "INFO", "WARN", "ERROR", "DETAIL:", "HINT:", "STATEMENT:", "LOG:", "TRACE", "I,", "D,"];
    line.trim().is_empty()
        || dated
        || line.starts_with(['[', '#', '↳'])
        || line.trim_start().starts_with('↳')
        || levels.iter().any(|level| line.trim_start().starts_with(level))
        || line.starts_with("Started ")
        || line.starts_with("Completed ")
}

/// Without what `ActiveRecord` and Django write behind a query: its values.
fn without_parameters(text: &str) -> &str {
    let cut = |text: &str, mark: &str| {
        text.rfind(mark).filter(|_| text.trim_end().ends_with([']', ')', '\''])).unwrap_or(text.len())
    };
    let end = cut(text, "  [[").min(text.find("; args=").unwrap_or(text.len()));
    text.get(..end).unwrap_or(text).trim_end()
}
