//! `escalation/credential-storage`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration adds or drops a column that holds what people prove themselves with: passwords, one-time secrets, tokens.
    ///
    /// ## Why it matters
    /// How such values are kept (hashed, with which function, for how long) decides what a stolen copy of the database is worth.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ADD COLUMN password_digest text;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ADD COLUMN password_changed_at timestamptz;
    /// ```
    /// ## Limits
    /// Columns are judged by the words of their names; what is stored under another name is not seen. A likely name outside of
    /// tables about people is advice.
    pub CredentialStorage {
        id: "escalation/credential-storage",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OWASP Password Storage Cheat Sheet", "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html")],
    }
}

impl Raise for CredentialStorage {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::CredentialColumn { column, shift, certain } = &fact.what else { continue };
            let message = format!("`{column}`, which holds credentials, is {}", shift.as_str());
            if *certain {
                docket.require::<Self>(Trigger::Authentication, fact, message);
            } else {
                docket.advise::<Self>(Trigger::Authentication, fact, message);
            }
        }
    }
}
