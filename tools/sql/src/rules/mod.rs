//! The rules, one file each.

mod columns;
mod places;

pub mod auto_increment_near_maximum;
pub mod char_n;
pub mod compressed_table;
pub mod datetime_not_datetime2;
pub mod deprecated_numeric_attribute;
pub mod deprecated_type;
pub mod double_quoted_string;
pub mod duplicate_index;
pub mod engine_not_innodb;
pub mod explicit_definer;
pub mod float_key;
pub mod float_money;
pub mod foreign_key_collation_mismatch;
pub mod foreign_key_not_enforced;
pub mod foreign_key_type_mismatch;
pub mod heap_table;
pub mod index_under_wrong_options;
pub mod int_primary_key;
pub mod integer_display_width;
pub mod invalid_strict_type;
pub mod join_collation_mismatch;
pub mod missing_foreign_key_index;
pub mod missing_parent;
pub mod needless_autoincrement;
pub mod no_primary_key;
pub mod not_strict_table;
pub mod nullable_primary_key;
pub mod nullable_unique;
pub mod oversized_index_key;
pub mod parent_not_unique;
pub mod partial_foreign_key_index;
pub mod partly_indexed_foreign_key;
pub mod primary_key_suffix_in_index;
pub mod random_clustered_primary_key;
pub mod redundant_index;
pub mod serial_not_identity;
pub mod sqlite_date_type;
pub mod sqlite_integer_primary_key_spelling;
pub mod surprising_affinity;
pub mod timestamp_2038;
pub mod timestamp_without_zone;
pub mod unindexable_column;
pub mod unnamed_constraint;
pub mod untrusted_constraint;
pub mod unusable_spatial_index;
pub mod utf8mb3;
pub mod varchar_uuid;
pub mod varchar_without_length;
pub mod without_rowid_candidate;
pub mod zero_date_default;

use architect_core::{Declared, RuleEntry, RuleMeta};

use crate::schema::Schema;

/// The rules over a schema, as they are run.
pub const ALL: &[RuleEntry<Schema>] = &[
    RuleEntry::of::<auto_increment_near_maximum::AutoIncrementNearMaximum>(),
    RuleEntry::of::<char_n::CharN>(),
    RuleEntry::of::<compressed_table::CompressedTable>(),
    RuleEntry::of::<datetime_not_datetime2::DatetimeNotDatetime2>(),
    RuleEntry::of::<deprecated_numeric_attribute::DeprecatedNumericAttribute>(),
    RuleEntry::of::<deprecated_type::DeprecatedType>(),
    RuleEntry::of::<double_quoted_string::DoubleQuotedString>(),
    RuleEntry::of::<duplicate_index::DuplicateIndex>(),
    RuleEntry::of::<engine_not_innodb::EngineNotInnodb>(),
    RuleEntry::of::<explicit_definer::ExplicitDefiner>(),
    RuleEntry::of::<float_key::FloatKey>(),
    RuleEntry::of::<float_money::FloatMoney>(),
    RuleEntry::of::<foreign_key_collation_mismatch::ForeignKeyCollationMismatch>(),
    RuleEntry::of::<foreign_key_not_enforced::ForeignKeyNotEnforced>(),
    RuleEntry::of::<foreign_key_type_mismatch::ForeignKeyTypeMismatch>(),
    RuleEntry::of::<heap_table::HeapTable>(),
    RuleEntry::of::<index_under_wrong_options::IndexUnderWrongOptions>(),
    RuleEntry::of::<int_primary_key::IntPrimaryKey>(),
    RuleEntry::of::<integer_display_width::IntegerDisplayWidth>(),
    RuleEntry::of::<invalid_strict_type::InvalidStrictType>(),
    RuleEntry::of::<join_collation_mismatch::JoinCollationMismatch>(),
    RuleEntry::of::<missing_foreign_key_index::MissingForeignKeyIndex>(),
    RuleEntry::of::<missing_parent::MissingParent>(),
    RuleEntry::of::<needless_autoincrement::NeedlessAutoincrement>(),
    RuleEntry::of::<no_primary_key::NoPrimaryKey>(),
    RuleEntry::of::<not_strict_table::NotStrictTable>(),
    RuleEntry::of::<nullable_primary_key::NullablePrimaryKey>(),
    RuleEntry::of::<nullable_unique::NullableUnique>(),
    RuleEntry::of::<oversized_index_key::OversizedIndexKey>(),
    RuleEntry::of::<parent_not_unique::ParentNotUnique>(),
    RuleEntry::of::<partial_foreign_key_index::PartialForeignKeyIndex>(),
    RuleEntry::of::<partly_indexed_foreign_key::PartlyIndexedForeignKey>(),
    RuleEntry::of::<primary_key_suffix_in_index::PrimaryKeySuffixInIndex>(),
    RuleEntry::of::<random_clustered_primary_key::RandomClusteredPrimaryKey>(),
    RuleEntry::of::<redundant_index::RedundantIndex>(),
    RuleEntry::of::<serial_not_identity::SerialNotIdentity>(),
    RuleEntry::of::<sqlite_date_type::SqliteDateType>(),
    RuleEntry::of::<sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling>(),
    RuleEntry::of::<surprising_affinity::SurprisingAffinity>(),
    RuleEntry::of::<timestamp_2038::Timestamp2038>(),
    RuleEntry::of::<timestamp_without_zone::TimestampWithoutZone>(),
    RuleEntry::of::<unindexable_column::UnindexableColumn>(),
    RuleEntry::of::<unnamed_constraint::UnnamedConstraint>(),
    RuleEntry::of::<untrusted_constraint::UntrustedConstraint>(),
    RuleEntry::of::<unusable_spatial_index::UnusableSpatialIndex>(),
    RuleEntry::of::<utf8mb3::Utf8mb3>(),
    RuleEntry::of::<varchar_uuid::VarcharUuid>(),
    RuleEntry::of::<varchar_without_length::VarcharWithoutLength>(),
    RuleEntry::of::<without_rowid_candidate::WithoutRowidCandidate>(),
    RuleEntry::of::<zero_date_default::ZeroDateDefault>(),
];

/// All rules of this crate.
pub const RULES: &[&RuleMeta] = &[
    auto_increment_near_maximum::AutoIncrementNearMaximum::META,
    char_n::CharN::META,
    compressed_table::CompressedTable::META,
    datetime_not_datetime2::DatetimeNotDatetime2::META,
    deprecated_numeric_attribute::DeprecatedNumericAttribute::META,
    deprecated_type::DeprecatedType::META,
    double_quoted_string::DoubleQuotedString::META,
    duplicate_index::DuplicateIndex::META,
    engine_not_innodb::EngineNotInnodb::META,
    explicit_definer::ExplicitDefiner::META,
    float_key::FloatKey::META,
    float_money::FloatMoney::META,
    foreign_key_collation_mismatch::ForeignKeyCollationMismatch::META,
    foreign_key_not_enforced::ForeignKeyNotEnforced::META,
    foreign_key_type_mismatch::ForeignKeyTypeMismatch::META,
    heap_table::HeapTable::META,
    index_under_wrong_options::IndexUnderWrongOptions::META,
    int_primary_key::IntPrimaryKey::META,
    integer_display_width::IntegerDisplayWidth::META,
    invalid_strict_type::InvalidStrictType::META,
    join_collation_mismatch::JoinCollationMismatch::META,
    missing_foreign_key_index::MissingForeignKeyIndex::META,
    missing_parent::MissingParent::META,
    needless_autoincrement::NeedlessAutoincrement::META,
    no_primary_key::NoPrimaryKey::META,
    not_strict_table::NotStrictTable::META,
    nullable_primary_key::NullablePrimaryKey::META,
    nullable_unique::NullableUnique::META,
    oversized_index_key::OversizedIndexKey::META,
    parent_not_unique::ParentNotUnique::META,
    partial_foreign_key_index::PartialForeignKeyIndex::META,
    partly_indexed_foreign_key::PartlyIndexedForeignKey::META,
    primary_key_suffix_in_index::PrimaryKeySuffixInIndex::META,
    random_clustered_primary_key::RandomClusteredPrimaryKey::META,
    redundant_index::RedundantIndex::META,
    serial_not_identity::SerialNotIdentity::META,
    sqlite_date_type::SqliteDateType::META,
    sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling::META,
    surprising_affinity::SurprisingAffinity::META,
    timestamp_2038::Timestamp2038::META,
    timestamp_without_zone::TimestampWithoutZone::META,
    unindexable_column::UnindexableColumn::META,
    unnamed_constraint::UnnamedConstraint::META,
    untrusted_constraint::UntrustedConstraint::META,
    unusable_spatial_index::UnusableSpatialIndex::META,
    utf8mb3::Utf8mb3::META,
    varchar_uuid::VarcharUuid::META,
    varchar_without_length::VarcharWithoutLength::META,
    without_rowid_candidate::WithoutRowidCandidate::META,
    zero_date_default::ZeroDateDefault::META,
];
