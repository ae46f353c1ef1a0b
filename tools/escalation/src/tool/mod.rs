//! The tools of this field.

pub mod check_escalation;
mod inputs;
pub(crate) mod judge;
pub mod request_approval;

pub use check_escalation::CheckEscalation;
pub use request_approval::RequestApproval;
