//! The tools, one a file.

pub mod validate_openapi;
