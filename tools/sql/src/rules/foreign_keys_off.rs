//! `sql/foreign-keys-off`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Foreign keys of SQLite in files that nowhere say `PRAGMA foreign_keys = ON`.
    ///
    /// ## Why it matters
    /// SQLite enforces foreign keys only in a connection that has said so; by default rows come to refer to parents that
    /// are not there, and `ON DELETE CASCADE` does nothing.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE customer (id INTEGER PRIMARY KEY);
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id));
    /// CREATE INDEX orders_customer_id ON orders (customer_id);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// PRAGMA foreign_keys = ON;
    /// CREATE TABLE customer (id INTEGER PRIMARY KEY);
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id));
    /// CREATE INDEX orders_customer_id ON orders (customer_id);
    /// ```
    /// ## Limits
    /// The program may say it for each connection, which files of DDL do not tell, so the rule is off until it is selected.
    /// One finding for all.
    pub ForeignKeysOff {
        id: "sql/foreign-keys-off",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQLite manual, Foreign Key Support, 2 Enabling Foreign Key Support", "https://sqlite.org/foreignkeys.html#fk_enable")],
    }
}

impl Rule<Schema> for ForeignKeysOff {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite || schema.enforces_foreign_keys {
            return;
        }
        let mut keys = schema.tables().flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)));
        let Some((table, first)) = keys.next() else { return };
        let finding = Finding::of::<ForeignKeysOff>(first.span.clone())
            .subject(table.subject(&first.columns))
            .confidence(Confidence::Low)
            .help("Run PRAGMA foreign_keys = ON in every connection, outside of a transaction.");
        let also = |finding: Finding, (table, key): (&crate::schema::Table, &crate::schema::ForeignKey)| {
            finding.also_at(key.span.clone(), table.subject(&key.columns))
        };
        let finding = keys.fold(finding, also);
        let what = if finding.count == 1 {
            "a foreign key is".to_owned()
        } else {
            format!("{} foreign keys are", finding.count)
        };
        sink.push(finding.message(format!(
            "{what} enforced only in connections that say PRAGMA foreign_keys = ON, which no file here does"
        )));
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::report;

    #[test]
    fn each_way_of_switching_them_on_counts_and_switching_them_off_does_not() {
        let tables = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p, q INTEGER REFERENCES p);";
        let found = |pragma: &str| {
            let report = report(&format!("{pragma}; {tables}"), Dialect::Sqlite, "sql/foreign-keys-off");
            report.findings.first().and_then(|finding| finding.count)
        };

        for pragma in [
            "PRAGMA foreign_keys = ON",
            "pragma foreign_keys=1",
            "PRAGMA foreign_keys(yes)",
            "PRAGMA main.foreign_keys = true",
        ] {
            assert_eq!(found(pragma), None, "{pragma}");
        }
        for pragma in ["PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys", "PRAGMA journal_mode = WAL"] {
            assert_eq!(found(pragma), Some(2), "{pragma}");
        }
    }
}
