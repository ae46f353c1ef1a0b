//! Rules about architecture.

pub mod contract_broken;
pub mod datastore_changed;
pub mod datastore_upgraded;
pub mod framework_replaced;
pub mod messaging_added;
pub mod service_added;
pub mod service_removed;
pub mod services_fan_out;
