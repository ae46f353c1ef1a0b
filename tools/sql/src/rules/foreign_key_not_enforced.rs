//! `sql/foreign-key-not-enforced`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::schema::{IgnoredForeignKey, Schema};

declare_rule! {
    /// ## What it finds
    /// A foreign key that MySQL reads and forgets: `REFERENCES` behind a column, or in a table whose engine is not
    /// InnoDB.
    ///
    /// ## Why it matters
    /// The statement succeeds and nothing is enforced: rows come to refer to parents that are not there.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY) ENGINE=InnoDB;
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer (id)) ENGINE=InnoDB;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY) ENGINE=InnoDB;
    /// CREATE TABLE orders (
    ///   id bigint PRIMARY KEY, customer_id bigint NOT NULL, FOREIGN KEY (customer_id) REFERENCES customer (id)
    /// ) ENGINE=InnoDB;
    /// ```
    /// ## Limits
    /// MariaDB keeps `REFERENCES` behind a column since 10.5, and MySQL since 9.0.
    pub ForeignKeyNotEnforced {
        id: "sql/foreign-key-not-enforced",
        severity: Warning,
        since: "0.1.0",
        aliases: ["atlas:MY102"],
        references: [("MySQL 8.4 manual, 15.1.20 CREATE TABLE", "https://dev.mysql.com/doc/refman/8.4/en/create-table.html")],
    }
}

impl Rule<Schema> for ForeignKeyNotEnforced {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for key in &schema.ignored_foreign_keys {
            sink.push(forgotten(key));
        }
    }
}

fn forgotten(key: &IgnoredForeignKey) -> Finding {
    let subject = format!("{}({})", key.table, key.columns.join(", "));
    Finding::of::<ForeignKeyNotEnforced>(key.span.clone())
        .message(format!("the foreign key from `{subject}` to `{}` is not enforced: {}", key.parent, key.reason))
        .subject(subject)
        .help(format!(
            "Write FOREIGN KEY ({}) REFERENCES {} (…) as an element of its own, in a table of InnoDB.",
            key.columns.join(", "),
            key.parent
        ))
}
