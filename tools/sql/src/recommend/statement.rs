//! Statements that make the indexes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::candidate::{Candidate, Key, Method};
use crate::ddl::Expression;
use crate::dialect::Dialect;
use crate::schema::{IndexStatement, Schema, Table, quoted};

/// The name and the statement of a candidate.
pub(super) fn of(
    schema: &Schema,
    candidate: &Candidate,
    taken: &BTreeSet<String>,
) -> Option<(String, IndexStatement)> {
    let table = schema.by_key(&candidate.table)?;
    let columns: Vec<String> = candidate.keys.iter().map(|key| part_of_name(table, key)).collect();
    let name = schema.free_index_name(table, &columns, taken);
    let kind = if candidate.method == Method::FullText { "FULLTEXT " } else { "" };
    Some((name.clone(), schema.named_index_statement(table, &name, kind, &body(schema, table, candidate))))
}

/// The statement that makes an index of one expression, where the server has such indexes.
pub(crate) fn of_expression(
    schema: &Schema,
    table: &Table,
    expression: &Expression,
    class: Option<&'static str>,
) -> Option<String> {
    if matches!(schema.dialect, Dialect::MariaDb | Dialect::MsSql) {
        return None;
    }
    let key = Key { column: None, expression: Some(expression.clone()), class, ..Key::of("") };
    let candidate = Candidate {
        table: table.key.clone(),
        method: Method::Ordered,
        keys: vec![key],
        equal: 1,
        include: Vec::new(),
        predicate: None,
        needs: Vec::new(),
    };
    of(schema, &candidate, &BTreeSet::new()).map(|(_, made)| made.text)
}

/// What stands behind the table: method, keys, columns carried along, predicate.
pub(super) fn body(schema: &Schema, table: &Table, candidate: &Candidate) -> String {
    let dialect = schema.dialect;
    let keys: Vec<String> = candidate.keys.iter().map(|key| written(table, key, dialect)).collect();
    let using = match candidate.method {
        Method::Gin => "USING gin ",
        Method::Gist => "USING gist ",
        Method::Ordered | Method::FullText => "",
    };
    let mut body = format!("{using}({})", keys.join(", "));
    if !candidate.include.is_empty() {
        let columns: Vec<String> = table.shown(&candidate.include).iter().map(|name| quoted(name, dialect)).collect();
        let _ = write!(body, " INCLUDE ({})", columns.join(", "));
    }
    if let Some(predicate) = &candidate.predicate {
        let _ = write!(body, " WHERE {}", predicate.expression.text);
    }
    body
}

/// The keys for people: `customer_id, created_at`.
pub(super) fn shown_keys(table: &Table, candidate: &Candidate) -> String {
    let shown = |key: &Key| match (&key.column, &key.expression) {
        (Some(column), _) => table.column(column).map_or_else(|| column.clone(), |column| column.name.clone()),
        (None, expression) => expression.as_ref().map_or_else(String::new, |expression| expression.text.clone()),
    };
    candidate.keys.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn part_of_name(table: &Table, key: &Key) -> String {
    match (&key.column, &key.expression) {
        (Some(column), _) => table.column(column).map_or_else(|| column.clone(), |column| column.name.clone()),
        // The words of the expression: `lower_email`.
        (None, Some(expression)) => {
            let words = expression.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            words.filter(|word| !word.is_empty()).take(3).collect::<Vec<_>>().join("_")
        }
        (None, None) => "expr".to_owned(),
    }
}

fn written(table: &Table, key: &Key, dialect: Dialect) -> String {
    let mut text = match (&key.column, &key.expression) {
        (Some(column), _) => {
            let shown = table.column(column).map_or_else(|| column.clone(), |column| column.name.clone());
            quoted(&shown, dialect)
        }
        // PostgreSQL takes a call of a function as it is; whatever else stands in parentheses of its own.
        (None, Some(expression)) if dialect == Dialect::PostgreSql && is_call(&expression.text) => {
            expression.text.clone()
        }
        (None, Some(expression)) => format!("({})", expression.text),
        (None, None) => String::new(),
    };
    match key.class {
        Some(class) if dialect == Dialect::Sqlite => {
            let _ = write!(text, " COLLATE {class}");
        }
        Some(class) => {
            let _ = write!(text, " {class}");
        }
        None => {}
    }
    if key.descending {
        text.push_str(" DESC");
    }
    match key.nulls_first {
        Some(true) => text.push_str(" NULLS FIRST"),
        Some(false) => text.push_str(" NULLS LAST"),
        None => {}
    }
    text
}

/// Whether a text is one call of a function and nothing else.
fn is_call(text: &str) -> bool {
    let Some(open) = text.find('(') else { return false };
    let name = text.get(..open).unwrap_or_default();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return false;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().skip(open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == text.len();
                }
            }
            _ => {}
        }
    }
    false
}
