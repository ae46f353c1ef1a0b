//! Statements that make the indexes, and for a planner of our own those that make the tables.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::candidate::{Candidate, Key, Method};
use crate::ddl::IndexFlavour;
use crate::dialect::Dialect;
use crate::schema::{Index, IndexStatement, Origin, Schema, Table, quoted};

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

/// The statements that make the tables of a schema again, as bare as a planner needs them, with the indexes they have.
/// Everything is written from the model; no text of the input is among it but names, types' names and expressions that
/// were read token by token, and what the planner refuses costs only itself.
pub(super) fn tables(schema: &Schema) -> Vec<String> {
    let dialect = schema.dialect;
    let mut statements = Vec::new();
    for table in schema.tables() {
        let mut parts = Vec::new();
        let primary = table.primary_key().map(Index::column_keys).unwrap_or_default();
        let alias = |key: &str| {
            crate::schema::is_rowid_alias(table, &primary) && primary.first().is_some_and(|first| first == key)
        };
        for column in &table.columns {
            let mut part = quoted(&column.name, dialect);
            if let Some(data_type) = &column.data_type {
                let plain = data_type.name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '_');
                if plain {
                    let _ = write!(part, " {}", data_type.name);
                }
            }
            if alias(&column.key) {
                part.push_str(" PRIMARY KEY");
            }
            if schema.is_not_null(column) {
                part.push_str(" NOT NULL");
            }
            if let Some(collation) = column.collation.as_ref().filter(|name| is_builtin_collation(name)) {
                let _ = write!(part, " COLLATE {collation}");
            }
            parts.push(part);
        }
        for index in table.indexes.iter().filter(|index| index.origin != Origin::Index) {
            let keys = index.column_keys();
            let columns: Vec<String> = table.shown(&keys).iter().map(|name| quoted(name, dialect)).collect();
            let word = match index.origin {
                Origin::PrimaryKey if keys.first().is_some_and(|key| alias(key)) => continue,
                Origin::PrimaryKey => "PRIMARY KEY",
                Origin::Unique | Origin::Index => "UNIQUE",
            };
            parts.push(format!("{word} ({})", columns.join(", ")));
        }
        if parts.is_empty() {
            continue;
        }
        let rowid = if table.options.without_rowid { " WITHOUT ROWID" } else { "" };
        let name = quoted(&table.bare_name, dialect);
        statements.push(format!("CREATE TABLE {name} ({}){rowid}", parts.join(", ")));
        for index in
            table.indexes.iter().filter(|index| index.origin == Origin::Index && index.flavour == IndexFlavour::Plain)
        {
            statements.extend(existing(table, index, dialect));
        }
    }
    statements
}

fn is_builtin_collation(name: &str) -> bool {
    ["binary", "nocase", "rtrim"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The statement of an index that is there.
fn existing(table: &Table, index: &Index, dialect: Dialect) -> Option<String> {
    let mut keys = Vec::new();
    for key in &index.keys {
        let mut text = match &key.column {
            Some(column) => quoted(&table.column(column)?.name, dialect),
            None => format!("({})", key.text.0),
        };
        if let Some(collation) = key.collation.as_ref().filter(|name| is_builtin_collation(name)) {
            let _ = write!(text, " COLLATE {collation}");
        }
        if key.descending {
            text.push_str(" DESC");
        }
        keys.push(text);
    }
    let unique = if index.unique { "UNIQUE " } else { "" };
    let name = quoted(index.name.as_ref()?, dialect);
    let target = quoted(&table.bare_name, dialect);
    let predicate =
        index.predicate.as_ref().map(|predicate| format!(" WHERE {}", predicate.text)).unwrap_or_default();
    Some(format!("CREATE {unique}INDEX {name} ON {target} ({}){predicate}", keys.join(", ")))
}
