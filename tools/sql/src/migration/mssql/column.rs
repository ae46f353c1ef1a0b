//! New columns of SQL Server, and columns that are defined anew.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::{EDITION, ONLINE, On, doubted, kind, modifies};
use crate::ddl::{ColumnDefinition, ConstraintKind, DataType, Expression, Generation, Name};
use crate::migration::effect::{Detail, Effect};
use crate::migration::locks::{Operation, Work};
use crate::migration::mysql::Redefined;
use crate::migration::narrowing::narrows;
use crate::migration::reader::Reader;
use crate::schema::Column;
use crate::statement::Token;

impl Reader<'_> {
    /// A new column. `defaults`: those that the same statement gives columns by name.
    pub(super) fn transact_column(
        &self,
        on: &On<'_>,
        column: &ColumnDefinition,
        defaults: &BTreeMap<String, &Expression>,
    ) -> Vec<Effect> {
        let dialect = self.dialect();
        let type_name = column.data_type.as_ref().map_or("", |data_type| data_type.name.as_str());
        let tokens = on.inside(&column.bytes);
        let is = |word: &str| tokens.iter().any(|token| token.is(word));
        let named = defaults.get(&column.name.key(dialect)).copied();
        let default = column.default.as_ref().or(named).filter(|default| default.normal != "null");
        let primary = column.constraints.iter().any(|added| matches!(added.kind, ConstraintKind::PrimaryKey { .. }));
        let computed = matches!(column.generation, Some(Generation::Stored | Generation::Virtual));
        let counted = column.generation == Some(Generation::Counted);
        let stamped = matches!(type_name, "timestamp" | "rowversion");
        let forbids = (column.not_null || primary) && !computed;
        let filled = forbids || (is("values") && is("with"));
        let (operation, work, note) = if counted {
            (Operation::AddCountedColumn, Work::Rewrite, None)
        } else if computed && is("persisted") {
            (Operation::AddStoredColumn, Work::Rewrite, None)
        } else if computed {
            (Operation::AddColumn, Work::None, None)
        } else if stamped {
            (Operation::AddCountedColumn, Work::Rewrite, None)
        } else if is("generated") {
            // A period of a table with history: the server gives the rows their values.
            (Operation::AddColumn, Work::None, None)
        } else if forbids && default.is_none() {
            (Operation::AddRequiredColumn, Work::None, None)
        } else if let Some(default) = default.filter(|_| filled) {
            if differs(default) {
                (Operation::AddVolatileColumn, Work::Rewrite, None)
            } else if forbids && !is_large(column.data_type.as_ref()) {
                (Operation::AddColumn, Work::None, Some(EDITION))
            } else {
                (Operation::AddVolatileColumn, Work::Rewrite, None)
            }
        } else {
            (Operation::AddColumn, Work::None, None)
        };
        let mut first = on.effect(operation, work, column.bytes.clone());
        first.columns = vec![column.name.shown(dialect)];
        first.detail = Detail::Column(Box::new(column.clone()));
        first.note = note;
        if note.is_some() {
            first.said = Some("adds a column with a constant, which editions below Enterprise write into every row");
        }
        let mut effects = vec![first];
        for constraint in &column.constraints {
            let mut effect = self.transact_constraint(on, constraint, Some(&column.name));
            // Rows without a value have nothing that could be against it; whether they are read all the same is not told.
            if !filled && matches!(constraint.kind, ConstraintKind::Check(_)) {
                effect.cost = Some(modifies(Work::None));
            }
            effects.push(effect);
        }
        effects
    }

    pub(super) fn transact_redefined(
        &self,
        on: &On<'_>,
        name: &Name,
        column: Option<&Column>,
        definition: &ColumnDefinition,
    ) -> Effect {
        let dialect = self.dialect();
        let end = definition.bytes.end.max(name.bytes.end);
        let tokens = on.inside(&(name.bytes.start..end));
        let to = definition.data_type.as_ref();
        let mut redefined = Redefined {
            from: None,
            to: to.map_or_else(String::new, DataType::shown),
            narrows: false,
            loses: Vec::new(),
            before: None,
            forbids_nulls: definition.not_null && column.is_none_or(|column| !column.not_null),
        };
        let from = column.and_then(|column| column.data_type.as_ref());
        let change = from.zip(to).map_or(kind::Change::Unknown, |(from, to)| kind::change(from, to));
        if let Some((from, to)) = from.zip(to) {
            redefined.from = Some(from.shown());
            redefined.narrows = narrows(from, to, dialect) || change == kind::Change::Narrowed;
        }
        if let Some(column) = column {
            let other = change != kind::Change::None;
            lost(&mut redefined, column, definition, tokens, other);
        }
        let (operation, work) = match change {
            kind::Change::Written | kind::Change::Moved => (Operation::RewriteType, Work::Rewrite),
            _ if redefined.forbids_nulls => (Operation::SetNotNull, Work::Scan),
            kind::Change::Narrowed => (Operation::WidenType, Work::Scan),
            kind::Change::None if column.is_some_and(|column| column.not_null) && !definition.not_null => {
                (Operation::DropNotNull, Work::None)
            }
            _ => (Operation::WidenType, Work::None),
        };
        let filled =
            redefined.forbids_nulls && column.is_some_and(|column| self.state.is_filled(&on.table.key, &column.key));
        let mut effect = on.effect(operation, work, name.bytes.start..end);
        if on.online && work > Work::None {
            effect.cost = Some(ONLINE);
        }
        effect.said = match (operation, change) {
            (Operation::WidenType, kind::Change::Narrowed) => Some("narrows a column and reads every row"),
            (Operation::WidenType, kind::Change::Unknown) => Some("defines a column anew"),
            _ => None,
        };
        effect.columns = vec![name.shown(dialect)];
        if filled {
            effect.filled.clone_from(&effect.columns);
        }
        let forbids = redefined.forbids_nulls;
        effect.refused = on
            .known
            .zip(column)
            .zip(to)
            .and_then(|((table, column), to)| self.against_change(table, column, to, forbids))
            .map(Box::new);
        effect.detail = Detail::Redefined(Box::new(redefined));
        if change == kind::Change::Moved {
            effect = effect.doubted(
                Confidence::Medium,
                "that values move when their length loses or gets a bound was measured by others and is not told in the manual",
            );
        }
        // Without the definition before, all that is sure of `NOT NULL` is that rows are looked at.
        if column.is_none() { doubted(effect) } else { effect }
    }
}

/// What the column was said to be, and is not any more because `ALTER COLUMN` leaves it out: without `NULL` or `NOT NULL` it
/// is nullable, and without `COLLATE` it gets the collation of the database.
fn lost(redefined: &mut Redefined, column: &Column, definition: &ColumnDefinition, tokens: &[Token], other: bool) {
    let says_null = tokens.iter().any(|token| token.is("null"));
    // With the same type it is the way to allow nulls.
    if column.not_null && !definition.not_null && !says_null && other {
        redefined.loses.push("NOT NULL".to_owned());
    }
    let is_text = definition.data_type.as_ref().is_some_and(kind::collates);
    if let (Some(collation), None, true) = (&column.collation, &definition.collation, is_text) {
        redefined.loses.push(format!("COLLATE {collation}"));
    }
}

/// Whether a default differs from row to row. What is not known is taken for one that does not: a function of the server
/// runs once a statement, but for these.
fn differs(default: &Expression) -> bool {
    const VOLATILE: [&str; 3] = ["newid", "newsequentialid", "next"];
    default.normal.split(' ').any(|word| VOLATILE.contains(&word))
}

/// Types that are never added online.
fn is_large(data_type: Option<&DataType>) -> bool {
    const LARGE: [&str; 7] = ["xml", "text", "ntext", "image", "hierarchyid", "geometry", "geography"];
    data_type.is_some_and(|of| {
        LARGE.contains(&of.name.as_str())
            || of.arguments.first().is_some_and(|length| length.eq_ignore_ascii_case("max"))
    })
}
