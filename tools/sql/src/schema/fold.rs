//! Statements folded into a schema, one after the other.

use std::ops::Range;

use architect_core::{Gap, Source, Span};

use super::columns::Columns;
use super::like::add_or_merge;
use super::table::{Column, Reference, Table};
use super::{Schema, TableKey, UserType, down_sections};
use crate::ddl::{
    ChangeLabel, ColumnDefinition, Comment, CreateTable, Drop, Included, LabelChange, ObjectKind, QualifiedName,
    SchemaChange, TableOptions, TypeKind,
};
use crate::dialect::Dialect;
use crate::statement::Script;

/// Folds sources, in the order in which they run, into the schema that they leave.
pub fn fold(scripts: &[(Source, Script)], dialect: Dialect) -> Schema {
    let mut schema = Schema { dialect, ..Schema::default() };
    for (source, script) in scripts {
        schema.gaps.extend(script.gaps.iter().cloned());
        schema.is_whole_dump |= is_dump(source);
        let down = down_sections(source, &script.comments);
        for section in &down {
            let reason = "this part undoes the migration: it was not read into the schema";
            schema.gaps.push(Gap::at(source.span(section.start..section.start), reason));
        }
        // A search path holds for its session, which ends with the file.
        schema.begin_session();
        for statement in &script.statements {
            let start = statement.bytes().start;
            if down.iter().any(|section| section.contains(&start)) {
                continue;
            }
            schema.statements += 1;
            let reading = statement.read();
            schema.gaps.extend(reading.gaps);
            let is_setting = |change: &SchemaChange| matches!(change, SchemaChange::SessionOptions { .. });
            schema.changes += usize::from(!reading.changes.iter().all(is_setting));
            for change in reading.changes {
                Folder { schema: &mut schema, source }.change(change);
            }
        }
    }
    schema
}

impl Schema {
    /// An empty schema.
    pub fn empty(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    /// Begins a new session: its search path and its options are the default ones.
    pub fn begin_session(&mut self) {
        self.current = None;
        self.wrong_options.clear();
    }

    /// Folds one change of a source into the schema.
    pub fn apply(&mut self, source: &Source, change: SchemaChange) {
        Folder { schema: self, source }.change(change);
    }
}

/// What the dump programs write at the top.
fn is_dump(source: &Source) -> bool {
    const LINES: usize = 8;
    let marks = ["database dump", "mysql dump", "mariadb dump", "-- dumped from database"];
    source.text().lines().take(LINES).any(|line| {
        let line = line.get(..line.len().min(200)).unwrap_or_default().to_ascii_lowercase();
        line.starts_with("--") && marks.iter().any(|mark| line.contains(mark))
    })
}

/// One statement's way into the schema.
pub(super) struct Folder<'s> {
    pub(super) schema: &'s mut Schema,
    pub(super) source: &'s Source,
}

impl Folder<'_> {
    pub(super) fn span(&self, bytes: Range<usize>) -> Span {
        self.source.span(bytes)
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.schema.dialect
    }

    fn gap(&mut self, bytes: Range<usize>, reason: impl Into<String>) {
        let gap = Gap::at(self.span(bytes), reason);
        self.schema.gaps.push(gap);
    }

    fn change(&mut self, change: SchemaChange) {
        match change {
            SchemaChange::CreateTable(table) => self.create_table(table),
            SchemaChange::CreateIndex(index) => self.create_index(&index),
            SchemaChange::CreateType(created) => {
                let kind = match created.kind {
                    TypeKind::Enumeration(labels) => UserType::Enumeration(labels),
                    TypeKind::Domain { base, not_null } => UserType::Domain { base, not_null },
                    TypeKind::Other => UserType::Other,
                };
                self.schema.types.insert(created.name.name.text.to_lowercase(), kind);
            }
            SchemaChange::CreateObject(object) => {
                self.defined(&object);
                if let (ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence, Some(name)) =
                    (object.kind, object.name)
                {
                    let key = self.schema.key_of(&name);
                    self.schema.other_relations.insert(key);
                }
            }
            SchemaChange::Security(change) => self.security(change),
            SchemaChange::AlterTable(alter) => self.alter(alter),
            SchemaChange::Rename(rename) => match rename.kind {
                ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => {
                    self.rename_table(&rename.from, &rename.to);
                }
                ObjectKind::Index => {
                    let to = rename.to.shown(self.dialect());
                    self.rename_index(None, &rename.from, &to);
                }
                _ => {}
            },
            SchemaChange::AttachIndex { parent, child } => self.attach_index(&parent, &child),
            SchemaChange::Drop(drop) => self.dropped(&drop),
            SchemaChange::SearchPath(first) => {
                let dialect = self.dialect();
                self.schema.current = first
                    .map(|name| name.key(dialect))
                    .filter(|name| name != "pg_catalog" && name != "$user" && !name.is_empty());
            }
            SchemaChange::SessionOptions { names, on } => self.set_session_options(names, on),
            SchemaChange::ChangeLabel(change) => self.change_label(change),
            SchemaChange::Comment(comment) => self.comment(comment),
            SchemaChange::AlterObject(_)
            | SchemaChange::Truncate { .. }
            | SchemaChange::Delete(_)
            | SchemaChange::Update(_) => {}
        }
    }

    pub(super) fn reference(&self, name: &QualifiedName) -> Reference {
        Reference { key: self.schema.key_of(name), name: name.shown(self.dialect()) }
    }

    fn create_table(&mut self, created: CreateTable) {
        let mut key = self.schema.key_of(&created.name);
        if created.temporary {
            key.schema = Some("pg_temp".to_owned());
        }
        let earlier = self.schema.by_key.get(&key).and_then(|at| self.schema.tables.get(*at));
        let implied = earlier.filter(|table| !table.made_here).cloned();
        let is_known = earlier.is_some();
        if is_known && implied.is_none() && !created.or_replace {
            if !created.if_not_exists && !created.temporary {
                let name = created.name.shown(self.dialect());
                let span = self.span(created.name.bytes());
                self.schema.made_twice(&name, span);
            }
            return;
        }
        // Only the table of exactly this key: one of the same name in another schema stays.
        if is_known {
            self.schema.remove(&key);
        }
        let mut table = self.empty_table(&created.name, key, created.bytes.clone());
        table.options = created.options;
        table.temporary = created.temporary;
        table.foreign = created.foreign;
        table.columns_unknown = created.columns_unknown;
        table.made_here = true;
        table.comment.clone_from(&table.options.comment);
        // A column that is inherited keeps its default and how it is computed, not the counter behind it.
        let by_inheritance = Included { defaults: true, generated: true, ..Included::default() };
        table.inherits = created.inherits.iter().map(|parent| self.schema.key_of(parent)).collect();
        if let Some(partition) = &created.partition_of {
            let parent = self.schema.key_of(&partition.parent);
            table.partition_of = Some(
                self.schema
                    .table(&Reference { key: parent.clone(), name: String::new() })
                    .map_or(parent, |found| found.key.clone()),
            );
        }
        let mut copied = Vec::new();
        for parent in created.inherits.iter().chain(created.partition_of.iter().map(|partition| &partition.parent)) {
            self.take_over(&mut table, parent, by_inheritance);
        }
        let mut like = created.like.iter().peekable();
        for at in 0..=created.columns.len() {
            while let Some(like) = like.next_if(|like| like.at <= at) {
                let found = self.take_over(&mut table, &like.table, like.including);
                match found {
                    Some(found) if like.including_indexes => copied.extend(found.indexes.iter().cloned()),
                    Some(_) => {}
                    None => table.keys_unknown |= like.including_indexes,
                }
            }
            if let Some(column) = created.columns.get(at) {
                add_or_merge(&mut table, self.column(column));
            }
        }
        let key = table.key.clone();
        let partition = table.partition_of.is_some();
        self.schema.has_partitions |= partition;
        let parents: Vec<TableKey> = table.partition_of.iter().chain(&table.inherits).cloned().collect();
        self.schema.insert(table);
        if let Some(at) = self.schema.find(&key) {
            for parent in &parents {
                self.schema.depends(parent, at);
            }
        }
        for mut index in copied {
            index.name = None;
            index.named = false;
            self.push_index(&key, index, false);
        }
        for column in created.columns {
            for constraint in column.constraints {
                self.constraint(&key, constraint, false);
            }
        }
        for constraint in created.constraints {
            self.constraint(&key, constraint, false);
        }
        if self.dialect() == Dialect::PostgreSql {
            self.merge_equal_keys(&key);
        }
        if partition {
            self.inherit_indexes(&key);
        }
        // What was said of the table before it was made: the files came in another order than they run in.
        if let (Some(implied), Some(table)) = (implied, self.schema.find_mut(&key)) {
            table.indexes.extend(implied.indexes);
            table.foreign_keys.extend(implied.foreign_keys);
            table.checks.extend(implied.checks);
        }
    }

    pub(super) fn empty_table(&self, name: &QualifiedName, key: TableKey, statement: Range<usize>) -> Table {
        let dialect = self.dialect();
        let bare_name = name.name.shown(dialect);
        let schema = match &name.schema {
            Some(schema) if dialect.default_schema() == Some(schema.key(dialect).as_str()) => None,
            Some(schema) => Some(schema.shown(dialect)),
            // What the search path says; the database of MySQL's `USE` is no part of a table's name.
            None => key.schema.clone().filter(|schema| dialect == Dialect::PostgreSql && schema != "pg_temp"),
        };
        Table {
            key,
            name: schema.as_ref().map_or_else(|| bare_name.clone(), |schema| format!("{schema}.{bare_name}")),
            bare_name,
            schema,
            span: self.span(name.bytes()),
            source: self.source.clone(),
            statement,
            columns: Columns::default(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            comment: None,
            options: TableOptions::default(),
            partition_of: None,
            inherits: Vec::new(),
            made_here: false,
            columns_unknown: false,
            keys_unknown: false,
            temporary: false,
            foreign: false,
            row_security: false,
            policies: Vec::new(),
            dropped: false,
        }
    }

    pub(super) fn column(&self, definition: &ColumnDefinition) -> Column {
        let dialect = self.dialect();
        Column {
            name: definition.name.shown(dialect),
            key: definition.name.key(dialect),
            data_type: definition.data_type.clone(),
            not_null: definition.not_null || is_serial(definition),
            default: definition.default.clone(),
            generation: definition.generation,
            generated_as: definition.generated_as.clone(),
            on_update: definition.on_update.clone(),
            comment: definition.comment.clone(),
            srid: definition.srid.clone(),
            default_named: definition.default_named,
            collation: definition.collation.clone(),
            span: self.span(definition.bytes.clone()),
            type_span: definition.data_type.as_ref().map(|data_type| self.span(data_type.bytes.clone())),
        }
    }

    fn comment(&mut self, comment: Comment) {
        let dialect = self.dialect();
        let key = self.schema.key_of(&comment.table);
        let Some(table) = self.schema.find_mut(&key) else { return };
        match comment.column {
            None => table.comment = comment.text,
            Some(column) => {
                if let Some(column) = table.column_mut(&column.key(dialect)) {
                    column.comment = comment.text;
                }
            }
        }
    }

    fn change_label(&mut self, change: ChangeLabel) {
        let Some(UserType::Enumeration(labels)) = self.schema.types.get_mut(&change.name.name.text.to_lowercase())
        else {
            return;
        };
        let place = |labels: &[String], label: &str| labels.iter().position(|known| known == label);
        let known = place(labels, &change.label);
        match (change.change, known) {
            (LabelChange::Rename(to), Some(at)) => {
                if let Some(label) = labels.get_mut(at) {
                    *label = to;
                }
            }
            // None of this name; and `IF NOT EXISTS`.
            (LabelChange::Rename(_), None) | (_, Some(_)) => {}
            (LabelChange::Add, None) => labels.push(change.label),
            (LabelChange::AddBefore(other), None) => {
                let at = place(labels, &other).unwrap_or(labels.len());
                labels.insert(at, change.label);
            }
            (LabelChange::AddAfter(other), None) => {
                let at = place(labels, &other).map_or(labels.len(), |at| at + 1);
                labels.insert(at, change.label);
            }
        }
    }

    /// A table that is altered or indexed but not made in the sources.
    pub(super) fn imply_table(&mut self, name: &QualifiedName, statement: Range<usize>) {
        let key = self.schema.key_of(name);
        let mut table = self.empty_table(name, key, statement);
        table.columns_unknown = true;
        let reason =
            format!("`{}` is not made in the input: its other columns, keys and indexes are not known", table.name);
        self.gap(name.bytes(), reason);
        self.schema.insert(table);
    }

    fn dropped(&mut self, drop: &Drop) {
        self.drop_secured(drop);
        self.forget_definers(drop.kind, &drop.names);
        match drop.kind {
            ObjectKind::Table => {
                for name in &drop.names {
                    let key = self.schema.key_of(name);
                    self.drop_table(&key, drop.cascade);
                }
            }
            ObjectKind::Schema => {
                for name in &drop.names {
                    let schema = name.name.key(self.dialect());
                    let schema =
                        Some(schema).filter(|schema| self.dialect().default_schema() != Some(schema.as_str()));
                    let keys: Vec<TableKey> =
                        self.schema.by_key.keys().filter(|key| key.schema == schema).cloned().collect();
                    for key in keys {
                        self.drop_table(&key, drop.cascade);
                    }
                }
            }
            ObjectKind::Index => {
                for name in &drop.names {
                    self.drop_index(name, drop.on_table.as_ref());
                }
            }
            ObjectKind::View | ObjectKind::MaterializedView => {
                for name in &drop.names {
                    let key = self.schema.key_of(name);
                    self.schema.other_relations.remove(&key);
                }
            }
            ObjectKind::Type | ObjectKind::Domain => {
                for name in &drop.names {
                    self.schema.types.remove(&name.name.text.to_lowercase());
                }
            }
            _ => {}
        }
    }

    fn drop_table(&mut self, key: &TableKey, cascade: bool) {
        let mut waiting = vec![key.clone()];
        while let Some(key) = waiting.pop() {
            let Some(at) = self.schema.find(&key) else { continue };
            let Some(removed) = self.schema.remove(&key) else { continue };
            if let Some(table) = self.schema.tables.get(at) {
                let indexes = table.indexes.iter().filter_map(|index| index.name.clone());
                let keys = table.foreign_keys.iter().filter_map(|foreign_key| foreign_key.name.clone());
                let names: Vec<String> = indexes.chain(keys).collect();
                for name in &names {
                    self.schema.free_name(removed.schema.as_deref(), name);
                }
            }
            self.schema.each_referring(&removed, |table| {
                if !table.dropped && table.partition_of.as_ref() == Some(&removed) {
                    waiting.push(table.key.clone());
                }
                if cascade {
                    table.foreign_keys.retain(|foreign_key| foreign_key.parent.key != removed);
                }
            });
        }
    }
}

/// PostgreSQL's `serial` types are not null by themselves.
fn is_serial(definition: &ColumnDefinition) -> bool {
    definition.data_type.as_ref().is_some_and(|data_type| {
        matches!(data_type.name.as_str(), "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8")
    })
}

/// Whether a primary key of these columns is SQLite's row id itself.
pub(crate) fn is_rowid_alias(table: &Table, columns: &[String]) -> bool {
    let [column] = columns else { return false };
    !table.options.without_rowid
        && table
            .column(column)
            .and_then(|column| column.data_type.as_ref())
            .is_some_and(|data_type| data_type.name == "integer" && data_type.arguments.is_empty())
}
