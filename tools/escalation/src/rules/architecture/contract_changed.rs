//! `escalation/contract-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// An interface contract loses or changes something that callers use: a field, call or message of protobuf, a path or
    /// operation of OpenAPI, a field, type or argument of GraphQL; or a route for other programs goes from code.
    ///
    /// So does a field of what a program answers with or takes, where code says so: Django's and Ruby's serializers, tags for
    /// JSON in Go, structures of Rust that derive `Serialize`, classes of GraphQL, resources of Laravel, classes called after
    /// requests and responses, the keys of what a handler answers; an extra action of a view, and a service that a gRPC server is
    /// no longer given; a method of GraphQL or of a remote procedure call; a controller of an API that goes with its file, routes
    /// that leave the folder of a version, a route that is called by another method of HTTP from now on, a handler that comes to
    /// answer with status 410, and a topic or queue that is called otherwise.
    ///
    /// A contract that comes new is advice.
    ///
    /// ## Why it matters
    /// Callers that are deployed separately break, and nobody sees it in the code of the one that changed.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/proto/orders.proto b/proto/orders.proto
    /// --- a/proto/orders.proto
    /// +++ b/proto/orders.proto
    /// @@ -8,4 +8,4 @@ package shop;
    ///  message Order {
    ///    string id = 1;
    /// -  int64 total_cents = 2;
    /// +  string total = 2;
    ///  }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/proto/orders.proto b/proto/orders.proto
    /// --- a/proto/orders.proto
    /// +++ b/proto/orders.proto
    /// @@ -8,4 +8,5 @@ package shop;
    ///  message Order {
    ///    string id = 1;
    ///    int64 total_cents = 2;
    /// +  string currency = 3;
    ///  }
    /// ```
    /// ## Limits
    /// Who uses the contract is not known from the change. What is added to a contract is not raised.
    pub ContractChanged {
        id: "escalation/contract-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Protocol Buffers, Updating A Message Type", "https://protobuf.dev/programming-guides/proto3/#updating")],
    }
}

impl Raise for ContractChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::ContractChanged { what, breaking } = &fact.what else { continue };
            if *breaking {
                docket.require::<Self>(Trigger::Architecture, fact, what.clone());
            } else {
                docket.advise::<Self>(Trigger::Architecture, fact, what.clone());
            }
        }
    }
}
