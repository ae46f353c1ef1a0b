//! `sql/untrusted-constraint`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Schema, Table, quoted};

declare_rule! {
    /// ## What it finds
    /// A foreign key or a check of SQL Server that was added or switched on without checking the rows (`WITH NOCHECK`), or
    /// that is switched off.
    ///
    /// ## Why it matters
    /// Rows may break it, and SQL Server does not trust it: the optimizer makes no use of it, so joins and scans stay in
    /// plans that it would leave out. `CHECK CONSTRAINT` alone switches it on again and leaves it untrusted.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, amount decimal(19, 4) NOT NULL);
    /// ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT orders_amount CHECK (amount > 0);
    /// ALTER TABLE orders CHECK CONSTRAINT orders_amount;
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, amount decimal(19, 4) NOT NULL);
    /// ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT orders_amount CHECK (amount > 0);
    /// ALTER TABLE orders WITH CHECK CHECK CONSTRAINT orders_amount;
    /// ```
    /// ## Limits
    /// One finding each, or one a file when there are more than three.
    pub UntrustedConstraint {
        id: "sql/untrusted-constraint",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, ALTER TABLE: WITH CHECK | WITH NOCHECK", "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql#with-check--with-nocheck")],
    }
}

/// A constraint: its table, its name where it has one.
type Found<'s> = (&'s Table, Option<&'s String>);

impl Rule<Schema> for UntrustedConstraint {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        let mut found = Vec::new();
        for table in schema.tables() {
            let keys =
                table.foreign_keys.iter().filter(|key| key.not_valid).map(|key| (key.name.as_ref(), &key.span));
            let checks = table.checks.iter().filter(|check| check.not_valid);
            for (name, span) in keys.chain(checks.map(|check| (check.name.as_ref(), &check.span))) {
                let subject = name.map_or_else(|| table.name.clone(), |name| format!("{}.{name}", table.name));
                found.push(Place { span: span.clone(), subject, of: (table, name) });
            }
        }
        places::report::<Self, Found<'_>>(
            sink,
            found,
            |finding, place| one(finding, place.of),
            |finding, places| {
                let message =
                    format!("{} constraints are not trusted: rows that are there were never checked", places.len());
                finding
                    .message(message)
                    .help("ALTER TABLE … WITH CHECK CHECK CONSTRAINT …, for each. It reads the whole table.")
            },
        );
    }
}

fn one(finding: Finding, (table, name): Found<'_>) -> Finding {
    let target = table.quoted(Dialect::MsSql);
    let what = name.map_or_else(|| "a constraint".to_owned(), |name| format!("the constraint `{name}`"));
    let finding = finding
        .message(format!("{what} of `{}` is not trusted: rows that are there were never checked", table.name))
        .help("Have it checked when the table can be read as a whole; rows that break it must be mended first.");
    match name {
        Some(name) => finding
            .suggest(format!("ALTER TABLE {target} WITH CHECK CHECK CONSTRAINT {};", quoted(name, Dialect::MsSql))),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    const RULE: &str = "sql/untrusted-constraint";
    const TABLES: &str = "CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id));";

    #[test]
    fn switching_off_and_on_again_loses_trust() {
        let found = |more: &str| subjects(&format!("{TABLES} {more}"), Dialect::MsSql, RULE);

        assert!(found("").is_empty());
        assert_eq!(found("ALTER TABLE t NOCHECK CONSTRAINT ALL; ALTER TABLE t CHECK CONSTRAINT ALL;"), ["t.fk"]);
        assert_eq!(found("ALTER TABLE [dbo].[t] NOCHECK CONSTRAINT [fk];"), ["t.fk"]);
        assert!(
            found("ALTER TABLE t NOCHECK CONSTRAINT fk; ALTER TABLE t WITH CHECK CHECK CONSTRAINT fk;").is_empty()
        );
        assert!(found("ALTER TABLE t NOCHECK CONSTRAINT other;").is_empty());
    }

    #[test]
    fn what_scripts_of_the_management_studio_write_is_trusted() {
        let text = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, p int);
            ALTER TABLE [dbo].[t] WITH CHECK ADD CONSTRAINT [fk] FOREIGN KEY ([p]) REFERENCES [dbo].[p] ([id]);
            ALTER TABLE [dbo].[t] CHECK CONSTRAINT [fk];";

        assert!(subjects(text, Dialect::MsSql, RULE).is_empty());
    }

    #[test]
    fn the_statement_checks_the_rows() {
        let text = format!("{TABLES} ALTER TABLE t NOCHECK CONSTRAINT fk;");

        assert_eq!(suggestions(&text, Dialect::MsSql, RULE), ["ALTER TABLE t WITH CHECK CHECK CONSTRAINT fk;"]);
    }
}
