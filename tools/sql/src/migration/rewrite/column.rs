//! New columns of tables in use.

use super::{Piece, Stage, backfill, bare, constraint, quoted, table};
use crate::ddl::{ColumnDefinition, Generation};
use crate::migration::{Detail, Effect, Migration, Operation, Step};

/// The sequence for a new column: the column alone, its default for new rows, the values of those that are there, and
/// then each of its constraints. `effects` are those of the column, itself first.
pub(super) fn added(migration: &Migration, step: &Step, effects: &[Effect]) -> Option<Vec<Piece>> {
    let (first, constraints) = effects.split_first()?;
    let Detail::Column(column) = &first.detail else { return None };
    let needs = |effect: &Effect| {
        matches!(
            effect.operation,
            Operation::AddVolatileColumn
                | Operation::AddCountedColumn
                | Operation::AddUniqueColumn
                | Operation::AddCheckedColumn
                | Operation::AddFilledReferencingColumn
        )
    };
    if !effects.iter().any(needs) || column.generation.is_some() || first.operation == Operation::AddRequiredColumn {
        return None;
    }
    let mut pieces = value(migration, step, first, column)?;
    for effect in constraints {
        let Detail::Constraint(constraint) = &effect.detail else { return None };
        pieces.extend(match effect.operation {
            Operation::AddUniqueColumn => constraint::key(migration, step, effect, constraint)?,
            _ => constraint::not_valid(migration, step, effect, constraint, true)?,
        });
    }
    // A key that a rewrite would have built along the way.
    let told = constraints.len();
    (told == column.constraints.len()).then_some(pieces)
}

/// The column without its constraints, with the values that it has to have.
fn value(migration: &Migration, step: &Step, effect: &Effect, column: &ColumnDefinition) -> Option<Vec<Piece>> {
    let source = step.statement.source();
    let written = column.data_type.as_ref()?;
    let (table, name) = (table(&effect.table.name), quoted(effect.columns.first()?));
    let mut data_type = source.slice(written.bytes.clone()).to_owned();
    if let Some(collation) = &column.collation {
        data_type = format!("{data_type} COLLATE {}", quoted(collation));
    }
    let only = format!("{name} IS NULL");
    let fill = |default: &str| backfill::batches(&effect.table, &format!("{name} = {default}"), Some(&only));
    let mut pieces = Vec::new();
    let default = match effect.operation {
        Operation::AddCountedColumn if column.generation != Some(Generation::Counted) => {
            let counted = match written.name.as_str() {
                "bigserial" | "serial8" => "bigint",
                "smallserial" | "serial2" => "smallint",
                _ => "integer",
            };
            counted.clone_into(&mut data_type);
            let schema = effect.table.name.rsplit_once('.').map(|(schema, _)| format!("{}.", quoted(schema)));
            let sequence = crate::schema::free_name(bare(effect), effect.columns.first()?, "seq");
            let sequence = format!("{}{}", schema.unwrap_or_default(), quoted(&sequence));
            pieces.push(Piece::new(Stage::Expand, format!("CREATE SEQUENCE {sequence} AS {data_type};")));
            Some((format!("nextval('{sequence}')"), Some(sequence)))
        }
        Operation::AddVolatileColumn => {
            let default = column.default.as_ref()?;
            Some((source.slice(default.bytes.clone()).to_owned(), None))
        }
        Operation::AddColumn => None,
        _ => return None,
    };
    let Some((default, sequence)) = default else {
        // The same value for every row is free.
        let mut text = format!("ALTER TABLE {table} ADD COLUMN {name} {data_type}");
        if let Some(default) = &column.default {
            text = format!("{text} DEFAULT {}", source.slice(default.bytes.clone()));
        }
        if column.not_null {
            text.push_str(" NOT NULL");
        }
        text.push(';');
        return Some(vec![Piece::new(Stage::Expand, text)]);
    };
    pieces.push(Piece::new(Stage::Expand, format!("ALTER TABLE {table} ADD COLUMN {name} {data_type};")));
    pieces.push(Piece::new(Stage::Expand, format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default};")));
    if let Some(sequence) = &sequence {
        pieces.push(Piece::new(Stage::Expand, format!("ALTER SEQUENCE {sequence} OWNED BY {table}.{name};")));
    }
    pieces.push(fill(&default)?);
    if column.not_null || sequence.is_some() {
        pieces.extend(constraint::not_null(migration, effect, effect.columns.first()?));
    }
    Some(pieces)
}
