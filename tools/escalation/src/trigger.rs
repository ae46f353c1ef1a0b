//! The four triggers of an escalation and the gate behind each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change may set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Stored data can be lost or changed beyond recovery.
    DataLoss,
    /// Who may enter, or what they may do, changes.
    Authentication,
    /// Services, datastores or contracts between services change.
    Architecture,
    /// A third party that costs money comes in.
    ThirdPartyCost,
}

impl Trigger {
    /// All triggers, in the order of every answer.
    pub const ALL: [Self; 4] = [Self::DataLoss, Self::Authentication, Self::Architecture, Self::ThirdPartyCost];

    /// The word used on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataLoss => "data_loss",
            Self::Authentication => "authentication",
            Self::Architecture => "architecture",
            Self::ThirdPartyCost => "third_party_cost",
        }
    }

    /// The gate that a change must pass.
    pub const fn gate(self) -> Gate {
        match self {
            Self::DataLoss => Gate::HumanApproval,
            Self::Authentication => Gate::SecurityReview,
            Self::Architecture => Gate::TeamConsensus,
            Self::ThirdPartyCost => Gate::StakeholderInput,
        }
    }

    /// The role that answers for the gate when no owner of the files is known.
    pub const fn role(self) -> &'static str {
        match self {
            Self::DataLoss => "database owner",
            Self::Authentication => "security team",
            Self::Architecture => "teams of the services concerned",
            Self::ThirdPartyCost => "budget owner",
        }
    }
}

/// Who has to agree, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Gate {
    /// One person with authority over the data says yes.
    #[serde(rename = "human approval")]
    HumanApproval,
    /// Somebody who answers for security reviews the change.
    #[serde(rename = "security review")]
    SecurityReview,
    /// The teams concerned agree.
    #[serde(rename = "team consensus")]
    TeamConsensus,
    /// Whoever pays is asked.
    #[serde(rename = "stakeholder input")]
    StakeholderInput,
}
