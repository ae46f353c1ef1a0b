//! `escalation/drop-table`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration drops a table: in SQL, or by the call of a migration framework.
    ///
    /// ## Why it matters
    /// Its rows are gone with it. Going back recreates the table, but not what was in it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +DROP TABLE legacy_orders;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +DROP VIEW legacy_orders_report;
    /// ```
    /// ## Limits
    /// A table that an earlier migration of the same change creates is discounted. A table that is copied into a new one
    /// which then takes its name (the way SQLite alters tables) is advice.
    /// Where a schema is declared as a whole and the change brings no migration, a table that goes from the declaration
    /// counts.
    pub DropTable {
        id: "escalation/drop-table",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, DROP TABLE", "https://www.postgresql.org/docs/current/sql-droptable.html")],
    }
}

impl Raise for DropTable {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::TableDropped { table, rebuilt } = &fact.what else { continue };
            if *rebuilt {
                let message =
                    format!("the table `{table}` is rebuilt: a copy takes its place, and what is not copied is lost");
                docket.advise::<Self>(Trigger::DataLoss, fact, message);
            } else {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("the table `{table}` and its rows are dropped"),
                );
            }
        }
    }
}
