//! `sql/unordered-enum-value`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A value that is added to an enumeration of PostgreSQL without `BEFORE` or `AFTER`. Off by default: at the end is where
    /// most belong.
    ///
    /// ## Why it matters
    /// Values sort in the order of the type, and no value can be moved later.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TYPE mood AS ENUM ('sad', 'happy');
    /// -- migration
    /// ALTER TYPE mood ADD VALUE 'content';
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TYPE mood AS ENUM ('sad', 'happy');
    /// -- migration
    /// ALTER TYPE mood ADD VALUE 'content' BEFORE 'happy';
    /// ```
    pub UnorderedEnumValue {
        id: "sql/unordered-enum-value",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:require-enum-value-ordering"],
        references: [("PostgreSQL manual, ALTER TYPE", "https://www.postgresql.org/docs/current/sql-altertype.html")],
    }
}

impl Rule<Migration> for UnorderedEnumValue {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(&[Operation::AddEnumValue]) {
            let tokens = step.statement.tokens().tokens;
            if tokens.iter().any(|token| token.is("before") || token.is("after")) {
                continue;
            }
            let message = "this value sorts behind all others, and cannot be moved later".to_owned();
            let help = "say BEFORE or AFTER which value it belongs";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
