//! `sql/engine-not-innodb`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table of MySQL or MariaDB in an engine without transactions: MyISAM, MEMORY, Aria, CSV, ARCHIVE, MERGE.
    ///
    /// ## Why it matters
    /// Nothing is rolled back, foreign keys are read and forgotten, a write locks the whole table, and a crash leaves
    /// tables to repair; MEMORY loses its rows at every restart. Group Replication and Galera do not carry such tables.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE session (id char(32) PRIMARY KEY, seen_at datetime NOT NULL) ENGINE=MyISAM;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE session (id char(32) PRIMARY KEY, seen_at datetime NOT NULL) ENGINE=InnoDB;
    /// ```
    /// ## Limits
    /// Engines for other ends (ColumnStore, MyRocks, Spider, FEDERATED, NDB, BLACKHOLE, …) are left alone. One finding a
    /// table, or one a file when there are more than three.
    pub EngineNotInnodb {
        id: "sql/engine-not-innodb",
        severity: Warning,
        since: "0.1.0",
        aliases: ["skeema:engine"],
        references: [
            ("MySQL 8.4 manual, 18 Alternative Storage Engines", "https://dev.mysql.com/doc/refman/8.4/en/storage-engines.html"),
            ("MySQL 8.4 manual, 17.6.1.5 Converting Tables from MyISAM to InnoDB", "https://dev.mysql.com/doc/refman/8.4/en/converting-tables-to-innodb.html"),
        ],
    }
}

impl Rule<Schema> for EngineNotInnodb {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        let found = schema.tables().filter_map(|table| {
            let engine = shown(table.options.engine.as_deref()?)?;
            Some(Place { span: table.span.clone(), subject: table.name.clone(), of: (table, engine) })
        });
        places::report::<Self, _>(sink, found.collect(), |finding, place| one(schema, finding, place.of), many);
    }
}

/// How an engine without transactions is written.
fn shown(engine: &str) -> Option<&'static str> {
    Some(match engine {
        "myisam" => "MyISAM",
        "memory" | "heap" => "MEMORY",
        "aria" => "Aria",
        "csv" => "CSV",
        "archive" => "ARCHIVE",
        "merge" | "mrg_myisam" => "MERGE",
        _ => return None,
    })
}

const HELP: &str = "Change the engine when writes can wait: the table is copied.";

fn one(schema: &Schema, finding: Finding, (table, engine): (&Table, &str)) -> Finding {
    let lost = if engine == "MEMORY" { "; a restart empties it" } else { "" };
    finding
        .message(format!("`{}` is in {engine}, which has neither transactions nor foreign keys{lost}", table.name))
        .help(HELP)
        .suggest(format!("ALTER TABLE {} ENGINE = InnoDB;", table.quoted(schema.dialect)))
}

fn many(finding: Finding, places: &[Place<(&Table, &'static str)>]) -> Finding {
    let mut engines: Vec<&str> = places.iter().map(|place| place.of.1).collect();
    engines.sort_unstable();
    engines.dedup();
    finding
        .message(format!(
            "{} tables are in {}, without transactions and foreign keys",
            places.len(),
            engines.join(", ")
        ))
        .help(format!("ALTER TABLE … ENGINE = InnoDB, table by table. {HELP}"))
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{report, suggestions};

    #[test]
    fn the_last_engine_counts_and_many_tables_are_one_finding() {
        let table = |number| format!("CREATE TABLE t{number} (id int PRIMARY KEY) ENGINE=MyISAM;");
        let tables = (0..5).map(table).collect::<Vec<_>>().concat();
        let text = format!("{tables} ALTER TABLE t0 ENGINE=InnoDB ROW_FORMAT=DYNAMIC;");

        let found = report(&text, Dialect::MySql, "sql/engine-not-innodb").findings;

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].count, Some(4));
    }

    #[test]
    fn the_statement_names_the_table_as_it_must_be_written() {
        let text = "CREATE TABLE `order` (id int PRIMARY KEY) ENGINE=Memory;";

        let suggested = suggestions(text, Dialect::MySql, "sql/engine-not-innodb");

        assert_eq!(suggested, ["ALTER TABLE `order` ENGINE = InnoDB;"]);
    }
}
