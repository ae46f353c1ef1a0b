//! The rules about deployments, one file each. Those that hold for Compose and Kubernetes alike are written over
//! [`Workload`](crate::workload::Workload).

pub mod floating_tag;
pub mod mismatching_selector;
pub mod privileged;
pub mod service_without_pods;
pub mod syntax;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::manifests::Manifests;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Manifests>] = &[
    RuleEntry::of::<floating_tag::FloatingTag>(),
    RuleEntry::of::<mismatching_selector::MismatchingSelector>(),
    RuleEntry::of::<privileged::Privileged>(),
    RuleEntry::of::<service_without_pods::ServiceWithoutPods>(),
    RuleEntry::of::<syntax::Syntax>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
