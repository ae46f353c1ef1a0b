//! `escalation/vendor-configured`

use architect_core::declare_rule;

use crate::catalogue::catalogue;
use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A key of the environment, a setting or a host of a vendor whose service costs money or is free within its terms appears
    /// for the first time; so does the part of a Go library for several vendors that is for this one.
    ///
    /// A name of code that ends as credentials do counts like a setting: `PagerDutyApiKey`. So does a new file or class that is
    /// called after the vendor: `SlackService`.
    ///
    /// ## Why it matters
    /// Vendors are also used without their library; the key shows that there is an account.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/.env.example b/.env.example
    /// --- a/.env.example
    /// +++ b/.env.example
    /// @@ -1,2 +1,3 @@
    ///  PORT=8080
    /// +TWILIO_AUTH_TOKEN=
    ///  LOG_LEVEL=info
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/.env.example b/.env.example
    /// --- a/.env.example
    /// +++ b/.env.example
    /// @@ -1,3 +1,3 @@
    ///  PORT=8080
    /// -TWILIO_ACCOUNT_SID=
    /// +TWILIO_ACCOUNT_SID=changeme
    ///  LOG_LEVEL=info
    /// ```
    /// ## Limits
    /// First means: not on a line that the change shows to have been there before; a link on a page is no use. A new file of
    /// a deployment with the keys of several vendors at once deploys what is there once more. A vendor whose service one can run oneself
    /// is advice, unless its own host is named.
    pub VendorConfigured {
        id: "escalation/vendor-configured",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for VendorConfigured {
    const TRIGGERS: &'static [Trigger] = &[Trigger::ThirdPartyCost];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::VendorNamed { vendor, by } = &fact.what else { continue };
            let Some(vendor) = catalogue().vendor(vendor) else { continue };
            let mut fact = fact.clone();
            fact.guarded(facts.agreed.contains(&vendor.id).then_some(Guard::AgreedVendor));
            let message = format!("`{by}` names {} ({})", vendor.name, vendor.terms());
            // Whoever runs it oneself does not call the vendor's own host.
            if vendor.self_hostable && !by.contains('.') {
                docket.advise::<Self>(Trigger::ThirdPartyCost, &fact, message);
            } else {
                docket.require::<Self>(Trigger::ThirdPartyCost, &fact, message);
            }
        }
    }
}
