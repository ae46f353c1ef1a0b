//! Tables and what belongs to them.

use std::ops::Range;

use architect_core::{Source, Span};

use super::TableKey;
use super::columns::Columns;
use super::fold::is_rowid_alias;
use super::security::Policy;
use crate::ddl::{DataType, Expression, Generation, IndexFlavour, ReferentialAction, TableOptions};

/// A table.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement or a fact of its own")]
#[derive(Debug, Clone)]
pub struct Table {
    /// How it is found.
    pub key: TableKey,
    /// As shown: with the schema when the text has one other than the default.
    pub name: String,
    /// The schema as shown, when the text has one.
    pub schema: Option<String>,
    /// Its own name as shown, without schema.
    pub bare_name: String,
    /// Where its name stands where it is made; for a table that is only altered here, where that happens first.
    pub span: Span,
    /// The source it is made in.
    pub source: Source,
    /// The bytes of the statement that makes it.
    pub statement: Range<usize>,
    /// Columns in order.
    pub columns: Columns,
    /// Indexes, those of constraints included.
    pub indexes: Vec<Index>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Checks. Those that come from a parent by inheritance are told at the parent.
    pub checks: Vec<Check>,
    /// What `COMMENT` says of it.
    pub comment: Option<String>,
    /// What follows the elements of the table.
    pub options: TableOptions,
    /// The table it is a partition of.
    pub partition_of: Option<TableKey>,
    /// The tables it inherits from.
    pub inherits: Vec<TableKey>,
    /// Made here. A table that is only altered or indexed here has columns and indexes that are not known.
    pub made_here: bool,
    /// Some columns are not known: made by a query, or like a table that is not in the schema.
    pub columns_unknown: bool,
    /// Its keys are not all known: made like a table that is not in the schema.
    pub keys_unknown: bool,
    /// Gone with the session.
    pub temporary: bool,
    /// The rows are kept elsewhere.
    pub foreign: bool,
    /// Row security is switched on (PostgreSQL).
    pub row_security: bool,
    /// Its row security policies, whether or not they count.
    pub policies: Vec<Policy>,
    pub(super) dropped: bool,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// As shown.
    pub name: String,
    /// As compared.
    pub key: String,
    /// Its type, where one is written.
    pub data_type: Option<DataType>,
    /// `NOT NULL`, or part of a primary key where that implies it.
    pub not_null: bool,
    /// Default.
    pub default: Option<Expression>,
    /// The default has a name that was given to it, or one that is not known (SQL Server).
    pub default_named: bool,
    /// How its value comes about, when not by writing it.
    pub generation: Option<Generation>,
    /// What it is computed from.
    pub generated_as: Option<Expression>,
    /// The value that a change of the row gives it (MySQL).
    pub on_update: Option<Expression>,
    /// Collation.
    pub collation: Option<String>,
    /// What `COMMENT` says of it.
    pub comment: Option<String>,
    /// The one system of coordinates that its shapes are in (MySQL).
    pub srid: Option<String>,
    /// Where it stands, with its options.
    pub span: Span,
    /// Where its type stands.
    pub type_span: Option<Span>,
}

/// What an index comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `CREATE INDEX`, `KEY …`.
    Index,
    /// `UNIQUE`.
    Unique,
    /// `PRIMARY KEY`.
    PrimaryKey,
}

/// An index.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement or a fact of its own")]
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name: as written, or as the server makes it where that is known.
    pub name: Option<String>,
    /// Whether the name is in the text.
    pub named: bool,
    /// What it comes from.
    pub origin: Origin,
    /// Whether it forbids equal keys.
    pub unique: bool,
    /// Ordinary, or of a kind of its own.
    pub flavour: IndexFlavour,
    /// `btree` unless said otherwise.
    pub method: String,
    /// Its keys in order.
    pub keys: Vec<Key>,
    /// Columns that are carried along.
    pub include: Vec<String>,
    /// The rows it holds, when not all.
    pub predicate: Option<Expression>,
    /// Nulls count as equal.
    pub nulls_not_distinct: bool,
    /// False for the index of a partitioned table that not all partitions have yet.
    pub valid: bool,
    /// The partitions whose indexes were attached.
    pub attached: Vec<TableKey>,
    /// The index of the parent that this one is attached to.
    pub attached_to: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A condition that every row fulfils.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name: as written, or as the server makes it where that is known.
    pub name: Option<String>,
    /// The condition.
    pub expression: Expression,
    /// The columns of the table that it names, as compared, in the order of the table.
    pub columns: Vec<String>,
    /// Rows that were there were not checked.
    pub not_valid: bool,
    /// Where it stands.
    pub span: Span,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The column's key, when it is a column.
    pub column: Option<String>,
    /// The expression, when it is none, in the form in which it is compared.
    pub expression: String,
    /// The expression as written.
    pub text: Written,
    /// Only so many characters.
    pub prefix: Option<u32>,
    /// Collation, where said.
    pub collation: Option<String>,
    /// Operator class, where said.
    pub operator_class: Option<String>,
    /// Descending.
    pub descending: bool,
    /// `NULLS FIRST`, where it is not what holds anyway.
    pub nulls_first: Option<bool>,
}

/// A text for people. Two are always equal: what is compared stands beside it.
#[derive(Debug, Clone, Default)]
pub struct Written(pub String);

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Written {}

/// A table as another one names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// How it is found.
    pub key: TableKey,
    /// As shown.
    pub name: String,
}

/// A foreign key.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// Its name: as written, or as the server makes it where that is known.
    pub name: Option<String>,
    /// The referencing columns, as compared.
    pub columns: Vec<String>,
    /// The table referred to.
    pub parent: Reference,
    /// The columns referred to, as compared; empty: the primary key.
    pub parent_columns: Vec<String>,
    /// What happens to its rows when the one referred to goes, where said.
    pub on_delete: Option<ReferentialAction>,
    /// What happens to them when its key changes, where said.
    pub on_update: Option<ReferentialAction>,
    /// `MATCH FULL`: a row has either all its columns null or none.
    pub match_full: bool,
    /// Rows that were there were not checked.
    pub not_valid: bool,
    /// Where it stands.
    pub span: Span,
}

/// What a foreign key refers to.
#[derive(Debug, Clone)]
pub enum Parent<'s> {
    /// A table and columns of it.
    Found {
        /// The table.
        table: &'s Table,
        /// The columns, as compared; they need not be there.
        columns: Vec<String>,
    },
    /// A table, but no columns are named and it has no primary key.
    WithoutPrimaryKey {
        /// The table.
        table: &'s Table,
    },
    /// The table is not in the schema.
    Missing,
}

impl Table {
    /// A column by its key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.get(key)
    }

    pub(super) fn column_mut(&mut self, key: &str) -> Option<&mut Column> {
        self.columns.get_mut(key)
    }

    /// Columns as shown.
    pub fn shown<'k>(&'k self, keys: impl IntoIterator<Item = &'k String>) -> Vec<String> {
        keys.into_iter()
            .map(|key| self.column(key).map_or_else(|| key.clone(), |column| column.name.clone()))
            .collect()
    }

    /// `table(column, …)`: what findings about columns are about.
    pub fn subject<'k>(&'k self, keys: impl IntoIterator<Item = &'k String>) -> String {
        format!("{}({})", self.name, self.shown(keys).join(", "))
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Index> {
        self.indexes.iter().find(|index| index.origin == Origin::PrimaryKey)
    }

    /// Whether a key or a unique index says that these columns, in any order, name one row.
    pub fn is_unique(&self, columns: &[String]) -> bool {
        self.indexes.iter().filter(|index| index.unique && index.predicate.is_none()).any(|index| {
            let keys = index.column_keys();
            keys.len() == index.keys.len()
                && keys.len() == columns.len()
                && keys.iter().all(|key| columns.contains(key))
        })
    }

    /// Whether InnoDB keeps it, as far as the text says: it is the default engine of MySQL and MariaDB.
    pub fn is_innodb(&self) -> bool {
        self.options.engine.as_deref().is_none_or(|engine| engine == "innodb")
    }

    /// Whether its primary key is SQLite's row id itself.
    pub fn has_rowid_key(&self) -> bool {
        self.primary_key().is_some_and(|key| is_rowid_alias(self, &key.column_keys()))
    }

    /// Whether all that is to be known of it is in the schema.
    pub fn is_whole(&self) -> bool {
        self.made_here && !self.columns_unknown
    }
}

impl Index {
    /// The columns among its keys, as compared, in order.
    pub fn column_keys(&self) -> Vec<String> {
        self.keys.iter().filter_map(|key| key.column.clone()).collect()
    }

    /// Its keys as a person writes them: `email`, `lower ( name )`.
    pub fn shown_keys(&self, table: &Table) -> String {
        let shown = |key: &Key| match &key.column {
            Some(column) => table.column(column).map_or_else(|| column.clone(), |column| column.name.clone()),
            None => key.expression.replace(" ( ", "(").replace(" )", ")"),
        };
        self.keys.iter().map(shown).collect::<Vec<_>>().join(", ")
    }

    /// How a sentence names it: the index and its name, the primary key, `UNIQUE (email)`.
    pub fn described(&self, table: &Table) -> String {
        match (self.origin, &self.name) {
            (Origin::PrimaryKey, _) => "the primary key".to_owned(),
            (Origin::Unique, Some(name)) if self.named => format!("the unique constraint `{name}`"),
            (Origin::Unique, _) => format!("UNIQUE ({})", self.shown_keys(table)),
            (Origin::Index, Some(name)) => format!("index `{name}`"),
            (Origin::Index, None) => format!("the index on ({})", self.shown_keys(table)),
        }
    }

    /// Whether it does the same as another in everything but the name.
    pub fn is_equal(&self, other: &Self) -> bool {
        self.unique == other.unique
            && self.flavour == other.flavour
            && self.method == other.method
            && self.keys == other.keys
            && self.include == other.include
            && self.nulls_not_distinct == other.nulls_not_distinct
            && self.predicate.as_ref().map(|predicate| &predicate.normal)
                == other.predicate.as_ref().map(|predicate| &predicate.normal)
    }

    /// Ordered by its keys, so that it finds rows by the first of them.
    pub fn is_ordered(&self) -> bool {
        matches!(self.flavour, IndexFlavour::Plain | IndexFlavour::Clustered) && self.method == "btree"
    }
}
