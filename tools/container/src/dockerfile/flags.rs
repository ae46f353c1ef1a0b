//! The flags of each instruction and what may stand behind them.

use std::collections::BTreeSet;

use architect_core::nearest;

use crate::dockerfile::Problem;
use crate::dockerfile::instruction::Flag;

/// What may stand behind a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `true`, `false` or nothing.
    Switch,
    /// A text, once.
    Text,
    /// A text, as often as wanted.
    Texts,
    /// A time such as `1m30s`.
    Duration,
    /// A number from 0 on.
    Number,
    /// One of some words.
    Word(&'static [&'static str]),
}

const COPY: &[(&str, Kind)] = &[
    ("chmod", Kind::Text),
    ("chown", Kind::Text),
    ("exclude", Kind::Texts),
    ("from", Kind::Text),
    ("link", Kind::Switch),
    ("parents", Kind::Switch),
];

const ADD: &[(&str, Kind)] = &[
    ("checksum", Kind::Text),
    ("chmod", Kind::Text),
    ("chown", Kind::Text),
    ("exclude", Kind::Texts),
    ("keep-git-dir", Kind::Switch),
    ("link", Kind::Switch),
    ("unpack", Kind::Switch),
];

const RUN: &[(&str, Kind)] = &[
    ("device", Kind::Texts),
    ("mount", Kind::Texts),
    ("network", Kind::Word(&["default", "host", "none"])),
    ("security", Kind::Word(&["insecure", "sandbox"])),
];

const HEALTHCHECK: &[(&str, Kind)] = &[
    ("interval", Kind::Duration),
    ("retries", Kind::Number),
    ("start-interval", Kind::Duration),
    ("start-period", Kind::Duration),
    ("timeout", Kind::Duration),
];

/// The flags of an instruction, whose name stands in capitals.
fn known(keyword: &str) -> &'static [(&'static str, Kind)] {
    match keyword {
        "COPY" => COPY,
        "ADD" => ADD,
        "RUN" => RUN,
        "HEALTHCHECK" => HEALTHCHECK,
        "FROM" => &[("platform", Kind::Text)],
        _ => &[],
    }
}

/// What is wrong with the flags of an instruction.
pub(crate) fn problems(keyword: &str, flags: &[Flag]) -> Vec<Problem> {
    // The builder passes over the flags of these.
    if matches!(keyword, "ARG" | "STOPSIGNAL") {
        return Vec::new();
    }
    let known = known(keyword);
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for flag in flags {
        let mut problem = |message: String, help: Option<String>| {
            problems.push(Problem { span: flag.word.span.clone(), message, help });
        };
        let shown: String = flag.name.chars().take(40).collect();
        let Some((_, kind)) = known.iter().find(|(name, _)| *name == flag.name) else {
            let near = nearest::nearest(&flag.name, known.iter().map(|(name, _)| *name));
            let help = match near {
                Some(near) => Some(format!("Did you mean `--{near}`?")),
                None if known.is_empty() => None,
                None => {
                    let names: Vec<String> = known.iter().map(|(name, _)| format!("`--{name}`")).collect();
                    Some(format!("{keyword} takes {}.", names.join(", ")))
                }
            };
            problem(format!("{keyword} has no flag `--{shown}`"), help);
            continue;
        };
        if !seen.insert(flag.name.as_str()) && *kind != Kind::Texts {
            problem(format!("`--{shown}` stands twice"), None);
            continue;
        }
        let value = flag.value.as_ref().map(super::word::Word::unquoted);
        if let Some(fault) = fault(*kind, value.as_deref()) {
            problem(format!("`--{shown}` {fault}"), None);
        }
    }
    problems
}

/// What is wrong with a flag's value. The builder puts no variables into the ones judged here.
fn fault(kind: Kind, value: Option<&str>) -> Option<String> {
    let Some(value) = value else {
        return (kind != Kind::Switch).then(|| "has no value".to_owned());
    };
    let shown: String = value.chars().take(40).collect();
    match kind {
        Kind::Switch if value.is_empty() => Some("has no value behind its `=`".to_owned()),
        Kind::Switch if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") => {
            Some(format!("is `true` or `false`, not `{shown}`"))
        }
        Kind::Duration if !value.is_empty() && !is_duration(value) => {
            Some(format!("takes a time such as `30s` or `1m30s`, not `{shown}`"))
        }
        Kind::Number
            if !value.is_empty() && value.parse::<u32>().ok().and_then(|n| i32::try_from(n).ok()).is_none() =>
        {
            Some(format!("takes a number, not `{shown}`"))
        }
        Kind::Word(words) if !words.contains(&value) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            Some(format!("is one of {}, not `{shown}`", words.join(", ")))
        }
        _ => None,
    }
}

/// `1h`, `1.5s`, `1m30s`, `0`; never below a millisecond.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    let mut nanoseconds = 0.0_f64;
    let mut any = false;
    while !rest.is_empty() {
        let digits =
            rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(digits);
        let Ok(number) = number.parse::<f64>() else { return false };
        let unit_end = behind.find(|character: char| character.is_ascii_digit() || character == '.');
        let (unit, behind) = behind.split_at(unit_end.unwrap_or(behind.len()));
        nanoseconds += number
            * match unit {
                "ns" => 1.0,
                "us" | "µs" | "μs" => 1e3,
                "ms" => 1e6,
                "s" => 1e9,
                "m" => 6e10,
                "h" => 3.6e12,
                _ => return false,
            };
        any = true;
        rest = behind;
    }
    any && (nanoseconds == 0.0 || nanoseconds >= 1e6)
}

#[cfg(test)]
mod tests {
    use super::is_duration;

    #[test]
    fn times_are_told_from_numbers() {
        for good in ["30s", "1m30s", "1.5h", "0", "500ms", "0s"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["30", "s", "1x", "5 s", "10us", "", "1..5s"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
