//! `sql/uses-new-column-in-batch`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::mssql::{assigned_columns, inserted_into, name_at, selected_into};
use crate::migration::{Detail, Effect, Migration, Operation, Step};
use crate::schema::TableKey;
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
            let mut added: BTreeMap<(TableKey, String), (&Step, &Effect)> = BTreeMap::new();
            // Tables that are not there when the batch is compiled, so that what names one is compiled when it runs.
            let mut made: BTreeSet<String> = BTreeSet::new();
            for step in &file.steps {
                if step.place.batch != batch {
                    batch = step.place.batch;
                    added.clear();
                    made.clear();
                }
                let looked_up = added.is_empty() || names_one_of(step, &made);
                let used = if looked_up { None } else { named_by(step) }.and_then(|(table, columns)| {
                    columns.into_iter().find_map(|column| added.get(&(table.clone(), column)).copied())
                });
                if let Some((before, effect)) = used {
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
                    Detail::Column(column) => {
                        Some(((effect.table.key.clone(), column.name.key(Dialect::MsSql)), (step, effect)))
                    }
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
        && step.statement.tokens_with_rows().tokens.iter().filter_map(word).any(|word| tables.contains(&word))
}

/// The table whose rows a statement changes, and the columns that it surely names of it, as compared.
fn named_by(step: &Step) -> Option<(TableKey, BTreeSet<String>)> {
    let changes = |effect: &&Effect| matches!(effect.operation, Operation::Update | Operation::Delete);
    if let Some(effect) = step.effects.iter().find(changes) {
        let tokens = step.statement.tokens().tokens;
        let mut columns: BTreeSet<String> = assigned_columns(&tokens).into_iter().collect();
        let joins = tokens.iter().filter(|token| token.is("from") || token.is("join") || token.is("select")).count();
        let deletes = usize::from(tokens.first().is_some_and(|token| token.is("delete")));
        // About this table alone: every name may be one of its columns.
        if joins <= deletes {
            columns.extend(tokens.iter().filter_map(word));
        }
        return Some((effect.table.key.clone(), columns));
    }
    if !step.statement.is_rows() {
        return None;
    }
    let (table, columns) = inserted_into(&step.statement.tokens().tokens)?;
    let schema = table.schema.map(|schema| schema.key(Dialect::MsSql));
    let default = Dialect::MsSql.default_schema();
    let key = TableKey {
        schema: schema.filter(|schema| default != Some(schema.as_str())),
        name: table.name.key(Dialect::MsSql),
    };
    Some((key, columns.into_iter().collect()))
}

fn word(token: &Token) -> Option<String> {
    match &token.lexeme {
        sqlparser::tokenizer::Token::Word(word) => Some(word.value.to_lowercase()),
        _ => None,
    }
}
