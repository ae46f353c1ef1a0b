//! Containers: Dockerfiles read, judged and written.
//!
//! A Dockerfile or a project's files come in; findings, or a Dockerfile with the evidence for every value in it, go
//! out. Parser, rules and generator share one model ([`dockerfile`]). Nothing is built, fetched or written, and no
//! digest is made up: what is known of images comes from [`tags`], a list with a date.

// Two arms show what is told apart better than `if let … else` does.
#![allow(clippy::single_match_else)]
// Names of files tell case apart, in images and in projects for them.
#![allow(clippy::case_sensitive_file_extension_comparisons)]

pub mod base_image;
pub mod build_context;
pub mod contents;
pub mod dockerfile;
pub mod dockerignore;
pub mod document;
pub mod generate;
pub mod install_step;
pub mod moment;
pub mod node_package;
pub mod package_manager;
pub mod packages;
pub mod policy;
pub mod project;
pub mod repair;
pub mod rules;
pub mod shell;
pub mod tags;
pub mod tool;

pub use rules::RULES;
pub use tool::{GenerateDockerfile, LintDockerfile};
