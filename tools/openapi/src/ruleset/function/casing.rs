//! `casing`: a text is written in camelCase, kebab-case, …

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Flat,
    Camel,
    Pascal,
    Kebab,
    Cobol,
    Snake,
    Macro,
}

const CASES: [(&str, Case); 7] = [
    ("flat", Case::Flat),
    ("camel", Case::Camel),
    ("pascal", Case::Pascal),
    ("kebab", Case::Kebab),
    ("cobol", Case::Cobol),
    ("snake", Case::Snake),
    ("macro", Case::Macro),
];

#[derive(Debug)]
struct Casing {
    name: &'static str,
    case: Case,
    digits: bool,
    separator: Option<char>,
    leading: bool,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["type", "disallowDigits", "separator"])?;
    let digits = !options.flag("disallowDigits")?;
    let names = CASES.map(|(name, _)| name);
    let Some(word) = options.text("type")? else {
        let place = options.node.unwrap_or(options.place);
        options.faults.push(place, format!("`casing` needs a `type`: one of {}", names.join(", ")));
        return Err(Faulty);
    };
    let Some((name, case)) = CASES.into_iter().find(|(name, _)| *name == word) else {
        let place = options.get("type").unwrap_or(options.place);
        options.faults.push(place, format!("`casing` knows no `{word}`, but {}", names.join(", ")));
        return Err(Faulty);
    };
    let mut separator = None;
    let mut leading = false;
    if let Some(node) = options.get("separator") {
        let document = options.faults.document;
        let Some(text) = document.get_string(node, "char") else {
            return options.wrong(node, "an object with `char`");
        };
        let mut characters = text.chars();
        separator = characters.next();
        if separator.is_none() || characters.next().is_some() {
            options.faults.push(node, "`separator.char` is one character");
            return Err(Faulty);
        }
        if let Some(flag) = document.get(node, "allowLeading") {
            match document.boolean(flag) {
                Some(flag) => leading = flag,
                None => return options.wrong(flag, "a boolean"),
            }
        }
    }
    Ok(Box::new(Casing { name, case, digits, separator, leading }))
}

impl Function for Casing {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let text = sight.text(target).filter(|text| !text.is_empty());
        if text.is_none_or(|text| self.fits(text)) {
            return Ok(Vec::new());
        }
        Ok(vec![Complaint::value(format!("is not written in {} case", self.name))])
    }
}

impl Casing {
    fn fits(&self, text: &str) -> bool {
        let Some(separator) = self.separator else { return self.part_fits(text, true) };
        let text = if self.leading {
            match text.strip_prefix(separator) {
                Some("") => return true,
                Some(rest) => rest,
                None => text,
            }
        } else {
            text
        };
        let mut parts = text.split(separator).peekable();
        while let Some(part) = parts.next() {
            if !self.part_fits(part, parts.peek().is_none()) {
                return false;
            }
        }
        true
    }

    /// Whether what stands between separators fits; `last` when nothing follows.
    fn part_fits(&self, part: &str, last: bool) -> bool {
        let small = |character: char| character.is_ascii_lowercase() || (self.digits && character.is_ascii_digit());
        let large = |character: char| character.is_ascii_uppercase() || (self.digits && character.is_ascii_digit());
        let mut characters = part.chars();
        let Some(first) = characters.next() else { return false };
        let begins = match self.case {
            Case::Flat | Case::Camel | Case::Kebab | Case::Snake => first.is_ascii_lowercase(),
            Case::Pascal | Case::Cobol | Case::Macro => first.is_ascii_uppercase(),
        };
        begins
            && match self.case {
                Case::Flat => characters.all(small),
                Case::Camel | Case::Pascal => humps(characters.as_str(), small, last),
                Case::Kebab => words(part, '-', small),
                Case::Snake => words(part, '_', small),
                Case::Cobol => words(part, '-', large),
                Case::Macro => words(part, '_', large),
            }
    }
}

/// Behind the first letter: no two capitals in a row, but for one at the very end.
fn humps(rest: &str, small: impl Fn(char) -> bool, last: bool) -> bool {
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        if small(character) {
            continue;
        }
        let followed = match characters.peek() {
            Some(next) => small(*next),
            None => last,
        };
        if !(character.is_ascii_uppercase() && followed) {
            return false;
        }
    }
    true
}

fn words(text: &str, between: char, fits: impl Fn(char) -> bool) -> bool {
    text.split(between).all(|word| !word.is_empty() && word.chars().all(&fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(case: Case, text: &str) -> bool {
        Casing { name: "", case, digits: true, separator: None, leading: false }.fits(text)
    }

    #[test]
    fn cases_are_told_apart() {
        for (case, right, wrong) in [
            (Case::Flat, "abc1", "aBc"),
            (Case::Camel, "aBc1D", "aBCd"),
            (Case::Pascal, "AbCdE", "abC"),
            (Case::Kebab, "ab-c1", "ab--c"),
            (Case::Cobol, "AB-C1", "AB-c"),
            (Case::Snake, "ab_c1", "_ab"),
            (Case::Macro, "AB_C1", "AB_"),
        ] {
            assert!(fits(case, right), "{case:?} {right}");
            assert!(!fits(case, wrong), "{case:?} {wrong}");
        }
    }

    #[test]
    fn a_separator_parts_what_is_judged() {
        let paths = Casing { name: "", case: Case::Kebab, digits: false, separator: Some('/'), leading: true };

        assert!(paths.fits("/ab-c/de"));
        assert!(paths.fits("/"));
        assert!(!paths.fits("/ab/"));
        assert!(!paths.fits("/v1"));
    }
}
