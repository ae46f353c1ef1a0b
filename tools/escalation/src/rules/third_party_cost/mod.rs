//! Rules about third party cost.

pub mod described_risk;
pub mod priced_resource;
pub mod unlisted_vendor;
pub mod vendor_configured;
pub mod vendor_dependency;
