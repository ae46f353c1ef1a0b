//! Expressions as an index would have them.
//!
//! An expression of the parser's tree comes in, its text goes out, when it is small and of a kind whose value depends
//! on nothing but the row: what a server refuses to make an index of is not offered.

use sqlparser::ast::{BinaryOperator, CastKind, DataType, Expr, Function, Value};

use super::children::{bare, plain_arguments};
use super::reader::{Reader, function_name};
use super::scope::{Meaning, Memory};
use super::{ColumnRef, Computed, From};
use crate::ddl::Expression;
use crate::dialect::Dialect;
use crate::schema::{Kind as ColumnKind, quoted};

/// An index of a longer expression is nobody's wish.
const MOST_NODES: usize = 12;

/// Functions of one row whose result is always the same for the same arguments, in every dialect that has them.
const STEADY: &[&str] = &[
    "lower",
    "upper",
    "abs",
    "length",
    "char_length",
    "md5",
    "substr",
    "substring",
    "left",
    "right",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "replace",
    "round",
    "floor",
    "ceil",
    "coalesce",
    "nullif",
    "reverse",
    "json_extract",
    "json_value",
];

/// Functions whose result depends on the session's time zone unless the value has none.
const ZONED: &[&str] = &["date_trunc", "date", "year", "month"];

impl<'t> Reader<'t> {
    /// The expression around a column.
    pub(super) fn computed(&self, memory: &mut Memory, block: usize, expr: &'t Expr, column: &ColumnRef) -> Computed {
        let mut nodes = 0;
        let text = self.written(memory, block, expr, column, &mut nodes);
        let index = text.map(|text| Expression::of_text(&text, self.dialect()));
        let named = self.columns(memory, block, expr).columns;
        Computed { index, by: outermost(expr), of_one: named.iter().all(|(named, _)| named == column) }
    }

    /// An expression without a cast that leaves the column what it is: PostgreSQL looks through it to the index.
    pub(super) fn without_idle_cast(&self, memory: &mut Memory, block: usize, expr: &'t Expr) -> &'t Expr {
        let Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr: inner, data_type, .. } = expr else {
            return expr;
        };
        let inner = bare(inner);
        let column = match self.meaning(memory, block, inner) {
            Some(Meaning::Column(column)) if self.dialect() == Dialect::PostgreSql => column,
            _ => return expr,
        };
        let Some((_, column)) = self.query.column(self.schema, &column) else { return expr };
        let idle = match self.schema.kind(column) {
            ColumnKind::Text { padded: false, .. } => {
                let name = column.data_type.as_ref().map_or("", |data_type| data_type.name.as_str());
                // Another order of letters, and another type, has citext.
                let to_text =
                    matches!(data_type, DataType::Text | DataType::Varchar(None) | DataType::CharacterVarying(None));
                to_text && name != "citext"
            }
            ColumnKind::Uuid => *data_type == DataType::Uuid,
            ColumnKind::Integer { bytes: 4, .. } => {
                matches!(data_type, DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None))
            }
            ColumnKind::Integer { bytes: 8, .. } => {
                matches!(data_type, DataType::BigInt(None) | DataType::Int8(None))
            }
            _ => false,
        };
        if idle { inner } else { expr }
    }

    fn written(
        &self,
        memory: &mut Memory,
        block: usize,
        expr: &'t Expr,
        column: &ColumnRef,
        nodes: &mut usize,
    ) -> Option<String> {
        *nodes += 1;
        if *nodes > MOST_NODES {
            return None;
        }
        let dialect = self.dialect();
        match bare(expr) {
            name @ (Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => {
                let Some(Meaning::Column(found)) = self.meaning(memory, block, name) else { return None };
                let home = self.query.blocks.get(found.block)?.relations.get(found.relation)?;
                let From::Table(key) = &home.origin else { return None };
                let named = self.schema.by_key(key)?.column(&found.column)?;
                Some(quoted(&named.name, dialect))
            }
            Expr::Value(value) => match &value.value {
                Value::Number(number, _) => Some(number.clone()),
                Value::SingleQuotedString(text) => Some(format!("'{}'", text.replace('\'', "''"))),
                Value::Null => Some("NULL".to_owned()),
                _ => None,
            },
            Expr::Function(function) => self.function(memory, block, function, column, nodes),
            Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, .. } => {
                let name = steady_type(data_type)?;
                // What a moment is on the clock depends on the session.
                if name == "date" && !self.has_no_zone(column) {
                    return None;
                }
                let inner = self.written(memory, block, expr, column, nodes)?;
                Some(match dialect {
                    Dialect::PostgreSql => format!("({inner}::{name})"),
                    _ => format!("CAST({inner} AS {name})"),
                })
            }
            Expr::BinaryOp { left, op, right } => {
                let sign = match op {
                    BinaryOperator::Arrow => "->",
                    BinaryOperator::LongArrow => "->>",
                    BinaryOperator::HashArrow => "#>",
                    BinaryOperator::HashLongArrow => "#>>",
                    BinaryOperator::StringConcat if dialect != Dialect::MsSql => "||",
                    BinaryOperator::Plus => "+",
                    BinaryOperator::Minus => "-",
                    BinaryOperator::Multiply => "*",
                    _ => return None,
                };
                let left = self.written(memory, block, left, column, nodes)?;
                let right = self.written(memory, block, right, column, nodes)?;
                Some(format!("({left} {sign} {right})"))
            }
            Expr::Substring { expr, substring_from: Some(from), substring_for: Some(length), .. } => {
                let inner = self.written(memory, block, expr, column, nodes)?;
                let from = self.written(memory, block, from, column, nodes)?;
                let length = self.written(memory, block, length, column, nodes)?;
                Some(format!("substr({inner}, {from}, {length})"))
            }
            Expr::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                let inner = self.written(memory, block, expr, column, nodes)?;
                Some(format!("trim({inner})"))
            }
            _ => None,
        }
    }

    fn function(
        &self,
        memory: &mut Memory,
        block: usize,
        function: &'t Function,
        column: &ColumnRef,
        nodes: &mut usize,
    ) -> Option<String> {
        let name = function_name(function)?;
        let arguments = plain_arguments(function)?;
        // With the language left out the session says which it is.
        let says_language = name == "to_tsvector" && arguments.len() == 2;
        let steady = says_language
            || STEADY.contains(&name.as_str())
            || (ZONED.contains(&name.as_str()) && self.has_no_zone(column));
        if !steady || function.name.0.len() != 1 || function.over.is_some() || function.filter.is_some() {
            return None;
        }
        let mut written = Vec::new();
        for argument in arguments {
            written.push(self.written(memory, block, argument, column, nodes)?);
        }
        Some(format!("{name}({})", written.join(", ")))
    }

    /// Whether a column's values are the same in every time zone: PostgreSQL alone asks.
    fn has_no_zone(&self, column: &ColumnRef) -> bool {
        let kind = self.query.column(self.schema, column).map(|(_, column)| self.schema.kind(column));
        match kind {
            Some(ColumnKind::Timestamp { zoned }) => !zoned,
            Some(ColumnKind::Named(name)) => name == "date" || self.dialect() != Dialect::PostgreSql,
            Some(_) => self.dialect() != Dialect::PostgreSql,
            None => false,
        }
    }
}

/// Operators that can be moved to the other side of a comparison.
const ARITHMETIC: &[BinaryOperator] =
    &[BinaryOperator::Plus, BinaryOperator::Minus, BinaryOperator::Multiply, BinaryOperator::Divide];

/// Types to which a value is converted in the same way in every session.
fn steady_type(data_type: &DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::Text => "text",
        DataType::Int(None) | DataType::Integer(None) => "integer",
        DataType::BigInt(None) => "bigint",
        DataType::Date => "date",
        DataType::Uuid => "uuid",
        DataType::Numeric(sqlparser::ast::ExactNumberInfo::None) => "numeric",
        _ => return None,
    })
}

/// What is done to the column last, for people.
fn outermost(expr: &Expr) -> String {
    match bare(expr) {
        Expr::Function(function) => function_name(function).unwrap_or_default(),
        Expr::Cast { .. } | Expr::Convert { .. } => "a cast".to_owned(),
        Expr::Extract { .. } => "extract".to_owned(),
        Expr::Substring { .. } => "substring".to_owned(),
        Expr::Trim { .. } => "trim".to_owned(),
        Expr::AtTimeZone { .. } => "AT TIME ZONE".to_owned(),
        Expr::Collate { .. } => "COLLATE".to_owned(),
        Expr::BinaryOp { op: BinaryOperator::LongArrow | BinaryOperator::Arrow, .. } => "->".to_owned(),
        Expr::Case { .. } => "CASE".to_owned(),
        Expr::BinaryOp { op, .. } if ARITHMETIC.contains(op) => "arithmetic".to_owned(),
        _ => "an expression".to_owned(),
    }
}
