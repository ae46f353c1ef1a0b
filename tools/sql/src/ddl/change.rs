//! The changes that statements make.

use std::ops::Range;

use super::alter::AlterAction;
use super::column::ColumnDefinition;
use super::constraint::Constraint;
use super::data_type::DataType;
use super::index::IndexClause;
use super::name::{Name, QualifiedName};
use super::security::SecurityChange;
use super::table::{PartitionOf, TableOptions};

/// One change of a schema or of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaChange {
    /// `CREATE TABLE`.
    CreateTable(CreateTable),
    /// `CREATE INDEX`.
    CreateIndex(CreateIndex),
    /// `CREATE TYPE` and `CREATE DOMAIN`.
    CreateType(CreateType),
    /// `ALTER TYPE … ADD VALUE` and `RENAME VALUE`; the `ALTER` is told as [`Self::AlterObject`] as well.
    ChangeLabel(ChangeLabel),
    /// `COMMENT ON TABLE` and `COMMENT ON COLUMN`.
    Comment(Comment),
    /// `CREATE` of a view, a function, a trigger, a schema, …
    CreateObject(CreateObject),
    /// Who may see which rows, told beside the [`Self::CreateObject`] or [`Self::AlterObject`] that it belongs to.
    Security(SecurityChange),
    /// `ALTER TABLE`.
    AlterTable(AlterTable),
    /// `ALTER` of another kind of object, other than a rename.
    AlterObject(CreateObject),
    /// `ALTER TABLE … RENAME TO`, `RENAME TABLE`, `sp_rename`, and the same for other objects.
    Rename(RenameTable),
    /// `ALTER INDEX parent ATTACH PARTITION child`.
    AttachIndex {
        /// The index of the partitioned table.
        parent: QualifiedName,
        /// The index of the partition.
        child: QualifiedName,
    },
    /// `DROP …`.
    Drop(Drop),
    /// `SET search_path` and MySQL's `USE`: the schema that names without one belong to from here on.
    SearchPath(Option<Name>),
    /// SQL Server's `SET option ON` and `OFF` and SQLite's `PRAGMA foreign_keys`, for the rest of the session.
    SessionOptions {
        /// The options, in lower case.
        names: Vec<String>,
        /// `ON`.
        on: bool,
    },
    /// `TRUNCATE`.
    Truncate {
        /// The tables that are emptied.
        tables: Vec<QualifiedName>,
        /// `CASCADE`: the tables that refer to them, too.
        cascade: bool,
        /// SQL Server's `WITH (PARTITIONS (…))`: only some of their rows.
        partial: bool,
        /// Where the statement stands.
        bytes: Range<usize>,
    },
    /// `DELETE`, also inside of a `WITH`.
    Delete(DataChange),
    /// `UPDATE`, also inside of a `WITH`.
    Update(DataChange),
}

/// `CREATE TABLE`.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement or a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    /// Its name.
    pub name: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `TEMPORARY`, or a name with `#`: gone with the session.
    pub temporary: bool,
    /// `FOREIGN TABLE` or `VIRTUAL TABLE`: the rows are kept elsewhere, keys and indexes mean nothing.
    pub foreign: bool,
    /// Columns in order.
    pub columns: Vec<ColumnDefinition>,
    /// Constraints and indexes that are elements of their own.
    pub constraints: Vec<Constraint>,
    /// `LIKE other`: the tables whose columns are taken over.
    pub like: Vec<Like>,
    /// `INHERITS (…)`.
    pub inherits: Vec<QualifiedName>,
    /// `PARTITION OF …`.
    pub partition_of: Option<PartitionOf>,
    /// What follows the elements.
    pub options: TableOptions,
    /// Made from a query or a composite type: the columns are not known from here.
    pub columns_unknown: bool,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `LIKE other [INCLUDING …]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The table whose columns are taken over.
    pub table: QualifiedName,
    /// Its indexes and keys too.
    pub including_indexes: bool,
    /// What of its columns, and its checks.
    pub including: Included,
    /// How many columns stand before it.
    pub at: usize,
}

/// What `LIKE` takes over beside names and types of columns.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Included {
    /// `DEFAULTS`
    pub defaults: bool,
    /// `GENERATED`
    pub generated: bool,
    /// `IDENTITY`
    pub identity: bool,
    /// `CONSTRAINTS`: the checks.
    pub checks: bool,
    /// `COMMENTS`
    pub comments: bool,
}

impl Included {
    /// `INCLUDING ALL`, and MySQL's `LIKE`.
    pub const ALL: Self = Self { defaults: true, generated: true, identity: true, checks: true, comments: true };
}

/// `CREATE INDEX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateIndex {
    /// The index.
    pub index: IndexClause,
    /// The table it is made on.
    pub table: QualifiedName,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `ON ONLY`: the partitions get none.
    pub only: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `CREATE TYPE` and `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateType {
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub kind: TypeKind,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// An enumeration and its labels as written.
    Enumeration(Vec<String>),
    /// A domain over another type.
    Domain {
        /// The type below.
        base: DataType,
        /// `NOT NULL`.
        not_null: bool,
    },
    /// Anything else: composite, range, base.
    Other,
}

/// `COMMENT ON TABLE` and `COMMENT ON COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The table.
    pub table: QualifiedName,
    /// The column, when it is about one.
    pub column: Option<Name>,
    /// The text; none takes it away.
    pub text: Option<String>,
}

/// `ALTER TYPE … ADD VALUE` and `RENAME VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLabel {
    /// The enumeration.
    pub name: QualifiedName,
    /// The label that it is about: the new one, or the one that is renamed.
    pub label: String,
    /// What is done with it.
    pub change: LabelChange,
}

/// What is done with a label of an enumeration. Labels are as written, with their quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelChange {
    /// It is added at the end.
    Add,
    /// It is added before another one.
    AddBefore(String),
    /// It is added behind another one.
    AddAfter(String),
    /// It is called otherwise.
    Rename(String),
}

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// Table, also a foreign one.
    Table,
    /// Index.
    Index,
    /// View.
    View,
    /// Materialized view.
    MaterializedView,
    /// Schema.
    Schema,
    /// Database.
    Database,
    /// Type.
    Type,
    /// Domain.
    Domain,
    /// Sequence.
    Sequence,
    /// Function, procedure, routine or aggregate.
    Routine,
    /// Trigger.
    Trigger,
    /// Row security policy.
    Policy,
    /// Role or user.
    Role,
    /// Extension.
    Extension,
    /// Anything else.
    Other,
}

/// `CREATE` or `ALTER` of an object whose inside is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name, where there is one.
    pub name: Option<QualifiedName>,
    /// The table it belongs to: of a trigger, a policy, a materialized view's index.
    pub on_table: Option<QualifiedName>,
    /// MySQL's `DEFINER = user`, where it runs with the rights of that user.
    pub definer: Option<Name>,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterTable {
    /// The table.
    pub table: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`.
    pub only: bool,
    /// What is done, in order.
    pub actions: Vec<AlterAction>,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `ADD CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddConstraint {
    /// The constraint.
    pub constraint: Constraint,
    /// Nothing is done where there is one of that name.
    pub if_not_exists: bool,
}

/// A new name for an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameTable {
    /// What it is.
    pub kind: ObjectKind,
    /// The name until then.
    pub from: QualifiedName,
    /// The name from then on.
    pub to: Name,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `DROP …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// What goes.
    pub kind: ObjectKind,
    /// Their names.
    pub names: Vec<QualifiedName>,
    /// `ON table`, where the dialect has it.
    pub on_table: Option<QualifiedName>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`: what depends on it goes too.
    pub cascade: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// `DELETE` or `UPDATE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataChange {
    /// The table, where it can be named.
    pub table: Option<QualifiedName>,
    /// Whether there is a `WHERE`: without one every row is meant.
    pub has_where: bool,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}
