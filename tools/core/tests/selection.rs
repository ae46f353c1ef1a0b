//! What a selection promises: which rules run, and how their findings are graded.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod vocabulary;

use architect_core::{CheckOptions, Config, Declared, Finding, Gap, Selection, Severity, Sink, Source, ToolError};
use vocabulary::{FloatMoney, LoudName, NoPrimaryKey, RULES, UnpinnedPackage, UntaggedImage, index};

fn words(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn select(names: &[&str]) -> CheckOptions {
    CheckOptions { select: words(names), ..CheckOptions::default() }
}

fn ignore(names: &[&str]) -> CheckOptions {
    CheckOptions { ignore: words(names), ..CheckOptions::default() }
}

fn config(text: &str) -> Config {
    Config::parse(&Source::new("architect.toml", text)).unwrap()
}

fn selection(config: &Config, options: &CheckOptions) -> Result<Selection, ToolError> {
    Selection::new(&index(), config, options)
}

/// The rules of the vocabulary that run.
fn running(config: &Config, options: &CheckOptions) -> Vec<&'static str> {
    let selection = selection(config, options).unwrap();
    let running = RULES.iter().filter(|meta| selection.runs(meta));
    running.map(|meta| meta.id.as_str()).collect()
}

#[test]
fn without_a_choice_the_default_rules_run() {
    let running = running(&Config::default(), &CheckOptions::default());

    assert_eq!(
        running,
        ["sql/no-primary-key", "sql/float-money", "container/unpinned-package", "container/untagged-image"]
    );
}

#[test]
fn only_what_is_selected_runs_under_whatever_name() {
    let none = Config::default();

    assert_eq!(running(&none, &select(&["sql/loud-name"])), ["sql/loud-name"]);
    assert_eq!(
        running(&none, &select(&["DL3008", "squawk:no-float"])),
        ["sql/float-money", "container/unpinned-package"]
    );
    assert_eq!(running(&none, &select(&["sql"])), ["sql/no-primary-key", "sql/float-money", "sql/loud-name"]);
}

#[test]
fn names_may_stand_in_one_string() {
    let running = running(&Config::default(), &select(&["DL3008, sql/float-money,"]));

    assert_eq!(running, ["sql/float-money", "container/unpinned-package"]);
}

/// `select: [""]` selected nothing at all.
#[test]
fn an_empty_name_selects_nothing_and_leaves_the_rest() {
    let config = config("rules.select = ['sql/float-money']");

    assert_eq!(running(&config, &select(&["", " , "])), ["sql/float-money"]);
    assert_eq!(running(&Config::default(), &select(&[""])).len(), 4);
    assert_eq!(running(&Config::default(), &ignore(&[""])).len(), 4);
}

#[test]
fn the_calls_selection_outranks_the_configured_one() {
    let config = config("rules.select = ['sql']");

    assert_eq!(running(&config, &select(&["DL3006"])), ["container/untagged-image"]);
}

#[test]
fn what_the_call_or_the_configuration_ignores_does_not_run() {
    let config = config("rules.ignore = ['sql/float-money']");

    assert_eq!(running(&config, &ignore(&["container"])), ["sql/no-primary-key"]);
    assert_eq!(running(&config, &select(&["sql/float-money"])), [""; 0]);
}

#[test]
fn a_rule_left_out_by_the_tool_does_not_run() {
    let selection = selection(&Config::default(), &CheckOptions::default()).unwrap().without([FloatMoney::META]);

    assert!(!selection.runs(FloatMoney::META));
    assert!(selection.runs_any([FloatMoney::META, NoPrimaryKey::META]));
    assert!(!selection.runs_any([FloatMoney::META, LoudName::META]));
}

#[test]
fn the_users_grade_outranks_the_rules_and_the_findings_own() {
    let config = config("[rules.severity]\n'sql/no-primary-key' = 'error'");
    let source = Source::new("a.sql", "CREATE TABLE t ()");
    let mut sink = Sink::new(selection(&config, &CheckOptions::default()).unwrap());

    sink.push(Finding::of::<NoPrimaryKey>(source.whole()).severity(Severity::Hint));
    sink.push(Finding::of::<FloatMoney>(source.whole()).severity(Severity::Hint));
    sink.push(Finding::of::<LoudName>(source.whole()));
    sink.gap(Gap::of_source("a.sql", "is short"));

    let graded: Vec<_> = sink.findings().iter().map(|finding| (finding.rule.as_str(), finding.severity)).collect();
    assert_eq!(graded, [("sql/no-primary-key", Severity::Error), ("sql/float-money", Severity::Hint)]);
}

/// The names were applied in alphabetical order: `container` overruled `DL3008`, which sorts before it.
#[test]
fn the_narrower_name_outranks_the_wider_whatever_their_spelling() {
    let config =
        config("[rules.severity]\nDL3008 = 'error'\ncontainer = 'hint'\nsql = 'info'\n'sql/float-money' = 'warning'");

    let selection = selection(&config, &CheckOptions::default()).unwrap();

    let grade = |meta: &architect_core::RuleMeta| selection.grade(&meta.id, meta.severity).unwrap();
    assert_eq!(grade(UnpinnedPackage::META), Severity::Error);
    assert_eq!(grade(UntaggedImage::META), Severity::Hint);
    assert_eq!(grade(FloatMoney::META), Severity::Warning);
    assert_eq!(grade(NoPrimaryKey::META), Severity::Info);
}

#[test]
fn a_wrong_name_in_the_call_is_an_error_with_the_nearest_right_one() {
    let error = selection(&Config::default(), &select(&["sql/flot-money"])).unwrap_err();

    insta::assert_snapshot!(error, @"there is no rule `sql/flot-money` (did you mean `sql/float-money`?)");
}

/// The error did not say that the name stands in the configuration, where no caller looks for it.
#[test]
fn a_wrong_name_in_the_configuration_is_an_error_that_says_where_it_stands() {
    let wrong = |text: &str| selection(&config(text), &CheckOptions::default()).unwrap_err();

    insta::assert_snapshot!(wrong("rules.select = ['sqll']"), @"architect.toml, [rules] select: there is no rule `sqll` (did you mean `sql`?)");
    insta::assert_snapshot!(wrong("rules.ignore = ['DL30008']"), @"architect.toml, [rules] ignore: there is no rule `DL30008` (did you mean `hadolint:DL3008`?)");
    insta::assert_snapshot!(wrong("rules.severity.sql-float-money = 'hint'"), @"architect.toml, [rules] severity: there is no rule `sql-float-money` (did you mean `sql/float-money`?)");
}
