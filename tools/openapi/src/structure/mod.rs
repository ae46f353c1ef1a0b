//! The structure of OpenAPI documents: tables of every object, and a walk that holds a document against them.
//!
//! The tables ([`objects`], [`schema`], [`swagger`]) are data in the words of [`shape`]; `conditions` holds what a
//! table cannot say. The walk judges nothing itself: it lists [`fault::Fault`]s, and the rules word them.

mod conditions;
pub(crate) mod dialect;
pub mod fault;
pub mod objects;
pub mod reference;
pub mod schema;
pub mod shape;
pub mod swagger;
pub mod walk;
