//! `escalation/store-emptied`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// Code empties a document store, a cache or a queue as a whole: `dropDatabase()`, `deleteMany({})`, `FLUSHALL`; or a script
    /// of the shell removes a volume, a database or what a bucket holds.
    ///
    /// ## Why it matters
    /// These calls ask nothing and leave nothing.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/src/jobs/nightly.ts b/src/jobs/nightly.ts
    /// --- a/src/jobs/nightly.ts
    /// +++ b/src/jobs/nightly.ts
    /// @@ -4,3 +4,4 @@
    ///  export async function nightly(db: Db) {
    ///    await report(db);
    /// +  await db.collection("carts").deleteMany({});
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/src/jobs/nightly.ts b/src/jobs/nightly.ts
    /// --- a/src/jobs/nightly.ts
    /// +++ b/src/jobs/nightly.ts
    /// @@ -4,3 +4,4 @@
    ///  export async function nightly(db: Db) {
    ///    await report(db);
    /// +  await db.collection("carts").deleteMany({ expired: true });
    ///  }
    /// ```
    /// ## Limits
    /// Whether the store is a cache that fills itself again is not known. Scripts that say by their names that they are for
    /// developing or testing are discounted.
    pub StoreEmptied {
        id: "escalation/store-emptied",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for StoreEmptied {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::StoreEmptied { call } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("`{call}` empties a store"));
            }
        }
    }
}
