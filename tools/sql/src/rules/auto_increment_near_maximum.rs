//! `sql/auto-increment-near-maximum`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::ddl::Generation;
use crate::schema::{Column, Kind, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table of MySQL or MariaDB whose next `AUTO_INCREMENT` number has used up four fifths of its column's type.
    ///
    /// ## Why it matters
    /// When the numbers are used up every insert fails (error 1062 or 167), and widening the column copies the table.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE event (id int unsigned AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=4100000000;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE event (id bigint unsigned AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=4100000000;
    /// ```
    /// ## Limits
    /// The number is known from dumps that have it.
    pub AutoIncrementNearMaximum {
        id: "sql/auto-increment-near-maximum",
        severity: Warning,
        since: "0.1.0",
        aliases: ["skeema:auto-inc"],
        references: [("MySQL 8.4 manual, 13.1.2 Integer Types", "https://dev.mysql.com/doc/refman/8.4/en/integer-types.html")],
    }
}

impl Rule<Schema> for AutoIncrementNearMaximum {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            let Some(next) = table.options.auto_increment else { continue };
            let counted = |column: &&Column| column.generation == Some(Generation::Counted);
            let Some(column) = table.columns.iter().find(counted) else { continue };
            let Kind::Integer { bytes, unsigned } = schema.kind(column) else { continue };
            let most = largest(bytes, unsigned);
            if next > most / 5 * 4 {
                sink.push(near(schema, table, column, next, most));
            }
        }
    }
}

/// The largest number of so many bytes.
fn largest(bytes: u8, unsigned: bool) -> u64 {
    let bits = u32::from(bytes) * 8 - u32::from(!unsigned);
    u64::MAX.checked_shr(u64::BITS - bits).unwrap_or(u64::MAX)
}

fn near(schema: &Schema, table: &Table, column: &Column, next: u64, most: u64) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    let target = table.quoted(schema.dialect);
    let name = crate::schema::quoted(&column.name, schema.dialect);
    let finding = Finding::of::<AutoIncrementNearMaximum>(column.span.clone())
        .message(format!("`{}.{}` counts on from {next}; {data_type} ends at {most}", table.name, column.name))
        .subject(table.subject([&column.key]));
    if matches!(schema.kind(column), Kind::Integer { bytes: 8, .. }) {
        return finding.help("Find out what made it jump this far, and begin again with numbers that are free.");
    }
    finding
        .help(
            "Widen the column, and every column that refers to it, before it is full. The table is copied, and writes \
             wait: on a busy table use gh-ost or pt-online-schema-change.",
        )
        .suggest(format!("ALTER TABLE {target} MODIFY {name} bigint unsigned NOT NULL AUTO_INCREMENT;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_numbers_are_those_of_the_manual() {
        assert_eq!(largest(1, false), 127);
        assert_eq!(largest(3, true), 16_777_215);
        assert_eq!(largest(4, false), 2_147_483_647);
        assert_eq!(largest(8, true), u64::MAX);
    }
}
