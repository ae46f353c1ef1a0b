//! The nearest right name among many, under a budget.

use architect_core::nearest;

/// Looks for near names until its budget is spent: a document in which everything is wrong must not cost the product
/// of its names. What is not found for that reason only leaves a hint out.
pub(super) struct Near {
    left: usize,
}

/// Comparisons for all findings of a rule in a document.
const BUDGET: usize = 100_000;

impl Near {
    pub(super) fn new() -> Self {
        Self { left: BUDGET }
    }

    /// The candidate nearest to a name.
    pub(super) fn to<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        let left = &mut self.left;
        let within = candidates.into_iter().take_while(|_| {
            *left = left.saturating_sub(1);
            *left > 0
        });
        nearest::nearest(name, within)
    }
}
