//! `backend-architect approvals`: the ledger of approvals, listed, verified, and added to by a person at a terminal.

use std::io::{BufRead, IsTerminal as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::{Ledger as _, ToolError};
use architect_escalation::approval::{self, Answer, Asked, Channel, Decision, Question, Record};
use architect_escalation::tool::request_approval::{Output, Status};
use serde_json::{Map, Value, json};

use super::{Outcome, print, roots};
use crate::approvals::{Approvals, fresh_id};
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List what people answered, the oldest first.
    List(List),
    /// Tell whether the ledger is whole: exit with 1 where a line is changed, missing or torn, and name it.
    Verify(Named),
    /// Answer for a change yourself, at a terminal.
    Record(Box<ByHand>),
}

#[derive(Debug, clap::Args)]
struct Named {
    /// The ledger.
    #[arg(long = "approvals", value_name = "FILE")]
    ledger: PathBuf,
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    named: Named,
    /// Print each record as a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("given").required(true)))]
struct ByHand {
    #[command(flatten)]
    named: Named,
    /// What to answer for.
    #[arg(long, value_parser = ["data_loss", "authentication", "architecture", "third_party_cost"])]
    trigger: String,
    /// File with the diff of the change, as `git diff -M` writes it.
    #[arg(long, value_name = "FILE", group = "given")]
    diff: Option<PathBuf>,
    /// The revision that the change is to go into, as `check --escalation` takes it.
    #[arg(long, value_name = "REV", group = "given")]
    base: Option<String>,
    /// The revision with the change; `HEAD` by default.
    #[arg(long, value_name = "REV", requires = "base")]
    head: Option<String>,
    /// The change as a JSON object, in the form that `request_approval` takes.
    #[arg(long, value_name = "JSON", group = "given")]
    change: Option<String>,
    /// Directory whose files may be read; may be given several times. The current directory by default.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::List(list) => self::list(list),
        Command::Verify(named) => verify(named),
        Command::Record(by_hand) => record(by_hand),
    }
}

fn list(args: &List) -> Outcome {
    let chain = Approvals::existing(&args.named.ledger)?.chain()?;
    let mut lines = Vec::new();
    for (line, record) in &chain.records {
        lines.push(if args.json {
            serde_json::to_string(record).map_err(|error| ToolError::internal(error.to_string()))?
        } else {
            in_words(*line, record)
        });
    }
    let faults =
        chain.broken.iter().map(|fault| ("broken", fault)).chain(chain.torn.iter().map(|fault| ("torn", fault)));
    for (how, fault) in faults {
        eprintln!("line {} is {how}: {}", fault.line, fault.reason);
    }
    if lines.is_empty() {
        eprintln!("the ledger holds no answer");
        return Ok(ExitCode::SUCCESS);
    }
    print(&lines.join("\n"))
}

/// `12  2026-03-02T09:31:00Z  data_loss  approve  Ada (database owner) until 2026-12-31  3fa9c1d2: the column is empty`
fn in_words(line: usize, record: &Record) -> String {
    let who = match (&record.approver, &record.role) {
        (Some(approver), Some(role)) => format!("{approver} ({role})"),
        (Some(approver), None) => approver.clone(),
        _ => "no name given".to_owned(),
    };
    let until = record.expires.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
    let digest: String = record.change_digest.chars().take(12).collect();
    let reason = record.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let text = format!(
        "{line}  {}  {}  {}  {who}{until}  {digest}{reason}",
        record.answered_at,
        record.trigger.as_str(),
        record.decision.as_str()
    );
    // What somebody wrote into a form must not move the cursor of whoever lists it.
    text.chars().filter(|character| !character.is_control()).collect()
}

fn verify(args: &Named) -> Outcome {
    let chain = Approvals::existing(&args.ledger)?.chain()?;
    let mut lines = Vec::new();
    for line in &chain.mended {
        lines.push(format!(
            "line {line} was torn when a writer was interrupted, as a later line says; no record is missing"
        ));
    }
    if let Some(fault) = &chain.broken {
        lines.push(format!("line {} is broken: {}; nothing from there on counts", fault.line, fault.reason));
    }
    if let Some(fault) = &chain.torn {
        lines.push(format!(
            "line {} is torn, or was changed: {}; the {} before it are whole",
            fault.line,
            fault.reason,
            records(chain.records.len())
        ));
    }
    let whole = chain.broken.is_none() && chain.torn.is_none();
    if whole {
        lines.push(format!("{}, the chain is whole; its last hash is {}", records(chain.records.len()), chain.last));
    }
    print(&lines.join("\n"))?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn records(count: usize) -> String {
    if count == 1 { "1 record".to_owned() } else { format!("{count} records") }
}

fn record(args: &ByHand) -> Outcome {
    // Whoever answers must be a person, and a pipe is none.
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(ToolError::denied("an answer is taken from a terminal only")
            .help("run it yourself, in a terminal; programs ask through the tool `request_approval`"));
    }
    let approvals = Approvals::keep(&args.named.ledger)?;
    let registry = Registry::new(Workspace::open(roots(&args.roots))?).with_approvals(approvals);
    let arguments = json!({ "change": change(args)?, "trigger": args.trigger });
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let found = registry.call("request_approval", arguments, Control::default())?;
    let output: Output = serde_json::from_value(found).map_err(|error| ToolError::internal(error.to_string()))?;
    if output.status == Status::NotNeeded {
        return print(&output.summary);
    }
    let now = || registry.approvals().now();
    let asked = Asked {
        id: fresh_id()?,
        channel: Channel::Terminal,
        protocol: None,
        client: None,
        principal: None,
        at: now(),
    };
    let Some(answer) = ask(&output.question, &mut std::io::stdin().lock(), &mut std::io::stderr().lock())? else {
        eprintln!("nothing was recorded");
        return Ok(ExitCode::from(1));
    };
    let record = approval::decide(&output.question, &answer, &asked, now())
        .map_err(|error| error.help("run it again, and answer anew"))?;
    registry.approvals().append(&record)?;
    print(&in_words(0, &record).replacen("0  ", "recorded: ", 1))
}

/// The change among the arguments.
fn change(args: &ByHand) -> Result<Map<String, Value>, ToolError> {
    if let Some(text) = &args.change {
        return serde_json::from_str(text)
            .map_err(|error| ToolError::invalid_input(format!("the change is not a JSON object: {error}")));
    }
    if let Some(base) = &args.base {
        let revisions = json!({ "base": base, "head": args.head });
        return Ok(Map::from_iter([("repository".to_owned(), revisions)]));
    }
    let path = args.diff.clone().unwrap_or_default();
    let diff = std::fs::read_to_string(&path)
        .map_err(|error| ToolError::not_found(format!("`{}` cannot be read: {error}", path.display())))?;
    Ok(Map::from_iter([("diff".to_owned(), Value::String(diff))]))
}

/// Shows the question and asks for each field of the form. Nothing where the person ends the input.
fn ask(question: &Question, input: &mut impl BufRead, output: &mut impl Write) -> Result<Option<Answer>, ToolError> {
    let mut filled = Map::new();
    write(output, &format!("{}\n\n", question.question))?;
    for field in question.fields() {
        let decision = filled.get("decision").and_then(Value::as_str).unwrap_or_default();
        let skipped = match field.name {
            "conditions" => decision != Decision::ApproveWithConditions.as_str(),
            "expires" | "typed_target" => decision == Decision::Reject.as_str(),
            _ => false,
        };
        if skipped {
            continue;
        }
        write(output, &format!("{} ({}): ", field.title, field.description))?;
        let mut line = String::new();
        let read = input
            .read_line(&mut line)
            .map_err(|error| ToolError::internal(format!("the answer cannot be read: {error}")))?;
        if read == 0 {
            return Ok(None);
        }
        filled.insert(field.name.to_owned(), Value::String(line.trim().to_owned()));
    }
    Answer::read(&Value::Object(filled)).map(Some)
}

fn write(output: &mut impl Write, text: &str) -> Result<(), ToolError> {
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| ToolError::internal(format!("the question cannot be shown: {error}")))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use architect_escalation::policy::Verdict;
    use architect_escalation::trigger::{Gate, Trigger};

    use super::*;

    fn question() -> Question {
        Question {
            trigger: Trigger::DataLoss,
            verdict: Verdict::Required,
            gate: Gate::HumanApproval,
            change_digest: "d".repeat(64),
            rules: vec!["escalation/drop-column".to_owned()],
            targets: vec!["customers.nickname".to_owned()],
            type_exactly: Some("customers.nickname".to_owned()),
            question: "A change needs human approval.".to_owned(),
        }
    }

    fn typed(lines: &str) -> (Option<Answer>, String) {
        let mut shown = Vec::new();
        let answer = ask(&question(), &mut Cursor::new(lines), &mut shown).unwrap_or_default();
        (answer, String::from_utf8_lossy(&shown).into_owned())
    }

    #[test]
    fn each_field_is_asked_for_and_what_the_decision_leaves_out_is_not() {
        let (approved, shown) = typed("approve\nAda\nowner\nit is empty since March\n\ncustomers.nickname\n");
        let (rejected, _) = typed("reject\nAda\nowner\nreports still read it\n");

        assert!(shown.starts_with("A change needs human approval.\n\nDecision (approve,"), "{shown}");
        let approved = approved.unwrap_or_default();
        assert_eq!(approved.typed_target.as_deref(), Some("customers.nickname"));
        assert_eq!((approved.expires.as_deref(), approved.conditions), (Some(""), None));
        let rejected = rejected.unwrap_or_default();
        assert_eq!(
            (rejected.decision.as_deref(), rejected.expires, rejected.typed_target),
            (Some("reject"), None, None)
        );
    }

    #[test]
    fn whoever_leaves_in_the_middle_has_not_answered() {
        assert_eq!(typed("approve\nAda\n").0, None);
        assert_eq!(typed("").0, None);
    }
}
