//! What a rule's documentation promises, taken apart.

mod vocabulary;

use architect_core::{Declared, RuleDocs};
use proptest::prelude::*;
use vocabulary::{FloatMoney, NoPrimaryKey};

#[test]
fn a_rules_page_is_read_in_its_sections() {
    let docs = NoPrimaryKey::META.documentation();

    insta::assert_debug_snapshot!(docs);
}

#[test]
fn the_summary_is_the_first_paragraph_in_one_line_without_a_full_stop() {
    let docs = RuleDocs::read(" ## What it finds\n A key\n that is gone.\n\n Or not.\n");

    assert_eq!(docs.summary(), "A key that is gone");
    assert_eq!(RuleDocs::read("").summary(), "");
}

#[test]
fn a_rule_without_examples_has_none() {
    let docs = FloatMoney::META.documentation();

    assert!(docs.bad.is_empty() && docs.good.is_empty());
    assert_eq!(docs.section("Limits"), None);
}

#[test]
fn an_example_keeps_its_indentation_and_its_headings() {
    let docs =
        RuleDocs::read(" ## Bad\n ```yaml openapi strict\n ## no heading\n paths:\n   /a: {}\n ```\n ## Good\n");

    assert_eq!(docs.bad.len(), 1);
    assert_eq!(docs.bad[0].language, "yaml");
    assert_eq!(docs.bad[0].attributes, ["openapi", "strict"]);
    assert_eq!(docs.bad[0].text, "## no heading\npaths:\n  /a: {}\n");
    assert_eq!(docs.sections.len(), 2);
}

/// Such examples were never run: those of a second section, and one whose fence is not closed.
#[test]
fn no_example_is_lost() {
    let docs = RuleDocs::read(
        " ## Bad\n ```sql mysql\n one\n ```\n and\n ```sql sqlite\n two\n ```\n ## Bad\n ```sql postgresql\n three\n ```\n ## Good\n ```sql\n four",
    );

    let text = |examples: &[architect_core::Example]| -> Vec<String> {
        examples.iter().map(|example| example.text.trim().to_owned()).collect()
    };
    assert_eq!(text(&docs.bad), ["one", "two", "three"]);
    assert_eq!(text(&docs.good), ["four"]);
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "([ #`a\n]|## Bad\n|```|```sql x\n){0,40}") {
        let docs = RuleDocs::read(&text);

        prop_assert!(docs.sections.iter().all(|(title, _)| !title.contains('\n')));
    }
}
