//! Approvals: a question to a person about one change and one trigger, the answer as a record, records as a chain.
//!
//! What the engine found of a change comes in, with the answer of a person and the time; a [`Record`] goes out, a line for a ledger,
//! and, from a ledger, the [`Mark`] that a trigger gets. Asking, keeping and the clock are somebody else's.
//!
//! Invariants: a record is made of a person's answer to a [`Question`] and of nothing else, so no argument of a call ever
//! becomes one; it is bound to the digest of the change, so that another change has no use of it; every byte of a ledger's
//! line is under its hash, and the hash of a line is under that of the next one.

pub mod answer;
pub mod book;
pub mod chain;
pub mod mark;
pub mod moment;
pub mod question;
pub mod quoted;
pub mod record;

pub use answer::{Answer, Asked, Field, Kind, decide, declined};
pub use book::Book;
pub use chain::{Chain, Fault};
pub use mark::{Mark, Standing};
pub use question::Question;
pub use record::{Channel, Decision, Record};
