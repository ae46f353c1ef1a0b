//! Migrations: what each statement does to tables that are in use.
//!
//! The files that stand before come in as a [`Schema`](crate::schema::Schema), the files to be judged as
//! [`Script`](crate::statement::Script)s; a [`Migration`] goes out: for every statement its [effects](Effect), each an
//! [`Operation`] on a table with the locks and the work of [`locks`]. Invariants: the effects of a statement are told
//! from the schema as it is before it; a table that the migration makes itself is [`Touched::new`], and nobody waits for
//! it. What PostgreSQL does is in [`locks`], what MariaDB and MySQL do in [`online`],
//! what SQL Server does in [`mssql`], and what SQLite does in [`sqlite`].

mod alter;
mod effect;
mod expression;
pub mod group;
pub mod locks;
mod loss;
pub mod mssql;
pub mod mysql;
pub mod narrowing;
pub mod online;
mod operations;
mod reader;
pub mod rewrite;
pub mod rules;
mod server;
pub mod sqlite;
mod state;
mod transaction;
mod type_change;

use std::collections::BTreeSet;
use std::ops::Range;

use architect_core::{Gap, Source, Span};

pub use effect::{Detail, Effect, Touched};
pub use locks::{Cost, Lock, Operation, Work};
pub use loss::Loss;
pub use reader::{Given, read};
pub use server::{Server, Version, judged};
pub use transaction::{Alone, Convention, Wrapping, convention};

use crate::schema::TableKey;
use crate::statement::Statement;

/// A table with fewer rows than this is worked through in no time.
pub const SMALL: u64 = 10_000;

/// The statements of a migration and what they do.
#[derive(Debug, Clone, Default)]
pub struct Migration {
    /// The server.
    pub server: Server,
    /// The files in order.
    pub files: Vec<MigrationFile>,
    /// Foreign keys that the migration leaves without an index, and indexes it takes from them.
    pub uncovered: Vec<Uncovered>,
    /// Tables that got another name, and whose old name means a table or a view again.
    pub taken_again: BTreeSet<TableKey>,
    /// Transactions of SQL Server that a file opens and does not end.
    pub left_open: Vec<Span>,
    /// What only SQLite has.
    pub sqlite: sqlite::Told,
    /// What was not understood.
    pub gaps: Vec<Gap>,
}

/// One file of a migration.
#[derive(Debug, Clone)]
pub struct MigrationFile {
    /// The file.
    pub source: Source,
    /// How its statements are run.
    pub wrapping: Wrapping,
    /// The tool that runs it, where it was told from the file.
    pub tool: Option<&'static str>,
    /// Its statements in order.
    pub steps: Vec<Step>,
}

/// One statement.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone)]
pub struct Step {
    /// The statement.
    pub statement: Statement,
    /// What it does to tables, in order.
    pub effects: Vec<Effect>,
    /// The number of the transaction it runs in together with others; `None`: it runs alone.
    pub transaction: Option<usize>,
    /// A `lock_timeout` holds.
    pub lock_timeout: bool,
    /// It says `CONCURRENTLY`, or is one of those that the server refuses inside of a transaction.
    pub refuses_transaction: Option<&'static str>,
    /// It uses a value of an enumeration that its own transaction adds.
    pub uses_new_value: Option<String>,
    /// It opens or ends a transaction, or sets something.
    pub is_control: bool,
    /// It changes definitions.
    pub is_definition: bool,
    /// It ends a transaction that is open, since the server commits before and behind it.
    pub commits: bool,
    /// How MariaDB or MySQL carries it out.
    pub carried: Option<mysql::Carried>,
    /// Where it stands in the flow of a script of SQL Server.
    pub place: mssql::Place,
}

/// A foreign key without an index of its own.
#[derive(Debug, Clone)]
pub struct Uncovered {
    /// Whether an index was dropped; else the key was added.
    pub dropped: bool,
    /// The server refuses to drop the index.
    pub refused: bool,
    /// `orders(customer_id)`.
    pub subject: String,
    /// The table it is of, as shown.
    pub table: String,
    /// The table it refers to, as shown.
    pub parent: String,
    /// Where the key is added or the index dropped.
    pub span: Span,
    /// The statement that makes the index.
    pub index: String,
}

impl Step {
    /// Where it stands.
    pub fn bytes(&self) -> Range<usize> {
        self.statement.bytes()
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.statement.source().span(self.bytes())
    }

    /// The strongest lock that it takes on a table in use.
    pub fn strongest_lock(&self) -> Lock {
        self.effects.iter().map(Effect::strongest_lock).max().unwrap_or(Lock::None)
    }

    /// The locks that it takes on tables in use, the strongest of each, in the order in which they are touched.
    pub fn locks(&self) -> Vec<(&Touched, Lock)> {
        let mut locks: Vec<(&Touched, Lock)> = Vec::new();
        for (touched, lock) in self.effects.iter().flat_map(Effect::locks) {
            match locks.iter_mut().find(|(known, _)| known.key == touched.key) {
                Some((_, known)) => *known = lock.max(*known),
                None => locks.push((touched, lock)),
            }
        }
        locks.retain(|(_, lock)| *lock > Lock::None);
        locks
    }
}

impl Migration {
    /// All effects on tables in use, with the statement of each.
    pub fn effects(&self) -> impl Iterator<Item = (&Step, &Effect)> {
        self.steps().flat_map(|step| step.effects.iter().map(move |effect| (step, effect)))
    }

    /// All statements.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.files.iter().flat_map(|file| &file.steps)
    }

    /// Effects of some operations on tables that are in use.
    pub fn of<'m>(&'m self, operations: &'m [Operation]) -> impl Iterator<Item = (&'m Step, &'m Effect)> {
        self.effects().filter(|(_, effect)| {
            operations.contains(&effect.operation) && effect.is_felt() && effect.refused.is_none()
        })
    }
}
