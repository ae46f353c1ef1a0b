//! What a source promises: offsets, positions, lines and spans agree for any text.

use std::time::{Duration, Instant};

use architect_core::{Position, Source};
use proptest::prelude::*;

fn at(line: u32, column: u32) -> Position {
    Position { line, column }
}

/// Text in which line breaks, wide characters and byte order marks are common.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("é".to_owned()),
        Just("😀".to_owned()),
        "[a-z ]{0,8}",
        any::<char>().prop_map(String::from),
        Just("x".repeat(700)),
        Just("ü".repeat(700)),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A position by definition: count the line feeds, then the characters behind the last of them.
fn counted(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    before.chars().fold(at(1, 1), |at, c| match c {
        '\n' => Position { line: at.line + 1, column: 1 },
        _ => Position { column: at.column + 1, ..at },
    })
}

#[test]
fn an_empty_text_has_one_empty_line() {
    let source = Source::new("empty.sql", "");

    assert_eq!(source.line_count(), 1);
    assert_eq!(source.line_range(1), Some(0..0));
    assert_eq!(source.line_range(2), None);
    assert_eq!(source.position(0), at(1, 1));
    assert_eq!(source.offset(at(1, 1)), Some(0));
    assert_eq!(source.whole().bytes(), 0..0);
}

#[test]
fn a_leading_byte_order_mark_moves_no_position() {
    let source = Source::new("schema.sql", "\u{feff}SELECT 1;\nSELECT 2;");

    assert_eq!(source.text(), "SELECT 1;\nSELECT 2;");
    assert_eq!(source.position(0), at(1, 1));
    assert_eq!(source.offset(at(2, 1)), Some(10));
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let source = Source::new("menu.yaml", "crème: 😀 brûlée\nnext: 1");

    let smile = source.span(8..12);

    assert_eq!(source.slice(smile.bytes()), "😀");
    assert_eq!((smile.start(), smile.end()), (at(1, 8), at(1, 9)));
    assert_eq!(source.offset(at(1, 8)), Some(8));
}

#[test]
fn only_the_line_break_is_cut_from_a_line() {
    let source = Source::new("dump.sql", "one\r\ntwo\r\r\nthree\r");

    let lines: Vec<&str> = (1..=3).map(|line| source.slice(source.line_range(line).unwrap())).collect();

    assert_eq!(lines, ["one", "two\r", "three\r"]);
}

/// `position` gave the line feed of a `\r\n` a column that `offset` then refused.
#[test]
fn the_characters_of_a_line_break_have_a_place_of_their_own() {
    let source = Source::new("dump.sql", "one\r\ntwo");

    assert_eq!(source.position(3), at(1, 4));
    assert_eq!(source.position(4), at(1, 5));
    assert_eq!(source.offset(at(1, 4)), Some(3));
    assert_eq!(source.offset(at(1, 5)), Some(4));
    assert_eq!(source.offset(at(1, 6)), None);
}

#[test]
fn a_position_outside_of_the_text_has_no_offset() {
    for text in ["ab\ncd", "äb\ncd"] {
        let source = Source::new("t", text);

        for outside in [at(0, 1), at(1, 0), at(1, 4), at(2, 4), at(3, 1), at(1, u32::MAX), at(u32::MAX, 1)] {
            assert_eq!(source.offset(outside), None, "{outside:?} in {text:?}");
        }
    }
}

#[test]
fn a_span_beyond_the_text_or_inside_a_character_is_moved_to_a_boundary() {
    let source = Source::new("t", "aé");

    assert_eq!(source.span(2..99).bytes(), 1..3);
    assert_eq!(source.span(7..usize::MAX).bytes(), 3..3);
    #[allow(clippy::reversed_empty_ranges, reason = "a reversed range is the promise under test")]
    let reversed = source.span(3..1);
    assert_eq!(reversed.bytes(), 3..3);
}

#[test]
fn a_range_that_is_none_of_the_text_slices_to_nothing() {
    let source = Source::new("t", "aé");

    assert_eq!(source.slice(0..3), "aé");
    assert_eq!(source.slice(0..2), "");
    assert_eq!(source.slice(2..9), "");
}

#[test]
fn bytes_that_are_no_utf8_are_refused_at_their_offset() {
    let error = Source::from_bytes("latin1.sql", b"-- caf\xe9".to_vec()).unwrap_err();

    insta::assert_snapshot!(error, @"`latin1.sql` is not UTF-8 text: the byte at offset 6 cannot be read (convert the file to UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`)");
}

#[test]
fn utf_16_is_called_by_its_name() {
    let script: Vec<u8> = "\u{feff}SELECT 1".encode_utf16().flat_map(u16::to_le_bytes).collect();

    let error = Source::from_bytes("script.sql", script).unwrap_err();

    insta::assert_snapshot!(error, @"`script.sql` is UTF-16 text; only UTF-8 is read (convert the file, for example with `iconv -f UTF-16 -t UTF-8`)");
}

/// `offset` counted the whole line: 5,000 look-ups in one line of 4 MB took minutes.
#[test]
fn looking_up_places_in_one_long_line_stays_cheap() {
    let source = Source::new("min.json", "é".repeat(2_000_000));
    let began = Instant::now();

    for column in (1..2_000_000).step_by(400) {
        let offset = source.offset(at(1, column)).unwrap();
        assert_eq!(source.position(offset), at(1, column));
    }

    assert!(began.elapsed() < Duration::from_secs(10), "5,000 look-ups took {:?}", began.elapsed());
}

proptest! {
    #[test]
    fn positions_are_those_that_counting_gives(text in text()) {
        let source = Source::new("t", text);

        for (offset, _) in source.text().char_indices() {
            prop_assert_eq!(source.position(offset), counted(source.text(), offset));
        }
    }

    #[test]
    fn offset_is_the_inverse_of_position(text in text()) {
        let source = Source::new("t", text);

        for offset in source.text().char_indices().map(|(offset, _)| offset).chain([source.text().len()]) {
            prop_assert_eq!(source.offset(source.position(offset)), Some(offset));
        }
    }

    #[test]
    fn every_position_that_has_an_offset_is_the_position_of_that_offset(
        text in text(), line in 0_u32..30, column in 0_u32..1500,
    ) {
        let source = Source::new("t", text);

        if let Some(offset) = source.offset(at(line, column)) {
            prop_assert_eq!(source.position(offset), at(line, column));
        }
    }

    #[test]
    fn lines_and_their_breaks_make_up_the_text(text in text()) {
        let source = Source::new("t", text);

        let lines = (1..=source.line_count()).map(|line| source.line_range(u32::try_from(line).unwrap()).unwrap());
        let lines: Vec<&str> = lines.map(|range| source.slice(range)).collect();

        let split: Vec<&str> = source.text().split('\n').collect();
        let (last, ended) = split.split_last().unwrap();
        let mut expected: Vec<&str> = ended.iter().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        expected.push(last);
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn any_range_gives_a_span_that_can_be_shown(text in text(), start in 0_usize..6000, end in 0_usize..6000) {
        let source = Source::new("t", text);

        let span = source.span(start..end);

        prop_assert!(source.text().get(span.bytes()).is_some());
        prop_assert_eq!(span.start(), source.position(span.bytes().start));
        prop_assert_eq!(span.end(), source.position(span.bytes().end));
    }
}
