//! Which way a piece of code goes: forward, or back.

use crate::code::Language;
use crate::code::lexer::{self, Kind, Token};
use crate::examined::ReadBlock;
use crate::role::Direction;

/// The direction that the hunk's heading tells.
pub(super) fn of_heading(language: Language, read: &ReadBlock<'_>) -> Option<Direction> {
    let heading = read.block.heading.as_ref()?;
    let tokens = lexer::tokens(language, heading);
    (0..tokens.len()).find_map(|index| of_function(&tokens, index, &[]))
}

/// The direction that begins with a token: the name of a function. `back` are functions that the migration itself
/// calls its ways back.
pub(super) fn of_function(tokens: &[Token<'_>], index: usize, back: &[&str]) -> Option<Direction> {
    const BACK: [&str; 12] = [
        "down",
        "downgrade",
        "rollback",
        "revert",
        "reverse",
        "backward",
        "backwards",
        "undo",
        "unapply",
        "uninstall",
        "safedown",
        "safe_down",
    ];
    const FORWARD: [&str; 9] =
        ["up", "upgrade", "change", "apply", "migrate", "safeup", "safe_up", "forward", "forwards"];
    let token = tokens.get(index).filter(|token| token.kind == Kind::Word)?;
    let before = index.checked_sub(1).and_then(|index| tokens.get(index));
    let exported = before.is_some_and(|before| before.text == ".")
        && index >= 2
        && tokens.get(index - 2).is_some_and(|token| token.text == "exports");
    // `def self.down`.
    let of_class = before.is_some_and(|before| before.text == ".")
        && index >= 3
        && tokens.get(index - 2).is_some_and(|token| token.text == "self")
        && tokens.get(index - 3).is_some_and(|token| token.text == "def");
    let defined = of_class
        || before.is_some_and(|before| {
            matches!(before.text, "def" | "function" | "fn" | "func" | "fun" | "void" | "Task" | "defp")
        });
    let method =
        before.is_some_and(|before| matches!(before.text, "async" | "public" | "const" | "override" | "static"));
    let key = tokens.get(index + 1).is_some_and(|after| matches!(after.text, ":" | "("))
        && before.is_none_or(|before| matches!(before.text, "," | "{" | "}"));
    let lower = token.text.to_ascii_lowercase();
    let begins = |list: &[&str]| {
        list.iter().any(|word| {
            lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
        })
    };
    if defined || exported {
        return Some(if begins(&BACK) || back.contains(&token.text) { Direction::Down } else { Direction::Up });
    }
    if (method || key) && BACK.contains(&lower.as_str()) {
        return Some(Direction::Down);
    }
    ((method || key) && FORWARD.contains(&lower.as_str())).then_some(Direction::Up)
}

/// Whether the first way that a text names is back: migrations tell the way forward first, so that what stands before it
/// goes there.
pub(super) fn only_turns_back(tokens: &[Token<'_>]) -> bool {
    let first =
        (0..tokens.len()).find_map(|index| of_function(tokens, index, &[]).filter(|_| is_turn(tokens, index)));
    first == Some(Direction::Down)
}

/// Whether a function is named for a way, and is no other of the migration's own.
fn is_turn(tokens: &[Token<'_>], index: usize) -> bool {
    let name = tokens.get(index).map(|token| token.text.to_ascii_lowercase()).unwrap_or_default();
    matches!(name.as_str(), "up" | "down" | "upgrade" | "downgrade" | "safeup" | "safedown" | "change")
}

/// The functions that a migration names as its ways back: Django's second argument of `RunPython`.
pub(super) fn ways_back<'t>(tokens: &[Token<'t>]) -> Vec<&'t str> {
    let mut names = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let word = |at: usize| tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text);
        let mark = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.text == mark);
        match token.text {
            "RunPython" if mark(index + 1, "(") && mark(index + 3, ",") && !mark(index + 5, "=") => {
                names.extend(word(index + 4));
            }
            "reverse_code" if mark(index + 1, "=") => names.extend(word(index + 2)),
            _ => {}
        }
    }
    names.retain(|name| *name != "migrations");
    names
}

/// The second of two functions that a migration registers together, which is its way back: `PocketBase`'s
/// `Register(func(…) {…}, func(…) {…})` and `migrate((app) => {…}, (app) => {…})`.
pub(super) fn second_functions(tokens: &[Token<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let opens = tokens.get(index + 1).is_some_and(|mark| mark.text == "(");
        let function = tokens.get(index + 2).is_some_and(|first| matches!(first.text, "func" | "function" | "("));
        if !(matches!(token.text, "Register" | "migrate") && token.kind == Kind::Word && opens && function) {
            continue;
        }
        let (mut depth, mut from, mut bodies) = (0_usize, None, 0_usize);
        for (at, token) in tokens.iter().enumerate().skip(index + 1) {
            match (token.kind, token.text) {
                (Kind::Punctuation, "(" | "[" | "{") => {
                    depth += 1;
                    bodies += usize::from(token.text == "{" && depth == 2);
                }
                (Kind::Punctuation, ")" | "]" | "}") => depth = depth.saturating_sub(1),
                (Kind::Punctuation, ",") if depth == 1 && bodies > 0 && from.is_none() => from = Some(at),
                _ => {}
            }
            if depth == 0 {
                ranges.extend(from.map(|from| from..at));
                break;
            }
        }
    }
    ranges
}

/// Whether a string is what undoes: the second of `RunSQL` and of Ecto's `execute`, or `reverse_sql`.
pub(super) fn is_way_back(language: Language, tokens: &[Token<'_>], index: usize) -> bool {
    const MOST: usize = 200;
    let (mut depth, mut commas) = (0_usize, 0_usize);
    for (step, token) in tokens.get(..index).unwrap_or_default().iter().rev().take(MOST).enumerate() {
        if token.kind == Kind::Punctuation {
            match token.text {
                ")" | "]" | "}" => depth += 1,
                "(" | "[" | "{" if depth > 0 => depth -= 1,
                "(" => {
                    let call = index.checked_sub(step + 2).and_then(|at| tokens.get(at)).map_or("", |call| call.text);
                    return commas > 0 && (call == "RunSQL" || (call == "execute" && language == Language::Elixir));
                }
                "," if depth == 0 => commas += 1,
                _ => {}
            }
        } else if depth == 0
            && ((commas == 0 && token.text == "reverse_sql")
                || (commas > 0 && token.text == "execute" && language == Language::Elixir))
        {
            return true;
        }
    }
    false
}
