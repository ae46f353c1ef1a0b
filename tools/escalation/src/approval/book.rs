//! The ledger of a context, as far as it can be relied on.

use architect_core::Context;

use super::chain::{self, Chain};
use super::mark::{self, Mark};
use super::record::Record;
use crate::trigger::Trigger;

/// The records that count, and the time to judge them by.
#[derive(Debug, Clone, Default)]
pub struct Book {
    chain: Chain,
    now: i64,
    /// Why the records, or some of them, do not count.
    pub trouble: Option<String>,
}

impl Book {
    /// Reads the ledger. Of one that is broken no record counts: what is missing may be a rejection.
    pub fn open(context: &Context) -> Self {
        let now = context.ledger().now();
        let text = match context.ledger().read() {
            Ok(text) => text.unwrap_or_default(),
            Err(error) => {
                let trouble = format!("the ledger of approvals cannot be read: {}", error.message);
                return Self { now, trouble: Some(trouble), ..Self::default() };
            }
        };
        let chain = chain::read(&text);
        if let Some(fault) = &chain.broken {
            let trouble = format!(
                "the ledger of approvals is broken at line {} ({}), so none of its approvals counts",
                fault.line, fault.reason
            );
            return Self { now, trouble: Some(trouble), ..Self::default() };
        }
        let trouble =
            chain.torn.as_ref().map(|fault| format!("line {} of the ledger of approvals is torn", fault.line));
        Self { chain, now, trouble }
    }

    /// What was answered about a trigger of the change with this digest.
    pub fn mark(&self, digest: &str, trigger: Trigger) -> Option<Mark> {
        mark::of(&self.chain, digest, trigger, self.now)
    }

    /// A record by its id.
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.chain.records.iter().map(|(_, record)| record).find(|record| record.id == id)
    }
}
