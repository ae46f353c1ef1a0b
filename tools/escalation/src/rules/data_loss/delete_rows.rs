//! `escalation/delete-rows`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration deletes rows, also inside of a `WITH` or of a routine that it runs, or by a call of its framework.
    ///
    /// ## Why it matters
    /// Deleted rows come back from a backup only. Without a condition it is all of them.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +DELETE FROM coupons WHERE expires_at < now();
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +UPDATE coupons SET state = 'expired' WHERE expires_at < now();
    /// ```
    /// ## Limits
    /// With a condition the confidence is medium: which rows it meets is known to the database only.
    pub DeleteRows {
        id: "escalation/delete-rows",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for DeleteRows {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::RowsDeleted { table, bounded } = &fact.what else { continue };
            let message = if *bounded {
                format!("rows of `{table}` are deleted")
            } else {
                format!("all rows of `{table}` are deleted")
            };
            docket.require::<Self>(Trigger::DataLoss, fact, message);
        }
    }
}
