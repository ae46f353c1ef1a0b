//! The value of a variable at a statement.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

use architect_container::dockerfile::{Dockerfile, Value};
use architect_core::Source;

fn read(text: &str) -> Dockerfile {
    Dockerfile::read(&Source::new("Dockerfile", text))
}

fn known(value: &str) -> Value {
    Value::Known(value.to_owned())
}

#[test]
fn an_argument_before_the_stages_counts_in_from_and_within_a_stage_that_declares_it() {
    let file = read(
        "ARG VERSION=1.2\nARG IMAGE=app:${VERSION}\nFROM $IMAGE AS a\nRUN true\nARG VERSION\nRUN true\nFROM b\nRUN true\n",
    );

    assert_eq!(file.expand_from("$IMAGE"), "app:1.2");
    assert_eq!(file.value_at(&file.stages[0], 0, "VERSION"), Value::Undeclared);
    assert_eq!(file.value_at(&file.stages[0], 2, "VERSION"), known("1.2"));
    assert_eq!(file.value_at(&file.stages[1], 1, "VERSION"), Value::Undeclared);
}

#[test]
fn a_stage_has_what_the_stage_it_is_built_on_has_set() {
    let file = read(
        "FROM x AS base\nARG A=1\nENV B=\"two words\" C=$A\nFROM base AS middle\nENV B=three\nFROM middle\nRUN true\n",
    );
    let last = &file.stages[2];

    assert_eq!(file.value_at(last, 0, "A"), known("1"));
    assert_eq!(file.value_at(last, 0, "B"), known("three"));
    assert_eq!(file.value_at(last, 0, "C"), known("1"));
    assert_eq!(file.value_at(&file.stages[1], 0, "B"), known("two words"));
    assert_eq!(file.names_at(last, 0), ["A", "B", "C"]);
}

#[test]
fn all_of_an_env_sees_what_was_set_before_it() {
    let file = read("FROM x\nENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc\n");

    assert_eq!(file.value_at(&file.stages[0], 3, "def"), known("hello"));
    assert_eq!(file.value_at(&file.stages[0], 3, "ghi"), known("bye"));
}

#[test]
fn what_is_given_to_the_build_or_by_the_base_image_is_not_known() {
    let file =
        read("ARG GIVEN\nFROM x\nARG GIVEN\nARG OWN\nARG TARGETARCH\nENV P=$JAVA_HOME/bin Q=$OWN/x R=${OWN:-y}\n");
    let stage = &file.stages[0];

    assert_eq!(file.global("GIVEN"), Value::Open);
    assert_eq!(file.value_at(stage, 4, "GIVEN"), Value::Open);
    assert_eq!(file.value_at(stage, 4, "OWN"), Value::Open);
    assert_eq!(file.value_at(stage, 4, "TARGETARCH"), known("amd64"));
    assert_eq!(file.value_at(stage, 4, "P"), Value::Unclear);
    assert_eq!(file.value_at(stage, 4, "Q"), Value::Unclear);
    assert_eq!(file.value_at(stage, 4, "R"), known("y"));
    assert_eq!(file.text_at(stage, 4, "'$R'/$R"), Some("$R/y".to_owned()));
    assert_eq!(file.text_at(stage, 4, "/$JAVA_HOME"), None);
}

#[test]
fn a_backtick_escapes_where_the_directive_says_so() {
    let file = read("# escape=`\nFROM x\nENV HOME_DIR=C:\\app\\bin\nWORKDIR $HOME_DIR\n");

    assert_eq!(file.value_at(&file.stages[0], 1, "HOME_DIR"), known("C:\\app\\bin"));
}

#[test]
fn values_that_double_at_each_step_take_no_more_room_than_the_file() {
    let steps: Vec<String> = (0..200).map(|n| format!("ENV A{}=$A{n}$A{n}$A{n}$A{n}\n", n + 1)).collect();
    let steps = steps.concat();
    let file = read(&format!("FROM x\nENV A0=0123456789\n{steps}"));

    assert_eq!(file.value_at(&file.stages[0], 200, "A199"), Value::Unclear);
}
