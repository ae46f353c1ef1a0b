//! The protocol face: what a client sees of the registry and the profile.
//!
//! [`handler`] answers the protocol's methods, [`dispatch`] guards the way into a tool and [`metrics`] counts what
//! passes, `approval` asks people and `caller` says who is behind a request, [`schema`] and [`arguments`] stand between JSON
//! and types, [`shown`] makes plain what answers say of inputs, [`tools`], [`prompts`], [`resources`] and [`skill`] make the
//! lists.
//! Nothing here computes a finding.

mod approval;
pub mod arguments;
mod caller;
pub mod dispatch;
pub mod handler;
pub mod metrics;
pub mod prompts;
pub mod resources;
pub mod schema;
pub mod shown;
pub mod skill;
pub mod tools;

pub use approval::StateKey;
pub use caller::Caller;
pub use dispatch::{Dispatch, Policy};
pub use handler::Architect;

/// How long clients may keep lists and static resources: they only change with the binary.
pub(crate) const FRESH_MS: u64 = 3_600_000;
