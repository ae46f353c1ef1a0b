//! The tools, one file each.

pub mod generate_dockerfile;
pub mod lint_dockerfile;

pub use generate_dockerfile::GenerateDockerfile;
pub use lint_dockerfile::LintDockerfile;
