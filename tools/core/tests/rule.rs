//! What rules promise: they say all about themselves, and are found under every name they have.

mod vocabulary;

use std::sync::Arc;

use architect_core::error::ErrorKind;
use architect_core::{
    Cancellation, CheckOptions, Config, Context, Declared, Finding, Rule, RuleEntry, RuleIndex, Selection, Severity,
    Sink, Source, rule,
};
use proptest::prelude::*;
use vocabulary::{FloatMoney, LoudName, NoPrimaryKey, index};

fn named(name: &str) -> Vec<&'static str> {
    index().named(name).iter().map(|meta| meta.id.as_str()).collect()
}

impl Rule<Source> for NoPrimaryKey {
    fn check(&self, subject: &Source, sink: &mut Sink) {
        sink.push(Finding::of::<Self>(subject.whole()));
    }
}

impl Rule<Source> for LoudName {
    fn check(&self, subject: &Source, sink: &mut Sink) {
        sink.push(Finding::of::<Self>(subject.whole()));
    }
}

#[test]
fn a_declared_rule_says_all_about_itself() {
    let meta = NoPrimaryKey::META;

    assert_eq!(meta.id.as_str(), "sql/no-primary-key");
    assert_eq!(meta.id.field(), "sql");
    assert_eq!(meta.severity, Severity::Warning);
    assert!(meta.default && !LoudName::META.default);
    assert_eq!(meta.summary(), "A table without a primary key");
    assert_eq!(meta.references.len(), 1);
}

#[test]
fn a_finding_starts_from_what_its_rule_says() {
    let source = Source::new("a.sql", "CREATE TABLE t ()");

    let mut sink = Sink::new(Selection::new(&index(), &Config::default(), &CheckOptions::default()).unwrap());
    sink.push(Finding::of::<FloatMoney>(source.span(13..14)));

    let finding = &sink.findings()[0];
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.message, "Money in a binary fraction");
    assert_eq!(finding.subject, "a.sql".into());
    assert_eq!(finding.count, 1);
}

#[test]
fn a_rule_is_found_under_its_id_and_under_peers_names() {
    assert_eq!(named("sql/no-primary-key"), ["sql/no-primary-key"]);
    assert_eq!(named("splinter:0004"), ["sql/no-primary-key"]);
    assert_eq!(named("0004"), ["sql/no-primary-key"]);
    assert_eq!(named("pg-index-health:TABLES_WITHOUT_PRIMARY_KEY"), ["sql/no-primary-key"]);
}

#[test]
fn neither_case_nor_blanks_around_a_name_count() {
    assert_eq!(named(" SQL/No-Primary-Key "), ["sql/no-primary-key"]);
    assert_eq!(named("Hadolint:dl3008"), ["container/unpinned-package"]);
    assert_eq!(named("dl3006"), ["container/untagged-image"]);
}

#[test]
fn a_field_means_all_its_rules() {
    for name in ["sql", "sql/*", "SQL/*"] {
        assert_eq!(named(name), ["sql/float-money", "sql/loud-name", "sql/no-primary-key"], "{name}");
    }
}

#[test]
fn a_peer_with_a_star_means_all_it_has_a_name_for() {
    assert_eq!(named("hadolint:*"), ["container/unpinned-package", "container/untagged-image"]);
    assert_eq!(named("trivy:*"), ["container/untagged-image"]);
}

#[test]
fn what_is_no_name_means_no_rule() {
    for name in ["", " ", "*", "/", "/*", "sql/", ":", "hadolint:", "no-primary", "sql/no-primary-key/x"] {
        assert_eq!(named(name), [""; 0], "{name:?}");
    }
}

#[test]
fn a_wrong_name_is_answered_with_the_nearest_right_one() {
    let wrong = |name: &str| index().resolve(name).unwrap_err().to_string();

    insta::assert_snapshot!(wrong("sql/no-primary-keys"), @"there is no rule `sql/no-primary-keys` (did you mean `sql/no-primary-key`?)");
    insta::assert_snapshot!(wrong("hadolint:DL308"), @"there is no rule `hadolint:DL308` (did you mean `hadolint:DL3008`?)");
    insta::assert_snapshot!(wrong("zzz"), @"there is no rule `zzz` (the fields are container, core, sql; `explain` without an argument lists the rules)");
}

/// The first rule whose name only ended like the near one was suggested, and no peer's name without the peer was.
#[test]
fn a_wrong_name_without_field_or_peer_is_answered_with_the_whole_name() {
    let wrong = |name: &str| index().resolve(name).unwrap_err().to_string();

    insta::assert_snapshot!(wrong("flot-money"), @"there is no rule `flot-money` (did you mean `sql/float-money`?)");
    insta::assert_snapshot!(wrong("DL3OO8"), @"there is no rule `DL3OO8` (did you mean `hadolint:DL3008`?)");
    insta::assert_snapshot!(wrong("image-untagged"), @"there is no rule `image-untagged` (the fields are container, core, sql; `explain` without an argument lists the rules)");
}

#[test]
fn fields_are_listed_once_and_in_order() {
    assert_eq!(index().fields(), ["container", "core", "sql"]);
    assert_eq!(RuleIndex::default().fields(), [""; 0]);
}

#[test]
fn only_selected_rules_run() {
    let source = Source::new("a.sql", "");
    let context = Context::new(Arc::new(index()));
    let entries = [RuleEntry::of::<NoPrimaryKey>(), RuleEntry::of::<LoudName>()];
    let mut sink = Sink::new(context.selection(&CheckOptions::default(), None).unwrap());

    rule::run(&entries, &source, &mut sink, &context).unwrap();

    let (findings, gaps) = sink.finish();
    assert_eq!(findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["sql/no-primary-key"]);
    assert!(gaps.is_empty());
}

#[test]
fn a_stopped_call_runs_no_further_rule() {
    let stop = Cancellation::default();
    let context = Context::new(Arc::new(index())).with_cancellation(stop.clone());
    let mut sink = Sink::new(Selection::new(&index(), &Config::default(), &CheckOptions::default()).unwrap());
    stop.expire();
    stop.cancel();

    let stopped = rule::run(&[RuleEntry::of::<NoPrimaryKey>()], &Source::new("a", ""), &mut sink, &context);

    assert_eq!(stopped.unwrap_err().kind, ErrorKind::DeadlineExceeded);
    assert!(sink.findings().is_empty());
}

#[test]
fn exact_repeats_of_a_finding_are_told_once() {
    let source = Source::new("a.sql", "CREATE TABLE t ()");
    let plain = || Finding::of::<NoPrimaryKey>(source.span(13..14)).message("no key").subject("t");
    let advised = || plain().help("Add one.");
    let mut sink = Sink::new(Selection::new(&index(), &Config::default(), &CheckOptions::default()).unwrap());
    for finding in [plain(), advised(), plain(), advised()] {
        sink.push(finding);
    }

    let (findings, _) = sink.finish();

    assert_eq!(findings, [plain(), advised()]);
}

proptest! {
    #[test]
    fn whatever_is_asked_for_is_found_or_refused_with_help(name in any::<String>()) {
        match index().resolve(&name) {
            Ok(rules) => prop_assert!(!rules.is_empty()),
            Err(error) => prop_assert!(error.help.is_some()),
        }
    }
}
