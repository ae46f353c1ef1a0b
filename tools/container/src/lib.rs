//! Containers: Dockerfiles read, judged and written.
//!
//! A Dockerfile or a project's files come in; findings, or a Dockerfile with the evidence for every value in it, go
//! out. Parser, rules and generator share one model ([`dockerfile`]). Nothing is built, fetched or written, and no
//! digest is made up: what is known of images comes from [`tags`], a list with a date.

pub mod dockerfile;
pub mod document;
pub mod package_manager;
pub mod rules;
pub mod tags;
pub mod tool;

pub use rules::RULES;
pub use tool::LintDockerfile;
