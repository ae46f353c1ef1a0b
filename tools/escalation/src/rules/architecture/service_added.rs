//! `escalation/service-added`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A service comes: in a compose file, as a Kubernetes object or a container of one, as a chart that another brings along,
    /// in a Procfile, in Terraform, in .NET Aspire's application host, or as a new folder that is deployed.
    ///
    /// A stack of CDK or Pulumi counts as Terraform does, and the processes of supervisord, fly.io or Render as those of a
    /// Procfile. A new folder is deployed by a file of its own, or holds a program that runs by itself.
    ///
    /// So does one that Kubernetes runs in another way from now on. One that runs once or on a schedule is advice.
    ///
    /// ## Why it matters
    /// Somebody has to run it, watch it and answer for it, and others will come to depend on it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,4 +6,8 @@ services:
    ///    api:
    ///      image: shop/api
    ///
    /// +  mailer:
    /// +    build: services/mailer
    /// +    restart: always
    /// +
    ///  volumes:
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,4 +6,6 @@ services:
    ///    api:
    ///      image: shop/api
    /// +    healthcheck:
    /// +      test: ["CMD", "wget", "-q", "http://localhost:8080/health"]
    ///
    ///  volumes:
    /// ```
    /// ## Limits
    /// Files whose path says that they are for development are discounted, and so are images of tools for developers. What a Helm chart makes of its values is not seen.
    pub ServiceAdded {
        id: "escalation/service-added",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for ServiceAdded {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Service { name, shift, lasting } = &fact.what else { continue };
            if *shift == Shift::Removed {
                continue;
            }
            if *shift == Shift::Changed {
                docket.require::<Self>(
                    Trigger::Architecture,
                    fact,
                    format!("the service `{name}` is run in another way"),
                );
            } else if *lasting {
                docket.require::<Self>(Trigger::Architecture, fact, format!("the service `{name}` comes in"));
            } else {
                docket.advise::<Self>(Trigger::Architecture, fact, format!("the job or function `{name}` comes in"));
            }
        }
    }
}
