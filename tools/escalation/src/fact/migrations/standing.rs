//! The migrations that stand before those of a change, where their files are at hand: what a change takes is told from
//! them.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Context, Source};
use architect_sql::Dialect;
use architect_sql::ddl::{QualifiedName, ReferentialAction};
use architect_sql::input::{Chosen, Sources};
use architect_sql::migration::{self, Given, Loss, Server};
use architect_sql::schema::{Schema, fold};
use architect_sql::statement::{Script, split};

/// What stands before the migrations of one folder.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The migrations of the change, as paths.
    pub changed: BTreeSet<String>,
    /// The files before them, in order.
    pub before: Vec<(Source, Script)>,
    /// What they make.
    pub schema: Schema,
}

impl Standing {
    /// Looks for the files before the SQL migrations of a change, folder by folder. `changed` are all its paths.
    pub fn open(changed: &BTreeSet<&str>, context: &Context) -> Vec<Self> {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let mut by_folder: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in changed.iter().filter(|path| path.to_ascii_lowercase().ends_with(".sql")) {
            if let Some(folder) = folder(path) {
                by_folder.entry(folder).or_default().insert((*path).to_owned());
            }
        }
        by_folder.into_values().filter_map(|paths| Self::before(paths, changed, context)).collect()
    }

    fn before(paths: BTreeSet<String>, changed: &BTreeSet<&str>, context: &Context) -> Option<Self> {
        // Where the folder is not below a root, the change is judged by itself.
        let mut sources = Sources::before(paths.first()?, context).ok()?;
        sources.sources.retain(|source| !changed.contains(source.name()));
        let first = sources.sources.first()?;
        let configured = context.config(Some(first.name())).sql.dialect.clone();
        let configured = configured.and_then(|name| name.parse::<Dialect>().ok());
        let dialect = Chosen::new(configured, &sources, context).ok()?.dialect;
        let before: Vec<(Source, Script)> =
            sources.sources.into_iter().map(|source| (source.clone(), split(&source, dialect))).collect();
        let schema = fold(&before, dialect);
        Some(Self { changed: paths, before, schema })
    }

    /// The tables whose rows go with those of a table, for a sentence.
    pub(super) fn taken_along(&self, name: &QualifiedName) -> Option<String> {
        let table = self.schema.named(name)?;
        let cascades = |child: &&architect_sql::schema::Table| {
            child.foreign_keys.iter().any(|key| {
                key.on_delete == Some(ReferentialAction::Cascade)
                    && self.schema.table(&key.parent).is_some_and(|parent| parent.key == table.key)
            })
        };
        let names: Vec<String> =
            self.schema.tables().filter(cascades).map(|child| format!("`{}`", child.name)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// What a whole migration takes: everything that the check of migrations tells.
pub(super) fn losses(file: (Source, Script), standing: Option<&Standing>, dialect: Dialect) -> Vec<Loss> {
    let given = Given {
        before: standing.map_or(&[], |standing| standing.before.as_slice()),
        files: &[file],
        server: Server::new(dialect, None).unwrap_or_default(),
        rows: &BTreeMap::new(),
        wrapping: None,
        alone: &BTreeSet::new(),
        apart: false,
        cancellation: None,
    };
    migration::read(&given).losses()
}
