//! Who may see which rows, folded: policies of tables, views, routines that run as their owner.

use architect_core::Span;

use super::fold::Folder;
use super::{Schema, TableKey};
use crate::ddl::{Drop, Expression, ObjectKind, PolicyClause, QualifiedName, SecurityChange};

/// A row security policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// It takes rows away and gives none.
    pub restrictive: bool,
    /// `select`, `insert`, `update`, `delete` or `all`.
    pub command: String,
    /// The roles it is for, in lower case; empty: everybody.
    pub roles: Vec<String>,
    /// The rows that are seen.
    pub using: Option<Expression>,
    /// The rows that may be written.
    pub check: Option<Expression>,
    /// Where it stands.
    pub span: Span,
}

/// A view.
#[derive(Debug, Clone)]
pub struct View {
    /// As shown.
    pub name: String,
    /// What it reads is checked as its reader, not as its owner.
    pub security_invoker: bool,
    /// The tables and views it reads.
    pub reads: Vec<TableKey>,
    /// Where its name stands.
    pub span: Span,
}

/// A function or a procedure.
#[derive(Debug, Clone)]
pub struct Routine {
    /// As shown.
    pub name: String,
    /// It runs with the rights of its owner.
    pub definer: bool,
    /// Its search path is fixed.
    pub sets_search_path: bool,
    /// Where its name stands.
    pub span: Span,
}

impl Folder<'_> {
    pub(super) fn security(&mut self, change: SecurityChange) {
        match change {
            SecurityChange::CreatePolicy(clause) => self.create_policy(clause),
            SecurityChange::AlterPolicy(clause) => self.alter_policy(&clause),
            SecurityChange::CreateView(clause) => {
                let key = self.schema.key_of(&clause.name);
                let view = View {
                    name: clause.name.shown(self.dialect()),
                    security_invoker: clause.security_invoker,
                    reads: clause.reads.iter().map(|name| self.schema.key_of(name)).collect(),
                    span: self.span(clause.name.bytes()),
                };
                self.schema.views.insert(key, view);
            }
            SecurityChange::SetSecurityInvoker { view, invoker } => {
                let key = self.schema.key_of(&view);
                if let Some(view) = self.schema.views.get_mut(&key) {
                    view.security_invoker = invoker;
                }
            }
            SecurityChange::CreateRoutine(clause) => {
                let key = self.schema.key_of(&clause.name);
                // Arguments are not read: of several routines of one name the last one is known.
                let routine = Routine {
                    name: clause.name.shown(self.dialect()),
                    definer: clause.definer == Some(true),
                    sets_search_path: clause.sets_search_path,
                    span: self.span(clause.name.bytes()),
                };
                self.schema.routines.insert(key, routine);
            }
            SecurityChange::AlterRoutine(clause) => {
                let key = self.schema.key_of(&clause.name);
                if let Some(routine) = self.schema.routines.get_mut(&key) {
                    routine.definer = clause.definer.unwrap_or(routine.definer);
                    routine.sets_search_path |= clause.sets_search_path;
                }
            }
        }
    }

    /// `ENABLE ROW LEVEL SECURITY` and `DISABLE …`, by their first words.
    pub(super) fn switch_row_security(&mut self, table: &TableKey, words: &str) {
        let on = words == "enable row level";
        if let Some(table) = self.schema.find_mut(table).filter(|_| on || words == "disable row level") {
            table.row_security = on;
        }
    }

    fn create_policy(&mut self, clause: PolicyClause) {
        let key = self.schema.key_of(&clause.table);
        let policy = Policy {
            name: clause.name.shown(self.dialect()),
            restrictive: clause.restrictive,
            command: clause.command,
            roles: clause.roles,
            using: clause.using,
            check: clause.check,
            span: self.span(clause.name.bytes),
        };
        if let Some(table) = self.schema.find_mut(&key) {
            table.policies.retain(|known| known.name != policy.name);
            table.policies.push(policy);
        }
    }

    fn alter_policy(&mut self, clause: &PolicyClause) {
        let key = self.schema.key_of(&clause.table);
        let name = clause.name.shown(self.dialect());
        let Some(table) = self.schema.find_mut(&key) else { return };
        for policy in table.policies.iter_mut().filter(|policy| policy.name == name) {
            if !clause.roles.is_empty() {
                policy.roles.clone_from(&clause.roles);
            }
            policy.using = clause.using.clone().or(policy.using.take());
            policy.check = clause.check.clone().or(policy.check.take());
        }
    }

    /// `DROP POLICY`, `DROP VIEW`, `DROP FUNCTION`.
    pub(super) fn drop_secured(&mut self, drop: &Drop) {
        for name in &drop.names {
            match drop.kind {
                ObjectKind::Policy => self.drop_policy(name, drop.on_table.as_ref()),
                ObjectKind::View => {
                    let key = self.schema.key_of(name);
                    self.schema.views.remove(&key);
                }
                ObjectKind::Routine => {
                    let key = self.schema.key_of(name);
                    self.schema.routines.remove(&key);
                }
                _ => {}
            }
        }
    }

    fn drop_policy(&mut self, name: &QualifiedName, on_table: Option<&QualifiedName>) {
        let Some(table) = on_table else { return };
        let key = self.schema.key_of(table);
        let name = name.name.shown(self.dialect());
        if let Some(table) = self.schema.find_mut(&key) {
            table.policies.retain(|policy| policy.name != name);
        }
    }
}

impl Schema {
    /// The views, by their names.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.views.values()
    }

    /// The functions and procedures, by their names.
    pub fn routines(&self) -> impl Iterator<Item = &Routine> {
        self.routines.values()
    }
}
