//! What a migration takes away, told of all servers in one way.

use architect_core::{Confidence, Span};

use super::sqlite::Lost;
use super::{Effect, Migration, Operation, Step};

/// Rows or values that are gone afterwards.
#[derive(Debug, Clone)]
pub struct Loss {
    /// Where they are taken.
    pub span: Span,
    /// `table.column`, when a column goes with its values.
    pub column: Option<String>,
    /// What takes them, as the beginning of a sentence.
    pub what: String,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Migration {
    /// Everything that the migration takes from tables in use, in the order of its files.
    pub fn losses(&self) -> Vec<Loss> {
        let mut losses: Vec<Loss> = self.effects().filter(|(_, effect)| effect.loses_data()).map(of_effect).collect();
        for rebuilt in &self.sqlite.rebuilt {
            losses.extend(rebuilt.values.iter().map(|lost| of_copy(&rebuilt.table, lost)));
        }
        for cascade in &self.sqlite.cascades {
            let others = [cascade.deletes.as_slice(), cascade.clears.as_slice()].concat().join("`, `");
            losses.push(Loss {
                span: cascade.span.clone(),
                column: None,
                what: format!(
                    "dropping `{}` while foreign keys are enforced, with rows of `{others}`,",
                    cascade.table
                ),
                confidence: cascade.enforced,
            });
        }
        losses.sort_by(|one, other| {
            let place = |loss: &Loss| (loss.span.source().to_owned(), loss.span.bytes().start);
            place(one).cmp(&place(other))
        });
        losses
    }
}

fn of_effect((step, effect): (&Step, &Effect)) -> Loss {
    let column = match (effect.operation, effect.columns.as_slice()) {
        (Operation::DropColumn, [column]) => Some(format!("{}.{column}", effect.table.name)),
        _ => None,
    };
    Loss {
        span: effect.span(&step.statement),
        column,
        what: format!("a statement on `{}` that {}", effect.subject(), effect.title()),
        confidence: effect.confidence,
    }
}

fn of_copy(table: &str, lost: &Lost) -> Loss {
    let (span, what, confidence) = match lost {
        Lost::Column { span, column } => {
            (span.clone(), format!("making `{table}` anew without a copy of `{column}`"), Confidence::High)
        }
        Lost::Mixed { span, column, from } => (
            span.clone(),
            format!("making `{table}` anew with the values of `{from}` in `{column}`"),
            Confidence::High,
        ),
        Lost::Rows { span } => {
            (span.clone(), format!("making `{table}` anew with a copy of some of its rows"), Confidence::Medium)
        }
    };
    Loss { span, column: None, what, confidence }
}
