//! What applying fixes promises: exactly the edits, or a conflict that says why not.

use std::ops::Range;

use architect_core::fix::apply;
use architect_core::{Edit, Fix, FixConflict, Source};
use proptest::prelude::*;

fn edit(source: &Source, bytes: Range<usize>, replacement: &str) -> Edit {
    Edit { span: source.span(bytes), replacement: replacement.to_owned() }
}

fn fix(edits: Vec<Edit>) -> Fix {
    Fix::safe("Change it", edits)
}

#[test]
fn without_fixes_the_text_stays() {
    for text in ["", "SELECT 1;\r\n"] {
        let source = Source::new("q.sql", text);

        assert_eq!(apply(&source, &[]).unwrap(), text);
        assert_eq!(apply(&source, &[fix(vec![])]).unwrap(), text);
    }
}

#[test]
fn edits_of_several_fixes_are_applied_wherever_they_stand_in_the_list() {
    let source = Source::new("q.sql", "price float, weight float");
    let late = fix(vec![edit(&source, 20..25, "double precision")]);
    let early = fix(vec![edit(&source, 6..11, "numeric(12,2)")]);

    let text = apply(&source, &[late, early]).unwrap();

    assert_eq!(text, "price numeric(12,2), weight double precision");
}

#[test]
fn an_insertion_is_possible_at_both_ends_of_the_text() {
    let source = Source::new("q.sql", "a");

    let text = apply(&source, &[fix(vec![edit(&source, 1..1, ">"), edit(&source, 0..0, "<")])]).unwrap();

    assert_eq!(text, "<a>");
}

#[test]
fn adjacent_edits_do_not_overlap() {
    let source = Source::new("q.sql", "abcd");

    let text = apply(&source, &[fix(vec![edit(&source, 2..4, "Y"), edit(&source, 0..2, "X")])]).unwrap();

    assert_eq!(text, "XY");
}

/// An insertion before a replaced range was refused while one behind it was not.
#[test]
fn insertions_at_either_end_of_a_replaced_range_keep_their_side() {
    let source = Source::new("q.sql", "abc");
    let edits = vec![edit(&source, 2..2, ")"), edit(&source, 1..2, "B"), edit(&source, 1..1, "(")];

    assert_eq!(apply(&source, &[fix(edits)]).unwrap(), "a(B)c");
}

#[test]
fn two_insertions_at_one_place_are_refused() {
    let source = Source::new("q.sql", "one\ntwo");
    let twice = [fix(vec![edit(&source, 4..4, "x")]), fix(vec![edit(&source, 4..4, "x")])];

    let conflict = apply(&source, &twice).unwrap_err();

    insta::assert_snapshot!(conflict, @"two edits of `q.sql` overlap at line 2: apply one fix, check again, then apply the other");
}

#[test]
fn an_insertion_inside_of_a_replaced_range_is_refused() {
    let source = Source::new("q.sql", "abcd");

    let conflict = apply(&source, &[fix(vec![edit(&source, 0..4, ""), edit(&source, 2..2, "x")])]).unwrap_err();

    assert!(matches!(conflict, FixConflict::Overlap { line: 1, .. }), "{conflict}");
}

#[test]
fn two_replacements_that_share_a_byte_are_refused() {
    let source = Source::new("q.sql", "abcd");

    for other in [0..3, 2..4, 0..4, 1..2] {
        let conflict = apply(&source, &[fix(vec![edit(&source, 0..3, "x"), edit(&source, other.clone(), "y")])]);

        assert!(matches!(conflict, Err(FixConflict::Overlap { .. })), "0..3 and {other:?} gave {conflict:?}");
    }
}

#[test]
fn an_edit_of_another_source_is_refused() {
    let source = Source::new("a.sql", "abc");
    let other = Source::new("b.sql", "abc");

    let conflict = apply(&source, &[fix(vec![edit(&other, 0..1, "x")])]).unwrap_err();

    insta::assert_snapshot!(conflict, @"an edit of `b.sql` cannot be applied to `a.sql`");
}

#[test]
fn an_edit_beyond_the_text_is_refused() {
    let checked = Source::new("a.sql", "one two three");
    let shorter = Source::new("a.sql", "one");

    let conflict = apply(&shorter, &[fix(vec![edit(&checked, 8..13, "3")])]).unwrap_err();

    insta::assert_snapshot!(conflict, @"an edit at line 1 does not fit `a.sql`, which has changed since it was checked");
}

/// Only the length was looked at: an edit landed in another line than the one it was made for.
#[test]
fn an_edit_whose_line_has_moved_is_refused() {
    let checked = Source::new("a.sql", "a float\nb float\n");
    let changed = Source::new("a.sql", "a real\nb float, c int\n");

    let conflict = apply(&changed, &[fix(vec![edit(&checked, 10..15, "numeric")])]).unwrap_err();

    assert!(matches!(conflict, FixConflict::OutOfRange { line: 2, .. }), "{conflict}");
}

#[test]
fn an_edit_inside_of_a_character_of_the_changed_text_is_refused() {
    let checked = Source::new("a.sql", "abc");
    let changed = Source::new("a.sql", "éé");

    let conflict = apply(&changed, &[fix(vec![edit(&checked, 0..1, "x")])]).unwrap_err();

    assert!(matches!(conflict, FixConflict::OutOfRange { .. }), "{conflict}");
}

/// The definition: byte by byte, what is inserted before it, then the byte unless it is replaced.
fn model(text: &str, edits: &[(Range<usize>, String)]) -> Option<String> {
    let mut owners = vec![0; text.len()];
    let mut inserts = vec![0; text.len() + 1];
    for (range, _) in edits {
        owners[range.clone()].iter_mut().for_each(|owner| *owner += 1);
        inserts[range.start] += usize::from(range.is_empty());
    }
    let torn = |at: usize| edits.iter().any(|(range, _)| range.start < at && at < range.end);
    if owners.iter().chain(&inserts).any(|count| *count > 1)
        || (0..=text.len()).any(|at| inserts[at] == 1 && torn(at))
    {
        return None;
    }
    let mut result = Vec::new();
    for at in 0..=text.len() {
        let here = || edits.iter().filter(|(range, _)| range.start == at);
        here().filter(|(range, _)| range.is_empty()).for_each(|(_, new)| result.extend(new.bytes()));
        here().filter(|(range, _)| !range.is_empty()).for_each(|(_, new)| result.extend(new.bytes()));
        if owners.get(at) == Some(&0) {
            result.push(text.as_bytes()[at]);
        }
    }
    String::from_utf8(result).ok()
}

proptest! {
    #[test]
    fn applying_fixes_equals_editing_byte_by_byte(
        text in "[a-zé😀\r\n]{0,24}",
        places in prop::collection::vec((0_usize..40, 0_usize..6, "[A-Zß]{0,3}"), 0..5),
    ) {
        let source = Source::new("t", text);
        let edits: Vec<Edit> =
            places.iter().map(|(start, length, new)| edit(&source, *start..start + length, new)).collect();
        let plain: Vec<_> = edits.iter().map(|edit| (edit.span.bytes(), edit.replacement.clone())).collect();

        let applied = apply(&source, &[fix(edits)]).ok();

        prop_assert_eq!(applied, model(source.text(), &plain));
    }
}
