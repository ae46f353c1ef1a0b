//! Where the readings may differ, and why.

use super::{Difference, What};

/// Why a difference is none of the product's faults; none when nothing explains it.
pub(super) fn why(kind: &str, difference: &Difference) -> Option<&'static str> {
    EXPLAINED.iter().find(|reason| (reason.holds)(kind, difference)).map(|reason| reason.why)
}

struct Reason {
    why: &'static str,
    holds: fn(&str, &Difference) -> bool,
}

fn begins(difference: &Difference, words: &str) -> bool {
    let begin = difference.statement.split_whitespace().take(words.split(' ').count());
    begin.collect::<Vec<_>>().join(" ").eq_ignore_ascii_case(words)
}

fn is_gap(difference: &Difference, of: &str) -> bool {
    difference.what == What::Gap && difference.ours.contains(of)
}

const EXPLAINED: &[Reason] = &[
    Reason {
        why: "what a CREATE SCHEMA makes inside of itself is not read, and the gap says so",
        holds: |kind, difference| kind == "CREATE SCHEMA" && is_gap(difference, "makes inside of the schema"),
    },
    Reason {
        why: "only the server knows what lies in a tablespace, and the gap says so",
        holds: |_, difference| {
            begins(difference, "ALTER TABLE ALL IN TABLESPACE") && is_gap(difference, "only the server knows")
        },
    },
    Reason {
        why: "sqlparser's tokenizer, on which the reader stands, has no operator `|>`: the gap says so",
        holds: |_, difference| is_gap(difference, "Expected a valid binary operator after '|>'"),
    },
    Reason {
        why: "the parser takes a DROP TABLE without a table, which the server refuses",
        holds: |_, difference| {
            difference.what == What::Gap && difference.statement.eq_ignore_ascii_case("DROP TABLE")
        },
    },
    Reason {
        why: "the parser goes on with the elements of a CREATE SCHEMA behind its semicolon",
        holds: |kind, difference| {
            kind == "(file)" && difference.what == What::Boundary && begins(difference, "CREATE SCHEMA")
        },
    },
];
