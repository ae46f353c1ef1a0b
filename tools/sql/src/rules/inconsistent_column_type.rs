//! `sql/inconsistent-column-type`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::tables;
use crate::ddl::DataType;
use crate::schema::{Column, Kind, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Columns of one name in several tables whose types hold different kinds of values.
    ///
    /// ## Why it matters
    /// One name promises one meaning. Joins and unions over such columns convert, and conversion keeps indexes out.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, region_code text NOT NULL);
    /// CREATE TABLE shop (id bigint PRIMARY KEY, region_code text NOT NULL);
    /// CREATE TABLE depot (id bigint PRIMARY KEY, region_code integer NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, region_code text NOT NULL);
    /// CREATE TABLE shop (id bigint PRIMARY KEY, region_code text NOT NULL);
    /// CREATE TABLE depot (id bigint PRIMARY KEY, region_code text NOT NULL);
    /// ```
    /// ## Limits
    /// Names as general as `value` or `type` mean something else in each table, so the rule is off until it is selected.
    pub InconsistentColumnType {
        id: "sql/inconsistent-column-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:ColumnTypes", "pg-index-health:COLUMNS_WITH_INCONSISTENT_TYPES"],
        references: [("PostgreSQL manual, 10 Type Conversion", "https://www.postgresql.org/docs/current/typeconv.html")],
    }
}

impl Rule<Schema> for InconsistentColumnType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let mut named: BTreeMap<&str, Vec<(&Table, &Column, Kind)>> = BTreeMap::new();
        for table in tables::whole(schema) {
            for column in &table.columns {
                let kind = schema.kind(column);
                if kind != Kind::Unknown {
                    named.entry(&column.key).or_default().push((table, column, kind));
                }
            }
        }
        for places in named.values() {
            let mut kinds: Vec<(&Kind, usize)> = Vec::new();
            for (_, _, kind) in places {
                match kinds.iter_mut().find(|(known, _)| *known == kind || kind.matches(known, schema.dialect)) {
                    Some((_, count)) => *count += 1,
                    None => kinds.push((kind, 1)),
                }
            }
            // The first of the most frequent is the one that the others differ from.
            let usual = kinds.iter().rev().max_by_key(|(_, count)| *count).map(|(kind, _)| *kind);
            let Some(usual) = usual.filter(|_| kinds.len() > 1) else { continue };
            let model = places.iter().find(|(_, _, kind)| kind == usual);
            let other = places.iter().filter(|(_, _, kind)| kind != usual && !kind.matches(usual, schema.dialect));
            if let Some((model_table, model, _)) = model {
                let others: Vec<_> = other.map(|(table, column, _)| (*table, *column)).collect();
                if let Some(finding) = differs(model_table, model, &others) {
                    sink.push(finding);
                }
            }
        }
    }
}

fn shown(column: &Column) -> String {
    column.data_type.as_ref().map(DataType::shown).unwrap_or_default()
}

fn differs(model_table: &Table, model: &Column, others: &[(&Table, &Column)]) -> Option<Finding> {
    let ((table, column), rest) = others.split_first()?;
    let mut finding = Finding::of::<InconsistentColumnType>(column.span.clone())
        .message(format!(
            "`{}.{}` is {}, but `{}.{}` is {}",
            table.name,
            column.name,
            shown(column),
            model_table.name,
            model.name,
            shown(model)
        ))
        .subject(column.key.clone())
        .confidence(Confidence::Low)
        .related(model.span.clone(), "as most have it")
        .help("Give columns of one name one type, or other names.");
    for (table, column) in rest {
        finding =
            finding.also_at(column.span.clone(), format!("{}.{} is {}", table.name, column.name, shown(column)));
    }
    Some(finding)
}
