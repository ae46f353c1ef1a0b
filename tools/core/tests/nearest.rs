//! What the nearest right name promises: what was meant, or nothing.

use architect_core::nearest::{nearest, suggestion};
use proptest::prelude::*;

const KEYS: [&str; 4] = ["rules", "sql", "services", "limits"];

#[test]
fn a_slip_of_the_pen_finds_the_name_that_was_meant() {
    for (slip, meant) in [
        ("rule", "rules"),
        ("service", "services"),
        ("serivces", "services"),
        ("sqll", "sql"),
        ("limts", "limits"),
        ("RULES", "rules"),
    ] {
        assert_eq!(nearest(slip, KEYS), Some(meant), "{slip}");
    }
}

#[test]
fn case_and_separators_do_not_count() {
    let keys = ["max_source_bytes", "max_files", "deadline_ms"];

    assert_eq!(nearest("maxSourceBytes", keys), Some("max_source_bytes"));
    assert_eq!(nearest("deadline-ms", keys), Some("deadline_ms"));
}

#[test]
fn a_beginning_of_four_letters_finds_the_whole_name() {
    let dialects = ["postgresql", "mysql", "mariadb", "sqlite", "mssql"];

    assert_eq!(nearest("postgres", dialects), Some("postgresql"));
    assert_eq!(nearest("maria", dialects), Some("mariadb"));
    assert_eq!(nearest("postgresql16beta2", dialects), Some("postgresql"));
}

/// One letter of one differed: `x` was taken for a slip of `y`.
#[test]
fn short_names_that_share_nothing_are_not_near() {
    assert_eq!(nearest("x", ["y", "z"]), None);
    assert_eq!(nearest("id", ["ip", "op"]), None);
}

/// Every name begins with the empty one, and `idempotency-key` with `id`.
#[test]
fn an_empty_or_tiny_candidate_is_not_the_beginning_of_a_long_name() {
    assert_eq!(nearest("idempotency-key", ["", "-", "id"]), None);
}

/// The prefix was as good as the best slip, and the first candidate won.
#[test]
fn a_slip_goes_before_a_mere_beginning() {
    assert_eq!(nearest("paths", ["paths_and_operations", "path"]), Some("path"));
    assert_eq!(nearest("schema", ["schema_registry_address", "schemas"]), Some("schemas"));
}

#[test]
fn ties_go_to_the_first_candidate() {
    assert_eq!(nearest("rulez", ["ruled", "ruler"]), Some("ruled"));
}

#[test]
fn nothing_is_near_to_nothing() {
    assert_eq!(nearest("", KEYS), None);
    assert_eq!(nearest("--", KEYS), None);
    assert_eq!(nearest("rules", []), None);
}

#[test]
fn a_few_candidates_are_listed_when_none_is_near() {
    insta::assert_snapshot!(suggestion("rule", KEYS).unwrap(), @"did you mean `rules`?");
    insta::assert_snapshot!(suggestion("telemetry", KEYS).unwrap(), @"known are: rules, sql, services, limits");
    assert_eq!(suggestion("telemetry", []), None);
    assert_eq!(suggestion("telemetry", std::iter::repeat_n("rules", 13)), None);
}

proptest! {
    #[test]
    fn a_name_is_nearest_to_itself_and_the_answer_is_a_candidate(
        names in prop::collection::vec("[a-z][a-z_-]{0,12}", 1..8), wanted in any::<String>(),
    ) {
        let candidates: Vec<&str> = names.iter().map(String::as_str).collect();
        let folded = |name: &str| name.replace(['-', '_'], "");

        for name in &candidates {
            let near = nearest(name, candidates.iter().copied());
            prop_assert_eq!(near.map(folded), Some(folded(name)));
        }
        if let Some(near) = nearest(&wanted, candidates.iter().copied()) {
            prop_assert!(candidates.contains(&near));
        }
    }
}
