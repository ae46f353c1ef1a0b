//! Which index serves a foreign key.

use super::table::{ForeignKey, Index, Table};
use crate::ddl::IndexFlavour;

/// How far the indexes of a table serve a foreign key.
#[derive(Debug, Clone)]
pub enum Coverage<'t> {
    /// An index begins with exactly its columns, in any order.
    Covered,
    /// Only an index of a part of the rows does.
    PartialOnly(&'t Index),
    /// An index begins with one of several columns, not with all of them.
    LeadingSubset(&'t Index),
    /// None does.
    None,
}

impl Table {
    /// How far the indexes serve a foreign key. A partial index of one column with the predicate `column IS NOT NULL`
    /// serves it fully: the check never looks for null.
    pub fn coverage(&self, key: &ForeignKey) -> Coverage<'_> {
        let columns = &key.columns;
        let mut partial = None;
        let mut leading = None;
        for index in self.indexes.iter().filter(|index| index.finds_keys()) {
            if index.begins_with(columns) {
                let not_null_only = match (&index.predicate, columns.as_slice()) {
                    (None, _) => return Coverage::Covered,
                    (Some(predicate), [column]) => predicate.not_null_column() == Some(column.as_str()),
                    (Some(_), _) => false,
                };
                if not_null_only {
                    return Coverage::Covered;
                }
                partial = partial.or(Some(index));
            } else if index.predicate.is_none() && index.leads_with_one_of(columns) {
                leading = leading.or(Some(index));
            }
        }
        match (partial, leading) {
            (Some(index), _) => Coverage::PartialOnly(index),
            (None, Some(index)) if columns.len() > 1 => Coverage::LeadingSubset(index),
            _ => Coverage::None,
        }
    }
}

impl Index {
    /// Whether rows can be looked up by its keys.
    fn finds_keys(&self) -> bool {
        self.valid
            && matches!(self.flavour, IndexFlavour::Plain | IndexFlavour::Clustered)
            && matches!(self.method.as_str(), "btree" | "hash")
    }

    /// Whether its first keys are exactly these columns, in any order.
    pub fn begins_with(&self, columns: &[String]) -> bool {
        let Some(first) = self.keys.get(..columns.len()) else { return false };
        let of_columns = |key: &super::Key| key.column.as_ref().is_some_and(|column| columns.contains(column));
        first.iter().all(of_columns)
            && columns.iter().all(|column| first.iter().any(|key| key.column.as_ref() == Some(column)))
    }

    fn leads_with_one_of(&self, columns: &[String]) -> bool {
        self.keys.first().and_then(|key| key.column.as_ref()).is_some_and(|column| columns.contains(column))
    }
}
