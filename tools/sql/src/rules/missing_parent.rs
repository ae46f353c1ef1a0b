//! `sql/missing-parent`

use std::collections::BTreeSet;

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::schema::{ForeignKey, Parent, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key to a table or to a column that is not in the schema.
    ///
    /// ## Why it matters
    /// Most servers refuse the statement; SQLite takes it and then fails every insert into the table.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE products (id bigint PRIMARY KEY, category_id bigint REFERENCES categories (id));
    /// CREATE INDEX products_category_id_idx ON products (category_id);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE categories (id bigint PRIMARY KEY);
    /// CREATE TABLE products (id bigint PRIMARY KEY, category_id bigint REFERENCES categories (id));
    /// CREATE INDEX products_category_id_idx ON products (category_id);
    /// ```
    /// ## Limits
    /// A file may be a part of a schema: a table that is missing is reported with medium confidence, with low
    /// confidence where the file visibly alters tables that it does not make or where the table would lie in a schema of
    /// which nothing is in the input, and with high confidence in a whole dump. A missing column of a table that is
    /// there is certain.
    pub MissingParent {
        id: "sql/missing-parent",
        severity: Error,
        since: "0.1.0",
        aliases: ["skeema:fk-parent"],
        references: [("SQLite manual, Foreign Key Support, 3", "https://sqlite.org/foreignkeys.html#fk_indexes")],
    }
}

impl Rule<Schema> for MissingParent {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let schemas: BTreeSet<&str> = schema.tables().filter_map(|table| table.key.schema.as_deref()).collect();
        let surroundings = Surroundings {
            schemas,
            fragment: schema.tables().any(|table| !table.made_here),
            dump: schema.is_whole_dump,
        };
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for key in &table.foreign_keys {
                match schema.parent(key) {
                    Parent::Missing => sink.push(missing_table(&surroundings, table, key)),
                    Parent::Found { table: parent, columns } if parent.is_whole() => {
                        let absent: Vec<&String> =
                            columns.iter().filter(|column| parent.column(column).is_none()).collect();
                        if !absent.is_empty() {
                            sink.push(missing_column(table, key, parent, &absent));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// What the input is, as far as it tells whether a table that is missing is missing indeed.
struct Surroundings<'s> {
    /// The schemas that tables of the input lie in, other than the default one.
    schemas: BTreeSet<&'s str>,
    /// Tables are altered that are not made.
    fragment: bool,
    /// A dump of a whole database.
    dump: bool,
}

fn missing_table(surroundings: &Surroundings<'_>, table: &Table, key: &ForeignKey) -> Finding {
    let subject = table.subject(&key.columns);
    let parent = &key.parent.name;
    let finding = Finding::of::<MissingParent>(key.span.clone()).subject(subject.clone());
    let elsewhere = key.parent.key.schema.as_ref().is_some_and(|name| !surroundings.schemas.contains(name.as_str()));
    if elsewhere {
        return finding
            .message(format!("`{subject}` refers to `{parent}`, and nothing of that schema is in the input"))
            .severity(Severity::Info)
            .confidence(Confidence::Low)
            .help("Give the file that makes the table as well, or ignore this when another system owns it.");
    }
    let message = format!("`{subject}` refers to the table `{parent}`, which is not in the input");
    let finding = finding
        .message(message)
        .help(format!("Make `{parent}` before `{}`, or give the file that makes it as well.", table.name));
    if surroundings.fragment {
        finding.severity(Severity::Warning).confidence(Confidence::Low)
    } else if surroundings.dump {
        finding.confidence(Confidence::High)
    } else {
        finding.confidence(Confidence::Medium)
    }
}

fn missing_column(table: &Table, key: &ForeignKey, parent: &Table, absent: &[&String]) -> Finding {
    let subject = table.subject(&key.columns);
    let names: Vec<&str> = absent.iter().map(|column| column.as_str()).collect();
    Finding::of::<MissingParent>(key.span.clone())
        .message(format!("`{subject}` refers to `{}({})`, which has no such column", parent.name, names.join(", ")))
        .subject(subject)
        .related(parent.span.clone(), "the table")
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn a_column_that_was_renamed_is_there_under_its_new_name() {
        let tables = "CREATE TABLE p (id bigint PRIMARY KEY, code text UNIQUE);";
        let child = "CREATE TABLE c (id bigint PRIMARY KEY, p text REFERENCES p (code));";

        let renamed = format!("{tables}{child} ALTER TABLE p RENAME code TO name;");
        let renamed_before = format!("{tables} ALTER TABLE p RENAME COLUMN code TO name; {child}");

        assert!(subjects(&renamed, Dialect::PostgreSql, "sql/missing-parent").is_empty());
        assert_eq!(subjects(&renamed_before, Dialect::PostgreSql, "sql/missing-parent"), ["c(p)"]);
    }

    #[test]
    fn a_table_made_later_is_there() {
        let text = "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES \"P\");
            CREATE TABLE public.\"P\" (id bigint PRIMARY KEY);";

        assert!(subjects(text, Dialect::PostgreSql, "sql/missing-parent").is_empty());
    }
}
