//! `sql/compressed-table`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Tables of InnoDB that are kept compressed: `ROW_FORMAT=COMPRESSED`, `KEY_BLOCK_SIZE`, `COMPRESSION`, `PAGE_COMPRESSED`.
    ///
    /// ## Why it matters
    /// Pages are packed and unpacked on every change, and a compressed row format lies in memory twice. MySQL adds no
    /// column INSTANT to it; compressed pages win room only where the file system punches holes.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE archive (id bigint PRIMARY KEY, body longtext NOT NULL) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE archive (id bigint PRIMARY KEY, body longtext NOT NULL) ROW_FORMAT=DYNAMIC;
    /// ```
    /// ## Limits
    /// Who compresses has mostly decided to, so the rule is off until it is selected.
    pub CompressedTable {
        id: "sql/compressed-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["skeema:compression"],
        references: [("MySQL 8.4 manual, 17.9 InnoDB Table and Page Compression", "https://dev.mysql.com/doc/refman/8.4/en/innodb-compression.html")],
    }
}

impl Rule<Schema> for CompressedTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        let found = schema.tables().filter_map(|table| {
            Some(Place { span: table.span.clone(), subject: table.name.clone(), of: (table, compression(table)?) })
        });
        places::report::<Self, _>(
            sink,
            found.collect(),
            |finding, place| one(finding, place.of.0, &place.of.1),
            |finding, places| finding.message(format!("{} tables are kept compressed", places.len())).help(HELP),
        );
    }
}

/// How a table is compressed.
fn compression(table: &Table) -> Option<String> {
    let options = &table.options;
    if options.row_format.as_deref() == Some("compressed") {
        return Some("ROW_FORMAT=COMPRESSED".to_owned());
    }
    options.compression.clone()
}

const HELP: &str = "Use ROW_FORMAT=DYNAMIC, unless the room has been measured to be worth the time.";

fn one(finding: Finding, table: &Table, how: &str) -> Finding {
    finding.message(format!("`{}` is kept compressed ({how})", table.name)).help(HELP)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn every_way_of_compressing_is_found_and_switching_it_off_is_not() {
        let found = |options: &str| {
            let text = format!("CREATE TABLE t (id bigint PRIMARY KEY) {options};");
            !subjects(&text, Dialect::MariaDb, "sql/compressed-table").is_empty()
        };

        for options in ["ROW_FORMAT=compressed", "KEY_BLOCK_SIZE=8", "COMPRESSION='zlib'", "`PAGE_COMPRESSED`='ON'"] {
            assert!(found(options), "{options}");
        }
        for options in ["ROW_FORMAT=DYNAMIC", "COMPRESSION='NONE'", "PAGE_COMPRESSED=0", "KEY_BLOCK_SIZE=0"] {
            assert!(!found(options), "{options}");
        }
    }
}
