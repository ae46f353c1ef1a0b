//! `escalation/auth-library-changed`

use architect_core::declare_rule;

use crate::catalogue::catalogue;
use crate::docket::{Docket, Raise};
use crate::fact::{Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A library for authentication or authorisation comes, goes or moves to another major version.
    ///
    /// ## Why it matters
    /// It decides who gets in. Defaults differ from one library to the next and from one major version to the next.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/package.json b/package.json
    /// --- a/package.json
    /// +++ b/package.json
    /// @@ -10,5 +10,6 @@
    ///    "dependencies": {
    ///      "express": "^4.21.0",
    /// +    "passport": "^0.7.0",
    ///      "pg": "^8.12.0"
    ///    }
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/package.json b/package.json
    /// --- a/package.json
    /// +++ b/package.json
    /// @@ -10,6 +10,6 @@
    ///    "dependencies": {
    ///      "express": "^4.21.0",
    /// -    "passport": "^0.7.0",
    /// +    "passport": "^0.7.1",
    ///      "pg": "^8.12.0"
    ///    }
    ///  }
    /// ```
    /// ## Limits
    /// Libraries are those of the data file `dependencies.toml`. Lockfiles are not read: what only they bring in is
    /// not seen.
    pub AuthLibraryChanged {
        id: "escalation/auth-library-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for AuthLibraryChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Depended { ecosystem, name, shift, majors } = &fact.what else { continue };
            if !catalogue().purposes(*ecosystem, name).contains(&"auth") {
                continue;
            }
            let message = match (shift, majors) {
                (Shift::Changed, Some((from, to))) => {
                    format!("the authentication library `{name}` moves from version {from} to {to}")
                }
                _ => format!("the authentication library `{name}` is {}", shift.as_str()),
            };
            docket.require::<Self>(Trigger::Authentication, fact, message);
        }
    }
}
