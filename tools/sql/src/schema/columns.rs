//! The columns of a table: in order, and found by name without looking at each.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::table::Column;

/// Columns in their order. Reads like a slice; changes go through here, so that names keep leading to columns.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    list: Vec<Column>,
    /// The place of each by its key; of two with one key the first.
    places: BTreeMap<String, usize>,
}

impl Columns {
    /// A column by its key.
    pub fn get(&self, key: &str) -> Option<&Column> {
        self.list.get(*self.places.get(key)?)
    }

    /// A column by its key, to be changed. Its key stays: see [`rename`](Self::rename).
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Column> {
        self.list.get_mut(*self.places.get(key)?)
    }

    /// Adds a column at the end.
    pub(super) fn push(&mut self, column: Column) {
        self.places.entry(column.key.clone()).or_insert(self.list.len());
        self.list.push(column);
    }

    /// Takes a column out.
    pub(super) fn remove(&mut self, key: &str) {
        if self.places.remove(key).is_some() {
            self.list.retain(|column| column.key != key);
            self.find_again();
        }
    }

    /// Gives a column another name.
    pub(super) fn rename(&mut self, from: &str, to: &str, shown: &str) {
        if self.places.remove(from).is_none() {
            return;
        }
        for column in self.list.iter_mut().filter(|column| column.key == from) {
            to.clone_into(&mut column.key);
            shown.clone_into(&mut column.name);
        }
        self.find_again();
    }

    /// Every column, to be changed in anything but its key.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Column> {
        self.list.iter_mut()
    }

    fn find_again(&mut self) {
        self.places.clear();
        for (at, column) in self.list.iter().enumerate() {
            self.places.entry(column.key.clone()).or_insert(at);
        }
    }
}

impl Deref for Columns {
    type Target = [Column];

    fn deref(&self) -> &[Column] {
        &self.list
    }
}

impl<'c> IntoIterator for &'c Columns {
    type Item = &'c Column;
    type IntoIter = std::slice::Iter<'c, Column>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
