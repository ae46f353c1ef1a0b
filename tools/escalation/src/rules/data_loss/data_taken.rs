//! `escalation/data-taken`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A statement of a migration that takes rows or values away in another way than those that have a rule of their own: a
    /// partition that is dropped or emptied, and whatever else the check of migrations (`check_migration`) knows to be lost.
    ///
    /// ## Why it matters
    /// What is gone comes back from a backup only, and nobody reads it in the words `DROP TABLE`.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE `reading` DROP PARTITION `p2024`;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE `reading` REORGANIZE PARTITION `p2024`, `p2025` INTO (PARTITION `old` VALUES LESS THAN (2026));
    /// ```
    /// ## Limits
    /// Only files that the change shows as a whole are looked at in this way. A function that stands elsewhere and is named
    /// for deleting (`destroy_documents`) counts wherever a migration in code calls it.
    pub DataTaken {
        id: "escalation/data-taken",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, Partition Management", "https://dev.mysql.com/doc/refman/8.4/en/partitioning-management.html")],
    }
}

impl Raise for DataTaken {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::DataTaken { what } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("{what} takes data away"));
            }
        }
    }
}
