//! `escalation/deletion-protection-off`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// What keeps a resource from being destroyed goes: `deletion_protection`, `prevent_destroy`, the final snapshot, backups,
    /// `CloudFormation`'s `DeletionPolicy`, the reclaim policy of Kubernetes's volumes.
    ///
    /// ## Why it matters
    /// It is the step before a removal, and nothing else stands between a wrong plan and the data.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/infra/database.tf b/infra/database.tf
    /// --- a/infra/database.tf
    /// +++ b/infra/database.tf
    /// @@ -3,5 +3,5 @@
    ///  resource "aws_db_instance" "main" {
    ///    engine              = "postgres"
    /// -  deletion_protection = true
    /// +  deletion_protection = false
    ///    multi_az            = true
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/infra/database.tf b/infra/database.tf
    /// --- a/infra/database.tf
    /// +++ b/infra/database.tf
    /// @@ -3,5 +3,5 @@
    ///  resource "aws_db_instance" "main" {
    ///    engine              = "postgres"
    /// -  deletion_protection = false
    /// +  deletion_protection = true
    ///    multi_az            = true
    ///  }
    /// ```
    /// ## Limits
    /// On a resource that the same change creates it is discounted.
    pub DeletionProtectionOff {
        id: "escalation/deletion-protection-off",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Terraform, The lifecycle Meta-Argument", "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle")],
    }
}

impl Raise for DeletionProtectionOff {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::ProtectionLifted { setting } = &fact.what {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("a protection against destroying data is lifted: {setting}"),
                );
            }
        }
    }
}
