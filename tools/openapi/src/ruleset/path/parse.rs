//! Reads a path.

use std::rc::Rc;

use super::expression::{Expression, Global, Kind, Method, Operator};
use super::{Path, PathError, Step, Take};
use crate::ruleset::pattern::Pattern;

/// Longer texts are no paths.
const MOST_BYTES: usize = 8 * 1024;
/// Expressions nest no deeper than this, so that reading and evaluating them may recurse.
const MOST_DEPTH: usize = 64;
/// Parts of one path's expressions together.
const MOST_PARTS: usize = 2_000;

pub(super) fn path(text: &str) -> Result<Path, PathError> {
    if text.len() > MOST_BYTES {
        return Err(PathError { at: 0, message: format!("a path of more than {MOST_BYTES} bytes is not read") });
    }
    let mut reader = Reader { text, at: 0, depth: 0, parts: 0 };
    reader.path()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    parts: usize,
}

type Read<T> = Result<T, PathError>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn fail<T>(&self, message: impl Into<String>) -> Read<T> {
        Err(PathError { at: self.at, message: message.into() })
    }

    fn expect(&mut self, token: &str) -> Read<()> {
        self.spaces();
        if self.eat(token) { Ok(()) } else { self.fail(format!("`{token}` is expected here")) }
    }

    fn path(&mut self) -> Read<Path> {
        self.spaces();
        if !self.eat("$") {
            return self.fail("a path begins with `$`");
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut keyed = false;
        loop {
            if self.rest().trim().is_empty() {
                break;
            }
            if keyed {
                // The key has no parent of its own: `~^` is `~`.
                if self.eat("^") {
                    continue;
                }
                return self.fail("nothing can follow `~`");
            }
            if self.eat("~") {
                keyed = true;
                continue;
            }
            let start = self.at;
            if self.eat("^") {
                steps.push(Step { deep: false, take: Take::Parent, start });
                continue;
            }
            // `.[*]` is read as `..[*]`, as JSONPath-Plus does.
            let rest = self.rest();
            let deep = self.eat("..") || (rest.starts_with(".[*]") && self.eat("."));
            let dot = !deep && self.eat(".");
            if (dot || deep) && self.rest().trim().is_empty() {
                if deep {
                    steps.push(Step { deep, take: Take::Containers, start });
                }
                break;
            }
            let take = if self.eat("[") {
                self.bracket()?
            } else if dot || deep || kind_call(Some(rest)).is_some() {
                self.member()?
            } else {
                return self.fail("`.`, `[`, `^` or `~` is expected here");
            };
            steps.push(Step { deep, take, start });
        }
        Ok(Path { text: self.text.to_owned(), steps, keyed })
    }

    /// A name behind a dot: whatever stands before the next sign of the path.
    fn member(&mut self) -> Read<Take> {
        let from = self.at;
        let rest = self.rest();
        if let Some((kind, length)) = kind_call(Some(rest)) {
            self.at += length;
            return Ok(Take::Filter(Expression::OfKind(kind)));
        }
        if let Some(quote) = rest.chars().next().filter(|first| matches!(first, '\'' | '"')) {
            return Ok(Take::Keys(vec![self.quoted(quote)?]));
        }
        let end = rest.find(['.', '[', ']', '^', '~']).unwrap_or(rest.len());
        let kind = rest.find('@').filter(|at| *at < end && kind_call(rest.get(*at..)).is_some());
        self.at += kind.unwrap_or(end);
        let name = self.text.get(from..self.at).unwrap_or_default().trim_end();
        if name.is_empty() {
            return self.fail("a name is expected here");
        }
        if name == "*" {
            return Ok(Take::Any);
        }
        Ok(Take::Keys(name.strip_prefix('`').unwrap_or(name).split(',').map(|name| name.trim().to_owned()).collect()))
    }

    /// What stands between brackets; the first one is read.
    fn bracket(&mut self) -> Read<Take> {
        self.spaces();
        if self.eat("?") {
            self.spaces();
            if self.peek() != Some('(') {
                return self.fail("a filter is written `[?(…)]`, with parentheses");
            }
            self.eat("(");
            let expression = self.expression()?;
            self.expect(")")?;
            self.expect("]")?;
            return Ok(Take::Filter(expression));
        }
        if self.eat("(") {
            let expression = self.expression()?;
            self.expect(")")?;
            self.expect("]")?;
            return Ok(Take::Computed(expression));
        }
        let inner = self.rest().split(']').next().unwrap_or_default();
        if let Some(slice) = slice(inner) {
            self.at += inner.len();
            self.expect("]")?;
            return if slice.2 > 0 {
                Ok(Take::Slice(slice.0, slice.1, slice.2))
            } else {
                self.fail("the step of a slice is a number above 0")
            };
        }
        let mut keys = Vec::new();
        let mut any = false;
        loop {
            self.spaces();
            match self.peek() {
                Some(quote @ ('\'' | '"')) => keys.push(self.quoted(quote)?),
                Some(_) => {
                    let rest = self.rest();
                    let end = rest.find([',', ']']).unwrap_or(rest.len());
                    let name = rest.get(..end).unwrap_or_default().trim();
                    any |= name == "*";
                    if name.is_empty() {
                        return self.fail("a name is expected here");
                    }
                    keys.push(name.to_owned());
                    self.at += end;
                }
                None => return self.fail("the bracket is not closed"),
            }
            self.spaces();
            if self.eat("]") {
                break;
            }
            if !self.eat(",") {
                return self.fail("`,` or `]` is expected here");
            }
        }
        Ok(if any { Take::Any } else { Take::Keys(keys) })
    }

    /// A quoted text; the quote is next.
    fn quoted(&mut self, quote: char) -> Read<String> {
        let begin = self.at;
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => match characters.next().map(|(_, escaped)| escaped) {
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some(escaped) => text.push(escaped),
                    None => break,
                },
                _ if character == quote => {
                    self.at = begin + at + quote.len_utf8();
                    return Ok(text);
                }
                _ => text.push(character),
            }
        }
        self.fail("the text in quotes has no end")
    }

    fn part(&mut self, expression: Expression) -> Read<Expression> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return self.fail(format!("an expression of more than {MOST_PARTS} parts is not read"));
        }
        Ok(expression)
    }

    /// Recursion is bounded by [`MOST_DEPTH`].
    fn expression(&mut self) -> Read<Expression> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.fail(format!("an expression nested more than {MOST_DEPTH} levels deep is not read"));
        }
        let test = self.either()?;
        self.spaces();
        let expression = if self.rest().starts_with('?') && !self.rest().starts_with("?.") {
            self.eat("?");
            let yes = self.expression()?;
            self.expect(":")?;
            let no = self.expression()?;
            self.part(Expression::Choice(Box::new(test), Box::new(yes), Box::new(no)))?
        } else {
            test
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn joined(
        &mut self,
        token: &str,
        next: fn(&mut Self) -> Read<Expression>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Read<Expression> {
        let first = next(self)?;
        let mut parts = vec![first];
        loop {
            self.spaces();
            if !self.eat(token) {
                break;
            }
            let part = next(self)?;
            parts.push(self.part(part)?);
        }
        if parts.len() > 1 {
            return Ok(join(parts));
        }
        parts.pop().map_or_else(|| self.fail("a value is expected here"), Ok)
    }

    fn either(&mut self) -> Read<Expression> {
        self.joined("??", Self::or, Expression::Either)
    }

    fn or(&mut self) -> Read<Expression> {
        self.joined("||", Self::and, Expression::Or)
    }

    fn and(&mut self) -> Read<Expression> {
        self.joined("&&", Self::equality, Expression::And)
    }

    fn binary(
        &mut self,
        operators: &[(&str, Operator)],
        next: fn(&mut Self) -> Read<Expression>,
    ) -> Read<Expression> {
        let mut left = next(self)?;
        loop {
            self.spaces();
            let Some((token, operator)) = operators.iter().find(|(token, _)| self.rest().starts_with(token)) else {
                return Ok(left);
            };
            let word = token.chars().all(char::is_alphabetic);
            let behind = self.rest().get(token.len()..).and_then(|rest| rest.chars().next());
            if word && behind.is_none_or(|next| next.is_alphanumeric() || matches!(next, '_' | '$')) {
                return Ok(left);
            }
            self.eat(token);
            let right = next(self)?;
            left = self.part(Expression::Binary(*operator, Box::new(left), Box::new(right)))?;
        }
    }

    fn equality(&mut self) -> Read<Expression> {
        use Operator::{Equal, NotEqual, NotSame, Same};
        self.binary(&[("===", Same), ("!==", NotSame), ("==", Equal), ("!=", NotEqual)], Self::relation)
    }

    fn relation(&mut self) -> Read<Expression> {
        use Operator::{Greater, GreaterOrEqual, In, Less, LessOrEqual};
        let operators = [("<=", LessOrEqual), (">=", GreaterOrEqual), ("<", Less), (">", Greater), ("in", In)];
        self.binary(&operators, Self::sum)
    }

    fn sum(&mut self) -> Read<Expression> {
        self.binary(&[("+", Operator::Plus), ("-", Operator::Minus)], Self::product)
    }

    fn product(&mut self) -> Read<Expression> {
        let operators = [("*", Operator::Times), ("/", Operator::Over), ("%", Operator::Modulo)];
        self.binary(&operators, Self::likeness)
    }

    /// `a ~= "regex"`, which Nimma knows.
    fn likeness(&mut self) -> Read<Expression> {
        let value = self.unary()?;
        self.spaces();
        if !self.eat("~=") {
            return Ok(value);
        }
        self.spaces();
        let Some(quote) = self.peek().filter(|next| matches!(next, '\'' | '"')) else {
            return self.fail("a text in quotes is expected behind `~=`");
        };
        let begin = self.at;
        let text = self.quoted(quote)?;
        let pattern = self.pattern(begin, &text, "")?;
        self.part(Expression::Call(Box::new(pattern), Method::Test, vec![value]))
    }

    /// Recursion is bounded by [`MOST_DEPTH`].
    fn unary(&mut self) -> Read<Expression> {
        self.spaces();
        let word = |reader: &Self, word: &str| {
            let rest = reader.rest().strip_prefix(word);
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        };
        let wrap: fn(Expression) -> Expression = if word(self, "typeof") {
            self.eat("typeof");
            |value| Expression::Typeof(Box::new(value))
        } else if word(self, "void") {
            self.eat("void");
            |_| Expression::Undefined
        } else if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.eat("!");
            |value| Expression::Not(Box::new(value))
        } else if self.eat("-") {
            |value| Expression::Negative(Box::new(value))
        } else if self.eat("+") {
            |value| Expression::ToNumber(Box::new(value))
        } else {
            return self.postfix();
        };
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.fail(format!("an expression nested more than {MOST_DEPTH} levels deep is not read"));
        }
        let value = self.unary()?;
        self.depth -= 1;
        self.part(wrap(value))
    }

    fn postfix(&mut self) -> Read<Expression> {
        let mut value = self.primary()?;
        loop {
            self.spaces();
            if self.eat("?.") || (self.rest().starts_with('.') && self.eat(".")) {
                let name = self.identifier();
                if name.is_empty() {
                    return self.fail("a name is expected behind `.`");
                }
                self.spaces();
                value = if self.eat("(") {
                    let Some((_, method)) = Method::ALL.iter().find(|(known, _)| *known == name) else {
                        return self.fail(format!("the method `{name}` is not known here"));
                    };
                    let arguments = self.arguments(")")?;
                    self.part(Expression::Call(Box::new(value), *method, arguments))?
                } else {
                    self.part(Expression::Member(Box::new(value), name.to_owned()))?
                };
            } else if self.eat("[") {
                let index = self.expression()?;
                self.expect("]")?;
                value = self.part(Expression::Index(Box::new(value), Box::new(index)))?;
            } else {
                return Ok(value);
            }
        }
    }

    fn arguments(&mut self, end: &str) -> Read<Vec<Expression>> {
        let mut arguments = Vec::new();
        self.spaces();
        while !self.eat(end) {
            if !arguments.is_empty() {
                self.expect(",")?;
            }
            arguments.push(self.expression()?);
            self.spaces();
        }
        Ok(arguments)
    }

    fn identifier(&mut self) -> &'t str {
        let rest = self.rest();
        let end =
            rest.find(|next: char| !(next.is_alphanumeric() || matches!(next, '_' | '$'))).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn primary(&mut self) -> Read<Expression> {
        self.spaces();
        let begin = self.at;
        match self.peek() {
            Some('(') => {
                self.eat("(");
                let inner = self.expression()?;
                self.expect(")")?;
                Ok(inner)
            }
            Some('[') => {
                self.eat("[");
                let items = self.arguments("]")?;
                self.part(Expression::List(items))
            }
            Some(quote @ ('\'' | '"')) => {
                let text = self.quoted(quote)?;
                self.part(Expression::Text(text))
            }
            Some('/') => self.regex(),
            Some('@') => {
                self.eat("@");
                let word = self.identifier();
                self.at_word(begin, word)
            }
            Some(digit) if digit.is_ascii_digit() || digit == '.' => {
                let rest = self.rest();
                let end = rest.find(|next: char| !(next.is_ascii_digit() || next == '.')).unwrap_or(rest.len());
                self.at += end;
                match rest.get(..end).and_then(|digits| digits.parse().ok()) {
                    Some(number) => self.part(Expression::Number(number)),
                    None => self.fail("this is no number"),
                }
            }
            Some(_) => {
                let word = self.identifier();
                self.word(begin, word)
            }
            None => self.fail("a value is expected here"),
        }
    }

    fn at_word(&mut self, begin: usize, word: &str) -> Read<Expression> {
        let expression = match word {
            "" => Expression::Current,
            "root" => Expression::Root,
            "property" => Expression::Property,
            "parentProperty" => Expression::ParentProperty,
            "parent" => Expression::Parent,
            "path" => Expression::Path,
            _ => match Kind::from_word(word) {
                Some(kind) if self.eat("()") => Expression::OfKind(kind),
                _ => {
                    return Err(PathError { at: begin, message: format!("`@{word}` is not known here") });
                }
            },
        };
        self.part(expression)
    }

    fn word(&mut self, begin: usize, word: &str) -> Read<Expression> {
        let function = match word {
            "null" => return self.part(Expression::Null),
            "undefined" => return self.part(Expression::Undefined),
            "true" => return self.part(Expression::Bool(true)),
            "false" => return self.part(Expression::Bool(false)),
            "$" => return self.part(Expression::Root),
            "index" => return self.part(Expression::Property),
            "String" => Global::String,
            "Number" => Global::Number,
            "Boolean" => Global::Boolean,
            "Array" if self.eat(".isArray") => Global::IsArray,
            "Object" if self.eat(".keys") => Global::Keys,
            _ => {
                let message = if word.is_empty() {
                    "a value is expected here".to_owned()
                } else {
                    format!("`{word}` is not known here")
                };
                return Err(PathError { at: begin, message });
            }
        };
        let function = if word == "Number" && self.eat(".isInteger") { Global::IsInteger } else { function };
        self.expect("(")?;
        let argument = self.expression()?;
        self.expect(")")?;
        self.part(Expression::Global(function, Box::new(argument)))
    }

    /// `/…/flags`
    fn regex(&mut self) -> Read<Expression> {
        let begin = self.at;
        let rest = self.rest();
        let mut in_class = false;
        let mut escaped = false;
        let mut end = None;
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let Some(end) = end else { return self.fail("the regular expression has no end") };
        let source = rest.get(1..end).unwrap_or_default();
        self.at += end + 1;
        let flags = self.identifier();
        self.pattern(begin, source, flags)
    }

    fn pattern(&mut self, begin: usize, source: &str, flags: &str) -> Read<Expression> {
        let pattern = Pattern::new(source, flags)
            .map_err(|message| PathError { at: begin, message: format!("the regular expression {message}") })?;
        self.part(Expression::Regex(Rc::new(pattern)))
    }
}

/// The kind that `@string()` and its like ask for, and the length of the call.
fn kind_call(text: Option<&str>) -> Option<(Kind, usize)> {
    let (word, _) = text?.strip_prefix('@')?.split_once("()")?;
    Some((Kind::from_word(word)?, word.len() + "@()".len()))
}

/// `start:end:step`, each of which may be missing.
fn slice(text: &str) -> Option<(Option<i64>, Option<i64>, i64)> {
    let mut parts = text.trim().split(':');
    let number = |part: Option<&str>| match part.map(str::trim) {
        None | Some("") => Some(None),
        Some(digits) => digits.parse::<i64>().ok().map(Some),
    };
    let start = number(parts.next())?;
    let end = number(Some(parts.next()?))?;
    let step = number(parts.next())?;
    parts.next().is_none().then_some((start, end, step.unwrap_or(1)))
}
