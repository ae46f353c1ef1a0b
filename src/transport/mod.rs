//! Ways to reach the server.

pub mod stdio;
