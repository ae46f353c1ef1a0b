//! Columns and checks that a table takes over from another: `LIKE`, `INHERITS`, `PARTITION OF`.

use super::fold::Folder;
use super::table::{Column, Table};
use crate::ddl::{Generation, Included, QualifiedName};

impl Folder<'_> {
    /// Gives a table the columns and, where they are taken over, the checks of another one, which is given back.
    pub(super) fn take_over(&self, table: &mut Table, other: &QualifiedName, including: Included) -> Option<&Table> {
        let Some(other) = self.schema.table(&self.reference(other)) else {
            table.columns_unknown = true;
            return None;
        };
        for column in &other.columns {
            add_or_merge(table, taken_over(column, including));
        }
        if including.checks {
            table.checks.extend(other.checks.iter().cloned());
        }
        table.columns_unknown |= other.columns_unknown;
        Some(other)
    }
}

/// A column that a parent has too is merged with it.
pub(super) fn add_or_merge(table: &mut Table, column: Column) {
    match table.column_mut(&column.key) {
        Some(known) => {
            known.not_null |= column.not_null;
            known.span = column.span;
            known.default = column.default.or(known.default.take());
            known.generation = column.generation.or(known.generation);
            known.generated_as = column.generated_as.or(known.generated_as.take());
        }
        None => table.columns.push(column),
    }
}

/// A column as another table takes it over.
fn taken_over(column: &Column, including: Included) -> Column {
    let mut column = column.clone();
    let keeps_generation = match column.generation {
        None | Some(Generation::Counted) => including.identity,
        Some(Generation::Stored | Generation::Virtual) => including.generated,
    };
    if !keeps_generation {
        column.generation = None;
        column.generated_as = None;
    }
    if !including.defaults {
        column.default = None;
    }
    if !including.comments {
        column.comment = None;
    }
    column
}
