//! `escalation/guard-weakened`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A door is opened in code: a guard is skipped, any caller or origin is allowed, a check of certificates,
    /// signatures or forged requests is switched off, a cookie loses its protection; or what such a line opens changes.
    ///
    /// ## Why it matters
    /// Each of these is one line, reads harmless in a review of something else, and takes away what the rest of the
    /// code relies on.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/src/server.ts b/src/server.ts
    /// --- a/src/server.ts
    /// +++ b/src/server.ts
    /// @@ -20,5 +20,5 @@ const app = express();
    ///  res.cookie("cart", id, {
    /// -  maxAge: DAY,
    /// +  maxAge: DAY, httpOnly: false,
    ///    path: "/",
    ///  });
    ///  app.listen(port);
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/src/server.ts b/src/server.ts
    /// --- a/src/server.ts
    /// +++ b/src/server.ts
    /// @@ -20,5 +20,5 @@ const app = express();
    ///  res.cookie("cart", id, {
    /// -  maxAge: DAY,
    /// +  maxAge: WEEK,
    ///    path: "/",
    ///  });
    ///  app.listen(port);
    /// ```
    /// ## Limits
    /// Settings are recognised by the names that frameworks give them; a value that comes from a variable is not seen.
    pub GuardWeakened {
        id: "escalation/guard-weakened",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OWASP Application Security Verification Standard", "https://owasp.org/www-project-application-security-verification-standard/")],
    }
}

impl Raise for GuardWeakened {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::AuthCalled { call, class: AuthCall::Opening, shift } = &fact.what else { continue };
            match shift {
                Shift::Added => {
                    docket.require::<Self>(Trigger::Authentication, fact, format!("`{call}` opens a door"));
                }
                Shift::Changed => {
                    docket.require::<Self>(Trigger::Authentication, fact, format!("what `{call}` opens changes"));
                }
                Shift::Removed => docket.advise::<Self>(
                    Trigger::Authentication,
                    fact,
                    format!("`{call}` goes, which closes a door"),
                ),
            }
        }
    }
}
