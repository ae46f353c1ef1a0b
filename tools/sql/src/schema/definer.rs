//! Views and routines that run with the rights of a user that they name.

use architect_core::Span;

use super::fold::Folder;
use crate::ddl::{CreateObject, ObjectKind, QualifiedName};

/// A view, a routine or a trigger with a definer (MySQL).
#[derive(Debug, Clone)]
pub struct Defined {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name, as shown.
    pub name: String,
    /// The user, as `user@host`.
    pub definer: String,
    /// Where the user stands.
    pub span: Span,
}

impl Folder<'_> {
    /// Notes the definer of what is made. What is made a second time takes the place of the first.
    pub(super) fn defined(&mut self, object: &CreateObject) {
        let Some(name) = &object.name else { return };
        self.forget_definers(object.kind, std::slice::from_ref(name));
        let Some(definer) = &object.definer else { return };
        let name = name.shown(self.dialect());
        let span = self.span(definer.bytes.clone());
        let defined = Defined { kind: object.kind, name: name.clone(), definer: definer.text.clone(), span };
        self.schema.definers.insert((object.kind, name), defined);
    }

    pub(super) fn forget_definers(&mut self, kind: ObjectKind, names: &[QualifiedName]) {
        if self.schema.definers.is_empty() {
            return;
        }
        for name in names {
            let name = name.shown(self.dialect());
            self.schema.definers.remove(&(kind, name));
        }
    }
}
