//! Indexes, folded: made, attached, renamed and dropped, on a table and on its partitions.

use std::ops::Range;

use architect_core::{Gap, Span};

use super::fold::{Folder, is_rowid_alias};
use super::naming::{joined_columns, made_name};
use super::table::{Index, Key, Origin, Written};
use super::{Schema, TableKey};
use crate::ddl::{CreateIndex, IndexClause, IndexFlavour, IndexKey, QualifiedName};
use crate::dialect::Dialect;

impl Schema {
    /// Says that the server refuses a definition, since there is one of its name.
    pub(super) fn made_twice(&mut self, name: &str, span: Span) {
        let reason = format!("`{name}` is made a second time: this definition was not read, the first one counts");
        self.gaps.push(Gap::at(span, reason));
    }
}

impl Folder<'_> {
    /// Puts an index on a table, under the name that PostgreSQL would give it when it has none.
    pub(super) fn push_index(&mut self, table: &TableKey, index: Index, only: bool) {
        let mut waiting = vec![(table.clone(), index)];
        while let Some((table, index)) = waiting.pop() {
            let Some(index) = self.put_index(&table, index) else { continue };
            if only || !self.schema.has_partitions {
                return;
            }
            for partition in self.schema.partition_keys(&table) {
                if let Some(copy) = self.inherited(&partition, &index) {
                    waiting.push((partition, copy));
                }
            }
        }
    }

    /// The copy of a parent's index that a partition needs; none when it has an equal one, which is taken.
    pub(super) fn inherited(&mut self, partition: &TableKey, index: &Index) -> Option<Index> {
        let found = self.schema.find_mut(partition)?;
        let equal = |own: &&mut Index| own.attached_to.is_none() && own.origin == index.origin && own.is_equal(index);
        if let Some(own) = found.indexes.iter_mut().find(equal) {
            own.attached_to.clone_from(&index.name);
            return None;
        }
        let mut copy = index.clone();
        copy.attached_to.clone_from(&index.name);
        copy.name = None;
        copy.named = false;
        Some(copy)
    }

    /// Puts an index on one table and gives it back as it is there.
    fn put_index(&mut self, table: &TableKey, mut index: Index) -> Option<Index> {
        let at = self.schema.find(table)?;
        let found = self.schema.tables.get(at)?;
        let schema = found.key.schema.clone();
        // The server refuses a second one of the same name; SQL Server can be told to replace the first.
        if let Some(name) = index.name.as_ref().filter(|_| self.schema.dialect != Dialect::MsSql)
            && self.schema.has_name(schema.as_deref(), name)
            && found.indexes.iter().any(|known| known.is_named(name))
        {
            let reason =
                format!("`{name}` is made a second time: this definition was not read, the first one counts");
            let gap = Gap::at(index.span, reason);
            self.schema.gaps.push(gap);
            return None;
        }
        if index.name.is_none() && self.schema.dialect == Dialect::PostgreSql {
            let (label, with_columns) = match index.origin {
                Origin::PrimaryKey => ("pkey", false),
                Origin::Unique => ("key", true),
                Origin::Index => ("idx", true),
            };
            let shown = |column: &'_ String| {
                found.column(column).map_or_else(|| column.clone(), |column| column.name.clone())
            };
            let keys = index.keys.iter().map(|key| {
                let function = || key.expression.split(" ( ").next().filter(|word| is_plain_word(word));
                key.column.as_ref().map_or_else(|| function().unwrap_or("expr").to_owned(), shown)
            });
            let names = distinct(keys.chain(index.include.iter().map(shown)));
            let columns = if with_columns { joined_columns(names.iter().map(String::as_str)) } else { String::new() };
            let name =
                made_name(&found.bare_name, &columns, label, |name| self.schema.has_name(schema.as_deref(), name));
            index.name = Some(name);
        }
        if let Some(name) = &index.name {
            let name = name.clone();
            self.schema.take_name(table, &name);
        }
        self.schema.tables.get_mut(at)?.indexes.push(index.clone());
        Some(index)
    }

    /// Gives a partition the indexes of its parent.
    pub(super) fn inherit_indexes(&mut self, partition: &TableKey) {
        let parent = self
            .schema
            .find(partition)
            .and_then(|at| self.schema.tables.get(at))
            .and_then(|table| table.partition_of.clone());
        let Some(parent) = parent.and_then(|key| self.schema.find(&key)).and_then(|at| self.schema.tables.get(at))
        else {
            return;
        };
        for index in parent.indexes.clone() {
            // One that is made ON ONLY the parent waits for those of the partitions.
            if !index.valid {
                continue;
            }
            if let Some(copy) = self.inherited(partition, &index) {
                self.push_index(partition, copy, false);
            }
        }
    }

    pub(super) fn keys(&self, keys: &[IndexKey]) -> Vec<Key> {
        keys.iter()
            .map(|key| Key {
                column: key.column.as_ref().map(|column| column.key(self.dialect())),
                expression: key.expression.normal.clone(),
                text: Written(key.expression.text.clone()),
                prefix: key.prefix,
                collation: key.collation.clone(),
                operator_class: key.operator_class.clone(),
                descending: key.descending,
                nulls_first: key.nulls_first,
            })
            .collect()
    }

    pub(super) fn index(&mut self, table: &TableKey, clause: &IndexClause, only: bool) {
        let dialect = self.dialect();
        let index = Index {
            name: clause.name.as_ref().map(|name| name.shown(dialect)),
            named: clause.name.is_some(),
            origin: Origin::Index,
            unique: clause.unique,
            flavour: clause.flavour,
            method: clause.method.clone().unwrap_or_else(|| "btree".to_owned()),
            keys: self.keys(&clause.keys),
            include: clause.include.iter().map(|name| name.key(dialect)).collect(),
            predicate: clause.predicate.clone(),
            nulls_not_distinct: clause.nulls_not_distinct,
            valid: !(only && self.has_partitions(table)),
            attached: Vec::new(),
            attached_to: None,
            span: self.span(clause.bytes.clone()),
        };
        self.push_index(table, index, only);
    }

    #[expect(clippy::too_many_arguments, reason = "they are the parts of one key, and each is said once")]
    pub(super) fn add_key(
        &mut self,
        table: &TableKey,
        origin: Origin,
        name: Option<String>,
        keys: Vec<Key>,
        include: &[crate::ddl::Name],
        flavour: IndexFlavour,
        nulls_not_distinct: bool,
        only: bool,
        bytes: Range<usize>,
    ) {
        let dialect = self.dialect();
        let columns: Vec<String> = keys.iter().filter_map(|key| key.column.clone()).collect();
        if origin == Origin::PrimaryKey {
            let Some(found) = self.schema.find_mut(table) else { return };
            if found.primary_key().is_some() {
                return;
            }
            // In SQLite the columns of a primary key take null, but for the alias of the row id.
            let keeps_null = dialect == Dialect::Sqlite && !found.options.without_rowid && !found.options.strict;
            if !keeps_null || is_rowid_alias(found, &columns) {
                self.set_not_null(table, &columns);
            }
        }
        let index = Index {
            named: name.is_some(),
            name,
            origin,
            unique: true,
            flavour,
            method: "btree".to_owned(),
            keys,
            include: include.iter().map(|name| name.key(dialect)).collect(),
            predicate: None,
            nulls_not_distinct,
            valid: !(only && self.has_partitions(table)),
            attached: Vec::new(),
            attached_to: None,
            span: self.span(bytes),
        };
        self.push_index(table, index, only);
    }

    fn has_partitions(&self, table: &TableKey) -> bool {
        self.schema.has_partitions && !self.schema.partition_keys(table).is_empty()
    }

    pub(super) fn create_index(&mut self, created: &CreateIndex) {
        let key = self.schema.key_of(&created.table);
        if self.schema.find(&key).is_none() {
            if self.schema.knows_relation(&key) {
                return;
            }
            self.imply_table(&created.table, created.bytes.clone());
        }
        let Some(table) = self.schema.find(&key).and_then(|at| self.schema.tables.get(at)) else { return };
        let known = created.index.name.as_ref().is_some_and(|name| {
            let name = name.key(self.schema.dialect);
            table
                .indexes
                .iter()
                .any(|index| index.name.as_ref().is_some_and(|known| known.to_lowercase() == name.to_lowercase()))
        });
        if created.if_not_exists && known {
            return;
        }
        let key = table.key.clone();
        self.note_options(&key, created);
        self.index(&key, &created.index, created.only);
    }

    /// PostgreSQL makes one index of equal keys that are written in one statement: the first of them.
    pub(super) fn merge_equal_keys(&mut self, table: &TableKey) {
        let Some(table) = self.schema.find_mut(table) else { return };
        let mut kept: Vec<Index> = Vec::new();
        table.indexes.sort_by_key(|index| index.origin != Origin::PrimaryKey);
        for index in std::mem::take(&mut table.indexes) {
            let merges = |other: &Index| {
                index.origin == Origin::Unique
                    && other.origin != Origin::Index
                    && index.keys == other.keys
                    && index.include == other.include
                    && index.nulls_not_distinct == other.nulls_not_distinct
            };
            if !kept.iter().any(merges) {
                kept.push(index);
            }
        }
        table.indexes = kept;
    }

    pub(super) fn attach_index(&mut self, parent: &QualifiedName, child: &QualifiedName) {
        let parent_key = self.schema.key_of(parent);
        let child_key = self.schema.key_of(child);
        let (Some(at), Some(child_at)) = (self.schema.index_home(&parent_key), self.schema.index_home(&child_key))
        else {
            return;
        };
        let Some(partition) = self.schema.tables.get_mut(child_at) else { return };
        let partition_key = partition.key.clone();
        if let Some(index) = partition.indexes.iter_mut().find(|index| index.is_named(&child_key.name)) {
            index.attached_to = Some(parent_key.name.clone());
        }
        let partitions = self.schema.tables.get(at).map_or(0, |parent| self.schema.partitions(parent).count());
        let Some(table) = self.schema.tables.get_mut(at) else { return };
        if let Some(index) = table.indexes.iter_mut().find(|index| index.is_named(&parent_key.name)) {
            if !index.attached.contains(&partition_key) {
                index.attached.push(partition_key);
            }
            index.valid |= index.attached.len() >= partitions;
        }
    }

    pub(super) fn drop_index(&mut self, name: &QualifiedName, on_table: Option<&QualifiedName>) {
        let mut key = self.schema.key_of(name);
        let at = match on_table {
            Some(table) => self.schema.find(&self.schema.key_of(table)),
            None => self.schema.index_home(&key),
        };
        key.name = name.name.key(self.dialect());
        let Some(table) = at.and_then(|at| self.schema.tables.get_mut(at)) else { return };
        table.indexes.retain(|index| !(index.is_named(&key.name) && index.origin == Origin::Index));
        let table = table.key.clone();
        self.schema.free_name(table.schema.as_deref(), &key.name);
        self.drop_attached(&table, &key.name);
    }

    /// The indexes of partitions go with the one that they are attached to.
    pub(super) fn drop_attached(&mut self, table: &TableKey, name: &str) {
        if !self.schema.has_partitions {
            return;
        }
        let mut waiting = vec![(table.clone(), name.to_owned())];
        while let Some((table, name)) = waiting.pop() {
            for key in self.schema.partition_keys(&table) {
                let Some(partition) = self.schema.find_mut(&key) else { continue };
                let is_attached = |index: &Index| index.attached_to.as_deref() == Some(name.as_str());
                let gone: Vec<String> = partition
                    .indexes
                    .iter()
                    .filter(|index| is_attached(index))
                    .filter_map(|index| index.name.clone())
                    .collect();
                partition.indexes.retain(|index| !is_attached(index));
                waiting.extend(gone.into_iter().map(|name| (key.clone(), name)));
            }
        }
    }

    pub(super) fn rename_index(&mut self, table: Option<&TableKey>, from: &QualifiedName, to: &str) {
        let key = self.schema.key_of(from);
        let at = match table {
            Some(table) => self.schema.find(table),
            None => self.schema.index_home(&key),
        };
        let Some(table) = at.and_then(|at| self.schema.tables.get_mut(at)) else { return };
        for index in table.indexes.iter_mut().filter(|index| index.is_named(&key.name)) {
            index.name = Some(to.to_owned());
            index.named = true;
        }
        let table_key = table.key.clone();
        self.schema.free_name(table_key.schema.as_deref(), &key.name);
        self.schema.take_name(&table_key, to);
    }
}

/// Names as PostgreSQL tells those apart that an index has twice: by a number behind the second.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        let mut numbered = name.clone();
        let mut number = 0;
        while distinct.contains(&numbered) {
            number += 1;
            numbered = format!("{name}{number}");
        }
        distinct.push(numbered);
    }
    distinct
}

fn is_plain_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Index {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|known| known == name || known.to_lowercase() == name.to_lowercase())
    }
}
