//! The whole of `validate_openapi` with every rule: always an answer or an error, places that lie in the text, and
//! the same answer again.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_openapi::tool::validate_openapi::{Input, ValidateOpenapi};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

fuzz_target!(|text: &str| {
    let answer = || {
        let options =
            CheckOptions { limit: Some(1000), select: vec!["openapi".to_owned()], ..CheckOptions::default() };
        let document = DocumentInput { content: Some(text.to_owned()), path: None };
        ValidateOpenapi.call(Input { document, options, ..Input::default() }, &CONTEXT)
    };
    let Ok(output) = answer() else { return };
    let lines = u32::try_from(text.split('\n').count()).unwrap_or(u32::MAX);
    for finding in &output.report.findings {
        let place = &finding.location;
        assert!((1..=lines).contains(&place.line), "{} at line {} of {lines}", finding.rule, place.line);
        assert!(!finding.message.is_empty() && !finding.subject.is_empty(), "{}", finding.rule);
    }
    let again = answer().expect("what was answered is answered again");
    assert_eq!(output.report, again.report);
});
