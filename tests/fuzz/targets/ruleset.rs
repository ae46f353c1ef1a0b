//! Rulesets: whatever the text, an answer or an error; places that lie in a text; and the same answer again.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_openapi::tool::validate_openapi::{Input, ValidateOpenapi};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
});

/// References in a circle, a list, an alias, keys that need escapes.
const DOCUMENT: &str = "\
openapi: 3.1.0
info: &info {title: t, version: '1', description: aaaaaaaaaaaaaaaaaaaaaaaac}
x-info: *info
paths:
  /a~b/{id}: {get: {parameters: [{name: id, in: path}], responses: {'200': {$ref: '#/components/responses/R'}}}}
components:
  responses: {R: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  schemas:
    A: {type: object, required: [a, b], properties: {a: {$ref: '#/components/schemas/A'}, b: {enum: [1, b]}}}
    C: {$ref: '#/components/schemas/C'}
";

fuzz_target!(|text: &str| {
    let answer = || {
        let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
        let document = DocumentInput { content: Some(DOCUMENT.to_owned()), path: None };
        let ruleset = Some(format!("{text}\n"));
        ValidateOpenapi.call(Input { document, ruleset, options, ..Input::default() }, &CONTEXT)
    };
    let Ok(output) = answer() else { return };
    for finding in &output.report.findings {
        assert!((1..=12).contains(&finding.location.line), "{} at line {}", finding.rule, finding.location.line);
    }
    let again = answer().expect("what was answered is answered again");
    assert_eq!(output.report, again.report);
});
