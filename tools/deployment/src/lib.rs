//! Deployments: Compose files and Kubernetes manifests, read, judged and written.
//!
//! A text or a project's files come in; findings, or manifests with the evidence for every value in them, go out.
//! Nothing is applied, fetched or written. All files of a call are one set ([`Manifests`]), so that selectors and
//! names lead from file to file; [`compose`] and [`kubernetes`] answer in the words of their fields, and [`workload`]
//! asks both the same. A template, a patch, a custom resource is a gap and never a finding.

// Names of files tell case apart, in images and in projects for them.
#![allow(clippy::case_sensitive_file_extension_comparisons)]

pub mod across;
pub mod compose;
pub mod emit;
pub mod fault;
pub mod generate;
pub mod kubernetes;
pub mod manifests;
pub mod node;
mod recognise;
mod relations;
pub mod rules;
pub mod service;
mod suppression;
pub mod tool;
pub mod workload;

pub use manifests::Manifests;
pub use recognise::{FileKind, looks_like};
pub use rules::RULES;
pub use tool::{GenerateDeployment, LintDeployment};
