//! Small changes, one a file in `tests/changes`, and the verdicts they get: the snapshot is the table that a reviewer
//! reads.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::tool::check_escalation::{Input, Output};
use architect_escalation::{CheckEscalation, RULES};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())))
}

fn check(diff: &str) -> Output {
    CheckEscalation.call(Input { diff: Some(diff.to_owned()), ..Input::default() }, &context()).unwrap()
}

fn changes(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let diffs = files.filter(|path| path.extension().is_some_and(|extension| extension == "diff"));
    diffs
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn own_changes() -> BTreeMap<String, String> {
    changes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes"))
}

fn verdicts(output: &Output) -> String {
    output.triggers.iter().map(|report| format!("{:8}", report.verdict.as_str())).collect::<Vec<_>>().join(" ")
}

#[test]
fn changes_get_the_verdicts_of_this_table() {
    let mut table = String::from("data loss / authentication / architecture / third party cost\n");

    for (name, diff) in own_changes() {
        let output = check(&diff);
        writeln!(table, "\n{name}\n  {}", verdicts(&output).trim_end()).unwrap();
        for report in &output.triggers {
            for evidence in &report.evidence {
                let line = evidence.line.map(|line| format!(":{line}")).unwrap_or_default();
                writeln!(table, "  {} {}{line}: {}", evidence.rule, evidence.source, evidence.message).unwrap();
            }
            for discounted in &report.discounted {
                writeln!(table, "  ({}: {}) {}", discounted.rule, discounted.guard, discounted.message).unwrap();
            }
        }
        for gap in &output.gaps {
            writeln!(table, "  gap {}: {}", gap.source, gap.reason).unwrap();
        }
    }

    insta::assert_snapshot!(table);
}

#[test]
fn harmless_changes_are_clear_on_all_four_triggers() {
    for (name, diff) in own_changes().into_iter().filter(|(name, _)| name.starts_with("harmless-")) {
        let output = check(&diff);

        assert_eq!(verdicts(&output).trim_end(), "clear    clear    clear    clear", "{name}: {output:#?}");
    }
}

#[test]
fn a_change_that_was_not_read_is_clear_of_nothing_it_may_hide() {
    for (name, diff) in own_changes().into_iter().filter(|(name, _)| name.starts_with("gap-")) {
        let output = check(&diff);

        assert!(!output.gaps.is_empty(), "{name}");
        for gap in &output.gaps {
            for report in output.triggers.iter().filter(|report| gap.touches.contains(&report.trigger)) {
                assert_ne!(report.verdict.as_str(), "clear", "{name}: {output:#?}");
            }
        }
    }
}

#[test]
fn the_changes_of_the_example_shop_get_their_verdicts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/changes");
    let expected = [
        ("add-google-login", "clear    required clear    required"),
        ("add-stripe", "clear    clear    clear    required"),
        ("bump-express", "clear    clear    clear    clear"),
        ("drop-legacy-columns", "required clear    clear    clear"),
        ("fix-typo", "clear    clear    clear    clear"),
        ("remove-guard", "clear    required clear    clear"),
        ("split-payments-service", "clear    clear    required clear"),
    ];

    let changes = changes(&folder);

    for (name, verdict) in expected {
        let output = check(&changes[name]);
        assert_eq!(verdicts(&output).trim_end(), verdict, "{name}: {output:#?}");
    }
}

#[test]
fn no_secret_of_a_change_is_echoed() {
    let output = check(&own_changes()["cost-secret-is-masked"]);

    let answer = serde_json::to_string(&output).unwrap();

    assert!(answer.contains("STRIPE_SECRET_KEY=***"), "{answer}");
    assert!(!answer.contains("4eC39"), "{answer}");
}

#[test]
fn a_whole_answer_reads_like_this() {
    let output = check(&own_changes()["data-drop-column-rails"]);

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).unwrap());
}

#[test]
fn a_test_file_beside_a_change_alters_no_verdict() {
    let changes = own_changes();
    let tests = &changes["harmless-tests-only"];

    for (name, diff) in changes.iter().filter(|(name, _)| !name.starts_with("gap-")) {
        assert_eq!(verdicts(&check(&format!("{diff}{tests}"))), verdicts(&check(diff)), "{name}");
    }
}

#[test]
fn the_order_of_files_alters_nothing() {
    let changes: Vec<String> =
        own_changes().into_iter().filter(|(name, _)| !name.starts_with("gap-")).map(|(_, diff)| diff).collect();

    for pair in changes.windows(2) {
        let [first, second] = pair else { continue };
        // Two versions of one file in one diff have no order that could be kept.
        let paths = |diff: &str| {
            diff.lines().filter(|line| line.starts_with("diff --git")).map(str::to_owned).collect::<Vec<_>>()
        };
        if paths(first).iter().any(|path| paths(second).contains(path)) {
            continue;
        }

        assert_eq!(check(&format!("{first}{second}")), check(&format!("{second}{first}")));
    }
}
