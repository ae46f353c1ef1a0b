//! The rules about systems, one file each.

pub mod heap_above_limit;
pub mod image_tag_differs;
pub mod missing_variable;
pub mod pool_above_connections;
pub mod port_mismatch;
pub mod probe_tool_missing;
pub mod short_grace_period;
pub mod unknown_probe_path;
pub mod unverifiable_user;
pub mod unwritable_path;
pub mod user_differs;
pub mod workers_above_memory;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::across::System;

/// The rules about what code, image and deployment say of each other, in the order of their names.
pub const ALL: &[RuleEntry<System>] = &[
    RuleEntry::of::<heap_above_limit::HeapAboveLimit>(),
    RuleEntry::of::<image_tag_differs::ImageTagDiffers>(),
    RuleEntry::of::<missing_variable::MissingVariable>(),
    RuleEntry::of::<pool_above_connections::PoolAboveConnections>(),
    RuleEntry::of::<port_mismatch::PortMismatch>(),
    RuleEntry::of::<probe_tool_missing::ProbeToolMissing>(),
    RuleEntry::of::<short_grace_period::ShortGracePeriod>(),
    RuleEntry::of::<unknown_probe_path::UnknownProbePath>(),
    RuleEntry::of::<unverifiable_user::UnverifiableUser>(),
    RuleEntry::of::<unwritable_path::UnwritablePath>(),
    RuleEntry::of::<user_differs::UserDiffers>(),
    RuleEntry::of::<workers_above_memory::WorkersAboveMemory>(),
];

/// What is known of them.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
