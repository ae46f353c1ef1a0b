//! `escalation/migration-edited`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration that was there before says otherwise what becomes of rows, columns or tables, or is renamed.
    ///
    /// ## Why it matters
    /// Where it has run already, the change never reaches the database; where it has not, it does. From then on two
    /// databases of one version differ.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0007_orders.sql b/migrations/0007_orders.sql
    /// --- a/migrations/0007_orders.sql
    /// +++ b/migrations/0007_orders.sql
    /// @@ -1,2 +1,2 @@
    ///  ALTER TABLE orders ADD COLUMN state text;
    /// -UPDATE orders SET state = 'sent' WHERE shipped_at IS NOT NULL;
    /// +UPDATE orders SET state = 'done' WHERE shipped_at IS NOT NULL;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0008_order_notes.sql b/migrations/0008_order_notes.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0008_order_notes.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE orders ALTER COLUMN note SET DEFAULT '';
    /// ```
    /// ## Limits
    /// A migration that has not left a branch yet may change freely; the change does not say whether it has. An edit of the
    /// way back alone is discounted, and so are one that speaks of no row, column or table that is there, and a migration
    /// that is deleted. A change log that only grows is no edit.
    pub MigrationEdited {
        id: "escalation/migration-edited",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for MigrationEdited {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::MigrationEdited = &fact.what {
                docket.advise::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("the migration `{}`, which may have run already, changes", fact.place.source),
                );
            }
        }
    }
}
