//! `escalation/migration-activated`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A rename puts a file among the migrations that a tool runs.
    ///
    /// ## Why it matters
    /// Nothing in its text changes, and yet it will run.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/drafts/0042_cleanup.txt b/migrations/0042_cleanup.sql
    /// similarity index 100%
    /// rename from drafts/0042_cleanup.txt
    /// rename to migrations/0042_cleanup.sql
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/drafts/0042_cleanup.txt b/drafts/0043_cleanup.txt
    /// similarity index 100%
    /// rename from drafts/0042_cleanup.txt
    /// rename to drafts/0043_cleanup.txt
    /// ```
    /// ## Limits
    /// What the file does is not in the diff of a pure rename: give it under `migrations`.
    pub MigrationActivated {
        id: "escalation/migration-activated",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for MigrationActivated {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::MigrationActivated { from } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("`{from}` becomes a migration that runs"));
            }
        }
    }
}
