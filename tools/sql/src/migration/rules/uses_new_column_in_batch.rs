//! `sql/uses-new-column-in-batch`

use std::collections::BTreeSet;

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::mssql::{assigned_columns, inserted_into, name_at, selected_into};
use crate::migration::{Detail, Effect, Migration, Operation, Step};
use crate::statement::Token;

declare_rule! {
    /// ## What it finds
    /// An `INSERT`, `UPDATE` or `DELETE` of SQL Server that names a column which an `ALTER TABLE` of the same batch adds.
    ///
    /// ## Why it matters
    /// A batch is compiled before it runs. The table is there, the column is not, so that the whole batch fails with "Invalid
    /// column name" (error 207) and nothing of it runs, also where the column is only added under a condition.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// UPDATE orders SET channel = N'web' WHERE channel IS NULL;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// GO
    /// UPDATE orders SET channel = N'web' WHERE channel IS NULL;
    /// ```
    /// ## Limits
    /// Told where the column is surely that of the table: assigned by an `UPDATE` of it, listed by an `INSERT`, or named by a
    /// statement about that table alone. Queries are not looked at. A table that the migration makes is looked up when the
    /// statement runs, and not reported; nor is a statement that names a table which the batch makes, since all of it is looked up
    /// then.
    pub UsesNewColumnInBatch {
        id: "sql/uses-new-column-in-batch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, Deferred name resolution", "https://learn.microsoft.com/sql/t-sql/statements/create-trigger-transact-sql#deferred-name-resolution"), ("SQL Server, GO", "https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-go")],
    }
}

impl Rule<Migration> for UsesNewColumnInBatch {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            let mut batch = 0;
            let mut added: Vec<(&Step, &Effect, String)> = Vec::new();
            // Tables that are not there when the batch is compiled, so that what names one is compiled when it runs.
            let mut made: BTreeSet<String> = BTreeSet::new();
            for step in &file.steps {
                if step.place.batch != batch {
                    batch = step.place.batch;
                    added.clear();
                    made.clear();
                }
                let waits = added.is_empty() || names_one_of(step, &made);
                let used = added.iter().find(|(_, effect, key)| !waits && uses(step, effect, key));
                if let Some((before, effect, _)) = used {
                    let message = format!(
                        "`{}` is added in this batch, which is compiled before it runs: it fails with \"Invalid column name\" \
                         (error 207)",
                        effect.subject()
                    );
                    sink.push(
                        told::finding::<Self>(before, effect)
                            .confidence(Confidence::High)
                            .message(message)
                            .related(step.span(), "the column is used here")
                            .help("put GO between the two, or run this statement with EXEC"),
                    );
                    added.clear();
                }
                made.extend(made_by(step));
                let columns = step.effects.iter().filter(|effect| !effect.table.new);
                added.extend(columns.filter_map(|effect| match &effect.detail {
                    Detail::Column(column) => Some((step, effect, column.name.key(Dialect::MsSql))),
                    _ => None,
                }));
            }
        }
    }
}

/// The table that a statement makes, as compared: by `CREATE TABLE`, `SELECT … INTO` or another name.
fn made_by(step: &Step) -> Option<String> {
    let tokens = step.statement.tokens().tokens;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    let all: Vec<&Token> = tokens.iter().collect();
    let name = |at: usize| name_at(&all, at).map(|name| name.name.key(Dialect::MsSql));
    if is(0, "create") && is(1, "table") {
        return name(2);
    }
    if let Some(made) = selected_into(&tokens) {
        return Some(made.name.key(Dialect::MsSql));
    }
    step.effects.iter().find_map(|effect| match (&effect.detail, effect.operation) {
        (Detail::Text(to), Operation::RenameTable) => Some(to.to_lowercase()),
        _ => None,
    })
}

/// Whether a statement names one of these tables.
fn names_one_of(step: &Step, tables: &BTreeSet<String>) -> bool {
    !tables.is_empty()
        && step.statement.tokens_with_rows().tokens.iter().any(|token| match &token.lexeme {
            sqlparser::tokenizer::Token::Word(word) => tables.contains(&word.value.to_lowercase()),
            _ => false,
        })
}

/// Whether a statement names a column of the table of an effect.
fn uses(step: &Step, added: &Effect, key: &str) -> bool {
    let changes = |effect: &&Effect| {
        matches!(effect.operation, Operation::Update | Operation::Delete) && effect.table.key == added.table.key
    };
    if step.effects.iter().any(|effect| changes(&effect)) {
        let tokens = step.statement.tokens().tokens;
        let joins = tokens.iter().filter(|token| token.is("from") || token.is("join") || token.is("select")).count();
        let deletes = usize::from(tokens.first().is_some_and(|token| token.is("delete")));
        return assigned_columns(&tokens).iter().any(|column| column == key)
            || (joins <= deletes && tokens.iter().any(|token| is_column(token, key)));
    }
    if !step.statement.is_rows() {
        return false;
    }
    let tokens = step.statement.tokens().tokens;
    inserted_into(&tokens).is_some_and(|(table, columns)| {
        let name = table.name.key(Dialect::MsSql);
        name == added.table.key.name && columns.iter().any(|column| column == key)
    })
}

fn is_column(token: &Token, key: &str) -> bool {
    match &token.lexeme {
        sqlparser::tokenizer::Token::Word(word) => word.value.eq_ignore_ascii_case(key),
        _ => false,
    }
}
