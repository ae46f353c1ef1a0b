//! Conditions, order and grouping: what a block asks of each column, once all names are known.

use sqlparser::ast::{BinaryOperator, Expr, SelectItem, UnaryOperator, Value};

use super::children::{bare, plain_arguments};
use super::reader::{Reader, address, function_name, item_expr};
use super::scope::{Meaning, Memory, Named};
use super::{Condition, From, Join, Operand, Pattern, Target, Test};
use crate::dialect::Dialect;

/// A tree with what is to be thought of when one of its conditions is read.
#[derive(Clone, Copy)]
struct Place {
    block: usize,
    /// The relation that is joined by it, and how.
    joins: Option<(usize, Join)>,
}

impl<'t> Reader<'t> {
    /// Reads what is left to read of every block.
    pub(super) fn resolve(&mut self) {
        let mut memory = Memory::new();
        for block in 0..self.query.blocks.len() {
            let Some(parts) = self.parts.get_mut(block) else { continue };
            let parts = std::mem::take(parts);
            // The names of the outputs stay: other blocks look them up.
            if let Some(kept) = self.parts.get_mut(block) {
                kept.items = parts.items;
                kept.names.clone_from(&parts.names);
                kept.references = parts.references;
            }
            self.read_whole(block, parts.items);
            let items: Vec<&'t Expr> = parts.items.iter().filter_map(item_expr).collect();
            let filters = parts.filters.iter().map(|(expr, _)| *expr);
            let all = filters.chain(parts.read.iter().copied()).chain(items.iter().copied());
            let all = all.chain(parts.group.iter().copied()).chain(parts.order.iter().map(|key| &key.expr));
            for expr in all {
                self.note_reads(&mut memory, block, expr);
            }
            for (expr, joins) in &parts.filters {
                self.conjunction(&mut memory, Place { block, joins: *joins }, expr);
            }
            for (relation, name) in &parts.using {
                self.using(&mut memory, block, *relation, name);
            }
            self.outputs(&mut memory, block, parts.items);
            for expr in &parts.group {
                let expr = self.behind_output(&mut memory, block, expr, true);
                if let Some(target) = self.target(&mut memory, block, expr)
                    && let Some(block) = self.query.blocks.get_mut(block)
                {
                    block.group.push(target);
                }
            }
            self.order(&mut memory, block, &parts.order);
            self.extremes(&mut memory, block, &items, parts.items.len(), parts.group.is_empty());
            self.signs(&mut memory, block, &parts);
        }
    }

    fn read_whole(&mut self, block: usize, items: &[SelectItem]) {
        let Some(found) = self.query.blocks.get(block) else { return };
        let mut whole = Vec::new();
        for item in items {
            match item {
                SelectItem::Wildcard(_) => whole.extend(0..found.relations.len()),
                SelectItem::QualifiedWildcard(kind, _) => {
                    let sqlparser::ast::SelectItemQualifiedWildcardKind::ObjectName(name) = kind else { continue };
                    let Some(ident) = name.0.last().and_then(|part| part.as_ident()) else { continue };
                    let alias = self.name(ident).key(self.dialect());
                    whole.extend(found.relations.iter().position(|relation| relation.alias == alias));
                }
                _ => {}
            }
        }
        // A star over a derived table reads what that reads.
        if let Some(found) = self.query.blocks.get_mut(block) {
            found.read_whole.extend(whole);
        }
    }

    fn note_reads(&mut self, memory: &mut Memory, block: usize, expr: &'t Expr) {
        for (column, _) in self.columns(memory, block, expr).columns {
            if let Some(home) = self.query.blocks.get_mut(column.block) {
                home.reads.entry(column.relation).or_default().insert(column.column);
            }
        }
    }

    /// What an expression is about, where it is about one relation.
    pub(super) fn target(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> Option<Target> {
        let expr = self.without_idle_cast(memory, block, bare(expr));
        if let Some(meaning) = self.meaning(memory, block, expr) {
            let Meaning::Column(column) = meaning else { return None };
            return Some(Target { column, expression: None, span: self.span_in(expr) });
        }
        let named = self.columns(memory, block, expr);
        if named.queries {
            return None;
        }
        named.only_relation()?;
        let (column, bytes) = named.columns.into_iter().next()?;
        let expression = Some(self.computed(memory, block, expr, &column));
        Some(Target { column, expression, span: self.statement.source().span(bytes) })
    }

    /// Reads a condition whose parts all hold.
    fn conjunction(&mut self, memory: &mut Memory, place: Place, expr: &'t Expr) {
        for part in conjuncts(expr) {
            if let Expr::BinaryOp { op: BinaryOperator::Or, .. } = part {
                self.alternatives(memory, place, part);
                continue;
            }
            for condition in self.conditions(memory, place, part) {
                self.keep(condition);
            }
        }
    }

    fn keep(&mut self, condition: Condition) {
        if let Some(home) = self.query.blocks.get_mut(condition.target.column.block) {
            home.conditions.push(condition);
        }
    }

    /// Reads an `OR`. Equal questions to one column are one with several values.
    fn alternatives(&mut self, memory: &mut Memory, place: Place, expr: &'t Expr) {
        let mut arms = Vec::new();
        let mut waiting = vec![expr];
        while let Some(expr) = waiting.pop() {
            match bare(expr) {
                Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
                    waiting.push(right);
                    waiting.push(left);
                }
                arm => {
                    let mut conditions = Vec::new();
                    for part in conjuncts(arm) {
                        if !matches!(part, Expr::BinaryOp { op: BinaryOperator::Or, .. }) {
                            conditions.extend(self.conditions(memory, place, part));
                        }
                    }
                    arms.push(conditions);
                }
            }
        }
        if let Some(condition) = one_of(&arms) {
            self.keep(condition);
            return;
        }
        let at_home = arms.iter().flatten().all(|condition| condition.target.column.block == place.block);
        if at_home && let Some(block) = self.query.blocks.get_mut(place.block) {
            block.alternatives.push(arms);
        }
    }

    /// The conditions that one part of a conjunction makes: two where two columns are compared.
    fn conditions(&self, memory: &mut Memory, place: Place, expr: &'t Expr) -> Vec<Condition> {
        let block = place.block;
        let mut found = Vec::new();
        let mut negated = false;
        let mut expr = bare(expr);
        while let Expr::UnaryOp { op: UnaryOperator::Not, expr: inner } = expr {
            negated = !negated;
            expr = bare(inner);
        }
        let one = |reader: &Self, memory: &mut Memory, expr, test, negated| {
            reader.target(memory, block, expr).map(|target| Condition { target, test, negated, outer: false })
        };
        match expr {
            Expr::BinaryOp { left, op, right } => {
                self.comparison(memory, place, left, op, right, negated, &mut found);
            }
            Expr::IsNotDistinctFrom(left, right) => {
                self.comparison(memory, place, left, &BinaryOperator::Eq, right, negated, &mut found);
            }
            Expr::Between { expr, negated: not, low, high } => {
                let bounds = [low, high].map(|bound| self.columns(memory, block, bound));
                let test = if bounds.iter().all(Named::is_constant) {
                    Test::Range(self.operand(memory, block, low))
                } else if let Some(target) = self.target(memory, block, expr) {
                    let home = (target.column.block, target.column.relation);
                    if bounds.iter().any(|bound| bound.has(home)) { Test::Other } else { Test::Range(Operand::Row) }
                } else {
                    Test::Other
                };
                found.extend(one(self, memory, expr, test, negated != *not));
            }
            Expr::InList { expr, list, negated: not } => {
                let constant = list.iter().all(|value| self.columns(memory, block, value).is_constant());
                let test = || if constant { Test::In(Some(list.len())) } else { Test::Other };
                match bare(expr) {
                    Expr::Tuple(columns) => {
                        for column in columns {
                            found.extend(one(self, memory, column, test(), negated != *not));
                        }
                    }
                    expr => found.extend(one(self, memory, expr, test(), negated != *not)),
                }
            }
            Expr::AnyOp { left, compare_op, right, .. } => {
                let constant = self.columns(memory, block, right).is_constant();
                let test = if constant && *compare_op == BinaryOperator::Eq { Test::In(None) } else { Test::Other };
                found.extend(one(self, memory, left, test, negated));
            }
            Expr::InSubquery { expr, subquery, negated: not } => {
                let Some(inner) = self.nested.get(&address(subquery)).copied() else { return found };
                let negated = negated != *not;
                let condition = one(self, memory, expr, Test::InBlock(inner), negated);
                if !negated && let Some(condition) = &condition {
                    found.extend(self.semi_join(memory, condition, inner));
                }
                found.extend(condition);
            }
            Expr::Like { negated: not, any: false, expr, pattern, .. } => {
                let pattern = self.pattern(memory, block, pattern);
                let any_case = matches!(self.dialect(), Dialect::Sqlite | Dialect::MySql | Dialect::MariaDb);
                let test = pattern.map_or(Test::Other, |pattern| Test::Like { pattern, any_case });
                found.extend(one(self, memory, expr, test, negated != *not));
            }
            Expr::ILike { negated: not, any: false, expr, pattern, .. } => {
                let pattern = self.pattern(memory, block, pattern);
                let test = pattern.map_or(Test::Other, |pattern| Test::Like { pattern, any_case: true });
                found.extend(one(self, memory, expr, test, negated != *not));
            }
            Expr::IsNull(expr) => found.extend(one(self, memory, expr, Test::IsNull, negated)),
            Expr::IsNotNull(expr) => found.extend(one(self, memory, expr, Test::IsNull, !negated)),
            Expr::IsTrue(expr) => found.extend(one(self, memory, expr, Test::IsTrue, negated)),
            Expr::IsFalse(expr) => found.extend(one(self, memory, expr, Test::IsTrue, !negated)),
            Expr::MatchAgainst { columns, .. } => {
                for name in columns {
                    let idents: Vec<_> = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
                    let expr = Expr::CompoundIdentifier(idents);
                    if let Some(Meaning::Column(column)) = self.meaning(memory, block, &expr) {
                        let target = Target { column, expression: None, span: self.span_in(&expr) };
                        let test = Test::Search("MATCH".to_owned());
                        found.push(Condition { target, test, negated, outer: false });
                    }
                }
            }
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => {
                found.extend(one(self, memory, expr, Test::IsTrue, negated));
            }
            _ => {}
        }
        self.keep_usable(place, &mut found);
        found
    }

    /// Of the conditions of an outer join those that find rows: of the side that may be missing.
    fn keep_usable(&self, place: Place, found: &mut Vec<Condition>) {
        if let Some((relation, join)) = place.joins {
            let outer = matches!(join, Join::Left | Join::Right | Join::Full);
            found.retain(|condition| {
                let is_joined = || self.reaches(place.block, relation, &condition.target.column);
                match join {
                    Join::Left => is_joined(),
                    Join::Right => !is_joined(),
                    Join::Full => false,
                    Join::Listed | Join::Inner | Join::Cross => true,
                }
            });
            for condition in found {
                condition.outer = outer;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a comparison has so many parts")]
    fn comparison(
        &self,
        memory: &mut Memory,
        place: Place,
        left: &'t Expr,
        op: &BinaryOperator,
        right: &'t Expr,
        negated: bool,
        found: &mut Vec<Condition>,
    ) {
        let (left, right) = (bare(left), bare(right));
        if let (Expr::Tuple(one), Expr::Tuple(two)) = (left, right) {
            let equal = *op == BinaryOperator::Eq;
            let pairs = one.iter().zip(two).take(if equal { usize::MAX } else { 1 });
            for (one, two) in pairs {
                if !matches!(bare(one), Expr::Tuple(_)) {
                    self.comparison(memory, place, one, op, two, negated, found);
                }
            }
            return;
        }
        let block = place.block;
        for (expr, other, swapped) in [(left, right, false), (right, left, true)] {
            let Some(target) = self.target(memory, block, expr) else { continue };
            let other_named = self.columns(memory, block, other);
            let home = (target.column.block, target.column.relation);
            let mut operand = || self.operand(memory, block, other);
            let test = if other_named.has(home) {
                Test::Other
            } else {
                match op {
                    BinaryOperator::Eq | BinaryOperator::Spaceship => Test::Equal(operand()),
                    BinaryOperator::NotEq => {
                        let test = Test::Equal(operand());
                        found.push(Condition { target, test, negated: !negated, outer: false });
                        continue;
                    }
                    BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => {
                        Test::Range(operand())
                    }
                    _ => match search(op, swapped) {
                        Some(sign) if other_named.is_constant() => Test::Search(sign.to_owned()),
                        _ => Test::Other,
                    },
                }
            };
            found.push(Condition { target, test, negated, outer: false });
        }
    }

    /// Whether a column belongs to a relation: as its own, or behind what it is derived from.
    pub(super) fn reaches(&self, block: usize, relation: usize, column: &super::ColumnRef) -> bool {
        if column.block == block {
            return column.relation == relation;
        }
        let origin = |block: usize, relation: usize| {
            let relation = self.query.blocks.get(block)?.relations.get(relation)?;
            match relation.origin {
                From::Block(inner) => Some(inner),
                From::Table(_) | From::Unknown => None,
            }
        };
        let mut waiting: Vec<usize> = origin(block, relation).into_iter().collect();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(block) = waiting.pop() {
            if block == column.block {
                return true;
            }
            if seen.insert(block) {
                let relations = self.query.blocks.get(block).map_or(0, |block| block.relations.len());
                waiting.extend((0..relations).filter_map(|relation| origin(block, relation)));
            }
        }
        false
    }

    /// What a column is compared with.
    fn operand(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> Operand {
        let expr = bare(expr);
        if let Some(literal) = literal(expr) {
            return literal;
        }
        if let Some(Meaning::Column(column)) = self.meaning(memory, block, expr) {
            return Operand::Column(column);
        }
        if self.columns(memory, block, expr).is_constant() { Operand::Parameter } else { Operand::Row }
    }

    /// What the pattern of a `LIKE` is; none where it changes from row to row.
    fn pattern(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> Option<Pattern> {
        let text = match bare(expr) {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text)
                | Value::DoubleQuotedString(text)
                | Value::NationalStringLiteral(text)
                | Value::EscapedStringLiteral(text) => Some(text),
                _ => None,
            },
            _ => None,
        };
        match text {
            Some(text) if text.starts_with(['%', '_']) => Some(Pattern::Anywhere),
            Some(text) if text.contains(['%', '_']) => Some(Pattern::Prefix),
            Some(_) => Some(Pattern::Whole),
            None if !self.columns(memory, block, expr).is_constant() => None,
            None => {
                // `'%' || ? || '%'` says as much as a literal does.
                let mut first = bare(expr);
                loop {
                    first = match first {
                        Expr::BinaryOp { left, op: BinaryOperator::StringConcat | BinaryOperator::Plus, .. } => {
                            bare(left)
                        }
                        Expr::Function(function) if function_name(function).is_some_and(|name| name == "concat") => {
                            match plain_arguments(function).unwrap_or_default().first() {
                                Some(argument) => bare(argument),
                                None => break,
                            }
                        }
                        _ => break,
                    };
                }
                Some(match literal(first) {
                    Some(Operand::Literal(text))
                        if text.trim_start_matches('N').trim_start_matches('\'').starts_with(['%', '_']) =>
                    {
                        Pattern::Anywhere
                    }
                    Some(Operand::Literal(_)) => Pattern::Prefix,
                    _ => Pattern::Parameter,
                })
            }
        }
    }

    /// `x IN (SELECT y …)` finds rows both ways: by `x` for each `y`, and by `y` for each `x`.
    fn semi_join(&self, memory: &mut Memory, condition: &Condition, inner: usize) -> Vec<Condition> {
        let mut found = Vec::new();
        let transparent = self.query.blocks.get(inner).is_some_and(super::Block::is_transparent);
        let item = self.parts.get(inner).and_then(|parts| parts.items.first()).and_then(item_expr);
        let Some(target) = item.filter(|_| transparent).and_then(|item| self.target(memory, inner, item)) else {
            return found;
        };
        let side = |target: &Target, other: &Target| {
            let operand = match other.expression {
                None => Operand::Column(other.column.clone()),
                Some(_) => Operand::Row,
            };
            Condition { target: target.clone(), test: Test::Equal(operand), negated: false, outer: false }
        };
        found.push(side(&condition.target, &target));
        found.push(side(&target, &condition.target));
        found
    }

    /// `USING (column)`: the columns of both sides are equal.
    fn using(&mut self, memory: &mut Memory, block: usize, relation: usize, name: &sqlparser::ast::ObjectName) {
        let Some(ident) = name.0.last().and_then(|part| part.as_ident()) else { return };
        let key = self.name(ident).key(self.dialect());
        let Some(found) = self.query.blocks.get(block) else { return };
        let table = |at: usize| match &found.relations.get(at)?.origin {
            From::Table(table) => self.schema.by_key(table)?.column(&key),
            From::Block(_) | From::Unknown => None,
        };
        let join = found.relations.get(relation).map_or(Join::Inner, |relation| relation.join);
        let Some(left) = (0..relation).find(|at| table(*at).is_some()) else { return };
        if table(relation).is_none() {
            return;
        }
        let column = |relation| super::ColumnRef { block, relation, column: key.clone() };
        let span = self.span_of(ident);
        let pair = [(relation, left), (left, relation)];
        for (of, with) in pair {
            let usable = match join {
                Join::Left => of == relation,
                Join::Right => of != relation,
                Join::Full => false,
                Join::Listed | Join::Inner | Join::Cross => true,
            };
            if usable {
                let target = Target { column: column(of), expression: None, span: span.clone() };
                let test = Test::Equal(Operand::Column(column(with)));
                self.keep(Condition { target, test, negated: false, outer: join != Join::Inner });
            }
            if let Some(block) = self.query.blocks.get_mut(block) {
                block.reads.entry(of).or_default().insert(key.clone());
            }
        }
        let _ = memory;
    }
}

/// The parts of a conjunction, in the order of the text.
pub(super) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    let mut parts = Vec::new();
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        match bare(expr) {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                waiting.push(right);
                waiting.push(left);
            }
            part => parts.push(part),
        }
    }
    parts
}

/// `a = 1 OR a = 2` as `a IN (1, 2)`.
fn one_of(arms: &[Vec<Condition>]) -> Option<Condition> {
    let mut first: Option<&Condition> = None;
    for arm in arms {
        let [condition] = arm.as_slice() else { return None };
        let constant = matches!(condition.test, Test::Equal(Operand::Literal(_) | Operand::Parameter) | Test::In(_));
        let same = first.is_none_or(|first| {
            first.target.column == condition.target.column && condition.target.expression.is_none()
        });
        if !constant || !same || condition.negated || condition.target.expression.is_some() {
            return None;
        }
        first = first.or(Some(condition));
    }
    let first = first.filter(|_| arms.len() > 1)?;
    Some(Condition { test: Test::In(Some(arms.len())), ..first.clone() })
}

/// A literal, as SQL.
pub(super) fn literal(expr: &Expr) -> Option<Operand> {
    match expr {
        Expr::Value(value) => Some(match &value.value {
            Value::Number(number, _) => Operand::Literal(number.clone()),
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) | Value::EscapedStringLiteral(text) => {
                Operand::Literal(format!("'{}'", text.replace('\'', "''")))
            }
            Value::NationalStringLiteral(text) => Operand::Literal(format!("N'{}'", text.replace('\'', "''"))),
            Value::Boolean(true) => Operand::Literal("true".to_owned()),
            Value::Boolean(false) => Operand::Literal("false".to_owned()),
            Value::Null => Operand::Null,
            _ => Operand::Parameter,
        }),
        Expr::Cast { expr, .. } => match literal(bare_cast(expr)) {
            // What a cast literal is, the type of the column says as well.
            Some(Operand::Null) | None => None,
            Some(operand) => Some(operand),
        },
        _ => None,
    }
}

pub(super) fn bare_cast(mut expr: &Expr) -> &Expr {
    loop {
        match expr {
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => expr = inner,
            _ => return expr,
        }
    }
}

/// Operators for which there are search indexes, from the side of the column.
fn search(op: &BinaryOperator, swapped: bool) -> Option<&'static str> {
    Some(match (op, swapped) {
        (BinaryOperator::AtArrow, false) | (BinaryOperator::ArrowAt, true) => "@>",
        (BinaryOperator::ArrowAt, false) | (BinaryOperator::AtArrow, true) => "<@",
        (BinaryOperator::PGOverlap, _) => "&&",
        (BinaryOperator::AtAt, _) => "@@",
        (BinaryOperator::AtQuestion, false) => "@?",
        (BinaryOperator::Question, false) => "?",
        (BinaryOperator::QuestionAnd, false) => "?&",
        (BinaryOperator::QuestionPipe, false) => "?|",
        (BinaryOperator::PGRegexMatch, false) => "~",
        (BinaryOperator::PGRegexIMatch, false) => "~*",
        (BinaryOperator::Match, false) => "MATCH",
        _ => return None,
    })
}
