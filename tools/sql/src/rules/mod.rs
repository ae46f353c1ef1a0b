//! The rules, one file each.

mod columns;

pub mod char_n;
pub mod duplicate_index;
pub mod float_money;
pub mod foreign_key_not_enforced;
pub mod foreign_key_type_mismatch;
pub mod int_primary_key;
pub mod missing_foreign_key_index;
pub mod missing_parent;
pub mod no_primary_key;
pub mod nullable_unique;
pub mod parent_not_unique;
pub mod partial_foreign_key_index;
pub mod partly_indexed_foreign_key;
pub mod redundant_index;
pub mod serial_not_identity;
pub mod sqlite_integer_primary_key_spelling;
pub mod timestamp_without_zone;
pub mod varchar_uuid;

use architect_core::{Declared, RuleEntry, RuleMeta};

use crate::schema::Schema;

/// The rules over a schema, as they are run.
pub const ALL: &[RuleEntry<Schema>] = &[
    RuleEntry::of::<char_n::CharN>(),
    RuleEntry::of::<duplicate_index::DuplicateIndex>(),
    RuleEntry::of::<float_money::FloatMoney>(),
    RuleEntry::of::<foreign_key_not_enforced::ForeignKeyNotEnforced>(),
    RuleEntry::of::<foreign_key_type_mismatch::ForeignKeyTypeMismatch>(),
    RuleEntry::of::<int_primary_key::IntPrimaryKey>(),
    RuleEntry::of::<missing_foreign_key_index::MissingForeignKeyIndex>(),
    RuleEntry::of::<missing_parent::MissingParent>(),
    RuleEntry::of::<no_primary_key::NoPrimaryKey>(),
    RuleEntry::of::<nullable_unique::NullableUnique>(),
    RuleEntry::of::<parent_not_unique::ParentNotUnique>(),
    RuleEntry::of::<partial_foreign_key_index::PartialForeignKeyIndex>(),
    RuleEntry::of::<partly_indexed_foreign_key::PartlyIndexedForeignKey>(),
    RuleEntry::of::<redundant_index::RedundantIndex>(),
    RuleEntry::of::<serial_not_identity::SerialNotIdentity>(),
    RuleEntry::of::<sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling>(),
    RuleEntry::of::<timestamp_without_zone::TimestampWithoutZone>(),
    RuleEntry::of::<varchar_uuid::VarcharUuid>(),
];

/// All rules of this crate.
pub const RULES: &[&RuleMeta] = &[
    char_n::CharN::META,
    duplicate_index::DuplicateIndex::META,
    float_money::FloatMoney::META,
    foreign_key_not_enforced::ForeignKeyNotEnforced::META,
    foreign_key_type_mismatch::ForeignKeyTypeMismatch::META,
    int_primary_key::IntPrimaryKey::META,
    missing_foreign_key_index::MissingForeignKeyIndex::META,
    missing_parent::MissingParent::META,
    no_primary_key::NoPrimaryKey::META,
    nullable_unique::NullableUnique::META,
    parent_not_unique::ParentNotUnique::META,
    partial_foreign_key_index::PartialForeignKeyIndex::META,
    partly_indexed_foreign_key::PartlyIndexedForeignKey::META,
    redundant_index::RedundantIndex::META,
    serial_not_identity::SerialNotIdentity::META,
    sqlite_integer_primary_key_spelling::SqliteIntegerPrimaryKeySpelling::META,
    timestamp_without_zone::TimestampWithoutZone::META,
    varchar_uuid::VarcharUuid::META,
];
