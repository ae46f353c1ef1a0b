//! What a statement does to a table.

use std::ops::Range;

use architect_core::{Confidence, Span};

use super::SMALL;
use super::locks::{Cost, Lock, Operation, Work};
use super::mssql::Refused;
use super::mysql::{Needed, Redefined};
use super::online::Part;
use crate::ddl::{ColumnDefinition, Constraint, ConstraintKind, CreateIndex, Drop, ObjectKind};
use crate::dialect::Dialect;
use crate::schema::TableKey;
use crate::statement::Statement;

/// A table, or a materialized view, that a statement touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// How it is found.
    pub key: TableKey,
    /// As shown.
    pub name: String,
    /// Made by the migration itself: nobody uses it yet.
    pub new: bool,
    /// Number of rows, where it was said.
    pub rows: Option<u64>,
    /// Its rows lie in partitions.
    pub partitioned: bool,
    /// Its primary key, when it is one column.
    pub key_column: Option<String>,
}

/// Begins the name of a table of which only an index is known.
pub(super) const UNKNOWN_TABLE: &str = "(the table of ";

/// What belongs to an effect besides its table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// A new column.
    Column(Box<ColumnDefinition>),
    /// A constraint, of a table or of a new column.
    Constraint(Box<Constraint>),
    /// A new index.
    Index(Box<CreateIndex>),
    /// What is dropped.
    Drop(Box<Drop>),
    /// A text: a new name, a new type.
    Text(String),
    /// A column that is defined anew.
    Redefined(Box<Redefined>),
}

/// One operation on one table.
#[derive(Debug, Clone)]
pub struct Effect {
    /// What is done.
    pub operation: Operation,
    /// The table.
    pub table: Touched,
    /// The others that are locked with it.
    pub others: Vec<Touched>,
    /// The partitions and the heirs of its table, which are locked and worked through like itself.
    pub heirs: Vec<Touched>,
    /// The columns concerned, as shown.
    pub columns: Vec<String>,
    /// Those of them that are known to hold no nulls.
    pub filled: Vec<String>,
    /// The constraint or the index, as shown.
    pub name: Option<String>,
    /// More.
    pub detail: Detail,
    /// Where it stands: the statement, or the action of an `ALTER TABLE`.
    pub bytes: Range<usize>,
    /// How sure it is that this is what happens.
    pub confidence: Confidence,
    /// What the doubt is about, or what else is to be known, for a sentence.
    pub note: Option<&'static str>,
    /// The mode of `LOCK TABLE`.
    pub mode: Option<Lock>,
    /// An `UPDATE` or `DELETE` without `WHERE`.
    pub every_row: bool,
    /// What the action is to MariaDB and MySQL.
    pub parts: Vec<Part>,
    /// The locks and the work, where they are not the operation's own.
    pub cost: Option<Cost>,
    /// The foreign key that the dropped index is needed for.
    pub needed: Option<Needed>,
    /// What it does, where the words of the operation are not those of the server.
    pub said: Option<&'static str>,
    /// Why SQL Server refuses it.
    pub refused: Option<Box<Refused>>,
}

impl Effect {
    /// An effect on a table, of which nothing else is said.
    pub fn new(operation: Operation, table: Touched, bytes: Range<usize>) -> Self {
        Self {
            operation,
            table,
            others: Vec::new(),
            heirs: Vec::new(),
            columns: Vec::new(),
            filled: Vec::new(),
            name: None,
            detail: Detail::None,
            bytes,
            confidence: Confidence::High,
            note: None,
            mode: None,
            every_row: false,
            parts: Vec::new(),
            cost: None,
            needed: None,
            said: None,
            refused: None,
        }
    }

    /// As other parts.
    #[must_use]
    pub(super) fn with_parts(mut self, parts: Vec<Part>) -> Self {
        self.parts = parts;
        self
    }

    /// With the constraint, or the index among the constraints, that it adds.
    #[must_use]
    pub(super) fn of_constraint(mut self, constraint: &Constraint, dialect: Dialect) -> Self {
        let name = match &constraint.kind {
            ConstraintKind::Index(index) => &index.name,
            _ => &constraint.name,
        };
        self.name = name.as_ref().map(|name| name.shown(dialect));
        self.detail = Detail::Constraint(Box::new(constraint.clone()));
        self
    }

    /// With a doubt.
    #[must_use]
    pub fn doubted(mut self, confidence: Confidence, note: &'static str) -> Self {
        self.confidence = self.confidence.min(confidence);
        self.note = Some(note);
        self
    }

    /// Its locks and its work.
    pub fn cost(&self) -> Cost {
        self.cost.unwrap_or_else(|| self.operation.cost())
    }

    /// What it does, in a few words.
    pub fn title(&self) -> String {
        if let Some(said) = self.said {
            return said.to_owned();
        }
        if self.parts.is_empty() {
            return self.operation.title().to_owned();
        }
        let mut titles: Vec<&str> = self.parts.iter().map(|part| part.title()).collect();
        titles.dedup();
        titles.join("; ")
    }

    /// The locks it takes on tables in use.
    pub fn locks(&self) -> impl Iterator<Item = (&Touched, Lock)> {
        let cost = self.cost();
        let own = self.mode.unwrap_or(cost.own);
        // The index of a partitioned table is built over each partition as any index is.
        let inherited = match self.operation {
            Operation::AddUnique | Operation::AddPrimaryKey => Lock::Share,
            _ => own,
        };
        let heirs = self.heirs.iter().map(move |heir| (heir, inherited));
        std::iter::once((&self.table, own))
            .chain(heirs)
            .chain(self.others.iter().map(move |other| (other, cost.other)))
            .filter(|(table, _)| !table.new)
    }

    /// The strongest of them.
    pub fn strongest_lock(&self) -> Lock {
        self.locks().map(|(_, lock)| lock).max().unwrap_or(Lock::None)
    }

    /// Whether anybody can feel it: it locks a table that is in use.
    pub fn is_felt(&self) -> bool {
        !self.table.new || self.others.iter().any(|other| !other.new)
    }

    /// What it does while it holds the locks.
    pub fn work(&self) -> Work {
        if self.table.new { Work::None } else { self.cost().work }
    }

    /// Whether the work takes long: not when the table is said to be small.
    pub fn is_long(&self) -> bool {
        self.work() > Work::None && self.table.rows.is_none_or(|rows| rows >= SMALL)
    }

    /// Whether rows or values are gone afterwards.
    pub fn loses_data(&self) -> bool {
        let derived = matches!(&self.detail, Detail::Drop(drop) if drop.kind == ObjectKind::MaterializedView);
        let gone = matches!(
            self.operation,
            Operation::DropTable | Operation::DropColumn | Operation::DropSchema | Operation::Truncate
        );
        let parts = self.parts.iter().any(|part| matches!(part, Part::DropPartition | Part::DropVersioning));
        let gone = (gone && !derived) || parts;
        !self.table.new && (gone || (self.operation == Operation::Delete && self.every_row))
    }

    /// The table as a sentence names it.
    pub fn table_in_words(&self) -> String {
        match self.table.name.strip_prefix(UNKNOWN_TABLE) {
            Some(index) => format!("the table of `{}`", index.trim_end_matches(')')),
            None => format!("`{}`", self.table.name),
        }
    }

    /// Where it stands.
    pub fn span(&self, statement: &Statement) -> Span {
        statement.source().span(self.bytes.clone())
    }

    /// `orders(customer_id)`, or the table alone.
    pub fn subject(&self) -> String {
        if self.columns.is_empty() {
            self.table.name.clone()
        } else {
            format!("{}({})", self.table.name, self.columns.join(", "))
        }
    }

    /// ` of 50,000,000 rows`, where it was said.
    pub fn size(&self) -> String {
        self.table.rows.map(|rows| format!(" of {} rows", grouped(rows))).unwrap_or_default()
    }
}

/// A number with a comma between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
