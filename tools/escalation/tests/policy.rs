//! What a project decides about its gates, and what it cannot.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod support;

use std::sync::Arc;

use architect_core::{Config, Context, Ledger, MemoryFiles, Source, Tool, ToolError};
use architect_escalation::CheckEscalation;
use architect_escalation::tool::check_escalation::{Input, Output};
use support::{context, verdicts};

/// A clock that stands at 2026-12-31T12:00:00Z.
struct LastOfDecember;

impl Ledger for LastOfDecember {
    fn read(&self) -> Result<Option<Vec<u8>>, ToolError> {
        Ok(None)
    }

    fn now(&self) -> i64 {
        1_798_718_400
    }
}

fn decided(policy: &str) -> Context {
    let config = Config::parse(&Source::new("architect.toml", policy)).unwrap();
    context().with_config(config).with_ledger(Arc::new(LastOfDecember))
}

fn check(diff: &str, context: &Context) -> Output {
    CheckEscalation.call(Input { diff: Some(diff.to_owned()), ..Input::default() }, context).unwrap()
}

fn added(path: &str, text: &str) -> String {
    let lines = format!("+{}\n", text.trim_end().replace('\n', "\n+"));
    format!(
        "diff --git a/{path} b/{path}\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{} @@\n{lines}",
        text.lines().count()
    )
}

fn drop_table() -> String {
    added("db/migrations/archive/7.sql", "DROP TABLE legacy;\n")
}

fn suppress(expires: &str) -> String {
    format!(
        "[[escalation.suppress]]\nrule = \"escalation/drop-table\"\npath = \"/db/migrations/archive/\"\nreason = \"archived in March\"\nexpires = \"{expires}\"\n"
    )
}

#[test]
fn what_is_suppressed_is_told_with_its_reason_until_its_last_day() {
    let today = check(&drop_table(), &decided(&suppress("2026-12-31")));
    let over = check(&drop_table(), &decided(&suppress("2026-12-30")));
    let elsewhere = check(&added("db/migrations/7.sql", "DROP TABLE legacy;\n"), &decided(&suppress("2027-12-31")));

    assert_eq!(verdicts(&today)[0], "clear");
    assert_eq!(today.triggers[0].discounted[0].guard, "suppressed until 2026-12-31: archived in March");
    assert_eq!(verdicts(&over)[0], "required");
    assert!(over.triggers[0].reason.ends_with("it was suppressed until 2026-12-30"), "{over:#?}");
    assert_eq!(verdicts(&elsewhere)[0], "required");
}

#[test]
fn without_a_clock_nothing_is_suppressed() {
    let config = Config::parse(&Source::new("architect.toml", suppress("2999-12-31"))).unwrap();

    let output = check(&drop_table(), &context().with_config(config));

    assert_eq!(verdicts(&output)[0], "required");
}

#[test]
fn a_vendor_that_is_agreed_upon_costs_no_question_and_its_library_still_does() {
    let manifest = added(
        "package.json",
        "{\n  \"dependencies\": {\n    \"stripe\": \"^23.1.0\",\n    \"twilio\": \"^5.0.0\"\n  }\n}\n",
    );

    let output = check(&manifest, &decided("[escalation]\nvendors = [\"stripe\"]\n"));

    let cost = &output.triggers[3];
    assert_eq!(cost.evidence.len(), 1, "{cost:#?}");
    assert!(cost.evidence[0].message.contains("twilio"));
    assert_eq!(cost.discounted[0].guard, "agreed vendor");
}

#[test]
fn the_policy_names_who_opens_a_gate() {
    let policy = "[escalation.approvers]\ndata_loss = [\"@shop/keepers\"]\n";
    let owners = MemoryFiles::new([("CODEOWNERS", "* @shop/all\n")]);

    let output = check(&drop_table(), &decided(policy).with_files(Arc::new(owners)));

    assert_eq!(output.triggers[0].approvers, ["@shop/keepers"]);
    assert_eq!(output.triggers[1].approvers, ["security team"]);
}

#[test]
fn the_policy_says_what_lies_where() {
    let policy = "[escalation.paths]\n\"/sandbox/\" = \"fixture\"\n\"/sandbox/live/\" = \"migration\"\n\"/core/keys.py\" = \"auth\"\n";
    let drop = |path: &str| check(&added(path, "DROP TABLE legacy;\n"), &decided(policy));
    let keys = added("core/keys.py", "def check(token, session):\n    return same(token, session)\n");

    let sandbox = drop("sandbox/migrations/7.sql");
    assert_eq!(verdicts(&sandbox)[0], "clear");
    assert_eq!(sandbox.triggers[0].discounted[0].guard, "fixture or example");
    // The narrower pattern counts.
    assert_eq!(verdicts(&drop("sandbox/live/7.sql"))[0], "required");
    assert_eq!(verdicts(&check(&keys, &decided("")))[1], "clear");
    assert_ne!(verdicts(&check(&keys, &decided(policy)))[1], "clear");
    // What decides about changes is told wherever it is said to lie.
    let gate = added("CODEOWNERS", "* @mallory\n");
    assert_eq!(verdicts(&check(&gate, &decided("[escalation.paths]\n\"CODEOWNERS\" = \"test\"\n")))[1], "required");
}

#[test]
fn each_line_of_the_policy_that_decides_is_raised_when_it_changes() {
    let raised = |line: &str| {
        let diff = format!(
            "diff --git a/architect.toml b/architect.toml\nindex 1..2 100644\n--- a/architect.toml\n+++ b/architect.toml\n@@ -3,3 +3,4 @@\n \n # what is decided\n+{line}\n \n"
        );
        verdicts(&check(&diff, &context()))[1].to_owned()
    };

    for line in [
        "[[escalation.suppress]]",
        "[escalation]",
        "vendors = [\"stripe\"]",
        "data_loss = [\"@mallory\"]",
        "\"/src/\" = \"test\"",
        "expires = \"2999-12-31\"",
        "ignore = [\"escalation/drop-table\"]",
        "\"escalation/drop-table\" = \"info\"",
    ] {
        assert_eq!(raised(line), "required", "{line}");
    }
    for line in ["\"services/orders\" = \"orders\"", "dialect = \"postgresql\"", "deadline_ms = 30000", "# a word"] {
        assert_eq!(raised(line), "clear", "{line}");
    }
}

#[test]
fn what_cannot_be_decided_is_refused_with_the_nearest_right_word() {
    let said = |policy: &str| {
        let input = Input { diff: Some(drop_table()), ..Input::default() };
        CheckEscalation.call(input, &decided(policy)).unwrap_err().to_string()
    };
    let entry = |rule: &str| {
        format!("[[escalation.suppress]]\nrule = \"{rule}\"\nreason = \"because\"\nexpires = \"2027-01-01\"\n")
    };

    insta::assert_snapshot!(
        [
            said("[escalation]\nvendors = [\"stirpe\"]\n"),
            said(&entry("escalation/drop-tabel")),
            said(&entry("escalation/gate-changed")),
            said(&entry("escalation")),
        ]
        .join("\n")
    );
}

#[test]
fn what_the_call_gives_counts_where_the_root_has_nothing() {
    let input = || Input {
        diff: Some(drop_table()),
        codeowners: Some("* @given\n".to_owned()),
        policy: Some("[rules.severity]\n\"escalation/drop-table\" = \"info\"\n".to_owned()),
        ..Input::default()
    };
    let own = MemoryFiles::new([("CODEOWNERS", "* @own\n")]);

    let given = CheckEscalation.call(input(), &context()).unwrap();
    let outranked = CheckEscalation
        .call(input(), &decided("[rules]\nignore = []\n[limits]\nmax_files = 9\n").with_files(Arc::new(own)))
        .unwrap();

    assert_eq!((verdicts(&given)[0], given.triggers[0].approvers.clone()), ("advisory", vec!["@given".to_owned()]));
    assert_eq!(
        (verdicts(&outranked)[0], outranked.triggers[0].approvers.clone()),
        ("required", vec!["@own".to_owned()])
    );
}
