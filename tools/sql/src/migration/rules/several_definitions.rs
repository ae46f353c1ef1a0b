//! `sql/several-definitions`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::{Effect, Migration, Step};

declare_rule! {
    /// ## What it finds
    /// A migration file of MariaDB or MySQL that changes definitions by several statements, of tables in use among them.
    ///
    /// ## Why it matters
    /// Each commits by itself. When the second fails the first stays, and running the file again fails at the first.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ALTER TABLE customer ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN IF NOT EXISTS note varchar(20), ALGORITHM=INSTANT;
    /// ALTER TABLE customer ADD COLUMN IF NOT EXISTS note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ## Limits
    /// One finding for a file. Statements that say `IF EXISTS` or `IF NOT EXISTS` can be run again and do not count, nor do views,
    /// triggers and routines.
    pub SeveralDefinitions {
        id: "sql/several-definitions",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, Statements That Cause an Implicit Commit", "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html"), ("MariaDB manual, SQL statements That Cause an Implicit Commit", "https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/")],
    }
}

impl Rule<Migration> for SeveralDefinitions {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            let counts: Vec<&Step> = file.steps.iter().filter(|step| counts(step)).collect();
            let in_use = counts.iter().any(|step| step.effects.iter().any(Effect::is_felt));
            let ([first, second, ..], true) = (counts.as_slice(), in_use) else { continue };
            let number = counts.len();
            sink.push(
                Finding::of::<Self>(second.span())
                    .subject(file.source.name())
                    .confidence(Confidence::Medium)
                    .message(format!(
                        "{number} statements of this file change definitions, and each commits by itself: when this one fails, the \
                         one in line {} stays",
                        first.span().start().line
                    ))
                    .related(first.span(), "stays when a later one fails")
                    .help("give each a file of its own, so that what was done and what was not is known"),
            );
        }
    }
}

/// Whether a statement makes a second run fail.
fn counts(step: &Step) -> bool {
    let tokens = step.statement.tokens().tokens;
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| words.iter().any(|word| token.is(word)));
    let repeatable = tokens.windows(2).any(|pair| {
        matches!(pair, [first, second] if first.is("if") && (second.is("exists") || second.is("not")))
            || matches!(pair, [first, second] if first.is("or") && second.is("replace"))
    });
    let definition = is(0, &["alter", "create", "drop", "rename"])
        && (is(1, &["table", "index", "unique", "fulltext", "spatial", "online", "ignore"]));
    step.is_definition && definition && !repeatable
}
