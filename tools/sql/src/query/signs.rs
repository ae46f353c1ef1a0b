//! What of a block tells of its author's mind without being a condition on a column: comparisons with `NULL`, what joins
//! its relations, what `HAVING` asks of groups, what `||` puts together.

use std::collections::BTreeSet;

use sqlparser::ast::{BinaryOperator, Expr, Value};

use super::children::{Part, bare, each};
use super::conditions::{bare_cast, conjuncts};
use super::reader::{Parts, Reader, function_name, is_aggregate, item_expr, last_ident};
use super::scope::{Meaning, Memory};
use super::{ColumnRef, NullComparison, Signs};
use crate::dialect::Dialect;

/// Functions that take the null away from what stands inside them.
const AGAINST_NULL: &[&str] = &["coalesce", "ifnull", "isnull", "nvl", "concat", "concat_ws", "nullif"];

impl<'t> Reader<'t> {
    /// Reads what only the rules about queries ask of a block, when its grouping is known.
    pub(super) fn signs(&mut self, memory: &mut Memory, block: usize, parts: &Parts<'t>) {
        let mut signs = Signs::default();
        let filters = || parts.filters.iter().map(|(expr, _)| *expr);
        let items = || parts.items.iter().filter_map(item_expr);
        let ordered = parts.order.iter().map(|key| &key.expr);
        // In SQL Server's list of outputs `name = NULL` gives a name.
        let given = items().filter(|_| self.dialect() != Dialect::MsSql);
        let all = filters().chain(parts.read.iter().copied()).chain(given);
        for expr in all.chain(parts.group.iter().copied()).chain(ordered) {
            self.null_comparisons(expr, &mut signs);
        }
        for part in filters().flat_map(conjuncts) {
            self.link(memory, block, part, &mut signs);
        }
        for part in parts.having.into_iter().flat_map(conjuncts) {
            signs.having.extend(self.of_groups(memory, block, part));
        }
        for expr in items().chain(filters()) {
            self.concatenated(memory, block, expr, &mut signs);
        }
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.signs = signs;
        }
    }

    fn null_comparisons(&self, expr: &'t Expr, signs: &mut Signs) {
        each(expr, |part| {
            let Part::Expr(Expr::BinaryOp { left, op, right }) = part else { return };
            let sign = match op {
                BinaryOperator::Eq => "=",
                BinaryOperator::NotEq => "<>",
                BinaryOperator::Lt => "<",
                BinaryOperator::LtEq => "<=",
                BinaryOperator::Gt => ">",
                BinaryOperator::GtEq => ">=",
                _ => return,
            };
            let other = match (is_null(left), is_null(right)) {
                (true, false) => right,
                (false, true) => left,
                _ => return,
            };
            let column = last_ident(other).map(|ident| ident.value.clone()).unwrap_or_default();
            signs.null_comparisons.push(NullComparison { span: self.span_in(other), column, sign });
        });
        signs.null_comparisons.sort_by(|one, two| one.span.cmp(&two.span));
    }

    /// The relations of the block that a condition names.
    fn link(&self, memory: &mut Memory, block: usize, expr: &'t Expr, signs: &mut Signs) {
        let mut named = BTreeSet::new();
        let mut unknown = false;
        each(expr, |part| match part {
            Part::Query(_) => unknown = true,
            Part::Expr(expr) => match self.meaning(memory, block, expr) {
                Some(Meaning::Column(column)) => named.extend(self.relation_before(block, &column)),
                Some(Meaning::Given(home, relation)) if home == block => {
                    named.insert(relation);
                }
                Some(Meaning::Given(..)) => unknown = true,
                Some(Meaning::Unknown) => unknown |= !super::scope::is_word(expr),
                None => {}
            },
        });
        signs.may_link |= unknown;
        if named.len() > 1 {
            signs.links.push(named);
        }
    }

    /// The relation of a block that a column belongs to, as its own or behind what it is derived from.
    fn relation_before(&self, block: usize, column: &ColumnRef) -> Option<usize> {
        if column.block == block {
            return Some(column.relation);
        }
        let relations = self.query.blocks.get(block)?.relations.len();
        (0..relations).find(|relation| self.reaches(block, *relation, column))
    }

    /// The first column of a condition of `HAVING`, where it asks nothing but columns that are grouped by.
    fn of_groups(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> Option<ColumnRef> {
        let mut plain = true;
        each(expr, |part| match part {
            Part::Query(_) => plain = false,
            Part::Expr(Expr::Function(function)) => {
                plain &= function.over.is_none()
                    && function_name(function).is_some_and(|name| !is_aggregate(&name) && name != "grouping");
            }
            Part::Expr(_) => {}
        });
        let named = self.columns(memory, block, expr);
        if !plain || named.given || named.unknown {
            return None;
        }
        let groups = self.query.blocks.get(block)?.group.iter();
        let groups: BTreeSet<&ColumnRef> =
            groups.filter(|group| group.expression.is_none()).map(|group| &group.column).collect();
        let all = named.columns.iter().all(|(column, _)| groups.contains(column));
        named.columns.into_iter().next().map(|(column, _)| column).filter(|_| all)
    }

    fn concatenated(&self, memory: &mut Memory, block: usize, expr: &'t Expr, signs: &mut Signs) {
        let mut guarded = false;
        let mut operands: Vec<&'t Expr> = Vec::new();
        each(expr, |part| match part {
            Part::Expr(Expr::Case { .. }) => guarded = true,
            Part::Expr(Expr::Function(function)) => {
                guarded |= function_name(function).is_some_and(|name| AGAINST_NULL.contains(&name.as_str()));
            }
            Part::Expr(Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right }) => {
                operands.extend([bare(left), bare(right)]);
            }
            _ => {}
        });
        if guarded {
            return;
        }
        for operand in operands {
            if let Some(Meaning::Column(column)) = self.meaning(memory, block, operand) {
                signs.concatenated.push((column, self.span_in(operand)));
            }
        }
        signs.concatenated.sort_by(|one, two| one.1.cmp(&two.1));
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(bare_cast(expr), Expr::Value(value) if value.value == Value::Null)
}
