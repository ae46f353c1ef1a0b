//! Deployments: Compose files and Kubernetes manifests, read, judged and written.
//!
//! A text or a project's files come in; findings, or manifests with the evidence for every value in them, go out.
//! Nothing is applied, fetched or written.

pub mod emit;
pub mod generate;
pub mod service;
pub mod tool;
