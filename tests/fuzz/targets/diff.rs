//! The comparison of two documents: always an answer or an error, the same answer again, and nothing between a
//! document and itself. The two stand in one text, parted by a form feed; one alone is compared with itself.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, RuleIndex, Tool};
use architect_openapi::DiffOpenapi;
use architect_openapi::tool::diff_openapi::Input;
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_openapi::RULES.iter().chain(architect_openapi::diff::rules::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

fuzz_target!(|text: &str| {
    let (base, revision) = text.split_once('\u{c}').unwrap_or((text, text));
    let answer = || {
        // A text without a line break may be taken for a path.
        let [base, revision] = [base, revision].map(|text| format!("{text}\n"));
        DiffOpenapi.call(Input { base, revision, options: CheckOptions::default() }, &CONTEXT)
    };
    let Ok(output) = answer() else { return };
    if base == revision {
        assert_eq!((output.breaking, output.risky, output.safe), (0, 0, 0), "{:?}", output.report.findings);
    }
    let again = answer().expect("what was answered is answered again");
    assert_eq!(output.report, again.report);
});
