//! What is kept of an answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::policy::Verdict;
use crate::trigger::Trigger;

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The change may go on.
    Approve,
    /// The change may go on under the conditions said.
    ApproveWithConditions,
    /// The change may not go on; what was approved before is void.
    Reject,
}

impl Decision {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Approve, Self::ApproveWithConditions, Self::Reject];

    /// The word used on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ApproveWithConditions => "approve_with_conditions",
            Self::Reject => "reject",
        }
    }

    /// Whether the change may go on.
    pub const fn opens(self) -> bool {
        matches!(self, Self::Approve | Self::ApproveWithConditions)
    }
}

/// How a person was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The client was sent back for input, and called again with it.
    InputRequired,
    /// The server asked the client while the call waited.
    Elicitation,
    /// At a terminal.
    Terminal,
}

/// An answer, as it is kept: who said what about which change, and how it was asked. Who the person is, is claimed and
/// not proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// One of a kind.
    pub id: String,
    /// The change.
    pub change_digest: String,
    /// What it sets off.
    pub trigger: Trigger,
    /// The verdict when the person was asked.
    pub verdict: Verdict,
    /// The rules that raised it, each once.
    pub rules: Vec<String>,
    /// What the change takes away, where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// What was decided.
    pub decision: Decision,
    /// Name of the person, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Role of the person, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Under which conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Last day on which it holds, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// What the person typed out to show that the right thing is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_target: Option<String>,
    /// How the person was asked.
    pub channel: Channel,
    /// Version of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// Name and version of the client, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Whose token the client had, where it had to have one: proven, unlike the names above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// When the question was put.
    pub asked_at: String,
    /// When the answer came.
    pub answered_at: String,
}
