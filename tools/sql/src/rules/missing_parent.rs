//! `sql/missing-parent`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Finding, Gap, Rule, Severity, Sink, declare_rule};

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
    /// confidence where the file visibly alters tables that it does not make, and with high confidence in a whole dump.
    /// A table in a schema of which nothing is in the input is made by another system: that is a gap and no finding. A
    /// missing column of a table that is there is certain.
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
        let mut elsewhere: Vec<&ForeignKey> = Vec::new();
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for key in &table.foreign_keys {
                match schema.parent(key) {
                    Parent::Missing if surroundings.is_elsewhere(key) => elsewhere.push(key),
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
        not_judged(&elsewhere).for_each(|gap| sink.gap(gap));
    }
}

/// A gap for each schema of which nothing is in the input: another system makes its tables.
fn not_judged<'k>(keys: &[&'k ForeignKey]) -> impl Iterator<Item = Gap> + use<'k> {
    let mut by_schema: BTreeMap<&str, Vec<&ForeignKey>> = BTreeMap::new();
    for key in keys {
        by_schema.entry(key.parent.key.schema.as_deref().unwrap_or_default()).or_default().push(key);
    }
    by_schema.into_iter().filter_map(|(schema, keys)| {
        let first = keys.first()?;
        let reason = match keys.as_slice() {
            [only] => format!("nothing of the schema `{schema}` is in the input: whether `{}` is there was not checked", only.parent.name),
            several => format!(
                "nothing of the schema `{schema}` is in the input: what {} foreign keys refer to there was not checked",
                several.len()
            ),
        };
        Some(Gap::at(first.span.clone(), reason))
    })
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

impl Surroundings<'_> {
    /// Whether a key refers into a schema of which nothing is in the input.
    fn is_elsewhere(&self, key: &ForeignKey) -> bool {
        key.parent.key.schema.as_ref().is_some_and(|name| !self.schemas.contains(name.as_str()))
    }
}

fn missing_table(surroundings: &Surroundings<'_>, table: &Table, key: &ForeignKey) -> Finding {
    let subject = table.subject(&key.columns);
    let parent = &key.parent.name;
    let finding = Finding::of::<MissingParent>(key.span.clone()).subject(subject.clone());
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
    use crate::tool::lint_sql_schema::testing::{report, subjects};

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
    fn a_schema_that_another_system_makes_is_a_gap() {
        let text = "CREATE TABLE a (id uuid PRIMARY KEY REFERENCES auth.users);
            CREATE TABLE b (id uuid PRIMARY KEY REFERENCES auth.users);";

        let report = report(text, Dialect::PostgreSql, "sql/missing-parent");

        assert!(report.findings.is_empty(), "{:?}", report.findings);
        assert_eq!(
            report.gaps[0].reason,
            "nothing of the schema `auth` is in the input: what 2 foreign keys refer to there was not checked"
        );
    }

    #[test]
    fn a_table_made_later_is_there() {
        let text = "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES \"P\");
            CREATE TABLE public.\"P\" (id bigint PRIMARY KEY);";

        assert!(subjects(text, Dialect::PostgreSql, "sql/missing-parent").is_empty());
    }
}
