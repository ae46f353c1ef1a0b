//! How a migration tool runs a file: as one transaction, or each statement for itself; and what runs in none.

use architect_core::Source;

use crate::ddl::Maintenance;
use crate::statement::Token;

/// How the statements of a file are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// All in one transaction.
    Whole,
    /// Each for itself, unless the file says `BEGIN`.
    Each,
    /// Not known.
    Unknown,
}

impl Wrapping {
    /// In one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "file",
            Self::Each => "statement",
            Self::Unknown => "unknown",
        }
    }
}

/// Which files a tool that wraps files runs without a transaction all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// None.
    Never,
    /// A file of one statement.
    One,
    /// A file of nothing but statements that refuse a transaction.
    All,
}

/// A migration tool that was told from a file or its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convention {
    /// How it runs the file.
    pub wrapping: Wrapping,
    /// Which files are exempt.
    pub alone: Alone,
    /// Its name, where it is known.
    pub tool: Option<&'static str>,
}

/// Tells the tool by the marks in a file, or by its path.
pub fn convention(source: &Source) -> Convention {
    const LINES: usize = 40;
    let known = |tool, wrapping| Convention { wrapping, alone: Alone::Never, tool: Some(tool) };
    let wrapped = |alone: bool| if alone { Wrapping::Each } else { Wrapping::Whole };
    for line in source.text().lines().take(LINES) {
        let line = line.get(..line.len().min(120)).unwrap_or_default().trim().to_ascii_lowercase();
        // drizzle ends the lines of its statements so, or gives the mark a line of its own.
        if line.ends_with("--> statement-breakpoint") {
            return known("drizzle", Wrapping::Whole);
        }
        let Some(comment) = line.strip_prefix("--").map(str::trim) else {
            continue;
        };
        if comment.starts_with("+goose") {
            let alone = source.text().to_ascii_lowercase().contains("+goose no transaction");
            return known("goose", wrapped(alone));
        }
        if comment.starts_with("+migrate up") {
            return known("sql-migrate", wrapped(comment.contains("notransaction")));
        }
        if comment.starts_with("migrate:up") {
            return known("dbmate", wrapped(comment.contains("transaction:false")));
        }
        if comment.starts_with("no-transaction") {
            return known("sqlx", Wrapping::Each);
        }
    }
    let path = source.name();
    let name = path.rsplit('/').next().unwrap_or(path);
    if name == "up.sql" {
        return known("diesel or Hasura", Wrapping::Whole);
    }
    // Sent as one text, several statements are one transaction.
    if name.ends_with(".up.sql") {
        return Convention { alone: Alone::One, ..known("golang-migrate or sqlx", Wrapping::Whole) };
    }
    if name == "migration.sql" && path.contains("migrations/") {
        return Convention { alone: Alone::One, ..known("Prisma", Wrapping::Whole) };
    }
    let versioned = name.strip_prefix(['V', 'R']).is_some_and(|rest| {
        (rest.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with("__")) && rest.contains("__")
    });
    if versioned {
        return Convention { alone: Alone::All, ..known("Flyway", Wrapping::Whole) };
    }
    Convention { wrapping: Wrapping::Unknown, alone: Alone::Never, tool: None }
}

/// What the server does not run inside of a transaction.
pub(super) fn refuses_transaction(tokens: &[Token], maintenance: Option<&Maintenance>) -> Option<&'static str> {
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    let concurrently = || tokens.iter().any(|token| token.is("concurrently"));
    match maintenance {
        Some(Maintenance::Vacuum { .. }) => return Some("VACUUM"),
        Some(Maintenance::Reindex { concurrently: true, .. }) => return Some("REINDEX CONCURRENTLY"),
        Some(_) => return None,
        None => {}
    }
    let index = is(1, "index") || (is(1, "unique") && is(2, "index"));
    if is(0, "create") && index && concurrently() {
        return Some("CREATE INDEX CONCURRENTLY");
    }
    if is(0, "drop") && index && concurrently() {
        return Some("DROP INDEX CONCURRENTLY");
    }
    if is(0, "alter") && is(1, "table") && tokens.iter().any(|token| token.is("detach")) && concurrently() {
        return Some("DETACH PARTITION CONCURRENTLY");
    }
    if is(0, "alter") && is(1, "system") {
        return Some("ALTER SYSTEM");
    }
    if (is(0, "create") || is(0, "drop")) && (is(1, "database") || is(1, "tablespace")) {
        return Some("CREATE or DROP DATABASE");
    }
    None
}
