//! The vocabulary that every field of expertise speaks.
//!
//! Data flows one way: a [`Source`] is read into a field's own model, [`Rule`]s judge the model and push
//! [`Finding`]s into a [`Sink`], and the sink becomes a [`Report`]. A [`Tool`] is the typed function around that
//! flow, and a [`Context`] is all it may know of the world.
//!
//! Invariants that the other crates lean on:
//!
//! * nothing here (nor in any crate below `tools/`) touches files, network, environment, clock, async or MCP;
//! * equal input gives equal output, byte for byte: findings are sorted by source, offset and rule;
//! * every finding points at bytes of a named source;
//! * what was not examined is a [`Gap`]: silence never means clean.

pub mod config;
pub mod context;
pub mod database;
pub mod docs;
pub mod error;
pub mod files;
pub mod finding;
pub mod fix;
pub mod gap;
pub mod input;
pub mod ledger;
pub mod nearest;
pub mod report;
pub mod revision;
pub mod rule;
pub mod rules;
pub mod selection;
pub mod severity;
pub mod sink;
pub mod source;
pub mod span;
pub mod suppression;
pub mod tool;

pub use config::Config;
pub use context::{Cancellation, Context, Limits, Progress};
pub use database::{Database, Databases, NoDatabases, Product, Row};
pub use docs::{Example, RuleDocs};
pub use error::ToolError;
pub use files::{FileEntry, Files, MemoryFiles, NoFiles, PathKind, Walk};
pub use finding::{Finding, Label, Subject};
pub use fix::{Edit, Fix, FixConflict};
pub use gap::Gap;
pub use input::{CheckOptions, DocumentInput};
pub use ledger::{Ledger, NoLedger};
pub use report::{MOST_RELATED, Report};
pub use revision::{ComparedFile, Comparison, RevisionRange, Version};
pub use rule::{Declared, Rule, RuleEntry, RuleId, RuleIndex, RuleMeta};
pub use selection::Selection;
pub use severity::{Applicability, Confidence, Severity};
pub use sink::Sink;
pub use source::Source;
pub use span::{Location, Position, Span};
pub use suppression::{PeerComment, Suppressions};
pub use tool::{ErasedTool, Tool};
