//! An empty copy of a schema, for a planner that has none of its own.

use std::fmt::Write as _;

use crate::ddl::IndexFlavour;
use crate::dialect::Dialect;
use crate::schema::{Index, Origin, Schema, Table, quoted};

/// The statements that make the tables of a schema again, as bare as a planner needs them, with the indexes they have.
/// Everything is written from the model; no text of the input is among it but names, types' names and expressions that
/// were read token by token, and what the planner refuses costs only itself.
pub(super) fn tables(schema: &Schema, tables: &[&Table]) -> Vec<String> {
    let dialect = schema.dialect;
    let mut statements = Vec::new();
    for table in tables {
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
