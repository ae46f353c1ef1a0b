//! `escalation/service-removed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A service goes: from a compose file, the Kubernetes objects and their containers, a chart's dependencies, a Procfile,
    /// Terraform or an application host; or a program with its whole folder. One that runs once or on a schedule is advice.
    ///
    /// ## Why it matters
    /// Whoever calls it must have stopped before.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,8 +6,4 @@ services:
    ///    api:
    ///      image: shop/api
    ///
    /// -  mailer:
    /// -    build: services/mailer
    /// -    restart: always
    /// -
    ///  volumes:
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,5 +6,5 @@ services:
    ///    mailer:
    ///      build: services/mailer
    /// -    restart: always
    /// +    restart: unless-stopped
    ///
    ///  volumes:
    /// ```
    /// ## Limits
    /// A rename looks like one service that goes and one that comes.
    pub ServiceRemoved {
        id: "escalation/service-removed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for ServiceRemoved {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Service { name, shift: Shift::Removed, lasting } = &fact.what else { continue };
            if *lasting {
                docket.require::<Self>(Trigger::Architecture, fact, format!("the service `{name}` goes"));
            } else {
                docket.advise::<Self>(Trigger::Architecture, fact, format!("the job or function `{name}` goes"));
            }
        }
    }
}
