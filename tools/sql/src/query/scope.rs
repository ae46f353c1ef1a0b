//! Which column a name means: in the block where it stands, behind the outputs of derived tables, or further out.

use std::collections::BTreeMap;

use sqlparser::ast::{Expr, Ident, SelectItem, SelectItemQualifiedWildcardKind};

use super::children::{Part, bare, each};
use super::reader::{Reader, item_expr};
use super::{ColumnRef, From};
use crate::schema::Table;

/// How many derived tables a name is followed through.
const DEEPEST: usize = 16;

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A column of a table.
    Column(ColumnRef),
    /// Something else that a relation gives: the block and the relation.
    Given(usize, usize),
    /// Not known.
    Unknown,
}

/// Names that were looked up before, by block.
pub(super) type Memory = BTreeMap<(usize, String, String), Meaning>;

impl<'t> Reader<'t> {
    /// What a name in an expression means.
    pub(super) fn meaning(&self, memory: &mut Memory, block: usize, expr: &Expr) -> Option<Meaning> {
        match expr {
            Expr::Identifier(ident) => Some(self.look_up(memory, block, None, ident)),
            Expr::CompoundIdentifier(idents) => match idents.as_slice() {
                [.., qualifier, ident] => Some(self.look_up(memory, block, Some(qualifier), ident)),
                [ident] => Some(self.look_up(memory, block, None, ident)),
                [] => None,
            },
            _ => None,
        }
    }

    fn look_up(&self, memory: &mut Memory, block: usize, qualifier: Option<&Ident>, ident: &Ident) -> Meaning {
        let dialect = self.dialect();
        let name = self.name(ident).key(dialect);
        let qualifier = qualifier.map(|qualifier| self.name(qualifier).key(dialect)).unwrap_or_default();
        let known = (block, qualifier, name);
        if let Some(meaning) = memory.get(&known) {
            return meaning.clone();
        }
        let meaning = self.outwards(block, &known.1, &known.2);
        memory.insert(known, meaning.clone());
        meaning
    }

    /// Looks in the block, then in those around it.
    fn outwards(&self, block: usize, qualifier: &str, name: &str) -> Meaning {
        let mut at = Some(block);
        while let Some((number, block)) = at.and_then(|at| Some((at, self.query.blocks.get(at)?))) {
            if qualifier.is_empty() {
                match self.unqualified(number, name, 0) {
                    Some(meaning) => return meaning,
                    None => at = block.parent,
                }
                continue;
            }
            match block.relations.iter().position(|relation| relation.alias == qualifier) {
                Some(relation) => return self.column(number, relation, name, 0).unwrap_or(Meaning::Unknown),
                None => at = block.parent,
            }
        }
        Meaning::Unknown
    }

    /// The relation of the block that has a column of this name. None when certainly none has.
    fn unqualified(&self, number: usize, name: &str, depth: usize) -> Option<Meaning> {
        let block = self.query.blocks.get(number)?;
        let (mut unknown, mut given) = (false, None);
        for (at, relation) in block.relations.iter().enumerate() {
            match self.column(number, at, name, depth) {
                Some(Meaning::Unknown) => unknown = true,
                Some(meaning @ Meaning::Column(_)) => return Some(meaning),
                // Of a set operation every name may be one: a table that has it is meant, or the server would refuse.
                Some(meaning) => given = given.or(Some(meaning)),
                None => unknown |= relation.origin == From::Unknown,
            }
        }
        given.or(unknown.then_some(Meaning::Unknown))
    }

    /// What a relation gives under a name.
    fn column(&self, number: usize, at: usize, name: &str, depth: usize) -> Option<Meaning> {
        let relation = self.query.blocks.get(number)?.relations.get(at)?;
        match &relation.origin {
            From::Table(key) => {
                let table = self.schema.by_key(key)?;
                if table.column(name).is_some() {
                    return Some(Meaning::Column(ColumnRef { block: number, relation: at, column: name.to_owned() }));
                }
                may_have(table).then_some(Meaning::Unknown)
            }
            From::Block(inner) => {
                let inner = *inner;
                let given = || Meaning::Given(number, at);
                if depth >= DEEPEST {
                    return Some(given());
                }
                let parts = self.parts.get(inner)?;
                let block = self.query.blocks.get(inner)?;
                let through = block.is_transparent() && block.distinct.is_none() && parts.references <= 1;
                if let Some(item) = parts.names.get(name).and_then(|at| parts.items.get(*at)) {
                    let Some(expr) = item_expr(item).map(bare).filter(|_| through) else { return Some(given()) };
                    return Some(match expr {
                        Expr::Identifier(ident) => {
                            let name = self.name(ident).key(self.dialect());
                            self.unqualified(inner, &name, depth + 1).unwrap_or_else(given)
                        }
                        Expr::CompoundIdentifier(idents) => match idents.as_slice() {
                            [.., qualifier, ident] => {
                                let name = self.name(ident).key(self.dialect());
                                let qualifier = self.name(qualifier).key(self.dialect());
                                let relation =
                                    block.relations.iter().position(|relation| relation.alias == qualifier);
                                relation
                                    .and_then(|relation| self.column(inner, relation, &name, depth + 1))
                                    .unwrap_or_else(given)
                            }
                            _ => given(),
                        },
                        _ => given(),
                    });
                }
                if parts.items.is_empty() {
                    // A set operation, or rows: what it gives is not followed.
                    return Some(given());
                }
                for item in parts.items {
                    // What is read more than once is made first, and what lies behind it is not followed.
                    let is_star = matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
                    if is_star && !through {
                        return Some(given());
                    }
                    let found = match item {
                        SelectItem::Wildcard(_) => self.unqualified(inner, name, depth + 1),
                        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(star), _) => {
                            let alias = star.0.last().and_then(|part| part.as_ident())?;
                            let alias = self.name(alias).key(self.dialect());
                            let relation = block.relations.iter().position(|relation| relation.alias == alias);
                            relation.and_then(|relation| self.column(inner, relation, name, depth + 1))
                        }
                        _ => None,
                    };
                    if found.is_some() {
                        return found;
                    }
                }
                None
            }
            From::Unknown => None,
        }
    }

    /// The columns of tables that an expression names, with their places, in no particular order, and whether it
    /// has anything else that changes from row to row.
    pub(super) fn columns(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> Named {
        let mut named = Named::default();
        each(expr, |part| match part {
            Part::Query(_) => named.queries = true,
            Part::Expr(expr) => match self.meaning(memory, block, expr) {
                Some(Meaning::Column(column)) => {
                    let ident = match expr {
                        Expr::Identifier(ident) => Some(ident),
                        Expr::CompoundIdentifier(idents) => idents.last(),
                        _ => None,
                    };
                    if let Some(ident) = ident {
                        named.columns.push((column, self.name(ident).bytes));
                    }
                }
                Some(Meaning::Given(..)) => named.given = true,
                Some(Meaning::Unknown) => named.unknown |= !is_word(expr),
                None => {}
            },
        });
        named.columns.sort_by_key(|(_, bytes)| bytes.start);
        named
    }
}

/// What an expression names.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    /// Columns of tables, in the order of the text.
    pub(super) columns: Vec<(ColumnRef, std::ops::Range<usize>)>,
    /// Outputs of derived tables.
    pub(super) given: bool,
    /// Names that nothing is known of.
    pub(super) unknown: bool,
    /// Queries.
    pub(super) queries: bool,
}

impl Named {
    /// Whether it is the same for every row.
    pub(super) fn is_constant(&self) -> bool {
        self.columns.is_empty() && !self.given && !self.unknown
    }

    /// The relation that all of it is about.
    pub(super) fn only_relation(&self) -> Option<(usize, usize)> {
        if self.given || self.unknown {
            return None;
        }
        let (first, _) = self.columns.first()?;
        let home = (first.block, first.relation);
        self.columns.iter().all(|(column, _)| (column.block, column.relation) == home).then_some(home)
    }

    /// Whether it names a column of a relation.
    pub(super) fn has(&self, home: (usize, usize)) -> bool {
        self.columns.iter().any(|(column, _)| (column.block, column.relation) == home)
    }
}

/// Words that look like a column and are none.
pub(super) fn is_word(expr: &Expr) -> bool {
    let Expr::Identifier(ident) = expr else { return false };
    ident.quote_style.is_none()
        && matches!(
            ident.value.to_ascii_lowercase().as_str(),
            "current_date"
                | "current_time"
                | "current_timestamp"
                | "localtime"
                | "localtimestamp"
                | "current_user"
                | "session_user"
                | "user"
                | "default"
                | "sysdate"
                | "null"
                | "true"
                | "false"
        )
        || ident.value.contains("{{")
        || ident.value.contains("${")
}

/// Whether a table may have columns that are not known: those of the system, or of a table that is only altered.
fn may_have(table: &Table) -> bool {
    !table.is_whole()
}
