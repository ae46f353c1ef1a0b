//! `escalation/auth-call-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A call that makes or checks tokens, passwords or sessions, or that configures who may enter, comes, goes or
    /// changes; or a guard comes before a door that was there already, or changes.
    ///
    /// ## Why it matters
    /// Faults in this code are silent: everybody who should get in still does.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/src/orders/client.ts b/src/orders/client.ts
    /// --- a/src/orders/client.ts
    /// +++ b/src/orders/client.ts
    /// @@ -4,4 +4,4 @@ import { secret } from "./settings";
    ///  export function call(userId: string) {
    /// -  const bearer = jwt.sign({ sub: userId }, secret, { expiresIn: "5m" });
    /// +  const bearer = jwt.sign({ sub: userId }, secret, { expiresIn: "30d" });
    ///    return get(bearer);
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/src/orders/client.ts b/src/orders/client.ts
    /// --- a/src/orders/client.ts
    /// +++ b/src/orders/client.ts
    /// @@ -4,4 +4,4 @@ import { secret } from "./settings";
    ///  export function call(userId: string) {
    ///    const bearer = jwt.sign({ sub: userId }, secret, { expiresIn: "5m" });
    /// -  return get(bearer);
    /// +  return getOrders(bearer);
    ///  }
    /// ```
    /// ## Limits
    /// Only calls of well-known frameworks and libraries, and guards whose names say so, are recognised; other code is
    /// left to `escalation/access-decision-changed`. A guard that comes together with the door that it guards is no
    /// change of who may enter.
    pub AuthCallChanged {
        id: "escalation/auth-call-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OWASP Top 10, A07:2021 Identification and Authentication Failures", "https://owasp.org/Top10/A07_2021-Identification_and_Authentication_Failures/")],
    }
}

impl Raise for AuthCallChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::AuthCalled { call, class, shift } = &fact.what else { continue };
            if *class == AuthCall::Mechanism || (*class == AuthCall::Guard && *shift != Shift::Removed) {
                let message = format!("`{call}` is {}", shift.as_str());
                docket.require::<Self>(Trigger::Authentication, fact, message);
            }
        }
    }
}
