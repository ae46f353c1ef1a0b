//! `sql/serial-not-identity`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of a `serial` type.
    ///
    /// ## Why it matters
    /// The sequence behind it has rights and an owner of its own, and the default can be overwritten by chance. An
    /// identity column belongs to the table and is the standard's.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigserial PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    /// ```
    /// ## Limits
    /// A matter of taste in a schema that is there, so it only runs when it is selected.
    pub SerialNotIdentity {
        id: "sql/serial-not-identity",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:prefer-identity", "pg-index-health:COLUMNS_WITH_SERIAL_TYPES", "pg-index-health:PRIMARY_KEYS_WITH_SERIAL_TYPES", "pg-index-health:NON_PRIMARY_KEY_COLUMNS_WITH_SERIAL_TYPES", "schemalint:prefer-identity-to-serial"],
        references: [("PostgreSQL manual, 5.3 Identity Columns", "https://www.postgresql.org/docs/current/ddl-identity-columns.html")],
    }
}

impl Rule<Schema> for SerialNotIdentity {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str());
                name.is_some_and(|name| name.contains("serial"))
            },
            |found| format!("{} {} serial", found.what, if found.several { "are" } else { "is" }),
            (Confidence::High, "Use GENERATED ALWAYS AS IDENTITY."),
        );
    }
}
