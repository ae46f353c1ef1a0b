//! `pg_stat_statements` and its like, as a table of text or as JSON: a query a row, with calls and time.

use architect_core::{Gap, Source};
use serde_json::{Map, Value};

use super::{Entry, sql};
use crate::dialect::Dialect;

/// Names of the columns, in the order in which they are preferred: of `pg_stat_statements` in its versions, and of
/// MySQL's `events_statements_summary_by_digest`.
const QUERY: &[&str] = &["query", "digest_text", "query_text", "sql", "statement", "sql_text"];
const CALLS: &[&str] = &["calls", "count_star", "execution_count", "count", "exec_count", "weight"];
/// With what each is multiplied to give milliseconds: MySQL counts picoseconds.
const TOTAL: &[(&str, f64)] = &[
    ("total_exec_time", 1.0),
    ("total_time", 1.0),
    ("total_ms", 1.0),
    ("sum_timer_wait", 1e-9),
    ("total_elapsed_time", 1e-3),
];
const MEAN: &[&str] = &["mean_exec_time", "mean_time", "mean_ms", "avg_time"];

/// Which character parts the columns of a table whose first line names them; none where the text is no such table.
pub(super) fn separator(text: &str) -> Option<char> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if first.len() > 4_096 {
        return None;
    }
    ['\t', ',', ';', '|'].into_iter().find(|separator| {
        let names: Vec<String> = first.split(*separator).map(column_name).collect();
        let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
        names.len() > 1
            && has(QUERY)
            && names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    })
}

fn column_name(written: &str) -> String {
    written.trim().trim_matches('"').trim().to_ascii_lowercase()
}

struct Columns {
    query: usize,
    calls: Option<usize>,
    total: Option<(usize, f64)>,
    mean: Option<usize>,
}

impl Columns {
    fn of(names: &[String]) -> Option<Self> {
        let place = |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
        let total =
            TOTAL.iter().find_map(|(known, times)| Some((names.iter().position(|name| name == known)?, *times)));
        Some(Self { query: place(QUERY)?, calls: place(CALLS), total, mean: place(MEAN) })
    }
}

/// Reads a table of text, as `COPY … TO … CSV HEADER` and `psql --csv` write it.
pub(super) fn table(
    source: &Source,
    separator: char,
    dialect: Dialect,
    entries: &mut Vec<Entry>,
    gaps: &mut Vec<Gap>,
) {
    let mut rows = Rows { text: source.text(), at: 0, separator };
    let Some(names) = rows.next_row() else { return };
    let names: Vec<String> = names.iter().map(|name| column_name(name)).collect();
    let Some(columns) = Columns::of(&names) else { return };
    let mut number = 0;
    loop {
        let start = rows.at;
        let Some(row) = rows.next_row() else { break };
        number += 1;
        if row.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let field = |at: usize| row.get(at).map(|field| field.trim());
        let number_in = |at: usize| field(at).and_then(|text| text.parse::<f64>().ok());
        let Some(query) = field(columns.query).filter(|query| !query.is_empty()) else {
            gaps.push(Gap::at(source.span(start..start + 1), "this row has no query"));
            continue;
        };
        let calls = columns.calls.and_then(number_in);
        let total = columns.total.and_then(|(at, times)| Some(number_in(at)? * times));
        let time = total.or_else(|| Some(columns.mean.and_then(number_in)? * calls.unwrap_or(1.0)));
        sql::of_text(format!("{}#{number}", source.name()), query, dialect, calls, time, entries);
    }
}

/// Rows of quoted text (RFC 4180).
struct Rows<'t> {
    text: &'t str,
    at: usize,
    separator: char,
}

impl Rows<'_> {
    fn next_row(&mut self) -> Option<Vec<String>> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let (field, last) = self.field();
            row.push(field);
            if last {
                return Some(row);
            }
        }
    }

    /// One field, and whether it is the last of its row.
    fn field(&mut self) -> (String, bool) {
        let mut field = String::new();
        let mut quoted = false;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' if quoted => match chars.peek() {
                    Some((_, '"')) => {
                        field.push('"');
                        chars.next();
                    }
                    _ => quoted = false,
                },
                '"' if field.trim().is_empty() => {
                    field.clear();
                    quoted = true;
                }
                '\n' if !quoted => {
                    self.at += at + 1;
                    return (field.trim_end_matches('\r').to_owned(), true);
                }
                c if c == self.separator && !quoted => {
                    self.at += at + c.len_utf8();
                    return (field, false);
                }
                c => field.push(c),
            }
        }
        self.at = self.text.len();
        (field, true)
    }
}

/// Reads JSON: an array of objects, an object that has one, or an object a line.
pub(super) fn json(source: &Source, dialect: Dialect, entries: &mut Vec<Entry>, gaps: &mut Vec<Gap>) {
    let rows = match serde_json::from_str::<Value>(source.text()) {
        Ok(value) => rows(value),
        Err(error) => {
            let lines: Vec<Value> =
                source.text().lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
            if lines.is_empty() {
                gaps.push(Gap::of_source(source.name(), format!("this is no JSON: {error}")));
            }
            lines
        }
    };
    let mut found = false;
    for (at, row) in rows.into_iter().enumerate() {
        let (query, calls, time) = match &row {
            Value::String(query) => (query.as_str(), None, None),
            Value::Object(row) => {
                let Some(query) = QUERY.iter().find_map(|name| row.get(*name)?.as_str()) else { continue };
                let calls = CALLS.iter().find_map(|name| number(row, name));
                let total = TOTAL.iter().find_map(|(name, times)| Some(number(row, name)? * times));
                let mean = MEAN.iter().find_map(|name| number(row, name));
                (query, calls, total.or_else(|| Some(mean? * calls.unwrap_or(1.0))))
            }
            _ => continue,
        };
        found = true;
        sql::of_text(format!("{}#{}", source.name(), at + 1), query, dialect, calls, time, entries);
    }
    if !found {
        let reason = "no object of this JSON has a `query`: nothing was read";
        gaps.push(Gap::of_source(source.name(), reason));
    }
}

fn rows(value: Value) -> Vec<Value> {
    match value {
        Value::Array(rows) => rows,
        Value::Object(object) if QUERY.iter().any(|name| object.contains_key(*name)) => vec![Value::Object(object)],
        Value::Object(object) => {
            let list = object.into_iter().find_map(|(_, value)| match value {
                Value::Array(rows) => Some(rows),
                _ => None,
            });
            list.unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// A number, also where it is written as text.
fn number(row: &Map<String, Value>, name: &str) -> Option<f64> {
    match row.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
