//! SQL schemas: a tolerant DDL reader, the state that statements fold into, and rules over it.
//!
//! What comes in is the text of one or many SQL files in one of five dialects; what goes out is a
//! [report](architect_core::Report). The way between: [`statement::split`] tells the statements apart.

pub mod ddl;
pub mod dialect;
pub mod statement;

pub use dialect::Dialect;
