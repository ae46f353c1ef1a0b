//! `sql/fails-on-existing-rows`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Rule, Severity, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Effect, Migration, Operation};
use crate::schema::TableKey;

declare_rule! {
    /// ## What it finds
    /// A demand that rows which are there may not meet: nulls forbidden in a column that may have some, a unique key, a foreign
    /// key, a CHECK.
    ///
    /// ## Why it matters
    /// One row is enough to make the statement fail, mostly after it went through the whole table, and what stands before it in
    /// the file is done.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE customer (id int PRIMARY KEY, email varchar(60)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE customer ADD UNIQUE INDEX email_idx (email), ALGORITHM=NOCOPY, LOCK=NONE;
    /// ```
    /// ```sql migration sqlite
    /// CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT);
    /// -- migration
    /// CREATE TABLE customer_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
    /// INSERT INTO customer_new (id, email) SELECT id, email FROM customer;
    /// DROP TABLE customer;
    /// ALTER TABLE customer_new RENAME TO customer;
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// CREATE TABLE customer (id int PRIMARY KEY, email varchar(60)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE customer ADD INDEX email_idx (email), ALGORITHM=NOCOPY, LOCK=NONE;
    /// ```
    /// ## Limits
    /// Rows are not looked at: the query that finds the offending ones is given. A column that an earlier statement or an earlier
    /// migration fills is not reported. PostgreSQL's statements of this kind have rules of their own.
    pub FailsOnExistingRows {
        id: "sql/fails-on-existing-rows",
        severity: Info,
        since: "0.1.0",
        aliases: ["atlas:MF101", "atlas:MF104", "atlas:LT101"],
        references: [("MySQL manual, Server SQL Modes", "https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sql-mode-strict"), ("MariaDB manual, SQL Mode", "https://mariadb.com/kb/en/sql-mode/")],
    }
}

const OPERATIONS: &[Operation] = &[
    Operation::AddUnique,
    Operation::AddForeignKey,
    Operation::AddCheck,
    Operation::SetNotNull,
    Operation::AddPrimaryKey,
];

impl Rule<Migration> for FailsOnExistingRows {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        // Columns that the migration adds and leaves null: of these there may be as many as there are rows.
        let mut empty: BTreeMap<&TableKey, BTreeSet<&str>> = BTreeMap::new();
        for (step, effect) in migration.effects() {
            match (&effect.detail, effect.operation) {
                (Detail::Column(column), _) if column.default.is_none() && !column.not_null => {
                    empty.entry(&effect.table.key).or_default().extend(effect.columns.iter().map(String::as_str));
                }
                (_, Operation::Update) => {
                    empty.remove(&effect.table.key);
                }
                _ => {}
            }
            let unset = empty.get(&effect.table.key);
            let is_null = effect.columns.iter().any(|column| unset.is_some_and(|set| set.contains(column.as_str())));
            if !is_demand(effect) || (effect.operation == Operation::AddUnique && is_null) {
                continue;
            }
            if effect.table.new || effect.table.rows == Some(0) || fills(step.effects.as_slice(), effect) {
                continue;
            }
            let (message, severity) = match (&effect.detail, effect.operation) {
                (Detail::Redefined(_), _) if effect.filled.is_empty() => (
                    format!(
                        "a row of `{}` with a null makes this fail in strict mode, and becomes another value without it",
                        effect.subject()
                    ),
                    Severity::Warning,
                ),
                (Detail::Redefined(_), _) => continue,
                (_, Operation::AddForeignKey) => (
                    format!("a row of `{}` that refers to nothing makes this fail", effect.subject()),
                    Severity::Info,
                ),
                (_, Operation::AddCheck) => (
                    format!("a row of `{}` that the CHECK is not true of makes this fail", effect.table.name),
                    Severity::Info,
                ),
                (_, Operation::SetNotNull) if !effect.filled.is_empty() => continue,
                (_, Operation::SetNotNull) => {
                    (format!("a row of `{}` with a null makes this fail", effect.subject()), Severity::Warning)
                }
                _ => {
                    (format!("two rows of `{}` with the same value make this fail", effect.subject()), Severity::Info)
                }
            };
            let finding = told::finding::<Self>(step, effect)
                .severity(severity)
                .confidence(Confidence::Medium.min(effect.confidence))
                .message(message)
                .help("look for such rows first, and mend them in batches");
            let query = match &effect.detail {
                Detail::Redefined(_) => Some(told::nulls(migration, effect)),
                Detail::None if effect.operation == Operation::SetNotNull => Some(told::nulls(migration, effect)),
                Detail::Constraint(constraint) => told::offenders(migration, effect, constraint),
                Detail::Index(_) => told::doubles(migration, effect),
                _ => None,
            };
            sink.push(match query {
                Some(query) => finding.suggest(query),
                None => finding,
            });
        }
    }
}

fn is_demand(effect: &Effect) -> bool {
    let forbids = matches!(&effect.detail, Detail::Redefined(redefined) if redefined.forbids_nulls);
    OPERATIONS.contains(&effect.operation) || forbids
}

/// Whether the column is one that the statement adds with nulls, of which there may be many.
fn fills(effects: &[Effect], demand: &Effect) -> bool {
    effects.iter().any(|effect| match &effect.detail {
        Detail::Column(column) => {
            effect.columns == demand.columns && column.default.is_none() && !column.not_null
                || column.generation == Some(crate::ddl::Generation::Counted)
        }
        _ => false,
    })
}
