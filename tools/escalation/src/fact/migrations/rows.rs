//! What an `UPDATE` does to the values it overwrites.

use architect_sql::statement::Token;

/// What the `SET` part of an `UPDATE` says.
#[derive(Debug, Default)]
pub(super) struct Assignments {
    /// The columns that are set.
    pub(super) columns: Vec<String>,
    /// Whether a value keeps less than it had: NULL, a part of itself, or one where there were several.
    pub(super) lossy: bool,
}

/// Reads the `SET` part among a statement's tokens.
pub(super) fn assignments(tokens: &[Token], text_of: impl Fn(&Token) -> String) -> Assignments {
    let mut read = Assignments::default();
    let Some(set) = tokens.iter().position(|token| token.is("set")) else { return read };
    let mut depth = 0_usize;
    let mut names_next = true;
    for (index, token) in tokens.iter().enumerate().skip(set + 1) {
        let text = text_of(token);
        match text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => names_next = true,
            "=" if depth == 0 && names_next => {
                names_next = false;
                if let Some(name) = tokens.get(index.wrapping_sub(1)) {
                    read.columns.push(text_of(name).trim_matches(['"', '`', '[', ']']).to_owned());
                }
                let value = tokens.get(index + 1);
                let ends = tokens.get(index + 2).is_none_or(|after| after.is("where") || text_of(after) == ",");
                read.lossy |= value.is_some_and(|value| value.is("null")) && ends;
                read.lossy |= value.is_some_and(|value| {
                    ["substring", "substr", "left", "right", "trunc", "round", "split_part"]
                        .iter()
                        .any(|name| value.is(name))
                });
            }
            _ => {}
        }
        if depth == 0 && (token.is("where") || token.is("from")) {
            if token.is("where") {
                read.lossy |= folds(tokens.get(index + 1..).unwrap_or_default(), &read.columns, &text_of);
            }
            break;
        }
    }
    read
}

/// Whether a condition names several values of the one column that is set: `SET stars = 1 WHERE stars IN (3, 4, 5)`.
fn folds(condition: &[Token], columns: &[String], text_of: impl Fn(&Token) -> String) -> bool {
    let [column] = columns else { return false };
    let (Some(first), Some(second)) = (condition.first(), condition.get(1)) else { return false };
    let named = text_of(first).trim_matches(['"', '`', '[', ']']).eq_ignore_ascii_case(column);
    let listed = second.is("in") && condition.iter().any(|token| text_of(token) == ",");
    named && listed
}
