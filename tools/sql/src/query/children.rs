//! The parts of an expression, one level down: the one place that knows them all.

use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Query,
    Subscript, WindowType,
};

/// A part of an expression.
#[derive(Clone, Copy)]
pub(super) enum Part<'t> {
    /// An expression.
    Expr(&'t Expr),
    /// A query.
    Query(&'t Query),
}

/// Gives the parts of an expression, one level down, in the order of the text.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
pub(super) fn parts<'t>(expr: &'t Expr, give: &mut dyn FnMut(Part<'t>)) {
    match expr {
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::Value(_)
        | Expr::TypedString(_)
        | Expr::Wildcard(_)
        | Expr::QualifiedWildcard(..)
        | Expr::MatchAgainst { .. } => {}
        Expr::CompoundFieldAccess { root, access_chain } => {
            give(Part::Expr(root));
            for access in access_chain {
                match access {
                    AccessExpr::Dot(expr) | AccessExpr::Subscript(Subscript::Index { index: expr }) => {
                        give(Part::Expr(expr));
                    }
                    AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
                        for expr in [lower_bound, upper_bound, stride].into_iter().flatten() {
                            give(Part::Expr(expr));
                        }
                    }
                }
            }
        }
        Expr::IsFalse(expr)
        | Expr::IsNotFalse(expr)
        | Expr::IsTrue(expr)
        | Expr::IsNotTrue(expr)
        | Expr::IsNull(expr)
        | Expr::IsNotNull(expr)
        | Expr::IsUnknown(expr)
        | Expr::IsNotUnknown(expr)
        | Expr::JsonAccess { value: expr, .. }
        | Expr::IsJson { expr, .. }
        | Expr::IsNormalized { expr, .. }
        | Expr::UnaryOp { expr, .. }
        | Expr::Cast { expr, .. }
        | Expr::Extract { expr, .. }
        | Expr::Ceil { expr, .. }
        | Expr::Floor { expr, .. }
        | Expr::Collate { expr, .. }
        | Expr::Nested(expr)
        | Expr::Prefixed { value: expr, .. }
        | Expr::Named { expr, .. }
        | Expr::OuterJoin(expr)
        | Expr::Prior(expr) => give(Part::Expr(expr)),
        Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right)
        | Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. }
        | Expr::InUnnest { expr: left, array_expr: right, .. }
        | Expr::AtTimeZone { timestamp: left, time_zone: right }
        | Expr::Position { expr: left, r#in: right }
        | Expr::Like { expr: left, pattern: right, .. }
        | Expr::ILike { expr: left, pattern: right, .. }
        | Expr::SimilarTo { expr: left, pattern: right, .. }
        | Expr::RLike { expr: left, pattern: right, .. } => {
            give(Part::Expr(left));
            give(Part::Expr(right));
        }
        Expr::MemberOf(member) => {
            give(Part::Expr(&member.value));
            give(Part::Expr(&member.array));
        }
        Expr::InList { expr, list, .. } => {
            give(Part::Expr(expr));
            all(list.iter(), give);
        }
        Expr::InSubquery { expr, subquery, .. } => {
            give(Part::Expr(expr));
            give(Part::Query(subquery));
        }
        Expr::Between { expr, low, high, .. } => {
            for expr in [expr, low, high] {
                give(Part::Expr(expr));
            }
        }
        Expr::Convert { expr, styles, .. } => {
            give(Part::Expr(expr));
            all(styles.iter(), give);
        }
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            give(Part::Expr(expr));
            for expr in [substring_from, substring_for].into_iter().flatten() {
                give(Part::Expr(expr));
            }
        }
        Expr::Trim { trim_what, expr, trim_characters, .. } => {
            give(Part::Expr(expr));
            all(trim_what.iter().map(|expr| &**expr), give);
            all(trim_characters.iter().flatten(), give);
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            for expr in [expr, overlay_what, overlay_from].into_iter().chain(overlay_for) {
                give(Part::Expr(expr));
            }
        }
        Expr::Function(function) => function_parts(function, give),
        Expr::Case { operand, conditions, else_result, .. } => {
            all(operand.iter().map(|expr| &**expr), give);
            for when in conditions {
                give(Part::Expr(&when.condition));
                give(Part::Expr(&when.result));
            }
            all(else_result.iter().map(|expr| &**expr), give);
        }
        Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => give(Part::Query(subquery)),
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
            all(sets.iter().flatten(), give);
        }
        Expr::Tuple(list) | Expr::Struct { values: list, .. } => all(list.iter(), give),
        Expr::Array(array) => all(array.elem.iter(), give),
        Expr::Dictionary(fields) => all(fields.iter().map(|field| &*field.value), give),
        Expr::Map(map) => {
            for entry in &map.entries {
                give(Part::Expr(&entry.key));
                give(Part::Expr(&entry.value));
            }
        }
        Expr::Interval(interval) => give(Part::Expr(&interval.value)),
        Expr::Lambda(lambda) => give(Part::Expr(&lambda.body)),
    }
}

fn all<'t>(list: impl Iterator<Item = &'t Expr>, give: &mut dyn FnMut(Part<'t>)) {
    for expr in list {
        give(Part::Expr(expr));
    }
}

fn function_parts<'t>(function: &'t Function, give: &mut dyn FnMut(Part<'t>)) {
    arguments(&function.parameters, give);
    arguments(&function.args, give);
    all(function.within_group.iter().map(|key| &key.expr), give);
    all(function.filter.iter().map(|expr| &**expr), give);
    if let Some(WindowType::WindowSpec(window)) = &function.over {
        all(window.partition_by.iter(), give);
        all(window.order_by.iter().map(|key| &key.expr), give);
    }
}

fn arguments<'t>(arguments: &'t FunctionArguments, give: &mut dyn FnMut(Part<'t>)) {
    let list = match arguments {
        FunctionArguments::None => return,
        FunctionArguments::Subquery(query) => {
            give(Part::Query(query));
            return;
        }
        FunctionArguments::List(list) => list,
    };
    for argument in &list.args {
        let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
            argument;
        if let FunctionArgExpr::Expr(expr) = arg {
            give(Part::Expr(expr));
        }
    }
    for clause in &list.clauses {
        match clause {
            FunctionArgumentClause::OrderBy(keys) => all(keys.iter().map(|key| &key.expr), give),
            FunctionArgumentClause::Where(expr) | FunctionArgumentClause::Limit(expr) => give(Part::Expr(expr)),
            _ => {}
        }
    }
}

/// Every part of an expression, itself first, in no particular order; what stands inside queries is not looked at.
pub(super) fn each<'t>(expr: &'t Expr, mut seen: impl FnMut(Part<'t>)) {
    let mut waiting = vec![Part::Expr(expr)];
    while let Some(part) = waiting.pop() {
        seen(part);
        if let Part::Expr(expr) = part {
            parts(expr, &mut |part| waiting.push(part));
        }
    }
}

/// An expression without the parentheses around it.
pub(super) fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

/// The single arguments of a function, where they are all plain expressions.
pub(super) fn plain_arguments(function: &Function) -> Option<Vec<&Expr>> {
    let FunctionArguments::List(list) = &function.args else { return None };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let plain = |argument: &'_ FunctionArg| matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Expr(_)));
    if !list.args.iter().all(plain) {
        return None;
    }
    let mut plain = Vec::with_capacity(list.args.len());
    for argument in &list.args {
        if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = argument {
            plain.push(expr);
        }
    }
    Some(plain)
}
