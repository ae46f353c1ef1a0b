//! What a file is for, by its path and its first lines.
//!
//! A path comes in, a [`Role`] goes out: what the file is (its kind), where it is of no consequence (its guard),
//! whether it only undoes, and whether it guards the door.

mod auth_zone;
mod interface;
mod migration;
mod passive;

pub(crate) use auth_zone::{is_class_of_policies, is_policy};

use crate::change::{FileChange, Operation, Side};
use crate::code::Language;
use crate::guard::Guard;

pub use migration::Direction;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A database migration that a tool runs in order.
    Migration,
    /// A list of dependencies that people keep.
    Manifest,
    /// A list of pinned versions that a tool keeps.
    Lockfile,
    /// Terraform or `OpenTofu`.
    Terraform,
    /// A compose file.
    Compose,
    /// Kubernetes objects, or a Helm chart's templates.
    Kubernetes,
    /// A Helm chart's values or metadata.
    Helm,
    /// A Dockerfile.
    Dockerfile,
    /// A Procfile.
    Procfile,
    /// Another form of infrastructure as code: `CloudFormation`, serverless, Pulumi.
    OtherInfrastructure,
    /// An interface contract: `OpenAPI`, protobuf, GraphQL, `AsyncAPI`.
    Contract,
    /// What decides who must agree to a change: CODEOWNERS, this tool's policy, rules of the repository.
    Gate,
    /// A build workflow.
    Workflow,
    /// Program text.
    Source,
    /// Configuration of a program.
    Configuration,
    /// Anything else.
    Other,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// What it is.
    pub kind: Kind,
    /// Its language, where it has one.
    pub language: Option<Language>,
    /// Why nothing in it counts.
    pub guard: Option<Guard>,
    /// Which way a migration goes, where its name says so.
    pub direction: Option<Direction>,
    /// Whether one file of code holds all migrations, one after the other.
    pub lists_migrations: bool,
    /// How strongly its path says that it is about authentication or authorisation.
    pub auth_zone: Option<AuthZone>,
    /// Whether it draws a user interface.
    pub interface: bool,
}

/// How strongly a path speaks of authentication or authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthZone {
    /// By a word that has other senses: token, session, policy, guard.
    Weak,
    /// By a word that has no other.
    Strong,
}

impl Role {
    /// The role of a file of the change.
    pub fn of(file: &FileChange) -> Self {
        let mut role = Self::of_path(&file.path);
        if file.said_migration && role.kind != Kind::Migration {
            role.kind = Kind::Migration;
            role.language = role.language.or(Some(Language::Sql));
            role.guard = None;
            role.direction = migration::direction(&Place::new(&file.path));
        }
        let place = Place::new(&file.path);
        if role.kind == Kind::Source && file.operation == Operation::Added && migration::is_routine(&place) {
            role.kind = Kind::Migration;
            role.direction = migration::direction(&place);
        }
        if role.kind == Kind::Source && role.guard.is_none() && migration::is_for_upgrades(&place) && drops(file) {
            role.kind = Kind::Migration;
            role.lists_migrations = true;
        }
        if role.guard.is_none() && is_generated_text(file) {
            role.guard = Some(Guard::Generated);
        }
        if role.kind == Kind::Other || role.kind == Kind::Configuration {
            role.kind = kind_by_text(file).unwrap_or(role.kind);
        }
        role
    }

    /// The role of a path.
    pub fn of_path(path: &str) -> Self {
        let place = Place::new(path);
        let language = Language::of_path(path);
        let kind = kind(&place, language);
        Self {
            kind,
            language,
            guard: passive::guard(&place, kind),
            direction: (kind == Kind::Migration).then(|| migration::direction(&place)).flatten(),
            lists_migrations: kind == Kind::Migration && migration::is_list(&place),
            auth_zone: auth_zone::of(&place),
            interface: interface::is_interface(&place, language),
        }
    }
}

/// A path, taken apart once.
struct Place {
    /// The whole path in lower case, with a `/` in front.
    path: String,
    /// Its segments as written; the last is the file name.
    segments: Vec<String>,
    /// The file name in lower case.
    name: String,
    /// The extension in lower case, without the dot.
    extension: String,
}

impl Place {
    fn new(path: &str) -> Self {
        let segments: Vec<String> = path.split('/').map(ToOwned::to_owned).collect();
        let name = segments.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_owned()).unwrap_or_default();
        Self { path: format!("/{}", path.to_lowercase()), segments, name, extension }
    }

    /// Whether a folder of the path has one of these names, whatever the case.
    fn in_folder(&self, names: &[&str]) -> bool {
        let folders = self.segments.len().saturating_sub(1);
        self.segments.iter().take(folders).any(|folder| names.iter().any(|name| folder.eq_ignore_ascii_case(name)))
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        extensions.contains(&self.extension.as_str())
    }

    fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }
}

fn kind(place: &Place, language: Option<Language>) -> Kind {
    if is_gate(place) {
        return Kind::Gate;
    }
    if is_workflow(place) {
        return Kind::Workflow;
    }
    if is_lockfile(place) {
        return Kind::Lockfile;
    }
    if crate::manifest::Ecosystem::of_path(&place.path).is_some() {
        return Kind::Manifest;
    }
    if migration::is_migration(place) {
        return Kind::Migration;
    }
    if place.has_extension(&["tf"]) {
        return Kind::Terraform;
    }
    if let Some(kind) = infrastructure(place) {
        return kind;
    }
    if place.has_extension(&["proto", "graphql", "gql", "graphqls", "avsc", "thrift"]) || is_api_document(place) {
        return Kind::Contract;
    }
    match language {
        Some(Language::Yaml | Language::Json | Language::Hash | Language::Hcl) => Kind::Configuration,
        Some(Language::Markup) if place.has_extension(&["xml", "props"]) => Kind::Configuration,
        Some(_) => Kind::Source,
        None => Kind::Other,
    }
}

fn is_gate(place: &Place) -> bool {
    let folder = place.segments.len() <= 2;
    (place.is_named(&["codeowners"]) && (folder || place.path.ends_with("/docs/codeowners")))
        || place.is_named(&["architect.toml", "escalation.toml", ".policy.yml", "policy.hcl"])
            && place.segments.len() == 1
        || place.path == "/.github/settings.yml"
        || place.path.starts_with("/.github/rulesets/")
}

fn is_workflow(place: &Place) -> bool {
    place.path.contains("/.github/")
        || place.path.starts_with("/.circleci/")
        || place.path.starts_with("/.buildkite/")
        || place.path.starts_with("/.gitlab/")
        || place.is_named(&[
            ".gitlab-ci.yml",
            "azure-pipelines.yml",
            "jenkinsfile",
            ".travis.yml",
            "bitbucket-pipelines.yml",
            ".drone.yml",
            "cloudbuild.yaml",
            "appveyor.yml",
            ".pre-commit-config.yaml",
            ".woodpecker.yml",
        ])
        || place.path.contains("/.woodpecker/")
}

fn is_lockfile(place: &Place) -> bool {
    place.is_named(&[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "bun.lockb",
        "deno.lock",
        "cargo.lock",
        "poetry.lock",
        "pipfile.lock",
        "uv.lock",
        "pdm.lock",
        "gemfile.lock",
        "composer.lock",
        "go.sum",
        "go.work.sum",
        "mix.lock",
        "pubspec.lock",
        "packages.lock.json",
        "gradle.lockfile",
        "flake.lock",
        ".terraform.lock.hcl",
        "chart.lock",
    ])
}

fn infrastructure(place: &Place) -> Option<Kind> {
    let yaml = place.has_extension(&["yml", "yaml"]);
    let name = place.name.as_str();
    if yaml && (name.starts_with("docker-compose") || name.starts_with("compose.") || name.contains(".compose.")) {
        return Some(Kind::Compose);
    }
    if name == "dockerfile"
        || name.starts_with("dockerfile.")
        || name.ends_with(".dockerfile")
        || name == "containerfile"
    {
        return Some(Kind::Dockerfile);
    }
    if name == "procfile" {
        return Some(Kind::Procfile);
    }
    if name == "chart.yaml" || (yaml && name.starts_with("values") && place.in_folder(&["charts", "chart", "helm"])) {
        return Some(Kind::Helm);
    }
    if yaml && place.in_folder(&["k8s", "kubernetes", "manifests", "kustomize", "overlays"]) {
        return Some(Kind::Kubernetes);
    }
    if (yaml || place.has_extension(&["tpl"]))
        && place.in_folder(&["templates"])
        && place.in_folder(&["charts", "chart", "helm"])
    {
        return Some(Kind::Kubernetes);
    }
    if yaml
        && matches!(name.trim_end_matches(".yaml").trim_end_matches(".yml"), "serverless" | "template" | "samconfig")
    {
        return Some(Kind::OtherInfrastructure);
    }
    None
}

fn is_api_document(place: &Place) -> bool {
    let stem = place.name.split('.').next().unwrap_or_default();
    place.has_extension(&["yml", "yaml", "json"])
        && (["openapi", "swagger", "asyncapi"].iter().any(|word| stem.contains(word))
            || place.in_folder(&["openapi"]))
}

/// What the text says where the path says nothing: change logs, Kubernetes objects, API documents, compose files.
fn kind_by_text(file: &FileChange) -> Option<Kind> {
    const MOST_LINES: usize = 60;
    let yaml = Language::of_path(&file.path) == Some(Language::Yaml);
    let sides = [Side::New, Side::Old];
    let lines = sides
        .iter()
        .flat_map(|side| file.side(*side))
        .flat_map(|block| (0..block.lines.len().min(MOST_LINES)).map(|index| block.line_text(index)));
    let (mut api_version, mut kind) = (false, false);
    let (mut services, mut runs, mut listed) = (false, false, false);
    let mut pod = 0;
    for line in lines {
        services |= line.trim_end() == "services:";
        // Render's blueprint lists its services, where a compose file names them.
        listed |= line.trim_start().starts_with("- type:");
        let inner = line.trim_start().trim_start_matches("- ");
        runs |= line.starts_with(' ') && (inner.starts_with("image:") || inner.starts_with("build:"));
        // Words that only the description of a pod has.
        pod += usize::from(
            [
                "containers:",
                "containerPort:",
                "imagePullPolicy:",
                "livenessProbe:",
                "readinessProbe:",
                "volumeMounts:",
            ]
            .iter()
            .any(|key| inner.starts_with(key)),
        );
        let line = line.trim_start_matches(['{', ' ', '\t', '"']);
        if line.starts_with("openapi:")
            || line.starts_with("openapi\":")
            || line.starts_with("swagger:")
            || line.starts_with("swagger\":")
        {
            return Some(Kind::Contract);
        }
        // Liquibase's change logs, whole or from a change set on.
        if line.starts_with("<databaseChangeLog")
            || line.starts_with("<changeSet ")
            || line.starts_with("databaseChangeLog:")
            || line.starts_with("databaseChangeLog\":")
            || line.starts_with("- changeSet:")
            || line.starts_with("</changeSet>")
        {
            return Some(Kind::Migration);
        }
        api_version |= line.starts_with("apiVersion:");
        kind |= line.starts_with("kind:");
        if line.starts_with("AWSTemplateFormatVersion") {
            return Some(Kind::OtherInfrastructure);
        }
    }
    if (api_version && kind) || (pod >= 2 && runs) {
        return Some(Kind::Kubernetes);
    }
    (yaml && services && runs && !listed).then_some(Kind::Compose)
}

/// Whether a line that comes drops a table or a column in SQL.
fn drops(file: &FileChange) -> bool {
    let says = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.contains("drop table") || lower.contains("drop column")
    };
    file.new.iter().flat_map(crate::change::Block::changed).any(|(_, _, text)| says(text))
}

fn is_generated_text(file: &FileChange) -> bool {
    const HEAD: u32 = 12;
    let block = file.new.first().or(file.old.first());
    let Some(block) = block else { return false };
    (0..block.lines.len())
        .take_while(|index| block.lines.get(*index).is_some_and(|line| line.number <= HEAD))
        .map(|index| block.line_text(index))
        .any(|line| {
            let says = |text: &str| line.contains(text);
            says("@generated")
                || says("Code generated ")
                || (says("DO NOT EDIT") || says("do not edit")) && says("generated")
                || says("<auto-generated")
        })
}
