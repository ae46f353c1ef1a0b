//! The parser's tree into blocks.
//!
//! First every block is found, with what it reads from, in the order of the text; then the conditions, order and
//! grouping of each are read, when all names that they may use are known. Lists of what is still to be done take the
//! place of recursion.

use std::collections::{BTreeMap, VecDeque};

use architect_core::{Gap, Span};
use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, Ident, LimitClause, ObjectName, OrderByExpr, OrderByKind, Query as QueryTree,
    Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier, Statement as Tree,
    TopQuantity, Value,
};

use super::children::{Part, bare, each};
use super::placeholder::byte;
use super::{Block, Bound, Join, Query, Role};
use crate::ddl::{Name, QualifiedName};
use crate::dialect::Dialect;
use crate::schema::Schema;
use crate::statement::Statement;

/// What is to be read of a block once all names are known.
#[derive(Default)]
pub(super) struct Parts<'t> {
    /// Conditions, and for those of a join which relation is joined and how.
    pub(super) filters: Vec<(&'t Expr, Option<(usize, Join)>)>,
    /// `USING` columns and the relation that is joined.
    pub(super) using: Vec<(usize, &'t ObjectName)>,
    /// Expressions that are only read.
    pub(super) read: Vec<&'t Expr>,
    pub(super) items: &'t [SelectItem],
    pub(super) group: Vec<&'t Expr>,
    /// `HAVING`, where every group has a value of each column that is grouped by.
    pub(super) having: Option<&'t Expr>,
    pub(super) order: Vec<&'t OrderByExpr>,
    /// The name of each output, and its place among the items.
    pub(super) names: BTreeMap<String, usize>,
    /// How many relations are this block.
    pub(super) references: usize,
}

/// A name that `WITH` gives, and the one given before it.
struct CteName {
    before: Option<usize>,
    name: String,
    block: usize,
}

pub(super) enum Waiting<'t> {
    Query(&'t QueryTree),
    Set(&'t SetExpr),
}

pub(super) struct Reader<'t> {
    pub(super) query: Query,
    pub(super) statement: &'t Statement,
    pub(super) schema: &'t Schema,
    pub(super) parts: Vec<Parts<'t>>,
    /// The block of each query inside an expression, by its place in memory.
    pub(super) nested: BTreeMap<usize, usize>,
    ctes: Vec<CteName>,
    pub(super) waiting: VecDeque<(usize, Option<usize>, Waiting<'t>)>,
}

pub(super) fn address(query: &QueryTree) -> usize {
    std::ptr::from_ref(query).addr()
}

impl<'t> Reader<'t> {
    pub(super) fn new(query: Query, statement: &'t Statement, schema: &'t Schema) -> Self {
        Self {
            query,
            statement,
            schema,
            parts: Vec::new(),
            nested: BTreeMap::new(),
            ctes: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn read(mut self, tree: &'t Tree) -> Query {
        match tree {
            Tree::Query(query) => {
                self.block(None, Role::Statement, self.query.span.clone());
                self.waiting.push_back((0, None, Waiting::Query(query)));
            }
            Tree::Insert(_) | Tree::Update(_) | Tree::Delete(_) | Tree::Merge(_) => {
                let block = self.block(None, Role::Statement, self.query.span.clone());
                self.change(block, None, tree);
            }
            _ => {
                let reason = "this statement is no query that is understood";
                self.query.gaps.push(Gap::at(self.query.span.clone(), reason));
            }
        }
        while let Some((block, ctes, waiting)) = self.waiting.pop_front() {
            match waiting {
                Waiting::Query(query) => self.query(block, ctes, query),
                Waiting::Set(set) => self.set(block, ctes, set),
            }
        }
        self.resolve();
        self.query.gaps.sort();
        self.query.gaps.dedup();
        self.query
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.statement.dialect()
    }

    pub(super) fn name(&self, ident: &Ident) -> Name {
        let start = byte(ident.span.start).unwrap_or(self.statement.bytes().start);
        let end = byte(ident.span.end).unwrap_or(start);
        Name { text: ident.value.clone(), quoted: ident.quote_style.is_some(), bytes: start..end }
    }

    pub(super) fn span_of(&self, ident: &Ident) -> Span {
        self.statement.source().span(self.name(ident).bytes)
    }

    /// Where an expression begins, told by its first name.
    pub(super) fn span_in(&self, expr: &Expr) -> Span {
        let mut first: Option<std::ops::Range<usize>> = None;
        each(expr, |part| {
            let Part::Expr(expr) = part else { return };
            let ident = match expr {
                Expr::Identifier(ident) => Some(ident),
                Expr::CompoundIdentifier(idents) => idents.first(),
                Expr::Function(function) => function.name.0.first().and_then(|part| part.as_ident()),
                _ => None,
            };
            let bytes = ident.map(|ident| self.name(ident).bytes);
            if let Some(bytes) = bytes
                && first.as_ref().is_none_or(|first| bytes.start < first.start)
            {
                first = Some(bytes);
            }
        });
        match first {
            Some(bytes) => self.statement.source().span(bytes),
            None => self.query.span.clone(),
        }
    }

    pub(super) fn block(&mut self, parent: Option<usize>, role: Role, span: Span) -> usize {
        self.query.blocks.push(Block::new(parent, role, span));
        self.parts.push(Parts::default());
        self.query.blocks.len() - 1
    }

    fn change(&mut self, block: usize, ctes: Option<usize>, tree: &'t Tree) {
        match tree {
            Tree::Insert(insert) => self.insert(block, ctes, insert),
            Tree::Update(update) => self.update(block, ctes, update),
            Tree::Delete(delete) => self.delete(block, ctes, delete),
            Tree::Merge(merge) => self.merge(block, ctes, merge),
            _ => {}
        }
        self.find_nested(block, ctes);
    }

    fn query(&mut self, block: usize, outer: Option<usize>, query: &'t QueryTree) {
        let mut ctes = outer;
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                let name = self.name(&cte.alias.name).key(self.dialect());
                let inner = self.block(None, Role::Cte, self.span_of(&cte.alias.name));
                self.ctes.push(CteName { before: ctes, name, block: inner });
                let itself = Some(self.ctes.len() - 1);
                let visible = if with.recursive { itself } else { ctes };
                self.waiting.push_back((inner, visible, Waiting::Query(&cte.query)));
                ctes = itself;
            }
        }
        if let Some(order) = &query.order_by
            && let OrderByKind::Expressions(keys) = &order.kind
            && let Some(parts) = self.parts.get_mut(block)
        {
            parts.order.extend(keys);
        }
        let (limit, offset) = match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
            None => (None, None),
        };
        let limit = limit.or(query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()));
        let offset = offset.map(|expr| (bound(expr), self.query.span.clone()));
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.limit = limit.map(bound);
            if limit.is_none() && query.fetch.is_some() {
                block.limit = Some(Bound::Number(1));
            }
            block.offset = offset;
        }
        self.set(block, ctes, &query.body);
    }

    fn set(&mut self, block: usize, ctes: Option<usize>, set: &'t SetExpr) {
        match set {
            SetExpr::Select(select) => self.select(block, ctes, select),
            SetExpr::Query(query) => {
                let inner = self.block(Some(block), Role::Arm, self.query.span.clone());
                self.waiting.push_back((inner, ctes, Waiting::Query(query)));
            }
            SetExpr::SetOperation { .. } => {
                let mut waiting = vec![set];
                let mut arms = Vec::new();
                while let Some(set) = waiting.pop() {
                    let SetExpr::SetOperation { left, op, set_quantifier, right } = set else {
                        arms.push(set);
                        continue;
                    };
                    if *op == SetOperator::Union {
                        let keeps = *set_quantifier == SetQuantifier::All;
                        let span = self.query.span.clone();
                        if let Some(block) = self.query.blocks.get_mut(block) {
                            block.unions.push((keeps, span));
                        }
                    } else if let Some(block) = self.query.blocks.get_mut(block) {
                        block.aggregates = true;
                    }
                    waiting.push(right);
                    waiting.push(left);
                }
                for arm in arms {
                    let inner = self.block(Some(block), Role::Arm, self.query.span.clone());
                    self.waiting.push_back((inner, ctes, Waiting::Set(arm)));
                }
            }
            SetExpr::Values(values) => {
                if let Some(parts) = self.parts.get_mut(block) {
                    parts.read.extend(values.rows.iter().flat_map(|row| row.content.iter()));
                }
            }
            SetExpr::Insert(tree) | SetExpr::Update(tree) | SetExpr::Delete(tree) | SetExpr::Merge(tree) => {
                self.change(block, ctes, tree);
                return;
            }
            SetExpr::Table(_) => {
                let reason = "TABLE … was not looked into";
                self.query.gaps.push(Gap::at(self.query.span.clone(), reason));
            }
        }
        self.find_nested(block, ctes);
    }

    fn select(&mut self, block: usize, ctes: Option<usize>, select: &'t Select) {
        self.from(block, ctes, &select.from);
        let dialect = self.dialect();
        let mut names = BTreeMap::new();
        let mut stars = Vec::new();
        for (at, item) in select.projection.iter().enumerate() {
            let ident = match item {
                SelectItem::ExprWithAlias { alias, .. } => Some(alias),
                SelectItem::UnnamedExpr(expr) => last_ident(expr),
                SelectItem::Wildcard(options) => {
                    stars.push(self.statement.source().span(token_bytes(&options.wildcard_token.0)));
                    None
                }
                SelectItem::QualifiedWildcard(kind, _) => {
                    if let SelectItemQualifiedWildcardKind::ObjectName(name) = kind
                        && let Some(ident) = name.0.last().and_then(|part| part.as_ident())
                    {
                        stars.push(self.span_of(ident));
                    }
                    None
                }
                SelectItem::ExprWithAliases { .. } => None,
            };
            if let Some(ident) = ident {
                names.entry(self.name(ident).key(dialect)).or_insert(at);
            }
        }
        let distinct = match &select.distinct {
            Some(Distinct::Distinct | Distinct::On(_)) => Some(self.query.span.clone()),
            Some(Distinct::All) | None => None,
        };
        let Some(parts) = self.parts.get_mut(block) else { return };
        parts.items = &select.projection;
        parts.names = names;
        let where_clause = select.selection.iter().chain(&select.prewhere);
        parts.filters.extend(where_clause.map(|expr| (expr, None)));
        parts.read.extend(select.having.iter().chain(&select.qualify));
        if let GroupByExpr::Expressions(group, modifiers) = &select.group_by {
            parts.group.extend(group);
            let sets = |expr: &Expr| matches!(expr, Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_));
            if modifiers.is_empty() && !group.iter().any(sets) {
                parts.having = select.having.as_ref();
            }
        }
        if let Some(Distinct::On(columns)) = &select.distinct {
            parts.group.extend(columns);
        }
        for window in &select.named_window {
            if let sqlparser::ast::NamedWindowExpr::WindowSpec(window) = &window.1 {
                parts.read.extend(&window.partition_by);
                parts.read.extend(window.order_by.iter().map(|key| &key.expr));
            }
        }
        let groups = !parts.group.is_empty();
        let Some(block) = self.query.blocks.get_mut(block) else { return };
        block.distinct = distinct;
        block.stars = stars;
        block.aggregates = groups || select.projection.iter().any(makes_fewer) || select.having.is_some();
        if let Some(top) = &select.top {
            block.limit = match &top.quantity {
                _ if top.percent => None,
                Some(TopQuantity::Constant(number)) => Some(Bound::Number(*number)),
                Some(TopQuantity::Expr(expr)) => Some(bound(expr)),
                None => None,
            };
        }
    }

    pub(super) fn unknown(&mut self, name: &QualifiedName) {
        let what = if self.schema.is_other_relation(&name.name.text) {
            "is a view: what it reads was not looked into"
        } else {
            "is not a table of the schema"
        };
        let span = self.statement.source().span(name.bytes());
        self.query.gaps.push(Gap::at(span, format!("`{}` {what}", name.shown(self.dialect()))));
    }

    pub(super) fn qualified(&self, name: &ObjectName) -> Option<QualifiedName> {
        let mut idents = name.0.iter().rev().filter_map(|part| part.as_ident());
        let name = self.name(idents.next()?);
        Some(QualifiedName { schema: idents.next().map(|ident| self.name(ident)), name })
    }

    pub(super) fn cte(&self, mut at: Option<usize>, name: &str) -> Option<usize> {
        while let Some(cte) = at.and_then(|at| self.ctes.get(at)) {
            if cte.name == name {
                return Some(cte.block);
            }
            at = cte.before;
        }
        None
    }

    pub(super) fn refer(&mut self, block: usize) {
        if let Some(parts) = self.parts.get_mut(block) {
            parts.references += 1;
        }
    }

    /// The queries inside the expressions of a block.
    fn find_nested(&mut self, block: usize, ctes: Option<usize>) {
        let Some(parts) = self.parts.get(block) else { return };
        let mut found: Vec<(&'t QueryTree, Role)> = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        let expressions = parts.filters.iter().map(|(expr, _)| *expr);
        let expressions =
            expressions.chain(parts.read.iter().copied()).chain(parts.items.iter().filter_map(item_expr));
        let expressions =
            expressions.chain(parts.group.iter().copied()).chain(parts.order.iter().map(|key| &key.expr));
        for expr in expressions {
            each(expr, |part| {
                let (query, role): (&'t QueryTree, Role) = match part {
                    Part::Expr(Expr::Exists { subquery, negated }) => (subquery, Role::Exists { negated: *negated }),
                    Part::Expr(Expr::InSubquery { subquery, negated, .. }) => {
                        (subquery, Role::In { negated: *negated })
                    }
                    Part::Query(query) => (query, Role::Scalar),
                    Part::Expr(_) => return,
                };
                if known.insert(address(query)) {
                    found.push((query, role));
                }
            });
        }
        for (query, role) in found {
            if self.nested.contains_key(&address(query)) {
                continue;
            }
            let inner = self.block(Some(block), role, self.query.span.clone());
            self.nested.insert(address(query), inner);
            self.waiting.push_back((inner, ctes, Waiting::Query(query)));
        }
    }
}

pub(super) fn item_expr(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr)
        | SelectItem::ExprWithAlias { expr, .. }
        | SelectItem::ExprWithAliases { expr, .. } => Some(expr),
        SelectItem::QualifiedWildcard(..) | SelectItem::Wildcard(_) => None,
    }
}

fn token_bytes(token: &sqlparser::tokenizer::TokenWithSpan) -> std::ops::Range<usize> {
    let start = byte(token.span.start).unwrap_or(0);
    start..byte(token.span.end).unwrap_or(start)
}

/// The name that an expression gives to its column.
pub(super) fn last_ident(expr: &Expr) -> Option<&Ident> {
    match bare(expr) {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(idents) => idents.last(),
        _ => None,
    }
}

pub(super) fn bound(expr: &Expr) -> Bound {
    match bare(expr) {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => number.parse().map_or(Bound::Parameter, Bound::Number),
            _ => Bound::Parameter,
        },
        _ => Bound::Parameter,
    }
}

/// Functions that make many rows into one.
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "array_agg",
    "string_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
    "group_concat",
    "json_arrayagg",
    "json_objectagg",
    "json_group_array",
    "json_group_object",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "bit_xor",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "variance",
    "var_pop",
    "var_samp",
    "total",
    "percentile_cont",
    "percentile_disc",
    "mode",
    "corr",
    "any_value",
    "count_big",
    "stdev",
    "var",
];

pub(super) fn is_aggregate(name: &str) -> bool {
    AGGREGATES.contains(&name)
}

fn makes_fewer(item: &SelectItem) -> bool {
    let mut found = false;
    if let Some(expr) = item_expr(item) {
        each(expr, |part| {
            if let Part::Expr(Expr::Function(function)) = part {
                found |= function.over.is_none() && function_name(function).is_some_and(|name| is_aggregate(&name));
                // What a window sees is not to be made less by a condition from outside.
                found |= function.over.is_some();
            }
        });
    }
    found
}

/// The name of a function, folded and without its schema.
pub(super) fn function_name(function: &sqlparser::ast::Function) -> Option<String> {
    function.name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase())
}
