//! `escalation/messaging-added`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A library for another way of talking comes in: gRPC, web sockets, workflows. By itself it is advice; together
    /// with a new protobuf contract in the same change it needs somebody's word.
    ///
    /// ## Why it matters
    /// It is often the first step from calls that wait to messages that do not, which changes how failures look.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,2 +1,3 @@
    ///  pydantic==2.9.2
    /// +grpcio==1.66.2
    ///  uvicorn==0.31.0
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/requirements.txt b/requirements.txt
    /// --- a/requirements.txt
    /// +++ b/requirements.txt
    /// @@ -1,3 +1,3 @@
    ///  pydantic==2.9.2
    /// -grpcio==1.64.0
    /// +grpcio==1.66.2
    ///  uvicorn==0.31.0
    /// ```
    pub MessagingAdded {
        id: "escalation/messaging-added",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for MessagingAdded {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Messaging { name, with } = &fact.what else { continue };
            let message = format!("`{name}` brings another way of talking between services");
            match with {
                Some(with) => {
                    docket.require::<Self>(Trigger::Architecture, fact, format!("{message}, with {with}"));
                }
                None => docket.advise::<Self>(Trigger::Architecture, fact, message),
            }
        }
    }
}
