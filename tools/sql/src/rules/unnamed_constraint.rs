//! `sql/unnamed-constraint`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Keys, checks and defaults of SQL Server that have no name of their own.
    ///
    /// ## Why it matters
    /// The server makes one with a random end (`DF__orders__state__3B75D760`), another one in every database. A migration
    /// that drops or changes the constraint must look its name up first, and comparing two databases shows differences
    /// that are none.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, state int NOT NULL DEFAULT 0);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE orders (
    ///   id bigint CONSTRAINT orders_pk PRIMARY KEY, state int NOT NULL CONSTRAINT orders_state_default DEFAULT 0
    /// );
    /// ```
    /// ## Limits
    /// Off until it is selected. One finding each, or one a file when there are more than three.
    pub UnnamedConstraint {
        id: "sql/unnamed-constraint",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQL Server, CREATE TABLE: constraint_name", "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-table-transact-sql")],
    }
}

impl Rule<Schema> for UnnamedConstraint {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        let found = schema.tables().flat_map(unnamed).collect();
        places::report::<Self, (&Table, &str)>(
            sink,
            found,
            |finding, place| {
                let (table, what) = place.of;
                finding.message(format!("{what} of `{}` has no name of its own", table.name)).help(HELP)
            },
            |finding, places| many(finding, places),
        );
    }
}

const HELP: &str = "Write CONSTRAINT and a name before it.";

fn many(finding: Finding, places: &[Place<(&Table, &str)>]) -> Finding {
    finding.message(format!("{} constraints have no name of their own", places.len())).help(HELP)
}

/// The constraints of a table without a name.
fn unnamed(table: &Table) -> Vec<Place<(&Table, &'static str)>> {
    let mut found = Vec::new();
    let mut push =
        |subject: String, span: &Span, what| found.push(Place { span: span.clone(), subject, of: (table, what) });
    for index in table.indexes.iter().filter(|index| !index.named) {
        let what = match index.origin {
            Origin::PrimaryKey => "the primary key",
            Origin::Unique => "a unique constraint",
            Origin::Index => continue,
        };
        push(format!("{}({})", table.name, index.shown_keys(table)), &index.span, what);
    }
    for key in table.foreign_keys.iter().filter(|key| key.name.is_none()) {
        push(table.subject(&key.columns), &key.span, "a foreign key");
    }
    for check in table.checks.iter().filter(|check| check.name.is_none()) {
        push(table.subject(&check.columns), &check.span, "a check");
    }
    for column in table.columns.iter().filter(|column| column.default.is_some() && !column.default_named) {
        push(table.subject([&column.key]), &column.span, "a default");
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::report;

    #[test]
    fn each_kind_of_constraint_is_found_once() {
        let text = "CREATE TABLE p (id int CONSTRAINT p_pk PRIMARY KEY);
            CREATE TABLE t (
              id int PRIMARY KEY, a int UNIQUE, b int CHECK (b > 0), c int DEFAULT 0, p int REFERENCES p (id),
              d int CONSTRAINT t_d DEFAULT 0 CONSTRAINT t_d_u UNIQUE
            );";

        let findings = report(text, Dialect::MsSql, "sql/unnamed-constraint").findings;

        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].count, Some(5));
    }
}
