//! Reads the cases out of a Go test: the texts that are assigned, and the calls that check them.

use std::collections::BTreeMap;

/// A case of a check.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    /// The test function it stands in.
    pub(super) test: String,
    pub(super) dockerfile: String,
    pub(super) dockerignore: Option<String>,
    /// Names of checks and the lines they point at.
    pub(super) warnings: Vec<(String, usize)>,
    /// What is found when every stage is looked at, where that is more.
    pub(super) in_all_stages: Option<Vec<(String, usize)>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Text(String),
    Name(String),
    Number(usize),
    Mark(char),
}

/// The cases of a test file.
pub(super) fn cases(text: &str) -> Vec<Case> {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, at: 0, variables: BTreeMap::new() };
    reader.cases()
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    variables: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn name(&self, ahead: usize) -> Option<&str> {
        match self.peek(ahead) {
            Some(Token::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn mark(&self, ahead: usize, mark: char) -> bool {
        self.peek(ahead) == Some(&Token::Mark(mark))
    }

    fn cases(&mut self) -> Vec<Case> {
        let mut cases = Vec::new();
        let mut test = String::new();
        while self.at < self.tokens.len() {
            if self.name(0) == Some("func")
                && let Some(name) = self.name(1)
            {
                name.clone_into(&mut test);
                self.variables.clear();
            }
            if self.name(0) == Some("checkLinterWarnings") && !test.starts_with("check") {
                if let Some(case) = self.case(&test) {
                    cases.push(case);
                }
            } else if let (Some(name), true) =
                (self.name(0).map(str::to_owned), self.mark(1, '=') || (self.mark(1, ':') && self.mark(2, '=')))
            {
                self.at += if self.mark(1, '=') { 2 } else { 3 };
                if let Some(value) = self.value() {
                    self.variables.insert(name, value);
                }
                continue;
            }
            self.at += 1;
        }
        cases
    }

    /// A text: a literal, a variable, or one of the calls that make one.
    fn value(&mut self) -> Option<String> {
        match self.peek(0)?.clone() {
            Token::Text(text) => {
                self.at += 1;
                Some(text)
            }
            Token::Mark('[') if self.mark(1, ']') && self.name(2) == Some("byte") => {
                self.at += 3;
                self.call()?.into_iter().next()
            }
            Token::Name(name) if self.mark(1, '.') => {
                let method = self.name(2)?.to_owned();
                self.at += 3;
                match (name.as_str(), method.as_str()) {
                    ("integration", "UnixOrWindows") => self.call()?.into_iter().next(),
                    ("fmt", "Appendf" | "Sprintf") => {
                        let mut arguments = self.call()?.into_iter();
                        let format = arguments.next()?;
                        Some(arguments.fold(format, |text, argument| text.replacen("%s", &argument, 1)))
                    }
                    _ => None,
                }
            }
            Token::Name(name) if !self.mark(1, '(') => {
                self.at += 1;
                self.variables.get(&name).cloned()
            }
            _ => None,
        }
    }

    /// The texts among the arguments of a call.
    fn call(&mut self) -> Option<Vec<String>> {
        if !self.mark(0, '(') {
            return None;
        }
        self.at += 1;
        let mut values = Vec::new();
        while !self.mark(0, ')') {
            self.peek(0)?;
            let before = self.at;
            values.extend(self.value());
            if self.at == before || self.mark(0, ',') {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(values)
    }

    /// The call that checks a case, with the fields of its argument.
    fn case(&mut self, test: &str) -> Option<Case> {
        while !self.mark(0, '{') {
            self.peek(0)?;
            self.at += 1;
        }
        self.at += 1;
        let mut case = Case { test: test.to_owned(), ..Case::default() };
        while !self.mark(0, '}') {
            let field = self.name(0)?.to_owned();
            self.at += 2;
            match field.as_str() {
                "Dockerfile" => case.dockerfile = self.value()?,
                "DockerIgnore" => case.dockerignore = self.value(),
                "Warnings" => case.warnings = self.warnings(),
                "UnmarshalWarnings" => case.in_all_stages = Some(self.warnings()),
                "FrontendAttrs" => {
                    if let Some(options) = self.attribute("build-arg:BUILDKIT_DOCKERFILE_CHECK") {
                        // What a build is told counts instead of what the file says.
                        let rest = case.dockerfile.split_once('\n').map_or("", |(_, rest)| rest);
                        case.dockerfile = format!("#check={options}\n{rest}");
                    }
                }
                _ => self.skip(),
            }
            if self.mark(0, ',') {
                self.at += 1;
            }
        }
        Some(case)
    }

    /// Goes to the end of a field.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek(0) {
            match token {
                Token::Mark('(' | '{' | '[') => depth += 1,
                Token::Mark(')' | '}' | ']' | ',') if depth == 0 => return,
                Token::Mark(')' | '}' | ']') => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn field(&mut self) -> Vec<Token> {
        let start = self.at;
        self.skip();
        self.tokens.get(start..self.at).unwrap_or_default().to_vec()
    }

    fn warnings(&mut self) -> Vec<(String, usize)> {
        let tokens = self.field();
        let mut warnings = Vec::new();
        let mut name = None;
        for window in tokens.windows(4) {
            match window {
                [Token::Name(field), Token::Mark(':'), Token::Text(text), _] if field == "RuleName" => {
                    warnings.push((text.clone(), 0));
                }
                [Token::Name(field), Token::Mark(':'), Token::Number(line), _] if field == "Line" => {
                    if let Some(last) = warnings.last_mut() {
                        last.1 = *line;
                    }
                }
                [Token::Name(call), Token::Mark('('), Token::Text(_), Token::Mark(',')]
                    if call == "makeLintWarning" =>
                {
                    name = Some("MultipleInstructionsDisallowed".to_owned());
                }
                [Token::Text(_), Token::Mark(','), Token::Number(line), Token::Mark(')')] => {
                    warnings.extend(name.take().map(|name| (name, *line)));
                }
                _ => {}
            }
        }
        warnings
    }

    fn attribute(&mut self, key: &str) -> Option<String> {
        let tokens = self.field();
        tokens.windows(3).find_map(|window| match window {
            [Token::Text(name), Token::Mark(':'), Token::Text(value)] if name == key => Some(value.clone()),
            _ => None,
        })
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '`' => {
                let end = rest.get(1..).and_then(|rest| rest.find('`')).map_or(rest.len(), |end| end + 2);
                tokens.push(Token::Text(rest.get(1..end - 1).unwrap_or_default().to_owned()));
                end
            }
            '"' => {
                let end = quoted_end(rest);
                let literal = rest.get(..end).unwrap_or_default();
                // Go's escapes in these tests are JSON's.
                let plain = literal.trim_matches('"').to_owned();
                tokens.push(Token::Text(serde_json::from_str(literal).unwrap_or(plain)));
                end
            }
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if first.is_ascii_digit() => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                tokens.push(Token::Number(rest.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)));
                end
            }
            _ if first.is_alphabetic() || first == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                tokens.push(Token::Name(rest.get(..end).unwrap_or_default().to_owned()));
                end
            }
            _ => {
                if !first.is_whitespace() {
                    tokens.push(Token::Mark(first));
                }
                first.len_utf8()
            }
        };
        rest = rest.get(end..).unwrap_or_default();
    }
    tokens
}

fn quoted_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_with_what_it_expects() {
        let text = "func testIt(t *testing.T) {\n\tbase := integration.UnixOrWindows(\"a\", \"b\")\n\
                    \tdockerfile := fmt.Appendf(nil, `FROM %s\nCMD x`, base)\n\
                    \tcheckLinterWarnings(t, sb, &lintTestParams{\n\t\tDockerfile: dockerfile,\n\
                    \t\tWarnings: []expectedLintWarning{\n\t\t\t{\n\t\t\t\tRuleName: \"One\",\n\t\t\t\tLine: 2,\n\t\t\t},\n\
                    \t\t\tmakeLintWarning(\"CMD\", 3),\n\t\t},\n\t})\n}";

        let found = cases(text);

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].dockerfile, "FROM a\nCMD x");
        let named = |name: &str, line| (name.to_owned(), line);
        assert_eq!(found[0].warnings, [named("One", 2), named("MultipleInstructionsDisallowed", 3)]);
    }
}
