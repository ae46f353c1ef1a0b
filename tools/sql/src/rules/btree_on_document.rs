//! `sql/btree-on-document`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::duplicate_index::drop_statement;
use crate::Dialect;
use crate::schema::{Column, Index, Kind, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A B-tree over an array or a `jsonb` column of PostgreSQL.
    ///
    /// ## Why it matters
    /// It finds only rows whose whole value is the same. Looking for an element or a key (`@>`, `?`, `&&`, `= ANY`)
    /// does not use it and reads the whole table; and a value beyond about 2,700 bytes cannot be inserted any more.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE article (id bigint PRIMARY KEY, tags text[] NOT NULL);
    /// CREATE INDEX article_tags_idx ON article (tags);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE article (id bigint PRIMARY KEY, tags text[] NOT NULL);
    /// CREATE INDEX article_tags_idx ON article USING gin (tags);
    /// ```
    /// ## Limits
    /// Keys and unique constraints over such columns are left alone: they do want whole values.
    pub BtreeOnDocument {
        id: "sql/btree-on-document",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:BTREE_INDEXES_ON_ARRAY_COLUMNS"],
        references: [("PostgreSQL manual, 66.4 GIN Indexes", "https://www.postgresql.org/docs/current/gin.html")],
    }
}

impl Rule<Schema> for BtreeOnDocument {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for index in table.indexes.iter().filter(|index| index.origin == Origin::Index && !index.unique) {
                let mut columns = index.keys.iter().filter_map(|key| table.column(key.column.as_ref()?));
                let document = columns.find(|column| is_document(schema, column));
                if let Some(column) = document.filter(|_| index.is_ordered()) {
                    sink.push(whole_values(schema, table, index, column));
                }
            }
        }
    }
}

fn is_document(schema: &Schema, column: &Column) -> bool {
    matches!(schema.kind(column), Kind::Named(name) if name == "jsonb" || name.ends_with("[]"))
}

fn whole_values(schema: &Schema, table: &Table, index: &Index, column: &Column) -> Finding {
    let what = if schema.kind(column) == Kind::Named("jsonb".to_owned()) { "document" } else { "array" };
    let finding = Finding::of::<BtreeOnDocument>(index.span.clone())
        .message(format!(
            "{} on `{}` is a B-tree over the {what} {}, which finds only rows where the whole {what} is equal",
            index.described(table),
            table.name,
            column.name
        ))
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .confidence(Confidence::Medium)
        .help(format!("A GIN index finds rows by what is in the {what}."));
    let only_key = index.keys.len() == 1 && index.predicate.is_none();
    match drop_statement(schema.dialect, table, index).filter(|_| only_key) {
        Some(drop) => {
            let gin = schema.gin_index_statement(table, std::slice::from_ref(&column.key));
            finding.suggest(format!("{}\n{drop}", gin.text))
        }
        None => finding,
    }
}
