//! Rules of the trigger `third_party_cost`.

pub mod vendor_dependency;
