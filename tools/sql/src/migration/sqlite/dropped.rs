//! Why SQLite does not let a column go.

use architect_core::Confidence;

use super::known::Known;
use crate::schema::{Index, Origin, Table};

/// Why a column cannot be dropped, what to do, and how sure it is. `None`: as far as is known, it can.
pub(super) struct Kept {
    pub(super) why: String,
    pub(super) help: &'static str,
    pub(super) confidence: Confidence,
    /// The index that has to go first, when that is all.
    pub(super) index: Option<String>,
}

const REBUILD: &str = "make the table anew without the column";

/// Looks for what keeps a column of a table that the schema has whole.
pub(super) fn kept(table: &Table, column: &str, known: &Known, legacy: bool) -> Option<Kept> {
    let sure = |why: String, help| Kept { why, help, confidence: Confidence::High, index: None };
    let definition = table.column(column)?;
    let name = &definition.name;
    let own = definition.span.bytes();
    let is_own = |span: &architect_core::Span| {
        span.source() == definition.span.source() && own.start <= span.bytes().start && span.bytes().end <= own.end
    };
    if table.is_whole() && table.columns.iter().count() == 1 {
        return Some(sure(format!("`{name}` is the only column of `{}`", table.name), "drop the table"));
    }
    let indexes: Vec<&Index> = table.indexes.iter().filter(|index| uses(index, column)).collect();
    if let Some(index) = indexes.iter().find(|index| index.origin != Origin::Index) {
        return Some(sure(format!("`{name}` is part of {}", index.described(table)), REBUILD));
    }
    if let [first, rest @ ..] = indexes.as_slice() {
        let why = format!("{} needs `{name}`", first.described(table));
        let mut kept = sure(why, "drop the index first");
        kept.index = first.name.clone().filter(|_| rest.is_empty());
        return Some(kept);
    }
    let child =
        |key: &&crate::schema::ForeignKey| key.columns.iter().any(|known| known == column) && !is_own(&key.span);
    if let Some(key) = table.foreign_keys.iter().find(child) {
        return Some(sure(format!("the foreign key to `{}` needs `{name}`", key.parent.name), REBUILD));
    }
    let named = |check: &&crate::schema::Check| check.columns.iter().any(|known| known == column);
    if table.checks.iter().filter(named).any(|check| !is_own(&check.span)) {
        return Some(sure(format!("a CHECK of `{}` names `{name}`", table.name), REBUILD));
    }
    let computes = |other: &&crate::schema::Column| {
        other.key != column && other.generated_as.as_ref().is_some_and(|from| says(&from.normal, column))
    };
    if let Some(other) = table.columns.iter().find(computes) {
        return Some(sure(format!("`{}` is computed from `{name}`", other.name), "drop the computed column first"));
    }
    if legacy {
        return None;
    }
    let object = known.using_column(&table.key, column)?;
    let why = format!("the {} names `{name}`", object.in_words());
    let help = "drop it first, and make it again without the column";
    Some(Kept { why, help, confidence: Confidence::Medium, index: None })
}

fn says(expression: &str, column: &str) -> bool {
    expression.split(' ').any(|word| word == column)
}

/// Whether an index has anything to do with a column.
pub(super) fn uses(index: &Index, column: &str) -> bool {
    index.keys.iter().any(|key| key.column.as_deref() == Some(column) || says(&key.expression, column))
        || index.predicate.as_ref().is_some_and(|predicate| says(&predicate.normal, column))
}
