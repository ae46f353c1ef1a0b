//! What a migration does to a SQLite database.
//!
//! SQLite has one lock for the whole database, so there is no table to wait for: every change keeps all other writers out
//! until it is committed, and readers too while it is written to the file, unless the journal is a write-ahead log. What
//! differs is the work, what the library refuses, and what a table that is made anew loses on the way. A [`Told`] goes out
//! beside the effects: what is [refused](Refused), which tables are [made anew](Rebuilt), what a `DROP TABLE`
//! [deletes](Cascade) in others, which pragmas [do nothing](Told::idle). Measured on the versions 3.24 to 3.54;
//! `tests/databases/alter.py` measures again.

mod anew;
mod copy;
mod default;
mod dropped;
mod known;
mod object;
mod plan;
mod rebuild;
mod refusal;
mod session;
mod shape;

use std::collections::BTreeMap;

use architect_core::{Confidence, Severity, Span};

pub use rebuild::{Lost, Rebuilt};
pub(super) use session::Pragma;

use super::effect::{Detail, Effect};
use super::locks::{Cost, Lock, Operation, Work};
use super::reader::Reader;
use super::server::Server;
use crate::ddl::{
    AlterAction, ColumnDefinition, ConstraintKind, Drop, Maintenance, ObjectKind, QualifiedName, ReferentialAction,
    SchemaChange,
};
use crate::dialect::Dialect;
use crate::statement::{Script, Statement};
use known::Known;
use plan::Plan;
use rebuild::Snapshot;
use session::Session;

/// What is told of a migration of SQLite beside its effects.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Statements that the library refuses.
    pub refused: Vec<Refused>,
    /// Tables that are made anew.
    pub rebuilt: Vec<Rebuilt>,
    /// What dropping a table does to the rows of others.
    pub cascades: Vec<Cascade>,
    /// Where `PRAGMA foreign_keys = OFF` does nothing, since a transaction is open; and whether the file itself opens it.
    pub idle: Vec<(Span, bool)>,
}

/// A statement that SQLite refuses.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Where it stands.
    pub span: Span,
    /// What it is about.
    pub subject: String,
    /// Why.
    pub why: String,
    /// What to do instead.
    pub help: &'static str,
    /// The statements to run instead, where they are few.
    pub instead: Option<String>,
    /// The statements that make the table anew with what was asked for.
    pub anew: Vec<String>,
    /// Why there are none.
    pub uncertain: Option<&'static str>,
    /// How sure it is.
    pub confidence: Confidence,
    /// How bad it is.
    pub severity: Severity,
}

impl Refused {
    /// A statement that is certainly refused, and for which nothing else is known.
    fn of(span: Span, subject: impl Into<String>, why: impl Into<String>, help: &'static str) -> Self {
        Self {
            span,
            subject: subject.into(),
            why: why.into(),
            help,
            instead: None,
            anew: Vec::new(),
            uncertain: None,
            confidence: Confidence::High,
            severity: Severity::Error,
        }
    }
}

/// What a `DROP TABLE` does to the rows of another table while foreign keys are enforced.
#[derive(Debug, Clone)]
pub struct Cascade {
    /// Where it stands.
    pub span: Span,
    /// The table that is dropped, as shown.
    pub table: String,
    /// The tables whose rows are deleted, as shown.
    pub deletes: Vec<String>,
    /// `table(columns)` whose values are lost, as shown.
    pub clears: Vec<String>,
    /// Whether foreign keys are enforced: the file says so, or it is told by what it tries.
    pub enforced: Confidence,
    /// `PRAGMA foreign_keys = OFF` stands before it and does nothing.
    pub off_in_vain: bool,
}

/// What is known between the statements.
#[derive(Debug, Default)]
pub(super) struct State {
    session: Session,
    /// The migration tool opens the transaction of the file.
    wrapped: bool,
    known: Known,
    plan: Plan,
    /// The planned ones that a statement belongs to, by its first byte.
    parts: BTreeMap<usize, usize>,
    snapshots: BTreeMap<usize, Snapshot>,
}

/// Whether no transaction can stand around a file: Prisma sends it as it is, and SQLite refuses a `BEGIN` inside of one, so
/// that a file which has its own runs without.
pub(super) fn is_sent_plainly(script: &Script, tool: Option<&str>) -> bool {
    let control = |statement: &Statement| {
        let begins = ["begin", "commit", "end", "rollback"].iter().any(|word| session::begins_with(statement, word));
        statement.maintenance().filter(|_| begins)
    };
    tool == Some("Prisma") || script.statements.iter().find_map(control) == Some(Maintenance::Begin)
}

/// A change under the one lock of the database.
pub(super) const fn cost(work: Work) -> Cost {
    Cost { own: Lock::Exclusive, other: Lock::None, work }
}

fn with_cost(mut effects: Vec<Effect>, work: Work) -> Vec<Effect> {
    for effect in &mut effects {
        effect.cost = Some(cost(work));
    }
    effects
}

/// Whether the library has what came with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
    /// The version was not said, and many that are in use do not have it.
    Perhaps,
}

/// Versions from here on are not taken for granted where none was said.
const RECENT: u32 = 53;

fn has(server: &Server, minor: u32) -> Has {
    if server.is_at_least(3, minor, 0) || (server.assumed && minor < RECENT) {
        Has::Yes
    } else if server.assumed {
        Has::Perhaps
    } else {
        Has::No
    }
}

/// Whether what names a table follows its new name: triggers and views since 3.25, unless it is told otherwise.
fn follows(server: &Server, session: &Session) -> bool {
    server.is_at_least(3, 25, 0) && !session.legacy
}

impl Reader<'_> {
    /// A change of a file that stands before the migration.
    pub(super) fn sqlite_earlier(&mut self, change: &SchemaChange, statement: &Statement) {
        let follows = follows(&self.migration.server, &self.sqlite.session);
        self.sqlite.known.note(change, statement, &self.schema, follows);
    }

    /// A pragma in a file that stands before the migration.
    pub(super) fn sqlite_earlier_pragma(&mut self, statement: &Statement) {
        if let Some(pragma) = Pragma::of(statement) {
            self.sqlite.session.take(&pragma, false);
        }
    }

    /// A session begins: each file has its own, as far as is known.
    pub(super) fn sqlite_begin(&mut self, script: Option<&Script>, down: &[std::ops::Range<usize>], wrapped: bool) {
        self.sqlite.wrapped = wrapped;
        self.sqlite.session = Session::default();
        self.sqlite.snapshots.clear();
        self.sqlite.parts.clear();
        self.sqlite.plan = Plan::default();
        let Some(script) = script else { return };
        let up = |statement: &&Statement| !down.iter().any(|section| section.contains(&statement.bytes().start));
        self.sqlite.plan = plan::plan(script.statements.iter().filter(up));
        for (number, planned) in self.sqlite.plan.rebuilds.iter().enumerate() {
            self.sqlite.parts.extend(planned.parts.iter().map(|part| (*part, number)));
        }
    }

    /// The effects of a change, told from the schema before it.
    pub(super) fn sqlite_effects(&mut self, change: &SchemaChange, statement: &Statement) -> Vec<Effect> {
        let anew = self.sqlite_refused(change, statement);
        let start = statement.bytes().start;
        let part = self.sqlite.parts.get(&start).copied();
        if let Some(number) = part {
            self.sqlite_snapshot(number);
        }
        let mut effects = match change {
            SchemaChange::AlterTable(alter) => {
                let actions = alter.actions.iter();
                actions.filter_map(|action| self.sqlite_action(&alter.table, action)).collect()
            }
            SchemaChange::CreateIndex(index) => {
                if index.if_not_exists
                    && index.index.name.as_ref().is_some_and(|name| {
                        let name = QualifiedName { schema: None, name: name.clone() };
                        self.schema.home_of_index(&name).is_some()
                    })
                {
                    return Vec::new();
                }
                let mut effects = self.shared_effects(change, statement);
                for effect in &mut effects {
                    effect.cost = Some(cost(Work::Index));
                    if index.index.unique {
                        effect.operation = Operation::AddUnique;
                    }
                }
                effects
            }
            SchemaChange::Drop(drop) if drop.kind == ObjectKind::Table => {
                self.sqlite_cascades(&drop.names, statement);
                match part.and_then(|number| self.sqlite_made_anew(number, start)) {
                    Some(effects) => effects,
                    None if part.is_some() || self.is_scratch(drop) => Vec::new(),
                    None => with_cost(self.shared_effects(change, statement), Work::None),
                }
            }
            SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table && part.is_none() => {
                with_cost(self.shared_effects(change, statement), Work::None)
            }
            SchemaChange::Drop(drop) if drop.kind == ObjectKind::Index => {
                with_cost(self.shared_effects(change, statement), Work::None)
            }
            SchemaChange::Update(_) => {
                self.note_filled(change, &statement.tokens().tokens);
                with_cost(self.shared_effects(change, statement), Work::None)
            }
            SchemaChange::Delete(_) => {
                let mut effects = with_cost(self.shared_effects(change, statement), Work::None);
                // SQLite's way to empty a table.
                for effect in effects.iter_mut().filter(|effect| effect.every_row) {
                    effect.operation = Operation::Truncate;
                }
                effects
            }
            _ => Vec::new(),
        };
        for effect in &mut effects {
            effect.others.clear();
        }
        let follows = follows(&self.migration.server, &self.sqlite.session);
        self.sqlite.known.note(change, statement, &self.schema, follows);
        if let Some((table, text)) = anew {
            self.sqlite.known.reshape(&table, text);
        }
        effects
    }

    /// Whether what is dropped is only in the way of the name that a table has while it is made anew.
    fn is_scratch(&self, drop: &Drop) -> bool {
        let scratch = |name: &QualifiedName| {
            let key = name.name.key(Dialect::Sqlite);
            self.schema.named(name).is_none() && self.sqlite.plan.rebuilds.iter().any(|planned| planned.other == key)
        };
        drop.if_exists && drop.names.iter().all(scratch)
    }

    fn sqlite_action(&self, name: &QualifiedName, action: &AlterAction) -> Option<Effect> {
        let dialect = Dialect::Sqlite;
        let table = self.touched(name);
        let on = |operation, work, bytes| {
            let mut effect = Effect::new(operation, table.clone(), bytes);
            effect.cost = Some(cost(work));
            effect
        };
        let of_column = |operation, work, column: &crate::ddl::Name| {
            let mut effect = on(operation, work, column.bytes.clone());
            effect.columns = vec![column.shown(dialect)];
            effect
        };
        match action {
            AlterAction::AddColumn { column, .. } => Some(self.sqlite_added(&table, column)),
            AlterAction::DropColumn { column, .. } => {
                let known = self.schema.named(name).and_then(|table| table.column(&column.key(dialect)));
                let computed = known.is_some_and(|column| column.generation == Some(crate::ddl::Generation::Virtual));
                let work = if computed { Work::None } else { Work::Rewrite };
                Some(of_column(Operation::DropColumn, work, column))
            }
            AlterAction::RenameColumn { from, to } => {
                let mut effect = of_column(Operation::RenameColumn, Work::None, from);
                effect.detail = Detail::Text(to.shown(dialect));
                Some(effect)
            }
            AlterAction::SetNotNull(column) => {
                let mut effect = of_column(Operation::SetNotNull, Work::Scan, column);
                let key = self.schema.named(name).map_or_else(|| self.schema.key_of(name), |table| table.key.clone());
                if self.state.is_filled(&key, &column.key(dialect)) {
                    effect.filled.clone_from(&effect.columns);
                }
                Some(effect)
            }
            AlterAction::DropNotNull(column) => Some(of_column(Operation::DropNotNull, Work::None, column)),
            AlterAction::DropConstraint { name, .. } => {
                let mut effect = on(Operation::DropConstraint, Work::None, name.bytes.clone());
                effect.name = Some(name.shown(dialect));
                Some(effect)
            }
            AlterAction::AddConstraint(added) if matches!(added.constraint.kind, ConstraintKind::Check(_)) => {
                let mut effect = on(Operation::AddCheck, Work::Scan, added.constraint.bytes.clone());
                effect.name = added.constraint.name.as_ref().map(|name| name.shown(dialect));
                effect.detail = Detail::Constraint(Box::new(added.constraint.clone()));
                Some(effect)
            }
            // Refused, so that nothing happens.
            _ => None,
        }
    }

    fn sqlite_added(&self, table: &super::effect::Touched, column: &ColumnDefinition) -> Effect {
        let default = column.default.as_ref().filter(|default| default.normal != "null");
        let required = column.not_null && default.is_none() && column.generation.is_none();
        let checked = column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::Check(_)))
            || (column.not_null && column.generation.is_some());
        let operation = if required { Operation::AddRequiredColumn } else { Operation::AddColumn };
        // Rows are held against a new CHECK since 3.38; before, nothing looks at them.
        let tests = checked && self.migration.server.is_at_least(3, 38, 0);
        let mut effect = Effect::new(operation, table.clone(), column.bytes.clone());
        effect.cost = Some(cost(if tests { Work::Scan } else { Work::None }));
        effect.columns = vec![column.name.shown(Dialect::Sqlite)];
        effect.detail = Detail::Column(Box::new(column.clone()));
        effect
    }

    /// What dropping tables does to the rows of those that refer to them.
    fn sqlite_cascades(&mut self, names: &[QualifiedName], statement: &Statement) {
        let session = &self.sqlite.session;
        let enforced = match session.foreign_keys {
            Some(false) => return,
            Some(true) => Confidence::High,
            None if session.off_in_vain => Confidence::Medium,
            None => Confidence::Low,
        };
        for name in names {
            let Some(table) = self.schema.named(name) else { continue };
            if self.touched_table(table).rows == Some(0) {
                continue;
            }
            if enforced == Confidence::High {
                self.migration.sqlite.refused.extend(self.kept_by_children(table, statement));
            }
            let (mut deletes, mut clears) = (Vec::new(), Vec::new());
            let start = statement.bytes().start;
            let counts = |other: &crate::schema::Table| {
                other.key != table.key && !self.sqlite.plan.is_done_with(&other.key.name, start)
            };
            for (other, key) in self.schema.referring(table).filter(|(other, _)| counts(other)) {
                match key.on_delete {
                    Some(ReferentialAction::Cascade) => deletes.push(other.name.clone()),
                    Some(ReferentialAction::SetNull | ReferentialAction::SetDefault) => {
                        clears.push(other.subject(&key.columns));
                    }
                    _ => {}
                }
            }
            deletes.sort();
            deletes.dedup();
            if deletes.is_empty() && clears.is_empty() {
                continue;
            }
            let cascade = Cascade {
                span: statement.source().span(statement.bytes()),
                table: table.name.clone(),
                deletes,
                clears,
                enforced,
                off_in_vain: session.off_in_vain,
            };
            self.migration.sqlite.cascades.push(cascade);
        }
    }

    /// The rows that do not let a table go while foreign keys are enforced: they refer to it, and nothing says what becomes of
    /// them then.
    fn kept_by_children(&self, table: &crate::schema::Table, statement: &Statement) -> Option<Refused> {
        let stays = |(other, key): &(&crate::schema::Table, &crate::schema::ForeignKey)| {
            let touched = self.touched_table(other);
            let keeps = !matches!(
                key.on_delete,
                Some(ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
            );
            keeps && other.key != table.key && !touched.new && touched.rows != Some(0)
        };
        let (other, key) = self.schema.referring(table).find(stays)?;
        let span = statement.source().span(statement.bytes());
        let why = format!(
            "dropping `{}` deletes its rows first, and foreign keys are enforced: a row of `{}` that refers to one forbids it",
            table.name,
            other.subject(&key.columns)
        );
        let help = "say PRAGMA foreign_keys = OFF before any transaction is open, or drop what refers to it first";
        Some(Refused { confidence: Confidence::Medium, ..Refused::of(span, &*table.name, why, help) })
    }

    /// What a statement does that changes no definitions: pragmas, `VACUUM`, `REINDEX`.
    pub(super) fn sqlite_finish(&mut self, statement: &Statement, step: &mut super::Step) {
        let span = || statement.source().span(statement.bytes());
        if let Some(pragma) = Pragma::of(statement) {
            step.is_control = true;
            if self.sqlite.session.take(&pragma, step.transaction.is_some()) {
                let here = !self.sqlite.wrapped;
                self.migration.sqlite.idle.push((span(), here));
            }
            return;
        }
        let whole = |operation, lock, work, name: &str| {
            let touched = super::effect::Touched {
                key: crate::schema::TableKey { schema: None, name: name.to_owned() },
                name: name.to_owned(),
                new: false,
                rows: None,
                partitioned: false,
                key_column: None,
            };
            let mut effect = Effect::new(operation, touched, statement.bytes());
            effect.cost = Some(Cost { own: lock, other: Lock::None, work });
            effect
        };
        if session::begins_with(statement, "vacuum") {
            let tokens = statement.tokens().tokens;
            if step.transaction.is_some() {
                self.refuse(refusal::inside_transaction(span()));
            }
            // A copy into another file reads this one, and leaves it as it is.
            if !tokens.iter().any(|token| token.is("into")) {
                step.effects.push(whole(Operation::VacuumFull, Lock::AccessExclusive, Work::Rewrite, "the database"));
            }
        } else if session::begins_with(statement, "reindex") {
            let tokens = statement.tokens().tokens;
            let name = tokens.get(1).and_then(object::name_of).unwrap_or_else(|| "the database".to_owned());
            step.effects.push(whole(Operation::Reindex, Lock::Exclusive, Work::Index, &name));
        }
    }

    fn refuse(&mut self, refused: Refused) {
        self.migration.sqlite.refused.push(refused);
    }
}
