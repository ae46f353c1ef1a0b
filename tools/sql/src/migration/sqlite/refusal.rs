//! What SQLite refuses, told from the statement and the schema before it.

use architect_core::{Confidence, Severity, Span};

use super::default::{calls_without_parentheses, is_constant, within};
use super::dropped::kept;
use super::{Has, Refused, follows, has};
use crate::ddl::is_placeholder;
use crate::ddl::{
    AlterAction, AlterTable, ColumnDefinition, ConstraintKind, CreateTable, Generation, Name, ObjectKind,
    SchemaChange,
};
use crate::dialect::Dialect;
use crate::migration::reader::Reader;
use crate::schema::{TableKey, quoted};
use crate::statement::{Statement, Token};

const ANEW: &str = "make the table anew";
const SPLIT: &str = "SQLite takes one change in an ALTER TABLE: write one statement for each";

/// `VACUUM` inside of a transaction.
pub(super) fn inside_transaction(span: Span) -> Refused {
    let why = "VACUUM does not run inside of a transaction";
    Refused::of(span, "VACUUM", why, "run it by itself, outside of the migration")
}

impl Reader<'_> {
    /// Notes why the library refuses a change. Where something else is to be run instead: the text of the table from
    /// then on, where that is known.
    pub(super) fn sqlite_refused(
        &mut self,
        change: &SchemaChange,
        statement: &Statement,
    ) -> Option<(TableKey, Option<String>)> {
        let known = self.migration.sqlite.refused.len();
        self.refuse_change(change, statement);
        let SchemaChange::AlterTable(alter) = change else { return None };
        let [action] = alter.actions.as_slice() else { return None };
        let key = self.schema.named(&alter.table).map(|table| table.key.clone());
        let anew = match self.migration.sqlite.refused.get(known..) {
            Some([refused]) if refused.instead.is_none() => self.sqlite_anew(&alter.table, action, statement),
            Some([_, ..]) => return key.map(|key| (key, None)),
            _ => return None,
        };
        let refused = self.migration.sqlite.refused.get_mut(known)?;
        match anew {
            Ok(anew) => {
                refused.anew = anew.statements;
                key.map(|key| (key, Some(anew.text)))
            }
            Err(why) => {
                refused.uncertain = Some(why);
                key.map(|key| (key, None))
            }
        }
    }

    fn refuse_change(&mut self, change: &SchemaChange, statement: &Statement) {
        let span = || statement.source().span(statement.bytes());
        let plain = |subject: String, why: &str, help| Refused::of(span(), subject, why, help);
        match change {
            SchemaChange::AlterTable(alter) => self.altered_refused(alter, statement),
            SchemaChange::CreateTable(table) => self.created_refused(table, statement),
            SchemaChange::CreateIndex(index) if index.concurrently => {
                let subject = index.table.shown(Dialect::Sqlite);
                self.refuse(plain(subject, "SQLite knows no CONCURRENTLY", "leave the word out"));
            }
            SchemaChange::Drop(drop) => {
                let subject = drop.names.first().map(|name| name.shown(Dialect::Sqlite)).unwrap_or_default();
                let refused = if drop.cascade {
                    Some(("SQLite knows no CASCADE in a DROP", "leave the word out"))
                } else if drop.concurrently {
                    Some(("SQLite knows no CONCURRENTLY", "leave the word out"))
                } else if drop.names.len() > 1 {
                    Some(("SQLite drops one object in a statement", "write one statement for each"))
                } else if drop.on_table.is_some() && drop.kind == ObjectKind::Index {
                    Some((
                        "SQLite takes no ON behind DROP INDEX: the names of indexes are the database's",
                        "leave the table out",
                    ))
                } else {
                    None
                };
                if let Some((why, help)) = refused {
                    self.refuse(plain(subject, why, help));
                }
            }
            SchemaChange::Truncate { tables, .. } => {
                let subject = tables.first().map(|name| name.shown(Dialect::Sqlite)).unwrap_or_default();
                let help = "write DELETE FROM without WHERE, which is as fast";
                self.refuse(plain(subject, "SQLite knows no TRUNCATE", help));
            }
            SchemaChange::Rename(rename) => {
                let subject = rename.from.shown(Dialect::Sqlite);
                if rename.kind == ObjectKind::Table {
                    self.dangling_refused(subject, "renamed", statement);
                } else {
                    let help = "drop it, and make it again under its new name";
                    self.refuse(plain(subject, "SQLite renames tables and columns only", help));
                }
            }
            SchemaChange::CreateObject(object) => {
                let subject = object.name.as_ref().map(|name| name.shown(Dialect::Sqlite)).unwrap_or_default();
                let replaces = statement.tokens().tokens.get(1).is_some_and(|token| token.is("or"));
                let known = matches!(object.kind, ObjectKind::View | ObjectKind::Trigger);
                if known && replaces {
                    let help = "drop it IF EXISTS, then make it";
                    self.refuse(plain(subject, "SQLite knows no OR REPLACE", help));
                } else if matches!(
                    object.kind,
                    ObjectKind::MaterializedView
                        | ObjectKind::Schema
                        | ObjectKind::Sequence
                        | ObjectKind::Routine
                        | ObjectKind::Policy
                        | ObjectKind::Role
                        | ObjectKind::Extension
                        | ObjectKind::Database
                ) {
                    self.refuse(plain(subject, "SQLite has no such objects", "leave the statement out"));
                }
            }
            SchemaChange::CreateType(created) => {
                let subject = created.name.shown(Dialect::Sqlite);
                self.refuse(plain(subject, "SQLite has no types of one's own", "use TEXT with a CHECK"));
            }
            SchemaChange::Comment(comment) => {
                let subject = comment.table.shown(Dialect::Sqlite);
                self.refuse(plain(subject, "SQLite knows no COMMENT ON", "write a comment into the CREATE TABLE"));
            }
            _ => {}
        }
    }

    fn dangling_refused(&mut self, subject: String, how: &str, statement: &Statement) {
        let server = &self.migration.server;
        if !server.is_at_least(3, 26, 0) || !follows(server, &self.sqlite.session) {
            return;
        }
        let Some((object, gone)) = self.sqlite.known.dangling() else { return };
        let why = format!(
            "the {} names `{gone}`, which is dropped: nothing is {how} until that is mended",
            object.in_words()
        );
        let help = "drop such views and triggers before the table and make them again behind it, or say PRAGMA \
                    legacy_alter_table = ON";
        let refused = Refused::of(statement.source().span(statement.bytes()), subject, why, help);
        self.refuse(refused);
    }

    fn created_refused(&mut self, created: &CreateTable, statement: &Statement) {
        let subject = created.name.shown(Dialect::Sqlite);
        for column in &created.columns {
            if let Some(refused) = calls_without_parentheses(&subject, column, statement) {
                self.refuse(refused);
            }
            if column.generation.is_some_and(is_computed) && has(&self.migration.server, 31) == Has::No {
                let span = statement.source().span(column.bytes.clone());
                self.refuse(too_new(span, &subject, "computed columns", 31, Has::No));
            }
        }
        if created.options.strict && has(&self.migration.server, 37) == Has::No {
            let span = statement.source().span(statement.bytes());
            self.refuse(too_new(span, &subject, "STRICT tables", 37, Has::No));
        }
    }

    fn altered_refused(&mut self, alter: &AlterTable, statement: &Statement) {
        let dialect = Dialect::Sqlite;
        let subject = alter.table.shown(dialect);
        let tokens = statement.tokens().tokens;
        let plain = |why: String, help| Refused::of(statement.source().span(statement.bytes()), &*subject, why, help);
        // What stands for text that is not known may be anything.
        if tokens.iter().filter_map(Token::keyword).any(is_placeholder) {
            return;
        }
        if alter.if_exists || alter.only {
            let why = "SQLite knows no IF EXISTS and no ONLY behind ALTER TABLE".to_owned();
            self.refuse(plain(why, "leave the words out"));
            return;
        }
        if alter.actions.len() > 1 {
            let why = format!("an ALTER TABLE with {} changes", alter.actions.len());
            let mut refused = plain(why, SPLIT);
            refused.instead = one_each(alter, statement);
            self.refuse(refused);
            return;
        }
        if says_if(&tokens) {
            let why = "SQLite knows no IF EXISTS and no IF NOT EXISTS inside of an ALTER TABLE".to_owned();
            self.refuse(plain(why, "leave the words out; the migration tool knows what it ran"));
            return;
        }
        let Some(action) = alter.actions.first() else { return };
        if let AlterAction::DropColumn { cascade: true, .. } | AlterAction::DropConstraint { cascade: true, .. } =
            action
        {
            let why = "SQLite knows no CASCADE in an ALTER TABLE".to_owned();
            self.refuse(plain(why, "leave the word out"));
            return;
        }
        match action {
            AlterAction::AddColumn { column, .. } => self.added_refused(alter, column, statement),
            AlterAction::DropColumn { column, .. } => self.dropped_refused(alter, column, statement),
            AlterAction::RenameColumn { from, .. } => {
                if has(&self.migration.server, 25) == Has::No {
                    let span = statement.source().span(from.bytes.clone());
                    self.refuse(too_new(span, &subject, "RENAME COLUMN", 25, Has::No));
                } else {
                    self.dangling_refused(subject, "renamed", statement);
                }
            }
            AlterAction::SetNotNull(column) | AlterAction::DropNotNull(column) => {
                self.constrained_refused(
                    &subject,
                    "ALTER COLUMN … SET and DROP NOT NULL",
                    column.bytes.clone(),
                    53,
                    statement,
                );
            }
            AlterAction::AddConstraint(_) | AlterAction::DropConstraint { .. } => {
                self.constraint_refused(alter, action, statement);
            }
            // A gap tells of what was not understood.
            AlterAction::Other { words, .. } if words.is_empty() => {}
            _ => {
                let why = "SQLite has no such ALTER TABLE: it adds, drops and renames columns, and renames tables";
                self.refuse(plain(why.to_owned(), ANEW));
            }
        }
    }

    fn constraint_refused(&mut self, alter: &AlterTable, action: &AlterAction, statement: &Statement) {
        let dialect = Dialect::Sqlite;
        let subject = alter.table.shown(dialect);
        let plain = |why: &str, help| Refused::of(statement.source().span(statement.bytes()), &*subject, why, help);
        match action {
            AlterAction::AddConstraint(added) => {
                let unique = match &added.constraint.kind {
                    ConstraintKind::Check(_) => {
                        let bytes = added.constraint.bytes.clone();
                        self.constrained_refused(&subject, "ADD CHECK", bytes, 53, statement);
                        return;
                    }
                    ConstraintKind::Unique { keys, .. } => {
                        let shown = |name: &Name| name.shown(dialect);
                        let names = keys.iter().map(|key| key.column.as_ref().map(shown));
                        names.collect::<Option<Vec<String>>>().map(|names| unique_index(&subject, &names))
                    }
                    _ => None,
                };
                let help = if unique.is_some() { "make a unique index, which does the same" } else { ANEW };
                let mut refused = plain("SQLite adds no such constraint to a table that is there", help);
                refused.instead = unique;
                self.refuse(refused);
            }
            AlterAction::DropConstraint { name, .. } => {
                let key = name.key(dialect);
                let known = self.schema.named(&alter.table);
                let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
                let is_key = known.is_some_and(|table| table.indexes.iter().any(|index| is_it(&index.name)));
                let foreign = known.is_some_and(|table| table.foreign_keys.iter().any(|known| is_it(&known.name)));
                if is_key {
                    self.refuse(plain("SQLite drops no UNIQUE and no PRIMARY KEY", ANEW));
                } else {
                    let since = if foreign { 54 } else { 53 };
                    self.constrained_refused(&subject, "DROP CONSTRAINT", name.bytes.clone(), since, statement);
                }
            }
            _ => {}
        }
    }

    fn constrained_refused(
        &mut self,
        subject: &str,
        what: &str,
        bytes: std::ops::Range<usize>,
        since: u32,
        statement: &Statement,
    ) {
        match has(&self.migration.server, since) {
            Has::Yes => {}
            lacks => self.refuse(too_new(statement.source().span(bytes), subject, what, since, lacks)),
        }
    }

    fn dropped_refused(&mut self, alter: &AlterTable, column: &Name, statement: &Statement) {
        let subject = format!("{}({})", alter.table.shown(Dialect::Sqlite), column.shown(Dialect::Sqlite));
        let span = statement.source().span(column.bytes.clone());
        if has(&self.migration.server, 35) == Has::No {
            self.refuse(too_new(span, &subject, "DROP COLUMN", 35, Has::No));
            return;
        }
        let legacy = self.sqlite.session.legacy;
        let table = self.schema.named(&alter.table);
        let found = table.and_then(|table| kept(table, &column.key(Dialect::Sqlite), &self.sqlite.known, legacy));
        match found {
            Some(kept) => {
                let drop = statement.text().trim();
                let mut refused = Refused::of(span, subject, kept.why, kept.help);
                refused.confidence = kept.confidence;
                let index = kept.index.map(|index| quoted(&index, Dialect::Sqlite));
                refused.instead = index.map(|index| format!("DROP INDEX {index};\n{drop};"));
                self.refuse(refused);
            }
            None => self.dangling_refused(subject, "dropped", statement),
        }
    }

    fn added_refused(&mut self, alter: &AlterTable, column: &ColumnDefinition, statement: &Statement) {
        let dialect = Dialect::Sqlite;
        let table = alter.table.shown(dialect);
        let name = column.name.shown(dialect);
        let subject = format!("{table}({name})");
        let span = statement.source().span(column.bytes.clone());
        let touched = self.touched(&alter.table);
        let refused =
            |why: &str, help, confidence| Refused { confidence, ..Refused::of(span.clone(), &*subject, why, help) };
        if let Some(refused) = calls_without_parentheses(&subject, column, statement) {
            self.refuse(refused);
            return;
        }
        if column.generation.is_some_and(is_computed) && has(&self.migration.server, 31) == Has::No {
            self.refuse(too_new(span, &subject, "computed columns", 31, Has::No));
            return;
        }
        for constraint in &column.constraints {
            match &constraint.kind {
                ConstraintKind::PrimaryKey { .. } => {
                    self.refuse(refused(
                        "SQLite adds no PRIMARY KEY to a table that is there",
                        ANEW,
                        Confidence::High,
                    ));
                    return;
                }
                ConstraintKind::Unique { .. } => {
                    let help = "add the column without it, and make a unique index, which does the same";
                    let mut refused =
                        refused("SQLite adds no UNIQUE column to a table that is there", help, Confidence::High);
                    refused.instead = without_unique(alter, column, constraint, statement)
                        .map(|added| format!("{added}\n{}", unique_index(&table, std::slice::from_ref(&name))));
                    self.refuse(refused);
                    return;
                }
                _ => {}
            }
        }
        // What follows is only refused while there are rows; before 3.33 (3.31 was seen to) always.
        let always = !self.migration.server.is_at_least(3, 32, 0);
        let empty = touched.new || touched.rows == Some(0);
        if empty && !always {
            return;
        }
        let sure = if always || touched.rows.is_some() { Confidence::High } else { Confidence::Medium };
        let unless = if always { "" } else { " as soon as the table has a row" };
        if column.generation == Some(Generation::Stored) {
            let why = format!("SQLite adds no STORED column{unless}");
            self.refuse(refused(&why, "make it VIRTUAL, or make the table anew", sure));
            return;
        }
        let Some(default) = column.default.as_ref().filter(|default| default.normal != "null") else { return };
        if !is_constant(&within(statement, &default.bytes)) {
            let why = format!("SQLite adds no column whose default has to be computed{unless}");
            let help = "add it without the default and fill it, or make the table anew with the default";
            self.refuse(refused(&why, help, sure));
        } else if self.sqlite.session.foreign_keys == Some(true)
            && column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)))
        {
            let why =
                format!("SQLite adds no REFERENCES column with a default while foreign keys are enforced{unless}");
            self.refuse(refused(&why, "add it without the default and fill it, or make the table anew", sure));
        }
    }
}

fn is_computed(generation: Generation) -> bool {
    matches!(generation, Generation::Stored | Generation::Virtual)
}

fn too_new(span: Span, subject: &str, what: &str, minor: u32, has: Has) -> Refused {
    let perhaps = has == Has::Perhaps;
    let unsaid = if perhaps { ", and the version was not said" } else { "" };
    let why = format!("SQLite has {what} since 3.{minor}.0 only{unsaid}");
    let help = if minor >= super::RECENT { "say the version, or make the table anew" } else { ANEW };
    let mut refused = Refused::of(span, subject, why, help);
    if perhaps {
        refused.confidence = Confidence::Medium;
        refused.severity = Severity::Warning;
    }
    refused
}

/// A statement for each action, where all are of kinds that SQLite has.
fn one_each(alter: &AlterTable, statement: &Statement) -> Option<String> {
    let plain = |action: &AlterAction| match action {
        AlterAction::AddColumn { column, if_not_exists } => {
            let key = |constraint: &crate::ddl::Constraint| {
                matches!(constraint.kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. })
            };
            let simple = column.default.is_none() && !column.not_null && column.generation.is_none();
            simple && !if_not_exists && !column.constraints.iter().any(key)
        }
        AlterAction::RenameColumn { .. } => true,
        _ => false,
    };
    if !alter.actions.iter().all(plain) {
        return None;
    }
    let each = crate::migration::rewrite::actions_each(statement)?;
    let table = quoted(&alter.table.shown(Dialect::Sqlite), Dialect::Sqlite);
    Some(each.iter().map(|action| format!("ALTER TABLE {table} {action};")).collect::<Vec<_>>().join("\n"))
}

/// `IF` outside of parentheses: of `ADD COLUMN IF NOT EXISTS` and `DROP COLUMN IF EXISTS`.
fn says_if(tokens: &[Token]) -> bool {
    let pairs = tokens.windows(2);
    pairs.into_iter().any(|pair| matches!(pair, [one, two] if one.is("if") && (two.is("not") || two.is("exists"))))
}

/// `ALTER TABLE … ADD COLUMN` without the word `UNIQUE`, where nothing else of it leans on that.
fn without_unique(
    alter: &AlterTable,
    column: &ColumnDefinition,
    constraint: &crate::ddl::Constraint,
    statement: &Statement,
) -> Option<String> {
    let source = statement.source();
    let text = source.slice(constraint.bytes.clone());
    if constraint.name.is_some() || !text.trim().eq_ignore_ascii_case("unique") {
        return None;
    }
    let before = source.slice(column.bytes.start..constraint.bytes.start).trim_end();
    let behind = source.slice(constraint.bytes.end..column.bytes.end).trim();
    let definition = [before, behind].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    // Rows that are there all get the default, and two of them are not unique.
    if column.default.is_some() || column.not_null {
        return None;
    }
    let table = quoted(&alter.table.shown(Dialect::Sqlite), Dialect::Sqlite);
    Some(format!("ALTER TABLE {table} ADD COLUMN {definition};"))
}

fn unique_index(table: &str, columns: &[String]) -> String {
    let name = crate::schema::free_name(table, &columns.join("_"), "key");
    let columns: Vec<String> = columns.iter().map(|column| quoted(column, Dialect::Sqlite)).collect();
    let table = quoted(table, Dialect::Sqlite);
    format!("CREATE UNIQUE INDEX {} ON {table} ({});", quoted(&name, Dialect::Sqlite), columns.join(", "))
}
