//! The whole of `lint_deployment` with every rule, for a text that may hold many documents: always an answer or an error,
//! places that lie in the text, and the same answer again.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, DocumentInput, Limits, RuleIndex, Source, Tool};
use architect_deployment::LintDeployment;
use architect_deployment::tool::lint_deployment::Input;
use architect_document::Stream;
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(architect_deployment::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

fuzz_target!(|text: &str| {
    documents_lie_in_the_text(text);
    let answer = || {
        let options =
            CheckOptions { limit: Some(1000), select: vec!["deployment".to_owned()], ..CheckOptions::default() };
        let document = DocumentInput { content: Some(text.to_owned()), path: None };
        LintDeployment.call(Input { document, options, ..Input::default() }, &CONTEXT)
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
    assert_eq!(output.objects, again.objects);
});

/// Each document begins where the last one ended, or behind it.
fn documents_lie_in_the_text(text: &str) {
    let source = Source::new("content", text);
    let Ok(stream) = Stream::read(&source, &Limits::default()) else { return };
    let mut behind = 0;
    for document in stream.documents() {
        let root = document.range(document.root());
        assert!(behind <= root.start && root.end <= source.text().len(), "{root:?} behind {behind}");
        behind = root.start;
        for node in document.nodes() {
            let range = document.range(node);
            assert!(range.start <= range.end && source.text().get(range.clone()).is_some(), "{range:?}");
        }
    }
}
