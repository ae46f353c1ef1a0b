//! The ledger of approvals as tools see it: bytes that somebody else keeps, and the time to judge them by.
//!
//! What stands in it is the business of the field that writes it. A tool reads it and never writes it.

use crate::error::ToolError;

/// The ledger that was named at the start.
pub trait Ledger: Send + Sync {
    /// Its bytes; `None` where no ledger is kept. Its last line may be torn, even within a character.
    fn read(&self) -> Result<Option<Vec<u8>>, ToolError>;

    /// Seconds since 1970-01-01 in UTC, by which an expiry is judged.
    fn now(&self) -> i64;
}

/// No ledger: nothing was ever approved.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLedger;

impl Ledger for NoLedger {
    fn read(&self) -> Result<Option<Vec<u8>>, ToolError> {
        Ok(None)
    }

    fn now(&self) -> i64 {
        0
    }
}
