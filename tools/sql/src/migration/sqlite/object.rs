//! A trigger or a view, and what it names.

use std::collections::BTreeSet;

use sqlparser::tokenizer::Token as Lexeme;

use crate::schema::TableKey;
use crate::statement::{Statement, Token};

/// A trigger or a view.
#[derive(Debug, Clone)]
pub(super) struct Object {
    /// As shown.
    pub(super) name: String,
    /// It is a trigger.
    pub(super) is_trigger: bool,
    /// The table of a trigger.
    pub(super) table: Option<TableKey>,
    /// The statement that makes it.
    pub(super) statement: Statement,
    /// The tables and views that it reads or writes, in lower case.
    pub(super) relations: BTreeSet<String>,
    /// The columns behind `NEW.` and `OLD.`, in lower case.
    pub(super) row_columns: BTreeSet<String>,
    /// Every name in it, in lower case.
    pub(super) words: BTreeSet<String>,
    /// What it names was renamed since, so that its text is not the one that the database has.
    pub(super) changed: bool,
    /// Which one it is in the order of the statements.
    pub(super) made: usize,
}

impl Object {
    pub(super) fn new(
        name: &str,
        table: Option<TableKey>,
        is_trigger: bool,
        statement: &Statement,
        made: usize,
    ) -> Self {
        let mut object = Self {
            name: name.to_owned(),
            is_trigger,
            table,
            statement: statement.clone(),
            relations: BTreeSet::new(),
            row_columns: BTreeSet::new(),
            words: BTreeSet::new(),
            changed: false,
            made,
        };
        let tokens = statement.tokens().tokens;
        for (at, token) in tokens.iter().enumerate() {
            let Some(word) = name_of(token) else { continue };
            let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
            let is = |back: usize, keyword: &str| before(back).is_some_and(|token| token.is(keyword));
            // `UPDATE OF column` is what a trigger waits for.
            let reads = ["from", "join", "into", "update"].iter().any(|keyword| is(1, keyword));
            if reads && !token.is("of") && !token.is("on") && !token.is("or") {
                object.relations.insert(word.clone());
            }
            let of_row =
                before(1).is_some_and(|token| token.lexeme == Lexeme::Period) && (is(2, "new") || is(2, "old"));
            if of_row {
                object.row_columns.insert(word.clone());
            }
            object.words.insert(word);
        }
        object
    }

    /// What it is, and its name.
    pub(super) fn in_words(&self) -> String {
        let what = if self.is_trigger { "trigger" } else { "view" };
        format!("{what} `{}`", self.name)
    }
}

/// The name that a token is, in lower case.
pub(super) fn name_of(token: &Token) -> Option<String> {
    match &token.lexeme {
        Lexeme::Word(word) => Some(word.value.to_lowercase()),
        Lexeme::DoubleQuotedString(text) => Some(text.to_lowercase()),
        _ => None,
    }
}
