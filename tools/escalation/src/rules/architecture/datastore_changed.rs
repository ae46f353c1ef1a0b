//! `escalation/datastore-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A datastore, cache, search engine or message broker comes, goes or takes another's place: by its image, its chart, its
    /// Terraform resource, its line in an application host, or the client library of a cache, an index, a broker or a
    /// store of documents.
    ///
    /// So does one that settings name in another's place: the driver features of a crate, Django's `ENGINE`, Rails' adapters,
    /// queues and caches, a provider of Entity Framework, the address that a program connects to, the place where it keeps files.
    ///
    /// What runs jobs apart from requests counts like a broker: it needs one, or becomes one.
    ///
    /// A module of the program that is named for a store counts as well. A driver of a relational database alone is advice, unless code
    /// begins to speak of it in the same change. A client that goes counts when code that used it goes as well.
    ///
    /// ## Why it matters
    /// It has to be run, backed up, secured and learned, and data moves between stores only with a plan.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,5 +6,5 @@ services:
    ///    cache:
    /// -    image: redis:7-alpine
    /// +    image: valkey/valkey:8-alpine
    ///      restart: always
    ///
    ///  volumes:
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/compose.yaml b/compose.yaml
    /// --- a/compose.yaml
    /// +++ b/compose.yaml
    /// @@ -6,5 +6,5 @@ services:
    ///    cache:
    /// -    image: redis:7.2-alpine
    /// +    image: redis:7.4-alpine
    ///      restart: always
    ///
    ///  volumes:
    /// ```
    /// ## Limits
    /// Images are told by the last part of their name, clients by the data file `dependencies.toml`. One library that replaces
    /// another for the same store is not raised. Where neither tells, a new or deleted source file that is called after a store
    /// nobody else speaks of does.
    pub DatastoreChanged {
        id: "escalation/datastore-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for DatastoreChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Architecture];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::Datastore { what, running } = &fact.what else { continue };
            if *running {
                docket.require::<Self>(Trigger::Architecture, fact, what.clone());
            } else {
                docket.advise::<Self>(Trigger::Architecture, fact, what.clone());
            }
        }
    }
}
