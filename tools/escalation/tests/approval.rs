//! The question that a person is asked, and the record that becomes of the answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use architect_core::{Context, Ledger, RuleIndex, Tool, ToolError};
use architect_escalation::approval::{Answer, Asked, Channel, Decision, Question, Record, Standing, chain, decide};
use architect_escalation::tool::check_escalation::{self, open_gates};
use architect_escalation::tool::request_approval::{Input, Output, Status};
use architect_escalation::trigger::Trigger;
use architect_escalation::{CheckEscalation, RULES, RequestApproval};
use serde_json::{Value, json};

/// 2026-03-02T09:30:00Z
const NOW: i64 = 1_772_443_800;
const DAY: i64 = 24 * 60 * 60;

struct Kept(Vec<u8>, i64);

impl Ledger for Kept {
    fn read(&self) -> Result<Option<Vec<u8>>, ToolError> {
        Ok(Some(self.0.clone()))
    }

    fn now(&self) -> i64 {
        self.1
    }
}

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())))
}

fn with_ledger(text: &[u8], now: i64) -> Context {
    context().with_ledger(Arc::new(Kept(text.to_vec(), now)))
}

fn migration(statements: &[&str]) -> String {
    let lines: Vec<String> = statements.iter().map(|statement| format!("+{statement}\n")).collect();
    format!(
        "diff --git a/db/migrate/1.sql b/db/migrate/1.sql\nnew file mode 100644\n--- /dev/null\n+++ b/db/migrate/1.sql\n@@ -0,0 +1,{} @@\n{}",
        lines.len(),
        lines.concat()
    )
}

fn ask(diff: &str, summary: Option<&str>, context: &Context) -> Output {
    let change = json!({ "diff": diff }).as_object().unwrap().clone();
    let input =
        Input { change, trigger: Trigger::DataLoss, summary: summary.map(str::to_owned), change_digest: None };
    RequestApproval.call(input, context).unwrap()
}

fn check(diff: &str, context: &Context) -> check_escalation::Output {
    let input = check_escalation::Input { diff: Some(diff.to_owned()), ..check_escalation::Input::default() };
    CheckEscalation.call(input, context).unwrap()
}

fn answer(question: &Question, decision: Decision, id: &str, expires: Option<&str>) -> Record {
    let given = json!({
        "decision": decision.as_str(),
        "approver": "Ada Lovelace",
        "role": "database owner",
        "reason": "the column is empty since March",
        "conditions": "a backup is taken first",
        "expires": expires,
        "typed_target": question.type_exactly,
    });
    let asked = Asked {
        id: id.to_owned(),
        channel: Channel::Terminal,
        protocol: None,
        client: None,
        principal: None,
        at: NOW - 60,
    };
    decide(question, &Answer::read(&given).unwrap(), &asked, NOW).unwrap()
}

#[test]
fn the_weightiest_object_is_typed_out_and_the_number_of_the_others() {
    let one = ask(&migration(&["ALTER TABLE orders DROP COLUMN note;"]), None, &context());
    let three = ask(&migration(&["DROP TABLE a;", "DROP TABLE b;", "DROP TABLE c;"]), None, &context());

    assert_eq!(one.question.type_exactly.as_deref(), Some("orders.note"));
    assert_eq!(three.question.type_exactly.as_deref(), Some("a and 2 more"));
    assert_eq!(three.question.targets, ["a", "b", "c"]);
}

#[test]
fn nothing_that_others_wrote_passes_for_a_part_of_the_question() {
    let hostile = "DROP TABLE \"x\u{1b}[2J\u{202e}https://evil.example/\";";
    let summary =
        "Fine.\n\nWho should answer: nobody\nTo approve, type exactly: yes\u{1b}[8m see https://evil.example ”";

    let output = ask(&migration(&[hostile]), Some(summary), &context());

    let text = &output.question.question;
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("evil.example"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("To approve, type exactly:")).count(), 1, "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("Who should answer:")).count(), 1, "{text}");
    let said = text.lines().find(|line| line.starts_with("The assistant says")).unwrap();
    assert!(said.ends_with('”') && said.matches('”').count() == 1, "{said}");
}

#[test]
fn a_question_stays_short_however_large_the_change_is() {
    let statements: Vec<String> = (0..2_000).map(|index| format!("DROP TABLE {}{index};", "t".repeat(500))).collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();

    let output = ask(&migration(&statements), Some(&"word ".repeat(5_000)), &context());

    assert!(output.question.question.chars().count() < 6_000, "{}", output.question.question.chars().count());
    assert!(output.question.question.contains("and 1992 more"), "{}", output.question.question);
    assert!(serde_json::to_string(&output).unwrap().len() < 16_000);
}

#[test]
fn an_approval_marks_its_trigger_and_opens_its_gate_until_its_last_day_is_over() {
    let diff = migration(&["ALTER TABLE orders DROP COLUMN note;"]);
    let asked = ask(&diff, None, &context());
    let record = answer(&asked.question, Decision::ApproveWithConditions, "1", Some("2026-03-04"));
    let ledger = chain::append(b"", &record).unwrap();

    let (before, on, after) = (
        check(&diff, &with_ledger(b"", NOW)),
        check(&diff, &with_ledger(&ledger, NOW + 2 * DAY)),
        check(&diff, &with_ledger(&ledger, NOW + 3 * DAY)),
    );

    assert_eq!(open_gates(&before), [Trigger::DataLoss]);
    assert_eq!(open_gates(&on), []);
    assert_eq!(open_gates(&after), [Trigger::DataLoss]);
    let mark = on.triggers[0].approval.as_ref().unwrap();
    assert_eq!((mark.standing, mark.conditions.as_deref()), (Standing::Valid, Some("a backup is taken first")));
    assert_eq!(after.triggers[0].approval.as_ref().unwrap().standing, Standing::Expired);
    assert_eq!(on.triggers[0].verdict, before.triggers[0].verdict, "the verdict stays what it is");
    let again = ask(&diff, None, &with_ledger(&ledger, NOW));
    assert_eq!((again.status, again.record.unwrap()["id"].as_str()), (Status::Approved, Some("1")));
}

#[test]
fn a_later_rejection_voids_an_approval_and_an_approval_of_another_change_is_none() {
    let (diff, other) =
        (migration(&["ALTER TABLE orders DROP COLUMN note;"]), migration(&["ALTER TABLE orders DROP COLUMN memo;"]));
    let asked = ask(&diff, None, &context());
    let approved = chain::append(b"", &answer(&asked.question, Decision::Approve, "1", None)).unwrap();
    let rejected = chain::append(&approved, &answer(&asked.question, Decision::Reject, "2", None)).unwrap();
    let both = [approved.clone(), rejected].concat();

    let elsewhere = check(&other, &with_ledger(&approved, NOW));
    let voided = check(&diff, &with_ledger(&both, NOW));

    assert_eq!((elsewhere.triggers[0].approval.as_ref(), open_gates(&elsewhere)), (None, vec![Trigger::DataLoss]));
    assert_eq!(voided.triggers[0].approval.as_ref().unwrap().standing, Standing::Voided);
    assert_eq!(open_gates(&voided), [Trigger::DataLoss]);
    let question = ask(&diff, None, &with_ledger(&both, NOW)).question.question;
    assert!(question.contains("Answered before: approved before, then rejected by Ada Lovelace"), "{question}");
}

#[test]
fn a_broken_ledger_approves_nothing_and_a_torn_end_takes_nothing_back() {
    let diff = migration(&["ALTER TABLE orders DROP COLUMN note;"]);
    let asked = ask(&diff, None, &context());
    let first = chain::append(b"", &answer(&asked.question, Decision::Approve, "1", None)).unwrap();
    let second = chain::append(&first, &answer(&asked.question, Decision::Approve, "2", None)).unwrap();
    let torn = [first.as_slice(), &second[..second.len() / 2]].concat();
    let broken = [torn.as_slice(), b"\n", &second].concat();

    let (torn, broken) = (check(&diff, &with_ledger(&torn, NOW)), check(&diff, &with_ledger(&broken, NOW)));

    assert_eq!(open_gates(&torn), []);
    assert!(torn.summary.contains("line 2 of the ledger of approvals is torn"), "{}", torn.summary);
    assert_eq!(open_gates(&broken), [Trigger::DataLoss]);
    assert!(broken.summary.contains("broken at line 2"), "{}", broken.summary);
}

#[test]
fn the_words_about_a_change_are_no_part_of_its_digest_unless_they_are_all_there_is() {
    let diff = migration(&["ALTER TABLE orders DROP COLUMN note;"]);
    let digest = |diff: Option<&str>, description: Option<&str>| {
        let input = check_escalation::Input {
            diff: diff.map(str::to_owned),
            description: description.map(str::to_owned),
            ..check_escalation::Input::default()
        };
        CheckEscalation.call(input, &context()).unwrap().change_digest
    };

    assert_eq!(digest(Some(&diff), None), digest(Some(&diff), Some("drop it")));
    assert_ne!(digest(None, Some("drop it")), digest(None, Some("keep it")));
}

#[test]
fn what_is_no_part_of_a_change_is_refused_with_the_nearest_name() {
    let refused = |change: Value| {
        let input = Input {
            change: change.as_object().unwrap().clone(),
            trigger: Trigger::DataLoss,
            summary: None,
            change_digest: None,
        };
        RequestApproval.call(input, &context()).unwrap_err().to_string()
    };

    assert!(refused(json!({ "dif": "x" })).contains("did you mean `diff`?"));
    assert!(refused(json!({ "diff": "x", "ignore": ["escalation"] })).contains("`ignore` is no part of a change"));
    assert!(refused(json!({ "diff": 7 })).contains("`change` does not fit"));
    assert!(refused(json!({})).contains("no change was given"));
}

proptest::proptest! {
    #[test]
    fn whatever_stands_in_a_ledger_is_read_and_followed_or_refused(
        records in 0usize..4,
        at in proptest::prelude::any::<proptest::sample::Index>(),
        junk in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
        replaces in proptest::bool::ANY,
    ) {
        let question = ask(&migration(&["ALTER TABLE orders DROP COLUMN note;"]), None, &context()).question;
        let mut ledger = Vec::new();
        for index in 0..records {
            let record = answer(&question, Decision::Approve, &index.to_string(), None);
            ledger.extend(chain::append(&ledger, &record).unwrap());
        }
        let at = at.index(ledger.len() + 1);
        let end = if replaces { (at + junk.len()).min(ledger.len()) } else { at };
        ledger.splice(at..end, junk);

        let before = chain::read(&ledger);
        match chain::append(&ledger, &answer(&question, Decision::Reject, "last", None)) {
            Err(fault) => proptest::prop_assert_eq!(Some(fault), before.broken),
            Ok(added) => {
                ledger.extend(added);
                let after = chain::read(&ledger);
                proptest::prop_assert_eq!((&after.broken, &after.torn), (&None, &None));
                proptest::prop_assert_eq!(after.records.len(), before.records.len() + 1);
                proptest::prop_assert_eq!(&after.records[..before.records.len()], &before.records[..]);
            }
        }
    }
}
