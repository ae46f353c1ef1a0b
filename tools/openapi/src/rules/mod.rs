//! The rules, one a file.

pub mod admin_security_shared;
pub mod ambiguous_paths;
pub mod ambiguous_serialization;
pub mod api_key_in_query;
pub mod array_of_anything;
pub mod array_of_arrays;
pub mod array_response;
pub mod array_serialization_unstated;
pub mod array_without_items;
pub mod auth_url_over_http;
pub mod boolean_parameter_prefix;
pub mod callback_in_callback;
pub mod callback_in_webhook;
pub mod component_name_shared;
pub mod component_without_description;
pub mod consecutive_path_variables;
pub mod content_of_bodyless_response;
pub mod cookie_key_without_csrf;
pub mod created_without_content;
pub mod credential_in_url;
pub mod default_of_required_parameter;
pub mod deprecated_field;
pub mod deprecated_xml_attribute;
pub mod discriminator_mapping;
pub mod discriminator_property;
pub mod dropped_keyword;
pub mod duplicate_enum_value;
pub mod duplicate_key;
pub mod duplicate_parameter;
pub mod duplicate_tag;
mod edit;
pub mod empty_range;
pub mod endless_reference;
pub mod enum_casing;
pub mod enum_type_mismatch;
pub mod error_not_json;
pub mod eval_in_text;
pub mod example_server;
pub mod example_without_value;
pub mod exclusive_fields;
mod expected_response;
pub mod field_of_later_version;
pub mod flow_without_refresh;
pub mod form_data_without_form;
pub mod format_of_other_type;
mod host;
pub mod http_basic;
pub mod identical_paths;
pub mod ignore_of_other_linter;
pub mod ignored_header;
pub mod incomplete_contact;
pub mod inconsistent_property_type;
pub mod infinite_schema;
pub mod inline_body_schema;
pub mod inline_nested_object;
pub mod integer_without_format;
pub mod invalid_default;
pub mod invalid_example;
pub mod invalid_key;
pub mod invalid_media_type;
pub mod invalid_pattern;
pub mod invalid_schema_example;
pub mod invalid_server_url;
pub mod invalid_tag_parent;
pub mod invalid_value;
pub mod keyword_of_other_type;
pub mod license_without_address;
pub mod long_summary;
pub mod malformed_path;
pub mod media_type_without_schema;
pub mod method_order;
mod misfit;
pub mod misplaced_reference;
pub mod missing_example;
pub mod missing_field;
pub mod missing_type;
pub mod missing_usual_error_property;
pub mod missing_usual_header;
pub mod misspelt_keyword;
mod near;
pub mod no_client_error_response;
pub mod no_contact;
pub mod no_cors_header;
pub mod no_info_description;
pub mod no_license;
pub mod no_operation_description;
pub mod no_operation_id;
pub mod no_operation_summary;
pub mod no_problem_details;
pub mod no_rate_limit_headers;
pub mod no_retry_after;
pub mod no_schemes;
pub mod no_server_error_response;
pub mod no_servers;
pub mod no_success_response;
pub mod no_tags;
pub mod no_too_many_requests;
pub mod no_unauthorized_response;
pub mod no_validation_response;
pub mod nullable_enum;
pub mod nullable_without_type;
pub mod numeric_id;
pub mod offset_pagination;
pub mod open_object;
pub mod operation_id_casing;
pub mod operation_id_contradicts_method;
pub mod operation_id_not_url_safe;
pub mod operation_id_unique;
pub mod optional_security;
pub mod overlapping_alternatives;
pub mod parameter_casing;
pub mod parameter_order;
pub mod parameter_without_description;
pub mod patch_media_type;
pub mod path_casing;
pub mod path_item_reference;
pub mod path_order;
pub mod path_parameter_required;
pub mod path_trailing_slash;
pub mod path_with_query;
pub mod precondition_without_header;
pub mod properties_differ_by_case;
pub mod property_casing;
pub mod property_without_description;
pub mod property_without_example;
pub mod read_only_and_write_only;
pub mod redirect_with_content;
pub mod redirect_without_location;
pub mod reference_in_example;
pub mod reference_siblings;
pub mod repeated_alternative;
pub mod repeated_description;
pub mod repeated_path_parameter;
pub mod repeated_path_variable;
pub mod required_property_undefined;
pub mod response_without_content;
pub mod schema_name_casing;
pub mod script_in_text;
mod secret;
pub mod secret_in_example;
pub mod server_audience_unstated;
pub mod server_environment_unstated;
pub mod server_in_webhook;
pub mod server_over_http;
pub mod server_trailing_slash;
pub mod server_variable;
pub mod server_variable_without_default;
pub mod several_bodies;
pub mod several_tags;
pub mod shared_query;
pub mod single_part;
pub mod singular_path_segment;
pub mod slow_pattern;
pub mod string_without_min_length;
pub mod summary_with_full_stop;
pub mod syntax;
pub mod tag_without_description;
pub mod tags_differ_by_case;
pub mod tags_out_of_order;
pub mod time_condition_header;
pub mod token_practices_unstated;
pub mod two_bounds;
pub mod unanchored_pattern;
pub mod unbounded_array;
pub mod unbounded_integer;
pub mod unbounded_map;
pub mod unbounded_string;
pub mod unbounded_upload;
pub mod undeclared_path_parameter;
pub mod undefined_scope;
pub mod undefined_security_scheme;
pub mod undefined_serialization;
pub mod undefined_tag;
pub mod unexpected_request_body;
pub mod unexplained_deprecation;
pub mod unknown_field;
pub mod unknown_link_operation;
pub mod unknown_version;
pub mod unnamed_path_variable;
pub mod unpaginated_list;
pub mod unresolved_reference;
pub mod unrestricted_string;
pub mod unsatisfiable_schema;
pub mod unsecured_operation;
pub mod unsecured_read;
pub mod unsecured_write;
pub mod untagged_operation;
pub mod unused_component;
pub mod unused_path_parameter;
pub mod unused_security_scheme;
pub mod unused_tag;
pub mod unusual_media_type;
pub mod url_parameter;
mod usual;
pub mod verb_in_path;
pub mod version_unstated;
pub mod weak_http_scheme;
pub mod weak_oauth_flow;
pub mod wildcard_media_type;
pub mod writable_privileged_property;
pub mod wrong_reference_target;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta};

use crate::api::Api;
use crate::structure::shape::Kind;
use architect_document::NodeId;

/// What the specification demands.
pub const STRUCTURE: &[RuleEntry<Api>] = &[
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<unknown_version::UnknownVersion>(),
    RuleEntry::of::<duplicate_key::DuplicateKey>(),
    RuleEntry::of::<unknown_field::UnknownField>(),
    RuleEntry::of::<missing_field::MissingField>(),
    RuleEntry::of::<server_variable_without_default::ServerVariableWithoutDefault>(),
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
    RuleEntry::of::<array_of_anything::ArrayOfAnything>(),
    RuleEntry::of::<duplicate_parameter::DuplicateParameter>(),
    RuleEntry::of::<duplicate_tag::DuplicateTag>(),
    RuleEntry::of::<shared_query::SharedQuery>(),
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
    RuleEntry::of::<duplicate_enum_value::DuplicateEnumValue>(),
    RuleEntry::of::<enum_type_mismatch::EnumTypeMismatch>(),
    RuleEntry::of::<empty_range::EmptyRange>(),
    RuleEntry::of::<required_property_undefined::RequiredPropertyUndefined>(),
    RuleEntry::of::<invalid_pattern::InvalidPattern>(),
    RuleEntry::of::<unknown_link_operation::UnknownLinkOperation>(),
    RuleEntry::of::<keyword_of_other_type::KeywordOfOtherType>(),
    RuleEntry::of::<format_of_other_type::FormatOfOtherType>(),
    RuleEntry::of::<missing_type::MissingType>(),
    RuleEntry::of::<nullable_enum::NullableEnum>(),
    RuleEntry::of::<nullable_without_type::NullableWithoutType>(),
    RuleEntry::of::<two_bounds::TwoBounds>(),
    RuleEntry::of::<slow_pattern::SlowPattern>(),
    RuleEntry::of::<unanchored_pattern::UnanchoredPattern>(),
    RuleEntry::of::<unsatisfiable_schema::UnsatisfiableSchema>(),
    RuleEntry::of::<repeated_alternative::RepeatedAlternative>(),
    RuleEntry::of::<overlapping_alternatives::OverlappingAlternatives>(),
    RuleEntry::of::<single_part::SinglePart>(),
    RuleEntry::of::<discriminator_property::DiscriminatorProperty>(),
    RuleEntry::of::<discriminator_mapping::DiscriminatorMapping>(),
    RuleEntry::of::<properties_differ_by_case::PropertiesDifferByCase>(),
    RuleEntry::of::<inconsistent_property_type::InconsistentPropertyType>(),
    RuleEntry::of::<array_of_arrays::ArrayOfArrays>(),
    RuleEntry::of::<inline_nested_object::InlineNestedObject>(),
    RuleEntry::of::<string_without_min_length::StringWithoutMinLength>(),
    RuleEntry::of::<missing_example::MissingExample>(),
    RuleEntry::of::<property_without_example::PropertyWithoutExample>(),
    RuleEntry::of::<component_without_description::ComponentWithoutDescription>(),
    RuleEntry::of::<property_without_description::PropertyWithoutDescription>(),
    RuleEntry::of::<repeated_description::RepeatedDescription>(),
    RuleEntry::of::<eval_in_text::EvalInText>(),
    RuleEntry::of::<script_in_text::ScriptInText>(),
    RuleEntry::of::<secret_in_example::SecretInExample>(),
    RuleEntry::of::<weak_oauth_flow::WeakOauthFlow>(),
    RuleEntry::of::<auth_url_over_http::AuthUrlOverHttp>(),
    RuleEntry::of::<numeric_id::NumericId>(),
    RuleEntry::of::<credential_in_url::CredentialInUrl>(),
    RuleEntry::of::<weak_http_scheme::WeakHttpScheme>(),
    RuleEntry::of::<token_practices_unstated::TokenPracticesUnstated>(),
    RuleEntry::of::<flow_without_refresh::FlowWithoutRefresh>(),
    RuleEntry::of::<unsecured_write::UnsecuredWrite>(),
    RuleEntry::of::<unsecured_read::UnsecuredRead>(),
    RuleEntry::of::<cookie_key_without_csrf::CookieKeyWithoutCsrf>(),
    RuleEntry::of::<open_object::OpenObject>(),
    RuleEntry::of::<unbounded_map::UnboundedMap>(),
    RuleEntry::of::<writable_privileged_property::WritablePrivilegedProperty>(),
    RuleEntry::of::<no_rate_limit_headers::NoRateLimitHeaders>(),
    RuleEntry::of::<no_retry_after::NoRetryAfter>(),
    RuleEntry::of::<no_too_many_requests::NoTooManyRequests>(),
    RuleEntry::of::<unbounded_array::UnboundedArray>(),
    RuleEntry::of::<unbounded_string::UnboundedString>(),
    RuleEntry::of::<unrestricted_string::UnrestrictedString>(),
    RuleEntry::of::<unbounded_integer::UnboundedInteger>(),
    RuleEntry::of::<integer_without_format::IntegerWithoutFormat>(),
    RuleEntry::of::<unbounded_upload::UnboundedUpload>(),
    RuleEntry::of::<admin_security_shared::AdminSecurityShared>(),
    RuleEntry::of::<url_parameter::UrlParameter>(),
    RuleEntry::of::<no_cors_header::NoCorsHeader>(),
    RuleEntry::of::<no_validation_response::NoValidationResponse>(),
    RuleEntry::of::<no_unauthorized_response::NoUnauthorizedResponse>(),
    RuleEntry::of::<no_server_error_response::NoServerErrorResponse>(),
    RuleEntry::of::<server_audience_unstated::ServerAudienceUnstated>(),
    RuleEntry::of::<server_environment_unstated::ServerEnvironmentUnstated>(),
    RuleEntry::of::<infinite_schema::InfiniteSchema>(),
    RuleEntry::of::<component_name_shared::ComponentNameShared>(),
    RuleEntry::of::<inline_body_schema::InlineBodySchema>(),
    RuleEntry::of::<reference_in_example::ReferenceInExample>(),
    RuleEntry::of::<deprecated_xml_attribute::DeprecatedXmlAttribute>(),
    RuleEntry::of::<deprecated_field::DeprecatedField>(),
    RuleEntry::of::<read_only_and_write_only::ReadOnlyAndWriteOnly>(),
    RuleEntry::of::<ambiguous_serialization::AmbiguousSerialization>(),
    RuleEntry::of::<undefined_serialization::UndefinedSerialization>(),
    RuleEntry::of::<array_serialization_unstated::ArraySerializationUnstated>(),
    RuleEntry::of::<example_without_value::ExampleWithoutValue>(),
    RuleEntry::of::<callback_in_callback::CallbackInCallback>(),
    RuleEntry::of::<server_in_webhook::ServerInWebhook>(),
    RuleEntry::of::<callback_in_webhook::CallbackInWebhook>(),
    RuleEntry::of::<invalid_tag_parent::InvalidTagParent>(),
    RuleEntry::of::<path_item_reference::PathItemReference>(),
    RuleEntry::of::<no_info_description::NoInfoDescription>(),
    RuleEntry::of::<no_contact::NoContact>(),
    RuleEntry::of::<no_license::NoLicense>(),
    RuleEntry::of::<incomplete_contact::IncompleteContact>(),
    RuleEntry::of::<license_without_address::LicenseWithoutAddress>(),
    RuleEntry::of::<no_tags::NoTags>(),
    RuleEntry::of::<tags_out_of_order::TagsOutOfOrder>(),
    RuleEntry::of::<tag_without_description::TagWithoutDescription>(),
    RuleEntry::of::<unused_tag::UnusedTag>(),
    RuleEntry::of::<tags_differ_by_case::TagsDifferByCase>(),
    RuleEntry::of::<example_server::ExampleServer>(),
    RuleEntry::of::<invalid_server_url::InvalidServerUrl>(),
    RuleEntry::of::<version_unstated::VersionUnstated>(),
    RuleEntry::of::<malformed_path::MalformedPath>(),
    RuleEntry::of::<ambiguous_paths::AmbiguousPaths>(),
    RuleEntry::of::<path_order::PathOrder>(),
    RuleEntry::of::<path_casing::PathCasing>(),
    RuleEntry::of::<singular_path_segment::SingularPathSegment>(),
    RuleEntry::of::<verb_in_path::VerbInPath>(),
    RuleEntry::of::<consecutive_path_variables::ConsecutivePathVariables>(),
    RuleEntry::of::<repeated_path_parameter::RepeatedPathParameter>(),
    RuleEntry::of::<method_order::MethodOrder>(),
    RuleEntry::of::<operation_id_not_url_safe::OperationIdNotUrlSafe>(),
    RuleEntry::of::<operation_id_contradicts_method::OperationIdContradictsMethod>(),
    RuleEntry::of::<operation_id_casing::OperationIdCasing>(),
    RuleEntry::of::<parameter_casing::ParameterCasing>(),
    RuleEntry::of::<property_casing::PropertyCasing>(),
    RuleEntry::of::<enum_casing::EnumCasing>(),
    RuleEntry::of::<schema_name_casing::SchemaNameCasing>(),
    RuleEntry::of::<no_operation_description::NoOperationDescription>(),
    RuleEntry::of::<no_operation_summary::NoOperationSummary>(),
    RuleEntry::of::<long_summary::LongSummary>(),
    RuleEntry::of::<summary_with_full_stop::SummaryWithFullStop>(),
    RuleEntry::of::<untagged_operation::UntaggedOperation>(),
    RuleEntry::of::<several_tags::SeveralTags>(),
    RuleEntry::of::<ignored_header::IgnoredHeader>(),
    RuleEntry::of::<time_condition_header::TimeConditionHeader>(),
    RuleEntry::of::<default_of_required_parameter::DefaultOfRequiredParameter>(),
    RuleEntry::of::<parameter_order::ParameterOrder>(),
    RuleEntry::of::<boolean_parameter_prefix::BooleanParameterPrefix>(),
    RuleEntry::of::<parameter_without_description::ParameterWithoutDescription>(),
    RuleEntry::of::<unexpected_request_body::UnexpectedRequestBody>(),
    RuleEntry::of::<unexplained_deprecation::UnexplainedDeprecation>(),
    RuleEntry::of::<unused_security_scheme::UnusedSecurityScheme>(),
    RuleEntry::of::<content_of_bodyless_response::ContentOfBodylessResponse>(),
    RuleEntry::of::<created_without_content::CreatedWithoutContent>(),
    RuleEntry::of::<precondition_without_header::PreconditionWithoutHeader>(),
    RuleEntry::of::<redirect_without_location::RedirectWithoutLocation>(),
    RuleEntry::of::<redirect_with_content::RedirectWithContent>(),
    RuleEntry::of::<response_without_content::ResponseWithoutContent>(),
    RuleEntry::of::<media_type_without_schema::MediaTypeWithoutSchema>(),
    RuleEntry::of::<wildcard_media_type::WildcardMediaType>(),
    RuleEntry::of::<invalid_media_type::InvalidMediaType>(),
    RuleEntry::of::<unusual_media_type::UnusualMediaType>(),
    RuleEntry::of::<missing_usual_header::MissingUsualHeader>(),
    RuleEntry::of::<missing_usual_error_property::MissingUsualErrorProperty>(),
    RuleEntry::of::<no_problem_details::NoProblemDetails>(),
    RuleEntry::of::<error_not_json::ErrorNotJson>(),
    RuleEntry::of::<array_response::ArrayResponse>(),
    RuleEntry::of::<unpaginated_list::UnpaginatedList>(),
    RuleEntry::of::<offset_pagination::OffsetPagination>(),
    RuleEntry::of::<patch_media_type::PatchMediaType>(),
    RuleEntry::of::<ignore_of_other_linter::IgnoreOfOtherLinter>(),
    RuleEntry::of::<no_schemes::NoSchemes>(),
    RuleEntry::of::<form_data_without_form::FormDataWithoutForm>(),
    RuleEntry::of::<several_bodies::SeveralBodies>(),
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
