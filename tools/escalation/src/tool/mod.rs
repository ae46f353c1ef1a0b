//! The tools of this field.

pub mod check_escalation;
mod decided;
mod inputs;
pub(crate) mod judge;
pub mod repository;
pub mod request_approval;

pub use check_escalation::CheckEscalation;
pub use request_approval::RequestApproval;
