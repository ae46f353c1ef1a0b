//! Where a value stands on its way between client and server.

use super::change::Direction;

/// Where a value stands on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Site {
    /// The operation itself.
    Operation,
    /// A parameter: text, whatever its type.
    Parameter,
    /// Something in a parameter.
    ParameterPart,
    /// A body that is sent, as JSON or the like.
    SentBody,
    /// Something in a body that is sent.
    SentPart,
    /// A body that is sent in a form in which every value is text, and all in it.
    SentText,
    /// A body that is received.
    ReceivedBody,
    /// Something in a body that is received.
    ReceivedPart,
    /// A body that is received in a form in which every value is text, and all in it.
    ReceivedText,
    /// A header that is received.
    Header,
    /// A `readOnly` property of what is sent, and all in it.
    HiddenSent,
    /// A `writeOnly` property of what is received, and all in it.
    HiddenReceived,
}

impl Site {
    pub(crate) const ALL: [Self; 12] = [
        Self::Operation,
        Self::Parameter,
        Self::ParameterPart,
        Self::SentBody,
        Self::SentPart,
        Self::SentText,
        Self::ReceivedBody,
        Self::ReceivedPart,
        Self::ReceivedText,
        Self::Header,
        Self::HiddenSent,
        Self::HiddenReceived,
    ];

    pub(crate) fn direction(self) -> Direction {
        match self {
            Self::Operation
            | Self::Parameter
            | Self::ParameterPart
            | Self::SentBody
            | Self::SentPart
            | Self::SentText
            | Self::HiddenSent => Direction::Sent,
            _ => Direction::Received,
        }
    }

    /// How the fine names of changes begin here.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Operation => "api",
            Self::Parameter => "request-parameter",
            Self::ParameterPart => "request-parameter-property",
            Self::SentBody | Self::SentText => "request-body",
            Self::SentPart => "request-property",
            Self::ReceivedBody | Self::ReceivedText => "response-body",
            Self::ReceivedPart => "response-property",
            Self::Header => "response-header",
            Self::HiddenSent => "request-read-only-property",
            Self::HiddenReceived => "response-write-only-property",
        }
    }

    /// Whether all values are written as text here, so that a string takes in every other type.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Parameter | Self::SentText | Self::ReceivedText | Self::Header)
    }
}

/// How one leads from an object to one of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// The same value.
    Same,
    /// A part of the value.
    Part,
    /// A part that is not sent.
    ReadOnly,
    /// A part that is not received.
    WriteOnly,
    /// From an operation, or a media type, to a site of its own.
    To(Site),
    /// From a message to its headers.
    ToHeader,
    /// From a message to content in which every value is text.
    ToText,
}

impl Step {
    fn lead(self, site: Site) -> Site {
        match (self, site) {
            (Self::To(site), _) => site,
            (Self::Part | Self::ReadOnly | Self::WriteOnly, Site::Parameter) => Site::ParameterPart,
            (Self::ReadOnly, Site::SentBody | Site::SentPart | Site::SentText) => Site::HiddenSent,
            (Self::WriteOnly, Site::ReceivedBody | Site::ReceivedPart | Site::ReceivedText) => Site::HiddenReceived,
            (Self::Part | Self::WriteOnly, Site::SentBody) => Site::SentPart,
            (Self::Part | Self::ReadOnly, Site::ReceivedBody) => Site::ReceivedPart,
            (Self::ToHeader, Site::ReceivedBody) => Site::Header,
            (Self::ToHeader, Site::SentBody) => Site::Parameter,
            (Self::ToText, Site::SentBody) => Site::SentText,
            (Self::ToText, Site::ReceivedBody) => Site::ReceivedText,
            _ => site,
        }
    }
}

/// A set of sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sites(u16);

impl Sites {
    pub(crate) fn of(site: Site) -> Self {
        Self(1 << site as u16)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Site> {
        Site::ALL.into_iter().filter(move |site| self.0 & (1 << *site as u16) != 0)
    }

    /// With the others; whether that made a difference.
    pub(crate) fn join(&mut self, other: Self) -> bool {
        let before = self.0;
        self.0 |= other.0;
        before != self.0
    }

    /// Where a step leads from all of these.
    pub(crate) fn through(self, step: Step) -> Self {
        let mut led = Self::default();
        for site in self.iter() {
            led.join(Self::of(step.lead(site)));
        }
        led
    }
}
