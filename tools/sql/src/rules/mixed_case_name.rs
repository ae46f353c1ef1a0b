//! `sql/mixed-case-name`

use architect_core::{Rule, Sink, declare_rule};

use super::reserved_word_name::report;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Tables and columns of PostgreSQL, MySQL and MariaDB whose names have capital letters.
    ///
    /// ## Why it matters
    /// PostgreSQL folds what is not quoted, so such a name has to be quoted everywhere. In MySQL it depends on the
    /// server's file system whether the names of tables in two spellings are one.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE "Customer" (id bigint PRIMARY KEY, "firstName" text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, first_name text NOT NULL);
    /// ```
    /// ## Limits
    /// Tools that quote everything make such names by design, so the rule is off until it is selected.
    pub MixedCaseName {
        id: "sql/mixed-case-name",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["skeema:name-case", "pg-index-health:OBJECTS_WITH_UPPER_CASE_NAMES", "pg-index-health:COLUMNS_WITH_UPPER_CASE_NAMES", "schemalint:name-casing"],
        references: [
            ("PostgreSQL manual, 4.1.1 Identifiers and Key Words", "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"),
            ("MySQL 8.4 manual, 11.2.3 Identifier Case Sensitivity", "https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html"),
        ],
    }
}

impl Rule<Schema> for MixedCaseName {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if matches!(schema.dialect, Dialect::Sqlite | Dialect::MsSql) {
            return;
        }
        report::<Self>(
            schema,
            sink,
            |name| name.chars().any(char::is_uppercase),
            |names, several| {
                let what = if several { "are names" } else { "is a name" };
                (format!("{names} {what} with capital letters"), "Use small letters, with _ between words.")
            },
        );
    }
}
