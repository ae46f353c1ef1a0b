//! Escalation: which of four gates a change must pass before it goes on.
//!
//! A change comes in: a diff, migrations, manifests, an API document before and after, a description. Verdicts go
//! out, one a [`Trigger`](trigger::Trigger), each with its evidence. The way between: [`change`] (files and their
//! lines) → [`role`] and [`examined`] (what a file is for, which lines say something) → [`fact`] (what the change
//! does) → [`rules`] (what of it matters) → [`policy`] (what that needs).
//!
//! Invariants: facts are stated without judgement, so that they can be tested alone; a verdict is never `clear` while
//! a gap touches its trigger; what a guard takes out of the evidence is listed with the guard's name; no quote
//! carries a secret.

pub mod answer;
pub mod approval;
pub mod catalogue;
pub mod change;
pub mod code;
pub mod docket;
pub mod examined;
pub mod fact;
pub mod guard;
pub mod manifest;
pub mod policy;
pub mod role;
pub mod rules;
pub mod tool;
pub mod trigger;
pub mod word;

pub use rules::RULES;
pub use tool::{CheckEscalation, RequestApproval};
