//! A change as a fact: what differs between two objects that belong together, and whether it allows less or more.
//!
//! Nothing is judged here: the same fact is harmless or breaking according to who sends the value. See
//! [`judge`](super::judge).

use architect_core::Severity;

use crate::api::schema::Types;
use architect_document::NodeId;

/// What a change does to the set of values, or of calls, that fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Less fits than before.
    Narrower,
    /// More fits than before.
    Wider,
    /// Something goes and something comes, or nobody can tell which.
    Mixed,
    /// Nothing that is sent changes.
    Annotation,
}

/// What a change is about: together with the direction this chooses the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Type,
    Values,
    Limit,
    PropertyAdded,
    PropertyRemoved,
    Requiredness,
    Composition,
    Structure,
    Default,
    Annotation,
    Deprecation,
    Sunset,
    Stability,
    Parameter,
    ParameterRemoved,
    Serialization,
    Body,
    BodyRemoved,
    MediaType,
    Status,
    Header,
    OperationAdded,
    OperationRemoved,
    WebhookRemoved,
    SecurityTightened,
    SecurityLoosened,
    SecurityScheme,
    Server,
    Identity,
    SchemaRemoved,
}

/// The two ways a value goes, seen from the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    /// The client sends it.
    Sent,
    /// The client receives it.
    Received,
}

/// The fine name of a change, as the best known change checker calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// The same name wherever it happens.
    Fixed(&'static str),
    /// Behind the name of the place: `request-property-` and this.
    At(&'static str),
    /// One name for what is sent, another for what is received.
    Directed(&'static str, &'static str),
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) area: Area,
    pub(crate) name: Name,
    pub(crate) effect: Effect,
    /// What happened, as a sentence without a full stop that goes on behind the name of the thing:
    /// "`maxLength` went from 20 to 10".
    pub(crate) text: String,
    /// Where it stands in the base.
    pub(crate) base: Option<NodeId>,
    /// Where it stands in the revision.
    pub(crate) revision: Option<NodeId>,
    /// Grades that outrank what the effect says: when it is sent, and when it is received.
    pub(crate) grades: [Option<Severity>; 2],
    /// The direction in which the property is not there at all: `readOnly` is not sent, `writeOnly` not received.
    pub(crate) hidden: Option<Direction>,
    /// The types before and after, for places where every value is written as text.
    pub(crate) types: Option<(Types, Types)>,
    /// What to do about it, or why it counts.
    pub(crate) help: Option<&'static str>,
}

impl Change {
    pub(crate) fn new(area: Area, name: Name, effect: Effect, text: impl Into<String>) -> Self {
        Self {
            area,
            name,
            effect,
            text: text.into(),
            base: None,
            revision: None,
            grades: [None, None],
            hidden: None,
            types: None,
            help: None,
        }
    }

    /// Says where it stands in the two documents.
    pub(crate) fn at(mut self, base: Option<NodeId>, revision: Option<NodeId>) -> Self {
        self.base = base;
        self.revision = revision;
        self
    }

    /// Grades it otherwise than its effect says, in both directions.
    pub(crate) fn graded(self, severity: Severity) -> Self {
        self.sent(severity).received(severity)
    }

    /// Grades it otherwise than its effect says, when a client sends it.
    pub(crate) fn sent(mut self, severity: Severity) -> Self {
        self.grades[0] = Some(severity);
        self
    }

    /// Grades it otherwise than its effect says, when a client receives it.
    pub(crate) fn received(mut self, severity: Severity) -> Self {
        self.grades[1] = Some(severity);
        self
    }

    /// Says in which direction the thing is not there at all.
    pub(crate) fn hidden(mut self, direction: Option<Direction>) -> Self {
        self.hidden = direction;
        self
    }

    pub(crate) fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// The grade of the change in a direction.
    pub(crate) fn grade(&self, direction: Direction) -> Severity {
        let own = match direction {
            Direction::Sent => self.grades[0],
            Direction::Received => self.grades[1],
        };
        own.unwrap_or(match (self.effect, direction) {
            (Effect::Narrower, Direction::Sent) | (Effect::Wider, Direction::Received) | (Effect::Mixed, _) => {
                Severity::Error
            }
            _ => Severity::Info,
        })
    }
}
