//! The reader of diffs, and the whole check behind it: always an answer, the same answer again and with other line breaks,
//! and never `clear` where a gap touches the trigger. What looks like a change and was not read stands in the gaps.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::change::diff;
use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::{Input, Output};
use architect_escalation::{CheckEscalation, RULES};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> =
    LazyLock::new(|| Context::new(Arc::new(RuleIndex::new(RULES.iter().copied()))));

fn check(diff: String) -> Output {
    let input = Input { diff: Some(diff), limit: Some(u32::MAX), ..Input::default() };
    CheckEscalation.call(input, &CONTEXT).expect("a diff is always answered")
}

fuzz_target!(|text: &str| {
    let change = diff::read("diff", text);
    for file in &change.files {
        for block in file.old.iter().chain(&file.new) {
            for (index, line) in block.lines.iter().enumerate() {
                assert!(block.text.is_char_boundary(line.start), "{text:?}");
                assert!(!block.line_text(index).contains('\n'), "{text:?}");
            }
        }
    }
    if change.files.is_empty() && !text.trim().is_empty() {
        assert!(!change.gaps.is_empty(), "passed over in silence: {text:?}");
    }
    let output = check(text.to_owned());
    assert_eq!(output, check(text.to_owned()));
    if !text.contains('\r') {
        assert_eq!(output.change_digest, check(text.replace('\n', "\r\n")).change_digest, "{text:?}");
    }
    for report in &output.triggers {
        let hidden = output.gaps.iter().any(|gap| gap.touches.contains(&report.trigger));
        assert!(!hidden || report.verdict != Verdict::Clear, "{text:?}");
    }
});
