//! What no form of a change alters: the order of its files, its line breaks, its context, whether it comes in one diff or
//! several, as a diff or as whole files. And what no cut of it hides.
//!
//! The changes are those in `tests/changes`, alone and put together.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use architect_escalation::change::diff;
use architect_escalation::tool::check_escalation::{FileInput, Input, Output};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use support::{Pair, changes, check, check_diff, diff_of, pairs, readable_changes, verdicts};

static READABLE: LazyLock<Vec<(String, String)>> = LazyLock::new(|| readable_changes().into_iter().collect());

/// Whether the hunks of a diff are the files: then they can be made whole from it.
fn is_exact(diff: &str) -> bool {
    diff::read("diff", diff).files.iter().all(|file| {
        let blocks = || file.old.iter().chain(&file.new);
        file.old.len() <= 1 && file.new.len() <= 1 && blocks().all(|block| block.lines[0].number == 1)
    })
}

/// Up to four changes that have no file in common.
fn combination() -> impl Strategy<Value = Vec<&'static (String, String)>> {
    subsequence((0..READABLE.len()).collect::<Vec<usize>>(), 1..=4).prop_shuffle().prop_map(|chosen| {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let changes = chosen.into_iter().filter_map(|index| READABLE.get(index));
        let apart = |(_, diff): &&(String, String)| {
            let paths: Vec<String> =
                pairs(diff).into_iter().flat_map(|pair| [Some(pair.path), pair.old_path]).flatten().collect();
            let new = paths.iter().all(|path| !seen.contains(path));
            seen.extend(paths);
            new
        };
        changes.filter(apart).collect()
    })
}

fn text(changes: &[&(String, String)]) -> String {
    changes.iter().map(|(_, diff)| diff.as_str()).collect()
}

/// All that an answer says but for the places' lines.
fn told(output: &Output) -> Vec<String> {
    let mut told = Vec::new();
    for report in &output.triggers {
        told.push(format!("{} {}", report.trigger.as_str(), report.verdict.as_str()));
        for evidence in &report.evidence {
            told.push(format!("{} {} {}", evidence.rule, evidence.source, evidence.message));
        }
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_alters_nothing(changes in combination(), seed in any::<Index>()) {
        let mut files: Vec<Pair> = pairs(&text(&changes));
        let first = check_diff(&diff_of(&files, 3));
        let middle = seed.index(files.len());
        files.rotate_left(middle);
        files.reverse();

        prop_assert_eq!(check_diff(&diff_of(&files, 3)), first);
    }

    #[test]
    fn the_kind_of_line_breaks_alters_nothing(changes in combination()) {
        let diff = text(&changes);

        prop_assert_eq!(check_diff(&diff.replace('\n', "\r\n")), check_diff(&diff));
    }

    #[test]
    fn a_change_in_several_mails_is_one_change(changes in combination()) {
        let mail = |(index, diff): (usize, &str)| {
            format!("From 1111 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.com>\nSubject: [PATCH {index}/9] Change\n\n---\n a | 2 +-\n\n{diff}-- \n2.43.0\n\n")
        };
        let mails: String = changes.iter().map(|(_, diff)| diff.as_str()).enumerate().map(mail).collect();

        prop_assert_eq!(check_diff(&mails), check_diff(&text(&changes)));
    }

    #[test]
    fn what_a_change_raises_is_raised_beside_another(changes in combination()) {
        let together = check_diff(&text(&changes));

        for (name, diff) in changes {
            for (alone, report) in check_diff(diff).triggers.iter().zip(&together.triggers) {
                // A vendor that another file shows to be in use is no new one.
                let known = report.discounted.iter().any(|discounted| discounted.guard == "already present");
                let raised = alone.verdict.as_str() == "required" && !known;
                prop_assert!(!raised || report.verdict.as_str() == "required", "{name}: {alone:?}\n{report:?}");
            }
        }
    }

    #[test]
    fn a_test_file_raises_nothing(changes in combination()) {
        let diff = text(&changes);
        let tests = support::changes()["harmless-tests-only"].clone();

        let (with, without) = (check_diff(&format!("{diff}{tests}")), check_diff(&diff));

        prop_assert_eq!(told(&with), told(&without));
    }

    #[test]
    fn whole_files_are_judged_as_their_diff(changes in combination(), context in 3_usize..20) {
        let changes: Vec<_> = changes.into_iter().filter(|(_, diff)| is_exact(diff)).collect();
        let files = pairs(&text(&changes));
        if files.iter().any(|file| file.old_path.is_some()) {
            // `files` has no renames; revisions do, and their tests hold it.
            return Ok(());
        }
        let whole = check_whole(&files);
        let hunks = check_diff(&diff_of(&files, context));

        for (whole, hunks) in whole.triggers.iter().zip(&hunks.triggers) {
            let names: Vec<&String> = changes.iter().map(|(name, _)| name).collect();
            prop_assert_eq!(whole.verdict, hunks.verdict, "{:?}\n{:#?}\n{:#?}", names, whole, hunks);
        }
    }
}

fn check_whole(files: &[Pair]) -> Output {
    let file =
        |pair: &Pair| FileInput { path: pair.path.clone(), before: pair.before.clone(), after: pair.after.clone() };
    // An empty diff says that the files are all of the change.
    check(Input { diff: Some(String::new()), files: files.iter().map(file).collect(), ..Input::default() })
}

/// From a verdict that lets a change pass to one that stops it.
fn weight(verdict: &str) -> usize {
    ["clear", "advisory", "unknown", "required"].iter().position(|known| *known == verdict).unwrap()
}

#[test]
fn each_change_is_judged_alike_with_any_context_and_as_whole_files() {
    let mut wrong = String::new();
    for (name, diff) in READABLE.iter().filter(|(_, diff)| is_exact(diff)) {
        let files = pairs(diff);
        let given = verdicts(&check_diff(diff));
        // With a line or two the words that a line belongs to may be out of sight without a sign of it.
        for context in std::iter::once(0).chain(3..=20) {
            let told = verdicts(&check_diff(&diff_of(&files, context)));
            // Without context more may be in doubt, and nothing may pass that did not.
            let passes = |(told, given): (&&str, &&str)| *told != "unknown" && weight(told) < weight(given);
            let weaker = told.iter().zip(&given).any(passes);
            if weaker || context >= 3 && told != given {
                writeln!(wrong, "{name} with {context}: {told:?} for {given:?}").unwrap();
            }
        }
        if files.iter().all(|file| file.old_path.is_none()) {
            let told = verdicts(&check_whole(&files));
            if told != given {
                writeln!(wrong, "{name} as whole files: {told:?} for {given:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_diff_cut_anywhere_says_so() {
    let mut wrong = String::new();
    for (name, diff) in changes().iter().filter(|(name, _)| !name.starts_with("gap-")) {
        let whole = check_diff(diff);
        let step = 1 + diff.len() / 700;
        for cut in (1..diff.len()).step_by(step).filter(|cut| diff.is_char_boundary(*cut)) {
            let (kept, rest) = diff.split_at(cut);
            let output = check_diff(kept);
            if !output.gaps.is_empty() || is_whole(kept, rest) {
                continue;
            }
            for (cut_report, report) in output.triggers.iter().zip(&whole.triggers) {
                if cut_report.verdict.as_str() == "clear" && report.verdict.as_str() != "clear" {
                    writeln!(wrong, "{name} at {cut}: {:?}", kept.lines().last()).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether what is kept is a diff that git could have written, but for the last line break: nothing tells that another file
/// or hunk follows, nor how a line goes on that ends as lines do, nor that one of the context is longer.
fn is_whole(kept: &str, rest: &str) -> bool {
    let (end_of_line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let at_end = after.is_empty() || after.starts_with("diff --git ") || after.starts_with("@@");
    let last = kept.rsplit('\n').next().unwrap_or_default();
    let looks_whole =
        last.starts_with(' ') || last.is_empty() || last.ends_with([';', ')', '}', ']', '\'', '"', '>', '`', '.']);
    let between = last.is_empty() && (rest.starts_with("diff --git ") || rest.starts_with("@@"));
    between || at_end && looks_whole && (!last.is_empty() || end_of_line.is_empty())
}
