//! Two documents compared: always an answer or an error, nothing changed between a document and itself, and as many
//! findings as the counts say.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, RuleIndex, Tool};
use architect_openapi::tool::diff_openapi::{DiffOpenapi, Input, Output};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

/// Between the two documents of one input.
const BETWEEN: &str = "\n=====\n";

fn compare(base: &str, revision: &str) -> Option<Output> {
    let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
    DiffOpenapi.call(Input { base: base.to_owned(), revision: revision.to_owned(), options }, &CONTEXT).ok()
}

fuzz_target!(|text: &str| {
    // Both must be texts and no paths.
    let head = |text: &str| if text.contains('\n') { text.to_owned() } else { format!("{text}\n") };
    let (base, revision) = text.split_once(BETWEEN).unwrap_or((text, text));
    let (base, revision) = (head(base), head(revision));
    if let Some(output) = compare(&base, &revision) {
        let again = compare(&base, &revision).expect("what was compared is compared again");
        assert_eq!(output.report, again.report);
    }
    if let Some(output) = compare(&revision, &base) {
        assert!(base != revision || (output.breaking, output.risky, output.safe) == (0, 0, 0), "{}", output.report.summary);
    }
});
