//! `request_approval`

use architect_core::{Context, Tool, ToolError, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::check_escalation::{self, CheckEscalation};
use super::judge::{Judged, judge};
use crate::answer;
use crate::approval::question::Around;
use crate::approval::{Question, Record, Standing};
use crate::policy::Verdict;
use crate::trigger::Trigger;

/// Puts the question about a trigger of a change to a person.
///
/// The tool itself finds the question, and whether it is answered already. Asking is for whoever calls it: the server asks
/// through the client, the shell at a terminal. That is why nothing among the arguments can be an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestApproval;

/// A change and what to ask about it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Input {
    /// The change, as `check_escalation` takes it, e.g. `{"diff_path": "changes/drop.diff"}`.
    pub change: Map<String, Value>,
    /// What to ask about.
    pub trigger: Trigger,
    /// What the change is for; shown as your words.
    #[serde(default)]
    pub summary: Option<String>,
    /// The digest that `check_escalation` gave; refused when the change is another by now.
    #[serde(default)]
    pub change_digest: Option<String>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A person approved; `record` says under which conditions and until when.
    Approved,
    /// A person rejected.
    Rejected,
    /// Nobody has answered. The gate is shut.
    Pending,
    /// The change does not set off the trigger.
    NotNeeded,
}

/// The question and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// How it stands, in one sentence.
    pub summary: String,
    /// How it stands.
    pub status: Status,
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// What to do now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Map<String, Value>>,
    /// Whether the record is in a ledger, where `check_escalation` finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<bool>,
}

/// Arguments of `check_escalation` that are none of the change: with them a caller could show a person less than there is.
const NONE_OF_THE_CHANGE: [&str; 6] = ["services", "codeowners", "policy", "select", "ignore", "limit"];

impl Tool for RequestApproval {
    const NAME: &'static str = "request_approval";
    const TITLE: &'static str = "Ask a person to approve a change";
    const DESCRIPTION: &'static str = "Asks a person, through the client, whether a change may pass a gate that \
        check_escalation names. Examines the change itself and shows the person what it found. Gives approved, rejected or \
        pending, and a record bound to the change. You cannot answer for the person: on pending, show `question` and wait.";
    const ASKS: bool = true;
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let judged = judge(&change(&input.change)?, context)?;
        let digest = &judged.frame.digest;
        let expected = input.change_digest.as_deref().map(str::trim).filter(|given| !given.is_empty());
        if expected.is_some_and(|expected| expected != digest) {
            return Err(ToolError::invalid_input(format!(
                "the change is another one than was checked: its digest is {digest}"
            ))
            .help("check the change with `check_escalation` as it is now, and ask about that"));
        }
        question(&input, &judged, context)
    }
}

/// The change among the arguments.
fn change(given: &Map<String, Value>) -> Result<check_escalation::Input, ToolError> {
    let schema = schemars::schema_for!(check_escalation::Input).to_value();
    let properties = schema.get("properties").and_then(Value::as_object);
    let known: Vec<&str> = properties
        .into_iter()
        .flat_map(|properties| properties.keys().map(String::as_str))
        .chain(CheckEscalation::ALIASES.iter().map(|(alias, _)| *alias))
        .filter(|name| !NONE_OF_THE_CHANGE.contains(name))
        .collect();
    for name in given.keys() {
        if NONE_OF_THE_CHANGE.contains(&name.as_str()) {
            return Err(ToolError::invalid_input(format!("`{name}` is no part of a change"))
                .help("a person is shown everything that is found; leave it out"));
        }
        if !known.contains(&name.as_str()) {
            let error = ToolError::invalid_input(format!("`change` has no `{name}`"));
            return Err(match nearest::nearest(name, known.iter().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help(format!("it may have: {}", known.join(", "))),
            });
        }
    }
    serde_json::from_value(Value::Object(given.clone())).map_err(|error| {
        ToolError::invalid_input(format!("`change` does not fit: {error}"))
            .help("give it as you gave it to `check_escalation`")
    })
}

fn question(input: &Input, judged: &Judged, context: &Context) -> Result<Output, ToolError> {
    let Some(weighed) = judged.weighed.iter().find(|weighed| weighed.trigger == input.trigger) else {
        return Err(ToolError::internal("a trigger was not weighed"));
    };
    let mark = judged.book.mark(&judged.frame.digest, input.trigger);
    let approvers = answer::approvers(weighed, (judged.owners.as_ref(), &judged.choices));
    let question = Question::new(
        weighed,
        &Around {
            gaps: &judged.gaps,
            approvers: &approvers,
            frame: &judged.frame,
            mark: mark.as_ref(),
            said: input.summary.as_deref(),
        },
    );
    let name = input.trigger.as_str();
    let mut output = Output {
        summary: format!("{name}: nobody has answered yet"),
        status: Status::Pending,
        question,
        next: Some(by_hand(input.trigger)),
        record: None,
        kept: None,
    };
    if let Some(mark) = mark.filter(|mark| mark.standing == Standing::Valid) {
        let record = judged.book.record(&mark.record);
        output.summary = format!("{name}: {}", mark.words());
        output.status = Status::Approved;
        output.next = None;
        output.record = record.and_then(as_object);
        output.kept = Some(true);
    } else if weighed.verdict == Verdict::Clear {
        output.summary = format!("{name}: the change does not set it off, so there is nothing to approve");
        output.status = Status::NotNeeded;
        output.next = None;
    }
    context.checkpoint()?;
    Ok(output)
}

/// A record as it stands in an answer.
pub fn as_object(record: &Record) -> Option<Map<String, Value>> {
    serde_json::to_value(record).ok()?.as_object().cloned()
}

/// What a person does who cannot be asked through a client.
pub fn by_hand(trigger: Trigger) -> String {
    format!(
        "Show `question` to whoever should answer, and wait. They record their answer at a terminal of their own: \
         `backend-architect approvals record --approvals LEDGER --trigger {} --base REVISION` (or `--diff FILE`). You cannot do it for \
         them.",
        trigger.as_str()
    )
}
