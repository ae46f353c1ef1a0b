//! A response that every operation is expected to describe, with content.

use architect_core::{Declared, Finding, Sink};

use crate::api::Api;

/// Pushes a finding for each operation that describes the response by none of its names, or by the first one without
/// content. The first name is the status code itself, the others stand for it too.
pub(super) fn expect<R: Declared>(api: &Api, sink: &mut Sink, names: &[&str]) {
    let Some(&status) = names.first() else { return };
    for operation in api.served() {
        let Some(responses) = api.responses_of(operation) else { continue };
        let answers = api.answers(operation);
        let found = names.iter().find_map(|name| answers.iter().find(|answer| answer.status == *name));
        let (place, message) = match found {
            Some(answer) if answer.status == status && !api.has_content(answer.object) => {
                (api.key_span(answer.object), format!("the response {status} has no content"))
            }
            // What lies in another document may be it.
            None if !api.has_unknown_answers(operation) => {
                (api.key_span(responses), format!("the operation does not describe the response {status}"))
            }
            _ => continue,
        };
        sink.push(Finding::of::<R>(place).message(message).subject(operation.subject()));
    }
}
