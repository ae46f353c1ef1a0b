//! `sql/utf8mb3`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::schema::{Schema, Table, same_charset};

declare_rule! {
    /// ## What it finds
    /// Tables and columns of text whose character set is `utf8mb3`, which is also what `utf8` and `NVARCHAR` mean.
    ///
    /// ## Why it matters
    /// It holds characters of up to three bytes: emoji and many CJK characters are refused or cut off. MySQL will take it
    /// away, and `utf8` will then mean another character set than it does now.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE note (id bigint PRIMARY KEY, body varchar(200) NOT NULL) DEFAULT CHARSET=utf8;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE note (id bigint PRIMARY KEY, body varchar(200) NOT NULL) DEFAULT CHARSET=utf8mb4;
    /// ```
    /// ## Limits
    /// The default of a database is not known from files. One finding a table, or one a file when there are more than
    /// three.
    pub Utf8mb3 {
        id: "sql/utf8mb3",
        severity: Warning,
        since: "0.1.0",
        aliases: ["skeema:charset"],
        references: [("MySQL 8.4 manual, 12.9.2 The utf8mb3 Character Set", "https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-utf8mb3.html")],
    }
}

/// The first column of it, or none when it is the table's.
struct Found<'s> {
    table: &'s Table,
    columns: Vec<String>,
}

impl Rule<Schema> for Utf8mb3 {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        let found = schema.tables().filter_map(|table| {
            let is_short = |column: &&crate::schema::Column| {
                schema.character_set(table, column).is_some_and(|charset| same_charset(charset, "utf8mb3"))
            };
            let columns: Vec<&crate::schema::Column> = table.columns.iter().filter(is_short).collect();
            let first = columns.first()?;
            let of_table = table.options.charset.is_some() || table.options.collation.is_some();
            let span = if of_table { table.span.clone() } else { first.span.clone() };
            let columns = columns.iter().map(|column| column.key.clone()).collect();
            Some(Place { span, subject: table.name.clone(), of: Found { table, columns } })
        });
        places::report::<Self, _>(sink, found.collect(), |finding, place| one(schema, finding, &place.of), many);
    }
}

const HELP: &str = "Convert the table when it can be blocked: it is copied, and writes wait. Indexes get longer; a key of \
    more than 3,072 bytes is refused.";

fn one(schema: &Schema, finding: Finding, found: &Found<'_>) -> Finding {
    let table = found.table;
    let target = table.quoted(schema.dialect);
    finding
        .message(format!(
            "`{}` keeps text in utf8mb3, which has no room for characters of four bytes",
            table.subject(&found.columns)
        ))
        .help(HELP)
        .suggest(format!("ALTER TABLE {target} CONVERT TO CHARACTER SET utf8mb4;"))
}

fn many(finding: Finding, places: &[Place<Found<'_>>]) -> Finding {
    finding
        .message(format!(
            "{} tables keep text in utf8mb3, which has no room for characters of four bytes",
            places.len()
        ))
        .help(format!("ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, table by table. {HELP}"))
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(text: &str) -> Vec<String> {
        subjects(text, Dialect::MariaDb, "sql/utf8mb3")
    }

    #[test]
    fn a_character_set_is_said_in_many_ways() {
        for options in
            ["CHARACTER SET utf8", "CHARSET=utf8mb3", "COLLATE utf8_general_ci", "DEFAULT COLLATE=utf8mb3_bin"]
        {
            let text = format!("CREATE TABLE t (id int PRIMARY KEY, a text) {options};");

            assert_eq!(found(&text), ["t"], "{options}");
        }
        assert_eq!(found("CREATE TABLE t (id int PRIMARY KEY, a text CHARACTER SET utf8) CHARSET=utf8mb4;"), ["t"]);
        assert_eq!(found("CREATE TABLE t (id int PRIMARY KEY, a enum('x') COLLATE utf8_bin);"), ["t"]);
        assert_eq!(found("CREATE TABLE t (id int PRIMARY KEY, a nvarchar(10));"), ["t"]);
    }

    #[test]
    fn what_holds_no_such_text_is_left_alone() {
        assert!(found("CREATE TABLE t (id int PRIMARY KEY, b blob) CHARSET=utf8;").is_empty());
        assert!(found("CREATE TABLE t (id int PRIMARY KEY, a char(2) CHARACTER SET ascii) CHARSET=utf8;").is_empty());
        assert!(found("CREATE TABLE t (id int PRIMARY KEY, a text COLLATE utf8mb4_bin) CHARSET=utf8;").is_empty());
    }

    #[test]
    fn a_converted_table_is_no_longer_found_and_one_with_a_new_default_is() {
        let old = "CREATE TABLE t (id int PRIMARY KEY, a text COLLATE utf8_bin) CHARSET=utf8;";

        assert!(
            found(&format!("{old} ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;")).is_empty()
        );
        assert_eq!(found(&format!("{old} ALTER TABLE t ENGINE=InnoDB, DEFAULT CHARSET=utf8mb4;")), ["t"]);
    }
}
