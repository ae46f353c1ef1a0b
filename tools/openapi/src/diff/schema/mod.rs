//! What a schema means, and what the difference between two meanings is.
//!
//! A schema is read as a [`Conjunction`]: all the schema objects that a value must fit at once, behind references,
//! `allOf`, single alternatives and the ways in which versions say "or null". Its [`Facts`] put their keywords
//! together. So it makes no difference to a comparison how a document says something, only what it says.

mod compare;
mod conjunction;
mod facts;
mod limits;
mod shape;
mod structure;
mod union;
mod values;

pub(crate) use compare::compare;
pub(crate) use conjunction::{ConjunctionId, Conjunctions};
pub(crate) use facts::Facts;
pub(crate) use shape::Shapes;
