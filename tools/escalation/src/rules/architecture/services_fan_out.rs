//! `escalation/services-fan-out`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// One change goes through three services or more, and they have something new in common: a setting, a dependency, a
    /// contract. Without that it is advice.
    ///
    /// ## Why it matters
    /// What several services must do at the same time, their teams have to agree on: none can be rolled back alone.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/services/catalog/src/main.py b/services/catalog/src/main.py
    /// --- a/services/catalog/src/main.py
    /// +++ b/services/catalog/src/main.py
    /// @@ -1,4 +1,5 @@
    ///  import os
    ///
    /// +REGION = os.environ["SHOP_REGION"]
    ///
    /// -TIMEOUT = 5
    /// +TIMEOUT = 10
    /// diff --git a/services/orders/src/main.py b/services/orders/src/main.py
    /// --- a/services/orders/src/main.py
    /// +++ b/services/orders/src/main.py
    /// @@ -1,4 +1,5 @@
    ///  import os
    ///
    /// +REGION = os.environ["SHOP_REGION"]
    ///
    /// -TIMEOUT = 5
    /// +TIMEOUT = 10
    /// diff --git a/services/payments/src/main.py b/services/payments/src/main.py
    /// --- a/services/payments/src/main.py
    /// +++ b/services/payments/src/main.py
    /// @@ -1,4 +1,5 @@
    ///  import os
    ///
    /// +REGION = os.environ["SHOP_REGION"]
    ///
    /// -TIMEOUT = 5
    /// +TIMEOUT = 10
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/services/catalog/src/main.py b/services/catalog/src/main.py
    /// --- a/services/catalog/src/main.py
    /// +++ b/services/catalog/src/main.py
    /// @@ -1,4 +1,4 @@
    ///  import os
    ///
    ///
    /// -TIMEOUT = 5
    /// +TIMEOUT = 10
    /// diff --git a/services/orders/src/main.py b/services/orders/src/main.py
    /// --- a/services/orders/src/main.py
    /// +++ b/services/orders/src/main.py
    /// @@ -1,4 +1,4 @@
    ///  import os
    ///
    ///
    /// -TIMEOUT = 5
    /// +TIMEOUT = 10
    /// ```
    /// ## Limits
    /// Services are those of `[services]` in `architect.toml` or of the call; without either, the folders below `services/`,
    /// `microservices/` and `apps/`. Tests, documentation and formatting do not count.
    pub ServicesFanOut {
        id: "escalation/services-fan-out",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for ServicesFanOut {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::ServicesTouched { services, cause } = &fact.what else { continue };
            let names = services.join(", ");
            match cause {
                Some(cause) => docket.require::<Self>(
                    Trigger::Architecture,
                    fact,
                    format!("{names} change together, for {cause}"),
                ),
                None => docket.advise::<Self>(Trigger::Architecture, fact, format!("{names} change together")),
            }
        }
    }
}
