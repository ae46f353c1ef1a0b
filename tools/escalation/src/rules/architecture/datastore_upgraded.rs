//! `escalation/datastore-upgraded`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A datastore or broker moves to another major version.
    ///
    /// ## Why it matters
    /// Formats on disk, defaults and protocols change with it; the way back is a restore.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,5 +6,5 @@ services:
    ///    db:
    /// -    image: postgres:15
    /// +    image: postgres:17
    ///      restart: always
    ///
    ///  volumes:
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,5 +6,5 @@ services:
    ///    db:
    /// -    image: postgres:17.1
    /// +    image: postgres:17.2
    ///      restart: always
    ///
    ///  volumes:
    /// ```
    pub DatastoreUpgraded {
        id: "escalation/datastore-upgraded",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for DatastoreUpgraded {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::DatastoreUpgraded { what } = &fact.what {
                docket.advise::<Self>(Trigger::Architecture, fact, what.clone());
            }
        }
    }
}
