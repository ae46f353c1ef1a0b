//! `escalation/overwrite-rows`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration overwrites values in every row (`UPDATE` without `WHERE`), or by less than was there: by NULL, or by a
    /// part of the value.
    ///
    /// ## Why it matters
    /// The old values are nowhere else.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +UPDATE customers SET phone = lower(phone);
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,2 @@
    /// +ALTER TABLE customers ADD COLUMN locale text;
    /// +UPDATE customers SET locale = 'en';
    /// ```
    /// ## Limits
    /// Columns that the same change adds have no values to lose. Whether the values that a condition meets were
    /// worth keeping is known to the database only.
    pub OverwriteRows {
        id: "escalation/overwrite-rows",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for OverwriteRows {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::RowsUpdated { table, bounded, lossy } = &fact.what else { continue };
            if *bounded {
                let message = format!("values of `{table}` are overwritten with less than they held");
                docket.require::<Self>(Trigger::DataLoss, fact, message);
            } else {
                let loss = if *lossy { ", with less than they held" } else { "" };
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("values in every row of `{table}` are overwritten{loss}"),
                );
            }
        }
    }
}
