//! `check_migration`: what a migration does to tables that are in use.

use std::collections::BTreeMap;

use architect_core::{CheckOptions, Context, DocumentInput, Gap, Report, Sink, Source, Tool, ToolError, rule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::input::{Chosen, MigrationSources};
use crate::migration::rewrite::{RewrittenFile, rewrite, rollback};
use crate::migration::{self, Given, Lock, Migration, Server, Step, Version, Work, Wrapping, group, judged, rules};
use crate::statement::{Script, split};
use crate::suppression;

/// Checks a migration.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckMigration;

/// What is to be checked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// The migration: a file or the text. A folder: each of its files against those before it.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// Several files deployed together, in order.
    #[serde(default)]
    pub paths: Vec<String>,
    /// What stands before: files, folders, DDL text, or `database:NAME`. Default: the files ordered before `path` in its folder.
    #[serde(default)]
    pub schema: Vec<String>,
    /// The server's version: `15`, `10.6`, `8.0.29`. Default: the oldest that is judged (SQLite: 3.35).
    #[serde(default, deserialize_with = "text_or_number")]
    #[schemars(with = "Option<String>")]
    pub version: Option<String>,
    /// Rows by table, e.g. `{"orders": 50000000}`.
    #[serde(default)]
    pub tables: BTreeMap<String, u64>,
    /// Whether the file runs as one transaction. Default: told by the migration tool's marks.
    #[serde(default)]
    pub transaction: Option<bool>,
    /// Default: as in `lint_sql_schema`.
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
    /// The version that was judged.
    pub version: String,
    /// How a file runs: `file` (one transaction), `statement`, `unknown`.
    pub transaction: String,
    /// Statements that lock tables in use.
    pub statements: Vec<StatementRow>,
    /// Files that do the same safely, in order.
    pub rewrite: Vec<RewrittenFile>,
    /// Undoes the migration, where that is possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<String>,
}

/// What a statement does.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StatementRow {
    /// `file:line`.
    pub at: String,
    /// What it does.
    pub does: String,
    /// `table: LOCK`, strongest of each.
    pub locks: Vec<String>,
    /// Who waits: `reads and writes`, `writes`, `nobody`.
    pub blocks: String,
    /// Under these locks: `rewrite`, `index build`, `scan`, `none`.
    pub work: String,
    /// `INSTANT`, `NOCOPY`, `INPLACE` or `COPY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// Whether rows are lost.
    pub loses_data: bool,
}

/// Most statements that an answer lists.
const MOST_ROWS: usize = 30;
/// Longest rewrite that an answer has unless `limit` is given, in bytes: findings come first.
const LONGEST_REWRITE: usize = 8_000;

impl Tool for CheckMigration {
    const NAME: &'static str = "check_migration";
    const TITLE: &'static str = "Check a migration";
    const DESCRIPTION: &'static str = "Tells what a migration of PostgreSQL, MySQL, MariaDB, SQLite or SQL Server does to \
        tables in use: lock or algorithm of each statement, who waits, rewrites and scans, lost data, what breaks \
        running code, what cannot run in a transaction. Knows the schema before it. Gives the safe files to run \
        instead. Use before a migration is merged.";
    type Input = Input;
    type Output = Output;

    fn call(&self, mut input: Input, context: &Context) -> Result<Output, ToolError> {
        let sources = MigrationSources::open(&input.document, &input.paths, &input.schema, context)?;
        if let Some(live) = &sources.live {
            input.version.get_or_insert_with(|| live.version.clone());
            for (table, rows) in live.observed.rows() {
                input.tables.entry(table).or_insert(rows);
            }
        }
        let selection = context.selection(&input.options, sources.migration.root_path())?;
        // Ignore comments for the rules about schemas and queries are no business of this tool.
        let others = crate::rules::RULES.iter().chain(crate::catalog::rules::RULES);
        let others = others.chain(crate::query::rules::RULES).copied();
        let mut sink = Sink::new(selection.without(others));
        let chosen = Chosen::new(input.dialect, &sources.all(), context)?;
        sink.gaps(sources.migration.gaps.iter().cloned());
        let name = sources.migration.sources.first().map(Source::name).unwrap_or_default().to_owned();
        let server = server(&input, chosen.dialect, sources.migration.root_path(), context)?;
        let files = split_all(&sources.migration.sources, chosen.dialect, context)?;
        let before = split_all(&sources.before, chosen.dialect, context)?;
        let wrapping = input.transaction.map(|whole| if whole { Wrapping::Whole } else { Wrapping::Each });
        let given = Given {
            before: &before,
            files: &files,
            server,
            rows: &input.tables,
            wrapping,
            alone: &sources.alone,
            apart: sources.apart,
            cancellation: Some(context.cancellation()),
        };
        let migration = migration::read(&given);
        context.checkpoint()?;
        sink.gaps(migration.gaps.iter().cloned());
        if migration.steps().next().is_none() {
            sink.gap(Gap::of_source(&name, "there is no statement in the text: nothing was checked"));
        }
        if !sink.selection().runs_any(rules::of(chosen.dialect).map(|rule| rule.meta)) {
            sink.gap(Gap::of_source(&name, "none of the rules about migrations is selected: nothing was checked"));
        }
        for rule in rules::of(chosen.dialect) {
            rule::run(std::slice::from_ref(rule), &migration, &mut sink, context)?;
        }
        for (source, script) in &files {
            suppression::apply(source, script, &mut sink, context);
        }
        Ok(answer(&input, &name, &migration, sources.apart && files.len() > 1, sink))
    }
}

/// A version as a text, or as the number that many write.
fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    match value {
        None => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text)),
        Some(serde_json::Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(serde::de::Error::custom("a version is a text such as \"15\" or \"8.0.29\"")),
    }
}

/// The server that is meant: the version of the call, or the configured one where the dialect is configured too.
fn server(input: &Input, dialect: Dialect, root: Option<&str>, context: &Context) -> Result<Server, ToolError> {
    let (oldest, newest) = judged(dialect);
    let configured = &context.config(root).sql;
    let of_root = configured.server_version.clone().filter(|_| {
        configured.dialect.as_ref().is_none_or(|name| name.parse::<Dialect>().is_ok_and(|known| known == dialect))
    });
    let said = input.version.as_ref().or(of_root.as_ref());
    let version = said.map(|text| (text, Version::parse(text)));
    let help = format!("give the version of {} as `version`: {oldest} to {newest}", dialect.title());
    match version {
        None => Ok(Server::new(dialect, None).unwrap_or_default()),
        Some((text, None)) => Err(ToolError::invalid_input(format!("`{text}` is no version")).help(help)),
        Some((text, Some(version))) => Server::new(dialect, Some(version))
            .ok_or_else(|| ToolError::invalid_input(format!("{} {text} is not judged", dialect.title())).help(help)),
    }
}

fn split_all(sources: &[Source], dialect: Dialect, context: &Context) -> Result<Vec<(Source, Script)>, ToolError> {
    let mut scripts = Vec::with_capacity(sources.len());
    for source in sources {
        context.checkpoint()?;
        scripts.push((source.clone(), split(source, dialect)));
    }
    Ok(scripts)
}

fn answer(input: &Input, name: &str, migration: &Migration, apart: bool, mut sink: Sink) -> Output {
    let dialect = migration.server.dialect;
    let rows: Vec<StatementRow> = migration.steps().filter_map(|step| row(step, dialect)).collect();
    if rows.len() > MOST_ROWS {
        let reason = format!("{} more statements that lock tables are judged but not listed", rows.len() - MOST_ROWS);
        sink.gap(Gap::of_source(name, reason));
    }
    // The files of a folder were run long ago, most of them: there is no use in another way to the same end.
    let alone = !apart;
    let mut files = if alone && !sink.findings().is_empty() { rewrite(migration) } else { Vec::new() };
    let bytes: usize = files.iter().map(|file| file.sql.len()).sum();
    if bytes > LONGEST_REWRITE && input.options.limit.is_none() {
        let reason =
            format!("the rewrite is left out: it has {bytes} bytes; say `limit` (0 for no findings) to get it");
        sink.gap(Gap::of_source(name, reason));
        files.clear();
    }
    let mut undo = if alone { rollback(migration) } else { None };
    if let Some(bytes) = undo.as_ref().map(String::len)
        && bytes > LONGEST_REWRITE
        && input.options.limit.is_none()
    {
        let reason =
            format!("the rollback is left out: it has {bytes} bytes; say `limit` (0 for no findings) to get it");
        sink.gap(Gap::of_source(name, reason));
        undo = None;
    }
    let (findings, gaps) = sink.finish();
    let findings = group::fold(findings, migration);
    let what = match migration.files.len() {
        0 | 1 => name.to_owned(),
        several => format!("{several} files"),
    };
    let server = migration.server;
    let version = server.version.to_string();
    let how = if server.assumed { ", assumed" } else { "" };
    let what = format!("{what} ({} {version}{how}; {} statements)", dialect.title(), migration.steps().count());
    let report = Report::new(&what, &findings, &gaps, &input.options);
    let wrapping = migration.files.first().map_or(Wrapping::Unknown, |file| file.wrapping);
    Output {
        report,
        version,
        transaction: wrapping.as_str().to_owned(),
        statements: rows.into_iter().take(MOST_ROWS).collect(),
        rewrite: files,
        rollback: undo,
    }
}

/// A statement that locks tables in use.
fn row(step: &Step, dialect: Dialect) -> Option<StatementRow> {
    let locks = step.locks();
    let strongest = step.strongest_lock();
    if strongest <= Lock::AccessShare {
        return None;
    }
    let work = step.effects.iter().map(migration::Effect::work).max().unwrap_or(Work::None);
    let mut does: Vec<String> = step.effects.iter().map(migration::Effect::title).collect();
    does.dedup();
    let span = step.span();
    Some(StatementRow {
        at: format!("{}:{}", span.source(), span.start().line),
        does: does.join("; "),
        // SQLite has one lock for all tables.
        locks: if dialect == Dialect::Sqlite {
            vec![format!("database: {}", strongest.title_in(dialect))]
        } else {
            locks.iter().map(|(table, lock)| format!("{}: {}", table.name, lock.title_in(dialect))).collect()
        },
        blocks: match strongest {
            lock if lock.blocks_reads() => "reads and writes",
            lock if lock.blocks_writes() => "writes",
            _ => "nobody",
        }
        .to_owned(),
        work: work.title().to_owned(),
        algorithm: step.carried.as_ref().map(|carried| carried.way.algorithm.title().to_owned()),
        loses_data: step.effects.iter().any(migration::Effect::loses_data),
    })
}
