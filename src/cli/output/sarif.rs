//! SARIF 2.1.0 (OASIS standard, 27 March 2020).

use std::fmt::Write as _;

use architect_core::report::{Report, ReportedFinding};
use architect_core::{Applicability, Confidence, RuleIndex, Severity};
use serde_json::{Value, json};

pub(super) fn render(report: &Report, rules: &RuleIndex) -> Value {
    let mut used: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    used.sort_unstable();
    used.dedup();
    let described: Vec<Value> = used
        .iter()
        .map(|id| match rules.iter().find(|meta| meta.id.as_str() == *id) {
            Some(meta) => json!({
                "id": id,
                "shortDescription": { "text": meta.summary() },
                "fullDescription": { "text": meta.summary() },
                "help": { "text": meta.summary(), "markdown": meta.documentation().markdown },
                "defaultConfiguration": { "level": level(meta.severity) },
            }),
            // A rule that a user wrote is described in the user's ruleset.
            None => json!({ "id": id }),
        })
        .collect();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(finding, &used)).collect();
    let notes: Vec<Value> = report
        .gaps
        .iter()
        .map(|gap| {
            let mut place = json!({ "artifactLocation": { "uri": uri(&gap.source) } });
            if let Some(line) = gap.line {
                place["region"] = json!({ "startLine": line });
            }
            json!({
                "level": "note",
                "message": { "text": format!("not examined: {}", gap.reason) },
                "locations": [{ "physicalLocation": place }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
        }],
    })
}

fn result(finding: &ReportedFinding, used: &[&str]) -> Value {
    let at = &finding.location;
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text = format!("{text}. {help}");
    }
    if let Some(suggestion) = &finding.suggestion {
        text = format!("{text}\n{suggestion}");
    }
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|place| {
            json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&place.source) },
                    "region": { "startLine": place.line, "startColumn": place.column },
                },
                "message": { "text": place.message },
            })
        })
        .collect();
    let fixes: Vec<Value> = finding
        .fixes
        .iter()
        .filter(|fix| fix.applicability == Applicability::Safe)
        .map(|fix| {
            let replacements: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| {
                    json!({
                        "deletedRegion": region(edit.line, edit.column, edit.end_line, edit.end_column),
                        "insertedContent": { "text": edit.replacement },
                    })
                })
                .collect();
            json!({
                "description": { "text": fix.title },
                "artifactChanges": [{ "artifactLocation": { "uri": uri(&at.source) }, "replacements": replacements }],
            })
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&at.source) },
            "region": region(at.line, at.column, at.end_line, at.end_column),
        } }],
        // Rule, source and subject name a finding across runs, wherever its lines have moved.
        "partialFingerprints": { "subject/v1": format!("{}|{}|{}", finding.rule, at.source, finding.subject) },
        "rank": rank(finding.confidence),
    });
    if let Ok(index) = used.binary_search(&finding.rule.as_str()) {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if !fixes.is_empty() {
        result["fixes"] = json!(fixes);
    }
    result
}

/// A path as a URI reference (RFC 3986): what is not unreserved is percent-encoded, but for the slashes.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn region(line: u32, column: u32, end_line: u32, end_column: u32) -> Value {
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

/// SARIF's rank runs from 0 to 100; ours has three steps.
fn rank(confidence: Confidence) -> f64 {
    match confidence {
        Confidence::High => 90.0,
        Confidence::Medium => 60.0,
        Confidence::Low => 30.0,
    }
}
