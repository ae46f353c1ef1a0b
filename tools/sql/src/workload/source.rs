//! Where a workload comes from, and which form it has.

use architect_core::{Context, PathKind, Source, ToolError};

use super::fold::fold;
use super::{Entry, Workload, log, sql, statistics};
use crate::dialect::Dialect;

/// The name of queries whose text came in the call.
const QUERIES: &str = "queries";

/// Endings of files that may hold queries.
const ENDINGS: &[&str] = &[".sql", ".log", ".csv", ".json", ".jsonl", ".tsv"];

/// Reads what a call names: files, folders, or the text of queries.
pub fn open(named: &[String], context: &Context) -> Result<Vec<Source>, ToolError> {
    let mut sources = Vec::new();
    for (at, named) in named.iter().enumerate() {
        context.checkpoint()?;
        if is_text(named) {
            context.limits().admit(QUERIES, named.len())?;
            let name = if at == 0 { QUERIES.to_owned() } else { format!("{QUERIES} {}", at + 1) };
            sources.push(Source::new(name, named.clone()));
        } else if context.files().kind(named)? == PathKind::File {
            sources.push(context.files().read(named)?);
        } else {
            let walk = context.files().walk(named)?;
            let is_one = |path: &str| ENDINGS.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
            for file in walk.files.iter().filter(|file| is_one(&file.path)) {
                context.checkpoint()?;
                sources.push(context.files().read(&file.path)?);
            }
        }
    }
    if sources.is_empty() {
        return Err(ToolError::invalid_input("no queries were given").help(
            "give `queries`: files (.sql, pg_stat_statements as .csv or .json, a log), or the text of queries",
        ));
    }
    Ok(sources)
}

/// Whether something is the text of queries rather than a path.
fn is_text(named: &str) -> bool {
    let first = named.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let word = first.to_ascii_lowercase();
    let begins =
        ["select", "with", "insert", "update", "delete", "merge", "replace", "values"].contains(&word.as_str());
    named.contains('\n')
        || (begins && named.trim().contains(char::is_whitespace))
        || named.trim_start().starts_with("--")
}

/// Reads the queries of sources.
pub fn read(sources: &[Source], dialect: Dialect, context: &Context) -> Result<Workload, ToolError> {
    let mut workload = Workload::default();
    let mut entries: Vec<Entry> = Vec::new();
    for source in sources {
        context.checkpoint()?;
        match Form::of(source) {
            Form::Json => statistics::json(source, dialect, &mut entries, &mut workload.gaps),
            Form::Table(separator) => statistics::table(source, separator, dialect, &mut entries, &mut workload.gaps),
            Form::Log => log::read(source, dialect, &mut entries),
            Form::Sql => sql::read(source, dialect, &mut entries, &mut workload),
        }
    }
    fold(entries, &mut workload);
    Ok(workload)
}

enum Form {
    Json,
    Table(char),
    Log,
    Sql,
}

impl Form {
    fn of(source: &Source) -> Self {
        let text = source.text();
        let name = source.name().to_ascii_lowercase();
        let first = text.trim_start();
        if [".json", ".jsonl"].iter().any(|ending| name.ends_with(ending))
            || first.starts_with("[{")
            || first.starts_with("{\"")
        {
            return Self::Json;
        }
        if let Some(separator) = statistics::separator(text) {
            return Self::Table(separator);
        }
        let is_sql = name.rsplit('.').next() == Some("sql");
        if !is_sql && log::is_log(text) {
            return Self::Log;
        }
        Self::Sql
    }
}
