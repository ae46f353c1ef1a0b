//! Indexes that could be made: their keys in order, and how the needs of many queries become few indexes.

use std::collections::{BTreeMap, BTreeSet};

use super::fit::serves;
use super::need::{Constant, Need};
use super::{Asked, Statistics};
use crate::ddl::Expression;
use crate::dialect::Dialect;
use crate::schema::TableKey;

/// A key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The column, when it is one.
    pub column: Option<String>,
    /// The expression, when it is none.
    pub expression: Option<Expression>,
    /// Descending.
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, where it is not what holds anyway.
    pub nulls_first: Option<bool>,
    /// The operator class, or in `SQLite` the collation.
    pub class: Option<&'static str>,
}

impl Key {
    /// A column in ascending order.
    pub fn of(column: &str) -> Self {
        Self { column: Some(column.to_owned()), expression: None, descending: false, nulls_first: None, class: None }
    }

    /// What tells it from others, whichever its direction.
    pub fn identity(&self) -> String {
        let what = match (&self.column, &self.expression) {
            (Some(column), _) => format!("c {column}"),
            (None, Some(expression)) => format!("e {}", expression.normal),
            (None, None) => String::new(),
        };
        format!("{what} {}", self.class.unwrap_or_default())
    }
}

/// The kind of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Ordered.
    Ordered,
    /// PostgreSQL's GIN.
    Gin,
    /// PostgreSQL's `GiST`.
    Gist,
    /// MySQL's FULLTEXT.
    FullText,
}

/// An index that could be made.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The table.
    pub table: TableKey,
    /// Its kind.
    pub method: Method,
    /// Its keys in order.
    pub keys: Vec<Key>,
    /// How many of them, at the beginning, are asked for equality by the need it was made for.
    pub equal: usize,
    /// Columns carried along.
    pub include: Vec<String>,
    /// The rows it holds, when not all.
    pub predicate: Option<Constant>,
    /// The needs it serves, by their number.
    pub needs: Vec<usize>,
}

/// How often columns are asked for equality on a table, and how often in a range.
#[derive(Debug, Default)]
struct Reuse {
    equal: BTreeMap<(TableKey, String), usize>,
}

impl Reuse {
    fn new(needs: &[Need]) -> Self {
        let mut reuse = Self::default();
        for need in needs {
            for key in &need.equal {
                *reuse.equal.entry((need.table.clone(), key.identity())).or_default() += 1;
            }
        }
        reuse
    }

    fn of(&self, table: &TableKey, key: &Key) -> usize {
        self.equal.get(&(table.clone(), key.identity())).copied().unwrap_or(0)
    }
}

/// Indexes for the needs, as few as serve them all. The order of columns that are asked for equality: first those that
/// most needs ask for, so that one index serves many, then those with more distinct values where that is known, then
/// that of the table.
/// With `all` each need has its own index among them too, for a planner to choose from.
pub(super) fn merged(asked: &Asked<'_>, needs: &[Need], statistics: &Statistics, all: bool) -> Vec<Candidate> {
    let reuse = Reuse::new(needs);
    let fixed = fixed_predicates(asked, needs);
    let mut made: Vec<Candidate> = Vec::new();
    for (number, need) in needs.iter().enumerate() {
        let Some(table) = asked.schema.by_key(&need.table) else { continue };
        let mut equal = need.equal.clone();
        let mut predicate = None;
        if let Some(constant) = need
            .constants
            .iter()
            .find(|constant| fixed.contains(&(need.table.clone(), constant.expression.normal.clone())))
        {
            let rest: Vec<Key> =
                equal.iter().filter(|key| key.column.as_deref() != Some(&constant.column)).cloned().collect();
            if !rest.is_empty() || !need.tail.is_empty() {
                equal = rest;
                predicate = Some(constant.clone());
            }
        }
        let place = |key: &Key| {
            let column = key.column.as_deref();
            table.columns.iter().position(|known| Some(known.key.as_str()) == column).unwrap_or(usize::MAX)
        };
        let distinct = |key: &Key| {
            let column = key.column.clone().unwrap_or_default();
            statistics.distinct.get(&(need.table.clone(), column)).copied().unwrap_or(0.0)
        };
        equal.sort_by(|one, two| {
            reuse
                .of(&need.table, two)
                .cmp(&reuse.of(&need.table, one))
                .then_with(|| distinct(two).total_cmp(&distinct(one)))
                .then_with(|| place(one).cmp(&place(two)))
                .then_with(|| one.identity().cmp(&two.identity()))
        });
        let count = equal.len();
        let mut keys = equal;
        keys.extend(need.tail.iter().filter(|key| need.method != Method::Ordered || !has(&need.equal, key)).cloned());
        if keys.is_empty() {
            continue;
        }
        made.push(Candidate {
            table: need.table.clone(),
            method: need.method,
            keys,
            equal: count,
            include: need.include.clone(),
            predicate,
            needs: vec![number],
        });
    }
    if !all {
        return absorbed(made, needs);
    }
    let own = made.clone();
    let mut merged = absorbed(made, needs);
    for candidate in own {
        let same = |known: &Candidate| {
            known.table == candidate.table
                && known.method == candidate.method
                && known.keys == candidate.keys
                && known.include == candidate.include
                && known.predicate == candidate.predicate
        };
        if !merged.iter().any(same) {
            merged.push(candidate);
        }
    }
    merged
}

fn has(keys: &[Key], key: &Key) -> bool {
    keys.iter().any(|known| known.identity() == key.identity())
}

/// Conditions with a constant that repeats: at least two queries ask for the same value, and none for another one.
fn fixed_predicates(asked: &Asked<'_>, needs: &[Need]) -> BTreeSet<(TableKey, String)> {
    let mut queries: BTreeMap<(TableKey, String), BTreeSet<usize>> = BTreeMap::new();
    let mut columns: BTreeMap<(TableKey, String), BTreeSet<String>> = BTreeMap::new();
    if asked.schema.dialect.is_mysql_family() {
        return BTreeSet::new();
    }
    for need in needs {
        for constant in &need.constants {
            let normal = constant.expression.normal.clone();
            queries.entry((need.table.clone(), normal.clone())).or_default().insert(need.query);
            columns.entry((need.table.clone(), constant.column.clone())).or_default().insert(normal);
        }
        for key in need.equal.iter().filter_map(|key| key.column.clone()) {
            if !need.constants.iter().any(|constant| constant.column == key) {
                columns.entry((need.table.clone(), key)).or_default().insert(String::new());
            }
        }
    }
    let repeats = |known: &(TableKey, String)| queries.get(known).is_some_and(|queries| queries.len() > 1);
    let mut fixed = BTreeSet::new();
    for ((table, _), normals) in columns {
        if let [only] = normals.iter().collect::<Vec<_>>()[..] {
            fixed.insert((table, only.clone()));
        }
    }
    // A column of few values is no key, so that other values do not matter.
    for need in needs {
        for constant in need.constants.iter().filter(|constant| constant.few) {
            fixed.insert((need.table.clone(), constant.expression.normal.clone()));
        }
    }
    fixed.retain(repeats);
    fixed
}

/// Most columns that an index carries along.
const WIDEST: usize = 3;

/// Longest first, each takes over the needs of those that it serves as well.
fn absorbed(mut made: Vec<Candidate>, needs: &[Need]) -> Vec<Candidate> {
    made.sort_by_cached_key(|candidate| {
        let keys: Vec<String> = candidate.keys.iter().map(Key::identity).collect();
        let width = usize::MAX - candidate.keys.len();
        let predicate = candidate.predicate.as_ref().map(|constant| constant.expression.normal.clone());
        (candidate.table.clone(), candidate.method, width, predicate, keys, candidate.needs.clone())
    });
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in made {
        let number = candidate.needs.first().copied().unwrap_or_default();
        let Some(need) = needs.get(number) else { continue };
        // An alternative is weighed against its like by the planner alone.
        let takes = |known: &&mut Candidate| {
            known.table == candidate.table
                && known.method == candidate.method
                && known.predicate.as_ref().is_none_or(|known| {
                    need.constants.iter().any(|constant| constant.expression.normal == known.expression.normal)
                })
                && serves(&known.keys, &candidate.keys, candidate.equal)
        };
        if let Some(known) = kept.iter_mut().find(takes) {
            known.needs.extend(&candidate.needs);
            let wider = candidate.include.iter().filter(|column| !known.include.contains(column));
            let wider: Vec<String> = wider
                .filter(|column| !known.keys.iter().any(|key| key.column.as_ref() == Some(column)))
                .cloned()
                .collect();
            // What is carried along for one query must not make the index wide for all.
            if known.include.len() + wider.len() <= WIDEST {
                known.include.extend(wider);
            }
            continue;
        }
        kept.push(candidate);
    }
    for candidate in &mut kept {
        candidate.include.sort();
        candidate.needs.sort_unstable();
    }
    kept
}

/// Whether a dialect has indexes of a part of the rows.
pub(super) const fn has_partial_indexes(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::PostgreSql | Dialect::Sqlite | Dialect::MsSql)
}

/// Whether a dialect has indexes that carry columns along.
pub(super) const fn has_include(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::PostgreSql | Dialect::MsSql)
}
