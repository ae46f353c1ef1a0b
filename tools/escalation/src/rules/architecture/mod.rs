//! Rules of the trigger `architecture`.
