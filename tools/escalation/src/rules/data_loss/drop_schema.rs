//! `escalation/drop-schema`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration drops a schema or a database.
    ///
    /// ## Why it matters
    /// All tables in it go at once.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +DROP SCHEMA reporting CASCADE;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +CREATE SCHEMA reporting;
    /// ```
    pub DropSchema {
        id: "escalation/drop-schema",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, DROP SCHEMA", "https://www.postgresql.org/docs/current/sql-dropschema.html")],
    }
}

impl Raise for DropSchema {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::SchemaDropped { name } = &fact.what {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("the schema or database `{name}` is dropped with all that is in it"),
                );
            }
        }
    }
}
