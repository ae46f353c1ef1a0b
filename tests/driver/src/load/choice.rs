//! Which call comes next: always the same order, so that a run can be had again.

use super::calls::{Call, SIZES};

/// Numbers in an order that looks like none (xorshift).
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below another.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }

    /// Whether it is one out of so many.
    pub(super) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// A call, its size by the share of its size.
    pub(super) fn call(&mut self, calls: &[Call]) -> usize {
        let mut left = u64::try_from(self.below(100)).unwrap_or_default();
        let size = SIZES.iter().position(|(_, _, share)| {
            let hit = left < *share;
            left = left.saturating_sub(*share);
            hit
        });
        let of_size: Vec<usize> =
            calls.iter().enumerate().filter(|(_, call)| Some(call.size) == size).map(|(at, _)| at).collect();
        of_size.get(self.below(of_size.len())).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::calls::honest;

    #[test]
    fn every_call_comes_sooner_or_later_and_sizes_come_by_their_share() {
        let calls = honest();
        let mut dice = Dice::new(1);
        let mut seen = vec![0_u32; calls.len()];
        for _ in 0..20_000 {
            if let Some(count) = seen.get_mut(dice.call(&calls)) {
                *count += 1;
            }
        }

        assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
        let large: u32 = seen.iter().zip(&calls).filter(|(_, call)| call.size == 3).map(|(count, _)| count).sum();
        assert!((100..300).contains(&large), "{large}");
    }
}
