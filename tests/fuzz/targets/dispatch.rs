//! Lines of all kinds into the server as a client writes them: nothing but messages comes back, and the server answers what
//! follows.
#![no_main]

#[path = "../harness.rs"]
mod harness;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| harness::lines(data));
