//! The tools, one file each.

pub mod generate_deployment;
pub mod lint_deployment;

pub use generate_deployment::GenerateDeployment;
pub use lint_deployment::LintDeployment;
