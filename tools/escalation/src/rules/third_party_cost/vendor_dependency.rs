//! `escalation/vendor-dependency`

use architect_core::declare_rule;

use crate::catalogue::{Vendor, catalogue};
use crate::docket::{Docket, Raise};
use crate::fact::{Facts, Shift, What};
use crate::guard::Guard;
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A new dependency on the client library of a vendor whose service costs money or is free within its terms, the vendor's own
    /// or one whose name says whom it is for.
    ///
    /// ## Why it matters
    /// Using it starts a bill, a contract and a transfer of data that somebody else has to answer for.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,3 +1,4 @@
    ///  fastapi==0.115.0
    ///  pydantic==2.9.2
    /// +twilio==9.3.2
    ///  uvicorn==0.31.0
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,4 +1,4 @@
    ///  fastapi==0.115.0
    ///  pydantic==2.9.2
    /// -twilio==9.3.2
    /// +twilio==9.4.0
    ///  uvicorn==0.31.0
    /// ```
    /// ## Limits
    /// Vendors are those of the data files in `data/vendors`. Where one can run the service oneself, the message says so, and
    /// of stores and brokers that is advice only, unless the package takes the place of one that is paid. A
    /// dependency counts as new when no manifest of the change listed it before; a manifest outside of the change is
    /// not seen.
    pub VendorDependency {
        id: "escalation/vendor-dependency",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for VendorDependency {
    const TRIGGERS: &'static [Trigger] = &[Trigger::ThirdPartyCost];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Depended { ecosystem, name, shift, .. } = &fact.what else { continue };
            let Some(vendor) = catalogue().vendor_behind_package(*ecosystem, name) else { continue };
            let mut fact = fact.clone();
            fact.guarded(facts.agreed.contains(&vendor.id).then_some(Guard::AgreedVendor));
            let message = match shift {
                Shift::Added => {
                    format!("`{name}` brings in {} ({})", vendor.name, vendor.terms())
                }
                Shift::Removed => format!("`{name}`, the client of {}, goes", vendor.name),
                Shift::Changed => format!("`{name}`, the client of {}, changes its version", vendor.name),
            };
            let mut before = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id));
            match shift {
                Shift::Added if before.any(|before| before.comes_with(vendor)) => {
                    fact.guard = fact.guard.or(Some(Guard::AlreadyPresent));
                }
                Shift::Added => {}
                Shift::Removed => fact.guard = fact.guard.or(Some(Guard::Removal)),
                Shift::Changed => fact.guard = fact.guard.or(Some(Guard::VersionBump)),
            }
            // What takes a paid service's place does its work for money, too, until somebody says otherwise.
            let takes_over = *shift == Shift::Added && goes(facts, vendor);
            // Its client with a key of it: most who have both have an account.
            let keyed = *shift == Shift::Added && is_keyed(facts, vendor);
            let own = vendor.self_hostable && !takes_over && !keyed;
            if own {
                fact.note("one can run it oneself, too");
            }
            if own && RUN.contains(&vendor.category.as_str()) {
                docket.advise::<Self>(Trigger::ThirdPartyCost, &fact, message);
            } else {
                docket.require::<Self>(Trigger::ThirdPartyCost, &fact, message);
            }
        }
    }
}

/// What most who use it run themselves: the client of it says nothing of an account.
const RUN: [&str; 7] =
    ["object storage", "database", "search", "vector search", "message broker", "data warehouse", "secrets"];

/// Whether a key or host of a vendor comes in as well.
fn is_keyed(facts: &Facts, vendor: &Vendor) -> bool {
    facts.all.iter().any(|fact| {
        fact.guard.is_none() && matches!(&fact.what, What::VendorNamed { vendor: named, .. } if *named == vendor.id)
    })
}

/// Whether the client of another vendor for the same purpose goes.
fn goes(facts: &Facts, vendor: &Vendor) -> bool {
    facts.all.iter().any(|fact| {
        let What::Depended { ecosystem, name, shift: Shift::Removed, .. } = &fact.what else { return false };
        let before = catalogue().vendor_behind_package(*ecosystem, name);
        fact.guard.is_none()
            && before.is_some_and(|before| {
                before.category == vendor.category && before.id != vendor.id && !before.self_hostable
            })
    })
}
