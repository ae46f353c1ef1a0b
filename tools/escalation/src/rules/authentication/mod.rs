//! Rules about authentication.

pub mod access_decision_changed;
pub mod access_policy_changed;
pub mod api_security_changed;
pub mod auth_call_changed;
pub mod auth_library_changed;
pub mod auth_zone_changed;
pub mod credential_storage;
pub mod gate_changed;
pub mod guard_removed;
pub mod guard_weakened;
