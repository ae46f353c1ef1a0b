//! Which files a call means, in which order, and which dialect they are in.

use std::collections::BTreeSet;

use architect_core::input::CONTENT;
use architect_core::{Context, DocumentInput, FileEntry, Gap, PathKind, Source, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::{self, Catalog};
use crate::dialect::{self, Dialect};
use crate::schema::{is_down_file, order};

/// The sources of a call, in the order in which they run.
#[derive(Debug, Default)]
pub struct Sources {
    /// The sources.
    pub sources: Vec<Source>,
    /// Files that were left out, and why.
    pub gaps: Vec<Gap>,
    /// The live database that one of the sources was read from.
    pub live: Option<Catalog>,
}

impl Sources {
    /// Reads what a call names: one document, or several paths in their order. A folder stands for its `.sql` files in
    /// the order of their names, and `database:NAME` for the catalog of a live database.
    pub fn open(document: &DocumentInput, paths: &[String], context: &Context) -> Result<Self, ToolError> {
        let mut read = Self::default();
        if paths.is_empty() {
            match &document.path {
                Some(path) if document.content.is_none() => read.path(path, context)?,
                _ => read.sources.push(document.open(context)?),
            }
        } else {
            if document.path.is_some() || document.content.is_some() {
                return Err(ToolError::invalid_input("`paths` was given together with `path` or `content`")
                    .help("give one of them: `paths` for several files in their order"));
            }
            for path in paths {
                read.path(path, context)?;
            }
        }
        if read.sources.is_empty() {
            let named = document.path.iter().chain(paths).map(String::as_str).collect::<Vec<_>>().join("`, `");
            return Err(ToolError::not_found(format!("there is no `.sql` file to read below `{named}`"))
                .help("name a file, or a folder that has `.sql` files"));
        }
        Ok(read)
    }

    fn path(&mut self, path: &str, context: &Context) -> Result<(), ToolError> {
        context.checkpoint()?;
        if let Some(name) = catalog::named(path) {
            if self.live.is_some() {
                return Err(ToolError::invalid_input("two live databases were given").help("give one in each call"));
            }
            let catalog = catalog::read(name, context)?;
            self.sources.push(catalog.source.clone());
            self.gaps.extend(catalog.gaps.iter().cloned());
            self.live = Some(catalog);
            return Ok(());
        }
        if context.files().kind(path)? == PathKind::File {
            self.sources.push(context.files().read(path)?);
            return Ok(());
        }
        let walk = context.files().walk(path)?;
        self.gaps.extend(walk.gaps);
        let mut files: Vec<FileEntry> = walk.files;
        files.retain(|file| file.path.len() > 4 && file.path.to_ascii_lowercase().ends_with(".sql"));
        files.sort_by(|one, two| order(&one.path, &two.path));
        for (done, file) in files.iter().enumerate() {
            context.checkpoint()?;
            context.progress(done as u64, Some(files.len() as u64), &file.path);
            if is_down_file(&file.path) {
                self.gaps.push(Gap::of_source(
                    &file.path,
                    "this file undoes a migration: it was not read into the schema",
                ));
                continue;
            }
            match context.files().read(&file.path) {
                Ok(source) => self.sources.push(source),
                Err(error) => self.gaps.push(Gap::of_source(&file.path, error.message)),
            }
        }
        Ok(())
    }

    /// The files that stand before a migration in its folder, in the order in which they run; none where its folder is
    /// not one of migrations.
    pub fn before(migration: &str, context: &Context) -> Result<Self, ToolError> {
        let mut read = Self::default();
        if let Some(folder) = migrations_folder(migration) {
            read.earlier_in(folder, migration, context)?;
        }
        Ok(read)
    }

    /// The files of a folder of migrations that are ordered before one of them.
    fn earlier_in(&mut self, folder: &str, file: &str, context: &Context) -> Result<(), ToolError> {
        if folder.is_empty() || is_down_file(file) {
            return Ok(());
        }
        let walk = context.files().walk(folder)?;
        self.gaps.extend(walk.gaps);
        let mut files = walk.files;
        files.retain(|other| {
            other.path.to_ascii_lowercase().ends_with(".sql")
                && migrations_folder(&other.path) == Some(folder)
                && !is_down_file(&other.path)
                && order(&other.path, file) == std::cmp::Ordering::Less
        });
        files.sort_by(|one, two| order(&one.path, &two.path));
        for file in &files {
            context.checkpoint()?;
            match context.files().read(&file.path) {
                Ok(source) => self.sources.push(source),
                Err(error) => self.gaps.push(Gap::of_source(&file.path, error.message)),
            }
        }
        Ok(())
    }

    /// The path that tells which root's configuration holds.
    pub fn root_path(&self) -> Option<&str> {
        self.sources.first().map(Source::name).filter(|name| *name != CONTENT)
    }
}

/// The name of a schema whose text came in the call.
pub const SCHEMA: &str = "schema";

/// The files of a migration, and those that stand before it.
#[derive(Debug, Default)]
pub struct MigrationSources {
    /// The migration's own.
    pub migration: Sources,
    /// What stands before it, in order.
    pub before: Vec<Source>,
    /// The files are migrations of their own, one after the other.
    pub apart: bool,
    /// Files that run without a transaction, as a file beside each says.
    pub alone: BTreeSet<String>,
    /// The live database that stands before it.
    pub live: Option<Catalog>,
}

impl MigrationSources {
    /// Reads what a call names. `schema` are files, folders, or the text of DDL; where it is empty and the migration is
    /// one file in a folder of numbered ones, those ordered before it stand before it.
    pub fn open(
        document: &DocumentInput,
        paths: &[String],
        schema: &[String],
        context: &Context,
    ) -> Result<Self, ToolError> {
        let mut migration = Sources::open(document, paths, context)?;
        let folder = match (&document.path, &document.content) {
            (Some(path), None) => Some(path.as_str()),
            _ => None,
        };
        let is_folder = folder.is_some_and(|path| context.files().look(path) == Some(PathKind::Directory));
        let mut before = Sources::default();
        for named in schema {
            if named.contains('\n') || named.contains(';') || named.contains('(') {
                context.limits().admit(SCHEMA, named.len())?;
                before.sources.push(Source::new(SCHEMA, named.clone()));
            } else {
                before.path(named, context)?;
            }
        }
        let down = migration.gaps.iter().filter(|gap| is_down_file(&gap.source)).count();
        if down > 1 {
            let first = migration.gaps.iter().find(|gap| is_down_file(&gap.source)).map(|gap| gap.source.clone());
            migration.gaps.retain(|gap| !is_down_file(&gap.source));
            let reason = format!("{down} files, of which this is the first, undo migrations: they were not judged");
            migration.gaps.push(Gap::of_source(first.unwrap_or_default(), reason));
        }
        let first = match (folder, paths.first()) {
            (Some(path), _) if !is_folder => Some(path),
            (None, Some(path)) => Some(path.as_str()),
            _ => None,
        };
        if let (true, Some(home)) = (schema.is_empty(), first.and_then(migrations_folder)) {
            before.earlier_in(home, first.unwrap_or_default(), context)?;
        }
        // What undoes a migration is no part of the state before; what could not be read may be.
        migration.gaps.extend(before.gaps.into_iter().filter(|gap| !is_down_file(&gap.source)));
        // One look at a folder instead of one for each file that mostly is not there.
        let known: Option<BTreeSet<String>> = match (folder, is_folder) {
            (Some(path), true) => Some(context.files().walk(path)?.files.into_iter().map(|file| file.path).collect()),
            _ => None,
        };
        let may_be_there = |path: &str| known.as_ref().is_none_or(|known| known.contains(path));
        let alone = migration.sources.iter().map(Source::name);
        let alone = alone.filter(|name| runs_alone(name, &may_be_there, context));
        let alone = alone.map(ToOwned::to_owned).collect();
        Ok(Self { migration, before: before.sources, apart: is_folder, alone, live: before.live })
    }
}

impl MigrationSources {
    /// The migration and what stands before it, as far as the dialect is to be told from them.
    pub fn all(&self) -> Sources {
        const FEW: usize = 20;
        let before = self.before.iter().rev().take(FEW);
        Sources {
            sources: self.migration.sources.iter().chain(before).cloned().collect(),
            gaps: Vec::new(),
            live: self.live.clone(),
        }
    }
}

/// Whether a file beside a migration says that it runs without a transaction: diesel's `metadata.toml`, and Flyway's
/// configuration of a script.
fn runs_alone(name: &str, may_be_there: &dyn Fn(&str) -> bool, context: &Context) -> bool {
    let says = |path: &str, key: &str| {
        may_be_there(path)
            && context.files().read(path).is_ok_and(|source| {
                let mut lines = source.text().lines().map(|line| line.split_whitespace().collect::<String>());
                lines.any(|line| line.strip_prefix(key).is_some_and(|rest| rest == "=false"))
            })
    };
    match name.strip_suffix("/up.sql") {
        Some(folder) => says(&format!("{folder}/metadata.toml"), "run_in_transaction"),
        None if name == CONTENT => false,
        None => says(&format!("{name}.conf"), "executeInTransaction"),
    }
}

/// The folder of the migrations that a file is one of: its own, or the one above where each migration has a folder.
fn migrations_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let lower = name.to_ascii_lowercase();
    if lower == "up.sql" || lower == "migration.sql" {
        return folder.rsplit_once('/').map(|(above, _)| above);
    }
    let numbered = lower.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    numbered.then_some(folder)
}

/// Where the dialect comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DialectFrom {
    /// The call said it.
    #[serde(rename = "argument")]
    Argument,
    /// `[sql] dialect` of `architect.toml`.
    #[serde(rename = "architect.toml")]
    Configuration,
    /// The live database's own.
    #[serde(rename = "database")]
    Database,
    /// Told from the text.
    #[serde(rename = "guess")]
    Guess,
    /// Nothing said it.
    #[serde(rename = "default")]
    Default,
}

/// A dialect, where it comes from, and by which words it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The dialect.
    pub dialect: Dialect,
    /// Where it comes from.
    pub from: DialectFrom,
    /// The words that told it, when it was told from the text.
    pub evidence: Vec<&'static str>,
}

impl Chosen {
    /// The dialect of a call: a live database's own, said in it, configured, told from the text, or PostgreSQL.
    pub fn new(said: Option<Dialect>, sources: &Sources, context: &Context) -> Result<Self, ToolError> {
        let plain = |dialect, from| Self { dialect, from, evidence: Vec::new() };
        if let Some(live) = &sources.live {
            return Ok(plain(live.dialect, DialectFrom::Database));
        }
        if let Some(dialect) = said {
            return Ok(plain(dialect, DialectFrom::Argument));
        }
        if let Some(configured) = &context.config(sources.root_path()).sql.dialect {
            return Ok(plain(configured.parse()?, DialectFrom::Configuration));
        }
        if let Some(database) = dialect::unread(&sources.sources) {
            return Err(ToolError::invalid_input(format!("the schema is written for {database}, which is not read"))
                .help("say `dialect` to have it read as postgresql, mysql, mariadb, sqlite or mssql all the same"));
        }
        Ok(match dialect::guess(&sources.sources) {
            Some(guess) => Self { dialect: guess.dialect, from: DialectFrom::Guess, evidence: guess.evidence },
            None => plain(Dialect::default(), DialectFrom::Default),
        })
    }

    /// In a few words, for the summary of a report.
    pub fn described(&self) -> String {
        const FEW: usize = 3;
        let title = self.dialect.title();
        match self.from {
            DialectFrom::Argument | DialectFrom::Database => title.to_owned(),
            DialectFrom::Configuration => format!("{title}, from architect.toml"),
            DialectFrom::Guess => {
                let named = |word: &&str| match word.trim() {
                    word if word.ends_with('`') => "names in backquotes".to_owned(),
                    word if word.ends_with(" [") => "names in brackets".to_owned(),
                    word => format!("`{word}`"),
                };
                let words: Vec<String> = self.evidence.iter().take(FEW).map(named).collect();
                format!("{title}, told by {}", words.join(", "))
            }
            DialectFrom::Default => format!("{title}, assumed"),
        }
    }
}
