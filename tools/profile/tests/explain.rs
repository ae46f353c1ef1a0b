//! `explain` as a client gets it.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

use std::sync::Arc;

use architect_core::{Context, Declared, ErasedTool, RuleIndex, Tool, ToolError, declare_rule, rules};
use architect_profile::profile;
use architect_profile::tool::{Explain, Explanation, TopicInput, TopicKind};
use proptest::prelude::*;
use serde_json::json;

declare_rule! {
    /// ## What it finds
    /// A package that is installed without saying which version.
    ///
    /// ## Why it matters
    /// Two builds of one commit differ. See also `core/unused-ignore`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// RUN apt-get install -y curl
    /// ```
    /// ## Good
    /// ```dockerfile
    /// RUN apt-get install -y curl=8.5.0-2
    /// ```
    pub UnpinnedPackage {
        id: "container/unpinned-package",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3008", "hadolint:DL3018"],
        references: [("Dockerfile reference, RUN", "https://docs.docker.com/reference/dockerfile/#run")],
    }
}

declare_rule! {
    /// ## What it finds
    /// A package list that stays in the image.
    pub KeptPackageList {
        id: "container/kept-package-list",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3009", "peer:removal"],
        references: [],
    }
}

declare_rule! {
    /// ## What it finds
    /// A table that is dropped.
    pub DropTable {
        id: "escalation/drop-table",
        severity: Error,
        since: "0.1.0",
        aliases: ["peer:removal"],
        references: [],
    }
}

fn context() -> Context {
    let own = [UnpinnedPackage::META, KeptPackageList::META, DropTable::META];
    Context::new(Arc::new(RuleIndex::new(rules::RULES.iter().copied().chain(own))))
}

fn explain(topic: &str) -> Result<Explanation, ToolError> {
    Explain.call(TopicInput { topic: Some(topic.to_owned()) }, &context())
}

fn found(topic: &str) -> (TopicKind, String) {
    let explanation = explain(topic).unwrap();
    (explanation.kind, explanation.topic)
}

/// What people read of an explanation.
fn page(explanation: &Explanation) -> String {
    format!(
        "{:?} {} | {}\n{}\nrelated: {}\n\n{}",
        explanation.kind,
        explanation.topic,
        explanation.title,
        explanation.summary,
        explanation.related.join(", "),
        explanation.text
    )
}

#[test]
fn without_a_topic_everything_is_listed() {
    let index = Explain.call(TopicInput::default(), &context()).unwrap();

    insta::assert_snapshot!("index", page(&index));
}

#[test]
fn a_section_is_shown() {
    insta::assert_snapshot!("section", page(&explain("escalation").unwrap()));
}

#[test]
fn a_format_is_shown() {
    insta::assert_snapshot!("format", page(&explain("database-schema").unwrap()));
}

#[test]
fn a_workflow_is_shown_so_that_it_can_be_followed_without_prompts() {
    insta::assert_snapshot!("workflow", page(&explain("plan_migration").unwrap()));
}

#[test]
fn a_rule_is_shown() {
    insta::assert_snapshot!("rule", page(&explain("container/unpinned-package").unwrap()));
}

#[test]
fn a_field_lists_its_rules() {
    insta::assert_snapshot!("rules", page(&explain("container").unwrap()));
}

#[test]
fn everything_in_the_index_can_be_explained() {
    let index = Explain.call(TopicInput::default(), &context()).unwrap();
    let names: Vec<&str> = index.text.split('`').skip(1).step_by(2).collect();

    assert!(names.len() > 30);
    for name in names {
        assert!(explain(name).is_ok(), "{name} stands in the index and cannot be explained");
    }
}

#[test]
fn everything_related_can_be_explained() {
    let profile = profile().unwrap();
    let pages = profile.sections().iter().chain(profile.formats()).map(|page| page.id.as_str());
    let workflows = profile.workflows().iter().map(|workflow| workflow.name.as_str());

    for topic in pages.chain(workflows).chain(["container/unpinned-package"]) {
        for related in explain(topic).unwrap().related {
            assert!(explain(&related).is_ok(), "{topic} leads to {related}");
        }
    }
}

#[test]
fn a_name_is_understood_in_the_ways_it_is_written() {
    use TopicKind::{Format, Index, Rule, Rules, Section, Workflow};
    let rule = (Rule, "container/unpinned-package".to_owned());

    assert_eq!(found("hadolint:DL3008"), rule);
    assert_eq!(found("dl3018"), rule);
    assert_eq!(found("unpinned-package"), rule);
    assert_eq!(found("architect://rules/container/unpinned-package"), rule);
    assert_eq!(found("Critical Rules"), (Section, "critical-rules".to_owned()));
    assert_eq!(found("Escalation"), (Section, "escalation".to_owned()));
    assert_eq!(found("targets"), (Section, "success-metrics".to_owned()));
    assert_eq!(found("`adr`"), (Format, "adr".to_owned()));
    assert_eq!(found("architect://formats/adr"), (Format, "adr".to_owned()));
    assert_eq!(found("design-api"), (Workflow, "design_api".to_owned()));
    assert_eq!(found("api-design"), (Format, "api-design".to_owned()));
    assert_eq!(found("lint_sql_schema"), (Section, "tool-use".to_owned()));
    assert_eq!(found("third_party_cost"), (Section, "escalation".to_owned()));
    assert_eq!(found("escalation/*"), (Rule, "escalation/drop-table".to_owned()));
    assert_eq!(found("Container"), (Rules, "container/*".to_owned()));
    assert_eq!(found("container/*"), (Rules, "container/*".to_owned()));
    assert_eq!(found("peer:removal"), (Rules, "peer:removal".to_owned()));
    assert_eq!(found("architect.toml"), (Section, "configuration".to_owned()));
    assert_eq!(found("architect://profile"), (Index, "index".to_owned()));
    assert_eq!(found(" "), (Index, "index".to_owned()));
}

#[test]
fn an_unknown_topic_is_answered_with_the_nearest_right_ones() {
    let near = explain("escalations").unwrap_err();
    let alias = explain("DL3007").unwrap_err();
    let far = explain("quantum entanglement").unwrap_err();
    let long = explain(&"x".repeat(100_000)).unwrap_err();

    insta::assert_snapshot!([near, alias, far].map(|error| error.to_string()).join("\n"), @r"
    there is no topic `escalations` (did you mean `escalation`?)
    there is no topic `DL3007` (did you mean `DL3009` or `DL3008` or `DL3018`?)
    there is no topic `quantum entanglement` (`explain` without a topic lists the sections, formats, workflows and rules)
    ");
    assert!(long.to_string().len() < 300);
}

#[test]
fn the_description_fits_the_clients() {
    assert!(Explain::DESCRIPTION.chars().count() <= 400);
}

#[test]
fn the_answer_begins_with_its_summary() {
    let answer = Explain.call_json(json!({"topic": "adr"}), &context()).unwrap();

    assert_eq!(answer.as_object().unwrap().keys().next().map(String::as_str), Some("summary"));
}

#[test]
fn no_explanation_outgrows_a_client() {
    let profile = profile().unwrap();
    let pages = profile.sections().iter().chain(profile.formats()).map(|page| page.id.as_str());
    let workflows = profile.workflows().iter().map(|workflow| workflow.name.as_str());

    for topic in pages.chain(workflows).chain(["index"]) {
        // Four bytes a token is the usual measure for English.
        let bytes = explain(topic).unwrap().text.len();
        assert!(bytes < 4 * 8_000, "{topic}: {bytes} bytes");
    }
}

proptest! {
    #[test]
    fn no_topic_makes_it_panic(topic in any::<String>()) {
        let _ = explain(&topic);
    }
}
