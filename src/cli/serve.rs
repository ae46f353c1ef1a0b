//! `backend-architect serve`

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use architect_core::ToolError;

use super::Outcome;
use crate::approvals::Approvals;
use crate::databases::NamedDatabases;
use crate::registry::Registry;
use crate::server::{Architect, Policy, StateKey};
use crate::transport::{http, stdio};
use crate::workspace::Workspace;

#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// Directory whose files may be read; several may be given at once, or one each time. Without any, tools take text only.
    #[arg(long = "root", value_name = "DIR", num_args = 1..)]
    roots: Vec<PathBuf>,
    /// Live database that tools may look into, read-only, as `database:NAME`; may be given several times.
    /// `postgres://`, `mysql://`, `sqlite:FILE`, or `env:VARIABLE` to take the URL from the environment.
    #[arg(long = "database", value_name = "NAME=URL")]
    databases: Vec<String>,
    /// Ledger in which the answers of people are kept, e.g. `approvals.jsonl`; made when it is not there. Without one,
    /// answers are returned and not kept.
    #[arg(long = "approvals", value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// How long a person who is asked may take.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=604_800))]
    approval_timeout: Option<u64>,
    /// Key that seals what people are asked on its way through clients, shared by replicas, e.g. from `openssl rand -hex 32`.
    /// Without one each process has its own, and an answer must come back to it.
    #[arg(long, value_name = "FILE")]
    state_key_file: Option<PathBuf>,
    /// Offer only these tools, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    tools: Vec<String>,
    /// Serve over HTTP at this address, endpoint `/mcp`, instead of standard input and output.
    #[arg(long, value_name = "ADDRESS", help_heading = "HTTP")]
    http: Option<SocketAddr>,
    #[command(flatten)]
    front: Front,
}

/// What only concerns HTTP.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "HTTP")]
struct Front {
    /// File of bearer tokens, in TOML: `[[token]]` with `name`, `token` or `sha256`, `scopes`, `roots`. Read again when
    /// it changes.
    #[arg(long, value_name = "FILE", requires = "http")]
    tokens: Option<PathBuf>,
    /// Authorization server whose access tokens (JWT) are taken, as their `iss` names it.
    #[arg(long, value_name = "URL", requires_all = ["http", "oauth_audience"])]
    oauth_issuer: Option<String>,
    /// What access tokens must be for, as their `aud` names it: the public address of this endpoint.
    #[arg(long, value_name = "URL", requires = "oauth_issuer")]
    oauth_audience: Option<String>,
    /// The issuer's public keys, a JWK set in a file, read again when it changes. Without it they are fetched from the issuer.
    #[arg(long, value_name = "FILE", requires = "oauth_issuer")]
    oauth_keys: Option<PathBuf>,
    /// Certificate chain in PEM.
    #[arg(long, value_name = "FILE", requires = "http", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key in PEM.
    #[arg(long, value_name = "FILE", requires = "http", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Name under which clients reach the server, `HOST` or `HOST:PORT`; loopback's names are always allowed.
    #[arg(long = "allow-host", value_name = "HOST", requires = "http")]
    hosts: Vec<String>,
    /// Origin of pages whose browsers may call, for example `https://app.example.com:443`; on loopback this machine's own
    /// may.
    #[arg(long = "allow-origin", value_name = "ORIGIN", requires = "http")]
    origins: Vec<String>,
    /// Most requests a minute of one principal.
    #[arg(long, value_name = "N", default_value = "600000", requires = "http")]
    rate: NonZeroU32,
    /// Most requests in flight of one principal.
    #[arg(long, value_name = "N", default_value_t = 256, requires = "http")]
    in_flight: usize,
    /// Longest body in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 64 * 1024 * 1024, requires = "http")]
    longest_body: usize,
    /// Give clients of 2025-11-25 and before a session, so that a person can be asked through them. Each of them has to reach
    /// the same replica then.
    #[arg(long, requires = "http")]
    sessions: bool,
    /// Seconds for which requests are still taken after SIGTERM, while `/readyz` already says no.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "http")]
    drain: u64,
}

impl Args {
    /// The directories whose files may be read.
    pub(super) fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// The ledger of approvals.
    pub(super) fn ledger(&self) -> Option<&Path> {
        self.approvals.as_deref()
    }

    /// Whether it serves over HTTP.
    pub(super) fn is_http(&self) -> bool {
        self.http.is_some()
    }

    fn registry<P: AsRef<Path>>(&self, roots: &[P]) -> Result<Registry, ToolError> {
        let mut registry =
            Registry::new(Workspace::open(roots)?).with_databases(NamedDatabases::parse(&self.databases)?);
        if let Some(path) = &self.approvals {
            registry = registry.with_approvals(Approvals::keep(path)?);
        }
        if self.tools.is_empty() { Ok(registry) } else { registry.only(&self.tools) }
    }

    fn settings(&self, address: SocketAddr) -> http::Settings {
        let front = self.front.clone();
        http::Settings {
            address,
            tokens: front.tokens,
            oauth: front.oauth_issuer.zip(front.oauth_audience).map(|(issuer, audience)| http::Oauth {
                issuer,
                audience,
                keys: front.oauth_keys,
            }),
            tls: front.tls_cert.zip(front.tls_key),
            hosts: front.hosts,
            origins: front.origins,
            rate: front.rate,
            concurrency: front.in_flight,
            longest_body: front.longest_body,
            sessions: front.sessions,
            drain: Duration::from_secs(front.drain),
        }
    }
}

/// Threads beside those of tools, for what else blocks: standard input and output that are no pipes, names that are looked
/// up, files.
const SPARE_THREADS: usize = 6;

pub(super) fn run(args: &Args) -> Outcome {
    let registry = args.registry(&args.roots)?;
    if let Err(error) = registry.workspace().configs() {
        // Not a reason to refuse service: whoever calls a tool is told, and may mend the file meanwhile.
        tracing::warn!(%error, "the configuration is broken");
    }
    let mut policy = Policy::default();
    if let Some(seconds) = args.approval_timeout {
        policy.patience = Duration::from_secs(seconds);
    }
    let mut architect = Architect::new(registry, policy)?;
    if let Some(path) = &args.state_key_file {
        architect = architect.with_state_key(&StateKey::read(path)?)?;
    }
    // One client needs one thread, which starts faster; many clients need what the machine has.
    let mut builder = match args.http {
        None => tokio::runtime::Builder::new_current_thread(),
        Some(_) => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = builder
        .enable_all()
        // Tools are bounded by the policy, but a thread that has just ended one counts as busy: without a bound each call could
        // get a thread, and the memory that goes with it.
        .max_blocking_threads(policy.concurrency + SPARE_THREADS)
        .build()
        .map_err(|error| ToolError::internal(format!("the runtime could not be started: {error}")))?;
    let served = match args.http {
        None => runtime
            .block_on(stdio::serve(architect))
            .map_err(|error| ToolError::internal(format!("serving ended: {error}"))),
        Some(address) => {
            let others = args.clone();
            let siblings: http::Siblings<Architect> =
                Box::new(move |architect, roots| Ok(architect.beside(others.registry(roots)?)));
            let metrics = Arc::clone(architect.metrics());
            runtime.block_on(http::serve(architect, metrics, siblings, args.settings(address)))
        }
    };
    // A tool that ignores its stop signal must not keep the process alive.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served.map(|()| ExitCode::SUCCESS)
}
