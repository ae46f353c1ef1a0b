//! The rules, one file each.

pub(crate) mod columns;
mod places;
mod tables;
mod words;

pub mod all_columns_nullable;
pub mod always_true_policy;
pub mod auto_increment_near_maximum;
pub mod boolean_index;
pub mod btree_on_document;
pub mod cascade_chain;
pub mod char_n;
pub mod compressed_table;
pub mod datetime_not_datetime2;
pub mod decimal_without_scale;
pub mod deprecated_numeric_attribute;
pub mod deprecated_type;
pub mod double_quoted_string;
pub mod duplicate_foreign_key;
pub mod duplicate_index;
pub mod engine_not_innodb;
pub mod entity_attribute_value;
pub mod enum_or_set_column;
pub mod explicit_definer;
pub mod float_key;
pub mod float_money;
pub mod foreign_key_collation_mismatch;
pub mod foreign_key_cycle;
pub mod foreign_key_not_enforced;
pub mod foreign_key_type_mismatch;
pub mod foreign_keys_off;
pub mod generic_primary_key_name;
pub mod heap_table;
pub mod identifier_too_long;
pub mod inconsistent_column_type;
pub mod incrementing_columns;
pub mod index_under_wrong_options;
pub mod int_primary_key;
pub mod integer_display_width;
pub mod intersecting_foreign_keys;
pub mod invalid_strict_type;
pub mod isolated_table;
pub mod join_collation_mismatch;
pub mod json_not_jsonb;
pub mod large_object_column;
pub mod missing_comment;
pub mod missing_foreign_key;
pub mod missing_foreign_key_index;
pub mod missing_parent;
pub mod mixed_case_name;
pub mod money_type;
pub mod multi_valued_column;
pub mod multiple_permissive_policies;
pub mod mutable_search_path;
pub mod naming_convention;
pub mod narrow_table;
pub mod natural_primary_key;
pub mod needless_autoincrement;
pub mod no_primary_key;
pub mod not_strict_table;
pub mod not_valid_constraint;
pub mod null_as_string;
pub mod nullable_composite_foreign_key;
pub mod nullable_primary_key;
pub mod nullable_unique;
pub mod oversized_index_key;
pub mod oversized_text_column;
pub mod parent_not_unique;
pub mod partial_foreign_key_index;
pub mod partly_indexed_foreign_key;
pub mod plaintext_password;
pub mod policy_function_per_row;
pub mod policy_user_metadata;
pub mod policy_without_row_security;
pub mod polymorphic_association;
pub mod primary_key_not_first;
pub mod primary_key_suffix_in_index;
pub mod random_clustered_primary_key;
pub mod redundant_index;
pub mod reserved_word_name;
pub mod rounding_money_type;
pub mod row_security_disabled;
pub mod row_security_without_policy;
pub mod self_reference_without_action;
pub mod serial_not_identity;
pub mod sqlite_date_type;
pub mod sqlite_integer_primary_key_spelling;
pub mod surprising_affinity;
pub mod table_inheritance;
pub mod time_with_zone;
pub mod timestamp_2038;
pub mod timestamp_before_other_keys;
pub mod timestamp_without_zone;
pub mod too_many_indexes;
pub mod unindexable_column;
pub mod unnamed_constraint;
pub mod unneeded_index_condition;
pub mod untrusted_constraint;
pub mod unusable_spatial_index;
pub mod utf8mb3;
pub mod values_in_definition;
pub mod varchar_n;
pub mod varchar_uuid;
pub mod varchar_without_length;
pub mod view_bypasses_row_security;
pub mod view_exposes_users;
pub mod wide_index;
pub mod wide_table;
pub mod without_rowid_candidate;
pub mod zero_date_default;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::schema::Schema;

/// The rules over a schema, as they are run.
pub const ALL: &[RuleEntry<Schema>] = &[
    RuleEntry::of::<all_columns_nullable::AllColumnsNullable>(),
    RuleEntry::of::<always_true_policy::AlwaysTruePolicy>(),
    RuleEntry::of::<auto_increment_near_maximum::AutoIncrementNearMaximum>(),
    RuleEntry::of::<boolean_index::BooleanIndex>(),
    RuleEntry::of::<btree_on_document::BtreeOnDocument>(),
    RuleEntry::of::<cascade_chain::CascadeChain>(),
    RuleEntry::of::<char_n::CharN>(),
    RuleEntry::of::<compressed_table::CompressedTable>(),
    RuleEntry::of::<datetime_not_datetime2::DatetimeNotDatetime2>(),
    RuleEntry::of::<decimal_without_scale::DecimalWithoutScale>(),
    RuleEntry::of::<deprecated_numeric_attribute::DeprecatedNumericAttribute>(),
    RuleEntry::of::<deprecated_type::DeprecatedType>(),
    RuleEntry::of::<double_quoted_string::DoubleQuotedString>(),
    RuleEntry::of::<duplicate_foreign_key::DuplicateForeignKey>(),
    RuleEntry::of::<duplicate_index::DuplicateIndex>(),
    RuleEntry::of::<engine_not_innodb::EngineNotInnodb>(),
    RuleEntry::of::<entity_attribute_value::EntityAttributeValue>(),
    RuleEntry::of::<enum_or_set_column::EnumOrSetColumn>(),
    RuleEntry::of::<explicit_definer::ExplicitDefiner>(),
    RuleEntry::of::<float_key::FloatKey>(),
    RuleEntry::of::<float_money::FloatMoney>(),
    RuleEntry::of::<foreign_key_collation_mismatch::ForeignKeyCollationMismatch>(),
    RuleEntry::of::<foreign_key_cycle::ForeignKeyCycle>(),
    RuleEntry::of::<foreign_key_not_enforced::ForeignKeyNotEnforced>(),
    RuleEntry::of::<foreign_key_type_mismatch::ForeignKeyTypeMismatch>(),
    RuleEntry::of::<foreign_keys_off::ForeignKeysOff>(),
    RuleEntry::of::<generic_primary_key_name::GenericPrimaryKeyName>(),
    RuleEntry::of::<heap_table::HeapTable>(),
    RuleEntry::of::<identifier_too_long::IdentifierTooLong>(),
    RuleEntry::of::<inconsistent_column_type::InconsistentColumnType>(),
    RuleEntry::of::<incrementing_columns::IncrementingColumns>(),
    RuleEntry::of::<index_under_wrong_options::IndexUnderWrongOptions>(),
    RuleEntry::of::<int_primary_key::IntPrimaryKey>(),
    RuleEntry::of::<integer_display_width::IntegerDisplayWidth>(),
    RuleEntry::of::<intersecting_foreign_keys::IntersectingForeignKeys>(),
    RuleEntry::of::<invalid_strict_type::InvalidStrictType>(),
    RuleEntry::of::<isolated_table::IsolatedTable>(),
    RuleEntry::of::<join_collation_mismatch::JoinCollationMismatch>(),
    RuleEntry::of::<json_not_jsonb::JsonNotJsonb>(),
    RuleEntry::of::<large_object_column::LargeObjectColumn>(),
    RuleEntry::of::<missing_comment::MissingComment>(),
    RuleEntry::of::<missing_foreign_key::MissingForeignKey>(),
    RuleEntry::of::<missing_foreign_key_index::MissingForeignKeyIndex>(),
    RuleEntry::of::<missing_parent::MissingParent>(),
    RuleEntry::of::<mixed_case_name::MixedCaseName>(),
    RuleEntry::of::<money_type::MoneyType>(),
    RuleEntry::of::<multi_valued_column::MultiValuedColumn>(),
    RuleEntry::of::<multiple_permissive_policies::MultiplePermissivePolicies>(),
    RuleEntry::of::<mutable_search_path::MutableSearchPath>(),
    RuleEntry::of::<naming_convention::NamingConvention>(),
    RuleEntry::of::<narrow_table::NarrowTable>(),
    RuleEntry::of::<natural_primary_key::NaturalPrimaryKey>(),
    RuleEntry::of::<needless_autoincrement::NeedlessAutoincrement>(),
    RuleEntry::of::<no_primary_key::NoPrimaryKey>(),
    RuleEntry::of::<not_strict_table::NotStrictTable>(),
    RuleEntry::of::<not_valid_constraint::NotValidConstraint>(),
    RuleEntry::of::<null_as_string::NullAsString>(),
    RuleEntry::of::<nullable_composite_foreign_key::NullableCompositeForeignKey>(),
    RuleEntry::of::<nullable_primary_key::NullablePrimaryKey>(),
    RuleEntry::of::<nullable_unique::NullableUnique>(),
    RuleEntry::of::<oversized_index_key::OversizedIndexKey>(),
    RuleEntry::of::<oversized_text_column::OversizedTextColumn>(),
    RuleEntry::of::<parent_not_unique::ParentNotUnique>(),
    RuleEntry::of::<partial_foreign_key_index::PartialForeignKeyIndex>(),
    RuleEntry::of::<partly_indexed_foreign_key::PartlyIndexedForeignKey>(),
    RuleEntry::of::<plaintext_password::PlaintextPassword>(),
    RuleEntry::of::<policy_function_per_row::PolicyFunctionPerRow>(),
    RuleEntry::of::<policy_user_metadata::PolicyUserMetadata>(),
    RuleEntry::of::<policy_without_row_security::PolicyWithoutRowSecurity>(),
    RuleEntry::of::<polymorphic_association::PolymorphicAssociation>(),
    RuleEntry::of::<primary_key_not_first::PrimaryKeyNotFirst>(),
    RuleEntry::of::<primary_key_suffix_in_index::PrimaryKeySuffixInIndex>(),
    RuleEntry::of::<random_clustered_primary_key::RandomClusteredPrimaryKey>(),
    RuleEntry::of::<redundant_index::RedundantIndex>(),
    RuleEntry::of::<reserved_word_name::ReservedWordName>(),
    RuleEntry::of::<rounding_money_type::RoundingMoneyType>(),
    RuleEntry::of::<row_security_disabled::RowSecurityDisabled>(),
    RuleEntry::of::<row_security_without_policy::RowSecurityWithoutPolicy>(),
    RuleEntry::of::<self_reference_without_action::SelfReferenceWithoutAction>(),
    RuleEntry::of::<serial_not_identity::SerialNotIdentity>(),
    RuleEntry::of::<sqlite_date_type::SqliteDateType>(),
    RuleEntry::of::<sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling>(),
    RuleEntry::of::<surprising_affinity::SurprisingAffinity>(),
    RuleEntry::of::<table_inheritance::TableInheritance>(),
    RuleEntry::of::<time_with_zone::TimeWithZone>(),
    RuleEntry::of::<timestamp_2038::Timestamp2038>(),
    RuleEntry::of::<timestamp_before_other_keys::TimestampBeforeOtherKeys>(),
    RuleEntry::of::<timestamp_without_zone::TimestampWithoutZone>(),
    RuleEntry::of::<too_many_indexes::TooManyIndexes>(),
    RuleEntry::of::<unindexable_column::UnindexableColumn>(),
    RuleEntry::of::<unnamed_constraint::UnnamedConstraint>(),
    RuleEntry::of::<unneeded_index_condition::UnneededIndexCondition>(),
    RuleEntry::of::<untrusted_constraint::UntrustedConstraint>(),
    RuleEntry::of::<unusable_spatial_index::UnusableSpatialIndex>(),
    RuleEntry::of::<utf8mb3::Utf8mb3>(),
    RuleEntry::of::<values_in_definition::ValuesInDefinition>(),
    RuleEntry::of::<varchar_n::VarcharN>(),
    RuleEntry::of::<varchar_uuid::VarcharUuid>(),
    RuleEntry::of::<varchar_without_length::VarcharWithoutLength>(),
    RuleEntry::of::<view_bypasses_row_security::ViewBypassesRowSecurity>(),
    RuleEntry::of::<view_exposes_users::ViewExposesUsers>(),
    RuleEntry::of::<wide_index::WideIndex>(),
    RuleEntry::of::<wide_table::WideTable>(),
    RuleEntry::of::<without_rowid_candidate::WithoutRowidCandidate>(),
    RuleEntry::of::<zero_date_default::ZeroDateDefault>(),
];

/// All rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
