//! What nobody should send, over standard input and over HTTP: seeds of the fuzz targets, whole and mutilated, and bytes at random.
//! `PROPTEST_CASES=10000 cargo test --test wire` makes many; `tests/fuzz/run` looks for them by coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// Public for the fuzz targets, which are a crate of their own.
#[allow(unreachable_pub)]
#[path = "fuzz/harness.rs"]
mod harness;

use proptest::collection::vec;
use proptest::prelude::*;

/// The seeds of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A seed with parts cut out, doubled, and bytes put in; or bytes at random.
fn mutilated(target: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let edit = (
        any::<prop::sample::Index>(),
        0..40_usize,
        prop_oneof![vec(any::<u8>(), 0..6), "[\\[\\]{}\":,0-9]{0,6}".prop_map(String::into_bytes)],
    );
    let of_seed = (prop::sample::select(seeds(target)), vec(edit, 0..6)).prop_map(|(mut bytes, edits)| {
        for (at, length, put) in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            let kept: Vec<u8> = bytes.get(start..end).unwrap_or_default().to_vec();
            // Every other edit doubles what it would cut out.
            let with = if length % 2 == 0 { put } else { [kept.clone(), put, kept].concat() };
            bytes.splice(start..end, with);
        }
        bytes
    });
    prop_oneof![4 => of_seed, 1 => vec(any::<u8>(), 0..200)]
}

/// Few, unless more are asked for: each is a conversation.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(64), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn lines_of_any_kind_leave_a_server_that_answers(data in mutilated("dispatch")) {
        harness::lines(&data);
    }

    #[test]
    fn bytes_of_any_kind_leave_a_server_that_answers(data in mutilated("http_front")) {
        harness::bytes(&data);
    }
}

#[test]
fn seeds_are_answered() {
    for seed in seeds("dispatch") {
        harness::lines(&seed);
    }
    for seed in seeds("http_front") {
        harness::bytes(&seed);
    }
}
