//! The tools of this field.

pub mod check_escalation;
mod inputs;

pub use check_escalation::CheckEscalation;
