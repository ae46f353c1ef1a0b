//! Rulesets that users write, run on a document: always an answer or an error that says what is wrong, and the same
//! answer again.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_openapi::tool::validate_openapi::{Input, ValidateOpenapi};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

const DOCUMENT: &str = include_str!("../../../tools/openapi/tests/documents/whole-3.0.yaml");
/// Bytes that no ruleset needs, between a ruleset and the document that it is run on.
const BETWEEN: &str = "\u{0}\u{0}";

fuzz_target!(|text: &str| {
    let (ruleset, document) = text.split_once(BETWEEN).unwrap_or((text, DOCUMENT));
    let answer = || {
        let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
        let document = DocumentInput { content: Some(document.to_owned()), path: None };
        let ruleset = Some(ruleset.to_owned());
        ValidateOpenapi.call(Input { document, options, ruleset, ..Input::default() }, &CONTEXT)
    };
    let Ok(output) = answer() else { return };
    let again = answer().expect("what was answered is answered again");
    assert_eq!(output.report, again.report);
});
