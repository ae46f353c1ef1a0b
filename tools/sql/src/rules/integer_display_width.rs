//! `sql/integer-display-width`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::ddl::DataType;
use crate::schema::{Column, Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// Whole numbers of MySQL and MariaDB with a display width that their numbers do not fit in, such as `int(3)`.
    ///
    /// ## Why it matters
    /// The width limits nothing: `int(3)` holds the same numbers as `int`, in as many bytes. Whoever wrote it may have
    /// meant otherwise. MySQL has deprecated it since 8.0.17.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE product (id bigint PRIMARY KEY, stock int(3) NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE product (id bigint PRIMARY KEY, stock smallint NOT NULL, active tinyint(1) NOT NULL);
    /// ```
    /// ## Limits
    /// `tinyint(1)` stands for a boolean, and `zerofill` makes use of the width. One finding a table, or one a file when
    /// more than three tables have such columns.
    pub IntegerDisplayWidth {
        id: "sql/integer-display-width",
        severity: Hint,
        since: "0.1.0",
        aliases: ["skeema:display-width"],
        references: [("MySQL 8.4 manual, 13.1.6 Numeric Type Attributes", "https://dev.mysql.com/doc/refman/8.4/en/numeric-type-attributes.html")],
    }
}

impl Rule<Schema> for IntegerDisplayWidth {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| has_narrow_width(schema, column),
            |found| {
                if found.several {
                    return format!("{} have a display width, which limits nothing", found.what);
                }
                let data_type = found.column.data_type.as_ref().map(DataType::shown).unwrap_or_default();
                format!("{} is {data_type}: the width limits nothing", found.what)
            },
            (Confidence::High, "Leave the width out; choose the size by the type (tinyint, smallint, int, bigint)."),
        );
    }
}

fn has_narrow_width(schema: &Schema, column: &Column) -> bool {
    let (Some(data_type), Kind::Integer { bytes, .. }) = (&column.data_type, schema.kind(column)) else {
        return false;
    };
    let [width] = data_type.arguments.as_slice() else { return false };
    let Ok(width) = width.parse::<u8>() else { return false };
    if data_type.zerofill || (bytes == 1 && width == 1) {
        return false;
    }
    width < digits(bytes)
}

/// How many digits the largest number of so many bytes has.
fn digits(bytes: u8) -> u8 {
    match bytes {
        1 => 3,
        2 => 5,
        3 => 8,
        4 => 10,
        _ => 19,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn widths_that_all_numbers_fit_in_promise_nothing() {
        let found = |data_type: &str| {
            let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, a {data_type});");
            !subjects(&text, Dialect::MySql, "sql/integer-display-width").is_empty()
        };

        for data_type in [
            "int(11)",
            "int(10)",
            "int(11) unsigned",
            "bigint(19)",
            "tinyint(1)",
            "int(5) unsigned zerofill",
            "bigint(20)",
            "int",
        ] {
            assert!(!found(data_type), "{data_type}");
        }
        for data_type in ["int(1)", "tinyint(2)", "bigint(10) unsigned", "int(4) unsigned"] {
            assert!(found(data_type), "{data_type}");
        }
    }
}
