//! OpenAPI documents: read with their places, held against the specification, judged by rules.
//!
//! A text becomes a [`architect_document::Document`] (a tree that knows its places), the walk of [`structure`] gives every
//! object its kind, an [`api::Api`] answers questions in the field's words, the [`rules`] push findings. Two of them are
//! held against each other by [`diff`].
//!
//! Invariants that the neighbours lean on:
//!
//! * reading never fails as a whole, never recurses on the input, and is linear in it;
//! * Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are held against tables, in which fields say since when they are there;
//! * nothing is read through a typed model that drops fields: what a finding says stands in the text;
//! * references are followed within the document and to other files below the roots, never over the network; what is
//!   found through one stands in the file that holds the text.

pub mod api;
pub mod diff;
pub mod group;
pub mod pattern;
pub mod review;
pub mod rules;
pub mod ruleset;
mod sniff;
pub mod structure;
pub mod tool;
pub mod validation;
pub mod version;

pub use rules::RULES;
pub use sniff::looks_like;
pub use tool::diff_openapi::DiffOpenapi;
pub use tool::validate_openapi::ValidateOpenapi;
