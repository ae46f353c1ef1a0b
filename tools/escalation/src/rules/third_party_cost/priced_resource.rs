//! `escalation/priced-resource`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A cloud resource that is billed comes in Terraform, in Bicep or in a stack of CDK or Pulumi. One that grows to the double or more is advice, and so
    /// is one that costs next to nothing.
    ///
    /// A module of Terraform whose source says what it makes counts as that, unless its own resources are in the change.
    ///
    /// ## Why it matters
    /// It is paid by the hour from the moment it exists.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/infra/network.tf b/infra/network.tf
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/infra/network.tf
    /// @@ -0,0 +1,3 @@
    /// +resource "aws_nat_gateway" "main" {
    /// +  subnet_id = aws_subnet.public.id
    /// +}
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/infra/network.tf b/infra/network.tf
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/infra/network.tf
    /// @@ -0,0 +1,3 @@
    /// +resource "aws_route_table_association" "main" {
    /// +  subnet_id = aws_subnet.public.id
    /// +}
    /// ```
    /// ## Limits
    /// Types of Terraform are those of the data file `resources.toml`. What a module makes is not seen; nor are prices.
    pub PricedResource {
        id: "escalation/priced-resource",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for PricedResource {
    const TRIGGERS: &'static [Trigger] = &[Trigger::ThirdPartyCost];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::ResourcePriced { name, larger, minor } = &fact.what else { continue };
            if *larger {
                docket.advise::<Self>(Trigger::ThirdPartyCost, fact, format!("the billed resource {name} grows"));
            } else if *minor {
                docket.advise::<Self>(
                    Trigger::ThirdPartyCost,
                    fact,
                    format!("`{name}`, which is billed, but little, comes in"),
                );
            } else {
                docket.require::<Self>(
                    Trigger::ThirdPartyCost,
                    fact,
                    format!("the billed resource `{name}` comes in"),
                );
            }
        }
    }
}
