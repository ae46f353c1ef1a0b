//! The tools, one a file.

pub mod diff_openapi;
pub mod validate_openapi;
