//! The form that a person fills in, and the record that becomes of it.

use architect_core::ToolError;
use serde_json::Value;

use super::moment;
use super::question::Question;
use super::quoted::is_hidden;
use super::record::{Channel, Decision, Record};

/// Shortest reason, in characters.
const SHORTEST_REASON: usize = 10;
/// Longest name, role and typed name, in characters.
const LONGEST_NAME: usize = 160;
/// Longest reason and conditions, in characters.
const LONGEST_TEXT: usize = 1_000;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of the decisions.
    Decision,
    /// A text of so many characters at least and at most.
    Text(usize, usize),
    /// A day.
    Day,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the answer.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What to fill in.
    pub description: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether every answer has it.
    pub required: bool,
}

impl Question {
    /// The form, in the order in which it is filled in. Flat, so that every client can show it; nothing is filled in before.
    pub fn fields(&self) -> Vec<Field> {
        let field = |name, title, description: &str, kind, required| Field {
            name,
            title,
            description: description.to_owned(),
            kind,
            required,
        };
        let name = Kind::Text(2, LONGEST_NAME);
        let mut fields = vec![
            field("decision", "Decision", "approve, approve_with_conditions or reject", Kind::Decision, true),
            field("approver", "Your name", "who answers; it is recorded as given", name, true),
            field("role", "Your role", "in which you answer for this, e.g. database owner", name, true),
            field(
                "reason",
                "Reason",
                "why, in ten characters or more; no secrets",
                Kind::Text(SHORTEST_REASON, LONGEST_TEXT),
                true,
            ),
            field(
                "conditions",
                "Conditions",
                "only for approve_with_conditions: what has to be done",
                Kind::Text(0, LONGEST_TEXT),
                false,
            ),
            field(
                "expires",
                "Expires",
                "last day on which an approval holds, e.g. 2026-12-31; none: until the change is another",
                Kind::Day,
                false,
            ),
        ];
        if let Some(target) = &self.type_exactly {
            let description = format!("to approve, type exactly: {target}");
            fields.push(field(
                "typed_target",
                "What loses data",
                &description,
                Kind::Text(0, LONGEST_NAME + 40),
                false,
            ));
        }
        fields
    }
}

/// What a person filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// One of the decisions.
    pub decision: Option<String>,
    /// Name.
    pub approver: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Under which conditions.
    pub conditions: Option<String>,
    /// Last day.
    pub expires: Option<String>,
    /// What was typed out.
    pub typed_target: Option<String>,
}

impl Answer {
    /// Reads what a client sends for a form that was accepted. A field that the form does not have is ignored.
    pub fn read(content: &Value) -> Result<Self, ToolError> {
        let Some(fields) = content.as_object() else {
            return Err(unanswered("the form was accepted, but came back without its fields"));
        };
        let text = |name: &str| match fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(unanswered(format!("`{name}` is no text"))),
        };
        Ok(Self {
            decision: text("decision")?,
            approver: text("approver")?,
            role: text("role")?,
            reason: text("reason")?,
            conditions: text("conditions")?,
            expires: text("expires")?,
            typed_target: text("typed_target")?,
        })
    }
}

/// How and when the question was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// One of a kind; becomes the record's id.
    pub id: String,
    /// How.
    pub channel: Channel,
    /// Version of the protocol.
    pub protocol: Option<String>,
    /// Name and version of the client.
    pub client: Option<String>,
    /// Whose token the client had, where it had to have one.
    pub principal: Option<String>,
    /// Seconds since 1970 when it was put.
    pub at: i64,
}

/// The record of an answer that came on this second, or what is missing in it.
pub fn decide(question: &Question, answer: &Answer, asked: &Asked, now: i64) -> Result<Record, ToolError> {
    let decision = decision(answer.decision.as_deref())?;
    let approver = required("approver", answer.approver.as_deref(), 2, LONGEST_NAME)?;
    let role = required("role", answer.role.as_deref(), 2, LONGEST_NAME)?;
    let reason = required("reason", answer.reason.as_deref(), SHORTEST_REASON, LONGEST_TEXT)?;
    let conditions = optional("conditions", answer.conditions.as_deref(), LONGEST_TEXT)?;
    let expires = optional("expires", answer.expires.as_deref(), LONGEST_NAME)?;
    let typed = optional("typed_target", answer.typed_target.as_deref(), LONGEST_NAME + 40)?;
    let mut record = start(question, decision, asked, now);
    record.approver = Some(approver);
    record.role = Some(role);
    record.reason = Some(reason);
    if !decision.opens() {
        return Ok(record);
    }
    if decision == Decision::ApproveWithConditions && conditions.is_none() {
        return Err(unanswered("`approve_with_conditions` needs `conditions`"));
    }
    if let Some(day) = &expires {
        match moment::read_day(day) {
            None => return Err(unanswered("`expires` is no day of the form 2026-12-31")),
            Some(day) if day < moment::day(now) => return Err(unanswered("`expires` is a day that is over")),
            Some(_) => {}
        }
    }
    if let Some(target) = &question.type_exactly
        && typed.as_ref() != Some(target)
    {
        return Err(unanswered(format!("`typed_target` is not exactly {target}")));
    }
    record.conditions = conditions;
    record.expires = expires;
    record.typed_target = typed;
    Ok(record)
}

/// The record of a person who declined to fill in the form: a rejection without a name.
pub fn declined(question: &Question, asked: &Asked, now: i64) -> Record {
    start(question, Decision::Reject, asked, now)
}

fn start(question: &Question, decision: Decision, asked: &Asked, now: i64) -> Record {
    Record {
        id: asked.id.clone(),
        change_digest: question.change_digest.clone(),
        trigger: question.trigger,
        verdict: question.verdict,
        rules: question.rules.clone(),
        targets: question.targets.clone(),
        decision,
        approver: None,
        role: None,
        reason: None,
        conditions: None,
        expires: None,
        typed_target: None,
        channel: asked.channel,
        protocol: asked.protocol.clone(),
        client: asked.client.clone(),
        principal: asked.principal.clone(),
        asked_at: moment::stamp(asked.at),
        answered_at: moment::stamp(now),
    }
}

fn decision(given: Option<&str>) -> Result<Decision, ToolError> {
    let given = given.map(str::trim).unwrap_or_default();
    Decision::ALL
        .into_iter()
        .find(|decision| decision.as_str() == given)
        .ok_or_else(|| unanswered("`decision` is neither approve, approve_with_conditions nor reject"))
}

fn required(name: &str, given: Option<&str>, least: usize, most: usize) -> Result<String, ToolError> {
    let text = optional(name, given, most)?.unwrap_or_default();
    if text.chars().count() < least {
        return Err(unanswered(format!("`{name}` needs {least} characters or more")));
    }
    Ok(text)
}

/// The text without characters that control something or that nobody sees; nothing where it is empty.
fn optional(name: &str, given: Option<&str>, most: usize) -> Result<Option<String>, ToolError> {
    let seen = given.unwrap_or_default().chars().filter(|character| !is_hidden(*character));
    let text: String = seen.map(|character| if character.is_control() { ' ' } else { character }).collect();
    let text = text.trim();
    if text.chars().count() > most {
        return Err(unanswered(format!("`{name}` has more than {most} characters")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn unanswered(reason: impl std::fmt::Display) -> ToolError {
    ToolError::invalid_input(format!("nothing was recorded: {reason}"))
        .help("call `request_approval` again, so that the person can answer anew")
}
