//! SQL files below some paths, each with its dialect.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::dialect::{guess, unread};

use crate::Failure;

/// Every `.sql` and `.ddl` file below some paths, in order.
pub(super) fn below(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = waiting.pop() {
        let kind = fs::symlink_metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if kind.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else if kind.is_file() {
            let is_sql = |extension: &std::ffi::OsStr| {
                ["sql", "ddl", "sqldataprovider"].iter().any(|known| extension.eq_ignore_ascii_case(known))
            };
            if path.extension().is_some_and(is_sql) || paths.contains(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Databases that are not read, by the words in paths that name them.
const ELSEWHERE: &[&str] = &[
    "oracle",
    "db2",
    "h2",
    "hsql",
    "derby",
    "cockroach",
    "crdb",
    "clickhouse",
    "cassandra",
    "spanner",
    "redshift",
    "snowflake",
    "bigquery",
    "impala",
    "netezza",
    "spark",
    "synapse_dw",
    "pdw",
    "sqlanywhere",
    "informix",
    "sybase",
    "duckdb",
    "databricks",
    "iris",
    "firebird",
    "hive",
    "kql",
    "fabric",
    "couchbase",
    "teradata",
];

/// A text as it is read, also where it is not UTF-8.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path)?;
    Ok(match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Tells dialects of files: by the path, by the text, or by what most files of the folder are in.
#[derive(Default)]
pub(super) struct Dialects {
    of_folders: BTreeMap<PathBuf, Option<Dialect>>,
}

impl Dialects {
    /// The dialect of a file; none when it is another database's.
    pub(super) fn of(&mut self, path: &Path, source: &Source) -> Option<Dialect> {
        let shown = path.to_string_lossy().to_ascii_lowercase();
        let parts: Vec<&str> = shown.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        if parts.iter().any(|part| ELSEWHERE.contains(part) || part.starts_with("yugabyte"))
            || unread([source]).is_some()
        {
            return None;
        }
        let named = [
            (Dialect::MsSql, &["mssql", "sqlserver", "mssqlserver"][..]),
            (Dialect::PostgreSql, &["postgres", "postgresql", "pgsql", "pg", "psql"][..]),
            (Dialect::MariaDb, &["mariadb"][..]),
            (Dialect::MySql, &["mysql"][..]),
            (Dialect::Sqlite, &["sqlite", "sqlite3"][..]),
        ];
        if shown.contains("sql-server") || shown.contains("sql_server") {
            return Some(Dialect::MsSql);
        }
        // The last part of the path that says one is the nearest.
        let said = parts
            .iter()
            .rev()
            .find_map(|part| named.iter().find(|(_, words)| words.contains(part)).map(|(dialect, _)| *dialect));
        said.or_else(|| guess([source]).map(|guess| guess.dialect))
            .or_else(|| self.of_folder(path))
            .or(Some(Dialect::PostgreSql))
    }

    /// What the files of a folder, or of one of the two above, are in together.
    fn of_folder(&mut self, path: &Path) -> Option<Dialect> {
        path.ancestors().skip(1).take(3).find_map(|folder| {
            if let Some(known) = self.of_folders.get(folder) {
                return *known;
            }
            let files = below(&[folder.to_path_buf()]).unwrap_or_default();
            let sources: Vec<Source> =
                files.iter().take(200).filter_map(|file| Some(Source::new("file", text(file).ok()?))).collect();
            let told = guess(&sources).map(|guess| guess.dialect);
            self.of_folders.insert(folder.to_path_buf(), told);
            told
        })
    }
}
