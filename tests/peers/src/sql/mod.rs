//! Comparisons and figures about SQL.

mod files;
pub(crate) mod reading;
pub(crate) mod truth;
