//! Workflows as a client gets them.

#![expect(clippy::expect_used, reason = "helpers of tests may fail like tests")]

use std::collections::BTreeMap;

use architect_core::ToolError;
use architect_profile::{Profile, Workflow, complete_argument, profile, render_workflow};
use proptest::prelude::*;

fn embedded() -> &'static Profile {
    profile().expect("the embedded files are well-formed")
}

fn required_only(workflow: &Workflow, text: &str) -> BTreeMap<String, String> {
    let required = workflow.arguments.iter().filter(|argument| argument.required);
    required.map(|argument| (argument.name.clone(), text.to_owned())).collect()
}

fn all(workflow: &Workflow, text: &str) -> BTreeMap<String, String> {
    workflow.arguments.iter().map(|argument| (argument.name.clone(), text.to_owned())).collect()
}

fn arguments(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn said(error: &ToolError) -> String {
    error.to_string()
}

#[test]
fn every_workflow_renders_without_its_optional_arguments() {
    for workflow in embedded().workflows() {
        let text = render_workflow(&workflow.name, &required_only(workflow, "an order service")).unwrap();

        assert!(text.contains("Critical rules") || text.contains("These rules hold throughout"), "{}", workflow.name);
        assert!(!text.contains("{%") && !text.contains("{{"), "{}: a tag was left", workflow.name);
        assert!(!text.contains("\n\n\n"), "{}: an empty paragraph was left", workflow.name);
    }
}

#[test]
fn every_workflow_renders_with_all_arguments() {
    for workflow in embedded().workflows() {
        let text = render_workflow(&workflow.name, &all(workflow, "ORDERS")).unwrap();

        assert!(
            text.matches("ORDERS").count() >= workflow.arguments.len(),
            "{}: an argument is unused",
            workflow.name
        );
        assert!(!text.contains("\n\n\n"), "{}: an empty paragraph was left", workflow.name);
    }
}

#[test]
fn every_argument_changes_the_text() {
    for workflow in embedded().workflows() {
        let base = required_only(workflow, "x");
        let without = render_workflow(&workflow.name, &base).unwrap();

        for argument in &workflow.arguments {
            let mut given = base.clone();
            given.insert(argument.name.clone(), "PARTICULAR".to_owned());
            let with = render_workflow(&workflow.name, &given).unwrap();

            assert_ne!(with, without, "{}: {} says nothing", workflow.name, argument.name);
            assert!(with.contains("PARTICULAR"), "{}: {} is dropped", workflow.name, argument.name);
        }
    }
}

#[test]
fn every_usual_value_renders() {
    for workflow in embedded().workflows() {
        for argument in &workflow.arguments {
            for value in &argument.values {
                let mut given = required_only(workflow, "x");
                given.insert(argument.name.clone(), value.clone());

                assert!(render_workflow(&workflow.name, &given).unwrap().contains(value), "{}", workflow.name);
            }
        }
    }
}

#[test]
fn a_value_that_chooses_a_branch_is_understood_in_any_case() {
    let graphql = render_workflow("design_api", &arguments(&[("feature", "search"), ("style", "GraphQL")])).unwrap();
    let record =
        render_workflow("write_architecture_document", &arguments(&[("system", "shop"), ("kind", "Decision")]))
            .unwrap();

    assert!(graphql.contains("Write the GraphQL schema") && !graphql.contains("Write the OpenAPI document"));
    assert!(record.contains("# ADR [number]") && !record.contains("# [System]: architecture"));
}

#[test]
fn the_first_prompt_stays_below_2500_words() {
    let text = render_workflow("backend_architect", &BTreeMap::new()).unwrap();

    let words = text.split_whitespace().count();
    assert!(words < 2_500, "{words} words");
}

#[test]
fn a_short_workflow_reads_well() {
    let without = render_workflow("containerize", &BTreeMap::new()).unwrap();
    let with = render_workflow("containerize", &arguments(&[("path", "services/api"), ("stack", "go")])).unwrap();

    insta::assert_snapshot!("containerize_without_arguments", without);
    insta::assert_snapshot!("containerize_with_arguments", with);
}

#[test]
fn the_first_prompt_reads_well() {
    let text = render_workflow("backend_architect", &arguments(&[("task", "Split the order service.")])).unwrap();

    insta::assert_snapshot!("backend_architect", text);
}

#[test]
fn a_blank_argument_counts_as_not_given() {
    let blank = render_workflow("backend_architect", &arguments(&[("task", " \n")])).unwrap();
    let missing = render_workflow("backend_architect", &BTreeMap::new()).unwrap();
    let required = render_workflow("design_api", &arguments(&[("feature", "  ")])).unwrap_err();

    assert_eq!(blank, missing);
    assert!(said(&required).contains("needs the argument `feature`"));
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_right_one() {
    let workflow = render_workflow("desing_api", &BTreeMap::new()).unwrap_err();
    let argument = render_workflow("design_api", &arguments(&[("feture", "x")])).unwrap_err();

    assert_eq!(said(&workflow), "there is no workflow `desing_api` (did you mean `design_api`?)");
    assert_eq!(said(&argument), "the workflow `design_api` has no argument `feture` (did you mean `feature`?)");
}

#[test]
fn a_missing_argument_is_named_with_what_it_should_say() {
    let error = render_workflow("plan_migration", &arguments(&[("dialect", "mysql")])).unwrap_err();

    insta::assert_snapshot!(said(&error), @"the workflow `plan_migration` needs the argument `change` (What has to change, e.g. 'split users.name into first_name and last_name'.)");
}

#[test]
fn completion_offers_the_values_that_begin_so() {
    assert_eq!(complete_argument("design_database", "dialect", "m"), ["mysql", "mariadb", "mssql"]);
    assert_eq!(complete_argument("design_database", "dialect", "PO"), ["postgresql"]);
    assert_eq!(complete_argument("design_database", "dialect", "").len(), 5);
    assert!(complete_argument("design_database", "domain", "").is_empty());
    assert!(complete_argument("design_database", "nothing", "").is_empty());
    assert!(complete_argument("nothing", "dialect", "").is_empty());
}

proptest! {
    #[test]
    fn an_argument_stands_in_the_text_letter_for_letter(text in any::<String>()) {
        prop_assume!(!text.trim().is_empty());
        for workflow in embedded().workflows() {
            let rendered = render_workflow(&workflow.name, &all(workflow, &text)).unwrap();
            prop_assert!(rendered.contains(&text));
        }
    }

    #[test]
    fn template_syntax_in_an_argument_is_only_text(text in "[{}%# a-z\\[\\]\"]{0,40}") {
        let given = arguments(&[("task", &text)]);
        let rendered = render_workflow("backend_architect", &given).unwrap();
        prop_assert!(text.trim().is_empty() || rendered.contains(&text));
    }

    #[test]
    fn no_name_makes_rendering_panic(workflow in any::<String>(), argument in any::<String>(), text in any::<String>()) {
        let given = arguments(&[(&argument, &text)]);
        let _ = render_workflow(&workflow, &given);
        let _ = render_workflow("design_api", &given);
        let _ = complete_argument(&workflow, &argument, &text);
    }
}
