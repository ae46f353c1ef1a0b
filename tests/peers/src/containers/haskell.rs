//! As much of Haskell as the tests of hadolint are written in: words, strings, lists of strings, and the few functions
//! that put them together. A text comes in, the calls of the test functions go out; a call that is not understood is
//! named, never left out.

use std::collections::BTreeMap;

/// A word of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Name(String),
    Text(String),
    Sign(String),
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    line: usize,
    column: usize,
}

/// What a test expects of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// At least one finding.
    Some,
    /// None.
    None,
    /// So many.
    Exactly(usize),
}

/// A call of a test function.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The line it begins at.
    pub(super) line: usize,
    /// The title of the test it stands in.
    pub(super) title: String,
    /// The rule it asks for; `SC` for any rule about shell scripts, `*` for any rule at all.
    pub(super) rule: String,
    /// The Dockerfile.
    pub(super) text: String,
    /// What is expected.
    pub(super) expected: Expected,
    /// Whether every `RUN` is to be kept for later by `ONBUILD`.
    pub(super) on_build: bool,
    /// The settings that hold there, by name.
    pub(super) settings: BTreeMap<String, Setting>,
}

impl Call {
    /// What is asked, whatever the title.
    pub(super) fn question(&self) -> String {
        format!("{} {} {:?} {:?} {:?}", self.rule, self.on_build, self.expected, self.settings, self.text)
    }
}

/// A setting of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Setting {
    /// `True` or `False`.
    Switch(bool),
    /// A list of names.
    Names(Vec<String>),
    /// A list of pairs.
    Pairs(Vec<(String, String)>),
}

/// The calls of a file.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// Those that are understood.
    pub(super) read: Vec<Call>,
    /// Lines and names of those that are not.
    pub(super) unread: Vec<(usize, String)>,
}

const CALLS: [&str; 6] = [
    "ruleCatches",
    "ruleCatchesNot",
    "onBuildRuleCatches",
    "onBuildRuleCatchesNot",
    "assertChecks",
    "assertOnBuildChecks",
];

/// Reads the calls of a text.
pub(super) fn calls(text: &str) -> Calls {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, names: BTreeMap::new(), settings: Vec::new(), title: String::new() };
    let mut found = Calls::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at = reader.step(at, token, &mut found);
    }
    found
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    List(Vec<String>),
}

struct Reader<'t> {
    tokens: &'t [Token],
    names: BTreeMap<String, Value>,
    /// Settings with the column of their `let`: they hold until a line begins further left.
    settings: Vec<(usize, BTreeMap<String, Setting>)>,
    title: String,
}

impl Reader<'_> {
    fn kind(&self, at: usize) -> Option<&Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    fn is_sign(&self, at: usize, sign: &str) -> bool {
        matches!(self.kind(at), Some(Kind::Sign(found)) if found == sign)
    }

    fn step(&mut self, at: usize, token: &Token, found: &mut Calls) -> usize {
        let begins_line =
            at.checked_sub(1).and_then(|at| self.tokens.get(at)).is_none_or(|last| last.line < token.line);
        if begins_line {
            while self.settings.last().is_some_and(|(column, _)| token.column < *column) {
                self.settings.pop();
            }
        }
        let Kind::Name(name) = &token.kind else { return at + 1 };
        match name.as_str() {
            "it" | "describe" => {
                if let Some((Value::Text(title), next)) = self.value(at + 1) {
                    self.title = title;
                    return next;
                }
            }
            "import" | "module" => {
                // A list of names belongs to it, and may stand on several lines.
                let rest = self.tokens.get(at + 1..).unwrap_or_default();
                let end = rest.iter().position(|next| next.column == token.column && next.line > token.line);
                return end.map_or(self.tokens.len(), |end| at + 1 + end);
            }
            "?config" if self.is_sign(at + 1, "=") => {
                let column = self.tokens.get(at.saturating_sub(1)).map_or(0, |token| token.column);
                let (settings, next) = self.settings_at(at + 2);
                self.settings.push((column, settings));
                return next;
            }
            _ if self.is_sign(at + 1, "=") => {
                if let Some((value, next)) = self.value(at + 2) {
                    self.names.insert(name.clone(), value);
                    return next;
                }
            }
            _ if CALLS.contains(&name.as_str()) => match self.call(at, name, token.line) {
                Some((call, next)) => {
                    found.read.push(call);
                    return next;
                }
                None => found.unread.push((token.line, name.clone())),
            },
            _ => {}
        }
        at + 1
    }

    fn call(&self, at: usize, name: &str, line: usize) -> Option<(Call, usize)> {
        let on_build = name.starts_with("onBuild") || name == "assertOnBuildChecks";
        let (rule, text, expected, next) = if name.starts_with("assert") {
            let (text, next) = self.text(at + 1)?;
            let (rule, expected, next) = self.expectation(next)?;
            (rule, text, expected, next)
        } else {
            let (rule, next) = self.text(at + 1)?;
            let (text, next) = self.text(next)?;
            // In one test a line of the Dockerfile has slipped into the name of the rule.
            let (rule, text) = match rule.rsplit_once('\n') {
                Some((lines, rule)) => (rule.to_owned(), format!("{lines}\n{text}")),
                None => (rule, text),
            };
            let expected = if name.ends_with("Not") { Expected::None } else { Expected::Some };
            (rule, text, expected, next)
        };
        let settings = self.settings.last().map(|(_, settings)| settings.clone()).unwrap_or_default();
        Some((Call { line, title: self.title.clone(), rule, text, expected, on_build, settings }, next))
    }

    /// `failsWith 2 "DL3000"`, `failsShellcheck`, `assertBool "…" . null` and their like.
    fn expectation(&self, mut at: usize) -> Option<(String, Expected, usize)> {
        while self.is_sign(at, "(") || self.is_sign(at, "$") {
            at += 1;
        }
        let Some(Kind::Name(name)) = self.kind(at) else { return None };
        match name.as_str() {
            "failsWith" => {
                let Some(Kind::Name(count)) = self.kind(at + 1) else { return None };
                let count = count.parse().ok()?;
                let (rule, next) = self.text(at + 2)?;
                Some((rule, if count == 0 { Expected::None } else { Expected::Exactly(count) }, next))
            }
            "failsWithSome" => self.text(at + 1).map(|(rule, next)| (rule, Expected::Some, next)),
            "failsShellcheck" => Some(("SC".to_owned(), Expected::Some, at + 1)),
            "passesShellcheck" => Some(("SC".to_owned(), Expected::None, at + 1)),
            "passesAllEnabled" => Some(("*".to_owned(), Expected::None, at + 1)),
            "assertBool" => {
                let rest = self.tokens.get(at..at + 6).unwrap_or_default();
                let empty = rest.iter().any(|token| token.kind == Kind::Name("null".to_owned()));
                empty.then(|| ("*".to_owned(), Expected::None, at + 1))
            }
            _ => None,
        }
    }

    fn text(&self, at: usize) -> Option<(String, usize)> {
        match self.value(at)? {
            (Value::Text(text), next) => Some((text, next)),
            (Value::List(_), _) => None,
        }
    }

    fn value(&self, at: usize) -> Option<(Value, usize)> {
        let (mut value, mut at) = self.operand(at)?;
        while self.is_sign(at, "<>") {
            let (more, next) = self.operand(at + 1)?;
            value = match (value, more) {
                (Value::Text(left), Value::Text(right)) => Value::Text(left + &right),
                (Value::List(mut left), Value::List(right)) => {
                    left.extend(right);
                    Value::List(left)
                }
                _ => return None,
            };
            at = next;
        }
        Some((value, at))
    }

    fn operand(&self, mut at: usize) -> Option<(Value, usize)> {
        while self.is_sign(at, "$") {
            at += 1;
        }
        match self.kind(at)? {
            Kind::Text(text) => Some((Value::Text(text.clone()), at + 1)),
            Kind::Sign(sign) if sign == "(" => {
                let (value, next) = self.value(at + 1)?;
                self.is_sign(next, ")").then_some((value, next + 1))
            }
            Kind::Sign(sign) if sign == "[" => self.list(at + 1),
            Kind::Name(name) => match name.as_str() {
                "Text.unlines" | "unlines" | "T.unlines" => {
                    let (Value::List(lines), next) = self.value(at + 1)? else { return None };
                    Some((Value::Text(lines.into_iter().map(|line| line + "\n").collect()), next))
                }
                "Text.pack" => self.value(at + 1),
                name => self.names.get(name).map(|value| (value.clone(), at + 1)),
            },
            Kind::Sign(_) => None,
        }
    }

    fn list(&self, mut at: usize) -> Option<(Value, usize)> {
        let mut lines = Vec::new();
        while !self.is_sign(at, "]") {
            let (line, next) = self.text(at)?;
            lines.push(line);
            at = next;
            if self.is_sign(at, ",") {
                at += 1;
            }
        }
        Some((Value::List(lines), at + 1))
    }

    /// `def`, or `def { name = value, … }`.
    fn settings_at(&self, at: usize) -> (BTreeMap<String, Setting>, usize) {
        let mut settings = BTreeMap::new();
        let Some(open) = (at..at + 3).find(|at| self.is_sign(*at, "{")) else { return (settings, at) };
        let mut at = open + 1;
        while at < self.tokens.len() && !self.is_sign(at, "}") {
            let Some(Kind::Name(name)) = self.kind(at) else {
                at += 1;
                continue;
            };
            let (setting, next) = self.setting(at + 2);
            settings.insert(name.clone(), setting);
            at = next;
        }
        (settings, at + 1)
    }

    fn setting(&self, at: usize) -> (Setting, usize) {
        let mut at = at;
        let mut texts = Vec::new();
        let mut pairs = Vec::new();
        let mut depth = 0_usize;
        let mut switch = None;
        while let Some(kind) = self.kind(at) {
            match kind {
                Kind::Sign(sign) if matches!(sign.as_str(), "[" | "(") => depth += 1,
                Kind::Sign(sign) if matches!(sign.as_str(), "]" | ")") => depth = depth.saturating_sub(1),
                Kind::Sign(sign) if sign == "," && depth == 0 => {
                    at += 1;
                    break;
                }
                Kind::Sign(sign) if sign == "}" && depth == 0 => break,
                Kind::Text(text) => texts.push(text.clone()),
                Kind::Name(name) if name == "True" || name == "False" => switch = Some(name == "True"),
                Kind::Name(name) if depth >= 2 => {
                    if let Some(text) = texts.pop() {
                        pairs.push((text, name.rsplit('.').next().unwrap_or(name).to_owned()));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        let setting = match switch {
            Some(on) => Setting::Switch(on),
            None if pairs.is_empty() => Setting::Names(texts),
            None => Setting::Pairs(pairs),
        };
        (setting, at)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line, mut start) = (0, 1, 0);
    while let Some(&character) = characters.get(at) {
        let column = at - start;
        let (kind, next) = match character {
            '\n' => {
                at += 1;
                line += 1;
                start = at;
                continue;
            }
            _ if character.is_whitespace() => {
                at += 1;
                continue;
            }
            '-' if characters.get(at + 1) == Some(&'-') => {
                at = find(&characters, at, |c| c == '\n');
                continue;
            }
            '"' => {
                let (text, next) = string(&characters, at + 1);
                (Kind::Text(text), next)
            }
            _ if character.is_alphanumeric() || character == '_' || character == '?' => {
                let next = find(&characters, at + 1, |c| !(c.is_alphanumeric() || "_.'".contains(c)));
                (Kind::Name(characters.get(at..next).unwrap_or_default().iter().collect()), next)
            }
            '<' if characters.get(at + 1) == Some(&'>') => (Kind::Sign("<>".to_owned()), at + 2),
            _ => (Kind::Sign(character.to_string()), at + 1),
        };
        tokens.push(Token { kind, line, column });
        let breaks: Vec<usize> = (at..next).filter(|at| characters.get(*at) == Some(&'\n')).collect();
        if let Some(last) = breaks.last() {
            line += breaks.len();
            start = last + 1;
        }
        at = next;
    }
    tokens
}

fn find(characters: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    let rest = characters.get(from..).unwrap_or_default();
    rest.iter().position(|c| stop(*c)).map_or(characters.len(), |at| from + at)
}

/// Reads a string behind its opening quote.
fn string(characters: &[char], mut at: usize) -> (String, usize) {
    let mut text = String::new();
    while let Some(&character) = characters.get(at) {
        at += 1;
        match character {
            '"' => break,
            '\\' => {
                let Some(&escaped) = characters.get(at) else { break };
                at += 1;
                match escaped {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    '&' => {}
                    // A gap: the string goes on behind the next backslash.
                    c if c.is_whitespace() => at = find(characters, at, |c| c == '\\') + 1,
                    c if c.is_ascii_digit() => {
                        let end = find(characters, at, |c| !c.is_ascii_digit());
                        let digits: String = characters.get(at - 1..end).unwrap_or_default().iter().collect();
                        text.extend(digits.parse().ok().and_then(char::from_u32));
                        at = end;
                    }
                    other => text.push(other),
                }
            }
            other => text.push(other),
        }
    }
    (text, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = r#"
module Some.Spec (ruleCatches) where
import Helpers
  ( ruleCatches )

spec = do
  let ?config = def
  describe "all" $ do
    it "one" $ ruleCatches "DL1" "RUN \"a\" \
      \&& b" -- not "this"
    it "two" $ do
      let dockerFile =
            [ "FROM x",
              "RUN " <> "y"
            ]
      let ?config = def { allowedRegistries = ["a", "b"], labelSchema = Map.fromList [("l", Rule.Url)] }
      onBuildRuleCatchesNot "DL2" $ Text.unlines dockerFile
    it "three" $
      let file = Text.unlines [ "FROM z" ]
       in assertChecks file (failsWith 2 "DL3")
    it "four" $ ruleCatches "DL4" (mystery 3)
"#;

    #[test]
    fn calls_are_read_with_their_text_and_their_settings() {
        let calls = calls(SPEC);

        let shown: Vec<String> = calls
            .read
            .iter()
            .map(|call| {
                format!(
                    "{} {} {:?} {:?} {} {}",
                    call.title,
                    call.rule,
                    call.text,
                    call.expected,
                    call.on_build,
                    call.settings.len()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"one DL1 "RUN \"a\" && b" Some false 0"#,
                r#"two DL2 "FROM x\nRUN y\n" None true 2"#,
                r#"three DL3 "FROM z\n" Exactly(2) false 0"#,
            ]
        );
    }

    #[test]
    fn a_call_that_is_not_understood_is_named() {
        assert_eq!(calls(SPEC).unread, [(21, "ruleCatches".to_owned())]);
    }
}
