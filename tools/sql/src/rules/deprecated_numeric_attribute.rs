//! `sql/deprecated-numeric-attribute`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::ddl::{DataType, Generation};
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// Columns of MySQL with forms of numbers that it has deprecated: `FLOAT(M, D)` and `DOUBLE(M, D)`, `ZEROFILL`,
    /// `UNSIGNED` for fractions, `AUTO_INCREMENT` for floating point.
    ///
    /// ## Why it matters
    /// They will go (`AUTO_INCREMENT` of floating point is refused since 8.4). `FLOAT(7, 2)` rounds what is written to two
    /// decimals and is still not exact; `ZEROFILL` only changes what is shown.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE sample (id bigint PRIMARY KEY, temperature float(5, 2) NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE sample (id bigint PRIMARY KEY, temperature decimal(5, 2) NOT NULL, pressure double NOT NULL);
    /// ```
    /// ## Limits
    /// MariaDB has deprecated none of them. One finding a table, or one a file when more than three tables have such
    /// columns.
    pub DeprecatedNumericAttribute {
        id: "sql/deprecated-numeric-attribute",
        severity: Hint,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL 8.4 manual, 13.1.6 Numeric Type Attributes", "https://dev.mysql.com/doc/refman/8.4/en/numeric-type-attributes.html")],
    }
}

impl Rule<Schema> for DeprecatedNumericAttribute {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MySql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let Some(data_type) = &column.data_type else { return false };
                let kind = schema.kind(column);
                let float = kind == Kind::Float;
                let fraction = float || kind == Kind::Decimal;
                data_type.zerofill
                    || (float && data_type.arguments.len() == 2)
                    || (fraction && data_type.unsigned)
                    || (float && column.generation == Some(Generation::Counted))
            },
            |found| {
                if found.several {
                    return format!("{} have deprecated forms of numbers", found.what);
                }
                let data_type = found.column.data_type.as_ref().map(DataType::shown).unwrap_or_default();
                let zerofill = found.column.data_type.as_ref().is_some_and(|data_type| data_type.zerofill);
                let zerofill = if zerofill { " zerofill" } else { "" };
                format!("{} is {data_type}{zerofill}, which is deprecated", found.what)
            },
            (
                Confidence::High,
                "Use decimal(M, D) or plain double; a CHECK where it must not be negative; LPAD() where zeros are shown.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn forms_that_stay_are_not_found() {
        let found = |data_type: &str| {
            let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, a {data_type});");
            !subjects(&text, Dialect::MySql, "sql/deprecated-numeric-attribute").is_empty()
        };

        for data_type in ["float(7,2)", "double unsigned", "int(5) zerofill", "decimal(10,2) unsigned"] {
            assert!(found(data_type), "{data_type}");
        }
        for data_type in ["float(24)", "double precision", "int unsigned", "decimal(10,2)", "float"] {
            assert!(!found(data_type), "{data_type}");
        }
    }
}
