//! A table that is made anew, held against the one that it was.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Span;

use super::copy::{Copy, Value};
use super::object::Object;
use super::plan::{Order, Planned};
use super::{cost, follows};
use crate::ddl::{Generation, Name, QualifiedName};
use crate::migration::effect::{Detail, Effect, Touched};
use crate::migration::locks::{Operation, Work};
use crate::migration::reader::Reader;
use crate::schema::{Index, Origin, Table, TableKey};

/// A table that is made anew.
#[derive(Debug, Clone)]
pub struct Rebuilt {
    /// Where the old one is dropped.
    pub span: Span,
    /// The table, as shown.
    pub table: String,
    /// What of it is not there afterwards: an index by its name, `WITHOUT ROWID`.
    pub lost: Vec<String>,
    /// The statements that make the indexes and triggers among these again.
    pub again: Vec<String>,
    /// Values that are not copied.
    pub values: Vec<Lost>,
    /// What names the table and follows it to the name that is dropped.
    pub followers: Vec<String>,
    /// Foreign keys of the table, or to it, are not looked at while it is made anew.
    pub unchecked: bool,
}

/// Values that the new table does not get.
#[derive(Debug, Clone)]
pub enum Lost {
    /// The new table has the column, and the copy leaves it out.
    Column {
        /// Where the copy stands.
        span: Span,
        /// The column, as shown.
        column: String,
    },
    /// `SELECT *` fills columns by their place, and these have another place.
    Mixed {
        /// Where the copy stands.
        span: Span,
        /// The column, as shown.
        column: String,
        /// The column whose values it gets, as shown.
        from: String,
    },
    /// Not all rows are copied.
    Rows {
        /// Where the copy stands.
        span: Span,
    },
}

/// A table before it is made anew.
#[derive(Debug)]
pub(super) struct Snapshot {
    table: Option<Table>,
    touched: Touched,
    triggers: Vec<Object>,
    /// What names the table follows its new name.
    follows: bool,
    /// The statements of its indexes, by their names.
    indexes: BTreeMap<String, String>,
    foreign_keys: Option<bool>,
    referred: bool,
}

fn name(text: &str) -> QualifiedName {
    QualifiedName { schema: None, name: Name { text: text.to_owned(), quoted: true, bytes: 0..0 } }
}

impl Reader<'_> {
    /// Keeps a table as it is before the first statement that takes it away or aside.
    pub(super) fn sqlite_snapshot(&mut self, number: usize) {
        let Some(planned) = self.sqlite.plan.rebuilds.get(number) else { return };
        if self.sqlite.snapshots.contains_key(&number) {
            return;
        }
        let qualified = name(&planned.table);
        let Some(table) = self.schema.named(&qualified).cloned() else {
            let touched = self.touched(&qualified);
            self.sqlite.snapshots.insert(number, Snapshot::unknown(touched));
            return;
        };
        let touched = self.touched_table(&table);
        let snapshot = Snapshot {
            touched,
            triggers: self.sqlite.known.triggers_on(&table.key).into_iter().cloned().collect(),
            follows: planned.order == Order::OldAside && follows(&self.migration.server, &self.sqlite.session),
            indexes: self.sqlite.known.indexes_of(&table.key),
            foreign_keys: None,
            referred: !table.foreign_keys.is_empty() || self.schema.referring(&table).next().is_some(),
            table: Some(table),
        };
        self.sqlite.snapshots.insert(number, snapshot);
    }

    /// The effects of a table that is made anew, where its old one is dropped; `None` at its other statements.
    pub(super) fn sqlite_made_anew(&mut self, number: usize, start: usize) -> Option<Vec<Effect>> {
        let planned = self.sqlite.plan.rebuilds.get(number).filter(|planned| planned.drop.start == start)?.clone();
        let foreign_keys = self.sqlite.session.foreign_keys;
        let snapshot = self.sqlite.snapshots.get(&number)?;
        let touched = snapshot.touched.clone();
        let old = snapshot.table.clone();
        // The new one: already there, but for rows that are copied back later.
        let new = match planned.order {
            Order::NewBeside => self.schema.named(&name(&planned.other)).cloned(),
            Order::OldAside => self.schema.named(&name(&planned.table)).cloned(),
            Order::RowsAside => None,
        };
        let bytes = planned.drop.clone();
        let mut rebuild = Effect::new(Operation::RewriteTable, touched.clone(), bytes.clone());
        rebuild.cost = Some(cost(Work::Rewrite));
        let mut effects = vec![rebuild];
        if let (Some(old), Some(new)) = (&old, &new) {
            effects.extend(changed_columns(&planned, old, new, &touched, &bytes, self));
        }
        if let Some(snapshot) = self.sqlite.snapshots.get_mut(&number) {
            snapshot.foreign_keys = foreign_keys;
        }
        Some(effects)
    }

    /// What the tables that a file makes anew lose, told at its end.
    pub(in crate::migration) fn sqlite_end(&mut self, source: &architect_core::Source) {
        let snapshots = std::mem::take(&mut self.sqlite.snapshots);
        for (number, snapshot) in snapshots {
            let Some(planned) = self.sqlite.plan.rebuilds.get(number) else { continue };
            let Some(old) = &snapshot.table else { continue };
            let span = source.span(planned.drop.clone());
            let mut rebuilt = Rebuilt {
                span,
                table: old.name.clone(),
                lost: Vec::new(),
                again: Vec::new(),
                values: Vec::new(),
                followers: if snapshot.follows { self.followers(&planned.other) } else { Vec::new() },
                unchecked: snapshot.referred && snapshot.foreign_keys == Some(false) && !self.sqlite.session.checked,
            };
            if let Some(new) = self.schema.named(&name(&planned.table)) {
                lost_objects(&mut rebuilt, &snapshot, old, new);
                for trigger in snapshot.triggers.iter().filter(|trigger| !self.sqlite.known.has(&trigger.name)) {
                    rebuilt.lost.push(format!("trigger `{}`", trigger.name));
                    if !trigger.changed {
                        rebuilt.again.push(format!("{};", trigger.statement.text().trim()));
                    }
                }
                rebuilt.values = lost_values(planned, old, new, source);
            }
            self.migration.sqlite.rebuilt.push(rebuilt);
        }
    }
}

impl Reader<'_> {
    /// What names a table that is gone at the end of the file.
    fn followers(&self, gone: &str) -> Vec<String> {
        let gone = TableKey { schema: None, name: gone.to_owned() };
        if self.schema.has_table(&gone) {
            return Vec::new();
        }
        let mut followers = Vec::new();
        // Foreign keys follow since 3.26, whatever `foreign_keys` says.
        if self.migration.server.is_at_least(3, 26, 0) {
            for table in self.schema.tables() {
                let lost = table.foreign_keys.iter().filter(|key| key.parent.key == gone);
                followers.extend(lost.map(|key| format!("the foreign key `{}`", table.subject(&key.columns))));
            }
        }
        let naming = self.sqlite.known.naming(&gone);
        followers.extend(naming.iter().map(|object| format!("the {}", object.in_words())));
        followers.dedup();
        followers
    }
}

impl Snapshot {
    fn unknown(touched: Touched) -> Self {
        Self {
            table: None,
            touched,
            triggers: Vec::new(),
            follows: false,
            indexes: BTreeMap::new(),
            foreign_keys: None,
            referred: false,
        }
    }
}

/// Columns that go, that get another name, and that take no null from here on.
fn changed_columns(
    planned: &Planned,
    old: &Table,
    new: &Table,
    touched: &Touched,
    bytes: &std::ops::Range<usize>,
    reader: &Reader<'_>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !old.is_whole() || !new.is_whole() || planned.copies.is_empty() {
        return effects;
    }
    let named = |column: &str| planned.copies.iter().any(|copy| copy.named.contains(column));
    let on = |operation, column: &str| {
        let mut effect = Effect::new(operation, touched.clone(), bytes.clone());
        effect.cost = Some(cost(Work::Rewrite));
        effect.columns = vec![column.to_owned()];
        effect
    };
    let pairs: Vec<(String, String)> = planned.copies.iter().flat_map(|copy| pairs(copy, old, new)).collect();
    for column in old.columns.iter().filter(|column| new.column(&column.key).is_none()) {
        let to = pairs.iter().find(|(_, from)| *from == column.key).map(|(to, _)| to);
        if let Some(to) = to.and_then(|to| new.column(to)) {
            let mut effect = on(Operation::RenameColumn, &column.name);
            effect.detail = Detail::Text(to.name.clone());
            effects.push(effect);
        } else if !named(&column.key) {
            effects.push(on(Operation::DropColumn, &column.name));
        }
    }
    for column in new.columns.iter().filter(|column| column.not_null) {
        let Some((_, from)) = pairs.iter().find(|(to, _)| *to == column.key) else { continue };
        let Some(before) = old.column(from).filter(|before| !before.not_null) else { continue };
        // The row id is never null.
        let is_rowid =
            old.has_rowid_key() && old.primary_key().is_some_and(|key| key.column_keys() == [from.clone()]);
        if is_rowid || reader.state.is_filled(&old.key, from) {
            continue;
        }
        // Which rows are copied may be just what keeps nulls out.
        if planned.copies.iter().any(|copy| copy.chooses || copy.ignores) {
            continue;
        }
        effects.push(on(Operation::SetNotNull, &before.name));
    }
    effects
}

/// Each column of the new table with the one of the old table that it is filled from as it is.
fn pairs(copy: &Copy, old: &Table, new: &Table) -> Vec<(String, String)> {
    let plain = |table: &Table| -> Vec<String> {
        let columns =
            table.columns.iter().filter(|column| column.generation.is_none_or(|known| known == Generation::Counted));
        columns.map(|column| column.key.clone()).collect()
    };
    let targets = copy.columns.clone().unwrap_or_else(|| plain(new));
    let sources: Vec<Option<String>> = copy
        .values
        .iter()
        .flat_map(|value| match value {
            Value::Column(column) => vec![Some(column.clone())],
            Value::All => old.columns.iter().map(|column| Some(column.key.clone())).collect(),
            Value::Other => vec![None],
        })
        .collect();
    if sources.len() != targets.len() {
        return Vec::new();
    }
    targets.into_iter().zip(sources).filter_map(|(to, from)| from.map(|from| (to, from))).collect()
}

fn lost_values(planned: &Planned, old: &Table, new: &Table, source: &architect_core::Source) -> Vec<Lost> {
    let mut lost = Vec::new();
    let [copy] = planned.copies.as_slice() else { return lost };
    if !old.is_whole() || !new.is_whole() {
        return lost;
    }
    let span = source.span(copy.bytes.clone());
    if copy.chooses || copy.ignores {
        lost.push(Lost::Rows { span: span.clone() });
    }
    if let Some(targets) = &copy.columns {
        let targets: BTreeSet<&str> = targets.iter().map(String::as_str).collect();
        for column in &new.columns.iter().collect::<Vec<_>>() {
            let computed = column.generation.is_some_and(|known| known != Generation::Counted);
            let was =
                old.column(&column.key).filter(|was| was.generation.is_none_or(|known| known == Generation::Counted));
            let (Some(was), false) = (was, computed || targets.contains(column.key.as_str())) else { continue };
            if !copy.named.contains(&column.key) {
                lost.push(Lost::Column { span: span.clone(), column: was.name.clone() });
            }
        }
    }
    let by_place = copy.columns.is_none() && copy.values.contains(&Value::All) || copy.values == [Value::All];
    if by_place {
        for (to, from) in pairs(copy, old, new) {
            let moved = to != from && new.column(&from).is_some();
            if let (true, Some(column), Some(was)) = (moved, new.column(&to), old.column(&from)) {
                let (column, from) = (column.name.clone(), was.name.clone());
                lost.push(Lost::Mixed { span: span.clone(), column, from });
                break;
            }
        }
    }
    lost
}

fn lost_objects(rebuilt: &mut Rebuilt, snapshot: &Snapshot, old: &Table, new: &Table) {
    let keeps = |index: &Index| {
        index.keys.iter().all(|key| key.column.as_ref().is_none_or(|column| new.column(column).is_some()))
    };
    let same = |index: &Index| {
        new.indexes.iter().any(|other| {
            let named = index.name.is_some()
                && index.name.as_ref().map(|name| name.to_lowercase())
                    == other.name.as_ref().map(|name| name.to_lowercase());
            let does = other
                .keys
                .iter()
                .map(|key| (&key.column, &key.expression))
                .eq(index.keys.iter().map(|key| (&key.column, &key.expression)));
            named || (does && (other.unique || !index.unique))
        })
    };
    for index in old.indexes.iter().filter(|index| index.origin == Origin::Index && keeps(index) && !same(index)) {
        rebuilt.lost.push(index.described(old));
        let name = index.name.as_ref().map(|name| name.to_lowercase());
        rebuilt.again.extend(name.and_then(|name| snapshot.indexes.get(&name)).map(|text| format!("{text};")));
    }
    if old.options.without_rowid && !new.options.without_rowid {
        rebuilt.lost.push("WITHOUT ROWID".to_owned());
    }
    if old.options.strict && !new.options.strict {
        rebuilt.lost.push("STRICT".to_owned());
    }
    let counts = |table: &Table| table.columns.iter().any(|column| column.generation == Some(Generation::Counted));
    if counts(old) && !counts(new) && new.has_rowid_key() {
        rebuilt.lost.push("AUTOINCREMENT".to_owned());
    }
}
