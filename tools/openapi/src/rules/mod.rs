//! The rules, one a file.

pub mod api_key_in_query;
pub mod array_without_items;
pub mod dropped_keyword;
pub mod duplicate_enum_value;
pub mod duplicate_key;
pub mod duplicate_parameter;
pub mod duplicate_tag;
mod edit;
pub mod empty_range;
pub mod endless_reference;
pub mod enum_type_mismatch;
pub mod exclusive_fields;
pub mod field_of_later_version;
pub mod http_basic;
pub mod identical_paths;
pub mod invalid_default;
pub mod invalid_example;
pub mod invalid_key;
pub mod invalid_pattern;
pub mod invalid_schema_example;
pub mod invalid_value;
mod misfit;
pub mod misplaced_reference;
pub mod missing_field;
pub mod misspelt_keyword;
mod near;
pub mod no_client_error_response;
pub mod no_operation_id;
pub mod no_servers;
pub mod no_success_response;
pub mod operation_id_unique;
pub mod optional_security;
pub mod path_parameter_required;
pub mod path_trailing_slash;
pub mod path_with_query;
pub mod reference_siblings;
pub mod repeated_path_variable;
pub mod required_property_undefined;
pub mod server_over_http;
pub mod server_trailing_slash;
pub mod server_variable;
pub mod syntax;
pub mod undeclared_path_parameter;
pub mod undefined_scope;
pub mod undefined_security_scheme;
pub mod undefined_tag;
pub mod unknown_field;
pub mod unknown_link_operation;
pub mod unknown_version;
pub mod unnamed_path_variable;
pub mod unresolved_reference;
pub mod unsecured_operation;
pub mod unused_component;
pub mod unused_path_parameter;
pub mod wrong_reference_target;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta};

use crate::api::Api;
use crate::document::NodeId;
use crate::structure::shape::Kind;

/// What the specification demands.
pub const STRUCTURE: &[RuleEntry<Api>] = &[
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<unknown_version::UnknownVersion>(),
    RuleEntry::of::<duplicate_key::DuplicateKey>(),
    RuleEntry::of::<unknown_field::UnknownField>(),
    RuleEntry::of::<missing_field::MissingField>(),
    RuleEntry::of::<wrong_type::WrongType>(),
    RuleEntry::of::<invalid_value::InvalidValue>(),
    RuleEntry::of::<invalid_key::InvalidKey>(),
    RuleEntry::of::<exclusive_fields::ExclusiveFields>(),
    RuleEntry::of::<field_of_later_version::FieldOfLaterVersion>(),
    RuleEntry::of::<dropped_keyword::DroppedKeyword>(),
    RuleEntry::of::<misspelt_keyword::MisspeltKeyword>(),
    RuleEntry::of::<reference_siblings::ReferenceSiblings>(),
    RuleEntry::of::<misplaced_reference::MisplacedReference>(),
    RuleEntry::of::<unresolved_reference::UnresolvedReference>(),
    RuleEntry::of::<wrong_reference_target::WrongReferenceTarget>(),
    RuleEntry::of::<endless_reference::EndlessReference>(),
    RuleEntry::of::<path_parameter_required::PathParameterRequired>(),
    RuleEntry::of::<array_without_items::ArrayWithoutItems>(),
];

/// What makes a document good beyond that.
pub const LINTS: &[RuleEntry<Api>] = &[
    RuleEntry::of::<invalid_example::InvalidExample>(),
    RuleEntry::of::<invalid_schema_example::InvalidSchemaExample>(),
    RuleEntry::of::<invalid_default::InvalidDefault>(),
    RuleEntry::of::<operation_id_unique::OperationIdUnique>(),
    RuleEntry::of::<no_operation_id::NoOperationId>(),
    RuleEntry::of::<undeclared_path_parameter::UndeclaredPathParameter>(),
    RuleEntry::of::<unused_path_parameter::UnusedPathParameter>(),
    RuleEntry::of::<repeated_path_variable::RepeatedPathVariable>(),
    RuleEntry::of::<unnamed_path_variable::UnnamedPathVariable>(),
    RuleEntry::of::<identical_paths::IdenticalPaths>(),
    RuleEntry::of::<path_trailing_slash::PathTrailingSlash>(),
    RuleEntry::of::<path_with_query::PathWithQuery>(),
    RuleEntry::of::<duplicate_parameter::DuplicateParameter>(),
    RuleEntry::of::<no_success_response::NoSuccessResponse>(),
    RuleEntry::of::<no_client_error_response::NoClientErrorResponse>(),
    RuleEntry::of::<undefined_security_scheme::UndefinedSecurityScheme>(),
    RuleEntry::of::<undefined_scope::UndefinedScope>(),
    RuleEntry::of::<unsecured_operation::UnsecuredOperation>(),
    RuleEntry::of::<optional_security::OptionalSecurity>(),
    RuleEntry::of::<http_basic::HttpBasic>(),
    RuleEntry::of::<api_key_in_query::ApiKeyInQuery>(),
    RuleEntry::of::<no_servers::NoServers>(),
    RuleEntry::of::<server_over_http::ServerOverHttp>(),
    RuleEntry::of::<server_trailing_slash::ServerTrailingSlash>(),
    RuleEntry::of::<server_variable::ServerVariable>(),
    RuleEntry::of::<unused_component::UnusedComponent>(),
    RuleEntry::of::<undefined_tag::UndefinedTag>(),
    RuleEntry::of::<duplicate_tag::DuplicateTag>(),
    RuleEntry::of::<duplicate_enum_value::DuplicateEnumValue>(),
    RuleEntry::of::<enum_type_mismatch::EnumTypeMismatch>(),
    RuleEntry::of::<empty_range::EmptyRange>(),
    RuleEntry::of::<required_property_undefined::RequiredPropertyUndefined>(),
    RuleEntry::of::<invalid_pattern::InvalidPattern>(),
    RuleEntry::of::<unknown_link_operation::UnknownLinkOperation>(),
];

const COUNT: usize = STRUCTURE.len() + LINTS.len();

/// All rules of this crate.
pub const RULES: &[&RuleMeta] = &metas();

const fn metas() -> [&'static RuleMeta; COUNT] {
    let mut metas = [STRUCTURE[0].meta; COUNT];
    let mut at = 0;
    while at < COUNT {
        metas[at] = if at < STRUCTURE.len() { STRUCTURE[at].meta } else { LINTS[at - STRUCTURE.len()].meta };
        at += 1;
    }
    metas
}

/// The path items below `paths`, each with its path.
fn paths(api: &Api) -> impl Iterator<Item = (NodeId, &str)> {
    api.objects(Kind::Paths).flat_map(|paths| api.document.entries(paths)).filter_map(|entry| {
        let path = api.document.key(entry.key);
        (!path.starts_with("x-")).then_some((entry.value, path))
    })
}
