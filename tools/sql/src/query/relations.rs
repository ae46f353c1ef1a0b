//! What a block reads from: tables, derived tables, and how they are joined.

use std::collections::VecDeque;

use architect_core::Gap;
use sqlparser::ast::{
    FunctionArg, FunctionArgExpr, Join as JoinTree, JoinConstraint, JoinOperator, TableFactor, TableWithJoins,
};

use super::reader::{Reader, Waiting};
use super::{From, Join, Relation, Role};

/// A block that reads from more relations is left alone: no index is chosen for it by looking.
const MOST_RELATIONS: usize = 256;

impl<'t> Reader<'t> {
    pub(super) fn from(&mut self, block: usize, ctes: Option<usize>, from: &'t [TableWithJoins]) {
        let mut factors = Vec::new();
        for listed in from {
            factors.push((&listed.relation, Join::Listed, None));
            factors.extend(listed.joins.iter().map(joined));
        }
        self.factors(block, ctes, factors);
    }

    pub(super) fn factors(
        &mut self,
        block: usize,
        ctes: Option<usize>,
        factors: Vec<(&'t TableFactor, Join, Option<&'t JoinConstraint>)>,
    ) {
        let mut waiting: VecDeque<_> = factors.into();
        while let Some((factor, join, constraint)) = waiting.pop_front() {
            if let TableFactor::NestedJoin { table_with_joins, .. } = factor {
                // In the order of the text: the inner joins, then the condition of the whole.
                let inner = table_with_joins.joins.iter().rev().map(joined);
                for factor in inner {
                    waiting.push_front(factor);
                }
                waiting.push_front((&table_with_joins.relation, join, constraint));
                continue;
            }
            let Some(at) = self.query.blocks.get(block).map(|block| block.relations.len()) else { return };
            if at >= MOST_RELATIONS {
                let reason = format!("a query over more than {MOST_RELATIONS} tables was not looked into further");
                self.query.gaps.push(Gap::at(self.query.span.clone(), reason));
                return;
            }
            let relation = self.relation(block, ctes, factor, join);
            if let Some(block) = self.query.blocks.get_mut(block) {
                block.relations.push(relation);
            }
            let Some(parts) = self.parts.get_mut(block) else { return };
            match constraint {
                Some(JoinConstraint::On(expr)) => parts.filters.push((expr, Some((at, join)))),
                Some(JoinConstraint::Using(names)) => parts.using.extend(names.iter().map(|name| (at, name))),
                Some(JoinConstraint::Natural) => {
                    let reason = "what a NATURAL JOIN compares was not looked into";
                    self.query.gaps.push(Gap::at(self.query.span.clone(), reason));
                }
                Some(JoinConstraint::None) | None => {}
            }
        }
    }

    fn relation(&mut self, block: usize, ctes: Option<usize>, factor: &'t TableFactor, join: Join) -> Relation {
        let dialect = self.dialect();
        let (alias, origin, span) = match factor {
            TableFactor::Table { name, alias, args, .. } => {
                let Some(name) = self.qualified(name) else {
                    return Relation {
                        alias: String::new(),
                        origin: From::Unknown,
                        join,
                        span: self.query.span.clone(),
                    };
                };
                let key = name.name.key(dialect);
                let span = self.statement.source().span(name.bytes());
                let cte = self.cte(ctes, &key).filter(|_| name.schema.is_none());
                let origin = match (cte, self.schema.named(&name)) {
                    _ if args.is_some() => From::Unknown,
                    (Some(block), _) => {
                        self.refer(block);
                        From::Block(block)
                    }
                    (None, Some(table)) => From::Table(table.key.clone()),
                    (None, None) => {
                        self.unknown(&name);
                        From::Unknown
                    }
                };
                (alias.as_ref().map_or(key, |alias| self.name(&alias.name).key(dialect)), origin, span)
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let parent = match lateral {
                    true => Some(block),
                    false => self.query.blocks.get(block).and_then(|block| block.parent),
                };
                let span = alias.as_ref().map_or_else(|| self.query.span.clone(), |alias| self.span_of(&alias.name));
                let inner = self.block(parent, Role::From, span.clone());
                self.refer(inner);
                self.waiting.push_back((inner, ctes, Waiting::Query(subquery)));
                let alias = alias.as_ref().map(|alias| self.name(&alias.name).key(dialect));
                (alias.unwrap_or_default(), From::Block(inner), span)
            }
            TableFactor::TableFunction { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::JsonTable { alias, .. }
            | TableFactor::OpenJsonTable { alias, .. } => {
                let alias = alias.as_ref().map(|alias| &alias.name);
                let span = alias.map_or_else(|| self.query.span.clone(), |alias| self.span_of(alias));
                (alias.map(|alias| self.name(alias).key(dialect)).unwrap_or_default(), From::Unknown, span)
            }
            _ => {
                let reason = "a part of FROM was not understood";
                self.query.gaps.push(Gap::at(self.query.span.clone(), reason));
                (String::new(), From::Unknown, self.query.span.clone())
            }
        };
        if let TableFactor::Function { args, .. } = factor {
            for argument in args {
                if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = argument
                    && let Some(parts) = self.parts.get_mut(block)
                {
                    parts.read.push(expr);
                }
            }
        }
        Relation { alias, origin, join, span }
    }
}

fn joined(join: &JoinTree) -> (&TableFactor, Join, Option<&JoinConstraint>) {
    let (kind, constraint) = match &join.join_operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::StraightJoin(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftSemi(constraint) => (Join::Inner, Some(constraint)),
        JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => (Join::Left, Some(constraint)),
        JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => (Join::Right, Some(constraint)),
        JoinOperator::FullOuter(constraint) => (Join::Full, Some(constraint)),
        JoinOperator::CrossJoin(constraint) => (Join::Cross, Some(constraint)),
        _ => (Join::Cross, None),
    };
    // MySQL and SQLite take a JOIN without a condition for a comma.
    let kind = match (kind, constraint) {
        (Join::Inner, Some(JoinConstraint::None)) => Join::Listed,
        _ => kind,
    };
    (&join.relation, kind, constraint)
}
