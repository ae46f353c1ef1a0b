//! `sql/parent-not-unique`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::schema::{ForeignKey, Parent, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key to columns that are neither the primary key nor unique.
    ///
    /// ## Why it matters
    /// PostgreSQL and SQL Server refuse it. SQLite takes it, and every change of the child then fails with "foreign key
    /// mismatch". MySQL takes it where an index of the parent begins with the columns, since 8.4 only when
    /// `restrict_fk_on_non_standard_key` is off, and what a row refers to is then not one row.
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
                sink.push(if is_taken(schema, key) { finding.severity(Severity::Warning) } else { finding });
            }
        }
    }
}

/// Whether the server takes the key all the same: InnoDB does when an index of the parent begins with the columns.
fn is_taken(schema: &Schema, key: &ForeignKey) -> bool {
    let Parent::Found { table: parent, columns } = schema.parent(key) else { return false };
    schema.dialect.is_mysql_family()
        && (parent.keys_unknown || parent.indexes.iter().any(|index| index.column_keys().starts_with(&columns)))
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

#[cfg(test)]
mod tests {
    use architect_core::Severity;

    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::report;

    #[test]
    fn mysql_refuses_only_what_no_index_of_the_parent_begins_with() {
        let found = |index: &str| {
            let text = format!(
                "CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL {index});
                CREATE TABLE c (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES p (a));"
            );
            let findings = report(&text, Dialect::MySql, "sql/parent-not-unique").findings;
            findings.first().map(|finding| finding.severity)
        };

        assert_eq!(found(", KEY (a)"), Some(Severity::Warning));
        assert_eq!(found(", KEY (a, b)"), Some(Severity::Warning));
        assert_eq!(found(""), Some(Severity::Error));
        assert_eq!(found(", KEY (b, a)"), Some(Severity::Error));
        assert_eq!(found(", UNIQUE (a)"), None);
    }
}
