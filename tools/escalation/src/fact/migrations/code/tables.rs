//! What the builders of tables do: tables, columns and their types that come, go or change.

use architect_core::Confidence;

use super::Reader;
use super::types::{self, Retyped};
use crate::code::lexer::Kind;
use crate::fact::migrations::{Deed, credentials};
use crate::fact::{Shift, What};
use crate::guard::Guard;

impl Reader<'_> {
    pub(super) fn table(&mut self, index: usize, at: usize) {
        let table = self.names(index).into_iter().next().unwrap_or_else(|| "a table".to_owned());
        let fresh = !self.is_down() && self.ledger.drop_table(&table);
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        self.push(Deed::new(What::TableDropped { table, rebuilt: false }, at).guarded(guard));
    }

    pub(super) fn column(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        let fresh = !table.is_empty() && self.ledger.has_column(&table, &column);
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        let shown = if table.is_empty() { column.clone() } else { format!("{table}.{column}") };
        self.push(Deed::new(What::ColumnDropped { column: shown }, at).guarded(guard));
    }

    pub(super) fn added(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        if !self.is_down() && !column.is_empty() {
            self.ledger.add_column(&table, &column);
        }
        self.credential(&table, &column, at);
    }

    /// `t.string :encrypted_password` and `$table->string('password')`.
    pub(super) fn defined(&mut self, index: usize, at: usize) {
        let table = self.model.clone();
        let Some(column) = self.names(index).into_iter().next() else { return };
        let end = self.tokens.get(index + 1..).unwrap_or_default().iter().take(24);
        let again = end.take_while(|token| token.text != ";").any(|token| token.text == "change");
        if !again && !table.is_empty() && !self.is_down() {
            self.ledger.add_column(&table, &column);
        }
        if matches!(self.tokens.get(index).map(|token| token.text), Some("string" | "text")) {
            self.credential(&table, &column, at);
        }
    }

    fn credential(&mut self, table: &str, column: &str, at: usize) {
        if let Some(certain) = credentials::column(table, column) {
            let what = What::CredentialColumn { column: format!("{table}.{column}"), shift: Shift::Added, certain };
            self.push(Deed::new(what, at).sure(Confidence::Medium));
        }
    }

    /// `change_column :orders, :note, :string`: what it was before is not told.
    pub(super) fn retyped_blindly(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let [table, column, ..] = names.as_slice() else { return };
        let to = names.get(2).cloned().unwrap_or_else(|| "another type".to_owned());
        if matches!(to.as_str(), "text" | "bigint" | "jsonb" | "json") || self.ledger.has_column(table, column) {
            return;
        }
        // Whoever says how values are cast changes their kind.
        let cast = crate::word::words(&to).iter().any(|word| word == "using");
        let sure = if cast { Confidence::Medium } else { Confidence::Low };
        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: cast };
        self.push(Deed::new(what, at).sure(sure).note("what it was before is not in the change"));
    }

    /// `op.alter_column` and `AlterColumn` tell the type before and after.
    pub(super) fn retyped(&mut self, index: usize, at: usize) {
        let Retyped::Less(before, to) = types::compare(self.call_tokens(index)) else { return };
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        if self.ledger.has_column(&table, &column) {
            return;
        }
        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: true };
        self.push(Deed::new(what, at).note(format!("before it is `{before}`")));
    }

    /// `FluentMigrator`: `Delete.Column("note").FromTable("orders")`.
    pub(super) fn fluent(&mut self, index: usize, at: usize) {
        let word = |at: usize| self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text);
        let (Some(verb), Some(noun)) = (word(index), word(index + 2)) else { return };
        let named = self.names(index + 2).into_iter().next();
        let further = |name: &str| {
            let rest = self.tokens.get(index + 3..)?;
            let at =
                rest.iter().take(24).take_while(|token| token.text != ";").position(|token| token.text == name)?;
            self.names(index + 3 + at).into_iter().next()
        };
        match (verb, noun) {
            ("Delete", "Table") => self.table(index + 2, at),
            ("Delete", "Schema") => {
                self.push(Deed::new(What::SchemaDropped { name: named.unwrap_or_default() }, at));
            }
            ("Delete", "Column") => {
                let table = further("FromTable").unwrap_or_default();
                let column = named.unwrap_or_else(|| "a column".to_owned());
                let guard = self.ledger.has_column(&table, &column).then_some(Guard::CreatedInThisChange);
                self.push(Deed::new(What::ColumnDropped { column: format!("{table}.{column}") }, at).guarded(guard));
            }
            ("Delete", "FromTable") => {
                let table = named.unwrap_or_else(|| "a table".to_owned());
                let rest = self.tokens.get(index + 3..).unwrap_or_default().iter().take(24);
                let all = rest.take_while(|token| token.text != ";").any(|token| token.text == "AllRows");
                let guard = self.ledger.has_table(&table).then_some(Guard::CreatedInThisChange);
                let what = What::RowsDeleted { table, bounded: !all };
                self.push(Deed::new(what, at).guarded(guard).sure(Confidence::Medium));
            }
            ("Create", "Table") => {
                if let Some(table) = named {
                    self.create(&table);
                }
            }
            ("Create", "Column") => {
                if let (Some(table), Some(column), false) = (further("OnTable"), named, self.is_down()) {
                    self.ledger.add_column(&table, &column);
                }
            }
            ("Alter", "Table") => self.model = named.unwrap_or_default(),
            ("Rename", "Table") => {
                if let (Some(from), Some(to), false) = (named, further("To"), self.is_down()) {
                    self.ledger.rename_table(&from, &to);
                }
            }
            _ => {}
        }
    }
}

/// Whether a name is that of a column's type, as builders of tables call them.
pub(super) fn is_type(name: &str) -> bool {
    matches!(
        name,
        "string"
            | "text"
            | "mediumText"
            | "longText"
            | "char"
            | "integer"
            | "bigint"
            | "bigInteger"
            | "tinyInteger"
            | "smallInteger"
            | "unsignedInteger"
            | "unsignedBigInteger"
            | "boolean"
            | "float"
            | "double"
            | "decimal"
            | "date"
            | "datetime"
            | "dateTime"
            | "timestamp"
            | "json"
            | "jsonb"
            | "uuid"
            | "binary"
            | "enum"
            | "inet"
            | "references"
            | "belongs_to"
            | "foreignId"
    )
}
