//! `sql/plaintext-password`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use super::multi_valued_column::is_text;
use super::words::words;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A text column that is called as a password is, and not as the hash of one.
    ///
    /// ## Why it matters
    /// Whoever reads the table, a dump or a log of queries has the passwords of people who use them elsewhere as well.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL, password text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL, password_hash text NOT NULL);
    /// ```
    /// ## Limits
    /// Many columns with this name hold a hash. The rule goes by the name, so it is off until it is selected.
    pub PlaintextPassword {
        id: "sql/plaintext-password",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:ReadablePasswords"],
        references: [("OWASP Password Storage Cheat Sheet", "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html")],
    }
}

impl Rule<Schema> for PlaintextPassword {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let words = words(&column.name);
                let secret = ["password", "passwd", "passphrase", "pwd"];
                words.last().is_some_and(|last| secret.contains(&last.as_str())) && is_text(schema, column)
            },
            |found| {
                format!(
                    "{} {} kept as text by its name",
                    found.what,
                    if found.several { "are passwords" } else { "is a password" }
                )
            },
            (Confidence::Low, "Keep a hash (argon2id, bcrypt) and call the column so."),
        );
    }
}
