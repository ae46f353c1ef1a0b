//! `sql/json-not-jsonb`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `json`.
    ///
    /// ## Why it matters
    /// `json` is text that is parsed again at each access. It has no equality, so `DISTINCT`, `GROUP BY` and `UNION` over
    /// such a column fail, and no index finds what is in it. `jsonb` has both.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE delivery (id bigint PRIMARY KEY, payload json NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE delivery (id bigint PRIMARY KEY, payload jsonb NOT NULL);
    /// ```
    /// ## Limits
    /// A column that keeps a document exactly as it came, with its order and spaces, does want `json`.
    pub JsonNotJsonb {
        id: "sql/json-not-jsonb",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:COLUMNS_WITH_JSON_TYPE", "strong_migrations:add_column_json", "schemalint:prefer-jsonb-to-json"],
        references: [("PostgreSQL manual, 8.14 JSON Types", "https://www.postgresql.org/docs/current/datatype-json.html")],
    }
}

impl Rule<Schema> for JsonNotJsonb {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| schema.kind(column) == Kind::Named("json".to_owned()),
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} json, which has neither equality nor indexes", found.what)
            },
            (Confidence::Medium, "Use jsonb unless the text must stay as it came."),
        );
    }
}
