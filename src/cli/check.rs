//! `backend-architect check`: the shell face of the tool `review_project`, and of `check_escalation` with `--escalation`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use architect_core::database::DATABASE;
use architect_core::{Files as _, Progress, Severity, ToolError};
use architect_review::tool::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::escalation::{self, Escalation};
use super::output::{self, Format};
use super::{Outcome, print, roots};
use crate::databases::NamedDatabases;
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders, or `database:NAME`; the current directory by default.
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) escalation: Escalation,
    /// Form of the answer: for people, as JSON, as SARIF 2.1.0, as annotations of GitHub Actions, or as Markdown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Exit with 1 when there is a finding of this severity or worse; `never` to always exit with 0.
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Run only these rules: ids, fields or peers' names; may be given several times or separated by commas.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Leave these rules out.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Report only this severity and worse.
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "info", "hint"])]
    min_severity: Option<String>,
    /// Spectral ruleset that says what is checked in OpenAPI documents, e.g. `.spectral.yaml`.
    #[arg(long, value_name = "FILE")]
    ruleset: Option<PathBuf>,
    /// Live database that a path may mean, as `database:NAME`; may be given several times. `env:VARIABLE` takes the URL
    /// from the environment.
    #[arg(long = "database", value_name = "NAME=URL")]
    databases: Vec<String>,
    /// Only these fields, separated by commas: openapi, sql, container.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
}

/// The severity from which on the exit code is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl FailOn {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Hint => Some(Severity::Hint),
            Self::Never => None,
        }
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.escalation.is_wanted() {
        return escalation::run(args);
    }
    let paths = roots(&args.paths);
    let all: Vec<PathBuf> = paths.iter().chain(&args.ruleset).cloned().collect();
    let databases = NamedDatabases::parse(&args.databases)?;
    let registry = Registry::new(Workspace::open(readable(&all)?)?).with_databases(databases);
    let bar = progress_bar();
    let mut whole: Option<Output> = None;
    for path in &paths {
        let mut arguments = json!({
            "path": name(path),
            "select": args.select,
            "ignore": args.ignore,
            "fields": args.fields,
            "limit": u32::MAX,
        });
        if let Some(severity) = &args.min_severity {
            arguments["min_severity"] = json!(severity);
        }
        if let Some(ruleset) = &args.ruleset {
            arguments["ruleset"] = json!(name(ruleset));
        }
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let progress = Arc::new(Bar(bar.clone())) as Arc<dyn Progress>;
        let control = Control { progress: Some(progress), ..Control::default() };
        let answer = registry.call("review_project", arguments, control)?;
        let answer = serde_json::from_value(answer)
            .map_err(|error| ToolError::internal(format!("the review cannot be read: {error}")))?;
        whole = Some(match whole.take() {
            None => answer,
            Some(mut whole) => {
                whole.append(answer);
                whole
            }
        });
    }
    bar.finish_and_clear();
    let Some(review) = whole else { return Ok(ExitCode::SUCCESS) };
    let sources = |name: &str| registry.workspace().read(name).ok();
    print(output::render(args.format, &review.report, &review, registry.rules(), &sources)?.trim_end())?;
    let failed = args.fail_on.severity().is_some_and(|least| review.findings.iter().any(|f| f.severity >= least));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The current directory, so that names in the answer are relative to it, and whatever was named outside of it.
pub(super) fn readable(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ToolError> {
    let here = std::env::current_dir()
        .and_then(|here| here.canonicalize())
        .map_err(|error| ToolError::internal(format!("there is no current directory: {error}")))?;
    let mut roots = vec![here.clone()];
    for path in paths.iter().filter(|path| !is_database(path)) {
        let real = path.canonicalize().map_err(|error| {
            ToolError::not_found(format!("`{}` cannot be checked: {error}", path.display()))
                .help("give a file or folder that exists")
        })?;
        if !real.starts_with(&here) {
            let folder = if real.is_dir() { Some(real.as_path()) } else { real.parent() };
            roots.extend(folder.map(Path::to_path_buf));
        }
    }
    Ok(roots)
}

/// Whether a path means a live database.
fn is_database(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.starts_with(DATABASE))
}

/// A path as the workspace takes it: relative below the current directory, absolute elsewhere.
pub(super) fn name(path: &Path) -> String {
    if is_database(path) {
        return path.to_string_lossy().into_owned();
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let inside = real.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(real);
    let name = inside.to_string_lossy().into_owned();
    if name.is_empty() { ".".to_owned() } else { name }
}

/// A bar on a terminal that appears when it takes long; nothing elsewhere.
fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

/// Time after which a bar is worth drawing.
const PATIENCE: Duration = Duration::from_millis(400);

struct Bar(ProgressBar);

impl Progress for Bar {
    fn report(&self, done: u64, total: Option<u64>, message: &str) {
        if self.0.elapsed() < PATIENCE {
            return;
        }
        if let Some(total) = total {
            self.0.set_length(total);
        }
        self.0.set_message(message.to_owned());
        self.0.set_position(done);
    }
}
