//! What the conditions of a query ask of the columns of one relation: equality, a range, a search, or a constant by which
//! rows are picked out.

use std::collections::BTreeMap;

use super::candidate::{Key, Method, has_partial_indexes};
use super::need::{Constant, Finder, Need, Use, View};
use super::refused;
use crate::ddl::Expression;
use crate::dialect::Dialect;
use crate::query::{Condition, Operand, Pattern, Target, Test};
use crate::schema::{Column, Kind as ColumnKind, quoted};

/// What the conditions of a relation come to.
#[derive(Default)]
pub(super) struct Asks {
    /// By constants.
    pub(super) equal: Vec<(Key, Use)>,
    /// By columns of another relation, by which one.
    pub(super) joins: BTreeMap<(usize, usize), Vec<(Key, Use)>>,
    pub(super) ranges: Vec<(Key, Use)>,
    pub(super) constants: Vec<(Constant, Use)>,
    /// Columns of a few values that are asked for equality.
    pub(super) few: Vec<(Key, Use)>,
}

impl Finder<'_> {
    /// Sorts one condition into what it asks for.
    pub(super) fn condition(&mut self, view: View<'_>, condition: &Condition, asks: &mut Asks) {
        let column_key = condition.target.column.column.as_str();
        let Some(column) = view.table.column(column_key) else { return };
        let is_few = self.schema.has_few_values(column);
        if let Some(constant) = self.constant(condition, column) {
            let role = if matches!(condition.test, Test::IsNull) { "IS NULL" } else { "constant" };
            asks.constants.push((constant, Use { what: column.name.clone(), role: role.to_owned() }));
        }
        if condition.negated {
            return;
        }
        let Some(key) = self.key(view, &condition.target, &condition.test) else { return };
        let what = key.expression.as_ref().map_or_else(|| column.name.clone(), |expression| expression.text.clone());
        let used = |role: &str| Use { what: what.clone(), role: role.to_owned() };
        match &condition.test {
            Test::Equal(Operand::Column(other)) => {
                let Some(home) =
                    (view.query.blocks.get(other.block)).and_then(|block| block.relations.get(other.relation))
                else {
                    return;
                };
                let role = format!("join with {}.{}", home.alias, other.column);
                asks.joins.entry((other.block, other.relation)).or_default().push((key, used(&role)));
            }
            Test::Equal(Operand::Row) => {
                asks.joins.entry((usize::MAX, 0)).or_default().push((key, used("join")));
            }
            Test::Equal(Operand::Null) | Test::InBlock(_) | Test::Other | Test::Search(_) => {
                self.search(view, condition, column);
            }
            Test::Equal(Operand::Literal(_) | Operand::Parameter) if is_few => asks.few.push((key, used("equality"))),
            Test::Equal(_) => asks.equal.push((key, used("equality"))),
            Test::In(_) if is_few => asks.few.push((key, used("IN"))),
            Test::In(_) => asks.equal.push((key, used("IN"))),
            Test::Range(Operand::Literal(_) | Operand::Parameter) => asks.ranges.push((key, used("range"))),
            Test::Range(_) | Test::IsNull | Test::IsTrue => {}
            Test::Like { pattern, any_case } => self.pattern(view, (*pattern, *any_case), column, (key, what), asks),
        }
    }

    fn pattern(
        &mut self,
        view: View<'_>,
        (pattern, any_case): (Pattern, bool),
        column: &Column,
        (mut key, what): (Key, String),
        asks: &mut Asks,
    ) {
        let subject = view.subject(&column.key);
        let folds = any_case && self.schema.dialect == Dialect::PostgreSql;
        let mut refuse = |reason| self.refusals.push(subject.clone(), reason, view.number);
        match pattern {
            Pattern::Anywhere => refuse(refused::LEADING_WILDCARD),
            Pattern::Prefix | Pattern::Whole if folds => refuse(refused::LEADING_WILDCARD),
            Pattern::Parameter => refuse(refused::PATTERN_UNKNOWN),
            Pattern::Whole if self.schema.dialect != Dialect::Sqlite => {
                asks.equal.push((key, Use { what, role: "equality".to_owned() }));
            }
            Pattern::Prefix | Pattern::Whole => {
                key.class = self.pattern_class(column);
                asks.ranges.push((key, Use { what, role: "prefix of LIKE".to_owned() }));
            }
        }
    }

    /// The class by which an ordered index finds prefixes whatever the language's order of letters.
    fn pattern_class(&self, column: &Column) -> Option<&'static str> {
        match self.schema.dialect {
            Dialect::PostgreSql if matches!(column.collation.as_deref(), Some("C" | "\"C\"" | "POSIX")) => None,
            Dialect::PostgreSql => Some(match column.data_type.as_ref().map(|data_type| data_type.name.as_str()) {
                Some("varchar" | "character varying") => "varchar_pattern_ops",
                Some("char" | "character" | "bpchar") => "bpchar_pattern_ops",
                _ => "text_pattern_ops",
            }),
            Dialect::Sqlite
                if !column.collation.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("nocase")) =>
            {
                Some("NOCASE")
            }
            _ => None,
        }
    }

    /// What only a search index finds.
    fn search(&mut self, view: View<'_>, condition: &Condition, column: &Column) {
        let Test::Search(sign) = &condition.test else { return };
        let subject = view.subject(&column.key);
        let computed = condition.target.expression.as_ref();
        let expression = computed.and_then(|computed| computed.index.clone());
        if computed.is_some() && expression.is_none() {
            self.refusals.push(subject, refused::OTHER_EXPRESSION, view.number);
            return;
        }
        let kind = self.schema.kind(column);
        let array = column.data_type.as_ref().is_some_and(|data_type| data_type.array);
        let name = match &kind {
            ColumnKind::Named(name) => name.as_str(),
            _ => "",
        };
        let text_search = sign == "@@" && (name == "tsvector" || expression.is_some());
        let found = match (self.schema.dialect, sign.as_str()) {
            (Dialect::PostgreSql, "@>" | "@?" | "@@") if name == "jsonb" && expression.is_none() => {
                Some((Method::Gin, Some("jsonb_path_ops")))
            }
            (Dialect::PostgreSql, "?" | "?|" | "?&") if name == "jsonb" && expression.is_none() => {
                Some((Method::Gin, None))
            }
            (Dialect::PostgreSql, "@>" | "<@" | "&&") if array && expression.is_none() => Some((Method::Gin, None)),
            (Dialect::PostgreSql, _) if text_search => Some((Method::Gin, None)),
            (Dialect::PostgreSql, "@>" | "<@" | "&&") if name.ends_with("range") => Some((Method::Gist, None)),
            (Dialect::MySql | Dialect::MariaDb, "MATCH") => Some((Method::FullText, None)),
            _ => None,
        };
        let Some((method, class)) = found else {
            let reason = if sign.starts_with('~') { refused::LEADING_WILDCARD } else { refused::SEARCH_KIND };
            self.refusals.push(subject, reason, view.number);
            return;
        };
        let what = expression.as_ref().map_or_else(|| column.name.clone(), |expression| expression.text.clone());
        let key = match expression {
            Some(expression) => Key { column: None, expression: Some(expression), ..Key::of("") },
            None => Key { class, ..Key::of(&column.key) },
        };
        let used = Use { what, role: format!("search ({sign})") };
        // One FULLTEXT index has all columns that are searched together.
        if method == Method::FullText
            && let Some(last) = self.needs.last_mut()
            && (last.query, &last.table, last.method) == (view.number, &view.table.key, method)
        {
            last.tail.push(key);
            last.uses.push(used);
            return;
        }
        self.needs.push(Need {
            query: view.number,
            block: view.at,
            relation: view.relation,
            table: view.table.key.clone(),
            method,
            equal: Vec::new(),
            tail: vec![key],
            constants: Vec::new(),
            include: Vec::new(),
            uses: vec![used],
        });
    }

    /// The key for a target; none where no index can hold it.
    pub(super) fn key(&mut self, view: View<'_>, target: &Target, test: &Test) -> Option<Key> {
        match &target.expression {
            None => Some(Key::of(&target.column.column)),
            Some(computed) => {
                let indexable = self.schema.dialect != Dialect::MsSql && self.schema.dialect != Dialect::MariaDb;
                match &computed.index {
                    Some(expression) if indexable => {
                        Some(Key { column: None, expression: Some(expression.clone()), ..Key::of("") })
                    }
                    _ => {
                        if !matches!(test, Test::Other | Test::Search(_)) {
                            let subject = view.subject(&target.column.column);
                            self.refusals.push(subject, refused::OTHER_EXPRESSION, view.number);
                        }
                        // Search conditions say themselves what is missing.
                        matches!(test, Test::Search(_)).then(|| Key::of(&target.column.column))
                    }
                }
            }
        }
    }

    /// A condition of which an index of a part of the rows could be made.
    fn constant(&self, condition: &Condition, column: &Column) -> Option<Constant> {
        if condition.target.expression.is_some() || !has_partial_indexes(self.schema.dialect) || condition.outer {
            return None;
        }
        let name = quoted(&column.name, self.schema.dialect);
        let text = match (&condition.test, condition.negated) {
            (Test::Equal(Operand::Literal(literal)), false) => format!("{name} = {literal}"),
            (Test::IsNull, false) if !self.schema.is_not_null(column) => format!("{name} IS NULL"),
            (Test::IsTrue, false) => name,
            (Test::IsTrue, true) => format!("NOT {name}"),
            _ => return None,
        };
        let few = self.schema.has_few_values(column) || matches!(condition.test, Test::IsNull);
        let expression = Expression::of_text(&text, self.schema.dialect);
        Some(Constant { column: column.key.clone(), expression, few })
    }
}
