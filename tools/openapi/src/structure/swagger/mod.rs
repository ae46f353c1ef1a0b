//! Swagger 2.0: the objects that OpenAPI 3 has otherwise or not at all, and the conditions on them.

pub(super) mod conditions;
mod moved;
mod objects;

pub use moved::moved;
pub(super) use objects::{FILE_SCHEMA, ITEMS, SCHEMES, SCOPES};
pub use objects::{object, parameter, security_scheme};
