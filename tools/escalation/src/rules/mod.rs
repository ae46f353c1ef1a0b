//! Rules: which facts matter to which trigger. One file a rule.

pub mod architecture;
pub mod authentication;
pub mod data_loss;
pub mod third_party_cost;

use architect_core::{Context, RuleMeta, ToolError};

use crate::docket::{Docket, Entry};
use crate::fact::Facts;

/// The rules.
pub const ENTRIES: &[Entry] = &[
    Entry::of::<authentication::access_decision_changed::AccessDecisionChanged>(),
    Entry::of::<authentication::access_policy_changed::AccessPolicyChanged>(),
    Entry::of::<authentication::api_security_changed::ApiSecurityChanged>(),
    Entry::of::<authentication::auth_call_changed::AuthCallChanged>(),
    Entry::of::<authentication::auth_library_changed::AuthLibraryChanged>(),
    Entry::of::<authentication::auth_zone_changed::AuthZoneChanged>(),
    Entry::of::<data_loss::cascading_delete::CascadingDelete>(),
    Entry::of::<architecture::contract_changed::ContractChanged>(),
    Entry::of::<authentication::credential_storage::CredentialStorage>(),
    Entry::of::<data_loss::data_taken::DataTaken>(),
    Entry::of::<architecture::datastore_changed::DatastoreChanged>(),
    Entry::of::<architecture::datastore_upgraded::DatastoreUpgraded>(),
    Entry::of::<data_loss::delete_rows::DeleteRows>(),
    Entry::of::<data_loss::deletion_protection_off::DeletionProtectionOff>(),
    Entry::of::<third_party_cost::described_risk::DescribedRisk>(),
    Entry::of::<data_loss::drop_column::DropColumn>(),
    Entry::of::<data_loss::drop_schema::DropSchema>(),
    Entry::of::<data_loss::drop_table::DropTable>(),
    Entry::of::<architecture::framework_replaced::FrameworkReplaced>(),
    Entry::of::<authentication::gate_changed::GateChanged>(),
    Entry::of::<authentication::guard_removed::GuardRemoved>(),
    Entry::of::<authentication::guard_weakened::GuardWeakened>(),
    Entry::of::<architecture::messaging_added::MessagingAdded>(),
    Entry::of::<data_loss::migration_activated::MigrationActivated>(),
    Entry::of::<data_loss::migration_edited::MigrationEdited>(),
    Entry::of::<data_loss::narrow_type::NarrowType>(),
    Entry::of::<data_loss::overwrite_rows::OverwriteRows>(),
    Entry::of::<third_party_cost::priced_resource::PricedResource>(),
    Entry::of::<data_loss::retention_shortened::RetentionShortened>(),
    Entry::of::<data_loss::rows_purged::RowsPurged>(),
    Entry::of::<architecture::service_added::ServiceAdded>(),
    Entry::of::<architecture::service_removed::ServiceRemoved>(),
    Entry::of::<architecture::services_fan_out::ServicesFanOut>(),
    Entry::of::<data_loss::storage_removed::StorageRemoved>(),
    Entry::of::<data_loss::store_emptied::StoreEmptied>(),
    Entry::of::<data_loss::truncate_table::TruncateTable>(),
    Entry::of::<third_party_cost::unlisted_vendor::UnlistedVendor>(),
    Entry::of::<third_party_cost::vendor_configured::VendorConfigured>(),
    Entry::of::<third_party_cost::vendor_dependency::VendorDependency>(),
];

/// What is known of the rules, in the same order.
pub const RULES: &[&RuleMeta] = &metas();

const fn metas() -> [&'static RuleMeta; ENTRIES.len()] {
    let mut metas = [ENTRIES[0].meta; ENTRIES.len()];
    let mut at = 0;
    while at < ENTRIES.len() {
        metas[at] = ENTRIES[at].meta;
        at += 1;
    }
    metas
}

/// Runs all rules, stopping between them when the call is cancelled. Which of them count is the policy's business: a
/// rule that the user switched off still shows what it would have raised.
pub fn run(facts: &Facts, docket: &mut Docket, context: &Context) -> Result<(), ToolError> {
    for rule in ENTRIES {
        context.checkpoint()?;
        rule.run(facts, docket);
    }
    Ok(())
}
