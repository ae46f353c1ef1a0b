//! `lint_sql_schema`

use std::collections::BTreeSet;

use architect_core::{CheckOptions, Context, DocumentInput, Gap, Report, Sink, Source, Tool, ToolError, rule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::rules::Live;
use crate::dialect::Dialect;
use crate::input::{Chosen, DialectFrom, Sources};
use crate::query::rules::Queries;
use crate::schema::{self, Schema};
use crate::statement::{Script, split};
use crate::workload::{self, Workload};
use crate::{catalog, query, rules, suppression};

/// Checks a SQL schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct LintSqlSchema;

/// What is to be checked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// One file or folder, or the text itself.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// Files, folders or `database:NAME` in the order in which they run, e.g. `["schema.sql", "migrations"]`.
    #[serde(default)]
    pub paths: Vec<String>,
    /// What runs on it, as for `recommend_indexes`.
    #[serde(default)]
    pub queries: Vec<String>,
    /// The dialect. Default: `[sql] dialect` of architect.toml, else told from the text.
    #[serde(default)]
    pub dialect: Option<Dialect>,
    /// Which rules, and which part of the answer.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings and gaps.
    #[serde(flatten)]
    pub report: Report,
    /// The dialect the text was read in.
    pub dialect: Dialect,
    /// Where the dialect comes from.
    pub dialect_from: DialectFrom,
    /// Number of tables at the end.
    pub tables: usize,
    /// Number of indexes at the end, those of keys included.
    pub indexes: usize,
    /// Number of statements read.
    pub statements: usize,
}

impl Tool for LintSqlSchema {
    const NAME: &'static str = "lint_sql_schema";
    const TITLE: &'static str = "Check a SQL schema";
    const DESCRIPTION: &'static str = "Reads DDL (schema files, dumps, migrations in order) of PostgreSQL, MySQL, \
        MariaDB, SQLite or SQL Server into a schema, without a database, and reports foreign keys without an index, \
        duplicate and redundant indexes, missing keys and parents, type mismatches, float money and more, with the \
        statement that mends it; with `queries`, their faults too. Also of a live database: path `database:NAME`.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let sources = Sources::open(&input.document, &input.paths, context)?;
        let selection = context.selection(&input.options, sources.root_path())?;
        // Ignore comments for the rules about migrations are no business of this tool, nor those about live databases
        // and about queries where there are none.
        let mut selection = selection.without(crate::migration::rules::RULES.iter().copied());
        if sources.live.is_none() {
            selection = selection.without(catalog::rules::RULES.iter().copied());
        }
        if input.queries.is_empty() {
            selection = selection.without(query::rules::RULES.iter().copied());
        }
        let mut sink = Sink::new(selection);
        let chosen = Chosen::new(input.dialect, &sources, context)?;
        let scripts = split_all(&sources.sources, chosen.dialect, context)?;
        let schema = schema::fold(&scripts, chosen.dialect);
        sink.gaps(sources.gaps.iter().cloned());
        sink.gaps(schema.gaps.iter().cloned());
        sink.gaps(not_examined(&chosen, &schema, &sources.sources, &sink));
        rule::run(rules::ALL, &schema, &mut sink, context)?;
        let (tables, indexes, statements) = (schema.tables().count(), schema.index_count(), schema.statements);
        let mut what = described(&sources, &chosen, &schema);
        let (schema, workload) = match input.queries.as_slice() {
            [] => (schema, Workload::default()),
            named => {
                let workload = workload::read(&workload::open(named, context)?, chosen.dialect, context)?;
                let rows = sources.live.as_ref().map(|live| live.observed.rows()).unwrap_or_default();
                let queries = Queries::new(schema, workload, &rows);
                check(&queries, &mut sink, context)?;
                what = format!("{what} and {}", count(queries.queries.len(), "query", "queries"));
                (queries.schema, queries.workload)
            }
        };
        if let Some(catalog) = sources.live {
            let live = Live { schema, observed: catalog.observed, source: catalog.source };
            rule::run(catalog::rules::ALL, &live, &mut sink, context)?;
        }
        // A file may have both, tables and queries: its comments are about both.
        let mut seen = BTreeSet::new();
        for (source, script) in scripts.iter().chain(&workload.scripts) {
            if seen.insert(source.name()) {
                suppression::apply(source, script, &mut sink, context);
            }
        }
        let (findings, gaps) = sink.finish();
        let report = Report::new(&what, &findings, &gaps, &input.options);
        let (dialect, dialect_from) = (chosen.dialect, chosen.from);
        Ok(Output { report, dialect, dialect_from, tables, indexes, statements })
    }
}

/// Runs the rules about queries.
fn check(queries: &Queries, sink: &mut Sink, context: &Context) -> Result<(), ToolError> {
    sink.gaps(queries.workload.gaps.iter().cloned());
    sink.gaps(queries.queries.iter().flat_map(|query| query.gaps.iter().cloned()));
    if queries.queries.is_empty() {
        sink.gap(Gap::of_source("queries", "there is no query in what was given: none was checked"));
    }
    rule::run(query::rules::ALL, queries, sink, context)
}

pub(super) fn split_all(
    sources: &[Source],
    dialect: Dialect,
    context: &Context,
) -> Result<Vec<(Source, Script)>, ToolError> {
    let mut scripts = Vec::with_capacity(sources.len());
    for source in sources {
        context.checkpoint()?;
        scripts.push((source.clone(), split(source, dialect)));
    }
    Ok(scripts)
}

/// What is owed to the caller beyond what reading gave: silence never means clean.
fn not_examined(chosen: &Chosen, schema: &Schema, sources: &[Source], sink: &Sink) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let name = sources.first().map(Source::name).unwrap_or_default();
    let mut gap = |reason: &str| gaps.push(Gap::of_source(name, reason));
    if schema.statements == 0 {
        gap("there is no statement in the text: nothing was checked");
    } else if schema.changes == 0 {
        gap("no statement of the text makes or changes a table, an index or a type: nothing was checked");
    }
    if chosen.from == DialectFrom::Default && schema.statements > 0 {
        gap("nothing tells the dialect: the text was read as PostgreSQL; say `dialect` for what another server does");
    }
    let selection = sink.selection();
    if !selection.runs_any(rules::RULES.iter().chain(query::rules::RULES).copied()) {
        gap("none of the rules about SQL is selected: nothing was checked");
    }
    gaps
}

/// `shop.sql (PostgreSQL, told by `jsonb`; 5 tables, 9 indexes)`.
pub(super) fn described(sources: &Sources, chosen: &Chosen, schema: &Schema) -> String {
    let name = match sources.sources.as_slice() {
        [only] => only.name().to_owned(),
        several => format!("{} files", several.len()),
    };
    format!(
        "{name} ({}; {}, {})",
        chosen.described(),
        count(schema.tables().count(), "table", "tables"),
        count(schema.index_count(), "index", "indexes")
    )
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
pub(crate) mod testing {
    //! One rule on one text, for the tests beside the rules.

    use std::sync::Arc;

    use architect_core::RuleIndex;

    use super::*;

    pub(crate) fn report(text: &str, dialect: Dialect, rule: &str) -> Report {
        let context = Context::new(Arc::new(RuleIndex::new(rules::RULES.iter().copied())));
        let document = DocumentInput { content: Some(text.to_owned()), ..DocumentInput::default() };
        let options = CheckOptions { select: vec![rule.to_owned()], ..CheckOptions::default() };
        let input = Input { document, options, dialect: Some(dialect), ..Input::default() };
        LintSqlSchema.call(input, &context).unwrap().report
    }

    pub(crate) fn subjects(text: &str, dialect: Dialect, rule: &str) -> Vec<String> {
        report(text, dialect, rule).findings.into_iter().map(|finding| finding.subject).collect()
    }

    pub(crate) fn suggestions(text: &str, dialect: Dialect, rule: &str) -> Vec<String> {
        report(text, dialect, rule).findings.into_iter().filter_map(|finding| finding.suggestion).collect()
    }
}
