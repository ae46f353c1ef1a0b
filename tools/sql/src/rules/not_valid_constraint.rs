//! `sql/not-valid-constraint`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use crate::Dialect;
use crate::schema::{Schema, Table, quoted};

declare_rule! {
    /// ## What it finds
    /// A foreign key or a check of PostgreSQL that was added `NOT VALID` and is not validated afterwards.
    ///
    /// ## Why it matters
    /// Rows from before may break it. The planner does not trust it, a dump of the data may not load, and an update of
    /// an old row fails for a reason that lies in the past.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric(12, 2) NOT NULL);
    /// ALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric(12, 2) NOT NULL);
    /// ALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) NOT VALID;
    /// ALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;
    /// ```
    /// ## Limits
    /// The statement that validates belongs into a later migration: then this finds the first of them alone.
    pub NotValidConstraint {
        id: "sql/not-valid-constraint",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:NOT_VALID_CONSTRAINTS"],
        references: [("PostgreSQL manual, ALTER TABLE: VALIDATE CONSTRAINT", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT")],
    }
}

impl Rule<Schema> for NotValidConstraint {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        for table in schema.tables() {
            let keys = table.foreign_keys.iter().filter(|key| key.not_valid);
            let keys = keys.filter_map(|key| Some(("foreign key", key.name.as_deref()?, &key.span)));
            let checks = table.checks.iter().filter(|check| check.not_valid);
            let checks = checks.filter_map(|check| Some(("check", check.name.as_deref()?, &check.span)));
            for (what, name, span) in keys.chain(checks) {
                sink.push(never_validated(table, what, name, span));
            }
        }
    }
}

fn never_validated(table: &Table, what: &str, name: &str, span: &Span) -> Finding {
    let statement = format!(
        "ALTER TABLE {} VALIDATE CONSTRAINT {};",
        table.quoted(Dialect::PostgreSql),
        quoted(name, Dialect::PostgreSql)
    );
    Finding::of::<NotValidConstraint>(span.clone())
        .message(format!("the {what} `{name}` of `{}` is NOT VALID: rows from before may break it", table.name))
        .subject(format!("{}.{name}", table.name))
        .help("Mend the rows that break it, then validate it: that blocks neither reads nor writes.")
        .suggest(statement)
}
