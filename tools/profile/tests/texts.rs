//! Holds the embedded texts to what they promise: no point of the older role documents lost, nothing named that is
//! not there, everything short enough for clients.

#![expect(clippy::expect_used, reason = "helpers of tests may fail like tests")]

use std::collections::{BTreeMap, BTreeSet};

use architect_core::config::DIALECTS;
use architect_core::{Config, Source};
use architect_profile::{Profile, address, profile};

/// The tools that the texts may name.
const TOOLS: [&str; 14] = [
    "validate_openapi",
    "diff_openapi",
    "lint_sql_schema",
    "check_migration",
    "describe_schema",
    "recommend_indexes",
    "lint_dockerfile",
    "generate_dockerfile",
    "lint_deployment",
    "generate_deployment",
    "check_escalation",
    "request_approval",
    "review_project",
    "explain",
];

/// Triggers of `check_escalation` and fields of the tools, where they have an underscore.
const FIELDS: [&str; 3] = ["data_loss", "third_party_cost", "min_severity"];

/// The older role documents, and how many points each was read to make.
const SOURCES: [(&str, usize); 5] = [
    ("agent-profile", 121),
    ("personality", 113),
    ("autonomous-designer", 59),
    ("role-spec", 115),
    ("senior-subagent", 51),
];

const POINTS: &str = include_str!("../../../tests/profile/points.tsv");

fn embedded() -> &'static Profile {
    profile().expect("the embedded files are well-formed")
}

/// Line breaks and case do not count when a phrase is looked for.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Every text that a model may read, by a name for messages.
fn all_texts() -> Vec<(String, String)> {
    let profile = embedded();
    let pages = profile.sections().iter().chain(profile.formats());
    let pages = pages.map(|page| (page.id.clone(), page.body.to_owned()));
    let workflows = profile.workflows().iter().map(|workflow| (workflow.name.clone(), workflow.template.to_owned()));
    let skill = profile.skill().files.iter().map(|file| (file.path.clone(), file.text.to_owned()));
    let instructions = std::iter::once(("instructions".to_owned(), profile.instructions().to_owned()));
    pages.chain(workflows).chain(skill).chain(instructions).collect()
}

/// What stands in single backticks on one line.
fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).filter(|piece| !piece.contains('\n') && !piece.is_empty()).collect()
}

fn is_snake_case(name: &str) -> bool {
    name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[test]
fn no_point_of_an_older_document_is_lost() {
    let profile = embedded();
    let mut seen = BTreeSet::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();

    for (number, line) in POINTS.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [source, point, what, carrier, phrase] = cells[..] else { panic!("line {}: not five cells", number + 1) };
        let (page, body) = match carrier.split_once(':') {
            Some(("format", id)) => (profile.format(id), None),
            Some(("workflow", name)) => (None, profile.workflow(name).map(|workflow| workflow.template)),
            _ => (profile.section(carrier), None),
        };
        let body = page.map(|page| page.body).or(body);

        let body = body.unwrap_or_else(|| panic!("{source}/{point}: there is no {carrier}"));
        assert!((5..=60).contains(&phrase.chars().count()), "{source}/{point}: the phrase is too short or too long");
        assert!(folded(body).contains(&folded(phrase)), "{source}/{point} ({what}): {carrier} lost {phrase:?}");
        assert!(seen.insert((source, point)), "{source}/{point} stands twice");
        if let Some(page) = page {
            assert!(page.sources.iter().any(|name| name == source), "{carrier} does not name its source {source}");
        }
        *count.entry(source).or_default() += 1;
    }

    assert_eq!(count, BTreeMap::from(SOURCES));
}

#[test]
fn every_page_names_known_sources_and_says_what_it_is_for() {
    let profile = embedded();

    for page in profile.sections().iter().chain(profile.formats()) {
        // How the tools are configured is nothing that the older documents knew.
        assert_eq!(page.sources.is_empty(), page.id == "configuration", "{}", page.id);
        assert!(page.sources.iter().all(|source| SOURCES.iter().any(|(name, _)| name == source)), "{}", page.id);
        assert!(page.purpose.ends_with('.') && page.purpose.len() <= 200, "{}", page.id);
        assert!(!page.title.is_empty() && !page.body.is_empty(), "{}", page.id);
        assert!(page.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", page.id);
    }
}

#[test]
fn texts_name_only_tools_and_workflows_that_exist() {
    let profile = embedded();
    let arguments: BTreeSet<&str> = profile
        .workflows()
        .iter()
        .flat_map(|workflow| workflow.arguments.iter().map(|argument| argument.name.as_str()))
        .collect();

    for (name, text) in all_texts() {
        for token in in_backticks(&text).into_iter().filter(|token| is_snake_case(token)) {
            let known = TOOLS.contains(&token)
                || FIELDS.contains(&token)
                || profile.workflow(token).is_some()
                || arguments.contains(token);
            assert!(known, "{name} names `{token}`, which is nowhere");
        }
    }
}

#[test]
fn every_tool_and_every_workflow_is_introduced() {
    let profile = embedded();
    let tools = profile.section("tool-use").map(|page| page.body).unwrap_or_default();
    let start = profile.workflow("backend_architect").map(|workflow| workflow.template).unwrap_or_default();

    for tool in TOOLS {
        assert!(tools.contains(&format!("| `{tool}` |")), "{tool} is missing in the section on tools");
        assert!(profile.instructions().contains(&format!("`{tool}`")), "{tool} is missing in the instructions");
    }
    for workflow in profile.workflows().iter().filter(|workflow| workflow.name != "backend_architect") {
        assert!(start.contains(&format!("`{}`", workflow.name)), "{} is not pointed to", workflow.name);
    }
    for section in profile.sections() {
        let embedded = start.contains(&format!("sections[\"{}\"]", section.id));
        assert!(embedded || start.contains(&format!("`{}`", section.id)), "{} is not pointed to", section.id);
    }
}

#[test]
fn every_address_in_a_text_leads_somewhere() {
    let profile = embedded();

    for (name, text) in all_texts() {
        for token in in_backticks(&text).into_iter().filter(|token| token.starts_with("architect://")) {
            let leads = token == address::PROFILE
                || token == "architect://profile/{section}"
                || token.strip_prefix(address::SECTIONS).is_some_and(|id| profile.section(id).is_some())
                || token.strip_prefix(address::FORMATS).is_some_and(|id| profile.format(id).is_some());
            assert!(leads, "{name} points to {token}");
        }
    }
}

#[test]
fn every_workflow_asks_first_names_its_gates_its_proof_and_its_format() {
    let profile = embedded();

    for workflow in profile.workflows().iter().filter(|workflow| workflow.name != "backend_architect") {
        let text = workflow.template;
        for needed in [
            "Facts first",
            "check_escalation",
            "until|Until",
            "# 4. Proof|# 5. Proof|# 2. Prove",
            "architect://formats/",
        ] {
            assert!(needed.split('|').any(|one| text.contains(one)), "{} lacks {needed:?}", workflow.name);
        }
        for trigger in ["data_loss", "authentication", "architecture", "third_party_cost"] {
            let apart = workflow.name == "design_api" && trigger == "data_loss"
                || workflow.name == "optimize_performance" && trigger == "authentication"
                || workflow.name == "implement_authentication" && trigger == "architecture";
            assert!(apart || text.contains(&format!("`{trigger}`")), "{} lacks {trigger}", workflow.name);
        }
    }
}

#[test]
fn texts_fit_the_clients() {
    let profile = embedded();

    assert!(profile.instructions().len() < 1_900);
    for workflow in profile.workflows() {
        assert!(workflow.description.chars().count() <= 200, "{}", workflow.name);
    }
    for section in profile.sections() {
        assert!(section.body.len() < 24_000, "{} does not fit 8,000 tokens", section.id);
    }
}

#[test]
fn the_skill_keeps_to_its_form() {
    let skill = embedded().skill();
    let entry = skill.file("SKILL.md").map(|file| file.text).unwrap_or_default();

    assert_eq!(skill.name, "backend-architect");
    assert!((1..=1_024).contains(&skill.description.chars().count()));
    assert!(!skill.description.contains(['<', '>']));
    assert!(entry.lines().count() < 500);
    let links: Vec<&str> = entry.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    for file in skill.files.iter().filter(|file| file.path != "SKILL.md") {
        assert!(links.contains(&file.path.as_str()), "SKILL.md does not lead to {}", file.path);
    }
    for link in links {
        assert!(skill.file(link).is_some(), "SKILL.md leads to {link}, which is nowhere");
    }
}

#[test]
fn the_skill_says_what_the_profile_says() {
    let profile = embedded();
    let entry = profile.skill().file("SKILL.md").map(|file| file.text).unwrap_or_default();
    let formats = profile.skill().file("references/formats.md").map(|file| file.text).unwrap_or_default();
    let targets = profile.section("success-metrics").map(|page| page.body).unwrap_or_default();

    for row in targets.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Target")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let short = format!("{} | {} |", cells[0], cells[1]);
        assert!(entry.contains(&short), "the skill lacks the target {short}");
    }
    for format in profile.formats() {
        let skeleton = format.body.find("```").map(|start| &format.body[start..]).unwrap_or_default();
        let end = skeleton[3..].find("\n```").map_or(skeleton.len(), |end| end + 7);
        assert!(formats.contains(&skeleton[..end]), "the skill's skeleton of {} differs", format.id);
    }
}

#[test]
fn the_configuration_shown_is_one_that_is_understood() {
    let body = embedded().section("configuration").map(|page| page.body).unwrap_or_default();
    let example = body.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();

    let config = Config::parse(&Source::new("architect.toml", example)).unwrap();

    let Config { rules, openapi, sql, container, services, escalation, limits } = config;
    assert!(!rules.select.is_empty() && !rules.ignore.is_empty() && !rules.severity.is_empty());
    assert!(openapi.ruleset.is_some() && !container.registries.is_empty() && !container.labels.is_empty());
    assert!(sql.dialect.is_some() && sql.server_version.is_some() && !services.is_empty());
    assert!(!escalation.vendors.is_empty() && !escalation.approvers.is_empty());
    assert!(!escalation.paths.is_empty() && !escalation.suppress.is_empty());
    assert!(limits.max_source_bytes.is_some() && limits.max_files.is_some() && limits.deadline_ms.is_some());
    for dialect in DIALECTS {
        assert!(example.contains(dialect), "{dialect} is not named");
    }
}

#[test]
fn texts_are_plain() {
    for (name, text) in all_texts() {
        let odd = text.chars().find(|c| !c.is_ascii() && !matches!(c, '…' | '—' | '–'));
        assert_eq!(odd, None, "{name} has a character that not every client shows");
    }
}
