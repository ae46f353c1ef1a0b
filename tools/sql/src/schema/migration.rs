//! Migrations: the order of their files, and what of them takes the schema back.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use architect_core::Source;

/// Comments that begin the part of a file that undoes it, and those that end it: goose, sql-migrate, dbmate, rambler.
const DOWN: &[&str] = &["+goose down", "+migrate down", "migrate:down", "rambler down", "+micrate down"];
const UP: &[&str] = &["+goose up", "+migrate up", "migrate:up", "rambler up", "+micrate up"];

/// The byte ranges of a source that undo it.
pub fn down_sections(source: &Source, comments: &[Range<usize>]) -> Vec<Range<usize>> {
    const LONGEST_MARK: usize = 128;
    let mut sections: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for comment in comments.iter().filter(|comment| comment.len() <= LONGEST_MARK) {
        let text = source.slice(comment.clone()).trim_start_matches(['-', '#', '/', '*', ' ']).to_ascii_lowercase();
        let begins = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
        if open.is_none() && begins(DOWN) {
            open = Some(comment.start);
        } else if begins(UP) {
            sections.extend(open.take().map(|start| start..comment.start));
        }
    }
    sections.extend(open.map(|start| start..source.text().len()));
    sections
}

/// Whether a file undoes another: `0003_orders.down.sql`, diesel's `down.sql`, Flyway's `U3__orders.sql`.
pub fn is_down_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let undoes = name.strip_prefix('u').is_some_and(|rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '_');
        rest.starts_with(|c: char| c.is_ascii_digit()) && digits.len() < rest.len() && rest.contains("__")
    });
    name == "down.sql"
        || name.ends_with(".down.sql")
        || name.ends_with("_down.sql")
        || name.ends_with("-down.sql")
        || undoes
}

/// The order of files in a folder: by name, in which runs of digits count as numbers (`V2` before `V10`), and a date with
/// hyphens as one without (`20141002_a` before `2019-06-14-000001_b`).
pub fn order(one: &str, two: &str) -> Ordering {
    let (mut first, mut second) = (one, two);
    loop {
        let (Some(a), Some(b)) = (first.chars().next(), second.chars().next()) else {
            return first.len().cmp(&second.len()).then_with(|| one.cmp(two));
        };
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (number, rest) = digits(first);
            let (other, other_rest) = digits(second);
            let by_value = number.len().cmp(&other.len()).then_with(|| number.cmp(&other));
            if by_value != Ordering::Equal {
                return by_value;
            }
            (first, second) = (rest, other_rest);
        } else if a == b {
            let step = a.len_utf8();
            first = first.get(step..).unwrap_or_default();
            second = second.get(step..).unwrap_or_default();
        } else {
            return a.cmp(&b);
        }
    }
}

/// A run of digits without its leading zeros, and the rest.
fn digits(text: &str) -> (Cow<'_, str>, &str) {
    let (number, mut rest) = run(text);
    let number = number.trim_start_matches('0');
    if !is_date(text) {
        return (Cow::Borrowed(number), rest);
    }
    let mut date = number.to_owned();
    while let Some(behind) = rest.strip_prefix('-').filter(|behind| behind.starts_with(|c: char| c.is_ascii_digit()))
    {
        let (part, left) = run(behind);
        date.push_str(part);
        rest = left;
    }
    (Cow::Owned(date), rest)
}

fn run(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// Whether a text begins with a date: `2019-06-14`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is = |at: usize| match at {
        4 | 7 => bytes.get(at) == Some(&b'-'),
        _ => bytes.get(at).is_some_and(u8::is_ascii_digit),
    };
    (0..10).all(is) && bytes.get(10).is_none_or(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_file_names_count_as_numbers() {
        let mut names = ["V10__b.sql", "V2__a.sql", "V2__B.sql", "20240101_x.sql", "0009.sql", "10.sql"];

        names.sort_by(|one, two| order(one, two));

        assert_eq!(names, ["0009.sql", "10.sql", "20240101_x.sql", "V2__B.sql", "V2__a.sql", "V10__b.sql"]);
    }

    #[test]
    fn a_date_with_hyphens_counts_as_one_without() {
        let mut names = [
            "2019-06-14-175833_c/up.sql",
            "20141002195939_a/up.sql",
            "20170708135123_b/up.sql",
            "2020-01-02-000001-0000_d/up.sql",
        ];

        names.sort_by(|one, two| order(one, two));

        let letters: Vec<&str> = names.iter().filter_map(|name| name.split(['_', '/']).nth(1)).collect();
        assert_eq!(letters, ["a", "b", "c", "d"]);
    }

    #[test]
    fn files_that_undo_are_told_by_their_name() {
        for path in ["a/0001_x.down.sql", "2024/down.sql", "U3__x.sql", "U3.1__x.sql"] {
            assert!(is_down_file(path), "{path}");
        }
        for path in ["a/0001_x.up.sql", "users.sql", "u.sql", "markdown.sql", "V3__x.sql"] {
            assert!(!is_down_file(path), "{path}");
        }
    }

    #[test]
    fn the_down_part_of_a_migration_ends_where_the_next_up_part_begins() {
        let source = Source::new("m.sql", "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose Up\nC;\n");
        let script = crate::statement::split(&source, crate::Dialect::PostgreSql);

        let sections = down_sections(&source, &script.comments);

        assert_eq!(sections.len(), 1);
        assert_eq!(source.slice(sections[0].clone()), "-- +goose Down\nB;\n");
    }
}
