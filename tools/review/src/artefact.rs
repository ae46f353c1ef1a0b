//! Finding the artefacts of a project, and the tool for each.

use std::collections::BTreeMap;

use architect_container::tool::lint_dockerfile::{self, LintDockerfile};
use architect_core::database::DATABASE;
use architect_core::rule::USERS_FIELD;
use architect_core::{
    CheckOptions, Context, DocumentInput, FileEntry, Gap, PathKind, Report, Source, Tool as _, ToolError,
};
use architect_deployment::FileKind;
use architect_deployment::kubernetes::Release;
use architect_deployment::tool::lint_deployment::{self, LintDeployment};
use architect_openapi::tool::validate_openapi::{self, ValidateOpenapi};
use architect_sql::input::Sources;
use architect_sql::schema::{is_down_file, order};
use architect_sql::tool::check_migration::{self, CheckMigration};
use architect_sql::tool::lint_sql_schema::{self, LintSqlSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A field of expertise that checks files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// OpenAPI documents.
    Openapi,
    /// SQL schemas and migrations.
    Sql,
    /// Dockerfiles.
    Container,
    /// Compose files and Kubernetes manifests.
    Deployment,
}

impl Field {
    /// All fields, in the order of answers.
    pub const ALL: [Self; 4] = [Self::Openapi, Self::Sql, Self::Container, Self::Deployment];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openapi => "openapi",
            Self::Sql => "sql",
            Self::Container => "container",
            Self::Deployment => "deployment",
        }
    }
}

/// What an artefact is checked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An OpenAPI document.
    Openapi,
    /// SQL as the schema that it comes to.
    Schema,
    /// SQL as a change to tables that are in use.
    Migration,
    /// A Dockerfile.
    Dockerfile,
    /// A Compose file, or manifests of Kubernetes.
    Deployment,
}

impl Kind {
    /// All kinds, in the order of answers.
    pub const ALL: [Self; 5] = [Self::Openapi, Self::Schema, Self::Migration, Self::Dockerfile, Self::Deployment];

    /// The field it belongs to.
    pub const fn field(self) -> Field {
        match self {
            Self::Openapi => Field::Openapi,
            Self::Schema | Self::Migration => Field::Sql,
            Self::Dockerfile => Field::Container,
            Self::Deployment => Field::Deployment,
        }
    }

    /// The tool that checks it.
    pub const fn tool(self) -> &'static str {
        match self {
            Self::Openapi => ValidateOpenapi::NAME,
            Self::Schema => LintSqlSchema::NAME,
            Self::Migration => CheckMigration::NAME,
            Self::Dockerfile => LintDockerfile::NAME,
            Self::Deployment => LintDeployment::NAME,
        }
    }

    /// What it is called.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Openapi => "OpenAPI document",
            Self::Schema => "SQL schema",
            Self::Migration => "migration",
            Self::Dockerfile => "Dockerfile",
            Self::Deployment => "deployment",
        }
    }
}

/// What the caller chose, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Which rules of OpenAPI, those of a ruleset among them.
    pub of_openapi: CheckOptions,
    /// Which rules of the other fields.
    pub of_others: CheckOptions,
    /// The ruleset for OpenAPI documents.
    pub ruleset: Option<String>,
    /// The folder that is reviewed: deployments are held against the code in it.
    pub folder: Option<String>,
}

impl Choices {
    /// Parts what is said about the rules of rulesets from the rest: no other field knows them.
    pub fn new(options: &CheckOptions, ruleset: Option<&str>) -> Self {
        let of_openapi = CheckOptions { limit: Some(u32::MAX), offset: None, min_severity: None, ..options.clone() };
        let mut of_others = of_openapi.clone();
        for names in [&mut of_others.select, &mut of_others.ignore] {
            let all = names.iter().flat_map(|names| names.split(',')).map(str::trim);
            *names = all.filter(|name| !is_users(name)).map(ToOwned::to_owned).collect();
        }
        Self { of_openapi, of_others, ruleset: ruleset.map(ToOwned::to_owned), folder: None }
    }

    /// Whether only rules of rulesets are selected.
    pub fn is_only_about_rulesets(&self) -> bool {
        self.of_others.select.is_empty() && !self.of_openapi.select.is_empty()
    }
}

/// Whether a name means rules that a user wrote.
fn is_users(name: &str) -> bool {
    name.strip_prefix(USERS_FIELD).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Files that are checked together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// What it is checked as.
    pub kind: Kind,
    /// The file, or the folder of files that belong together.
    pub source: String,
    /// The files in the order in which they apply.
    pub files: Vec<String>,
}

/// What was found below a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order of their sources.
    pub artefacts: Vec<Artefact>,
    /// Recognised, but not checked; or not looked at.
    pub gaps: Vec<Gap>,
}

impl Artefact {
    /// Runs the field's tool.
    pub fn check(&self, choices: &Choices, context: &Context) -> Result<Report, ToolError> {
        let options = if self.kind == Kind::Openapi { &choices.of_openapi } else { &choices.of_others };
        let options = options.clone();
        let document = || DocumentInput { path: Some(self.source.clone()), content: None };
        match self.kind {
            Kind::Openapi => {
                let ruleset = choices.ruleset.clone();
                let input = validate_openapi::Input { document: document(), ruleset, options, ..Default::default() };
                ValidateOpenapi.call(input, context).map(|output| output.report)
            }
            Kind::Schema => {
                let mut paths = self.before(context);
                let earlier = !paths.is_empty();
                paths.extend(self.files.iter().cloned());
                let input = lint_sql_schema::Input { paths, options, ..Default::default() };
                let mut report = LintSqlSchema.call(input, context)?.report;
                if earlier {
                    report.findings.retain(|finding| finding.location.source == self.source);
                    report.gaps.retain(|gap| gap.source == self.source);
                }
                Ok(report)
            }
            Kind::Migration => {
                let input = check_migration::Input { document: document(), options, ..Default::default() };
                CheckMigration.call(input, context).map(|output| output.report)
            }
            Kind::Dockerfile => {
                let input = lint_dockerfile::Input { document: document(), options };
                LintDockerfile.call(input, context).map(|output| output.report)
            }
            Kind::Deployment => {
                let sources = self.files.iter().map(|file| context.files().read(file)).collect::<Result<_, _>>()?;
                let (name, code) = (self.source.clone(), choices.folder.clone());
                let set = lint_deployment::Set { name, sources, gaps: Vec::new(), code };
                lint_deployment::check(set, Release::NEWEST, &options, context).map(|output| output.report)
            }
        }
    }
}

impl Artefact {
    /// What stands before a script of a series that is checked alone: its tables are made there.
    fn before(&self, context: &Context) -> Vec<String> {
        match self.files.as_slice() {
            [only] if series(only).is_some() && !is_down_file(only) => Sources::before(only, context)
                .map(|before| before.sources.iter().map(|source| source.name().to_owned()).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

/// Finds the artefacts below a folder, or the one that a file or a live database is.
pub fn find(path: &str, fields: &[Field], context: &Context) -> Result<Found, ToolError> {
    if path.starts_with(DATABASE) {
        let artefact = Artefact { kind: Kind::Schema, source: path.to_owned(), files: vec![path.to_owned()] };
        return Ok(Found { artefacts: vec![artefact], gaps: Vec::new() });
    }
    if context.files().kind(path)? == PathKind::File {
        return single(path, fields, context);
    }
    let walk = context.files().walk(path)?;
    let mut found = Found { artefacts: Vec::new(), gaps: walk.gaps };
    let mut scripts: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    let mut manifests: Vec<String> = Vec::new();
    let charts: Vec<&str> = walk.files.iter().filter_map(|file| file.path.strip_suffix("Chart.yaml")).collect();
    for file in &walk.files {
        context.checkpoint()?;
        match classify(&file.path, || context.files().read(&file.path), fields, &mut found.gaps) {
            Some(Kind::Schema) => scripts.entry(series(&file.path)).or_default().push(file.path.clone()),
            Some(Kind::Deployment) if is_template(&file.path, &charts) => {
                let reason = "a template of a Helm chart, which is known only when it is filled in";
                found.gaps.push(Gap::of_source(&file.path, reason));
            }
            Some(Kind::Deployment) if !is_compose_name(&file.path) => manifests.push(file.path.clone()),
            Some(kind) => {
                found.artefacts.push(Artefact { kind, source: file.path.clone(), files: vec![file.path.clone()] });
            }
            None => {}
        }
    }
    if !manifests.is_empty() {
        // Names lead from folder to folder, so all of them are one set.
        let source = common_folder(&manifests);
        found.artefacts.push(Artefact { kind: Kind::Deployment, source, files: manifests });
    }
    for (series, files) in scripts {
        let (undoing, files): (Vec<String>, Vec<String>) = files.into_iter().partition(|file| is_down_file(file));
        if let Some(first) = undoing.into_iter().next() {
            // One gap for all of them: what undoes a migration is no part of the schema that the migrations make.
            let place = series.clone().filter(|folder| !folder.is_empty()).unwrap_or(first);
            found.gaps.push(Gap::of_source(place, "scripts that undo migrations are not read into the schema"));
        }
        found.artefacts.extend(schemas(series, files));
    }
    found.artefacts.sort_by(|one, other| one.source.cmp(&other.source).then(one.kind.cmp(&other.kind)));
    Ok(found)
}

/// A file that was named is checked, or it is said why it cannot be.
fn single(path: &str, fields: &[Field], context: &Context) -> Result<Found, ToolError> {
    let text = context.files().read(path)?;
    let entry = FileEntry { path: text.name().to_owned(), size: text.text().len() as u64 };
    let mut found = Found::default();
    let artefact = |kind| Artefact { kind, source: entry.path.clone(), files: vec![entry.path.clone()] };
    found.artefacts.extend(classify(&entry.path, || Ok(text.clone()), fields, &mut found.gaps).map(artefact));
    // Whoever names one script of a series asks what it does, now that it is to run. Of a whole folder most ran long ago.
    let is_sql = fields.contains(&Field::Sql) && entry.path.to_ascii_lowercase().ends_with(".sql");
    if is_sql && series(&entry.path).is_some() && !is_down_file(&entry.path) {
        found.artefacts.push(artefact(Kind::Migration));
    }
    if found.artefacts.is_empty() && found.gaps.is_empty() {
        let reason = "not recognised as an OpenAPI document, an SQL schema, a Dockerfile or a deployment";
        found.gaps.push(Gap::of_source(entry.path, reason));
    }
    Ok(found)
}

/// What a file is, by its name first and its text second. What is recognised but has no checker is a gap.
fn classify(
    path: &str,
    read: impl FnOnce() -> Result<Source, ToolError>,
    fields: &[Field],
    gaps: &mut Vec<Gap>,
) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    let wanted = |kind: Kind| fields.contains(&kind.field()).then_some(kind);
    if is_dockerfile(&lower) {
        return wanted(Kind::Dockerfile);
    }
    if !matches!(extension, "sql" | "yaml" | "yml" | "json") {
        return None;
    }
    let text = match read() {
        Ok(text) => text,
        Err(error) => {
            gaps.push(Gap::of_source(path, error.message));
            return None;
        }
    };
    let text = text.text();
    if extension == "sql" {
        return wanted(Kind::Schema).filter(|_| architect_sql::looks_like_schema(&lower, text));
    }
    if architect_openapi::looks_like(&lower, text) {
        return wanted(Kind::Openapi);
    }
    let is_deployment = match architect_deployment::looks_like(&lower, text) {
        Some(FileKind::Compose | FileKind::Kubernetes | FileKind::Kustomization) => true,
        Some(FileKind::Template | FileKind::Other) | None => false,
    };
    if is_deployment { wanted(Kind::Deployment) } else { None }
}

/// Whether a file is a template of one of the Helm charts in these folders.
fn is_template(path: &str, charts: &[&str]) -> bool {
    charts.iter().any(|chart| path.strip_prefix(chart).is_some_and(|rest| rest.starts_with("templates/")))
}

fn is_compose_name(path: &str) -> bool {
    architect_deployment::looks_like(path, "") == Some(FileKind::Compose)
}

/// The deepest folder that all files lie in; a single file is its own.
fn common_folder(files: &[String]) -> String {
    let Some((first, rest)) = files.split_first() else { return ".".to_owned() };
    if rest.is_empty() {
        return first.clone();
    }
    let folder = |path: &'_ str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let mut common = folder(first);
    for path in rest {
        while !common.is_empty() && !path.strip_prefix(&common).is_some_and(|rest| rest.starts_with('/')) {
            common = folder(&common);
        }
    }
    if common.is_empty() { ".".to_owned() } else { common }
}

fn is_dockerfile(lower: &str) -> bool {
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((lower, ""));
    match ending {
        "" => matches!(lower, "dockerfile" | "containerfile"),
        "dockerfile" => true,
        // What belongs to a Dockerfile is none: its ignore file, a template of it, a text about it.
        "dockerignore" | "md" | "txt" | "tmpl" | "j2" | "erb" => false,
        _ => stem == "dockerfile" || stem.starts_with("dockerfile."),
    }
}

/// The folder whose numbered scripts apply in order as one schema: `0001_init.sql` and `V2__orders.sql` are numbered
/// themselves; `20240101120000_init/migration.sql` stands in a numbered folder of its own. `None` for any other script.
fn series(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if is_numbered(name) {
        return Some(folder.to_owned());
    }
    let (above, own) = folder.rsplit_once('/').unwrap_or(("", folder));
    is_numbered(own).then(|| above.to_owned())
}

/// The scripts of a series are one schema; any other is one by itself.
fn schemas(series: Option<String>, mut files: Vec<String>) -> Vec<Artefact> {
    match series {
        Some(folder) if files.len() > 1 => {
            files.sort_by(|one, other| order(one, other));
            let source = if folder.is_empty() { ".".to_owned() } else { folder };
            vec![Artefact { kind: Kind::Schema, source, files }]
        }
        _ => files
            .into_iter()
            .map(|file| Artefact { kind: Kind::Schema, source: file.clone(), files: vec![file] })
            .collect(),
    }
}

/// `0001_init`, `V2__orders`, `20240101120000-add`; a `v1` alone is a version of something else.
fn is_numbered(name: &str) -> bool {
    let digits = name.strip_prefix(['V', 'U', 'R']).unwrap_or(name);
    digits.starts_with(|c: char| c.is_ascii_digit())
}
