//! `sql/varchar-n`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `varchar(n)`.
    ///
    /// ## Why it matters
    /// The length costs nothing to leave out and much to change downwards; limits of the domain are better said by a `CHECK`,
    /// which can be replaced without touching the type.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name varchar(50) NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL CHECK (length(name) <= 50));
    /// ```
    /// ## Limits
    /// A matter of style, so the rule is off until it is selected.
    pub VarcharN {
        id: "sql/varchar-n",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:prefer-text-field", "pg-index-health:COLUMNS_WITH_FIXED_LENGTH_VARCHAR", "schemalint:prefer-text-to-varchar"],
        references: [("PostgreSQL wiki, Don't Do This: varchar(n)", "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_varchar.28n.29_by_default")],
    }
}

impl Rule<Schema> for VarcharN {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let Some(data_type) = &column.data_type else { return false };
                matches!(data_type.name.as_str(), "varchar" | "character varying") && !data_type.arguments.is_empty()
            },
            |found| {
                format!(
                    "{} {} a length that is part of the type",
                    found.what,
                    if found.several { "have" } else { "has" }
                )
            },
            (Confidence::High, "Use text, with a CHECK where the length matters."),
        );
    }
}
