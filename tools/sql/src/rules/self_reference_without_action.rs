//! `sql/self-reference-without-action`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::ReferentialAction;
use crate::schema::{ForeignKey, Schema};

declare_rule! {
    /// ## What it finds
    /// A foreign key from a table to itself that does not say what becomes of the children.
    ///
    /// ## Why it matters
    /// A tree can then only be deleted from its leaves upwards, and a row that is its own parent not at all in one
    /// statement with others.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE category (id bigint PRIMARY KEY, parent_id bigint REFERENCES category);
    /// CREATE INDEX category_parent_id_idx ON category (parent_id);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE category (id bigint PRIMARY KEY, parent_id bigint REFERENCES category ON DELETE SET NULL);
    /// CREATE INDEX category_parent_id_idx ON category (parent_id);
    /// ```
    /// ## Limits
    /// Refusing to delete a row with children is often what is wanted, so the rule is off until it is selected.
    pub SelfReferenceWithoutAction {
        id: "sql/self-reference-without-action",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:ForeignKeySelfReference", "pg-index-health:SELF_REFERENCED_FOREIGN_KEYS", "sqlcheck:RecursiveDependency"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for SelfReferenceWithoutAction {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let to_itself = |key: &&ForeignKey| {
                schema.table(&key.parent).is_some_and(|parent| parent.key == table.key)
                    && matches!(key.on_delete, None | Some(ReferentialAction::NoAction))
            };
            for key in table.foreign_keys.iter().filter(to_itself) {
                let subject = table.subject(&key.columns);
                sink.push(
                    Finding::of::<Self>(key.span.clone())
                        .message(format!(
                            "`{subject}` refers to its own table and does not say what becomes of children"
                        ))
                        .subject(subject)
                        .confidence(Confidence::Medium)
                        .help("Say ON DELETE CASCADE, SET NULL or RESTRICT, whichever is meant."),
                );
            }
        }
    }
}
