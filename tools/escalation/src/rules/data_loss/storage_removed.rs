//! `escalation/storage-removed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A resource that holds data goes from the infrastructure: a database, bucket, disk or file system in Terraform or `CloudFormation`, a named
    /// volume of a compose file, the volume under the data of a datastore that stays, a volume claim or stateful set of
    /// Kubernetes.
    ///
    /// A module of Terraform whose source says that it makes one counts as well.
    ///
    /// ## Why it matters
    /// Applying the change destroys the resource and what is in it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -20,6 +20,5 @@ services:
    ///      image: shop/api
    ///      restart: always
    ///
    ///  volumes:
    ///    cache:
    /// -  uploads:
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -20,5 +20,6 @@ services:
    ///      image: shop/api
    ///      restart: always
    ///
    ///  volumes:
    ///    cache:
    /// +  uploads:
    /// ```
    /// ## Limits
    /// A rename without a `moved` block looks like a removal, and is one to Terraform. What a module holds is not seen.
    pub StorageRemoved {
        id: "escalation/storage-removed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Terraform, Refactoring", "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring")],
    }
}

impl Raise for StorageRemoved {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::ResourceRemoved { name } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("`{name}`, which holds data, is removed"));
            }
        }
    }
}
