//! Texts that hold the schema as a whole: what their old lines say of a column is what it was before the migrations of
//! the same change.

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::ddl::{DataType, SchemaChange};
use architect_sql::statement::split;

use super::ledger::Ledger;
use crate::change::Operation;
use crate::code::Language;
use crate::examined::Examined;
use crate::role::Kind;

/// Learns types from the lines that go from a schema's text.
pub(super) fn learn(file: &Examined<'_>, ledger: &mut Ledger) {
    let schema = file.language() == Some(Language::Sql)
        && file.role.kind != Kind::Migration
        && file.guard.is_none()
        && file.file.operation == Operation::Modified;
    if !schema {
        return;
    }
    for read in &file.old {
        let mut table = read.block.heading.as_deref().and_then(table_of);
        for index in 0..read.block.lines.len() {
            let text = read.block.line_text(index);
            if let Some(name) = table_of(text) {
                table = Some(name);
            }
            let changed = read.block.lines.get(index).is_some_and(|line| line.changed);
            if let (Some(table), Some((column, data_type)), true) = (&table, column(text), changed) {
                ledger.learn_type(table, &column, &data_type, "the text of the schema had it so");
            }
        }
    }
}

/// The type of a column's definition in SQL.
pub(super) fn data_type(definition: &str, dialect: Dialect) -> Option<(String, DataType)> {
    let source = Source::new("type", format!("CREATE TABLE t ({definition});"));
    let script = split(&source, dialect);
    script.statements.iter().flat_map(|statement| statement.read().changes).find_map(|change| match change {
        SchemaChange::CreateTable(table) => {
            let column = table.columns.into_iter().next()?;
            Some((column.name.text.clone(), column.data_type?))
        }
        _ => None,
    })
}

/// The table that a line begins to create.
pub(super) fn table_of(line: &str) -> Option<String> {
    let lower = line.trim_start().to_ascii_lowercase();
    let rest = lower.strip_prefix("create table ")?.trim_start();
    let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
    let name = rest.split(['(', ' ']).next()?.trim_matches(['"', '`', '[', ']']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The column that a line defines.
pub(super) fn column(line: &str) -> Option<(String, DataType)> {
    const NONE: [&str; 11] =
        ["primary", "key", "constraint", "unique", "index", "foreign", "check", "create", "insert", "drop", "alter"];
    let definition = line.trim().trim_end_matches(',').trim();
    let first = definition.split_whitespace().next()?.to_ascii_lowercase();
    if NONE.contains(&first.as_str()) || definition.starts_with("--") {
        return None;
    }
    let dialect = if definition.starts_with('`') { Dialect::MySql } else { Dialect::PostgreSql };
    data_type(definition, dialect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_table_tells_its_column() {
        let of = |line: &str| column(line).map(|(name, data_type)| (name, data_type.shown()));

        assert_eq!(
            of("  `worker_group` varchar(256) DEFAULT '' COMMENT 'x',"),
            Some(("worker_group".to_owned(), "varchar(256)".to_owned()))
        );
        assert_eq!(of("  note varchar(20) DEFAULT NULL ,").map(|(name, _)| name), Some("note".to_owned()));
        assert_eq!(of("  PRIMARY KEY (`id`),"), None);
        assert_eq!(table_of("CREATE TABLE IF NOT EXISTS `t_ds` ("), Some("t_ds".to_owned()));
    }
}
