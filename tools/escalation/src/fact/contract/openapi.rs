//! Two whole versions of an `OpenAPI` document: what is demanded of callers, and what they lose.
//!
//! The comparison is the one of `diff_openapi`; here its changes become facts.

use std::sync::Arc;

use architect_core::{Confidence, Context, Limits, Severity, Source};
use architect_openapi::api::Api;
use architect_openapi::diff::{Comparison, Told};

use crate::change::{ChangeGap, Side};
use crate::examined::Examined;
use crate::fact::{Facts, Place, What};
use crate::trigger::Trigger;

/// What a change of an API may be evidence of.
const TOUCHES: [Trigger; 2] = [Trigger::Authentication, Trigger::Architecture];

/// Most facts of one kind about one document: they are read by people.
const MOST_FACTS: usize = 12;

/// Compares the two versions; false when either cannot be read as an `OpenAPI` document, so that its lines have to do.
pub(super) fn compare(file: &Examined<'_>, facts: &mut Facts) -> bool {
    let read = |side: Side| {
        let text = file.side(side).first().map(|read| read.block.text.clone()).unwrap_or_default();
        let api = Api::read(&Source::new(file.file.path_on(side), text), &Limits::default()).ok()?;
        (api.version.is_some() && api.document.is_whole()).then_some(api)
    };
    let Some(before) = read(Side::Old) else { return false };
    let Some(after) = read(Side::New) else { return false };
    let context = Context::new(Arc::default());
    let Ok(comparison) = Comparison::new(before, after, &context) else { return false };
    let (mut security, mut broken) = (0, 0);
    for told in comparison.told() {
        let counted = match told.rule {
            "openapi/tightened-security" | "openapi/loosened-security" | "openapi/changed-security-scheme" => {
                &mut security
            }
            _ if told.severity == Severity::Error => &mut broken,
            _ => continue,
        };
        *counted += 1;
        if *counted > MOST_FACTS {
            continue;
        }
        let what = if told.rule.ends_with("security") || told.rule.ends_with("security-scheme") {
            let weaker = told.rule == "openapi/loosened-security";
            What::ContractSecurity { what: told.message.to_owned(), weaker }
        } else {
            What::ContractChanged { what: told.message.to_owned(), breaking: true }
        };
        let confidence = if told.severity >= Severity::Warning { Confidence::High } else { Confidence::Medium };
        facts.push(what, place(file, &told), file.guard).confidence(confidence);
    }
    for (count, what) in [(security, "changes of security"), (broken, "breaking changes")] {
        if count > MOST_FACTS {
            let reason = format!("{} more {what} are not listed; `diff_openapi` lists them", count - MOST_FACTS);
            facts.gaps.push(ChangeGap::of(file.file.path.as_str(), &TOUCHES, reason));
        }
    }
    for gap in comparison.gaps() {
        facts.gaps.push(ChangeGap::of(file.file.path.as_str(), &TOUCHES, gap.reason.as_str()));
    }
    true
}

fn place(file: &Examined<'_>, told: &Told<'_>) -> Place {
    let side = if told.in_revision { Side::New } else { Side::Old };
    Place { line: Some(told.span.start().line), ..Place::of_file(file.file.path_on(side), side) }
}
