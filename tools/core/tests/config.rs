//! What `architect.toml` promises: each setting is understood, or refused with its place and the nearest right one.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use architect_core::config::{DIALECTS, LimitChoices};
use architect_core::error::ErrorKind;
use architect_core::{Config, Context, Limits, RuleIndex, Severity, Source, ToolError};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Config, ToolError> {
    Config::parse(&Source::new("architect.toml", text))
}

fn wrong(text: &str) -> String {
    let error = parse(text).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    error.to_string()
}

const WHOLE: &str = r#"
services = { "services/api" = "api", "services/billing/" = "billing" }

[rules]
select = ["sql", "hadolint:DL3008"]
ignore = ["sql/loud-name"]

[rules.severity]
"sql/float-money" = "error"
openapi = "hint"

[openapi]
ruleset = ".spectral.yaml"

[sql]
dialect = "postgresql"
server_version = "16.4"

[limits]
max_source_bytes = 1_000_000
max_files = 0x10
deadline_ms = 30000
"#;

#[test]
fn every_setting_is_read() {
    let config = parse(WHOLE).unwrap();

    insta::assert_debug_snapshot!(config);
}

#[test]
fn without_a_setting_the_defaults_hold() {
    for text in ["", "\n# nothing\n", "[rules]\n[sql]\n[services]\n[limits]", "\u{feff}", "[rules]\r\n"] {
        assert_eq!(parse(text).unwrap(), Config::default(), "{text:?}");
    }
}

#[test]
fn limits_are_taken_over_into_the_bounds_of_a_call() {
    let config = parse(WHOLE).unwrap();

    let context = Context::new(std::sync::Arc::new(RuleIndex::default())).with_config(config);

    assert_eq!(context.limits(), &Limits { max_source_bytes: 1_000_000, max_files: 16, ..Limits::default() });
    assert!(context.limits().admit("a.sql", 1_000_000).is_ok());
    assert_eq!(context.limits().admit("a.sql", 1_000_001).unwrap_err().kind, ErrorKind::TooLarge);
}

#[test]
fn every_dialect_and_severity_is_a_word_of_the_file() {
    for dialect in DIALECTS {
        let config = parse(&format!("sql.dialect = '{dialect}'")).unwrap();
        assert_eq!(config.sql.dialect.as_deref(), Some(dialect));
    }
    for severity in Severity::WORST_FIRST {
        let config = parse(&format!("rules.severity.sql = '{severity}'")).unwrap();
        assert_eq!(config.rules.severity.get("sql"), Some(&severity));
    }
}

#[test]
fn a_wrong_key_is_refused_with_its_place_and_the_nearest_right_key() {
    insta::assert_snapshot!(wrong("[rule]\nselect = []"), @"architect.toml:1:2: the file has no key `rule` (did you mean `rules`?)");
    insta::assert_snapshot!(wrong("[rules]\nselekt = []"), @"architect.toml:2:1: [rules] has no key `selekt` (did you mean `select`?)");
    insta::assert_snapshot!(wrong("[sql]\n  dialekt = 'mysql'"), @"architect.toml:2:3: [sql] has no key `dialekt` (did you mean `dialect`?)");
    insta::assert_snapshot!(wrong("[limits]\nmaxFiles = 3"), @"architect.toml:2:1: [limits] has no key `maxFiles` (did you mean `max_files`?)");
    insta::assert_snapshot!(wrong("telemetry = true"), @"architect.toml:1:1: the file has no key `telemetry` (known are: rules, openapi, sql, container, services, escalation, limits)");
    insta::assert_snapshot!(wrong("sql.dialect = 'mysql'\r\nsql.größe = 1"), @"architect.toml:2:7: invalid unquoted key, expected letters, numbers, `-`, `_`");
}

#[test]
fn a_wrong_value_is_refused_with_its_place_and_what_is_right() {
    insta::assert_snapshot!(wrong("sql.dialect = 'postgres'"), @"architect.toml:1:15: there is no dialect `postgres` (did you mean `postgresql`?)");
    insta::assert_snapshot!(wrong("sql.dialect = 'oracle'"), @"architect.toml:1:15: there is no dialect `oracle` (known are: postgresql, mysql, mariadb, sqlite, mssql)");
    insta::assert_snapshot!(wrong("[rules.severity]\n'sql/x' = 'fatal'"), @"architect.toml:2:11: there is no severity `fatal` (the severities are error, warning, info and hint; to switch a rule off, name it in `ignore`)");
    insta::assert_snapshot!(wrong("[rules]\nignore = 'sql/x'"), @"architect.toml:2:10: a list of names is expected here, but there is a string (put the names in quotes and brackets)");
    insta::assert_snapshot!(wrong("[rules]\nignore = ['sql/x',\n  7]"), @"architect.toml:3:3: a string is expected here, but there is an integer (put it in quotes)");
    insta::assert_snapshot!(wrong("rules = 'all'"), @"architect.toml:1:9: [rules] is a table, but there is a string");
    insta::assert_snapshot!(wrong("[[sql]]\ndialect = 'mysql'"), @"architect.toml:1:1: [sql] is a table, but there is an array");
    insta::assert_snapshot!(wrong("services.api = ['a']"), @"architect.toml:1:16: a string is expected here, but there is an array");
    insta::assert_snapshot!(wrong("sql.server_version = 16"), @"architect.toml:1:22: a string is expected here, but there is an integer (put it in quotes)");
}

/// It said "but there is a integer", which was right in neither sense.
#[test]
fn a_number_out_of_range_is_refused_with_the_number() {
    insta::assert_snapshot!(wrong("limits.max_files = -3"), @"architect.toml:1:20: a whole number above 0 is expected, but there is -3");
    insta::assert_snapshot!(wrong("limits.max_files = 0"), @"architect.toml:1:20: a whole number above 0 is expected, but there is 0");
    insta::assert_snapshot!(wrong("limits.max_files = 99999999999999999999"), @"architect.toml:1:20: a whole number above 0 is expected, but there is 99999999999999999999");
    insta::assert_snapshot!(wrong("limits.max_files = 2.5"), @"architect.toml:1:20: a whole number above 0 is expected, but there is a float");
    insta::assert_snapshot!(wrong("limits.max_files = '3'"), @"architect.toml:1:20: a whole number above 0 is expected, but there is a string");
}

#[test]
fn what_is_no_toml_is_refused_at_its_place() {
    insta::assert_snapshot!(wrong("[rules]\nselect = ["), @"architect.toml:2:11: unclosed array, expected `]`");
    insta::assert_snapshot!(wrong("[sql]\ndialect = 'mysql'\ndialect = 'sqlite'"), @"architect.toml:3:1: duplicate key");
    insta::assert_snapshot!(wrong("größe = 'x"), @"architect.toml:1:3: invalid unquoted key, expected letters, numbers, `-`, `_`");
    insta::assert_snapshot!(wrong("a = \0"), @"architect.toml:1:5: string values must be quoted, expected literal string");
}

#[test]
fn a_number_keeps_its_value_in_every_notation() {
    for (text, value) in [("1_000", 1000), ("+7", 7), ("0xff", 255), ("0o17", 15), ("0b101", 5)] {
        let limits = parse(&format!("limits.max_files = {text}")).unwrap().limits;

        assert_eq!(limits, LimitChoices { max_files: Some(value), ..LimitChoices::default() }, "{text}");
    }
}

#[test]
fn deep_nesting_is_refused_without_harm() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{b=".repeat(100_000)),
        format!("a{} = 1", ".b".repeat(100_000)),
        format!("[a{}]", ".b".repeat(100_000)),
    ] {
        assert!(parse(&text).is_err());
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_read_or_refused(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn arbitrary_toml_is_read_or_refused_at_a_place_in_it(
        text in "(\\[|\\]|rules|sql|services|limits|severity|select|ignore|dialect|max_files|[.=,{}\n]|'mysql'|\"é\"|-?[0-9]{1,20}|true| ){0,30}",
    ) {
        if let Err(error) = parse(&text) {
            let mut parts = error.message.splitn(4, ':');
            prop_assert_eq!(parts.next(), Some("architect.toml"));
            let line: usize = parts.next().unwrap().parse().unwrap();
            prop_assert!(line <= text.split('\n').count());
        }
    }
}

#[test]
fn a_choice_about_the_gates_that_says_too_little_or_too_much_is_named_with_its_place() {
    let said = |text: &str| Config::parse(&Source::new("architect.toml", text)).map(|_| ()).unwrap_err().to_string();

    insta::assert_snapshot!(
        [
            said("[escalation]\nvendor = []\n"),
            said("[escalation.approvers]\ndata-loss = [\"@a\"]\n"),
            said("[escalation.paths]\n\"a/\" = \"tests\"\n"),
            said("[[escalation.suppress]]\nrule = \"escalation/drop-table\"\nreason = \"archived\"\n"),
            said("[[escalation.suppress]]\nrule = \"escalation/drop-table\"\nreason = \" \"\nexpires = \"2026-12-31\"\n"),
            said("[[escalation.suppress]]\nexpires = \"31.12.2026\"\n"),
            said("[escalation]\nsuppress = \"escalation/drop-table\"\n"),
        ]
        .join("\n")
    );
}
