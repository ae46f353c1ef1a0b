//! `backend-architect`: a Model Context Protocol server through which any model acts as a backend architect, and
//! the same engine in the shell.
//!
//! This package is the only one that knows the protocol, the runtime, files, the environment and the clock. The
//! fields of expertise are pure libraries below `tools/`; [`registry`] is the one list of them, and
//! [`registry::Registry::call`] the one way in, for server, shell and tests alike.

pub mod approvals;
pub mod cli;
mod clients;
pub mod databases;
pub mod registry;
pub mod server;
pub mod transport;
pub mod workspace;
