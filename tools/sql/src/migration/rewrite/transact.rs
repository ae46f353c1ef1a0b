//! Migrations of SQL Server: a constraint is added without a look at the rows and checked later, a column goes behind its
//! default. Only what holds on every edition is written; a script that decides or loops stays as it is.

use sqlparser::tokenizer::Token as Lexeme;

use super::constraint::demand;
use super::{Piece, RewrittenFile, Stage, quoted_in, table_in};
use crate::dialect::Dialect;
use crate::migration::mssql::divides;
use crate::migration::{Detail, Effect, Migration, Operation, Step};
use crate::statement::Token;

fn quoted(name: &str) -> String {
    quoted_in(name, Dialect::MsSql)
}

fn table(name: &str) -> String {
    table_in(name, Dialect::MsSql)
}

/// The safe sequence for the statement of an effect, as a text.
pub(super) fn safe_sequence(migration: &Migration, step: &Step, effect: &Effect) -> Option<String> {
    let pieces = of_effect(migration, step, effect)?;
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.sql.as_str()).collect();
    Some(texts.join("\n"))
}

fn of_effect(migration: &Migration, step: &Step, effect: &Effect) -> Option<Vec<Piece>> {
    match (&effect.detail, effect.operation) {
        (Detail::Constraint(constraint), Operation::AddForeignKey | Operation::AddCheck)
            if effect.is_long() && !constraint.inline =>
        {
            let name = quoted(effect.name.as_deref()?);
            let demand = demand(step, constraint, None);
            let table = table(&effect.table.name);
            Some(vec![
                Piece::new(
                    Stage::Expand,
                    format!("ALTER TABLE {table} WITH NOCHECK ADD CONSTRAINT {name} {demand};"),
                ),
                Piece::new(Stage::Validate, format!("ALTER TABLE {table} WITH CHECK CHECK CONSTRAINT {name};")),
            ])
        }
        (_, Operation::DropColumn) => {
            let refused = effect.refused.as_ref()?;
            if !refused.unnamed_default || refused.by.len() > 1 {
                return None;
            }
            Some(vec![Piece::new(Stage::Contract, dropped(effect, effect.columns.first()?))])
        }
        (_, Operation::Update) if effect.every_row => batches(migration, step, effect),
        _ => None,
    }
}

/// Rows of a batch. At 5,000 locks the server locks the whole table instead ("Transaction locking and row versioning guide",
/// "Lock escalation").
const BATCH: u32 = 2000;

/// `UPDATE t SET c = 'x'` of a column that the migration adds without a value: a few thousand rows at a time, of those that
/// have none yet.
fn batches(migration: &Migration, step: &Step, effect: &Effect) -> Option<Vec<Piece>> {
    let tokens = step.statement.tokens().tokens;
    let set = tokens.iter().position(|token| token.is("set"))?;
    let [column, equals, value @ ..] = tokens.get(set + 1..)? else { return None };
    let Lexeme::Word(column) = &column.lexeme else { return None };
    let text =
        |token: &Token| matches!(token.lexeme, Lexeme::SingleQuotedString(_) | Lexeme::NationalStringLiteral(_));
    let constant = match value {
        [value] => text(value) || matches!(value.lexeme, Lexeme::Number(..)),
        [national, value] => national.is("n") && text(value),
        _ => false,
    };
    if equals.lexeme != Lexeme::Eq || !constant {
        return None;
    }
    let added = migration.effects().any(|(_, other)| match &other.detail {
        Detail::Column(added) => {
            other.table.key == effect.table.key
                && added.name.text.eq_ignore_ascii_case(&column.value)
                && !added.not_null
                && added.default.is_none()
                && added.generation.is_none()
        }
        _ => false,
    });
    let (name, column) = (table(&effect.table.name), quoted(&column.value));
    let value = step.statement.source().slice(value.first()?.bytes.start..step.bytes().end);
    added.then(|| {
        vec![Piece::new(
            Stage::Backfill,
            format!(
                "WHILE 1 = 1\nBEGIN\n  UPDATE TOP ({BATCH}) {name} SET {column} = {value} WHERE {column} IS NULL;\n  \
                 IF @@ROWCOUNT < {BATCH} BREAK;\nEND;"
            ),
        )]
    })
}

/// A text as a literal.
fn literal(text: &str) -> String {
    format!("N'{}'", text.replace('\'', "''"))
}

/// Drops a column behind its default, whose name is looked up.
fn dropped(effect: &Effect, column: &str) -> String {
    let name = table(&effect.table.name);
    format!(
        "DECLARE @drop nvarchar(max);\n\
         SELECT @drop = {} + QUOTENAME(d.name) FROM sys.default_constraints AS d\n  \
         WHERE d.parent_object_id = OBJECT_ID({}) AND COL_NAME(d.parent_object_id, d.parent_column_id) = {};\n\
         IF @drop IS NOT NULL EXEC sp_executesql @drop;\n\
         ALTER TABLE {name} DROP COLUMN {};",
        literal(&format!("ALTER TABLE {name} DROP CONSTRAINT ")),
        literal(&name),
        literal(column),
        quoted(column)
    )
}

/// Stands above a check of the rows, which nothing makes quicker.
const QUIET: &str = "-- Reads every row while others wait: run it while the table is quiet.\n\
                     -- architect:ignore sql/validate-constraint-blocking -- it is run while the table is quiet";

/// Rewrites a migration. Nothing when none of its statements has a safer sequence, or when it decides what to run.
pub(super) fn rewrite(migration: &Migration) -> Vec<RewrittenFile> {
    // A tool that divides files at semicolons knows no `GO`.
    let divided = migration.files.iter().any(|file| divides(&file.source));
    if divided || migration.steps().any(|step| step.place.is_flow || step.place.guarded) {
        return Vec::new();
    }
    let mut settings: Vec<String> = Vec::new();
    let mut files: Vec<(Stage, usize, Vec<String>)> = Vec::new();
    let mut any = false;
    for step in migration.steps() {
        if step.place.is_control {
            settings.extend(kept_setting(step));
            continue;
        }
        let sequences: Option<Vec<Vec<Piece>>> =
            step.effects.iter().map(|effect| of_effect(migration, step, effect)).collect();
        let pieces: Vec<Piece> = match sequences.filter(|sequences| !sequences.is_empty()) {
            Some(sequences) => {
                // A column that can be dropped is gone all the same: that alone is no safer way.
                any |= step.effects.iter().any(|effect| effect.operation != Operation::DropColumn);
                let mut pieces = sequences.concat();
                pieces.sort_by_key(|piece| piece.stage == Stage::Validate);
                pieces
            }
            None => vec![Piece::new(stage_of(step), format!("{};", step.statement.text()))],
        };
        for piece in pieces {
            let batch = step.place.batch;
            match files.last_mut() {
                Some((stage, last, texts)) if *stage == piece.stage && piece.stage.in_transaction() => {
                    if *last != batch {
                        texts.push("GO".to_owned());
                        *last = batch;
                    }
                    texts.push(piece.sql);
                }
                _ => files.push((piece.stage, batch, vec![piece.sql])),
            }
        }
    }
    if !any {
        return Vec::new();
    }
    let file = |(number, (stage, _, texts)): (usize, (Stage, usize, Vec<String>))| {
        let mut lines = vec!["SET LOCK_TIMEOUT 5000;".to_owned()];
        lines.extend(settings.iter().cloned());
        if texts.first().is_some_and(|text| begins_batch(text)) {
            lines.push("GO".to_owned());
        }
        if stage == Stage::Validate {
            lines.push(QUIET.to_owned());
        }
        lines.extend(texts);
        RewrittenFile {
            name: format!("{:02}_{}.sql", number + 1, stage.title()),
            transaction: stage.in_transaction(),
            sql: format!("{}\n", lines.join("\n")),
        }
    };
    files.into_iter().enumerate().map(file).collect()
}

/// Whether a statement must be the first of its batch.
fn begins_batch(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace().map(str::to_ascii_lowercase);
    let first = words.next().unwrap_or_default();
    let rest: Vec<String> = words.take(3).collect();
    let made = ["view", "procedure", "proc", "function", "trigger", "schema"];
    matches!(first.as_str(), "create" | "alter") && rest.iter().any(|word| made.contains(&word.as_str()))
}

/// A setting that the statements lean on. The timeout is set anew.
fn kept_setting(step: &Step) -> Option<String> {
    let text = step.statement.text();
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("set ") && !lower.contains("lock_timeout")).then(|| format!("{text};"))
}

/// The stage of a statement that stays as it is.
fn stage_of(step: &Step) -> Stage {
    let rows =
        |effect: &Effect| matches!(effect.operation, Operation::Update | Operation::Delete) && !effect.table.new;
    if step.effects.iter().any(Effect::is_long) {
        Stage::Build
    } else if step.effects.iter().any(rows) {
        Stage::Backfill
    } else {
        Stage::Expand
    }
}

/// The statement that undoes an effect.
pub(super) fn undone(step: &Step, effect: &Effect) -> Option<String> {
    let name = table(&effect.table.name);
    let lost = |what: &str| Some(format!("-- {what} cannot be undone: line {}", step.span().start().line));
    let text = match &effect.detail {
        Detail::Text(text) => Some(text.as_str()),
        _ => None,
    };
    match effect.operation {
        Operation::CreateIndex | Operation::CreateIndexConcurrently => {
            Some(format!("DROP INDEX {} ON {name};", quoted(effect.name.as_deref()?)))
        }
        Operation::AddColumn
        | Operation::AddVolatileColumn
        | Operation::AddCountedColumn
        | Operation::AddStoredColumn
        | Operation::AddRequiredColumn => {
            let column = effect.columns.first()?;
            let Detail::Column(definition) = &effect.detail else { return None };
            Some(match definition.default {
                // A variable is declared once a batch.
                Some(_) => format!("{}\nGO", dropped(effect, column)),
                None => format!("ALTER TABLE {name} DROP COLUMN {};", quoted(column)),
            })
        }
        Operation::RenameColumn => Some(format!(
            "EXEC sp_rename {}, {}, N'COLUMN';",
            literal(&format!("{name}.{}", quoted(text?))),
            literal(effect.columns.first()?)
        )),
        Operation::RenameTable => {
            let (schema, bare) = effect.table.name.rsplit_once('.').unwrap_or(("", &effect.table.name));
            let now = if schema.is_empty() { quoted(text?) } else { format!("{}.{}", quoted(schema), quoted(text?)) };
            Some(format!("EXEC sp_rename {}, {};", literal(&now), literal(bare)))
        }
        Operation::AddCheck
        | Operation::AddCheckNotValid
        | Operation::AddForeignKey
        | Operation::AddForeignKeyNotValid
        | Operation::AddUnique
        | Operation::AddPrimaryKey => match &effect.name {
            Some(constraint) => Some(format!("ALTER TABLE {name} DROP CONSTRAINT {};", quoted(constraint))),
            // One behind a column goes with it, after its name was looked up.
            None => lost("a constraint without a name"),
        },
        Operation::SetNotNull => match &effect.detail {
            Detail::Redefined(redefined) => {
                let from = redefined.from.as_deref()?;
                Some(format!("ALTER TABLE {name} ALTER COLUMN {} {from} NULL;", quoted(effect.columns.first()?)))
            }
            _ => None,
        },
        Operation::DropColumn => lost("the dropped column"),
        Operation::DropTable => lost("the dropped table"),
        Operation::Truncate => lost("the emptied table"),
        Operation::Update | Operation::Delete => lost("the change of rows"),
        Operation::DropIndex | Operation::RewriteTable => lost("what is dropped or written anew here"),
        Operation::RewriteType | Operation::WidenType => lost("the change of a type"),
        Operation::DropConstraint | Operation::DropForeignKey => lost("the dropped constraint"),
        _ => None,
    }
}
