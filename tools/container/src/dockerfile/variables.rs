//! `$NAME`, `${NAME}` and its modifiers in the builder's own instructions, and the quotes around them.
//!
//! [`process`] does what the builder does with a word: quotes go, variables are put in, and a text that the builder
//! refuses is a [`Fault`]. [`expand`] is for readers: what is not known stays as it is written, and nothing fails.

use std::ops::Range;

use crate::dockerfile::pattern::Pattern;

/// Deepest nesting of defaults within defaults that is followed.
const MAX_DEPTH: usize = 16;

/// Longest text that is expanded, and longest outcome: image names, users and paths are far shorter.
pub(crate) const MAX_BYTES: usize = 4_096;

/// What is known of a variable at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// Its value, when nobody gives another with `--build-arg`.
    Known(String),
    /// Declared without a value: who builds may give one.
    Open,
    /// Declared with a value that cannot be told from the file.
    Unclear,
    /// Not declared; an environment variable of the base image may still have the name.
    #[default]
    Undeclared,
}

impl Value {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the file says that there is such a variable.
    pub fn is_declared(&self) -> bool {
        !matches!(self, Self::Undeclared)
    }
}

/// Why the builder refuses a text, or why it was not followed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A quote is not closed.
    UnclosedQuote,
    /// `${` without its brace.
    UnclosedBrace,
    /// `${}` or `${:…}`.
    BadSubstitution,
    /// A modifier that the builder does not know.
    UnsupportedModifier,
    /// A pattern with an escape that means nothing.
    BadPattern,
    /// `${NAME:?…}` of a variable without a value.
    Required,
    /// Nested too deeply or too long to be followed.
    TooLarge,
}

/// A place that takes a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The variable's name.
    pub name: String,
    /// Where in the text, from `$` to the end of the reference.
    pub range: Range<usize>,
    /// Whether something else stands in where the variable has no value: `-`, `+` or `?`.
    pub has_alternative: bool,
}

/// A text with its variables put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The text without quotes.
    pub text: String,
    /// The words of it: spaces within quotes do not part words.
    pub words: Vec<String>,
    /// The variables it takes, in order; those within a default too.
    pub references: Vec<Reference>,
    /// Whether every variable's value is known, or known to be unset.
    pub certain: bool,
}

/// How a text is read.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(crate) struct Style {
    /// Quotes stay.
    pub(crate) raw_quotes: bool,
    /// Escape characters stay.
    pub(crate) raw_escapes: bool,
    /// Quotes are letters like others: the text of a here-document.
    pub(crate) no_quotes: bool,
    /// A variable without a value stays as it is written.
    pub(crate) keep_unset: bool,
}

/// Puts variables in and takes quotes off, as the builder does with a word of its instructions.
pub fn process(text: &str, escape: char, value: &dyn Fn(&str) -> Value) -> Result<Expansion, Fault> {
    process_as(text, escape, Style::default(), value)
}

/// [`process`] in another style.
pub(crate) fn process_as(
    text: &str,
    escape: char,
    style: Style,
    value: &dyn Fn(&str) -> Value,
) -> Result<Expansion, Fault> {
    let mut lexer = Lexer { text, at: 0, escape, style, value, depth: 0, references: Vec::new(), certain: true };
    let read = lexer.run(None, style.raw_escapes)?;
    Ok(Expansion { text: read.text, words: read.words, references: lexer.references, certain: lexer.certain })
}

/// Replaces variables by what `value` gives. One without a value and without a default stays as it is written, so
/// that a caller can see that something is not known. Quotes stay too.
pub fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    if text.len() > MAX_BYTES {
        return text.to_owned();
    }
    let style = Style { keep_unset: true, ..Style::default() };
    let value = |name: &str| value(name).map_or(Value::Undeclared, Value::Known);
    let mut expanded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(dollar) = text.get(at..).and_then(|rest| rest.find('$')).map(|found| found + at) {
        expanded.push_str(text.get(at..dollar).unwrap_or_default());
        let mut lexer = Lexer {
            text,
            at: dollar,
            escape: '\\',
            style,
            value: &value,
            depth: 0,
            references: Vec::new(),
            certain: true,
        };
        if let Ok(piece) = lexer.dollar() {
            expanded.push_str(&piece);
            at = lexer.at;
        } else {
            expanded.push('$');
            at = dollar + 1;
        }
    }
    expanded.push_str(text.get(at..).unwrap_or_default());
    expanded
}

/// The variables that a text takes, as far as it can be read; of a text of more than 64 KiB, which is data, none.
pub fn references(text: &str, escape: char) -> Vec<Reference> {
    const LONGEST: usize = 64 * 1024;
    if text.len() > LONGEST || !text.contains('$') {
        return Vec::new();
    }
    let unknown = |_: &str| Value::Unclear;
    let mut lexer = Lexer {
        text,
        at: 0,
        escape,
        style: Style::default(),
        value: &unknown,
        depth: 0,
        references: Vec::new(),
        certain: true,
    };
    // What was read before a fault counts.
    let _ = lexer.run(None, false);
    lexer.references
}

/// What the builder itself knows about platforms, for the common case of a Linux machine.
pub fn predefined_platform(name: &str) -> Option<&'static str> {
    match name {
        "TARGETPLATFORM" | "BUILDPLATFORM" => Some("linux/amd64"),
        "TARGETOS" | "BUILDOS" => Some("linux"),
        "TARGETARCH" | "BUILDARCH" => Some("amd64"),
        "TARGETVARIANT" | "BUILDVARIANT" | "TARGETOSVERSION" | "BUILDOSVERSION" => Some(""),
        "TARGETSTAGE" => Some("default"),
        _ => None,
    }
}

/// Names of the arguments about platforms that exist in every build.
pub const PLATFORM_ARGUMENTS: [&str; 11] = [
    "BUILDARCH",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETPLATFORM",
    "TARGETSTAGE",
    "TARGETVARIANT",
];

/// A text that was read up to its end or to a character.
#[derive(Default)]
struct Output {
    text: String,
    words: Vec<String>,
    word: String,
}

impl Output {
    /// A character that parts words when it is a space.
    fn push(&mut self, character: char) {
        if character.is_whitespace() {
            if !self.word.is_empty() {
                self.words.push(std::mem::take(&mut self.word));
            }
        } else {
            self.word.push(character);
        }
        self.text.push(character);
    }

    /// A character that parts nothing.
    fn push_raw(&mut self, character: char) {
        self.word.push(character);
        self.text.push(character);
    }

    fn push_str_raw(&mut self, text: &str) {
        self.word.push_str(text);
        self.text.push_str(text);
    }

    fn finish(mut self) -> Self {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
        self
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    escape: char,
    style: Style,
    value: &'t dyn Fn(&str) -> Value,
    depth: usize,
    references: Vec<Reference>,
    certain: bool,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    /// Reads up to the end, or to a character and over it.
    fn run(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<Output, Fault> {
        if self.depth > MAX_DEPTH {
            return Err(Fault::TooLarge);
        }
        let before = std::mem::replace(&mut self.style.raw_escapes, raw_escapes);
        self.depth += 1;
        let read = self.run_within(stop);
        self.depth -= 1;
        self.style.raw_escapes = before;
        read
    }

    fn run_within(&mut self, stop: Option<char>) -> Result<Output, Fault> {
        let mut output = Output::default();
        let longest = self.text.len() + MAX_BYTES;
        while let Some(character) = self.peek() {
            if output.text.len() > longest {
                return Err(Fault::TooLarge);
            }
            if Some(character) == stop {
                self.next();
                return Ok(output.finish());
            }
            match character {
                '$' => self.dollar()?.chars().for_each(|character| output.push(character)),
                '<' => output.push_str_raw(&self.angle()),
                '\'' if !self.style.no_quotes => output.push_str_raw(&self.single_quote()?),
                '"' if !self.style.no_quotes => output.push_str_raw(&self.double_quote()?),
                _ if character == self.escape => {
                    self.next();
                    if self.style.raw_escapes {
                        output.push_raw(character);
                    }
                    let Some(escaped) = self.next() else { break };
                    output.push_raw(escaped);
                }
                _ => {
                    self.next();
                    output.push(character);
                }
            }
        }
        match stop {
            Some(_) => Err(Fault::UnclosedBrace),
            None => Ok(output.finish()),
        }
    }

    /// `<`, or `<<` with the space behind it: the word of a here-document may stand apart from its arrows.
    fn angle(&mut self) -> String {
        let start = self.at;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while matches!(self.peek(), Some('\t' | '\r' | ' ')) {
                self.next();
            }
        }
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }

    fn single_quote(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.next();
        loop {
            match self.next() {
                None => return Err(Fault::UnclosedQuote),
                Some('\'') => break,
                Some(_) => {}
            }
        }
        let range = if self.style.raw_quotes { start..self.at } else { start + 1..self.at - 1 };
        Ok(self.text.get(range).unwrap_or_default().to_owned())
    }

    fn double_quote(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let raw = self.style.raw_quotes;
        text.extend(self.next().filter(|_| raw));
        let longest = self.text.len() + MAX_BYTES;
        loop {
            if text.len() > longest {
                return Err(Fault::TooLarge);
            }
            match self.peek() {
                None => return Err(Fault::UnclosedQuote),
                Some('"') => {
                    self.next();
                    if raw {
                        text.push('"');
                    }
                    return Ok(text);
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(character) if character == self.escape => {
                    self.next();
                    if self.style.raw_escapes {
                        text.push(character);
                    }
                    match self.peek() {
                        None => {}
                        // Only these can be escaped within quotes; elsewhere the escape character is a letter.
                        Some(next) if next == '"' || next == '$' || next == self.escape => text.extend(self.next()),
                        Some(_) => text.push(character),
                    }
                }
                Some(character) => {
                    self.next();
                    text.push(character);
                }
            }
        }
    }

    /// Reads a reference that begins with `$` and gives what it stands for.
    fn dollar(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            let value = self.value(&name, start, false);
            return Ok(self.plain(value, start));
        }
        self.next();
        match self.peek() {
            None => return Err(Fault::UnclosedBrace),
            Some('{' | '}' | ':') => return Err(Fault::BadSubstitution),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            Some('}') => {
                let value = self.value(&name, start, false);
                Ok(self.plain(value, start))
            }
            Some(':') => {
                let modifier = self.next();
                match modifier {
                    Some(modifier @ ('-' | '+' | '?')) => self.alternative(&name, modifier, true, start),
                    _ => Err(Fault::UnsupportedModifier),
                }
            }
            Some(modifier @ ('-' | '+' | '?')) => self.alternative(&name, modifier, false, start),
            Some(end @ ('#' | '%')) => self.trim(&name, end, start),
            Some('/') => self.replace(&name, start),
            _ => Err(Fault::UnsupportedModifier),
        }
    }

    fn written(&self, start: usize) -> String {
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }

    /// Notes the reference and looks the variable up.
    fn value(&mut self, name: &str, start: usize, has_alternative: bool) -> Value {
        self.references.push(Reference { name: name.to_owned(), range: start..self.at, has_alternative });
        (self.value)(name)
    }

    fn plain(&mut self, value: Value, start: usize) -> String {
        match value {
            Value::Known(value) => value,
            Value::Undeclared if !self.style.keep_unset => String::new(),
            _ => {
                self.certain &= self.style.keep_unset;
                self.written(start)
            }
        }
    }

    fn alternative(&mut self, name: &str, modifier: char, empty_counts: bool, start: usize) -> Result<String, Fault> {
        let noted = self.references.len();
        let word = self.run(Some('}'), false)?.text;
        let value = self.value(name, start, true);
        // A reference stands before those in its default.
        self.references.get_mut(noted..).unwrap_or_default().rotate_right(1);
        let unset = match &value {
            Value::Known(value) => empty_counts && value.is_empty(),
            Value::Unclear => {
                self.certain = false;
                return Ok(self.written(start));
            }
            Value::Open | Value::Undeclared => true,
        };
        match (modifier, unset) {
            ('-', true) | ('+', false) => Ok(word),
            ('+', true) => Ok(String::new()),
            ('?', true) if self.style.keep_unset => Ok(self.written(start)),
            ('?', true) => Err(Fault::Required),
            _ => Ok(value.known().unwrap_or_default().to_owned()),
        }
    }

    fn trim(&mut self, name: &str, end: char, start: usize) -> Result<String, Fault> {
        let word = self.run(Some('}'), true)?.text;
        let longest = word.starts_with(end);
        let pattern = Pattern::read(if longest { word.get(1..).unwrap_or_default() } else { &word });
        let pattern = pattern.ok_or(Fault::BadPattern)?;
        let value = match self.value(name, start, false) {
            Value::Known(value) => value,
            other => return Ok(self.plain(other, start)),
        };
        let trimmed =
            if end == '#' { pattern.trim_start(&value, longest) } else { pattern.trim_end(&value, longest) };
        trimmed.ok_or(Fault::TooLarge)
    }

    fn replace(&mut self, name: &str, start: usize) -> Result<String, Fault> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.run(Some('/'), true)?.text;
        let replacement = self.run(Some('}'), true)?.text;
        let pattern = Pattern::read(&pattern).ok_or(Fault::BadPattern)?;
        let value = match self.value(name, start, false) {
            Value::Known(value) => value,
            other => return Ok(self.plain(other, start)),
        };
        pattern.replace(&value, &replacement, all).ok_or(Fault::TooLarge)
    }

    /// A name: letters, digits and underscores; digits alone; or one of the shell's special parameters.
    fn name(&mut self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let first = rest.chars().next().unwrap_or(' ');
        let end = if first.is_numeric() {
            rest.find(|character: char| !character.is_numeric()).unwrap_or(rest.len())
        } else if "@*#?-$!".contains(first) {
            first.len_utf8()
        } else {
            rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len())
        };
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str) -> Value {
        match name {
            "PWD" => Value::Known("/home".to_owned()),
            "EMPTY" => Value::Known(String::new()),
            "FILE" => Value::Known("app.tar.gz".to_owned()),
            "GIVEN" => Value::Open,
            "DERIVED" => Value::Unclear,
            _ => Value::Undeclared,
        }
    }

    fn processed(text: &str) -> Result<String, Fault> {
        process(text, '\\', &given).map(|expansion| expansion.text)
    }

    #[test]
    fn a_default_counts_where_nothing_is_given() {
        let given = |name: &str| (name == "TAG").then(|| "3.13".to_owned());

        assert_eq!(expand("python:${TAG:-3}-${SUITE:-trixie}", given), "python:3.13-trixie");
        assert_eq!(expand("python:$TAG", given), "python:3.13");
        assert_eq!(expand("${REGISTRY}/python", given), "${REGISTRY}/python");
        assert_eq!(expand("${A:-${B:-${TAG}}}", given), "3.13");
        assert_eq!(expand("cost $ 5 ${", given), "cost $ 5 ${");
    }

    #[test]
    fn many_unclosed_braces_are_read_once() {
        let text = "${".repeat(1_000);

        assert_eq!(expand(&text, |_| None), text);
    }

    #[test]
    fn quotes_and_escapes_are_the_builders() {
        assert_eq!(processed(r"he\'llo"), Ok("he'llo".to_owned()));
        assert_eq!(processed(r#""a\tb \"c\" $PWD" '$PWD'"#), Ok(r#"a\tb "c" /home $PWD"#.to_owned()));
        assert_eq!(processed("a'b"), Err(Fault::UnclosedQuote));
        assert_eq!(processed(r"\$PWD"), Ok("$PWD".to_owned()));
        assert_eq!(process(r"C:\dir`$PWD", '`', &given).map(|e| e.text), Ok(r"C:\dir$PWD".to_owned()));
    }

    #[test]
    fn every_modifier_does_what_the_reference_says() {
        let cases = [
            ("${PWD:-x}${NONE:-y}${EMPTY:-z}${EMPTY-z}", "/homeyz"),
            ("${PWD:+x}${NONE+y}${EMPTY:+z}", "x"),
            ("${PWD:?needed}", "/home"),
            ("${FILE%.*} ${FILE%%.*} ${FILE#*.} ${FILE##*.}", "app.tar app tar.gz gz"),
            ("${FILE/a/o} ${FILE//a/o} ${FILE/.*/}", "opp.tar.gz opp.tor.gz app"),
            ("${PWD/\\/home/x}", "x"),
        ];
        for (text, expected) in cases {
            assert_eq!(processed(text), Ok(expected.to_owned()), "{text}");
        }
        assert_eq!(processed("${NONE:?needed}"), Err(Fault::Required));
        assert_eq!(processed("${PWD:=x}"), Err(Fault::UnsupportedModifier));
        assert_eq!(processed("${}"), Err(Fault::BadSubstitution));
        assert_eq!(processed("${PWD"), Err(Fault::UnsupportedModifier));
    }

    #[test]
    fn a_value_that_is_not_known_leaves_the_text_uncertain() {
        let open = process("/srv/$GIVEN", '\\', &given);
        let known = process("/srv/$PWD/$NONE", '\\', &given);

        assert_eq!(open.map(|expansion| (expansion.text, expansion.certain)), Ok(("/srv/$GIVEN".to_owned(), false)));
        assert_eq!(known.map(|expansion| (expansion.text, expansion.certain)), Ok(("/srv//home/".to_owned(), true)));
    }

    #[test]
    fn references_have_their_places_and_those_in_defaults_count() {
        let found = references("a$B/${C:-$D} '$E'", '\\');

        let shown: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.range.clone())).collect();
        assert_eq!(shown, [("B", 1..3), ("C", 4..12), ("D", 9..11)]);
        assert!(found.get(1).is_some_and(|found| found.has_alternative));
    }
}
