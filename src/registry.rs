//! The list of tools, and the one way into a tool.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use architect_container::tool::generate_dockerfile::GenerateDockerfile;
use architect_container::tool::lint_dockerfile::LintDockerfile;
use architect_core::{Cancellation, Context, ErasedTool, Progress, RuleIndex, RuleMeta, Tool, ToolError, nearest};
use architect_deployment::tool::generate_deployment::GenerateDeployment;
use architect_deployment::tool::lint_deployment::LintDeployment;
use architect_escalation::{CheckEscalation, RequestApproval};
use architect_openapi::tool::diff_openapi::DiffOpenapi;
use architect_openapi::tool::validate_openapi::ValidateOpenapi;
use architect_profile::tool::Explain;
use architect_review::tool::ReviewProject;
use architect_sql::tool::check_migration::CheckMigration;
use architect_sql::tool::describe_schema::DescribeSchema;
use architect_sql::tool::lint_sql_schema::LintSqlSchema;
use architect_sql::tool::recommend_indexes::RecommendIndexes;
use serde_json::{Map, Value};

use crate::approvals::Approvals;
use crate::databases::NamedDatabases;
use crate::server::schema::{portable, terse};
use crate::server::{arguments, shown};
use crate::workspace::Workspace;

/// One line a tool.
fn tools() -> Vec<Box<dyn ErasedTool>> {
    vec![
        Box::new(Explain),
        Box::new(ReviewProject),
        Box::new(ValidateOpenapi),
        Box::new(DiffOpenapi),
        Box::new(LintSqlSchema),
        Box::new(CheckMigration),
        Box::new(DescribeSchema),
        Box::new(RecommendIndexes),
        Box::new(LintDockerfile),
        Box::new(GenerateDockerfile),
        Box::new(LintDeployment),
        Box::new(GenerateDeployment),
        Box::new(CheckEscalation),
        Box::new(RequestApproval),
    ]
}

/// The tools that only look something up in the binary: their answers never change and take no time, so that they are given
/// where they are asked for.
const LOOK_UP: [&str; 1] = [<Explain as Tool>::NAME];

/// The rules of all fields.
fn rules() -> impl Iterator<Item = &'static RuleMeta> {
    [
        architect_core::rules::RULES,
        architect_openapi::RULES,
        architect_openapi::diff::rules::RULES,
        architect_sql::RULES,
        architect_sql::catalog::rules::RULES,
        architect_sql::migration::rules::RULES,
        architect_sql::query::rules::RULES,
        architect_container::RULES,
        architect_deployment::RULES,
        architect_deployment::across::RULES,
        architect_escalation::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// A registered tool with the schemas that clients see.
pub struct Registered {
    tool: Box<dyn ErasedTool>,
    // Made when they are first asked for: a call from the shell needs one of them. Shared with the list that clients get:
    // schemas are most of what an idle server holds.
    input_schema: OnceLock<Arc<Map<String, Value>>>,
    output_schema: OnceLock<Arc<Map<String, Value>>>,
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registered").field(&self.tool.name()).finish()
    }
}

impl Registered {
    /// Makes a tool known.
    pub fn new(tool: Box<dyn ErasedTool>) -> Self {
        Self { tool, input_schema: OnceLock::new(), output_schema: OnceLock::new() }
    }

    /// The tool.
    pub fn tool(&self) -> &dyn ErasedTool {
        self.tool.as_ref()
    }

    /// Portable schema of the arguments.
    pub fn input_schema(&self) -> &Arc<Map<String, Value>> {
        self.input_schema.get_or_init(|| object(portable(self.tool.input_schema())))
    }

    /// Portable schema of the answer.
    pub fn output_schema(&self) -> &Arc<Map<String, Value>> {
        self.output_schema.get_or_init(|| object(terse(portable(self.tool.output_schema()))))
    }
}

fn object(schema: Value) -> Arc<Map<String, Value>> {
    match schema {
        Value::Object(object) => Arc::new(object),
        _ => Arc::default(),
    }
}

/// The tools, the rules, and the files, databases and approvals they may read. The only door to a tool.
#[derive(Debug)]
pub struct Registry {
    tools: Vec<Registered>,
    rules: Arc<RuleIndex>,
    workspace: Arc<Workspace>,
    databases: Arc<NamedDatabases>,
    approvals: Arc<Approvals>,
}

/// How a call may be watched and stopped.
#[derive(Clone, Default)]
pub struct Control {
    /// Stops the call.
    pub cancellation: Cancellation,
    /// Listens to progress.
    pub progress: Option<Arc<dyn Progress>>,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("cancellation", &self.cancellation).finish_non_exhaustive()
    }
}

impl Registry {
    /// All tools, over the files of a workspace.
    pub fn new(workspace: Workspace) -> Self {
        Self::with_tools(workspace, tools())
    }

    /// Chosen tools, over the files of a workspace. For servers that are composed otherwise, and for tests.
    pub fn with_tools(workspace: Workspace, tools: Vec<Box<dyn ErasedTool>>) -> Self {
        Self {
            tools: tools.into_iter().map(Registered::new).collect(),
            rules: Arc::new(RuleIndex::new(rules())),
            workspace: Arc::new(workspace),
            databases: Arc::new(NamedDatabases::default()),
            approvals: Arc::default(),
        }
    }

    /// With further tools behind the others, for servers that are composed otherwise.
    #[must_use]
    pub fn with(mut self, tools: Vec<Box<dyn ErasedTool>>) -> Self {
        self.tools.extend(tools.into_iter().map(Registered::new));
        self
    }

    /// With live databases that tools may look into.
    #[must_use]
    pub fn with_databases(mut self, databases: NamedDatabases) -> Self {
        self.databases = Arc::new(databases);
        self
    }

    /// With a ledger of approvals.
    #[must_use]
    pub fn with_approvals(mut self, approvals: Approvals) -> Self {
        self.approvals = Arc::new(approvals);
        self
    }

    /// Keeps only the named tools, in their own order. A name that is none is an error.
    pub fn only(mut self, names: &[String]) -> Result<Self, ToolError> {
        for name in names {
            self.find(name)?;
        }
        self.tools.retain(|registered| names.iter().any(|name| name == registered.tool.name()));
        Ok(self)
    }

    /// The tools in order.
    pub fn tools(&self) -> &[Registered] {
        &self.tools
    }

    /// The rules of all fields.
    pub fn rules(&self) -> &Arc<RuleIndex> {
        &self.rules
    }

    /// The live databases that tools may look into.
    pub fn databases(&self) -> &NamedDatabases {
        &self.databases
    }

    /// The ledger of approvals.
    pub fn approvals(&self) -> &Arc<Approvals> {
        &self.approvals
    }

    /// The files that tools may read.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// A tool by name, or an error with the nearest right name.
    pub fn find(&self, name: &str) -> Result<&Registered, ToolError> {
        self.tools.iter().find(|registered| registered.tool.name() == name).ok_or_else(|| {
            let names = self.tools.iter().map(|registered| registered.tool.name());
            let error = ToolError::not_found(format!("there is no tool `{name}`"));
            match nearest::suggestion(name, names) {
                Some(help) => error.help(help),
                None => error,
            }
        })
    }

    /// Whether a tool only looks something up in the binary.
    pub fn looks_up(name: &str) -> bool {
        LOOK_UP.contains(&name)
    }

    /// Answers a call: understands arguments leniently, gives the tool its context, turns a panic into an error, and shows
    /// what the answer says of inputs as what it is.
    /// Blocks as long as the tool works; `control` stops it.
    pub fn call(&self, name: &str, arguments: Map<String, Value>, control: Control) -> Result<Value, ToolError> {
        let mut answer = self.answer(name, arguments, control).map_err(bounded)?;
        shown::answer(&mut answer);
        Ok(answer)
    }

    fn answer(&self, name: &str, arguments: Map<String, Value>, control: Control) -> Result<Value, ToolError> {
        let registered = self.find(name)?;
        let tool = registered.tool();
        let arguments = arguments::understand(name, registered.input_schema(), tool.aliases(), arguments)?;
        let mut context = Context::new(Arc::clone(&self.rules))
            .with_files(Arc::clone(&self.workspace) as Arc<dyn architect_core::Files>)
            .with_databases(Arc::clone(&self.databases) as Arc<dyn architect_core::Databases>)
            .with_ledger(Arc::clone(&self.approvals) as Arc<dyn architect_core::Ledger>)
            .with_cancellation(control.cancellation);
        if tool.needs_configuration() {
            context = context.with_configs(self.workspace.configs()?);
        }
        if let Some(progress) = control.progress {
            context = context.with_progress(progress);
        }
        context.checkpoint()?;
        catch_unwind(AssertUnwindSafe(|| tool.call_json(Value::Object(arguments), &context))).unwrap_or_else(
            |panic| {
                let reason = panic
                    .downcast_ref::<&str>()
                    .map(ToString::to_string)
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_else(|| "no reason given".to_owned());
                tracing::error!(tool = name, reason, "a tool panicked");
                Err(ToolError::internal(format!("`{name}` failed on this input: {reason}"))
                    .help("this is a fault of the server; other calls are not affected, please report the input"))
            },
        )
    }
}

/// Longest message of an error, in characters.
const LONGEST_MESSAGE: usize = 600;

/// An error says back what was given, which may be a whole document: its beginning is enough to know it by.
fn bounded(mut error: ToolError) -> ToolError {
    for text in std::iter::once(&mut error.message).chain(error.help.as_mut()) {
        shown::line(text, LONGEST_MESSAGE);
    }
    error
}
