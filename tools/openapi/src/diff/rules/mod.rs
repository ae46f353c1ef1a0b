//! The rules about changes, one a file.
//!
//! Each speaks of one kind of change in one direction; [`judge`](super) decides which. They run in `diff_openapi` only.

pub mod added_operation;
pub mod broken_sunset;
pub mod changed_annotation;
pub mod changed_deprecation;
pub mod changed_parameter_default;
pub mod changed_security_scheme;
pub mod changed_serialization;
pub mod decreased_stability;
pub mod insufficient_version;
pub mod loosened_request;
pub mod loosened_security;
pub mod narrowed_request_composition;
pub mod narrowed_request_limit;
pub mod narrowed_request_structure;
pub mod narrowed_request_type;
pub mod narrowed_request_values;
pub mod narrowed_response;
pub mod optional_response_property;
pub mod removed_operation;
pub mod removed_parameter;
pub mod removed_request_body;
pub mod removed_request_media_type;
pub mod removed_request_property;
pub mod removed_response_header;
pub mod removed_response_media_type;
pub mod removed_response_property;
pub mod removed_response_status;
pub mod removed_schema;
pub mod removed_server;
pub mod removed_webhook;
pub mod renamed_operation;
pub mod required_parameter;
pub mod required_request_body;
pub mod required_request_property;
pub mod tightened_security;
pub mod widened_response_composition;
pub mod widened_response_limit;
pub mod widened_response_structure;
pub mod widened_response_type;
pub mod widened_response_values;

use architect_core::{RuleEntry, RuleMeta};

use super::Comparison;

/// The rules about changes.
pub const CHANGES: &[RuleEntry<Comparison>] = &[
    RuleEntry::of::<removed_operation::RemovedOperation>(),
    RuleEntry::of::<added_operation::AddedOperation>(),
    RuleEntry::of::<renamed_operation::RenamedOperation>(),
    RuleEntry::of::<removed_webhook::RemovedWebhook>(),
    RuleEntry::of::<changed_deprecation::ChangedDeprecation>(),
    RuleEntry::of::<broken_sunset::BrokenSunset>(),
    RuleEntry::of::<decreased_stability::DecreasedStability>(),
    RuleEntry::of::<tightened_security::TightenedSecurity>(),
    RuleEntry::of::<loosened_security::LoosenedSecurity>(),
    RuleEntry::of::<changed_security_scheme::ChangedSecurityScheme>(),
    RuleEntry::of::<removed_server::RemovedServer>(),
    RuleEntry::of::<required_parameter::RequiredParameter>(),
    RuleEntry::of::<removed_parameter::RemovedParameter>(),
    RuleEntry::of::<changed_serialization::ChangedSerialization>(),
    RuleEntry::of::<changed_parameter_default::ChangedParameterDefault>(),
    RuleEntry::of::<required_request_body::RequiredRequestBody>(),
    RuleEntry::of::<removed_request_body::RemovedRequestBody>(),
    RuleEntry::of::<removed_request_media_type::RemovedRequestMediaType>(),
    RuleEntry::of::<narrowed_request_type::NarrowedRequestType>(),
    RuleEntry::of::<narrowed_request_values::NarrowedRequestValues>(),
    RuleEntry::of::<narrowed_request_limit::NarrowedRequestLimit>(),
    RuleEntry::of::<narrowed_request_composition::NarrowedRequestComposition>(),
    RuleEntry::of::<narrowed_request_structure::NarrowedRequestStructure>(),
    RuleEntry::of::<required_request_property::RequiredRequestProperty>(),
    RuleEntry::of::<removed_request_property::RemovedRequestProperty>(),
    RuleEntry::of::<removed_response_status::RemovedResponseStatus>(),
    RuleEntry::of::<removed_response_header::RemovedResponseHeader>(),
    RuleEntry::of::<removed_response_media_type::RemovedResponseMediaType>(),
    RuleEntry::of::<widened_response_type::WidenedResponseType>(),
    RuleEntry::of::<widened_response_values::WidenedResponseValues>(),
    RuleEntry::of::<widened_response_limit::WidenedResponseLimit>(),
    RuleEntry::of::<widened_response_composition::WidenedResponseComposition>(),
    RuleEntry::of::<widened_response_structure::WidenedResponseStructure>(),
    RuleEntry::of::<removed_response_property::RemovedResponseProperty>(),
    RuleEntry::of::<optional_response_property::OptionalResponseProperty>(),
    RuleEntry::of::<loosened_request::LoosenedRequest>(),
    RuleEntry::of::<narrowed_response::NarrowedResponse>(),
    RuleEntry::of::<changed_annotation::ChangedAnnotation>(),
    RuleEntry::of::<removed_schema::RemovedSchema>(),
    RuleEntry::of::<insufficient_version::InsufficientVersion>(),
];

/// What is known of them.
pub const RULES: &[&RuleMeta] = &metas();

const fn metas() -> [&'static RuleMeta; CHANGES.len()] {
    let mut metas = [CHANGES[0].meta; CHANGES.len()];
    let mut at = 0;
    while at < CHANGES.len() {
        metas[at] = CHANGES[at].meta;
        at += 1;
    }
    metas
}
