//! `sql/identifier-too-long`

use architect_core::{Finding, Rule, Severity, Sink, Span, declare_rule};

use crate::Dialect;
use crate::ddl::is_placeholder;
use crate::schema::{Schema, Table, cut};

declare_rule! {
    /// ## What it finds
    /// A name that is longer than the server keeps: 63 bytes in PostgreSQL, 64 characters in MySQL and MariaDB, 128 in
    /// SQL Server.
    ///
    /// ## Why it matters
    /// PostgreSQL cuts such a name with a notice that nobody reads. Two names with one beginning then collide, and tools
    /// that look for the name as it was written do not find it. The others refuse the statement.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE measurement (
    ///     id bigint PRIMARY KEY,
    ///     average_temperature_of_the_cooling_water_at_the_outlet_in_degrees_celsius numeric NOT NULL
    /// );
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE measurement (id bigint PRIMARY KEY, outlet_water_celsius numeric NOT NULL);
    /// ```
    /// ## Limits
    /// Names of tables, columns, indexes and constraints. SQLite has no limit.
    pub IdentifierTooLong {
        id: "sql/identifier-too-long",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:identifier-too-long", "pg-index-health:POSSIBLE_OBJECT_NAME_OVERFLOW"],
        references: [
            ("PostgreSQL manual, 4.1.1 Identifiers and Key Words", "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"),
            ("MySQL 8.4 manual, 11.2.1 Identifier Length Limits", "https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html"),
        ],
    }
}

impl Rule<Schema> for IdentifierTooLong {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for (what, name, span) in names(table) {
                // How long a template's placeholder becomes is not known.
                if length(name, schema.dialect) > schema.dialect.longest_name() && !is_placeholder(name) {
                    sink.push(too_long(schema.dialect, table, what, name, span));
                }
            }
        }
    }
}

/// The names that a table has in the text.
fn names(table: &Table) -> impl Iterator<Item = (&'static str, &str, &Span)> {
    let own = std::iter::once(("table", table.bare_name.as_str(), &table.span));
    let inherited = !table.made_here || table.partition_of.is_some() || !table.inherits.is_empty();
    let columns = table.columns.iter().filter(move |_| !inherited);
    let columns = columns.map(|column| ("column", column.name.as_str(), &column.span));
    let indexes = table.indexes.iter().filter(|index| index.named);
    let indexes = indexes.filter_map(|index| Some(("index", index.name.as_deref()?, &index.span)));
    let keys = table.foreign_keys.iter().filter_map(|key| Some(("foreign key", key.name.as_deref()?, &key.span)));
    let checks = table.checks.iter().filter_map(|check| Some(("check", check.name.as_deref()?, &check.span)));
    own.chain(columns).chain(indexes).chain(keys).chain(checks)
}

/// PostgreSQL counts bytes, the others characters.
fn length(name: &str, dialect: Dialect) -> usize {
    if dialect == Dialect::PostgreSql { name.len() } else { name.chars().count() }
}

fn too_long(dialect: Dialect, table: &Table, what: &str, name: &str, span: &Span) -> Finding {
    let finding = Finding::of::<IdentifierTooLong>(span.clone())
        .subject(if what == "table" { name.to_owned() } else { format!("{}.{name}", table.name) })
        .help("Shorten it.");
    if dialect == Dialect::PostgreSql {
        let kept = cut(name, dialect.longest_name());
        return finding.message(format!(
            "the {what} name `{name}` has {} bytes, of which PostgreSQL keeps 63: `{kept}`",
            name.len()
        ));
    }
    let count = length(name, dialect);
    finding
        .message(format!("the {what} name `{name}` has {count} characters, more than the server takes"))
        .severity(Severity::Error)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    const RULE: &str = "sql/identifier-too-long";

    #[test]
    fn each_server_has_its_own_limit() {
        let long = |length: usize, dialect| {
            let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, {} int);", "a".repeat(length));
            subjects(&text, dialect, RULE).len()
        };

        assert_eq!((long(63, Dialect::PostgreSql), long(64, Dialect::PostgreSql)), (0, 1));
        assert_eq!((long(64, Dialect::MySql), long(65, Dialect::MySql)), (0, 1));
        assert_eq!((long(128, Dialect::MsSql), long(129, Dialect::MsSql)), (0, 1));
        assert_eq!(long(500, Dialect::Sqlite), 0);
    }

    #[test]
    fn names_that_the_server_makes_fit() {
        let name = "a".repeat(60);
        let text = format!("CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE {name} (id bigint PRIMARY KEY, bbbbbbb bigint REFERENCES p);
            CREATE INDEX ON {name} (bbbbbbb);");

        assert!(subjects(&text, Dialect::PostgreSql, RULE).is_empty());
    }

    #[test]
    fn bytes_count_in_postgresql() {
        let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, {} int);", "ä".repeat(32));

        assert_eq!(subjects(&text, Dialect::PostgreSql, RULE).len(), 1);
        assert!(subjects(&text, Dialect::MySql, RULE).is_empty());
    }
}
