//! How often and how much at once a principal may ask.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::{Clock as _, DefaultClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Most principals that are remembered. An authorization server may know any number of them.
const MOST_PRINCIPALS: usize = 10_000;
/// Seconds after which a place may be free again, when all of a principal's are taken.
const SOON: u64 = 1;

/// Bounds the calls of each principal.
#[derive(Debug)]
pub(super) struct Quotas {
    rate: NonZeroU32,
    concurrency: usize,
    clock: DefaultClock,
    principals: Mutex<HashMap<String, Arc<Allowance>>>,
}

#[derive(Debug)]
struct Allowance {
    rate: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
    places: Arc<Semaphore>,
}

impl Quotas {
    pub(super) fn new(rate: NonZeroU32, concurrency: usize) -> Self {
        Self { rate, concurrency, clock: DefaultClock::default(), principals: Mutex::default() }
    }

    /// A place among those in flight, or the seconds after which to ask again.
    pub(super) fn admit(&self, principal: &str) -> Result<OwnedSemaphorePermit, u64> {
        let allowance = self.allowance(principal);
        let place = Arc::clone(&allowance.places).try_acquire_owned().map_err(|_| SOON)?;
        allowance.rate.check().map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            wait.as_secs().saturating_add(1)
        })?;
        Ok(place)
    }

    fn allowance(&self, principal: &str) -> Arc<Allowance> {
        let mut principals = self.principals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = principals.get(principal) {
            return Arc::clone(known);
        }
        if principals.len() >= MOST_PRINCIPALS {
            // Whoever is in flight keeps what bounds them; the others begin anew.
            principals.retain(|_, allowance| Arc::strong_count(allowance) > 1 || self.is_busy(allowance));
        }
        let allowance = Arc::new(Allowance {
            rate: RateLimiter::direct(Quota::per_minute(self.rate)),
            places: Arc::new(Semaphore::new(self.concurrency)),
        });
        principals.insert(principal.to_owned(), Arc::clone(&allowance));
        allowance
    }

    fn is_busy(&self, allowance: &Allowance) -> bool {
        allowance.places.available_permits() < self.concurrency
    }
}
