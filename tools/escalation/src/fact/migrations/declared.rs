//! Schemas that are declared as a whole and applied as they are: what goes from the declaration goes from the database.
//!
//! Files of SQL in a folder of schemas, Prisma's models and Drizzle's tables come in; tables and columns that they no
//! longer have go out. Where the change brings a migration that names the table, that one tells what becomes of it.

use std::collections::HashSet;

use architect_core::Confidence;

use super::snapshot;
use crate::change::{Operation, Side};
use crate::code::Language;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::Kind;

/// How a schema is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Sql,
    Prisma,
    Drizzle,
}

/// Why it is not certain.
const NOTE: &str = "it goes from the declared schema, and the change has no migration that says otherwise";

/// Reads what goes from declared schemas.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let migrations: Vec<String> = files
        .iter()
        .filter(|file| {
            file.role.kind == Kind::Migration && matches!(file.file.operation, Operation::Added | Operation::Renamed)
        })
        .flat_map(|file| &file.new)
        .flat_map(|read| (0..read.block.lines.len()).map(|index| spelled(read.block.line_text(index))))
        .collect();
    let is_told = |table: &str| {
        let table = spelled(table);
        migrations.iter().any(|line| line.contains(&table))
    };
    // Lines that go from migrations: what they would have brought goes with them, before anybody had it.
    let unmade: Vec<String> = files
        .iter()
        .filter(|file| file.role.kind == Kind::Migration && file.file.operation == Operation::Modified)
        .flat_map(|file| &file.old)
        .flat_map(|read| read.block.changed())
        .map(|(_, _, text)| spelled(text))
        .collect();
    let is_unmade = |name: &str| {
        let name = spelled(name);
        unmade.iter().any(|line| line.contains(&name)).then_some(Guard::GoneTogether)
    };
    let schemas: Vec<(&Examined<'_>, Form)> =
        files.iter().filter(|file| file.guard.is_none()).filter_map(|file| Some((file, form(file)?))).collect();
    // What stands in a new line is there, wherever it stood before.
    let (mut tables, mut columns) = (HashSet::new(), HashSet::new());
    for (file, form) in &schemas {
        for read in &file.new {
            for index in 0..read.block.lines.len() {
                let line = read.block.line_text(index);
                tables.extend(table(*form, line));
                if read.block.lines.get(index).is_some_and(|line| line.changed) {
                    columns.extend(column(*form, line));
                }
            }
        }
    }
    for (file, form) in schemas {
        for read in &file.old {
            let mut within = read.block.heading.as_deref().and_then(|heading| table(form, heading));
            let mut gone = false;
            for index in 0..read.block.lines.len() {
                let line = read.block.line_text(index);
                let changed = read.block.lines.get(index).is_some_and(|line| line.changed);
                if let Some(name) = table(form, line) {
                    gone = changed && !tables.contains(&name) && !is_told(&name);
                    if gone {
                        let what = What::TableDropped { table: name.clone(), rebuilt: false };
                        facts.on_line(file, Side::Old, read, index, what).confidence(Confidence::Medium).note(NOTE);
                    }
                    within = Some(name);
                } else if line.starts_with([')', '}']) {
                    within = None;
                } else if let (Some(name), Some(column), true, false) = (&within, column(form, line), changed, gone)
                    && !columns.contains(&column)
                    && !is_told(name)
                {
                    let what = What::ColumnDropped { column: format!("{name}.{column}") };
                    let fact = facts.on_line(file, Side::Old, read, index, what);
                    fact.guarded(is_unmade(&column)).confidence(Confidence::Medium).note(NOTE);
                }
            }
        }
    }
}

/// A name as it is compared: `OrderItem` in a model is `order_items` in a migration.
fn spelled(text: &str) -> String {
    text.to_lowercase().replace('_', "")
}

/// How a file declares a schema, if it does.
fn form(file: &Examined<'_>) -> Option<Form> {
    let path = format!("/{}", file.file.path.to_ascii_lowercase());
    if path.ends_with(".prisma") {
        return Some(Form::Prisma);
    }
    let folder = ["/schema/", "/schemas/", "/dbo/tables/"].iter().any(|folder| path.contains(folder));
    match file.language() {
        Some(Language::Sql) if folder && file.role.kind != Kind::Migration => Some(Form::Sql),
        Some(Language::Script) => {
            let blocks = || file.old.iter().map(|read| read.block);
            let says = |text: &str| text.contains("Table(") && drizzle_table(text).is_some();
            let declares = |block: &crate::change::Block| {
                block.heading.as_deref().is_some_and(says)
                    || (0..block.lines.len()).any(|index| says(block.line_text(index)))
            };
            blocks().any(declares).then_some(Form::Drizzle)
        }
        _ => None,
    }
}

/// The table that a line begins to declare, in lower case.
fn table(form: Form, line: &str) -> Option<String> {
    match form {
        Form::Sql => snapshot::table_of(line),
        Form::Prisma => {
            let name = line.strip_prefix("model ")?.split_whitespace().next()?;
            Some(name.to_lowercase())
        }
        Form::Drizzle => drizzle_table(line),
    }
}

/// `export const keys = mysqlTable("keys", {`.
fn drizzle_table(line: &str) -> Option<String> {
    let (front, rest) = line.split_once("Table(")?;
    let builder = front.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let known = matches!(builder, "pg" | "mysql" | "sqlite" | "singlestore" | "mssql" | "create");
    let name = front.split("const ").nth(1)?.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()?;
    let written = rest.trim_start().trim_start_matches(['"', '\'', '`']);
    let written = written.split(['"', '\'', '`', ',', '{']).next().unwrap_or_default().trim();
    known.then(|| if written.is_empty() { name.to_lowercase() } else { written.to_lowercase() })
}

/// The column that a line declares, in lower case.
fn column(form: Form, line: &str) -> Option<String> {
    match form {
        Form::Sql => snapshot::column(line).map(|(name, _)| name.to_lowercase()),
        Form::Prisma => prisma_column(line),
        Form::Drizzle => drizzle_column(line),
    }
}

/// A field of a scalar type: relations keep nothing of their own.
fn prisma_column(line: &str) -> Option<String> {
    const SCALARS: [&str; 9] =
        ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];
    let line = line.trim();
    let mut words = line.split_whitespace();
    let name = words.next().filter(|name| name.starts_with(|c: char| c.is_alphabetic()))?;
    let scalar = words.next()?.trim_end_matches(['?', '[', ']']);
    let mapped = line.split_once("@map(\"").and_then(|(_, rest)| rest.split('"').next());
    SCALARS.contains(&scalar).then(|| mapped.unwrap_or(name).to_lowercase())
}

/// `ownerId: varchar("owner_id", { length: 256 }),`.
fn drizzle_column(line: &str) -> Option<String> {
    const NO_COLUMNS: [&str; 9] =
        ["one", "many", "index", "unique", "uniqueIndex", "primaryKey", "foreignKey", "check", "relations"];
    let (key, rest) = line.trim().split_once(':')?;
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let (builder, arguments) = rest.trim_start().split_once('(')?;
    if !word(key) || !word(builder) || NO_COLUMNS.contains(&builder) {
        return None;
    }
    let written = arguments.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
    Some(written.unwrap_or(key).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_tells_its_table_and_columns() {
        let table = |form, line| super::table(form, line);
        let column = |form, line| super::column(form, line);

        assert_eq!(table(Form::Sql, "CREATE TABLE `quota` (").as_deref(), Some("quota"));
        assert_eq!(column(Form::Sql, "\t`owner_id` varchar(256),").as_deref(), Some("owner_id"));
        assert_eq!(table(Form::Prisma, "model Link {").as_deref(), Some("link"));
        assert_eq!(column(Form::Prisma, "  note String? @map(\"note_text\")").as_deref(), Some("note_text"));
        assert_eq!(column(Form::Prisma, "  owner User @relation(fields: [ownerId], references: [id])"), None);
        assert_eq!(column(Form::Prisma, "  links Link[]"), None);
        assert_eq!(
            table(Form::Drizzle, "export const keys = mysqlTable(\"key_rows\", {").as_deref(),
            Some("key_rows")
        );
        assert_eq!(
            column(Form::Drizzle, "  ownerId: varchar(\"owner_id\", { length: 256 }),").as_deref(),
            Some("owner_id")
        );
        assert_eq!(column(Form::Drizzle, "  keys: many(keys),"), None);
        assert_eq!(column(Form::Drizzle, "  return foo();"), None);
    }
}
