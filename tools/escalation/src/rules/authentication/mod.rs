//! Rules of the trigger `authentication`.

pub mod auth_call_changed;
pub mod auth_library_changed;
pub mod auth_zone_changed;
pub mod guard_removed;
pub mod guard_weakened;
