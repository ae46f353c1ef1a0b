//! Whatever JSON arrives as arguments, a tool answers or refuses; it never fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use architect_core::error::ErrorKind;
use backend_architect::registry::Registry;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON of moderate depth.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        prop_oneof![
            Just("[1"),
            Just("{}"),
            Just("[\"a\"]"),
            Just("12"),
            Just("true"),
            Just("../x"),
            Just("/"),
            Just("")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[a-z_]{1,12}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Arguments for a tool: some of its own names, and sometimes a foreign one.
fn arguments(names: Vec<String>) -> impl Strategy<Value = Map<String, Value>> {
    let own = proptest::collection::vec((proptest::sample::select(names), value()), 0..4);
    (own, proptest::option::weighted(0.1, ("[a-z]{1,10}", value())))
        .prop_map(|(own, foreign)| own.into_iter().chain(foreign).collect())
}

fn names(registry: &Registry, tool: &str) -> Vec<String> {
    let schema = registry.find(tool).unwrap().input_schema();
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn no_arguments_make_a_tool_fail() {
    let registry = support::over(&support::shop());
    let tools: Vec<&'static str> = registry.tools().iter().map(|registered| registered.tool().name()).collect();

    for tool in tools {
        // A whole review of the shop for each case would be slow, and its own options are covered by the others.
        let cases = if tool == "review_project" { 16 } else { 128 };
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(arguments in arguments(names(&registry, tool)))| {
            let shown = json!(arguments).to_string();
            match registry.call(tool, arguments, backend_architect::registry::Control::default()) {
                Ok(answer) => prop_assert!(answer["summary"].is_string(), "{tool} {shown}: {answer}"),
                Err(error) => prop_assert!(error.kind != ErrorKind::Internal, "{tool} {shown}: {error}"),
            }
        });
    }
}
