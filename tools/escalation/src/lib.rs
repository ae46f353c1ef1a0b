//! Escalation: facts of a change and the four triggers.
