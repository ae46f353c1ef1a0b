//! `escalation/auth-zone-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// Program text changes in a file whose path speaks of authentication or authorisation, word by word: `auth`,
    /// `login`, `password`, `oauth`, `permissions`, `session`, … An author, a tokenizer or a design token is none.
    ///
    /// ## Why it matters
    /// The file's own name says that somebody who knows the field should read the change. It becomes a requirement when
    /// what differs in its lines, or what that stands below, speaks of the field, too, or when an answer changes in a file
    /// that is called after what it checks; a number or a switch that gets another value is advice.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/src/auth/lockout.ts b/src/auth/lockout.ts
    /// --- a/src/auth/lockout.ts
    /// +++ b/src/auth/lockout.ts
    /// @@ -1,3 +1,3 @@
    ///  export function isLocked(failures: number): boolean {
    /// -  return failures >= 5;
    /// +  return failures >= 50;
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/src/authors/list.ts b/src/authors/list.ts
    /// --- a/src/authors/list.ts
    /// +++ b/src/authors/list.ts
    /// @@ -1,3 +1,3 @@
    ///  export function isProlific(books: number): boolean {
    /// -  return books >= 5;
    /// +  return books >= 50;
    ///  }
    /// ```
    /// ## Limits
    /// Words with other senses (token, session, policy, guard) count only when changed lines have two others of the field
    /// as well; with fewer nothing is raised. Where a line of such a file changes and speaks of nothing, as in a log or a list of imports, nothing is
    /// raised.
    pub AuthZoneChanged {
        id: "escalation/auth-zone-changed",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for AuthZoneChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::AuthZoneChanged { heart, .. } = &fact.what else { continue };
            let message =
                format!("`{}` is about authentication or authorisation, and its code changes", fact.place.source);
            if *heart {
                docket.require::<Self>(Trigger::Authentication, fact, message);
            } else {
                docket.advise::<Self>(Trigger::Authentication, fact, message);
            }
        }
    }
}
