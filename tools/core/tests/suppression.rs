//! What ignore comments promise: they silence what they name, where they stand, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod vocabulary;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use architect_core::{
    CheckOptions, Context, Declared, Finding, PeerComment, Rule, RuleEntry, Sink, Source, Suppressions, rule,
};
use proptest::prelude::*;
use vocabulary::{FloatMoney, LoudName, NoPrimaryKey, UnpinnedPackage, index};

const PEERS: &[PeerComment] = &[
    PeerComment { marker: "squawk-ignore", peer: "squawk", whole_file: false },
    PeerComment { marker: "squawk-ignore-file", peer: "squawk", whole_file: true },
    PeerComment { marker: "hadolint ignore=", peer: "hadolint", whole_file: false },
    PeerComment { marker: "hadolint global ignore=", peer: "hadolint", whole_file: true },
    PeerComment { marker: "skip=", peer: "hadolint", whole_file: true },
];

/// The toy field: every word `float` breaks `sql/float-money`, every `nokey` breaks `sql/no-primary-key`.
struct Words(Source);

impl Words {
    fn report(&self, sink: &mut Sink, word: &str, found: fn(architect_core::Span) -> Finding) {
        for (at, _) in self.0.text().match_indices(word) {
            if !comments(self.0.text()).iter().any(|comment| comment.contains(&at)) {
                sink.push(found(self.0.span(at..at + word.len())));
            }
        }
    }
}

impl Rule<Words> for FloatMoney {
    fn check(&self, words: &Words, sink: &mut Sink) {
        words.report(sink, "float", Finding::of::<Self>);
    }
}

impl Rule<Words> for NoPrimaryKey {
    fn check(&self, words: &Words, sink: &mut Sink) {
        words.report(sink, "nokey", Finding::of::<Self>);
    }
}

impl Rule<Words> for UnpinnedPackage {
    fn check(&self, words: &Words, sink: &mut Sink) {
        words.report(sink, "unpinned", Finding::of::<Self>);
    }
}

/// Comments of all the forms that occur: `-- …`, `# …`, `/* … */`, `<!-- … -->`.
fn comments(text: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if rest.starts_with("--") || rest.starts_with('#') {
            rest.find(['\r', '\n']).unwrap_or(rest.len())
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        comments.push(at..at + end);
        at += end;
    }
    comments
}

/// A construct reaches to the next semicolon, if there is one.
fn statement(text: &str) -> impl Fn(usize) -> Option<Range<usize>> {
    move |start| text.get(start..)?.find(';').map(|end| start..start + end + 1)
}

fn check_with(text: &str, options: &CheckOptions, entries: &[RuleEntry<Words>]) -> Vec<Finding> {
    let source = Source::new("a.sql", text);
    let context = Context::new(Arc::new(index()));
    let mut sink = Sink::new(context.selection(options, None).unwrap());
    rule::run(entries, &Words(source.clone()), &mut sink, &context).unwrap();
    let ignores = Suppressions::read(&source, &comments(source.text()), PEERS, statement(source.text()));
    ignores.apply(&source, &mut sink, context.rules());
    sink.finish().0
}

fn check(text: &str) -> Vec<Finding> {
    check_with(text, &CheckOptions::default(), &[RuleEntry::of::<FloatMoney>(), RuleEntry::of::<NoPrimaryKey>()])
}

fn check_packages(text: &str) -> Vec<Finding> {
    check_with(text, &CheckOptions::default(), &[RuleEntry::of::<UnpinnedPackage>()])
}

/// What is left, as `line rule`.
fn left(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.primary.start().line, finding.rule)).collect()
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_comment_behind_code_silences_its_line_and_no_other() {
    let findings = check("a float, -- architect:ignore sql/float-money -- legacy\nb float;");

    assert_eq!(left(&findings), ["2 sql/float-money"]);
}

#[test]
fn a_comment_on_its_own_line_silences_the_construct_that_follows() {
    let findings = check("-- architect:ignore sql/float-money\n\nt (a float,\n  b float);\nt (c float);");

    assert_eq!(left(&findings), ["5 sql/float-money"]);
}

#[test]
fn without_a_construct_the_next_line_with_code_is_meant() {
    let findings = check("# architect:ignore sql/float-money\n\n  # prose\n  a float\nb float");

    assert_eq!(left(&findings), ["5 sql/float-money"]);
}

#[test]
fn other_rules_than_those_named_are_not_silenced() {
    let findings = check("a float nokey -- architect:ignore sql/float-money");

    assert_eq!(left(&findings), ["1 sql/no-primary-key"]);
}

#[test]
fn without_a_name_every_rule_is_silenced() {
    assert_eq!(left(&check("a float nokey -- architect:ignore")), nothing());
    assert_eq!(left(&check("a float nokey -- architect:ignore -- measured, see adr 7")), nothing());
}

#[test]
fn a_file_comment_silences_the_whole_source_wherever_it_stands() {
    let findings = check("a float;\nb float nokey;\n-- architect:ignore-file sql/float-money\nc float;");

    assert_eq!(left(&findings), ["2 sql/no-primary-key"]);
}

#[test]
fn stacked_comments_all_speak_about_the_code_below_them() {
    let findings = check(
        "-- architect:ignore sql/float-money\n-- prose\n/* architect:ignore 0004 */\r\n\r\na float nokey;\nb float;",
    );

    assert_eq!(left(&findings), ["6 sql/float-money"]);
}

#[test]
fn each_line_of_a_block_comment_may_be_an_ignore_comment() {
    let findings = check("/*\n * architect:ignore sql/float-money\n * architect:ignore 0004\n */\na float nokey;");

    assert_eq!(left(&findings), nothing());
}

/// A comment before the ignore comment counted as code, so it was taken for one behind code.
#[test]
fn a_comment_before_an_ignore_comment_is_not_code() {
    for text in [
        "/* prose */ -- architect:ignore sql/float-money\na float",
        "/* prose\n prose */ -- architect:ignore sql/float-money\na float",
        "b /* prose */\n/* x */ /* y */ /* architect:ignore sql/float-money */ a float",
    ] {
        assert_eq!(left(&check(text)), nothing(), "{text}");
    }
    assert_eq!(left(&check("a float /* prose */ -- architect:ignore sql/float-money\nb")), nothing());
}

/// The comment itself was its reach, and `extent` was asked about the end of the text.
#[test]
fn a_comment_with_no_code_behind_it_silences_nothing() {
    let source = Source::new("a.sql", "a float;\n\n-- architect:ignore sql/float-money\n  \n");

    let findings = check(source.text());
    let asked = std::cell::Cell::new(false);
    Suppressions::read(&source, &comments(source.text()), PEERS, |_| {
        asked.set(true);
        None
    });

    assert_eq!(left(&findings), ["1 sql/float-money", "3 core/unused-ignore"]);
    assert!(!asked.get());
}

/// Its span is empty and stands where the line's range had ended already.
#[test]
fn what_is_missing_at_the_end_of_a_line_is_silenced_with_the_line() {
    for text in ["a -- architect:ignore sql/float-money", "a -- architect:ignore sql/float-money\r\nb"] {
        let source = Source::new("a.sql", text);
        let context = Context::new(Arc::new(index()));
        let mut sink = Sink::new(context.selection(&CheckOptions::default(), None).unwrap());
        let end = source.line_range(1).unwrap().end;
        sink.push(Finding::of::<FloatMoney>(source.span(end..end)));

        let ignores = Suppressions::read(&source, &comments(source.text()), &[], |_| None);
        ignores.apply(&source, &mut sink, context.rules());

        assert_eq!(left(sink.findings()), nothing());
    }
}

#[test]
fn findings_of_another_source_are_not_silenced() {
    let source = Source::new("a.sql", "-- architect:ignore-file sql/float-money");
    let other = Source::new("b.sql", "a float");
    let context = Context::new(Arc::new(index()));
    let mut sink = Sink::new(context.selection(&CheckOptions::default(), None).unwrap());
    sink.push(Finding::of::<FloatMoney>(other.whole()));

    let ignores = Suppressions::read(&source, &comments(source.text()), &[], |_| None);
    ignores.apply(&source, &mut sink, context.rules());

    assert_eq!(left(sink.findings()), ["1 sql/float-money", "1 core/unused-ignore"]);
}

/// The comment's end, full stops, quotes and brackets were read as parts of the name.
#[test]
fn the_end_of_the_comment_and_punctuation_belong_to_no_name() {
    for comment in [
        "/* architect:ignore sql/float-money */",
        "/* architect:ignore sql/float-money*/",
        "/*architect:ignore sql/float-money, 0004*/",
        "/* architect:ignore*/",
        "/* architect:ignore\n*/",
        "<!-- architect:ignore sql/float-money -->",
        "<!-- architect:ignore sql/float-money-->",
        "<!-- architect:ignore-->",
        "-- architect:ignore: sql/float-money.",
        "-- architect:ignore `sql/float-money`;",
        "-- architect:ignore 0004 ,\"sql/float-money\"",
        "# architect:ignore (squawk:no-float)",
        "-- architect:ignore sql/*",
        "/* architect:ignore sql/* */",
        "-- architect:ignore SQL/Float-Money -- shouted",
        "-- architect:ignore 0004 sql/float-money",
    ] {
        assert_eq!(left(&check(&format!("{comment}\na float;"))), nothing(), "{comment}");
    }
}

/// `legacy sql`, written as a reason without dashes, silenced the whole field.
#[test]
fn a_reason_is_never_read_as_a_name() {
    let findings = check("a float nokey -- architect:ignore sql/float-money legacy sql, 0004");

    assert_eq!(left(&findings), ["1 sql/no-primary-key"]);
}

/// Prose silenced every rule on the next line.
#[test]
fn what_only_mentions_an_ignore_comment_is_none() {
    for prose in [
        "-- see architect:ignore",
        "-- write `architect:ignore sql/float-money` above the line",
        "-- architect:ignored",
        "-- architect:ignore-next-line sql/float-money",
        "-- my-squawk-ignorer",
        "-- notsquawk-ignore no-float",
    ] {
        assert_eq!(left(&check(&format!("{prose}\na float"))), ["2 sql/float-money"], "{prose}");
    }
}

#[test]
fn a_peers_comment_silences_what_the_peer_means() {
    assert_eq!(left(&check("-- squawk-ignore no-float, other\na float nokey;")), ["2 sql/no-primary-key"]);
    assert_eq!(left(&check_packages("# hadolint ignore=DL3006,DL3008\nunpinned")), nothing());
    assert_eq!(left(&check_packages("unpinned\n# hadolint global ignore=DL3008\nunpinned")), nothing());
}

/// The shorter marker was found first, and the rest of the longer one became a name.
#[test]
fn the_longer_of_two_markers_of_a_peer_is_told_apart() {
    assert_eq!(left(&check("a float;\nb float;\n-- squawk-ignore-file no-float")), nothing());
}

/// Only the first was seen.
#[test]
fn one_line_may_speak_to_several_tools() {
    let text = "# hadolint ignore=DL3006 squawk-ignore no-float\na float;";

    assert_eq!(left(&check(text)), nothing());
    let reasoned = "-- architect:ignore 0004 -- unlike squawk-ignore no-float\na float nokey;";
    assert_eq!(left(&check(reasoned)), ["2 sql/float-money"]);
}

/// It silenced all rules, also those that the peer knows nothing of.
#[test]
fn a_peers_comment_without_a_name_silences_only_what_the_peer_has_a_name_for() {
    assert_eq!(left(&check("a float nokey -- squawk-ignore")), ["1 sql/no-primary-key"]);
    assert_eq!(left(&check_packages("# check=skip=all;error=true\nunpinned")), nothing());
}

#[test]
fn a_peers_name_ends_where_its_reason_or_next_setting_begins() {
    assert_eq!(left(&check_packages("# check=skip=DL3008;error=true\nunpinned")), nothing());
    assert_eq!(left(&check_packages("# skip=DL3008:pinned by the mirror\nunpinned")), nothing());
}

#[test]
fn a_comment_that_silences_nothing_is_a_finding() {
    let findings = check("-- architect:ignore sql/float-money, 0004 -- gone\na int;\nb int -- architect:ignore");

    insta::assert_debug_snapshot!(
        findings.iter().map(|found| (&found.message, found.subject.to_string(), &found.help)).collect::<Vec<_>>()
    );
    assert_eq!(left(&findings), ["1 core/unused-ignore", "3 core/unused-ignore"]);
}

#[test]
fn a_comment_with_a_name_that_is_no_rule_is_a_finding_that_says_so() {
    let findings = check("-- architect:ignore sql/flot-money\na float;");

    assert_eq!(left(&findings), ["1 core/unused-ignore", "2 sql/float-money"]);
    insta::assert_snapshot!(findings[0].message, @"this comment ignores `sql/flot-money`, but not every name in it is a rule");
}

/// A peer may see more in its rule than we do.
#[test]
fn an_idle_comment_of_a_peer_is_told_with_low_confidence() {
    let findings = check("-- squawk-ignore no-float\na int;");

    assert_eq!(findings[0].confidence, architect_core::Confidence::Low);
    insta::assert_snapshot!(findings[0].message, @"this comment ignores `no-float` of squawk, but nothing like it was found here");
}

/// Of two comments that cover a finding, the second was called idle, though another tool needs it.
#[test]
fn two_comments_may_cover_one_finding() {
    let findings =
        check("-- squawk-ignore no-float\n-- architect:ignore sql/float-money\na float; -- architect:ignore");

    assert_eq!(left(&findings), nothing());
}

/// One selected rule among those named was enough to call the comment idle.
#[test]
fn a_comment_is_not_judged_unless_all_it_names_was_looked_for() {
    let entries = [RuleEntry::of::<FloatMoney>(), RuleEntry::of::<NoPrimaryKey>()];
    let options = CheckOptions { ignore: vec!["0004".to_owned()], ..CheckOptions::default() };
    let unjudged = |comment: &str| left(&check_with(&format!("a int {comment}"), &options, &entries));

    assert_eq!(unjudged("-- architect:ignore sql/float-money, 0004"), nothing());
    assert_eq!(unjudged("-- architect:ignore 0004"), nothing());
    assert_eq!(unjudged("-- architect:ignore sql"), nothing());
    assert_eq!(unjudged("-- architect:ignore"), nothing());
    assert_eq!(unjudged("-- squawk-ignore no-float, something-else"), nothing());
    assert_eq!(unjudged("-- architect:ignore sql/loud-name"), nothing());
    assert_eq!(unjudged("-- architect:ignore sql/float-money"), ["1 core/unused-ignore"]);
}

/// A Dockerfile is read by more than one tool: the second called the comments for the first idle.
#[test]
fn a_comment_about_a_field_that_was_not_examined_is_not_judged() {
    assert_eq!(left(&check("a int -- architect:ignore container/unpinned-package")), nothing());
    assert_eq!(left(&check("a int -- hadolint ignore=DL3008")), nothing());
}

#[test]
fn a_field_is_judged_though_some_of_its_rules_are_off_by_default() {
    assert!(!LoudName::META.default);

    assert_eq!(left(&check("a int -- architect:ignore sql")), ["1 core/unused-ignore"]);
}

#[test]
fn idle_comments_can_be_ignored_by_name_too() {
    let findings = check("-- architect:ignore-file core/unused-ignore\na int -- architect:ignore sql/float-money");

    assert_eq!(left(&findings), nothing());
}

#[test]
fn a_long_list_of_names_is_counted_instead_of_repeated() {
    let names: Vec<String> = (0..1000).map(|n| format!("sql/r{n}")).collect();

    let findings = check(&format!("-- architect:ignore {}\na", names.join(", ")));

    insta::assert_snapshot!(findings[0].message, @"this comment ignores `sql/r0`, `sql/r1`, `sql/r2`, `sql/r3`, `sql/r4`, 995 more, but not every name in it is a rule");
}

/// Each stacked comment walked over all below it, and each comment over all findings.
#[test]
fn many_comments_and_many_findings_cost_no_more_than_their_number() {
    const MANY: usize = 30_000;
    let mut text = "-- architect:ignore 0004, DL3008, sql/x\n".repeat(MANY);
    for n in 0..MANY {
        let _ = writeln!(text, "-- architect:ignore r{n}, sql/float-money\na");
    }
    text.push_str(&"/**/".repeat(MANY));
    text.push_str(&"/* architect:ignore 0004 */".repeat(MANY));
    let source = Source::new("a.sql", text);
    let context = Context::new(Arc::new(index()));
    let mut sink = Sink::new(context.selection(&CheckOptions::default(), None).unwrap());
    for at in 0..MANY {
        sink.push(Finding::of::<FloatMoney>(source.span(at * 40..at * 40 + 1)));
    }
    let comments = comments(source.text());
    let began = Instant::now();

    Suppressions::read(&source, &comments, PEERS, |_| None).apply(&source, &mut sink, context.rules());

    assert!(began.elapsed() < Duration::from_secs(20), "took {:?}", began.elapsed());
    assert_eq!(sink.findings().len(), MANY * 4);
}

proptest! {
    #[test]
    fn any_text_between_comments_is_survived(
        text in "(a|float;|nokey|[ \n]|\r\n|é|/\\*|\\*/|--|#|architect:ignore|-file|squawk-ignore| sql/float-money|,| 0004){0,40}",
    ) {
        let findings = check(&text);

        prop_assert!(findings.windows(2).all(|pair| pair[0].order(&pair[1]).is_lt()));
    }

    #[test]
    fn ranges_that_are_no_comments_are_survived(
        text in "(a|\n|é| |architect:ignore sql/float-money){0,12}",
        ranges in prop::collection::vec((0_usize..90, 0_usize..90), 0..6),
    ) {
        let source = Source::new("a.sql", text);
        let ranges: Vec<Range<usize>> = ranges.into_iter().map(|(start, end)| start..end).collect();
        let context = Context::new(Arc::new(index()));
        let mut sink = Sink::new(context.selection(&CheckOptions::default(), None).unwrap());

        Suppressions::read(&source, &ranges, PEERS, |_| None).apply(&source, &mut sink, context.rules());
    }
}
