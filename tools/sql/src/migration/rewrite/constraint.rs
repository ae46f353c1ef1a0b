//! Constraints on tables in use.

use super::{Piece, Stage, made, quoted, table};
use crate::ddl::{Constraint, ConstraintKind};
use crate::migration::{Effect, Migration, Step};

/// Forbids nulls in a column: a CHECK that is validated, which `SET NOT NULL` takes for its proof.
pub(super) fn not_null(migration: &Migration, effect: &Effect, column: &str) -> Vec<Piece> {
    const NAMED_SINCE: u32 = 18;
    let name = quoted(&made(effect, &[column.to_owned()], "not_null"));
    let (table, column) = (table(&effect.table.name), quoted(column));
    if migration.server.version.major >= NAMED_SINCE {
        return vec![
            Piece::new(
                Stage::Expand,
                format!("ALTER TABLE {table} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID;"),
            ),
            Piece::new(Stage::Validate, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name};")),
        ];
    }
    vec![
        Piece::new(
            Stage::Expand,
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID;"),
        ),
        Piece::new(Stage::Validate, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name};")),
        Piece::new(Stage::Contract, format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;")),
        Piece::new(Stage::Contract, format!("ALTER TABLE {table} DROP CONSTRAINT {name};")),
    ]
}

/// What a constraint demands, as written, without its name; of one behind a column as an element of its own.
pub(super) fn demand(step: &Step, constraint: &Constraint, column: Option<&str>) -> String {
    let source = step.statement.source();
    let start = constraint.name.as_ref().map_or(constraint.bytes.start, |name| name.bytes.end);
    let text = source.slice(start..constraint.bytes.end).trim().to_owned();
    match (&constraint.kind, column) {
        (ConstraintKind::ForeignKey(_), Some(column)) if text.to_ascii_lowercase().starts_with("references") => {
            format!("FOREIGN KEY ({}) {text}", quoted(column))
        }
        _ => text,
    }
}

/// A CHECK or a foreign key that is added for new rows, and then validated. `inline`: it stands behind a new column.
pub(super) fn not_valid(
    migration: &Migration,
    step: &Step,
    effect: &Effect,
    constraint: &Constraint,
    inline: bool,
) -> Option<Vec<Piece>> {
    const PARTITIONED_SINCE: u32 = 18;
    let is_foreign_key = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    if is_foreign_key && effect.table.partitioned && migration.server.version.major < PARTITIONED_SINCE {
        return None;
    }
    let name = match (&effect.name, &effect.columns) {
        (Some(name), _) => name.clone(),
        (None, columns) if is_foreign_key => made(effect, columns, "fkey"),
        (None, columns) if !columns.is_empty() => made(effect, columns, "check"),
        // The server makes a name out of the columns of the expression, which is not read.
        (None, _) => return None,
    };
    let name = quoted(&name);
    let demand = demand(step, constraint, effect.columns.first().filter(|_| inline).map(String::as_str));
    let table = table(&effect.table.name);
    Some(vec![
        Piece::new(Stage::Expand, format!("ALTER TABLE {table} ADD CONSTRAINT {name} {demand} NOT VALID;")),
        Piece::new(Stage::Validate, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name};")),
    ])
}

/// A unique constraint or a primary key over an index that is built CONCURRENTLY.
pub(super) fn key(
    migration: &Migration,
    step: &Step,
    effect: &Effect,
    constraint: &Constraint,
) -> Option<Vec<Piece>> {
    if effect.table.partitioned {
        return None;
    }
    let (keys, include, nulls, primary) = match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, include, .. } => (keys, include, false, true),
        ConstraintKind::Unique { keys, include, nulls_not_distinct, .. } => {
            (keys, include, *nulls_not_distinct, false)
        }
        _ => return None,
    };
    let text = step.statement.source().slice(constraint.bytes.clone()).to_ascii_lowercase();
    if ["deferrable", "tablespace", "with"].iter().any(|word| text.split_whitespace().any(|known| known == *word)) {
        return None;
    }
    let columns: Vec<String> =
        keys.iter().filter_map(|key| key.column.as_ref()).map(|name| name.text.clone()).collect();
    if columns.len() != keys.len() || columns.is_empty() || effect.columns.len() != columns.len() {
        return None;
    }
    let name = effect
        .name
        .clone()
        .unwrap_or_else(|| if primary { made(effect, &[], "pkey") } else { made(effect, &effect.columns, "key") });
    let (name, table) = (quoted(&name), table(&effect.table.name));
    let list = |names: Vec<String>| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    let mut index = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({})", list(effect.columns.clone()));
    if !include.is_empty() {
        let shown = include.iter().map(|name| name.shown(crate::Dialect::PostgreSql)).collect();
        index = format!("{index} INCLUDE ({})", list(shown));
    }
    if nulls {
        index.push_str(" NULLS NOT DISTINCT");
    }
    index.push(';');
    let mut pieces = Vec::new();
    if primary {
        for column in effect.columns.iter().filter(|column| !effect.filled.contains(column)) {
            pieces.extend(not_null(migration, effect, column));
        }
    }
    pieces.push(Piece::new(Stage::Build, index));
    let kind = if primary { "PRIMARY KEY" } else { "UNIQUE" };
    pieces.push(Piece::new(
        Stage::Contract,
        format!("ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name};"),
    ));
    Some(pieces)
}
