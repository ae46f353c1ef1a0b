//! The tools of this crate, one file each.

mod explain;

pub use explain::{Explain, Explanation, TopicInput, TopicKind};
