//! `ALTER TABLE`, folded.

use super::TableKey;
use super::expression::renamed_text;
use super::expression::renamed_words;
use super::fold::Folder;
use super::table::{Index, Origin, Table};
use crate::ddl::{AlterAction, AlterTable, ColumnDefinition, Generation, Name, QualifiedName};
use crate::dialect::Dialect;

impl Folder<'_> {
    pub(super) fn alter(&mut self, alter: AlterTable) {
        let key = self.schema.key_of(&alter.table);
        if self.schema.find(&key).is_none() {
            let harmless = |action: &AlterAction| match action {
                AlterAction::Other { .. }
                | AlterAction::SetOptions { .. }
                | AlterAction::CheckConstraint { .. }
                | AlterAction::SetSchema(_)
                | AlterAction::SetDefault { .. }
                | AlterAction::DropDefault(_) => true,
                // A dump begins by clearing what may be there.
                AlterAction::DropColumn { .. } | AlterAction::DropConstraint { .. } => alter.if_exists,
                _ => false,
            };
            if self.schema.knows_relation(&key) || alter.actions.iter().all(harmless) {
                return;
            }
            self.imply_table(&alter.table, alter.bytes.clone());
        }
        let Some(key) =
            self.schema.find(&key).and_then(|at| self.schema.tables.get(at)).map(|table| table.key.clone())
        else {
            return;
        };
        for action in alter.actions {
            self.action(&key, action, alter.only);
        }
    }

    fn action(&mut self, table: &TableKey, action: AlterAction, only: bool) {
        let dialect = self.schema.dialect;
        match action {
            AlterAction::AddColumn { column, if_not_exists } => self.add_column(table, column, if_not_exists),
            AlterAction::AddConstraint(added) => self.add_constraint(table, added, only),
            AlterAction::DropColumn { column, .. } => self.drop_column(table, &column.key(dialect)),
            AlterAction::DropConstraint { name, cascade } => self.drop_constraint(table, &name.key(dialect), cascade),
            AlterAction::DropPrimaryKey => {
                self.with(table, |table| table.indexes.retain(|index| index.origin != Origin::PrimaryKey));
            }
            AlterAction::DropIndex(name) => {
                let name = name.key(dialect);
                self.with(table, |table| table.indexes.retain(|index| !index.is_named(&name)));
            }
            AlterAction::RenameColumn { from, to } => {
                self.rename_column(table, &from.key(dialect), &to.key(dialect), &to.shown(dialect));
            }
            AlterAction::RenameConstraint { from, to } => self.rename_constraint(table, from, &to.shown(dialect)),
            AlterAction::AlterType { column, data_type, collation, .. } => {
                let span = self.span(data_type.bytes.clone());
                self.with_column(table, &column, only, |column| {
                    column.data_type = Some(data_type.clone());
                    column.type_span = Some(span.clone());
                    column.collation.clone_from(&collation);
                });
            }
            AlterAction::SetNotNull(column) => {
                self.with_column(table, &column, only, |column| column.not_null = true);
            }
            AlterAction::DropNotNull(column) => {
                self.with_column(table, &column, only, |column| column.not_null = false);
            }
            AlterAction::SetDefault { column, default } => {
                self.with_column(table, &column, only, |column| {
                    column.default = Some(default.clone());
                    column.default_named = true;
                });
            }
            AlterAction::DropDefault(column) => {
                self.with_column(table, &column, only, |column| column.default = None);
            }
            AlterAction::AddIdentity(column) => {
                self.with_column(table, &column, true, |column| column.generation = Some(Generation::Counted));
            }
            AlterAction::DropGeneration(column) => self.with_column(table, &column, only, |column| {
                column.generation = None;
                column.generated_as = None;
            }),
            AlterAction::Redefine { column, definition, keeps_rest } => {
                self.redefine(table, &column.key(dialect), definition, keeps_rest);
            }
            AlterAction::AttachPartition(child) => {
                let child = self.schema.key_of(&child);
                let parent = table.clone();
                self.schema.has_partitions = true;
                if let Some(at) = self.schema.find(&child) {
                    self.schema.depends(&parent, at);
                }
                self.with(&child, |child| child.partition_of = Some(parent));
                self.inherit_indexes(&child);
            }
            AlterAction::DetachPartition(child) => {
                let child = self.schema.key_of(&child);
                self.with(&child, |child| child.partition_of = None);
            }
            AlterAction::Inherit(parent) => {
                let parent = self.schema.key_of(&parent);
                if let Some(at) = self.schema.find(table) {
                    self.schema.depends(&parent, at);
                }
                self.with(table, |table| table.inherits.push(parent));
            }
            AlterAction::NoInherit(parent) => {
                let parent = self.schema.key_of(&parent);
                self.with(table, |table| table.inherits.retain(|known| *known != parent));
            }
            AlterAction::SetSchema(schema) => {
                let folded = schema.key(dialect);
                let shown = schema.shown(dialect);
                let other = dialect.default_schema() != Some(folded.as_str());
                let to = TableKey { schema: other.then_some(folded), name: table.name.clone() };
                self.with(table, |table| {
                    table.schema = other.then(|| shown.clone());
                    table.name = if other { format!("{shown}.{}", table.bare_name) } else { table.bare_name.clone() };
                });
                self.schema.rekey(table, &to);
            }
            AlterAction::SetEngine(engine) => self.with(table, |table| table.options.engine = Some(engine)),
            AlterAction::SetOptions { options, convert } => {
                self.with(table, |table| table.set_options(options, convert));
            }
            AlterAction::CheckConstraint { names, enabled, validated } => {
                self.check_constraint(table, &names, enabled, validated);
            }
            AlterAction::ValidateConstraint(name) => self.validate_constraint(table, &name.key(dialect)),
            AlterAction::Other { words, .. } => self.switch_row_security(table, &words),
        }
    }

    fn rename_constraint(&mut self, table: &TableKey, from: Name, to: &str) {
        let key = from.key(self.schema.dialect).to_lowercase();
        let is_meant = |name: &String| name.to_lowercase() == key;
        self.with(table, |table| {
            let keys = table.foreign_keys.iter_mut().map(|foreign_key| &mut foreign_key.name);
            let names = keys.chain(table.checks.iter_mut().map(|check| &mut check.name));
            for name in names.flatten().filter(|name| is_meant(name)) {
                to.clone_into(name);
            }
        });
        self.rename_index(Some(table), &QualifiedName { schema: None, name: from }, to);
    }

    fn validate_constraint(&mut self, table: &TableKey, name: &str) {
        let name = name.to_lowercase();
        let is_meant = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == name);
        self.with(table, |table| {
            for foreign_key in table.foreign_keys.iter_mut().filter(|key| is_meant(&key.name)) {
                foreign_key.not_valid = false;
            }
            for check in table.checks.iter_mut().filter(|check| is_meant(&check.name)) {
                check.not_valid = false;
            }
        });
    }

    /// SQL Server trusts a constraint only while every row was checked: one that was off and is on again is not trusted.
    fn check_constraint(&mut self, table: &TableKey, names: &[Name], enabled: bool, validated: bool) {
        let names: Vec<String> = names.iter().map(|name| name.text.to_lowercase()).collect();
        let is_meant = |known: &Option<String>| {
            names.is_empty() || known.as_ref().is_some_and(|known| names.contains(&known.to_lowercase()))
        };
        self.with(table, |table| {
            let keys = table.foreign_keys.iter_mut().map(|key| (&key.name, &mut key.not_valid));
            let checks = table.checks.iter_mut().map(|check| (&check.name, &mut check.not_valid));
            for (_, not_valid) in keys.chain(checks).filter(|(name, _)| is_meant(name)) {
                *not_valid = !enabled || (*not_valid && !validated);
            }
        });
    }

    fn with(&mut self, table: &TableKey, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.schema.find_mut(table) {
            change(table);
        }
    }

    /// Changes a column, also of the tables that inherit it unless `only` the one is meant.
    fn with_column(&mut self, table: &TableKey, column: &Name, only: bool, change: impl Fn(&mut super::Column)) {
        let key = column.key(self.schema.dialect);
        let family = if only { vec![table.clone()] } else { self.schema.family(table) };
        for table in family {
            if let Some(column) = self.schema.find_mut(&table).and_then(|table| table.column_mut(&key)) {
                change(column);
            }
        }
    }

    fn add_column(&mut self, table: &TableKey, definition: ColumnDefinition, if_not_exists: bool) {
        let column = self.column(&definition);
        let Some(found) = self.schema.find_mut(table) else { return };
        let known = found.column(&column.key).is_some();
        if known && if_not_exists {
            return;
        }
        if !known {
            found.columns.push(column.clone());
        }
        let children = self.schema.family(table).into_iter().skip(1);
        for child in children {
            self.with(&child, |child| {
                if child.column(&column.key).is_none() {
                    child.columns.push(column.clone());
                }
            });
        }
        for constraint in definition.constraints {
            self.constraint(table, constraint, false);
        }
    }

    /// Keys, foreign keys and indexes go with a column of theirs. MySQL only takes the column out of an index.
    fn drop_column(&mut self, table: &TableKey, column: &str) {
        for table in self.schema.family(table) {
            self.drop_own_column(&table, column);
        }
    }

    fn drop_own_column(&mut self, table: &TableKey, column: &str) {
        let mysql = self.schema.dialect.is_mysql_family();
        let Some(found) = self.schema.find_mut(table) else { return };
        found.columns.remove(column);
        if mysql {
            for index in &mut found.indexes {
                index.keys.retain(|key| key.column.as_deref() != Some(column));
            }
            found.indexes.retain(|index| !index.keys.is_empty());
        } else {
            found.indexes.retain(|index| !uses(index, column));
        }
        found.foreign_keys.retain(|foreign_key| !foreign_key.columns.iter().any(|known| known == column));
        found.checks.retain(|check| !check.columns.iter().any(|known| known == column));
        let parent = found.key.clone();
        self.schema.each_referring(&parent, |other| {
            other.foreign_keys.retain(|foreign_key| {
                foreign_key.parent.key != parent || !foreign_key.parent_columns.iter().any(|known| known == column)
            });
        });
    }

    fn drop_constraint(&mut self, table: &TableKey, name: &str, cascade: bool) {
        let Some(found) = self.schema.find_mut(table) else { return };
        let dropped = found.indexes.iter().find(|index| index.is_named(name) && index.origin != Origin::Index);
        let key = dropped.map(|index| (index.column_keys(), index.origin == Origin::PrimaryKey));
        found.indexes.retain(|index| !(index.is_named(name) && index.origin != Origin::Index));
        found.foreign_keys.retain(|foreign_key| {
            foreign_key.name.as_ref().is_none_or(|known| known.to_lowercase() != name.to_lowercase())
        });
        found
            .checks
            .retain(|check| check.name.as_ref().is_none_or(|known| known.to_lowercase() != name.to_lowercase()));
        let parent = found.key.clone();
        self.schema.free_name(parent.schema.as_deref(), name);
        self.drop_attached(&parent, name);
        let (Some((columns, primary)), true) = (key, cascade) else { return };
        self.schema.each_referring(&parent, |other| {
            other.foreign_keys.retain(|foreign_key| {
                let means_key = match foreign_key.parent_columns.as_slice() {
                    [] => primary,
                    named => named == columns,
                };
                foreign_key.parent.key != parent || !means_key
            });
        });
    }

    pub(super) fn rename_table(&mut self, from: &QualifiedName, to: &Name) {
        let dialect = self.schema.dialect;
        let key = self.schema.key_of(from);
        let Some(found) = self.schema.find(&key).and_then(|at| self.schema.tables.get_mut(at)) else {
            if self.schema.other_relations.remove(&key) {
                let key = TableKey { schema: key.schema, name: to.key(dialect) };
                self.schema.other_relations.insert(key);
            }
            return;
        };
        let key = found.key.clone();
        found.bare_name = to.shown(dialect);
        found.name = match &found.schema {
            Some(schema) => format!("{schema}.{}", found.bare_name),
            None => found.bare_name.clone(),
        };
        let shown = found.name.clone();
        // SQLite's rebuild of a table: the others go on to name the old one, which the renamed one then is.
        let to = TableKey { schema: key.schema.clone(), name: to.key(dialect) };
        self.schema.each_referring(&key, |table| {
            for foreign_key in table.foreign_keys.iter_mut().filter(|foreign_key| foreign_key.parent.key == key) {
                foreign_key.parent.name.clone_from(&shown);
            }
        });
        self.schema.rekey(&key, &to);
    }

    fn rename_column(&mut self, table: &TableKey, from: &str, to: &str, shown: &str) {
        for table in self.schema.family(table) {
            self.rename_own_column(&table, from, to, shown);
        }
    }

    fn rename_own_column(&mut self, table: &TableKey, from: &str, to: &str, shown: &str) {
        let dialect = self.schema.dialect;
        let Some(found) = self.schema.find_mut(table) else { return };
        let parent = found.key.clone();
        let rename = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        found.columns.rename(from, to, shown);
        for index in &mut found.indexes {
            for key in &mut index.keys {
                if let Some(column) = &mut key.column {
                    rename(column);
                }
                key.expression = renamed_words(&key.expression, from, to);
                key.text.0 = renamed_text(&key.text.0, from, shown, dialect);
            }
            index.include.iter_mut().for_each(rename);
            if let Some(predicate) = &mut index.predicate {
                predicate.renamed(from, to, shown, dialect);
            }
        }
        for check in &mut found.checks {
            check.columns.iter_mut().for_each(rename);
            check.expression.renamed(from, to, shown, dialect);
        }
        for expression in found.columns.iter_mut().filter_map(|column| column.generated_as.as_mut()) {
            expression.renamed(from, to, shown, dialect);
        }
        for foreign_key in &mut found.foreign_keys {
            foreign_key.columns.iter_mut().for_each(rename);
        }
        self.schema.each_referring(&parent, |other| {
            for foreign_key in other.foreign_keys.iter_mut().filter(|foreign_key| foreign_key.parent.key == parent) {
                foreign_key.parent_columns.iter_mut().for_each(rename);
            }
        });
    }

    fn redefine(&mut self, table: &TableKey, column: &str, definition: ColumnDefinition, keeps_rest: bool) {
        let dialect = self.schema.dialect;
        let mut new = self.column(&definition);
        let Some(found) = self.schema.find_mut(table) else { return };
        let in_primary_key = found.primary_key().is_some_and(|key| key.column_keys().iter().any(|key| key == column));
        if let Some(known) = found.column_mut(column) {
            new.not_null |= in_primary_key;
            if keeps_rest {
                new.default.clone_from(&known.default);
                new.generation = known.generation;
                new.generated_as.clone_from(&known.generated_as);
                new.comment.clone_from(&known.comment);
            }
            let (key, name) = (new.key.clone(), new.name.clone());
            new.key.clone_from(&known.key);
            new.name.clone_from(&known.name);
            *known = new;
            if key != column && dialect != Dialect::MsSql {
                self.rename_column(table, column, &key, &name);
            }
        }
        for constraint in definition.constraints {
            self.constraint(table, constraint, false);
        }
    }
}

/// Whether an index has anything to do with a column.
fn uses(index: &Index, column: &str) -> bool {
    let mentions = |text: &str| text.split(' ').any(|word| word == column);
    index.keys.iter().any(|key| key.column.as_deref() == Some(column) || mentions(&key.expression))
        || index.include.iter().any(|known| known == column)
        || index.predicate.as_ref().is_some_and(|predicate| mentions(&predicate.normal))
}
