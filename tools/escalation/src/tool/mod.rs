//! The tools of this field.

pub mod check_escalation;
mod decided;
mod inputs;
pub mod repository;

pub use check_escalation::CheckEscalation;
