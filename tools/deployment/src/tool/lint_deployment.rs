//! `lint_deployment`

use std::collections::BTreeMap;

use architect_core::{
    CheckOptions, Context, DocumentInput, Gap, PathKind, PeerComment, Report, Sink, Source, Tool, ToolError, rule,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::across::{self, System};
use crate::compose::Compose;
use crate::kubernetes::Release;
use crate::manifests::Manifests;
use crate::recognise::{self, FileKind};
use crate::{rules, suppression};

/// Checks Compose files and Kubernetes manifests.
#[derive(Debug, Clone, Copy, Default)]
pub struct LintDeployment;

/// Arguments of `lint_deployment`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// A file, or a folder whose manifests are one set.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// Kubernetes release, `1.33` to `1.37`; the newest by default.
    #[serde(default)]
    pub kubernetes_version: Option<String>,
    /// Which rules, which findings.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// Answer of `lint_deployment`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings and gaps.
    #[serde(flatten)]
    pub report: Report,
    /// What was read: `Deployment/orders`, `services/api`.
    pub objects: Vec<String>,
}

/// Ignore comments of other tools.
const PEERS: &[PeerComment] = &[
    PeerComment { marker: "checkov:skip=", peer: "checkov", whole_file: true },
    PeerComment { marker: "trivy:ignore:", peer: "trivy", whole_file: false },
];

/// Most names in the answer.
const MOST_OBJECTS: usize = 60;

impl Tool for LintDeployment {
    const NAME: &'static str = "lint_deployment";
    const TITLE: &'static str = "Check Compose files and Kubernetes manifests";
    const DESCRIPTION: &'static str = "Checks Compose files and Kubernetes manifests: schema and removed API versions, selectors \
        and names that lead nowhere, probes, resources, privileges, secrets, rollouts. A folder is read as one set. \
        Helm templates and custom resources are gaps. Give `path` or `content`.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let release = release(input.kubernetes_version.as_deref())?;
        let set = sources(&input.document, context)?;
        check(set, release, &input.options, context)
    }
}

/// Files that are checked together.
#[derive(Debug)]
pub struct Set {
    /// What the summary calls it.
    pub name: String,
    /// The files.
    pub sources: Vec<Source>,
    /// What was left out already.
    pub gaps: Vec<Gap>,
    /// The folder with the code that the files are held against.
    pub code: Option<String>,
}

/// Checks files as one set.
pub fn check(set: Set, release: Release, options: &CheckOptions, context: &Context) -> Result<Output, ToolError> {
    let Set { name, sources, gaps, code } = set;
    let mut sink = Sink::new(context.selection(options, Some(&name))?);
    sink.gaps(gaps);
    let set = Manifests::read(&sources, release, context.limits())?;
    if set.files().iter().all(|file| file.kind == FileKind::Other && file.stream.syntax_errors().is_empty()) {
        return Err(ToolError::invalid_input(format!("`{name}` holds no Compose file and no Kubernetes manifest"))
            .help("a Compose file has `services`, a manifest `apiVersion` and `kind`"));
    }
    if !sink.selection().runs_any(rules::RULES.iter().chain(across::RULES).copied()) {
        sink.gap(Gap::of_source(&name, "no rule about deployments is selected"));
    }
    sink.gaps(set.gaps().iter().chain(&set.validation().gaps).cloned());
    rule::run(rules::ALL, &set, &mut sink, context)?;
    let set = match &code {
        Some(folder) => with_code(set, folder, &mut sink, context)?,
        None => set,
    };
    suppression::apply(&set, PEERS, &mut sink, context.rules());
    let (findings, gaps) = sink.finish();
    let what = format!("{name} ({})", tally(&set));
    Ok(Output { report: Report::new(&what, &findings, &gaps, options), objects: objects(&set) })
}

/// Holds a set against the code in a folder; gives the set back.
fn with_code(set: Manifests, folder: &str, sink: &mut Sink, context: &Context) -> Result<Manifests, ToolError> {
    if !sink.selection().runs_any(across::RULES.iter().copied()) {
        return Ok(set);
    }
    let system = System::read(set, folder, context)?;
    sink.gaps(system.gaps().cloned());
    rule::run(across::rules::ALL, &system, sink, context)?;
    Ok(system.set)
}

fn release(text: Option<&str>) -> Result<Release, ToolError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(Release::NEWEST) };
    Release::read(text).ok_or_else(|| {
        ToolError::invalid_input(format!("`{text}` is no release of Kubernetes that is known")).help(format!(
            "give one from {} to {}",
            Release::OLDEST,
            Release::NEWEST
        ))
    })
}

/// The text, the file, or all manifests below the folder.
fn sources(input: &DocumentInput, context: &Context) -> Result<Set, ToolError> {
    let name = input.path.clone().unwrap_or_else(|| architect_core::input::CONTENT.to_owned());
    let folder = input
        .path
        .as_deref()
        .filter(|path| input.content.is_none() && context.files().look(path) == Some(PathKind::Directory));
    let Some(folder) = folder else {
        return Ok(Set { name, sources: vec![input.open(context)?], gaps: Vec::new(), code: None });
    };
    let walk = context.files().walk(folder)?;
    let mut gaps = walk.gaps;
    let charts: Vec<&str> = walk.files.iter().filter_map(|file| file.path.strip_suffix("Chart.yaml")).collect();
    let mut sources = Vec::new();
    for file in &walk.files {
        context.checkpoint()?;
        let extension = file.path.rsplit_once('.').map_or("", |(_, extension)| extension);
        if !matches!(extension, "yaml" | "yml" | "json") {
            continue;
        }
        if charts.iter().any(|chart| file.path.strip_prefix(chart).is_some_and(|rest| rest.starts_with("templates/")))
        {
            let reason = "a template of a Helm chart, which is known only when it is filled in";
            gaps.push(Gap::of_source(&file.path, reason));
            continue;
        }
        match context.files().read(&file.path) {
            Ok(source) if recognise::looks_like(&file.path, source.text()).is_some() => sources.push(source),
            Ok(_) => {}
            Err(error) => gaps.push(Gap::of_source(&file.path, error.message)),
        }
    }
    if sources.is_empty() && gaps.is_empty() {
        return Err(ToolError::invalid_input(format!(
            "there is no Compose file and no Kubernetes manifest below `{folder}`"
        ))
        .help("give a folder that holds some, or a file"));
    }
    Ok(Set { name, sources, gaps, code: Some(folder.to_owned()) })
}

/// `2 Deployments, 2 Services`, `a Compose file with 7 services`.
fn tally(set: &Manifests) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for object in set.objects() {
        *kinds.entry(object.kind).or_default() += 1;
    }
    let services = set.compose_files().flat_map(Compose::services).count();
    let mut words: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if services > 0 {
        words.push(format!("{services} service{} of Compose", if services == 1 { "" } else { "s" }));
    }
    if words.is_empty() { "no objects".to_owned() } else { words.join(", ") }
}

fn objects(set: &Manifests) -> Vec<String> {
    let of_kubernetes = set.objects().map(super::super::kubernetes::Object::subject);
    let of_compose =
        set.compose_files().flat_map(Compose::services).map(super::super::compose::service::Service::subject);
    let mut names: Vec<String> = of_kubernetes.chain(of_compose).collect();
    if names.len() > MOST_OBJECTS {
        let more = names.len() - MOST_OBJECTS;
        names.truncate(MOST_OBJECTS);
        names.push(format!("and {more} more"));
    }
    names
}
