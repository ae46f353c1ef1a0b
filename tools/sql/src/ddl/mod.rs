//! What statements say about a schema, as typed changes.
//!
//! A [`Statement`] comes in, a [`Reading`] goes out: the changes it makes and the parts of it that were not understood.
//! The reader works over tokens, never recurses, and recovers at the next comma at the depth of a list, so an element
//! that is not understood costs that element. A statement that says nothing about a schema gives no change and no gap.

mod actions;
mod alter;
mod block;
mod change;
mod column;
mod constraint;
mod create;
mod cursor;
mod data_type;
mod discard;
mod index;
mod kind;
mod maintenance;
mod name;
mod security;
mod table;

use architect_core::Gap;

pub use alter::AlterAction;
pub(crate) use block::unless_there;
pub use change::{
    AddConstraint, AlterTable, ChangeLabel, Comment, CreateIndex, CreateObject, CreateTable, CreateType, DataChange,
    Drop, Included, LabelChange, Like, ObjectKind, RenameTable, SchemaChange, TypeKind,
};
pub use column::{ColumnDefinition, Generation};
pub use constraint::{Constraint, ConstraintKind, ForeignKeyClause, ReferentialAction};
pub use cursor::Expression;
pub use data_type::DataType;
pub use index::{IndexClause, IndexFlavour, IndexKey};
pub use kind::StatementKind;
pub use maintenance::{Maintenance, Setting};
pub(crate) use name::is_placeholder;
pub use name::{Name, QualifiedName};
pub use security::{PolicyClause, RoutineClause, SecurityChange, ViewClause};
pub use table::{PartitionBy, PartitionOf, TableOptions};

use cursor::Cursor;

use crate::statement::{Statement, Tokens};

/// What a statement says about a schema.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The changes, in the order in which they take place.
    pub changes: Vec<SchemaChange>,
    /// What was not understood.
    pub gaps: Vec<Gap>,
}

impl Statement {
    /// Reads what the statement says about a schema.
    pub fn read(&self) -> Reading {
        if self.is_rows() { Reading::default() } else { self.read_of(self.tokens()) }
    }

    /// As [`read`](Self::read), of tokens that are at hand: making them is most of the work.
    pub(crate) fn read_of(&self, tokens: Tokens) -> Reading {
        if self.is_rows() {
            return Reading::default();
        }
        let mut reading = Reading { changes: Vec::new(), gaps: tokens.gaps };
        let mut cursor = Cursor::new(self, &tokens.tokens);
        // What a template puts before a statement hides nothing of the statement itself.
        while cursor.peek().and_then(|token| token.keyword()).is_some_and(is_placeholder) {
            let reason = "a template stands here for text that is not known: it was not read";
            reading.gaps.push(cursor.not_understood(reason));
            cursor.advance();
        }
        let understood = tokens.tokens.is_empty() || !reading.gaps.is_empty() || kind::kind(&cursor).is_some();
        if !understood {
            reading.gaps.push(cursor.not_understood("this begins as no statement that is known: it was not read"));
        }
        create::statement(&mut cursor, &mut reading);
        reading
    }
}
