//! The rules, one file each.

mod columns;
mod tables;
mod words;

pub mod all_columns_nullable;
pub mod boolean_index;
pub mod btree_on_document;
pub mod cascade_chain;
pub mod char_n;
pub mod duplicate_foreign_key;
pub mod duplicate_index;
pub mod entity_attribute_value;
pub mod float_money;
pub mod foreign_key_cycle;
pub mod foreign_key_not_enforced;
pub mod foreign_key_type_mismatch;
pub mod generic_primary_key_name;
pub mod identifier_too_long;
pub mod inconsistent_column_type;
pub mod incrementing_columns;
pub mod int_primary_key;
pub mod intersecting_foreign_keys;
pub mod isolated_table;
pub mod json_not_jsonb;
pub mod large_object_column;
pub mod missing_comment;
pub mod missing_foreign_key;
pub mod missing_foreign_key_index;
pub mod missing_parent;
pub mod mixed_case_name;
pub mod money_type;
pub mod multi_valued_column;
pub mod naming_convention;
pub mod narrow_table;
pub mod natural_primary_key;
pub mod no_primary_key;
pub mod not_valid_constraint;
pub mod null_as_string;
pub mod nullable_composite_foreign_key;
pub mod nullable_unique;
pub mod parent_not_unique;
pub mod partial_foreign_key_index;
pub mod partly_indexed_foreign_key;
pub mod plaintext_password;
pub mod polymorphic_association;
pub mod primary_key_not_first;
pub mod redundant_index;
pub mod reserved_word_name;
pub mod self_reference_without_action;
pub mod serial_not_identity;
pub mod sqlite_integer_primary_key_spelling;
pub mod table_inheritance;
pub mod time_with_zone;
pub mod timestamp_before_other_keys;
pub mod timestamp_without_zone;
pub mod too_many_indexes;
pub mod unneeded_index_condition;
pub mod values_in_definition;
pub mod varchar_n;
pub mod varchar_uuid;
pub mod wide_index;
pub mod wide_table;

use architect_core::{Declared, RuleEntry, RuleMeta};

use crate::schema::Schema;

/// The rules over a schema, as they are run.
pub const ALL: &[RuleEntry<Schema>] = &[
    RuleEntry::of::<all_columns_nullable::AllColumnsNullable>(),
    RuleEntry::of::<boolean_index::BooleanIndex>(),
    RuleEntry::of::<btree_on_document::BtreeOnDocument>(),
    RuleEntry::of::<cascade_chain::CascadeChain>(),
    RuleEntry::of::<char_n::CharN>(),
    RuleEntry::of::<duplicate_foreign_key::DuplicateForeignKey>(),
    RuleEntry::of::<duplicate_index::DuplicateIndex>(),
    RuleEntry::of::<entity_attribute_value::EntityAttributeValue>(),
    RuleEntry::of::<float_money::FloatMoney>(),
    RuleEntry::of::<foreign_key_cycle::ForeignKeyCycle>(),
    RuleEntry::of::<foreign_key_not_enforced::ForeignKeyNotEnforced>(),
    RuleEntry::of::<foreign_key_type_mismatch::ForeignKeyTypeMismatch>(),
    RuleEntry::of::<generic_primary_key_name::GenericPrimaryKeyName>(),
    RuleEntry::of::<identifier_too_long::IdentifierTooLong>(),
    RuleEntry::of::<inconsistent_column_type::InconsistentColumnType>(),
    RuleEntry::of::<incrementing_columns::IncrementingColumns>(),
    RuleEntry::of::<int_primary_key::IntPrimaryKey>(),
    RuleEntry::of::<intersecting_foreign_keys::IntersectingForeignKeys>(),
    RuleEntry::of::<isolated_table::IsolatedTable>(),
    RuleEntry::of::<json_not_jsonb::JsonNotJsonb>(),
    RuleEntry::of::<large_object_column::LargeObjectColumn>(),
    RuleEntry::of::<missing_comment::MissingComment>(),
    RuleEntry::of::<missing_foreign_key::MissingForeignKey>(),
    RuleEntry::of::<missing_foreign_key_index::MissingForeignKeyIndex>(),
    RuleEntry::of::<missing_parent::MissingParent>(),
    RuleEntry::of::<mixed_case_name::MixedCaseName>(),
    RuleEntry::of::<money_type::MoneyType>(),
    RuleEntry::of::<multi_valued_column::MultiValuedColumn>(),
    RuleEntry::of::<naming_convention::NamingConvention>(),
    RuleEntry::of::<narrow_table::NarrowTable>(),
    RuleEntry::of::<natural_primary_key::NaturalPrimaryKey>(),
    RuleEntry::of::<no_primary_key::NoPrimaryKey>(),
    RuleEntry::of::<not_valid_constraint::NotValidConstraint>(),
    RuleEntry::of::<null_as_string::NullAsString>(),
    RuleEntry::of::<nullable_composite_foreign_key::NullableCompositeForeignKey>(),
    RuleEntry::of::<nullable_unique::NullableUnique>(),
    RuleEntry::of::<parent_not_unique::ParentNotUnique>(),
    RuleEntry::of::<partial_foreign_key_index::PartialForeignKeyIndex>(),
    RuleEntry::of::<partly_indexed_foreign_key::PartlyIndexedForeignKey>(),
    RuleEntry::of::<plaintext_password::PlaintextPassword>(),
    RuleEntry::of::<polymorphic_association::PolymorphicAssociation>(),
    RuleEntry::of::<primary_key_not_first::PrimaryKeyNotFirst>(),
    RuleEntry::of::<redundant_index::RedundantIndex>(),
    RuleEntry::of::<reserved_word_name::ReservedWordName>(),
    RuleEntry::of::<self_reference_without_action::SelfReferenceWithoutAction>(),
    RuleEntry::of::<serial_not_identity::SerialNotIdentity>(),
    RuleEntry::of::<sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling>(),
    RuleEntry::of::<table_inheritance::TableInheritance>(),
    RuleEntry::of::<time_with_zone::TimeWithZone>(),
    RuleEntry::of::<timestamp_before_other_keys::TimestampBeforeOtherKeys>(),
    RuleEntry::of::<timestamp_without_zone::TimestampWithoutZone>(),
    RuleEntry::of::<too_many_indexes::TooManyIndexes>(),
    RuleEntry::of::<unneeded_index_condition::UnneededIndexCondition>(),
    RuleEntry::of::<values_in_definition::ValuesInDefinition>(),
    RuleEntry::of::<varchar_n::VarcharN>(),
    RuleEntry::of::<varchar_uuid::VarcharUuid>(),
    RuleEntry::of::<wide_index::WideIndex>(),
    RuleEntry::of::<wide_table::WideTable>(),
];

/// All rules of this crate.
pub const RULES: &[&RuleMeta] = &[
    all_columns_nullable::AllColumnsNullable::META,
    boolean_index::BooleanIndex::META,
    btree_on_document::BtreeOnDocument::META,
    cascade_chain::CascadeChain::META,
    char_n::CharN::META,
    duplicate_foreign_key::DuplicateForeignKey::META,
    duplicate_index::DuplicateIndex::META,
    entity_attribute_value::EntityAttributeValue::META,
    float_money::FloatMoney::META,
    foreign_key_cycle::ForeignKeyCycle::META,
    foreign_key_not_enforced::ForeignKeyNotEnforced::META,
    foreign_key_type_mismatch::ForeignKeyTypeMismatch::META,
    generic_primary_key_name::GenericPrimaryKeyName::META,
    identifier_too_long::IdentifierTooLong::META,
    inconsistent_column_type::InconsistentColumnType::META,
    incrementing_columns::IncrementingColumns::META,
    int_primary_key::IntPrimaryKey::META,
    intersecting_foreign_keys::IntersectingForeignKeys::META,
    isolated_table::IsolatedTable::META,
    json_not_jsonb::JsonNotJsonb::META,
    large_object_column::LargeObjectColumn::META,
    missing_comment::MissingComment::META,
    missing_foreign_key::MissingForeignKey::META,
    missing_foreign_key_index::MissingForeignKeyIndex::META,
    missing_parent::MissingParent::META,
    mixed_case_name::MixedCaseName::META,
    money_type::MoneyType::META,
    multi_valued_column::MultiValuedColumn::META,
    naming_convention::NamingConvention::META,
    narrow_table::NarrowTable::META,
    natural_primary_key::NaturalPrimaryKey::META,
    no_primary_key::NoPrimaryKey::META,
    not_valid_constraint::NotValidConstraint::META,
    null_as_string::NullAsString::META,
    nullable_composite_foreign_key::NullableCompositeForeignKey::META,
    nullable_unique::NullableUnique::META,
    parent_not_unique::ParentNotUnique::META,
    partial_foreign_key_index::PartialForeignKeyIndex::META,
    partly_indexed_foreign_key::PartlyIndexedForeignKey::META,
    plaintext_password::PlaintextPassword::META,
    polymorphic_association::PolymorphicAssociation::META,
    primary_key_not_first::PrimaryKeyNotFirst::META,
    redundant_index::RedundantIndex::META,
    reserved_word_name::ReservedWordName::META,
    self_reference_without_action::SelfReferenceWithoutAction::META,
    serial_not_identity::SerialNotIdentity::META,
    sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling::META,
    table_inheritance::TableInheritance::META,
    time_with_zone::TimeWithZone::META,
    timestamp_before_other_keys::TimestampBeforeOtherKeys::META,
    timestamp_without_zone::TimestampWithoutZone::META,
    too_many_indexes::TooManyIndexes::META,
    unneeded_index_condition::UnneededIndexCondition::META,
    values_in_definition::ValuesInDefinition::META,
    varchar_n::VarcharN::META,
    varchar_uuid::VarcharUuid::META,
    wide_index::WideIndex::META,
    wide_table::WideTable::META,
];
