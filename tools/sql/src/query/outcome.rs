//! What a block gives, and in which order: its outputs, `ORDER BY`, `GROUP BY`, the ends that `max` and `min` ask for.

use sqlparser::ast::{Expr, OrderByExpr, OrderBySort, SelectItem, Value};

use super::children::{bare, plain_arguments};
use super::conditions::literal;
use super::reader::{Reader, function_name, item_expr};
use super::scope::{Meaning, Memory};
use super::{Operand, Output, SortKey};

/// Functions that give something else with every call.
const RANDOM: &[&str] = &["random", "rand", "newid", "gen_random_uuid", "uuid_generate_v4"];

impl<'t> Reader<'t> {
    pub(super) fn outputs(&mut self, memory: &mut Memory, block: usize, items: &'t [SelectItem]) {
        let mut outputs = Vec::new();
        for item in items {
            let (Some(expr), alias) = (
                item_expr(item),
                match item {
                    SelectItem::ExprWithAlias { alias, .. } => Some(alias),
                    _ => None,
                },
            ) else {
                continue;
            };
            let column = match self.meaning(memory, block, bare(expr)) {
                Some(Meaning::Column(column)) => Some(column),
                _ => None,
            };
            let name = alias.map(|alias| self.name(alias).key(self.dialect()));
            let name = name.or_else(|| column.as_ref().map(|column| column.column.clone()));
            let literal = match literal(bare(expr)) {
                Some(Operand::Literal(text)) => Some(text),
                _ => None,
            };
            outputs.push(Output { name, column, literal });
        }
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.outputs = outputs;
        }
    }

    /// The expression that a key of `ORDER BY` or `GROUP BY` means: a number is an output's place, a name may be an
    /// output's. Grouping looks at the columns of the tables first, ordering at the outputs.
    pub(super) fn behind_output(
        &self,
        memory: &mut Memory,
        block: usize,
        expr: &'t Expr,
        columns_first: bool,
    ) -> &'t Expr {
        let Some(parts) = self.parts.get(block) else { return expr };
        let at = match bare(expr) {
            Expr::Value(value) => match &value.value {
                Value::Number(number, _) => number.parse::<usize>().ok().and_then(|place| place.checked_sub(1)),
                _ => None,
            },
            name @ Expr::Identifier(ident) => {
                let is_column = matches!(self.meaning(memory, block, name), Some(Meaning::Column(_)));
                let named = parts.names.get(&self.name(ident).key(self.dialect())).copied();
                named.filter(|_| !(columns_first && is_column))
            }
            _ => None,
        };
        at.and_then(|at| parts.items.get(at)).and_then(item_expr).unwrap_or(expr)
    }

    pub(super) fn order(&mut self, memory: &mut Memory, block: usize, keys: &[&'t OrderByExpr]) {
        let mut order = Vec::new();
        let mut random = None;
        for key in keys {
            let expr = self.behind_output(memory, block, &key.expr, false);
            let target = self.target(memory, block, expr);
            if let Expr::Function(function) = bare(expr)
                && function_name(function).is_some_and(|name| RANDOM.contains(&name.as_str()))
            {
                random = Some(self.span_in(expr));
            }
            let descending = matches!(key.options.sort, Some(OrderBySort::Desc));
            order.push(SortKey { target, descending, nulls_first: key.options.nulls_first });
        }
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.order = order;
            block.random_order = random;
        }
    }

    /// `SELECT max(x)`: one end of an index, where nothing else is asked for.
    pub(super) fn extremes(
        &mut self,
        memory: &mut Memory,
        block: usize,
        items: &[&'t Expr],
        all: usize,
        ungrouped: bool,
    ) {
        if !ungrouped || items.len() != all || items.len() > 2 {
            return;
        }
        let mut extremes = Vec::new();
        for item in items {
            let Expr::Function(function) = bare(item) else { return };
            let is_extreme = function_name(function).is_some_and(|name| name == "min" || name == "max");
            let arguments = plain_arguments(function).unwrap_or_default();
            let ([argument], true, None) = (arguments.as_slice(), is_extreme, &function.over) else { return };
            let Some(Meaning::Column(column)) = self.meaning(memory, block, bare(argument)) else { return };
            extremes.push(column);
        }
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.extremes = extremes;
        }
    }
}
