//! `sql/surprising-affinity`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Affinity, Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A column of SQLite whose type is named like text or fractions and makes numbers of its values: `STRING` is
    /// `NUMERIC`, `FLOATING POINT` is `INTEGER`, since it has `INT` in it.
    ///
    /// ## Why it matters
    /// SQLite does not know such names; it looks for a few syllables in them. In a column of type `STRING` the text `007`
    /// becomes the number 7, and `1e5` becomes 100000: what was written is lost.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE contact (id INTEGER PRIMARY KEY, phone STRING NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE contact (id INTEGER PRIMARY KEY, phone TEXT NOT NULL, created_at DATETIME NOT NULL);
    /// ```
    /// ## Limits
    /// Names that mean numbers, moments or truth (`DECIMAL`, `DATETIME`, `BOOLEAN`) are `NUMERIC` as well, and are left
    /// alone. One finding a column, or one a file when there are more than three.
    pub SurprisingAffinity {
        id: "sql/surprising-affinity",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, Datatypes In SQLite, 3.1 Determination Of Column Affinity", "https://sqlite.org/datatype3.html#determination_of_column_affinity")],
    }
}

impl Rule<Schema> for SurprisingAffinity {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let mut found = Vec::new();
        for table in schema.tables().filter(|table| !table.options.strict && !table.foreign) {
            for column in &table.columns {
                let Some(data_type) = &column.data_type else { continue };
                if let Some(surprise) = surprise(&data_type.name) {
                    let span = column.type_span.clone().unwrap_or_else(|| column.span.clone());
                    found.push(Place { span, subject: table.subject([&column.key]), of: (table, column, surprise) });
                }
            }
        }
        places::report::<Self, _>(sink, found, |finding, place| one(finding, &place.of), many);
    }
}

/// What a type is for SQLite, and what it should be called.
struct Surprise {
    affinity: &'static str,
    better: &'static str,
}

fn surprise(data_type: &str) -> Option<Surprise> {
    let words = || data_type.split(|c: char| !c.is_alphanumeric());
    match Affinity::of(data_type) {
        Affinity::Integer if !words().any(is_integer) => {
            let fraction = ["point", "float", "double", "real"].iter().any(|part| data_type.contains(part));
            Some(Surprise { affinity: "INTEGER", better: if fraction { "REAL" } else { "TEXT" } })
        }
        Affinity::Numeric if words().any(|word| matches!(word, "string" | "str" | "longstring" | "shortstring")) => {
            Some(Surprise { affinity: "NUMERIC", better: "TEXT" })
        }
        _ => None,
    }
}

/// `int`, `bigint`, `uint8`, `integer` and the like.
fn is_integer(word: &str) -> bool {
    const BEFORE: &[&str] =
        &["", "u", "tiny", "small", "medium", "big", "long", "short", "s", "unsigned", "hyper", "huge"];
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches("_t");
    let stem = word.strip_suffix("eger").unwrap_or(word);
    let stem = stem.trim_end_matches("unsigned").trim_end_matches('s');
    stem.strip_suffix("int").is_some_and(|before| BEFORE.contains(&before))
}

fn one(finding: Finding, (table, column, surprise): &(&Table, &Column, Surprise)) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    let Surprise { affinity, better } = surprise;
    finding
        .message(format!(
            "`{}.{}` is {}, which SQLite takes for {affinity}: text that looks like a number becomes one",
            table.name,
            column.name,
            data_type.to_uppercase()
        ))
        .help(format!("Call the type {better}."))
}

fn many(finding: Finding, places: &[Place<(&Table, &Column, Surprise)>]) -> Finding {
    finding
        .message(format!(
            "{} columns have types such as STRING, which SQLite takes for numbers: text that looks like one becomes one",
            places.len()
        ))
        .help("Call the types TEXT or REAL.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_what_they_are_do_not_surprise() {
        for name in ["string", "floating point", "point", "interval", "long string", "printable"] {
            assert!(surprise(name).is_some(), "{name}");
        }
        for name in [
            "int",
            "integer",
            "bigint",
            "unsigned big int",
            "int8",
            "uint64",
            "int unsigned",
            "smallint",
            "datetime",
            "boolean",
            "decimal",
            "text",
            "varchar",
            "blob",
            "",
            "uuid",
            "json",
            "mediumint",
            "tinyint",
            "int64_t",
        ] {
            assert!(surprise(name).is_none(), "{name}");
        }
    }
}
