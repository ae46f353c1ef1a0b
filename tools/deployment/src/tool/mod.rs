//! The tools of this field, one a file.

pub mod generate_deployment;

pub use generate_deployment::GenerateDeployment;
