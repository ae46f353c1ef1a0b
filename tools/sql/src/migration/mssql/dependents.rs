//! What keeps SQL Server from dropping or changing a column or a table.
//!
//! Source: Microsoft Learn, "ALTER TABLE": `DROP COLUMN` and `ALTER COLUMN` name what a column must not be used in; "DROP
//! TABLE" and "TRUNCATE TABLE", remarks on foreign keys.

use std::collections::BTreeSet;

use crate::ddl::{DataType, Expression};
use crate::migration::reader::Reader;
use crate::schema::{Column, Table};

/// So many foreign keys are named.
const FEW: usize = 3;

/// Why a statement fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What stands against it, for a sentence: "the index" and its name.
    pub by: Vec<String>,
    /// The error's number and words.
    pub error: &'static str,
    /// A default stands against it whose name is not known from the input.
    pub unnamed_default: bool,
}

impl Reader<'_> {
    /// What stands against dropping a column. `gone`: the constraints that go before it in the statement, as
    /// compared.
    pub(super) fn against_drop(&self, table: &Table, column: &Column, gone: &BTreeSet<String>) -> Option<Refused> {
        if self.state.is_loose() {
            return None;
        }
        let mut by = keys_of(table, column, gone);
        by.extend(checks_of(table, column, gone));
        by.extend(computed_of(table, column));
        let unnamed_default = column.default.is_some() && !self.loosened(table, gone);
        if unnamed_default {
            by.push("its default constraint".to_owned());
        }
        (!by.is_empty()).then_some(Refused { by, error: "error 5074", unnamed_default })
    }

    /// What stands against another type of a column, or `forbids` nulls in it. An index lets a text of varying length grow, and
    /// lets nulls in; it keeps them from being forbidden in all else.
    pub(super) fn against_change(
        &self,
        table: &Table,
        column: &Column,
        to: &DataType,
        forbids: bool,
    ) -> Option<Refused> {
        let from = column.data_type.as_ref().filter(|_| !self.state.is_loose())?;
        let change = super::kind::change(from, to);
        if change == super::kind::Change::None && forbids && !super::kind::varies(to) {
            let by = indexes_of(table, column, &BTreeSet::new());
            return (!by.is_empty()).then_some(Refused { by, error: "error 5074", unnamed_default: false });
        }
        if matches!(change, super::kind::Change::None | super::kind::Change::Unknown) {
            return None;
        }
        let grows = super::kind::varies(to) && change == super::kind::Change::Widened;
        let other = !super::kind::same_name(from, to);
        let mut by = computed_of(table, column);
        if !grows {
            by.extend(keys_of(table, column, &BTreeSet::new()));
            by.extend(checks_of(table, column, &BTreeSet::new()));
        }
        let unnamed_default = other && column.default.is_some() && !self.loosened(table, &BTreeSet::new());
        if unnamed_default {
            by.push("its default constraint".to_owned());
        }
        (!by.is_empty()).then_some(Refused { by, error: "error 5074", unnamed_default })
    }

    /// The foreign keys of other tables that keep a table from being dropped or emptied. `gone`: the tables that go before it.
    pub(super) fn against_end(&self, table: &Table, gone: &BTreeSet<String>, empties: bool) -> Option<Refused> {
        let others = self
            .schema
            .referring(table)
            .filter(|(other, _)| other.key != table.key && !other.temporary && !gone.contains(&other.key.name));
        // A few are enough to say why, however many there are.
        let mut by: Vec<String> = others
            .take(FEW + 1)
            .map(|(other, key)| format!("the foreign key `{}`", other.subject(&key.columns)))
            .collect();
        if by.len() > FEW {
            by.truncate(FEW);
            by.push("more".to_owned());
        }
        let error = if empties { "error 4712" } else { "error 3726" };
        (!by.is_empty()).then_some(Refused { by, error, unnamed_default: false })
    }

    /// Whether constraints whose names are not known may have been dropped: a default may be gone.
    fn loosened(&self, table: &Table, gone: &BTreeSet<String>) -> bool {
        self.state.is_loosened(&table.key) || !gone.is_empty()
    }
}

fn keys_of(table: &Table, column: &Column, gone: &BTreeSet<String>) -> Vec<String> {
    let stays = |name: Option<&String>| !drops(gone, name);
    let mut by = indexes_of(table, column, gone);
    for key in table.foreign_keys.iter().filter(|key| key.columns.contains(&column.key)) {
        if stays(key.name.as_ref()) {
            by.push(format!("the foreign key `{}`", table.subject(&key.columns)));
        }
    }
    by
}

fn indexes_of(table: &Table, column: &Column, gone: &BTreeSet<String>) -> Vec<String> {
    let stays = |name: Option<&String>| !drops(gone, name);
    let mut by = Vec::new();
    for index in table.indexes.iter().filter(|index| stays(index.name.as_ref())) {
        let predicate = index.predicate.as_ref().is_some_and(|predicate| mentions(predicate, &column.key));
        let keyed = index.keys.iter().any(|key| key.column.as_deref() == Some(&column.key));
        if keyed || predicate || index.include.contains(&column.key) {
            by.push(named("the index", index.name.as_deref()));
        }
    }
    by
}

fn checks_of(table: &Table, column: &Column, gone: &BTreeSet<String>) -> Vec<String> {
    let checks = table.checks.iter().filter(|check| check.columns.contains(&column.key));
    checks
        .filter(|check| !drops(gone, check.name.as_ref()))
        .map(|check| named("the CHECK", check.name.as_deref()))
        .collect()
}

/// Whether a constraint is among those that go. One without a known name may be any.
fn drops(gone: &BTreeSet<String>, name: Option<&String>) -> bool {
    name.map_or(!gone.is_empty(), |name| gone.contains(&name.to_lowercase()))
}

fn named(what: &str, name: Option<&str>) -> String {
    name.map_or_else(|| format!("{what} on it"), |name| format!("{what} `{name}`"))
}

fn mentions(expression: &Expression, column: &str) -> bool {
    expression.normal.split(' ').any(|word| word == column)
}

/// The columns that are computed from a column.
fn computed_of(table: &Table, column: &Column) -> Vec<String> {
    let computed = table.columns.iter().filter(|other| {
        other.key != column.key && other.generated_as.as_ref().is_some_and(|from| mentions(from, &column.key))
    });
    computed.map(|other| format!("the computed column `{}`", other.name)).collect()
}
