//! The tools, one file each.

pub mod lint_deployment;

pub use lint_deployment::LintDeployment;
