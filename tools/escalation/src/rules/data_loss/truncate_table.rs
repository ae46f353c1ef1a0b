//! `escalation/truncate-table`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration empties a table with `TRUNCATE`.
    ///
    /// ## Why it matters
    /// All rows go, without triggers and often without a trace in the log.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +TRUNCATE TABLE search_log;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +ANALYZE search_log;
    /// ```
    pub TruncateTable {
        id: "escalation/truncate-table",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, TRUNCATE", "https://www.postgresql.org/docs/current/sql-truncate.html")],
    }
}

impl Raise for TruncateTable {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::TableTruncated { table } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("the table `{table}` is emptied"));
            }
        }
    }
}
