//! The state of a schema after its statements.
//!
//! Sources come in, in the order in which they run; a [`Schema`] goes out: tables with columns, keys, foreign keys and
//! indexes as they stand at the end. Names are compared as the server does, and a table keeps the places it comes from.
//! Invariants: a foreign key's columns, a key's columns and an index's columns are given by [`Column::key`]; an index
//! of a constraint is in [`Table::indexes`] with its [`Origin`]; what could not be folded is a gap.

mod alter;
mod charset;
mod columns;
mod constraints;
mod coverage;
mod definer;
mod expression;
mod fold;
mod indexes;
mod like;
mod migration;
mod naming;
mod security;
mod session;
mod table;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Gap, Span};

pub use charset::{bytes_of_character, same_charset};
pub use columns::Columns;
pub use coverage::Coverage;
pub use definer::Defined;
pub use fold::fold;
#[cfg(feature = "sqlite")]
pub(crate) use fold::is_rowid_alias;
pub use migration::{down_sections, is_down_file, order};
pub use naming::{IndexStatement, quoted};
pub(crate) use naming::{cut, free_name, is_reserved};
pub use security::{Policy, Routine, View};
pub use session::IndexUnderOptions;
pub use table::{Check, Column, ForeignKey, Index, Key, Origin, Parent, Reference, Table, Written};
pub use types::{Affinity, Kind};

use crate::ddl::{DataType, ObjectKind, QualifiedName};
use crate::dialect::Dialect;

/// How a table is found: its schema, when it is not the default one, and its name, both folded.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableKey {
    /// The schema; `None` for the default one.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// A schema.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The dialect it is written in.
    pub dialect: Dialect,
    tables: Vec<Table>,
    by_key: BTreeMap<TableKey, usize>,
    by_name: BTreeMap<String, Vec<TableKey>>,
    /// For a table the places of those that refer to it: by a foreign key, as partitions, by inheritance. Some may not
    /// any more, so what is found here is looked at again.
    dependents: BTreeMap<TableKey, Vec<usize>>,
    /// Names of indexes and constraints with their schema, and the table each belongs to.
    names: BTreeMap<(String, Option<String>), usize>,
    /// Names of views, functions and the like, which statements for tables may name as well.
    other_relations: BTreeSet<TableKey>,
    views: BTreeMap<TableKey, View>,
    routines: BTreeMap<TableKey, Routine>,
    types: BTreeMap<String, UserType>,
    /// Schema that names without one belong to, when it is not the default.
    current: Option<String>,
    /// Whether any table is a partition.
    has_partitions: bool,
    /// SQL Server's options of the session that stand otherwise than filtered indexes want them.
    wrong_options: BTreeSet<String>,
    /// Indexes that were made, or not, under such options.
    pub indexes_under_wrong_options: Vec<IndexUnderOptions>,
    /// `PRAGMA foreign_keys = ON` is said somewhere (SQLite).
    pub enforces_foreign_keys: bool,
    /// Views and routines that run with the rights of a user that they name (MySQL), by what they are and their name.
    pub definers: BTreeMap<(ObjectKind, String), Defined>,
    /// Foreign keys that are written but that the server does not keep, and why.
    pub ignored_foreign_keys: Vec<IgnoredForeignKey>,
    /// What was not understood or could not be folded.
    pub gaps: Vec<Gap>,
    /// The text says that it is a dump of a whole database.
    pub is_whole_dump: bool,
    /// Number of statements seen.
    pub statements: usize,
    /// Number of statements that said something about tables, indexes or types.
    pub changes: usize,
}

/// A type of the user's.
#[derive(Debug, Clone)]
enum UserType {
    Enumeration(Vec<String>),
    Domain { base: DataType, not_null: bool },
    Other,
}

/// A foreign key that is written but not enforced.
#[derive(Debug, Clone)]
pub struct IgnoredForeignKey {
    /// The table, as shown.
    pub table: String,
    /// The column, as shown.
    pub columns: Vec<String>,
    /// The table it names, as shown.
    pub parent: String,
    /// Where it stands.
    pub span: Span,
    /// Why the server does not keep it.
    pub reason: &'static str,
}

impl Schema {
    /// The tables that there are at the end, in the order in which they were made. Temporary ones are left out: they
    /// hold a session's rows.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| !table.dropped && !table.temporary)
    }

    /// The number of indexes, those of keys included.
    pub fn index_count(&self) -> usize {
        self.tables().map(|table| table.indexes.len()).sum()
    }

    /// The table that a reference means, when it is in the schema.
    pub fn table(&self, reference: &Reference) -> Option<&Table> {
        self.tables.get(self.find(&reference.key)?)
    }

    /// The table that a name means here, when it is in the schema.
    pub fn named(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(self.find(&self.key_of(name))?)
    }

    /// The table of exactly this key.
    pub fn by_key(&self, key: &TableKey) -> Option<&Table> {
        self.tables.get(*self.by_key.get(key)?)
    }

    /// Whether there is a table of exactly this key.
    pub fn has_table(&self, key: &TableKey) -> bool {
        self.by_key.contains_key(key)
    }

    /// The table that an index or a constraint of this name belongs to.
    pub fn home_of_index(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(self.index_home(&self.key_of(name))?).filter(|table| !table.dropped)
    }

    /// The tables that refer to a table by a foreign key.
    pub fn referring<'s>(&'s self, parent: &'s Table) -> impl Iterator<Item = (&'s Table, &'s ForeignKey)> {
        self.dependents(&parent.key)
            .iter()
            .filter_map(|at| self.tables.get(*at))
            .filter(|table| !table.dropped)
            .flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)))
            .filter(|(_, key)| key.parent.key == parent.key)
    }

    /// The parent of a foreign key: the table, and the columns referred to.
    pub fn parent(&self, key: &ForeignKey) -> Parent<'_> {
        let Some(table) = self.table(&key.parent) else { return Parent::Missing };
        if !key.parent_columns.is_empty() {
            return Parent::Found { table, columns: key.parent_columns.clone() };
        }
        match table.primary_key() {
            Some(primary) => Parent::Found { table, columns: primary.column_keys() },
            None => Parent::WithoutPrimaryKey { table },
        }
    }

    /// The partitions of a table.
    pub fn partitions<'s>(&'s self, parent: &'s Table) -> impl Iterator<Item = &'s Table> {
        self.dependents(&parent.key)
            .iter()
            .filter_map(|at| self.tables.get(*at))
            .filter(|table| !table.dropped && table.partition_of.as_ref() == Some(&parent.key))
    }

    fn dependents(&self, parent: &TableKey) -> &[usize] {
        self.dependents.get(parent).map_or(&[], Vec::as_slice)
    }

    /// Notes that a table refers to another.
    fn depends(&mut self, on: &TableKey, at: usize) {
        let dependents = self.dependents.entry(on.clone()).or_default();
        if dependents.last() != Some(&at) {
            dependents.push(at);
        }
    }

    /// The tables that refer to another by a foreign key, to be changed.
    fn each_referring(&mut self, parent: &TableKey, mut change: impl FnMut(&mut Table)) {
        let Some(dependents) = self.dependents.get(parent) else { return };
        for at in dependents {
            if let Some(table) = self.tables.get_mut(*at) {
                change(table);
            }
        }
    }

    fn partition_keys(&self, parent: &TableKey) -> Vec<TableKey> {
        let Some(parent) = self.find(parent).and_then(|at| self.tables.get(at)) else { return Vec::new() };
        let tables = self.tables.iter().filter(|table| !table.dropped);
        tables
            .filter(|table| table.partition_of.as_ref() == Some(&parent.key))
            .map(|table| table.key.clone())
            .collect()
    }

    /// A table and all that inherit its columns, itself first.
    pub(crate) fn family(&self, table: &TableKey) -> Vec<TableKey> {
        let mut family = vec![table.clone()];
        let mut at = 0;
        while let Some(parent) = family.get(at).cloned() {
            for child in self.dependents(&parent).iter().filter_map(|at| self.tables.get(*at)) {
                let inherits = !child.dropped
                    && (child.partition_of.as_ref() == Some(&parent) || child.inherits.contains(&parent));
                if inherits && !family.contains(&child.key) {
                    family.push(child.key.clone());
                }
            }
            at += 1;
        }
        family
    }

    /// The type below domains, and whether a domain on the way forbids null.
    fn resolved<'t>(&'t self, data_type: &'t DataType) -> (&'t DataType, bool) {
        const DEEPEST: usize = 16;
        let mut current = data_type;
        let mut forbids_null = false;
        for _ in 0..DEEPEST {
            let Some(UserType::Domain { base, not_null }) = self.types.get(&current.name) else { break };
            forbids_null |= not_null;
            current = base;
        }
        (current, forbids_null)
    }

    /// Whether a column takes no null.
    pub fn is_not_null(&self, column: &Column) -> bool {
        column.not_null || column.data_type.as_ref().is_some_and(|data_type| self.resolved(data_type).1)
    }

    /// What kind of values a column holds.
    pub fn kind(&self, column: &Column) -> Kind {
        let Some(data_type) = &column.data_type else { return Kind::Unknown };
        let (data_type, _) = self.resolved(data_type);
        match self.types.get(&data_type.name) {
            Some(UserType::Enumeration(_) | UserType::Other) => Kind::Named(data_type.name.clone()),
            _ => Kind::of(data_type, self.dialect),
        }
    }

    /// The labels of the enumeration that a column's type is, as written. Without any where it is none.
    pub fn labels(&self, column: &Column) -> &[String] {
        let Some(data_type) = &column.data_type else { return &[] };
        match self.types.get(&self.resolved(data_type).0.name) {
            Some(UserType::Enumeration(labels)) => labels,
            _ => &[],
        }
    }

    /// Whether a column has so few values that one of them alone picks out too many rows for an index.
    pub fn has_few_values(&self, column: &Column) -> bool {
        const FEW: usize = 8;
        let labels = self.labels(column).len();
        let boolean = match self.kind(column) {
            Kind::Named(name) => matches!(name.as_str(), "boolean" | "bool" | "bit"),
            Kind::Integer { bytes: 1, .. } => self.dialect.is_mysql_family(),
            Kind::Affine(_) => column.data_type.as_ref().is_some_and(|data_type| data_type.name.starts_with("bool")),
            _ => false,
        };
        boolean || (1..FEW).contains(&labels)
    }

    /// The type below a column's domain; none where its type is no domain.
    pub fn domain_base<'c>(&'c self, column: &'c Column) -> Option<&'c DataType> {
        let data_type = column.data_type.as_ref()?;
        let (base, _) = self.resolved(data_type);
        (base.name != data_type.name).then_some(base)
    }

    /// Whether a name, as written in a question, is a view's or a sequence's.
    pub fn is_other_relation(&self, name: &str) -> bool {
        let name = name.rsplit('.').next().unwrap_or(name).to_lowercase();
        self.other_relations.iter().any(|known| known.name.to_lowercase() == name)
    }

    /// The key of a name: the schema that is written, or the current one.
    pub(crate) fn key_of(&self, name: &QualifiedName) -> TableKey {
        let schema = match &name.schema {
            Some(schema) => Some(schema.key(self.dialect)),
            None => self.current.clone(),
        };
        let default = self.dialect.default_schema();
        TableKey {
            schema: schema.filter(|schema| default != Some(schema.as_str())),
            name: name.name.key(self.dialect),
        }
    }

    /// Finds a table. Where the schema does not fit, a table of that name that is the only one is meant: what a search
    /// path is at run time is not known from files.
    fn find(&self, key: &TableKey) -> Option<usize> {
        if let Some(index) = self.by_key.get(key) {
            return Some(*index);
        }
        let known = self.by_name.get(&key.name)?;
        let near: Vec<&TableKey> =
            known.iter().filter(|known| key.schema.is_none() || known.schema.is_none()).collect();
        match near.as_slice() {
            [only] => self.by_key.get(*only).copied(),
            _ => None,
        }
    }

    fn find_mut(&mut self, key: &TableKey) -> Option<&mut Table> {
        let index = self.find(key)?;
        self.tables.get_mut(index)
    }

    fn insert(&mut self, table: Table) {
        self.by_name.entry(table.key.name.clone()).or_default().push(table.key.clone());
        self.by_key.insert(table.key.clone(), self.tables.len());
        self.tables.push(table);
    }

    /// Takes a table out. Its place stays, so that the others keep theirs.
    fn remove(&mut self, key: &TableKey) -> Option<TableKey> {
        let index = self.find(key)?;
        let table = self.tables.get_mut(index)?;
        table.dropped = true;
        let key = table.key.clone();
        self.by_key.remove(&key);
        if let Some(known) = self.by_name.get_mut(&key.name) {
            known.retain(|known| *known != key);
        }
        Some(key)
    }

    /// Gives a table another key.
    fn rekey(&mut self, from: &TableKey, to: &TableKey) {
        let Some(index) = self.find(from) else { return };
        let Some(table) = self.tables.get_mut(index) else { return };
        let old = std::mem::replace(&mut table.key, to.clone());
        self.by_key.remove(&old);
        if let Some(known) = self.by_name.get_mut(&old.name) {
            known.retain(|known| *known != old);
        }
        self.by_key.insert(to.clone(), index);
        self.by_name.entry(to.name.clone()).or_default().push(to.clone());
        let dependents = self.dependents.remove(&old).unwrap_or_default();
        for at in &dependents {
            let Some(table) = self.tables.get_mut(*at) else { continue };
            for foreign_key in &mut table.foreign_keys {
                if foreign_key.parent.key == old {
                    foreign_key.parent.key = to.clone();
                }
            }
            if table.partition_of.as_ref() == Some(&old) {
                table.partition_of = Some(to.clone());
            }
            for parent in table.inherits.iter_mut().filter(|parent| **parent == old) {
                parent.clone_from(to);
            }
        }
        self.dependents.entry(to.clone()).or_default().extend(dependents);
    }

    /// Whether an index, a constraint or a table of a schema has this name.
    fn has_name(&self, schema: Option<&str>, name: &str) -> bool {
        let schema = schema.map(ToOwned::to_owned);
        let folded = self.folded(name);
        self.by_key.contains_key(&TableKey { schema: schema.clone(), name: name.to_owned() })
            || self.names.contains_key(&(folded, schema))
    }

    fn take_name(&mut self, table: &TableKey, name: &str) {
        let Some(at) = self.find(table) else { return };
        let schema = self.tables.get(at).and_then(|table| table.key.schema.clone());
        let name = self.folded(name);
        self.names.insert((name, schema), at);
    }

    /// The name of an index or a constraint as it is compared: PostgreSQL tells letters of both cases apart.
    fn folded(&self, name: &str) -> String {
        if self.dialect == Dialect::PostgreSql { name.to_owned() } else { name.to_lowercase() }
    }

    fn free_name(&mut self, schema: Option<&str>, name: &str) {
        let name = self.folded(name);
        self.names.remove(&(name, schema.map(ToOwned::to_owned)));
    }

    /// The table that an index belongs to.
    fn index_home(&self, index: &TableKey) -> Option<usize> {
        let name = self.folded(&index.name);
        if let Some(at) = self.names.get(&(name.clone(), index.schema.clone())) {
            return Some(*at);
        }
        let mut near = self
            .names
            .range((name.clone(), None)..)
            .take_while(|((known, _), _)| *known == name)
            .filter(|((_, schema), _)| index.schema.is_none() || schema.is_none())
            .map(|(_, at)| *at);
        let only = near.next()?;
        near.next().is_none().then_some(only)
    }

    /// Whether a name is a view's or a sequence's.
    fn knows_relation(&self, key: &TableKey) -> bool {
        self.other_relations.contains(key)
            || self
                .other_relations
                .iter()
                .any(|known| known.name == key.name && (key.schema.is_none() || known.schema.is_none()))
    }
}
