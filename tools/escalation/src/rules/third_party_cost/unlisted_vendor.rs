//! `escalation/unlisted-vendor`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A host that the program calls, or a package, comes in together with a credential of the same name, and neither is in the
    /// catalogue of vendors; or a host `api.…` alone, of whom the change shows nobody to have spoken.
    ///
    /// ## Why it matters
    /// There are more vendors than any list has. A key of one's own at somebody's host is an account, and accounts have terms and
    /// prices.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/src/debits.ts b/src/debits.ts
    /// --- a/src/debits.ts
    /// +++ b/src/debits.ts
    /// @@ -1,2 +1,5 @@
    ///  import { http } from "./http";
    /// +const key = process.env.DEBITORIA_API_KEY;
    /// +export const debit = (id: string) =>
    /// +  http.post("https://api.debitoria.example/v1/debits", { id }, { key });
    ///  export const version = 1;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/src/debits.ts b/src/debits.ts
    /// --- a/src/debits.ts
    /// +++ b/src/debits.ts
    /// @@ -1,2 +1,3 @@
    ///  import { http } from "./http";
    /// +const key = process.env.SIGNING_KEY;
    ///  export const version = 1;
    /// ```
    /// ## Limits
    /// Whether the vendor charges anything is not known; nor whether a host is one's own. Confidence is medium.
    pub UnlistedVendor {
        id: "escalation/unlisted-vendor",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for UnlistedVendor {
    const TRIGGERS: &'static [Trigger] = &[Trigger::ThirdPartyCost];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::StrangerNamed { name, by, key } = &fact.what else { continue };
            let message = match key {
                Some(key) => format!("`{key}` and {by} name `{name}`, which is no vendor of the catalogue"),
                None => format!("`{by}` is called, which is no vendor of the catalogue"),
            };
            docket.require::<Self>(Trigger::ThirdPartyCost, fact, message);
        }
    }
}
