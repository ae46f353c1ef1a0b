//! All that a tool may know of the world.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::config::Config;
use crate::database::{Databases, NoDatabases};
use crate::error::{ErrorKind, ToolError};
use crate::files::{Files, NoFiles};
use crate::input::CheckOptions;
use crate::ledger::{Ledger, NoLedger};
use crate::rule::RuleIndex;
use crate::selection::Selection;

/// Tells the caller how far a call has come.
pub trait Progress: Send + Sync {
    /// `done` of `total` steps are behind us; `message` says what comes now.
    fn report(&self, done: u64, total: Option<u64>, message: &str);
}

/// Progress that nobody asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn report(&self, _done: u64, _total: Option<u64>, _message: &str) {}
}

/// A flag by which whoever called may stop a call. Tools look at it between steps; they never see a clock.
#[derive(Debug, Clone, Default)]
pub struct Cancellation {
    state: Arc<AtomicU8>,
}

const RUNNING: u8 = 0;
const CANCELLED: u8 = 1;
const EXPIRED: u8 = 2;

impl Cancellation {
    /// Stops the call because the caller wishes so.
    pub fn cancel(&self) {
        let _ = self.state.compare_exchange(RUNNING, CANCELLED, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Stops the call because its time is up.
    pub fn expire(&self) {
        let _ = self.state.compare_exchange(RUNNING, EXPIRED, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// An error once the call was stopped.
    pub fn check(&self) -> Result<(), ToolError> {
        match self.state.load(Ordering::Relaxed) {
            RUNNING => Ok(()),
            EXPIRED => Err(ToolError::new(ErrorKind::DeadlineExceeded, "the deadline of this call has passed")
                .help("check fewer or smaller files, or raise `deadline_ms` under [limits] in architect.toml")),
            _ => Err(ToolError::new(ErrorKind::Cancelled, "the call was cancelled")),
        }
    }
}

/// Bounds on what a call may read and how deep it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest source, in bytes.
    pub max_source_bytes: u64,
    /// Most files that one call looks at.
    pub max_files: u64,
    /// Deepest nesting that parsers follow; what lies deeper is a gap.
    pub max_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_source_bytes: 32 * 1024 * 1024, max_files: 20_000, max_depth: 256 }
    }
}

impl Limits {
    /// The built-in bounds with the user's changes.
    pub fn with(config: &Config) -> Self {
        let own = Self::default();
        Self {
            max_source_bytes: config.limits.max_source_bytes.unwrap_or(own.max_source_bytes),
            max_files: config.limits.max_files.unwrap_or(own.max_files),
            ..own
        }
    }

    /// Refuses a source that is too large.
    pub fn admit(&self, name: &str, bytes: usize) -> Result<(), ToolError> {
        if bytes as u64 <= self.max_source_bytes {
            return Ok(());
        }
        Err(ToolError::too_large(format!("`{name}` has {bytes} bytes; the limit is {} bytes", self.max_source_bytes))
            .help("check a part of it, or raise `max_source_bytes` under [limits] in architect.toml"))
    }
}

/// All that a tool may know of the world: confined files, named databases, the ledger of approvals, the user's configuration, the rules,
/// bounds, and ways to report progress and to be stopped. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    files: Arc<dyn Files>,
    databases: Arc<dyn Databases>,
    ledger: Arc<dyn Ledger>,
    /// One for each root, in order.
    configs: Arc<Vec<Config>>,
    rules: Arc<RuleIndex>,
    limits: Limits,
    progress: Arc<dyn Progress>,
    cancellation: Cancellation,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("configs", &self.configs)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// A context without files and configuration, in which the given rules are known.
    pub fn new(rules: Arc<RuleIndex>) -> Self {
        Self {
            files: Arc::new(NoFiles),
            databases: Arc::new(NoDatabases),
            ledger: Arc::new(NoLedger),
            configs: Arc::new(vec![Config::default()]),
            rules,
            limits: Limits::default(),
            progress: Arc::new(NoProgress),
            cancellation: Cancellation::default(),
        }
    }

    /// With these files.
    #[must_use]
    pub fn with_files(mut self, files: Arc<dyn Files>) -> Self {
        self.files = files;
        self
    }

    /// With these live databases.
    #[must_use]
    pub fn with_databases(mut self, databases: Arc<dyn Databases>) -> Self {
        self.databases = databases;
        self
    }

    /// With this ledger of approvals.
    #[must_use]
    pub fn with_ledger(mut self, ledger: Arc<dyn Ledger>) -> Self {
        self.ledger = ledger;
        self
    }

    /// With this configuration for every root. The bounds follow it.
    #[must_use]
    pub fn with_config(self, config: Config) -> Self {
        self.with_configs(vec![config])
    }

    /// With a configuration for each root, in their order. The bounds follow the first.
    #[must_use]
    pub fn with_configs(mut self, configs: Vec<Config>) -> Self {
        if let Some(first) = configs.first() {
            self.limits = Limits::with(first);
            self.configs = Arc::new(configs);
        }
        self
    }

    /// With these bounds.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With somebody who listens to progress.
    #[must_use]
    pub fn with_progress(mut self, progress: Arc<dyn Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// With a flag that stops the call.
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// The files.
    pub fn files(&self) -> &dyn Files {
        self.files.as_ref()
    }

    /// The live databases.
    pub fn databases(&self) -> &dyn Databases {
        self.databases.as_ref()
    }

    /// The ledger of approvals.
    pub fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref()
    }

    /// The configuration of the root that a path lies in; of the first root where there is no path.
    pub fn config(&self, path: Option<&str>) -> &Config {
        static DEFAULT: std::sync::OnceLock<Config> = std::sync::OnceLock::new();
        let root = path.and_then(|path| self.files.root_of(path)).unwrap_or(0);
        let config = self.configs.get(root).or_else(|| self.configs.first());
        config.unwrap_or_else(|| DEFAULT.get_or_init(Config::default))
    }

    /// All rules of all fields.
    pub fn rules(&self) -> &RuleIndex {
        &self.rules
    }

    /// The bounds.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Says how far the call has come.
    pub fn progress(&self, done: u64, total: Option<u64>, message: &str) {
        self.progress.report(done, total, message);
    }

    /// What stops the call, for a reader that knows nothing else of it.
    pub fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    /// An error once the call was stopped; tools call this between steps.
    pub fn checkpoint(&self) -> Result<(), ToolError> {
        self.cancellation.check()
    }

    /// The rules that a call selects, with the configuration of the root that `path` lies in.
    pub fn selection(&self, options: &CheckOptions, path: Option<&str>) -> Result<Selection, ToolError> {
        Selection::new(&self.rules, self.config(path), options)
    }
}
