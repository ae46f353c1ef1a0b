//! `sql/parent-not-unique`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::schema::{ForeignKey, Parent, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key to columns that are neither the primary key nor unique.
    ///
    /// ## Why it matters
    /// PostgreSQL and SQL Server refuse it. SQLite takes it, and every change of the child then fails with "foreign key
    /// mismatch". MySQL took it before 8.4, and what a row refers to is then not one row.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT NOT NULL);
    /// CREATE TABLE city (id INTEGER PRIMARY KEY, country_code TEXT NOT NULL REFERENCES country (code));
    /// CREATE INDEX city_country_code ON city (country_code);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
    /// CREATE TABLE city (id INTEGER PRIMARY KEY, country_code TEXT NOT NULL REFERENCES country (code));
    /// CREATE INDEX city_country_code ON city (country_code);
    /// ```
    /// ## Limits
    /// A table whose columns are not all in the input is not judged.
    pub ParentNotUnique {
        id: "sql/parent-not-unique",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, Foreign Key Support, 3", "https://sqlite.org/foreignkeys.html#fk_indexes")],
    }
}

impl Rule<Schema> for ParentNotUnique {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for key in &table.foreign_keys {
                let finding = match schema.parent(key) {
                    Parent::WithoutPrimaryKey { table: parent } if parent.is_whole() => {
                        without_key(table, key, parent)
                    }
                    Parent::Found { table: parent, columns }
                        if parent.is_whole()
                            && parent.partition_of.is_none()
                            && columns.iter().all(|column| parent.column(column).is_some())
                            && !parent.is_unique(&columns) =>
                    {
                        not_unique(table, key, parent, &columns)
                    }
                    _ => continue,
                };
                let mysql = schema.dialect.is_mysql_family();
                sink.push(if mysql { finding.severity(Severity::Warning) } else { finding });
            }
        }
    }
}

fn not_unique(table: &Table, key: &ForeignKey, parent: &Table, columns: &[String]) -> Finding {
    let subject = table.subject(&key.columns);
    let target = parent.subject(columns);
    Finding::of::<ParentNotUnique>(key.span.clone())
        .message(format!("`{subject}` refers to `{target}`, which is neither a primary key nor unique"))
        .subject(subject)
        .related(parent.span.clone(), "the table it refers to")
        .help(format!("Make {} unique, or refer to the primary key.", parent.shown(columns).join(", ")))
}

fn without_key(table: &Table, key: &ForeignKey, parent: &Table) -> Finding {
    let subject = table.subject(&key.columns);
    Finding::of::<ParentNotUnique>(key.span.clone())
        .message(format!("`{subject}` refers to the primary key of `{}`, which has none", parent.name))
        .subject(subject)
        .related(parent.span.clone(), "the table it refers to")
        .help("Give that table a primary key, or name the columns that are referred to.")
}
