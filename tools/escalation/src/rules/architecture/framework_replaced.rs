//! `escalation/framework-replaced`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// One web framework goes and another comes, or the image under a Dockerfile that stays runs another language.
    ///
    /// ## Why it matters
    /// Everything between a request and the code of the service behaves anew: routing, errors, limits, security defaults.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,2 +1,2 @@
    /// -flask==3.0.3
    /// +fastapi==0.115.0
    ///  pydantic==2.9.2
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,2 +1,2 @@
    /// -flask==3.0.3
    /// +flask==3.1.0
    ///  pydantic==2.9.2
    /// ```
    /// ## Limits
    /// Frameworks are those of the data file `dependencies.toml`.
    pub FrameworkReplaced {
        id: "escalation/framework-replaced",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for FrameworkReplaced {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::FrameworkReplaced { what } = &fact.what {
                docket.require::<Self>(
                    Trigger::Architecture,
                    fact,
                    format!("what the program is built on changes: {what}"),
                );
            }
        }
    }
}
