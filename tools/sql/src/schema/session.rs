//! SQL Server's options of a session, and the indexes that are made under them.

use std::collections::BTreeSet;

use architect_core::Span;

use super::TableKey;
use super::fold::Folder;
use crate::ddl::CreateIndex;
use crate::dialect::Dialect;

/// An index that SQL Server does not make under the options of the session.
#[derive(Debug, Clone)]
pub struct IndexUnderOptions {
    /// The table, as shown.
    pub table: String,
    /// The index, as shown.
    pub index: String,
    /// The options that stand otherwise than they must, in capitals and in order.
    pub options: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// The one option that must be off; all others must be on.
pub(crate) const MUST_BE_OFF: &str = "numeric_roundabort";

impl Folder<'_> {
    pub(super) fn set_session_options(&mut self, names: Vec<String>, on: bool) {
        if self.schema.dialect == Dialect::Sqlite {
            self.schema.enforces_foreign_keys |= on && names.iter().any(|name| name == "foreign_keys");
            return;
        }
        for name in names {
            if (name == MUST_BE_OFF) == on {
                self.schema.wrong_options.insert(name);
            } else {
                self.schema.wrong_options.remove(&name);
            }
        }
    }

    /// Notes a filtered index, or one over a computed column, that is made under options that it cannot be made under.
    pub(super) fn note_options(&mut self, table: &TableKey, created: &CreateIndex) {
        let schema = &*self.schema;
        if schema.dialect != Dialect::MsSql || schema.wrong_options.is_empty() {
            return;
        }
        let Some(found) = schema.find(table).and_then(|at| schema.tables.get(at)) else { return };
        let is_computed = |key: &crate::ddl::IndexKey| {
            let column = key.column.as_ref().and_then(|column| found.column(&column.key(schema.dialect)));
            column.is_some_and(|column| column.generated_as.is_some())
        };
        if created.index.predicate.is_none() && !created.index.keys.iter().any(is_computed) {
            return;
        }
        let note = IndexUnderOptions {
            table: found.name.clone(),
            index: created.index.name.as_ref().map(|name| name.shown(schema.dialect)).unwrap_or_default(),
            options: shown(&schema.wrong_options),
            span: self.span(created.index.bytes.clone()),
        };
        self.schema.indexes_under_wrong_options.push(note);
    }
}

fn shown(options: &BTreeSet<String>) -> Vec<String> {
    options.iter().map(|name| name.to_uppercase()).collect()
}
