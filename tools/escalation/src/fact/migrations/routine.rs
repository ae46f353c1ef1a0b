//! Procedural SQL: bodies of blocks, procedures and functions, and who runs them.
//!
//! A procedure that a migration defines, runs and drops again is its way to a condition; what it does is the
//! migration's own doing.

use std::collections::BTreeMap;
use std::ops::Range;

use architect_sql::statement::{Script, Statement};

/// Why the call of a routine that stands elsewhere hides something.
pub(super) const OPAQUE: &str = "a procedure or prepared statement is run, and what it does is not in the change";

/// SQL Server's own procedures that touch no row.
pub(super) const KEEPS_DATA: &[&str] = &[
    "sp_rename",
    "sp_addextendedproperty",
    "sp_updateextendedproperty",
    "sp_dropextendedproperty",
    "sp_refreshview",
    "sp_refreshsqlmodule",
    "sp_recompile",
    "sp_updatestats",
    "sp_settriggerorder",
    "sp_help",
    "sp_helptext",
    "sp_helpindex",
];

/// The routines that a text defines, by name.
pub(super) fn defined(script: &Script) -> BTreeMap<String, &Statement> {
    let mut routines = BTreeMap::new();
    for statement in script.statements.iter().filter(|statement| !statement.is_rows()) {
        if let Some(name) = creates(statement.text()) {
            routines.insert(name, statement);
        }
    }
    routines
}

/// The routine that a statement creates.
fn creates(text: &str) -> Option<String> {
    const MOST_WORDS: usize = 8;
    let mut words = text.split_whitespace().take(MOST_WORDS);
    if !words.next()?.eq_ignore_ascii_case("create") {
        return None;
    }
    words.find(|word| word.eq_ignore_ascii_case("procedure") || word.eq_ignore_ascii_case("function"))?;
    words.next().and_then(name)
}

/// The routine that a statement runs: `CALL x()`, `EXEC dbo.x`, `SELECT x()`.
pub(super) fn called(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let verb = words.next()?;
    let rest = words.next()?;
    if verb.eq_ignore_ascii_case("select") && !rest.contains('(') {
        return None;
    }
    name(rest)
}

/// A routine's own name, without schema, quotes and what follows.
fn name(word: &str) -> Option<String> {
    let word = word.split(['(', ';']).next()?;
    let own = word.rsplit('.').next()?.trim_matches(['"', '`', '[', ']']);
    (!own.is_empty()).then(|| own.to_lowercase())
}

/// The body of a routine.
pub(super) fn body(text: &str) -> Range<usize> {
    dollar_body(text).unwrap_or_else(|| {
        let begins = word_starts(text).into_iter().find(|(_, word)| word == "begin");
        begins.map_or(0..0, |(at, word)| at + word.len()..text.len())
    })
}

/// The body of a dollar-quoted string.
pub(super) fn dollar_body(text: &str) -> Option<Range<usize>> {
    let open = text.find('$')?;
    let rest = text.get(open + 1..)?;
    let tag_end = rest.find('$')?;
    let tag = text.get(open..open + tag_end + 2)?;
    if !tag.trim_matches('$').chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let start = open + tag.len();
    let end = text.get(start..)?.rfind(tag)?;
    Some(start..start + end)
}

/// The words of a procedural text that stand outside of strings and comments, with their offsets, in lower case.
pub(super) fn word_starts(text: &str) -> Vec<(usize, String)> {
    let tokens = crate::code::lexer::tokens(crate::code::Language::Sql, text);
    let words = tokens.iter().filter(|token| token.kind == crate::code::lexer::Kind::Word);
    words.map(|token| (token.start, token.text.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use architect_core::Source;
    use architect_sql::Dialect;
    use architect_sql::statement::split;

    const MYSQL: &str = "drop PROCEDURE if EXISTS shorten;\ndelimiter d//\nCREATE PROCEDURE shorten()\nBEGIN\n    IF EXISTS (SELECT 1 FROM x)\n    THEN\n        ALTER TABLE t MODIFY COLUMN `c` varchar(64);\n    END IF;\nEND;\nd//\ndelimiter ;\nCALL shorten();\n";

    #[test]
    fn a_routine_is_found_by_the_name_that_it_is_called_by() {
        let script = split(&Source::new("routine", MYSQL), Dialect::MySql);

        let routines = defined(&script);

        let names: Vec<&str> = routines.keys().map(String::as_str).collect();
        assert_eq!(names, ["shorten"]);
        assert_eq!(called("CALL shorten();").as_deref(), Some("shorten"));
        assert_eq!(called("EXEC [dbo].[Shorten]").as_deref(), Some("shorten"));
        assert_eq!(called("SELECT shorten()").as_deref(), Some("shorten"));
        assert_eq!(called("SELECT id FROM orders"), None);
        let text = routines.get("shorten").map(|statement| statement.text()).unwrap_or_default();
        let inside = text.get(body(text)).unwrap_or_default();
        assert!(inside.contains("ALTER TABLE t") && !inside.contains("PROCEDURE"), "{inside}");
    }
}
