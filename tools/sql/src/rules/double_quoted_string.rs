//! `sql/double-quoted-string`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::ddl::Expression;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A text in double quotes in a check, a computed column or the condition of an index of SQLite.
    ///
    /// ## Why it matters
    /// Double quotes are for names. SQLite takes a name that it does not find for a text, out of old courtesy: a misspelt
    /// column goes unseen, and builds without that courtesy (`SQLITE_DQS=0`, and its own shell since 3.41) refuse the
    /// statement and cannot read a database that has it.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ("open", "done")));
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'done')));
    /// ```
    /// ## Limits
    /// `DEFAULT "open"` without parentheses is a text in every build and is not reported. One finding each, or one a file
    /// when there are more than three.
    pub DoubleQuotedString {
        id: "sql/double-quoted-string",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, Quirks, 8 Double-quoted String Literals Are Accepted", "https://sqlite.org/quirks.html#dblquote")],
    }
}

impl Rule<Schema> for DoubleQuotedString {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let mut found = Vec::new();
        for table in schema.tables().filter(|table| table.is_whole()) {
            let checks = table.checks.iter().map(|check| (&check.expression, &check.span));
            let computed =
                table.columns.iter().filter_map(|column| Some((column.generated_as.as_ref()?, &column.span)));
            let conditions = table.indexes.iter().filter_map(|index| Some((index.predicate.as_ref()?, &index.span)));
            for (expression, span) in checks.chain(computed).chain(conditions) {
                if let Some(text) = first_text(expression, table) {
                    let subject = format!("{}: {text}", table.name);
                    found.push(Place { span: span.clone(), subject, of: (table, text) });
                }
            }
        }
        places::report::<Self, _>(sink, found, |finding, place| one(finding, place.of), many);
    }
}

/// The first text in double quotes that is no column of the table, without its quotes.
fn first_text<'e>(expression: &'e Expression, table: &Table) -> Option<&'e str> {
    let mut rest = expression.text.as_str();
    while let Some(start) = rest.find(['\'', '"', '`', '[']) {
        let opening = rest.get(start..=start)?;
        let closing = if opening == "[" { "]" } else { opening };
        let after = rest.get(start + 1..)?;
        let end = after.find(closing)?;
        let inner = after.get(..end)?;
        rest = after.get(end + 1..)?;
        let is_name = || table.column(&inner.to_lowercase()).is_some() || rest.starts_with('.');
        let is_rowid = || ["rowid", "oid", "_rowid_"].contains(&inner.to_lowercase().as_str());
        if opening == "\"" && !is_name() && !is_rowid() {
            return Some(inner);
        }
    }
    None
}

fn one(finding: Finding, (table, text): (&Table, &str)) -> Finding {
    finding
        .message(format!(
            "\"{text}\" is in double quotes and no column of `{}`: it is a text only by courtesy",
            table.name
        ))
        .help(format!("Write '{text}'."))
}

fn many(finding: Finding, places: &[Place<(&Table, &str)>]) -> Finding {
    let first = places.first().map(|place| place.of.1).unwrap_or_default();
    finding
        .message(format!(
            "{} conditions and computed columns have texts in double quotes, such as \"{first}\", which are texts only by \
             courtesy",
            places.len()
        ))
        .help("Write them in single quotes.")
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(text: &str) -> Vec<String> {
        subjects(text, Dialect::Sqlite, "sql/double-quoted-string")
    }

    #[test]
    fn names_in_double_quotes_are_names() {
        assert!(found("CREATE TABLE t (\"State\" TEXT CHECK (\"state\" <> 'a \"b\" c'));").is_empty());
        assert!(found("CREATE TABLE t (a TEXT DEFAULT \"open\");").is_empty());
        assert!(found("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a) WHERE \"t\".\"a\" IS NOT NULL;").is_empty());
        assert_eq!(found("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a) WHERE a <> \"x\";"), ["t: x"]);
    }
}
