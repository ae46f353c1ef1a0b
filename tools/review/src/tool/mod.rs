//! The tools of this crate.

pub mod review_project;

pub use review_project::{Input, Output, ReviewProject};
