//! `sql/partial-foreign-key-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::missing_foreign_key_index::judged;
use crate::schema::{Coverage, ForeignKey, Index, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key whose only index is partial, with a predicate other than `column IS NOT NULL`.
    ///
    /// ## Why it matters
    /// The check that a parent row has no children asks for every child, not only for those of the predicate: it cannot
    /// use the partial index and reads the whole table.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE category (id bigint PRIMARY KEY);
    /// CREATE TABLE product (id bigint PRIMARY KEY, category_id bigint REFERENCES category, is_active boolean);
    /// CREATE INDEX product_category_id_idx ON product (category_id) WHERE is_active;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE category (id bigint PRIMARY KEY);
    /// CREATE TABLE product (id bigint PRIMARY KEY, category_id bigint REFERENCES category, is_active boolean);
    /// CREATE INDEX product_category_id_idx ON product (category_id) WHERE category_id IS NOT NULL;
    /// ```
    /// ## Limits
    /// Where parents are never deleted or re-keyed, and queries always carry the predicate, the partial index is enough.
    pub PartialForeignKeyIndex {
        id: "sql/partial-foreign-key-index",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 11.8 Partial Indexes", "https://www.postgresql.org/docs/current/indexes-partial.html")],
    }
}

impl Rule<Schema> for PartialForeignKeyIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for (table, key) in judged(schema) {
            if let Coverage::PartialOnly(index) = table.coverage(key) {
                sink.push(partly(schema, table, key, index));
            }
        }
    }
}

fn partly(schema: &Schema, table: &Table, key: &ForeignKey, index: &Index) -> Finding {
    let subject = table.subject(&key.columns);
    let predicate = index.predicate.as_ref().map(crate::ddl::Expression::shown).unwrap_or_default();
    Finding::of::<PartialForeignKeyIndex>(key.span.clone())
        .message(format!(
            "the foreign key `{subject}` has only a partial index (WHERE {predicate}), which a delete in `{}` cannot use",
            key.parent.name
        ))
        .subject(subject)
        .related(index.span.clone(), "the partial index")
        .help("Make an index without the predicate, beside the partial one or in its place.")
        .suggest(schema.index_statement(table, &key.columns).text)
}
