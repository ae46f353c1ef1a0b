//! `sql/naming-convention`

use architect_core::{Rule, Sink, declare_rule};

use super::reserved_word_name::report;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Names of tables and columns with other characters than letters, digits and `_`, or that begin with a digit.
    ///
    /// ## Why it matters
    /// They have to be quoted in every statement, and what generates code from the schema trips over them.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, "first name" text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, first_name text NOT NULL);
    /// ```
    /// ## Limits
    /// Letters of any script are letters. Off until it is selected.
    pub NamingConvention {
        id: "sql/naming-convention",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["pg-index-health:OBJECTS_NOT_FOLLOWING_NAMING_CONVENTION", "pg-index-health:COLUMNS_NOT_FOLLOWING_NAMING_CONVENTION", "schemacrawler:TableWithBadlyNamedColumns", "schemacrawler:TableWithQuotedNames"],
        references: [("PostgreSQL manual, 4.1.1 Identifiers and Key Words", "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS")],
    }
}

impl Rule<Schema> for NamingConvention {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        report::<Self>(
            schema,
            sink,
            |name| {
                let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
                !plain || name.starts_with(|c: char| c.is_ascii_digit())
            },
            |names, several| {
                let what = if several { "are names" } else { "is a name" };
                let message = format!("{names} {what} with characters that have to be quoted");
                (message, "Use letters, digits and _, a letter first.")
            },
        );
    }
}
