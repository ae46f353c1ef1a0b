//! `escalation/described-risk`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// The description of the change speaks of one of the four triggers: data that is dropped, ways to sign in, services and
    /// stores, vendors.
    ///
    /// ## Why it matters
    /// Before there is a diff, words are all there is. They can raise a trigger, never clear one.
    ///
    /// ## Bad
    /// ```text
    /// Drop the legacy_orders table after the export.
    /// ```
    /// ## Good
    /// ```text
    /// Correct the spelling in the footer.
    /// ```
    /// ## Limits
    /// A verb and a noun in one sentence are enough, so that a sentence about what is not done counts as well. Confidence is
    /// always low. Where the change itself is given as well, the words are advice.
    pub DescribedRisk {
        id: "escalation/described-risk",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for DescribedRisk {
    const TRIGGERS: &'static [Trigger] = &Trigger::ALL;

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        let alone = facts.all.iter().all(|fact| matches!(fact.what, What::Described { .. }));
        for fact in &facts.all {
            let What::Described { trigger, phrase, explicit } = &fact.what else { continue };
            let message = format!("the description says \"{phrase}\"");
            if *explicit && alone {
                docket.require::<Self>(*trigger, fact, message);
            } else {
                docket.advise::<Self>(*trigger, fact, message);
            }
        }
    }
}
