//! Names and how they are compared.

use std::ops::Range;

use crate::dialect::Dialect;

/// A name as written, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text between the quotes, or the word.
    pub text: String,
    /// Whether it was quoted.
    pub quoted: bool,
    /// Where it stands.
    pub bytes: Range<usize>,
}

impl Name {
    /// The form in which the server compares it: PostgreSQL folds what is not quoted to lower case, the others
    /// compare without case.
    pub fn key(&self, dialect: Dialect) -> String {
        if self.quoted && dialect == Dialect::PostgreSql { self.text.clone() } else { self.text.to_lowercase() }
    }

    /// The form in which the server shows it.
    pub fn shown(&self, dialect: Dialect) -> String {
        let folds = !self.quoted && dialect == Dialect::PostgreSql && !is_placeholder(&self.text);
        if folds { self.text.to_lowercase() } else { self.text.clone() }
    }
}

/// A name with the schema it is looked up in, where one is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualifiedName {
    /// The schema, or in MySQL the database.
    pub schema: Option<Name>,
    /// The object's own name.
    pub name: Name,
}

impl QualifiedName {
    /// Where both parts stand.
    pub fn bytes(&self) -> Range<usize> {
        let start = self.schema.as_ref().map_or(self.name.bytes.start, |schema| schema.bytes.start);
        start..self.name.bytes.end
    }

    /// As a statement shows it: `schema.name`, without quotes, and without the dialect's default schema.
    pub fn shown(&self, dialect: Dialect) -> String {
        match &self.schema {
            Some(schema) if dialect.default_schema() != Some(schema.key(dialect).as_str()) => {
                format!("{}.{}", schema.shown(dialect), self.name.shown(dialect))
            }
            _ => self.name.shown(dialect),
        }
    }
}

/// Whether a name has a template's placeholder in it, which is left as it is.
pub(crate) fn is_placeholder(name: &str) -> bool {
    const WITHIN: [&str; 5] = ["{{", "${", "<%", "{$", "$("];
    const FIRST: [&str; 5] = ["{", "%s", "%(", "@", ":"];
    WITHIN.iter().any(|mark| name.contains(mark)) || FIRST.iter().any(|mark| name.starts_with(mark))
}
