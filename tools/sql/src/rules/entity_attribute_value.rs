//! `sql/entity-attribute-value`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use super::words::words;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table whose rows are a thing, the name of a property and its value.
    ///
    /// ## Why it matters
    /// Values have no type of their own, nothing says which properties a thing must have, and reading one thing joins
    /// the table once for each property.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE product (id bigint PRIMARY KEY);
    /// CREATE TABLE product_attribute (
    ///     product_id bigint REFERENCES product,
    ///     attribute text,
    ///     value text NOT NULL,
    ///     PRIMARY KEY (product_id, attribute)
    /// );
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE product (id bigint PRIMARY KEY, colour text, weight_grams integer, rest jsonb);
    /// ```
    /// ## Limits
    /// Settings and metadata of users' own making do want this shape; the rule is off until it is selected.
    pub EntityAttributeValue {
        id: "sql/entity-attribute-value",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:VariableAttribute"],
        references: [("PostgreSQL manual, 8.14 JSON Types", "https://www.postgresql.org/docs/current/datatype-json.html")],
    }
}

/// More columns than this make a thing of its own.
const MOST_COLUMNS: usize = 6;

impl Rule<Schema> for EntityAttributeValue {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            is_triple,
            |what, several| {
                let verb = if several { "keep" } else { "keeps" };
                format!("{what} {verb} properties as rows of a name and a value")
            },
            (Confidence::Low, "Use columns for what is known beforehand, and jsonb for the rest."),
        );
    }
}

fn is_triple(table: &Table) -> bool {
    let has = |names: &[&str]| {
        let named = |column: &Column| words(&column.name).last().is_some_and(|word| names.contains(&word.as_str()));
        table.columns.iter().any(named)
    };
    let refers = table.foreign_keys.len() == 1 || table.columns.iter().any(|column| column.key.ends_with("_id"));
    table.columns.len() <= MOST_COLUMNS
        && refers
        && has(&["attribute", "attr", "key", "property", "name"])
        && has(&["value", "val"])
}
