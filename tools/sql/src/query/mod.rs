//! Queries: what each asks of which column.
//!
//! A statement comes in, and the schema whose tables it names; a [`Query`] goes out: a plain list of blocks (one for
//! each `SELECT`, subqueries and arms of a `UNION` included), each with its relations, its conditions by column, its
//! order, grouping and limit. Nothing of the parser's tree is kept. What was not understood is a gap with its place.
//!
//! Invariants: a [`ColumnRef`] always names a column of a table of the schema; a condition stands in the block whose
//! relation its column belongs to, also where it was written outside of it; a statement that is too large or too deep
//! costs itself, never the process.

mod changes;
mod children;
mod conditions;
mod expression;
mod outcome;
mod placeholder;
mod reader;
mod relations;
mod scope;
mod signs;
mod worker;

pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Gap, Span};

pub use placeholder::{Mark, USUAL_LIMIT, with_marks};
pub use worker::{MOST_TOKENS, read, read_asked};

use crate::ddl::Expression;
use crate::schema::{Schema, Table, TableKey};
use crate::statement::Statement;

/// A query, described.
#[derive(Debug, Clone)]
pub struct Query {
    /// What it does.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// Its `SELECT`s, the outermost first; also the rows that an `UPDATE` or a `DELETE` looks for.
    pub blocks: Vec<Block>,
    /// The tables it changes.
    pub writes: Vec<Write>,
    /// What of it was not understood.
    pub gaps: Vec<Gap>,
}

/// What a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `SELECT`, `WITH … SELECT`, `VALUES`.
    Select,
    /// `INSERT`, `REPLACE`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge,
}

/// A table that a query changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The table.
    pub table: TableKey,
    /// How.
    pub kind: Kind,
    /// The columns that are written, as compared. Of an `INSERT` without a list and of a `DELETE`: none.
    pub columns: Vec<String>,
    /// Values are given by their place: an `INSERT` of rows without a list of columns.
    pub by_place: bool,
    /// Nothing picks out rows: an `UPDATE` or a `DELETE` without a condition, a join or a limit.
    pub every_row: bool,
    /// Where it is named.
    pub span: Span,
}

/// One `SELECT`, or the rows that a changing statement looks for.
#[derive(Debug, Clone)]
pub struct Block {
    /// The block it stands in.
    pub parent: Option<usize>,
    /// What it is there for.
    pub role: Role,
    /// What it reads from, in order.
    pub relations: Vec<Relation>,
    /// Conditions that all hold.
    pub conditions: Vec<Condition>,
    /// `OR`s, each with its arms, each arm with conditions that all hold.
    pub alternatives: Vec<Vec<Vec<Condition>>>,
    /// `ORDER BY`, in order.
    pub order: Vec<SortKey>,
    /// `ORDER BY` of something that changes with every call: `random()`.
    pub random_order: Option<Span>,
    /// `GROUP BY`, or the columns of `DISTINCT`, in order.
    pub group: Vec<Target>,
    /// `DISTINCT`.
    pub distinct: Option<Span>,
    /// Its rows are counted, summed or otherwise made into fewer.
    pub aggregates: bool,
    /// Columns of which only the least or the greatest value is asked for.
    pub extremes: Vec<ColumnRef>,
    /// `LIMIT`, `TOP`, `FETCH FIRST`.
    pub limit: Option<Bound>,
    /// `OFFSET`.
    pub offset: Option<(Bound, Span)>,
    /// `SELECT *` and `SELECT t.*`: where.
    pub stars: Vec<Span>,
    /// What it gives.
    pub outputs: Vec<Output>,
    /// Columns of each relation that are read in any place.
    pub reads: BTreeMap<usize, BTreeSet<String>>,
    /// Relations of which every column is read.
    pub read_whole: BTreeSet<usize>,
    /// Set operations of which it is the whole: `true` for those that keep equal rows.
    pub unions: Vec<(bool, Span)>,
    /// What only the rules about queries ask.
    pub signs: Signs,
    /// Where it begins.
    pub span: Span,
}

/// What of a block is no condition on a column, and says something of its author's mind all the same.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    /// Comparisons with `NULL` by an operator.
    pub null_comparisons: Vec<NullComparison>,
    /// Relations that one condition names together.
    pub links: Vec<BTreeSet<usize>>,
    /// A condition names something that is not known, or asks a query: it may link any relations.
    pub may_link: bool,
    /// Columns that are grouped by and of which `HAVING` asks something without any aggregate.
    pub having: Vec<ColumnRef>,
    /// Columns that `||` puts together with something else as they are, and where.
    pub concatenated: Vec<(ColumnRef, Span)>,
}

/// A comparison with `NULL` by an operator.
#[derive(Debug, Clone)]
pub struct NullComparison {
    /// Where.
    pub span: Span,
    /// The column, as written; empty where it is something else.
    pub column: String,
    /// The operator.
    pub sign: &'static str,
}

/// What a block is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The statement itself.
    Statement,
    /// `WITH name AS (…)`.
    Cte,
    /// `FROM (…)`.
    From,
    /// An arm of a `UNION` or another set operation, or a query in parentheses.
    Arm,
    /// `EXISTS (…)`.
    Exists {
        /// `NOT EXISTS`.
        negated: bool,
    },
    /// `x IN (…)`.
    In {
        /// `NOT IN`.
        negated: bool,
    },
    /// A value.
    Scalar,
}

/// Something that is read from.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The name by which columns are qualified, as compared.
    pub alias: String,
    /// What it is.
    pub origin: From,
    /// How it is joined.
    pub join: Join,
    /// Where it is named.
    pub span: Span,
}

/// What a relation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// A table of the schema.
    Table(TableKey),
    /// Another block.
    Block(usize),
    /// Something that is not known: a view, a function, a table that is not in the schema.
    Unknown,
}

/// How a relation is joined to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// The first one, or one behind a comma or a `JOIN` that says no condition.
    Listed,
    /// `JOIN`.
    Inner,
    /// `LEFT JOIN`: its rows may be missing.
    Left,
    /// `RIGHT JOIN`.
    Right,
    /// `FULL JOIN`.
    Full,
    /// `CROSS JOIN`, said so.
    Cross,
}

/// A column of a table of the schema, as a block reads it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnRef {
    /// The block.
    pub block: usize,
    /// The relation in it.
    pub relation: usize,
    /// The column, as compared.
    pub column: String,
}

/// What a condition is about: a column, or an expression over columns of one relation.
#[derive(Debug, Clone)]
pub struct Target {
    /// The column; of an expression the first that it names.
    pub column: ColumnRef,
    /// The expression, where it is more than the column.
    pub expression: Option<Computed>,
    /// Where the column stands.
    pub span: Span,
}

/// An expression over the columns of one relation.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The expression as an index would have it; none where it is of a kind that no index is made of.
    pub index: Option<Expression>,
    /// The outermost function or operator, for people: `lower`, `::date`, `->>`.
    pub by: String,
    /// It names one column alone.
    pub of_one: bool,
}

/// A condition on one column.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What it is about.
    pub target: Target,
    /// What is asked.
    pub test: Test,
    /// It must not hold.
    pub negated: bool,
    /// It belongs to the `ON` of an outer join: rows that fail it stay, without the joined ones.
    pub outer: bool,
}

/// What is asked of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `=`, `IS NOT DISTINCT FROM`.
    Equal(Operand),
    /// `IN (…)`, `= ANY (…)`; the number of values where it is known.
    In(Option<usize>),
    /// `IN (SELECT …)`: the block.
    InBlock(usize),
    /// `<`, `>`, `BETWEEN`.
    Range(Operand),
    /// `LIKE`.
    Like {
        /// What the pattern is.
        pattern: Pattern,
        /// `ILIKE`, or a dialect that never looks at case.
        any_case: bool,
    },
    /// `@>`, `?`, `&&`, `@@`, `MATCH … AGAINST`: what only a search index finds, by the operator.
    Search(String),
    /// `IS NULL`
    IsNull,
    /// `IS TRUE`, or the column alone.
    IsTrue,
    /// Anything else: it is read, and no index finds it.
    Other,
}

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A literal, as SQL.
    Literal(String),
    /// `NULL`
    Null,
    /// A value that comes with the call, or that is the same for the whole query.
    Parameter,
    /// A column of another relation.
    Column(ColumnRef),
    /// Something that is computed from another relation's columns.
    Row,
}

/// The pattern of a `LIKE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// It begins with fixed characters.
    Prefix,
    /// It begins with a wildcard.
    Anywhere,
    /// It has no wildcard.
    Whole,
    /// It comes with the call.
    Parameter,
}

/// One key of an `ORDER BY`.
#[derive(Debug, Clone)]
pub struct SortKey {
    /// What is sorted by; none where that is not a column or an expression of one relation.
    pub target: Option<Target>,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, where said.
    pub nulls_first: Option<bool>,
}

/// How many rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// So many.
    Number(u64),
    /// That comes with the call.
    Parameter,
}

/// What a block gives.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its name, as compared.
    pub name: Option<String>,
    /// The column, when it is one.
    pub column: Option<ColumnRef>,
    /// The literal, when it is one, as SQL.
    pub literal: Option<String>,
}

impl Query {
    /// Whether a statement is a query, by its first word.
    pub fn is(statement: &Statement) -> bool {
        Kind::of(statement).is_some()
    }

    /// The table that a relation of a block is.
    pub fn table<'s>(&self, schema: &'s Schema, block: usize, relation: usize) -> Option<&'s Table> {
        match &self.blocks.get(block)?.relations.get(relation)?.origin {
            From::Table(key) => schema.by_key(key),
            From::Block(_) | From::Unknown => None,
        }
    }

    /// The table and the column that a reference means.
    pub fn column<'s>(
        &self,
        schema: &'s Schema,
        column: &ColumnRef,
    ) -> Option<(&'s Table, &'s crate::schema::Column)> {
        let table = self.table(schema, column.block, column.relation)?;
        Some((table, table.column(&column.column)?))
    }
}

impl Kind {
    /// What a statement does, by its first words; none for one that is no query.
    fn of(statement: &Statement) -> Option<Self> {
        const LOOKED_AT: usize = 4096;
        let text = statement.text();
        let end = (0..=LOOKED_AT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        let head = text.get(..end).unwrap_or_default().trim_start_matches(|c: char| c == '(' || c.is_whitespace());
        let word: String = head.chars().take_while(char::is_ascii_alphabetic).collect();
        match word.to_ascii_lowercase().as_str() {
            "select" | "with" | "values" | "table" => Some(Self::Select),
            "insert" | "replace" => Some(Self::Insert),
            "update" => Some(Self::Update),
            "delete" => Some(Self::Delete),
            "merge" => Some(Self::Merge),
            _ => None,
        }
    }
}

impl Block {
    fn new(parent: Option<usize>, role: Role, span: Span) -> Self {
        Self {
            parent,
            role,
            relations: Vec::new(),
            conditions: Vec::new(),
            alternatives: Vec::new(),
            order: Vec::new(),
            random_order: None,
            group: Vec::new(),
            distinct: None,
            aggregates: false,
            extremes: Vec::new(),
            limit: None,
            offset: None,
            stars: Vec::new(),
            outputs: Vec::new(),
            reads: BTreeMap::new(),
            read_whole: BTreeSet::new(),
            unions: Vec::new(),
            signs: Signs::default(),
            span,
        }
    }

    /// Whether a condition on one of its outputs is as good as one on the column behind it: no row is taken away or
    /// made before.
    fn is_transparent(&self) -> bool {
        self.limit.is_none()
            && self.offset.is_none()
            && !self.aggregates
            && self.group.is_empty()
            && self.unions.is_empty()
    }
}
