//! Bytes of all kinds into a connection of the HTTP server: it answers with HTTP or hangs up, and the next connection is served.
#![no_main]

#[path = "../harness.rs"]
mod harness;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| harness::bytes(data));
