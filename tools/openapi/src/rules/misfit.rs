//! Findings about values that do not fit their schemas: one for each value, wherever in it the faults are.

use architect_core::{Confidence, Declared, Finding, Gap, Severity, Sink};

use crate::api::Api;
use crate::validation::{Misfit, Outcome, Remedy, Role};

/// Reports the values of a role that do not fit, and as gaps those that could not be held against their schemas.
/// `what` is what a message calls such a value: `example`, `default`.
pub(super) fn report<R: Declared>(api: &Api, role: Role, what: &str, sink: &mut Sink) {
    let mut unchecked = Vec::new();
    for verdict in api.verdicts().iter().filter(|verdict| verdict.site.role == role) {
        match &verdict.outcome {
            Outcome::Violation { place, misfits } => {
                let certain = misfits.iter().any(|misfit| !misfit.composed && !misfit.format);
                let harmless =
                    misfits.iter().all(|misfit| misfit.format || misfit.remedy.is_some_and(Remedy::is_sent_alike));
                let extension = verdict.site.is_extension(api);
                let messages = once(misfits);
                let mut finding = Finding::of::<R>(api.span(*place))
                    .severity(if harmless || extension { Severity::Warning } else { R::META.severity })
                    .confidence(if certain && !verdict.site.serialized && !extension {
                        Confidence::High
                    } else {
                        Confidence::Medium
                    })
                    .message(format!("the {what} does not fit its schema: {}", messages.join("; ")))
                    .subject(*place)
                    .related(api.key_span(verdict.site.schema), "the schema");
                for misfit in misfits.iter().filter(|misfit| misfit.place != *place) {
                    finding = finding.related(api.span(misfit.place), misfit.message.clone());
                }
                let remedy = misfits.first().and_then(|misfit| misfit.remedy);
                finding = match remedy.filter(|_| misfits.iter().all(|misfit| misfit.remedy == remedy)) {
                    Some(Remedy::Parse) => finding.help("The text holds JSON: write it without quotes around it."),
                    Some(Remedy::Unquote) => finding.help("Write it without quotes: the same text is sent."),
                    Some(Remedy::List) => finding.help("Write a list of this one value: the same text is sent."),
                    None => finding,
                };
                sink.push(finding);
            }
            Outcome::NotChecked(obstacle) => {
                let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                let reason = format!("{article} {what} was not held against its schema: {}", obstacle.reason());
                unchecked.push(Gap::at(api.span(verdict.site.value), reason));
            }
        }
    }
    sink.gaps(unchecked);
}

/// What is wrong, each thing once.
fn once(misfits: &[Misfit]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for Misfit { message, .. } in misfits {
        match counts.iter_mut().find(|(known, _)| known == message) {
            Some((_, count)) => *count += 1,
            None => counts.push((message, 1)),
        }
    }
    let told = |(message, count): (&str, usize)| match count {
        1 => message.to_owned(),
        _ => format!("{message} (more than once)"),
    };
    counts.into_iter().map(told).collect()
}
