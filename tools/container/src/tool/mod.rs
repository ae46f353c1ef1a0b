//! The tools, one file each.

pub mod lint_dockerfile;

pub use lint_dockerfile::LintDockerfile;
