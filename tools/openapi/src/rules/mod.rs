//! The rules, one a file.

pub mod dropped_keyword;
pub mod duplicate_key;
mod edit;
pub mod endless_reference;
pub mod exclusive_fields;
pub mod field_of_later_version;
pub mod invalid_key;
pub mod invalid_value;
pub mod misplaced_reference;
pub mod missing_field;
pub mod misspelt_keyword;
pub mod reference_siblings;
pub mod syntax;
pub mod unknown_field;
pub mod unknown_version;
pub mod unresolved_reference;
pub mod wrong_reference_target;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta};

use crate::api::Api;

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
];

/// What makes a document good beyond that.
pub const LINTS: &[RuleEntry<Api>] = &[];

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
