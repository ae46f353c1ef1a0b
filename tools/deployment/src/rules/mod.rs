//! The rules about deployments, one file each. Those that hold for Compose and Kubernetes alike are written over
//! [`Workload`](crate::workload::Workload).

pub mod bad_value;
pub mod floating_tag;
pub mod mismatching_selector;
pub mod missing_field;
pub mod privileged;
pub mod removed_api_version;
pub mod service_without_pods;
pub mod syntax;
pub mod unknown_field;
pub mod unknown_kind;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::manifests::Manifests;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Manifests>] = &[
    RuleEntry::of::<bad_value::BadValue>(),
    RuleEntry::of::<floating_tag::FloatingTag>(),
    RuleEntry::of::<mismatching_selector::MismatchingSelector>(),
    RuleEntry::of::<missing_field::MissingField>(),
    RuleEntry::of::<privileged::Privileged>(),
    RuleEntry::of::<removed_api_version::RemovedApiVersion>(),
    RuleEntry::of::<service_without_pods::ServiceWithoutPods>(),
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<unknown_field::UnknownField>(),
    RuleEntry::of::<unknown_kind::UnknownKind>(),
    RuleEntry::of::<wrong_type::WrongType>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
