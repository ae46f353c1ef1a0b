//! `escalation/narrow-type`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration gives a column a type that holds less than the one before.
    ///
    /// ## Why it matters
    /// Values that do not fit are cut, rounded or refused; cut ones are lost.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_shorten.down.sql b/migrations/0042_shorten.down.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_shorten.down.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ALTER COLUMN name TYPE varchar(255);
    /// diff --git a/migrations/0042_shorten.up.sql b/migrations/0042_shorten.up.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_shorten.up.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ALTER COLUMN name TYPE varchar(80);
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_widen.down.sql b/migrations/0042_widen.down.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_widen.down.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ALTER COLUMN name TYPE varchar(80);
    /// diff --git a/migrations/0042_widen.up.sql b/migrations/0042_widen.up.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_widen.up.sql
    /// @@ -0,0 +1,1 @@
    /// +ALTER TABLE customers ALTER COLUMN name TYPE varchar(255);
    /// ```
    /// ## Limits
    /// The old type is known where the migration tells it (Alembic, Entity Framework), where the way back or the text of the
    /// whole schema is in the same change, or where the migrations before it are in files below a root. Where it is not, a type that may be narrower is advice with low confidence.
    pub NarrowType {
        id: "escalation/narrow-type",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html")],
    }
}

impl Raise for NarrowType {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::TypeNarrowed { column, to, certain } = &fact.what else { continue };
            if *certain {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("`{column}` becomes `{to}`, which holds less"),
                );
            } else {
                docket.advise::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("`{column}` becomes `{to}`, which may hold less"),
                );
            }
        }
    }
}
