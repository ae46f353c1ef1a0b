//! What the migrations of one change create, in the order in which they run: nothing can be lost from what was not
//! there before.

use std::collections::{BTreeMap, BTreeSet};

use architect_sql::ddl::DataType;

/// Tables and columns that the change creates, and what the ways back tell of types.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    tables: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
    names: BTreeSet<String>,
    /// Tables and columns that a migration created before the change edited it: they may hold rows already.
    stood: (BTreeSet<String>, BTreeSet<(String, String)>),
    /// Tables that the texts of a migration in code copy into another that takes their name, in lower case.
    pub(super) rebuilt: BTreeSet<String>,
    /// With how it is known.
    types: BTreeMap<(String, String), (DataType, &'static str)>,
}

impl Ledger {
    pub(super) fn create_table(&mut self, table: &str) {
        let table = fold(table);
        if !self.stood.0.contains(&table) {
            self.tables.insert(table);
        }
    }

    /// Knows what another ledger holds as created before the change.
    pub(super) fn knows(&mut self, before: Self) {
        self.stood.0.extend(before.tables);
        self.stood.1.extend(before.columns);
    }

    pub(super) fn drop_table(&mut self, table: &str) -> bool {
        self.tables.remove(&fold(table))
    }

    pub(super) fn rename_table(&mut self, from: &str, to: &str) {
        if self.tables.remove(&fold(from)) {
            self.tables.insert(fold(to));
        }
    }

    pub(super) fn has_table(&self, table: &str) -> bool {
        self.tables.contains(&fold(table))
    }

    pub(super) fn add_column(&mut self, table: &str, column: &str) {
        let place = (fold(table), fold(column));
        if !self.stood.1.contains(&place) {
            self.columns.insert(place);
            self.names.insert(fold(column));
        }
    }

    pub(super) fn has_column(&self, table: &str, column: &str) -> bool {
        self.has_table(table) || self.columns.contains(&(fold(table), fold(column)))
    }

    /// Whether some table gets a column of this name: for code that names its models, not their tables.
    pub(super) fn adds_column(&self, column: &str) -> bool {
        self.names.contains(&fold(column))
    }

    pub(super) fn learn_type(&mut self, table: &str, column: &str, data_type: &DataType, source: &'static str) {
        self.types.entry((fold(table), fold(column))).or_insert_with(|| (data_type.clone(), source));
    }

    pub(super) fn type_before(&self, table: &str, column: &str) -> Option<&(DataType, &'static str)> {
        self.types.get(&(fold(table), fold(column)))
    }
}

/// Names compare without case, quotes and the default schema.
fn fold(name: &str) -> String {
    let name = name.trim_matches(['"', '`', '[', ']', '\'', ':']).to_lowercase();
    name.strip_prefix("public.").or_else(|| name.strip_prefix("dbo.")).unwrap_or(&name).to_owned()
}
