//! `escalation/gate-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// What decides who must agree to a change is itself changed: CODEOWNERS, the rules in `architect.toml`, the rules of the
    /// repository. A check of the build that is switched off or weakened is advice.
    ///
    /// ## Why it matters
    /// Whoever may change the gate may pass it. It counts as a question of access, so the gate is the security review.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/.github/CODEOWNERS b/.github/CODEOWNERS
    /// --- a/.github/CODEOWNERS
    /// +++ b/.github/CODEOWNERS
    /// @@ -1,3 +1,2 @@
    ///  * @shop/backend
    /// -/migrations/ @shop/database
    ///  /infra/ @shop/platform
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/.github/workflows/test.yml b/.github/workflows/test.yml
    /// --- a/.github/workflows/test.yml
    /// +++ b/.github/workflows/test.yml
    /// @@ -5,4 +5,4 @@ jobs:
    ///    test:
    ///      runs-on: ubuntu-24.04
    ///      steps:
    /// -      - uses: actions/checkout@v3
    /// +      - uses: actions/checkout@v4
    /// ```
    /// ## Limits
    /// Rules that live in the settings of a server are not seen. Other changes of a workflow are not raised.
    pub GateChanged {
        id: "escalation/gate-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("GitHub, About code owners", "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners")],
    }
}

impl Raise for GateChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::GateChanged { what, strong } = &fact.what else { continue };
            if *strong {
                docket.require::<Self>(Trigger::Authentication, fact, what.clone());
            } else {
                docket.advise::<Self>(Trigger::Authentication, fact, what.clone());
            }
        }
    }
}
