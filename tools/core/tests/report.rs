//! What a report promises: one page of a bounded size, all findings over all pages, and every gap counted.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod vocabulary;

use architect_core::report::{ReportedFinding, ReportedGap, tally};
use architect_core::{
    Applicability, CheckOptions, Confidence, Edit, Finding, Fix, Gap, Report, RuleId, Severity, Source,
};
use proptest::prelude::*;
use vocabulary::{FloatMoney, LoudName, NoPrimaryKey, UnpinnedPackage};

/// About 8,000 tokens at three bytes a token.
const REPORT_BYTES: usize = 24_000;

fn page(limit: Option<u32>, offset: Option<u32>) -> CheckOptions {
    CheckOptions { limit, offset, ..CheckOptions::default() }
}

fn least(severity: Severity) -> CheckOptions {
    CheckOptions { min_severity: Some(severity), ..CheckOptions::default() }
}

fn size(report: &Report) -> usize {
    serde_json::to_string(report).unwrap().len()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Names of the length that rules have.
const RULE_IDS: [&str; 4] =
    ["sql/missing-foreign-key-index", "sql/float-money", "sql/timestamp-without-zone", "sql/integer-primary-key"];

/// A schema as people write them, and its findings, worded as the rules of the fields word theirs: a message each,
/// and advice, a statement or a second place where the rule has one.
fn schema(tables: usize) -> (Source, Vec<Finding>) {
    let table = |n: usize| {
        format!(
            "CREATE TABLE order_line_{n:03} (\n    id integer PRIMARY KEY,\n    order_id bigint NOT NULL REFERENCES orders,\n    \
             unit_price double precision NOT NULL,\n    created_at timestamp NOT NULL\n);\n"
        )
    };
    let source = Source::new("db/schema.sql", (0..tables).map(table).collect::<String>());
    let places =
        |what: &'static str| source.text().match_indices(what).map(|(at, _)| source.span(at..at + what.len()));
    let all = places("order_id").zip(places("double precision")).zip(places("timestamp")).zip(places("integer"));
    let mut findings = Vec::new();
    for (n, (((key, money), time), id)) in all.enumerate() {
        let table = format!("order_line_{n:03}");
        findings.push(
            Finding::of::<NoPrimaryKey>(key.clone())
                .subject(format!("{table}(order_id)"))
                .message(format!("no index leads with the foreign key (order_id) of `{table}`"))
                .related(key, "deletes from `orders` scan this table")
                .suggest(format!("CREATE INDEX CONCURRENTLY {table}_order_id_idx ON {table} (order_id);")),
        );
        findings.push(
            Finding::of::<FloatMoney>(money.clone())
                .subject(format!("{table}.unit_price"))
                .message("`unit_price` looks like money, and `double precision` cannot hold cents exactly")
                .confidence(Confidence::Medium)
                .help("Use `numeric(12, 2)`, or whole cents in a `bigint`."),
        );
        findings.push(
            Finding::of::<UnpinnedPackage>(time)
                .subject(format!("{table}.created_at"))
                .message("`timestamp` without a time zone means another instant in each session")
                .help("Use `timestamptz`; converting a column rewrites the table."),
        );
        findings.push(
            Finding::of::<UnpinnedPackage>(id)
                .subject(format!("{table}.id"))
                .message(format!("the primary key of `{table}` is `integer`, which ends at 2,147,483,647 rows"))
                .help("Use `bigint`, while the table is small."),
        );
    }
    for (finding, id) in findings.iter_mut().zip(RULE_IDS.into_iter().cycle()) {
        finding.rule = RuleId::new(id);
    }
    findings.sort_by(Finding::order);
    (source, findings)
}

#[test]
fn fifty_realistic_findings_fit_one_default_page() {
    let (_, findings) = schema(13);
    let gaps = [Gap::of_source("db/schema.sql", "statement 14 is none that is understood: `CREATE FOREIGN TABLE`")];

    let report =
        Report::new("db/schema.sql (PostgreSQL, 13 tables)", &findings[..50], &gaps, &CheckOptions::default());

    assert_eq!((report.findings.len(), report.truncated), (50, false));
    assert!(size(&report) <= REPORT_BYTES, "{} bytes", size(&report));
}

/// The largest kind of finding has a second place and a statement to run: about 490 bytes.
#[test]
fn a_default_page_holds_nearly_as_many_of_the_largest_findings() {
    let (_, findings) = schema(60);
    let largest: Vec<Finding> = findings.into_iter().filter(|finding| finding.suggestion.is_some()).collect();

    let report = Report::new("db/schema.sql (PostgreSQL, 60 tables)", &largest, &[], &CheckOptions::default());

    assert!(report.findings.len() >= 47, "{} findings", report.findings.len());
    assert!(size(&report) <= REPORT_BYTES, "{} bytes", size(&report));
}

#[test]
fn a_default_page_stays_within_its_size_whatever_stands_beside_the_findings() {
    let (_, findings) = schema(100);
    let gaps: Vec<Gap> =
        (0..40).map(|n| Gap::of_source(format!("db/{n}.sql"), format!("{n} {}", "x".repeat(500)))).collect();

    for gaps in [&[], &gaps[..1], &gaps[..10], &gaps] {
        let report = Report::new("db", &findings, gaps, &CheckOptions::default());

        assert!(report.truncated && !report.findings.is_empty());
        assert!(size(&report) <= REPORT_BYTES, "{} bytes with {} gaps", size(&report), gaps.len());
        assert!(size(&report) > REPORT_BYTES - 1000, "{} bytes with {} gaps", size(&report), gaps.len());
    }
}

#[test]
fn a_finding_larger_than_a_page_is_a_page_of_its_own() {
    let source = Source::new("a.sql", "abc");
    let huge = |at: usize| Finding::of::<FloatMoney>(source.span(at..at + 1)).suggest("x".repeat(REPORT_BYTES));
    let findings = [huge(0), huge(1), huge(2)];

    let report = Report::new("a.sql", &findings, &[], &page(None, Some(1)));

    assert_eq!(report.findings, [ReportedFinding::from(&findings[1])]);
    assert_eq!(report.next_offset, Some(2));
}

#[test]
fn a_limit_is_kept_beyond_the_default_page() {
    let (_, findings) = schema(100);

    let report = Report::new("db", &findings, &[], &page(Some(u32::MAX), None));

    assert_eq!((report.findings.len(), report.total, report.truncated), (400, 400, false));
    assert_eq!(Report::new("db", &findings, &[], &page(Some(3), Some(398))).findings.len(), 2);
}

/// `next_offset` was the offset that was asked for: whoever followed it never came to an end.
#[test]
fn a_limit_of_zero_gives_the_numbers_and_no_next_page() {
    let (_, findings) = schema(2);

    let report = Report::new("db", &findings, &[], &page(Some(0), None));

    insta::assert_snapshot!(json(&report), @r#"
    {
      "summary": "db: 2 errors, 2 warnings, 4 info",
      "findings": [],
      "total": 8,
      "truncated": true,
      "gaps": []
    }
    "#);
}

#[test]
fn an_offset_beyond_the_end_gives_an_empty_last_page() {
    let (_, findings) = schema(1);

    for offset in [4, 5, u32::MAX] {
        let report = Report::new("db", &findings, &[], &page(None, Some(offset)));

        assert_eq!((report.findings.len(), report.total), (0, 4));
        assert_eq!((report.truncated, report.next_offset), (false, None));
    }
}

#[test]
fn without_findings_the_report_says_so() {
    let report = Report::new("empty.sql (PostgreSQL, no tables)", &[], &[], &CheckOptions::default());

    assert_eq!(report.summary, "empty.sql (PostgreSQL, no tables): no findings");
    assert_eq!((report.total, report.truncated, report.next_offset), (0, false, None));
}

#[test]
fn a_finding_is_read_as_it_is_written() {
    let source = Source::new(
        "db/schema.sql",
        "CREATE TABLE preis (
  betrag_€ float
);
",
    );
    let column = source.span(23..33);
    let fix =
        Fix::safe("Use numeric", vec![Edit { span: source.span(34..39), replacement: "numeric(12, 2)".to_owned() }]);
    let finding = Finding::of::<FloatMoney>(column)
        .subject("preis.betrag_€")
        .message("`betrag_€` looks like money")
        .confidence(Confidence::Medium)
        .related(source.span(13..18), "in this table")
        .also_at(source.span(13..18), "and here")
        .help("Use `numeric`.")
        .suggest("ALTER TABLE preis …")
        .fix(fix);

    let report = Report::new(
        "db/schema.sql",
        &[finding],
        &[Gap::at(source.span(40..41), "is unclear")],
        &CheckOptions::default(),
    );

    assert_eq!(report.findings[0].fixes[0].applicability, Applicability::Safe);
    insta::assert_snapshot!(json(&report));
}

/// The seventh other place and all behind it were dropped without a word.
#[test]
fn related_places_that_are_not_listed_are_counted() {
    let source = Source::new("a.sql", "abc");
    let with = |places: usize| {
        let finding = Finding::of::<FloatMoney>(source.whole());
        (0..places).fold(finding, |finding, _| finding.related(source.span(1..2), "here"))
    };

    let reported = |places| ReportedFinding::from(&with(places));

    assert_eq!((reported(6).related.len(), reported(6).more_related), (6, None));
    assert_eq!((reported(9).related.len(), reported(9).more_related), (6, Some(3)));
}

/// `no findings` was said of a source full of warnings.
#[test]
fn findings_that_only_the_severity_hides_are_mentioned() {
    let (_, findings) = schema(2);

    let report = Report::new("db", &findings, &[], &least(Severity::Error));

    assert_eq!(report.summary, "db: 2 errors; 6 below error not counted");
    assert_eq!((report.total, report.findings.len()), (2, 2));
}

#[test]
fn severities_are_told_the_worst_first_and_in_the_right_number() {
    use Severity::{Error, Hint, Info, Warning};

    assert_eq!(tally([].into_iter()), "no findings");
    assert_eq!(tally([Hint, Info, Error, Info, Warning].into_iter()), "1 error, 1 warning, 2 info, 1 hint");
    assert_eq!(
        tally([Hint, Hint, Error, Error, Warning, Warning, Info].into_iter()),
        "2 errors, 2 warnings, 1 info, 2 hints"
    );
}

#[test]
fn gaps_of_one_kind_are_one_with_a_count() {
    let source = Source::new(
        "a.sql",
        "one
two
three",
    );
    let gaps = [
        Gap::at(source.span(0..3), "is not understood"),
        Gap::at(source.span(4..7), "is too long"),
        Gap::at(source.span(8..13), "is not understood"),
        Gap::of_source("b.sql", "is not understood"),
    ];

    let report = Report::new("two files", &[], &gaps, &CheckOptions::default());

    assert_eq!(report.summary, "two files: no findings; 4 parts were not examined, see gaps");
    insta::assert_snapshot!(json(&report.gaps));
}

#[test]
fn gaps_beyond_a_number_are_counted() {
    let kinds = |many: usize| -> Vec<Gap> {
        let kind = |n: usize| [Gap::of_source(format!("{}.sql", n / 8), format!("kind {n:02}"))];
        (0..many).flat_map(kind).collect()
    };

    assert_eq!(ReportedGap::fold(&kinds(20)).len(), 20);
    assert_eq!(ReportedGap::fold(&kinds(21)).last().unwrap().reason, "kind 20");
    insta::assert_snapshot!(json(&ReportedGap::fold(&kinds(40)).last()));
    insta::assert_snapshot!(json(&ReportedGap::fold(&kinds(22)).last()));
}

/// However they are folded, the counts add up to the number of gaps.
fn places(gaps: &[ReportedGap]) -> usize {
    gaps.iter().map(|gap| gap.count.unwrap_or(1)).sum()
}

proptest! {
    #[test]
    fn following_next_offset_gives_every_finding_once_and_in_order(
        lengths in prop::collection::vec(0_usize..9000, 0..60), limit in prop::option::of(1_u32..20), gaps in 0_usize..30,
    ) {
        let source = Source::new("a.sql", "x".repeat(lengths.len() + 1));
        let findings: Vec<Finding> = lengths
            .iter()
            .enumerate()
            .map(|(at, length)| Finding::of::<LoudName>(source.span(at..at + 1)).message("m".repeat(*length)))
            .collect();
        let gaps: Vec<Gap> = (0..gaps).map(|n| Gap::of_source("a.sql", "r".repeat(n * 20))).collect();

        let mut followed = Vec::new();
        let mut offset = Some(0);
        while let Some(at) = offset {
            let report = Report::new("a.sql", &findings, &gaps, &page(limit, Some(u32::try_from(at).unwrap())));
            prop_assert_eq!(report.total, findings.len());
            prop_assert_eq!(report.truncated, report.next_offset.is_some());
            prop_assert!(report.next_offset.is_none_or(|next| next == at + report.findings.len() && next > at));
            followed.extend(report.findings);
            offset = report.next_offset;
        }

        let all: Vec<ReportedFinding> = findings.iter().map(ReportedFinding::from).collect();
        prop_assert_eq!(followed, all);
    }

    #[test]
    fn no_gap_is_lost_in_folding(kinds in prop::collection::vec((0_u8..6, 0_u8..12), 0..80)) {
        let gaps: Vec<Gap> =
            kinds.iter().map(|(source, reason)| Gap::of_source(format!("{source}.sql"), format!("kind {reason}"))).collect();

        let folded = ReportedGap::fold(&gaps);

        prop_assert_eq!(places(&folded), gaps.len());
        prop_assert!(folded.len() <= 21);
    }
}
