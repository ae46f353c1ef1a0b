//! Expressions and the columns that they name.

use std::collections::BTreeSet;

use super::naming::quoted;
use super::table::Table;
use crate::ddl::Expression;
use crate::dialect::Dialect;

impl Expression {
    /// The expression with a column under its new name: as compared, and as shown.
    pub(super) fn renamed(&mut self, from: &str, to: &str, shown: &str, dialect: Dialect) {
        self.normal = renamed_words(&self.normal, from, to);
        self.text = renamed_text(&self.text, from, shown, dialect);
    }

    /// The columns of a table that it names, as compared, in the order of the table.
    pub(super) fn columns_of(&self, table: &Table) -> Vec<String> {
        // No server that names checks after columns has more; looking through more would cost too much.
        const MOST_COLUMNS: usize = 2_048;
        if table.columns.len() > MOST_COLUMNS {
            return Vec::new();
        }
        let words: BTreeSet<&str> = self.normal.split(' ').collect();
        table.columns.iter().map(|column| &column.key).filter(|key| words.contains(key.as_str())).cloned().collect()
    }
}

pub(super) fn renamed_words(text: &str, from: &str, to: &str) -> String {
    let words: Vec<&str> = text.split(' ').map(|word| if word == from { to } else { word }).collect();
    words.join(" ")
}

/// The text with a column under its new name. Strings stay as they are, and so do the names of functions.
pub(super) fn renamed_text(text: &str, from: &str, shown: &str, dialect: Dialect) -> String {
    let new = quoted(shown, dialect);
    let mut renamed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let closing = match first {
            '\'' => Some('\''),
            '"' => Some('"'),
            '`' if dialect.is_mysql_family() || dialect == Dialect::Sqlite => Some('`'),
            '[' if matches!(dialect, Dialect::MsSql | Dialect::Sqlite) => Some(']'),
            _ => None,
        };
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let (part, inner, folded) = if let Some(closing) = closing {
            let after = rest.get(1..).unwrap_or_default();
            let end = after.find(closing).map_or(rest.len(), |end| end + 2);
            let part = rest.get(..end).unwrap_or(rest);
            let inner = part.get(1..part.len().saturating_sub(1)).unwrap_or_default();
            (part, if first == '\'' { "" } else { inner }, dialect != Dialect::PostgreSql)
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let part = rest.get(..end).unwrap_or(rest);
            (part, part, true)
        } else {
            (rest.get(..first.len_utf8()).unwrap_or(rest), "", false)
        };
        let after = rest.get(part.len()..).unwrap_or_default();
        let same = if folded { inner.to_lowercase() == from } else { inner == from };
        let is_function = after.trim_start().starts_with('(');
        renamed.push_str(if same && !inner.is_empty() && !is_function { &new } else { part });
        rest = after;
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_column_is_shown_under_its_new_name_and_strings_keep_theirs() {
        let renamed = |text| renamed_text(text, "state", "Status", Dialect::PostgreSql);

        assert_eq!(
            renamed("State = 'state' and t.state <> lower(x)"),
            "\"Status\" = 'state' and t.\"Status\" <> lower(x)"
        );
        assert_eq!(renamed("\"State\" = state(\"state\")"), "\"State\" = state(\"Status\")");
        assert_eq!(renamed("größe = 'it''s state"), "größe = 'it''s state");
        assert_eq!(renamed_text("[Amount] > 0", "amount", "total", Dialect::MsSql), "total > 0");
    }
}
