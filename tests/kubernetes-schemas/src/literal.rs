//! The literal of a JSON schema as it stands in Rust source: `json_schema!({ … })`.

/// A value of the literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Text(String),
    Word(String),
    List(Vec<Literal>),
    Map(Vec<(String, Literal)>),
    /// An expression that makes the schema of another type: its path without `crate::`, with dots.
    Reference(String),
}

impl Literal {
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads the value that a text begins with.
pub fn read(text: &str) -> Option<Literal> {
    Reader { text, at: 0 }.value()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Literal> {
        match self.peek()? {
            '{' => {
                self.at += 1;
                let mut entries = Vec::new();
                while self.peek()? != '}' {
                    let Literal::Text(key) = self.string()? else { return None };
                    self.expect(':')?;
                    entries.push((key, self.value()?));
                    self.comma();
                }
                self.at += 1;
                Some(Literal::Map(entries))
            }
            '[' => {
                self.at += 1;
                let mut items = Vec::new();
                while self.peek()? != ']' {
                    items.push(self.value()?);
                    self.comma();
                }
                self.at += 1;
                Some(Literal::List(items))
            }
            '"' => self.string(),
            '(' => self.expression(),
            _ => {
                let rest = self.text.get(self.at..)?;
                let end = rest.find(|c: char| matches!(c, ',' | '}' | ']') || c.is_whitespace())?;
                self.at += end;
                Some(Literal::Word(rest.get(..end)?.to_owned()))
            }
        }
    }

    fn string(&mut self) -> Option<Literal> {
        self.expect('"')?;
        let mut text = String::new();
        let mut characters = self.text.get(self.at..)?.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at += at + 1;
                    return Some(Literal::Text(text));
                }
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                other => text.push(other),
            }
        }
        None
    }

    /// `({ … __gen.subschema_for::<crate::api::core::v1::EnvVar>() … })`.
    fn expression(&mut self) -> Option<Literal> {
        let start = self.at;
        let mut depth = 0;
        loop {
            match self.peek()? {
                '"' => {
                    self.string()?;
                }
                '(' => {
                    depth += 1;
                    self.at += 1;
                }
                ')' => {
                    depth -= 1;
                    self.at += 1;
                    if depth == 0 {
                        break;
                    }
                }
                other => self.at += other.len_utf8(),
            }
        }
        let (_, path) = self.text.get(start..self.at)?.split_once("subschema_for::<")?;
        let path = path.split('>').next()?.trim_start_matches("crate::");
        Some(Literal::Reference(path.replace("::", ".")))
    }

    fn peek(&mut self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.len() - rest.trim_start().len();
        self.text.get(self.at..)?.chars().next()
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += wanted.len_utf8())
    }

    fn comma(&mut self) {
        let _ = self.expect(',');
    }
}
