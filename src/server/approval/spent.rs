//! States that were used, until they would have expired anyway.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

/// Most states that are remembered. Beyond that none is taken, since forgetting one would let it be used twice.
const MOST: usize = 10_000;

/// Ids of used states.
#[derive(Debug, Default)]
pub(super) struct Spent {
    ids: HashSet<String>,
    order: VecDeque<(Instant, String)>,
}

impl Spent {
    /// Whether the state was not used before; from now on it is. It is remembered for as long as a state lives.
    pub(super) fn spend(&mut self, id: &str, lifetime: Duration) -> bool {
        self.spend_at(id, lifetime, Instant::now())
    }

    fn spend_at(&mut self, id: &str, lifetime: Duration, now: Instant) -> bool {
        while let Some((until, _)) = self.order.front()
            && *until < now
        {
            if let Some((_, id)) = self.order.pop_front() {
                self.ids.remove(&id);
            }
        }
        if self.ids.len() >= MOST || self.ids.contains(id) {
            return false;
        }
        // A second more, since clocks are read at different moments.
        let until = now.checked_add(lifetime + Duration::from_secs(1)).unwrap_or(now);
        self.ids.insert(id.to_owned());
        self.order.push_back((until, id.to_owned()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(60);

    #[test]
    fn a_state_is_taken_once_for_as_long_as_it_lives() {
        let (mut spent, start) = (Spent::default(), Instant::now());

        assert!(spent.spend_at("a", LIFETIME, start));
        assert!(!spent.spend_at("a", LIFETIME, start));
        assert!(!spent.spend_at("a", LIFETIME, start + LIFETIME));
        assert!(spent.spend_at("b", LIFETIME, start + LIFETIME));
        assert!(spent.spend_at("c", LIFETIME, start + LIFETIME * 3));
        assert_eq!(spent.ids.len(), 1, "what has expired is forgotten");
    }

    #[test]
    fn none_is_forgotten_for_want_of_room() {
        let (mut spent, start) = (Spent::default(), Instant::now());

        let taken = (0..MOST + 10).filter(|id| spent.spend_at(&id.to_string(), LIFETIME, start)).count();

        assert_eq!(taken, MOST);
        assert!(!spent.spend_at("0", LIFETIME, start));
    }
}
