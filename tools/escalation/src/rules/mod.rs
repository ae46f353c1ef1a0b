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
    Entry::of::<authentication::auth_call_changed::AuthCallChanged>(),
    Entry::of::<authentication::auth_library_changed::AuthLibraryChanged>(),
    Entry::of::<authentication::auth_zone_changed::AuthZoneChanged>(),
    Entry::of::<authentication::guard_removed::GuardRemoved>(),
    Entry::of::<authentication::guard_weakened::GuardWeakened>(),
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
