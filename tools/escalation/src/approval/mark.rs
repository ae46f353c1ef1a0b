//! What the records of a ledger say about a trigger of a change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::moment;
use super::record::{Decision, Record};
use crate::trigger::Trigger;

/// Whether an approval holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It holds.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was rejected, and never approved before.
    Rejected,
    /// It was approved, and rejected later.
    Voided,
}

impl Standing {
    /// The word used on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Voided => "voided",
        }
    }
}

/// The last answer to the question about this change and this trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// Whether it holds.
    pub standing: Standing,
    /// Who answered, as the person said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// In which role, as the person said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The day of the answer, in UTC.
    pub since: String,
    /// The last day on which it holds, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Under which conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Id of the record.
    pub record: String,
}

impl Mark {
    /// As half a sentence: `approved by Ada (database owner) until 2026-12-31`.
    pub fn words(&self) -> String {
        let by = match (&self.approver, &self.role) {
            (Some(approver), Some(role)) => format!(" by {approver} ({role})"),
            (Some(approver), None) => format!(" by {approver}"),
            _ => String::new(),
        };
        let until = self.expires.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
        let conditions = if self.conditions.is_some() { " under conditions" } else { "" };
        match self.standing {
            Standing::Valid => format!("approved{by}{until}{conditions}"),
            Standing::Expired => format!("approved{by}{until}, which is over"),
            Standing::Rejected => format!("rejected{by}"),
            Standing::Voided => format!("approved before, then rejected{by}"),
        }
    }
}

/// The mark of a trigger of the change with this digest, on this second. The last answer decides: a rejection voids what
/// was approved before, and an approval lifts a rejection. A record of another digest says nothing about this change.
///
/// It is never earlier than when the last record was written: a clock that was set back brings no approval back that was over
/// by then.
pub fn of(chain: &Chain, digest: &str, trigger: Trigger, now: i64) -> Option<Mark> {
    let own: Vec<&Record> = chain
        .records
        .iter()
        .map(|(_, record)| record)
        .filter(|record| record.change_digest == digest && record.trigger == trigger)
        .collect();
    let last = *own.last()?;
    let written = chain.records.iter().filter_map(|(_, record)| moment::read_day(record.answered_at.get(..10)?));
    let today = written.chain([moment::day(now)]).max()?;
    let standing = match last.decision {
        Decision::Reject if own.iter().any(|record| record.decision.opens()) => Standing::Voided,
        Decision::Reject => Standing::Rejected,
        // Days are written so that their order is that of their texts; one that is none is over.
        _ if last.expires.as_deref().is_some_and(|day| moment::read_day(day).is_none_or(|day| day < today)) => {
            Standing::Expired
        }
        _ => Standing::Valid,
    };
    Some(Mark {
        standing,
        approver: last.approver.clone(),
        role: last.role.clone(),
        since: last.answered_at.chars().take(10).collect(),
        expires: last.expires.clone(),
        conditions: last.conditions.clone(),
        record: last.id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::record::Channel;
    use super::*;
    use crate::policy::Verdict;

    /// 2026-03-02T09:30:00Z
    const NOW: i64 = 1_772_443_800;

    fn record(decision: Decision, digest: &str, trigger: Trigger, expires: Option<&str>) -> Record {
        Record {
            id: "id".to_owned(),
            change_digest: digest.to_owned(),
            trigger,
            verdict: Verdict::Required,
            rules: Vec::new(),
            targets: Vec::new(),
            decision,
            approver: Some("Ada".to_owned()),
            role: Some("database owner".to_owned()),
            reason: None,
            conditions: None,
            expires: expires.map(str::to_owned),
            typed_target: None,
            channel: Channel::Terminal,
            protocol: None,
            client: None,
            principal: None,
            asked_at: "2026-03-01T23:00:00Z".to_owned(),
            answered_at: "2026-03-01T23:00:05Z".to_owned(),
        }
    }

    fn standing(records: Vec<Record>) -> Option<Standing> {
        let chain = Chain { records: records.into_iter().map(|record| (1, record)).collect(), ..Chain::default() };
        of(&chain, "d", Trigger::DataLoss, NOW).map(|mark| mark.standing)
    }

    #[test]
    fn a_clock_that_was_set_back_brings_no_approval_back() {
        let approved = record(Decision::Approve, "a", Trigger::DataLoss, Some("2026-03-02"));
        let later = Record {
            id: "later".to_owned(),
            answered_at: "2026-03-05T08:00:00Z".to_owned(),
            ..record(Decision::Approve, "b", Trigger::DataLoss, None)
        };
        let standing = |records: &[Record]| {
            let records = records.iter().cloned().enumerate().collect();
            of(&Chain { records, ..Chain::default() }, "a", Trigger::DataLoss, NOW).map(|mark| mark.standing)
        };

        assert_eq!(standing(std::slice::from_ref(&approved)), Some(Standing::Valid));
        assert_eq!(standing(&[approved, later]), Some(Standing::Expired));
    }

    #[test]
    fn the_last_answer_to_this_question_decides() {
        use Decision::{Approve, ApproveWithConditions, Reject};
        let on = |decision| record(decision, "d", Trigger::DataLoss, None);

        assert_eq!(standing(vec![]), None);
        assert_eq!(standing(vec![on(Approve)]), Some(Standing::Valid));
        assert_eq!(standing(vec![on(ApproveWithConditions)]), Some(Standing::Valid));
        assert_eq!(standing(vec![on(Reject)]), Some(Standing::Rejected));
        assert_eq!(standing(vec![on(Approve), on(Reject)]), Some(Standing::Voided));
        assert_eq!(standing(vec![on(Approve), on(Reject), on(Approve)]), Some(Standing::Valid));
    }

    #[test]
    fn an_answer_about_another_change_or_trigger_says_nothing_about_this_one() {
        let other_change = record(Decision::Approve, "e", Trigger::DataLoss, None);
        let other_trigger = record(Decision::Approve, "d", Trigger::Authentication, None);
        let rejected_elsewhere = record(Decision::Reject, "e", Trigger::DataLoss, None);

        assert_eq!(standing(vec![other_change, other_trigger]), None);
        assert_eq!(
            standing(vec![record(Decision::Approve, "d", Trigger::DataLoss, None), rejected_elsewhere]),
            Some(Standing::Valid)
        );
    }

    #[test]
    fn an_approval_holds_to_the_end_of_its_last_day() {
        let until = |day| standing(vec![record(Decision::Approve, "d", Trigger::DataLoss, Some(day))]);

        assert_eq!(until("2026-03-01"), Some(Standing::Expired));
        assert_eq!(until("2026-03-02"), Some(Standing::Valid));
        assert_eq!(until("2026-03-03"), Some(Standing::Valid));
        assert_eq!(until("soon"), Some(Standing::Expired), "what is no day holds for none");
    }
}
