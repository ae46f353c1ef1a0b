//! Inputs that are meant to hurt: always an answer or an error, in a bounded time.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod front_door;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use front_door::{lint, lint_files, lint_for, messages, reasons, rules};

/// Far beyond what is needed, far below what a quadratic walk takes.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn many_documents_and_many_broken_ones_take_a_time_that_grows_with_them() {
    let start = Instant::now();
    let object = |index: usize| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: s{index}\n  namespace: shop\nspec:\n  ports: [{{port: 80}}]\n---\n"
        )
    };
    let whole: String = (0..4_000).map(object).collect();
    let broken = "a: [\n---\n".repeat(4_000);

    assert_eq!(lint(&whole).report.total, 0);
    assert_eq!(lint(&broken).report.total, 4_000);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

#[test]
fn a_long_chain_and_a_large_circle_of_services_end() {
    let mut text = "services:\n".to_owned();
    for index in 0..3_000 {
        let next = (index + 1) % 3_000;
        let _ = writeln!(text, "  s{index}: {{image: 'a:1', depends_on: [s{next}]}}");
    }

    let output = lint(&text);

    assert_eq!(rules(&output), ["deployment/dependency-cycle"]);
}

#[test]
fn aliases_deep_nests_and_odd_values_are_no_trouble() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nservices:\n  s:\n    image: a:1\n    command: *c\n    labels: &l {k: *l}\n";
    let deep =
        format!("services:\n  s:\n    image: a:1\n    build: {}{}\n", "{context: ".repeat(3_000), "}".repeat(3_000));
    let odd = "apiVersion: apps/v1\nkind: Deployment\nmetadata: []\nspec: [1]\n---\napiVersion: v1\nkind: List\nitems: {a: b}\n---\n\
               apiVersion: v1\nkind: Pod\nmetadata: {name: [a], labels: 3, annotations: [x]}\nspec:\n  containers: {a: 1}\n  volumes: a\n";

    for text in [bomb, &deep, odd] {
        let _ = lint_for(text, "1.35");
    }
}

#[test]
fn a_secret_is_never_repeated() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: shop\nstringData:\n  pin: 9182736455\n  open: yes\ndata:\n  key: \
                not*base64*9182736455\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: shop\nspec:\n  containers:\n    - \
                name: a\n      image: a:1\n      env:\n        - {name: API_TOKEN, value: tok_9182736455}\n";

    let output = lint(text);

    assert!(output.report.total > 3, "{:?}", messages(&output));
    let answer = serde_json::to_string(&output).expect("it is JSON");
    assert!(!answer.contains("9182736455"), "{answer}");
}

#[test]
fn the_answer_is_the_same_in_every_order_of_reading() {
    let files = [
        ("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: Nodeport, port: 1}\n"),
        ("b/compose.yaml", "services: {a: {image: a, ports: ['1:1', '1:2']}}\n"),
    ];

    let (one, other) = (lint_files(&files, "."), lint_files(&files, "."));

    assert_eq!((one.report, one.objects), (other.report, other.objects));
    assert_eq!(reasons(&lint("services: {a: {image: 'a:1'}}\n")), Vec::<&str>::new());
}
