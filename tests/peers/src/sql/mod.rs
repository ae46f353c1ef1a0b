//! Comparisons and figures about SQL.

pub(crate) mod differential;
mod files;
pub(crate) mod reading;
pub(crate) mod speed;
pub(crate) mod truth;
