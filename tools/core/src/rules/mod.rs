//! Rules about the checking itself.

pub mod unused_ignore;

use crate::rule::{Declared, RuleMeta};

/// The rules of this crate.
pub const RULES: &[&RuleMeta] = &[unused_ignore::UnusedIgnore::META];
