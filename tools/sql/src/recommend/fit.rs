//! Whether an index serves a need.

use super::Advice;
use super::candidate::{Key, Method};
use super::need::Need;
use crate::schema::{Index, Schema, Table};

/// Whether an index with these keys finds what another with `wanted` keys finds as well, of which the first `equal` are
/// asked for equality and so may stand in any order.
pub(super) fn serves(keys: &[Key], wanted: &[Key], equal: usize) -> bool {
    let (Some(first), Some(asked)) = (keys.get(..equal), wanted.get(..equal)) else { return false };
    let same = |one: &Key, two: &Key| one.identity() == two.identity();
    if !asked.iter().all(|key| first.iter().any(|known| same(known, key))) {
        return false;
    }
    let (Some(rest), Some(tail)) = (keys.get(equal..), wanted.get(equal..)) else { return false };
    rest.len() >= tail.len() && follows(rest, tail)
}

/// Whether keys begin with others, in their directions or all in the opposite ones.
fn follows(keys: &[Key], tail: &[Key]) -> bool {
    let same = tail.iter().zip(keys).all(|(one, two)| one.identity() == two.identity());
    let straight = || {
        tail.iter().zip(keys).all(|(one, two)| one.descending == two.descending && one.nulls_first == two.nulls_first)
    };
    let backward = || {
        tail.iter().zip(keys).all(|(one, two)| {
            one.descending != two.descending && one.nulls_first.map(|first| !first) == two.nulls_first
        })
    };
    same && (straight() || backward())
}

/// Takes away the needs that an existing index serves.
pub(super) fn take_away_served(schema: &Schema, needs: &mut Vec<Need>, advice: &mut Advice) {
    let before = needs.len();
    needs.retain(|need| {
        let Some(table) = schema.by_key(&need.table) else { return false };
        !table.indexes.iter().any(|index| index_serves(index, need))
    });
    advice.served += before - needs.len();
}

fn index_serves(index: &Index, need: &Need) -> bool {
    if !index.valid {
        return false;
    }
    if need.method != Method::Ordered {
        let method = match need.method {
            Method::Gin => "gin",
            Method::Gist => "gist",
            Method::FullText => "btree",
            Method::Ordered => return false,
        };
        let fulltext = index.flavour == crate::ddl::IndexFlavour::FullText;
        return (index.method == method && (need.method == Method::FullText) == fulltext)
            && index.predicate.is_none()
            && need.tail.iter().all(|key| {
                index.keys.iter().any(|known| known_key(known).is_some_and(|known| known.identity_matches(key)))
            });
    }
    let holds = index.predicate.as_ref().is_none_or(|predicate| {
        let of_constant = need.constants.iter().any(|constant| constant.expression.normal == predicate.normal);
        let not_null = predicate.not_null_column();
        of_constant
            || not_null.is_some_and(|column| need.equal.iter().any(|key| key.column.as_deref() == Some(column)))
    });
    if !holds {
        return false;
    }
    if index.method == "hash" {
        return need.tail.is_empty()
            && need.equal.len() == 1
            && index
                .keys
                .first()
                .and_then(known_key)
                .is_some_and(|key| need.equal.iter().any(|asked| asked.identity() == key.identity()));
    }
    if !index.is_ordered() {
        return false;
    }
    let keys: Vec<Key> = index.keys.iter().map_while(known_key).collect();
    // One row at most: nothing is left to find.
    let whole = keys.len() == index.keys.len();
    if index.unique
        && whole
        && !keys.is_empty()
        && keys.iter().all(|key| need.equal.iter().any(|asked| asked.identity() == key.identity()))
    {
        return true;
    }
    // What the predicate says is no key that is asked for.
    let fixed = index.predicate.as_ref().map(|predicate| predicate.normal.as_str());
    let said = |key: &&Key| {
        need.constants.iter().any(|constant| {
            Some(constant.expression.normal.as_str()) == fixed && key.column.as_deref() == Some(&constant.column)
        })
    };
    let equal: Vec<Key> = need.equal.iter().filter(|key| !said(key)).cloned().collect();
    let count = equal.len();
    let mut wanted = equal;
    wanted.extend(need.tail.iter().cloned());
    // What is carried along makes a good index better; it is no reason for a second one.
    serves(&keys, &wanted, count)
}

/// A key of an existing index as candidates have it; none for one that holds only a part of the value.
fn known_key(key: &crate::schema::Key) -> Option<Key> {
    if key.prefix.is_some() {
        return None;
    }
    let class = match (key.operator_class.as_deref(), key.collation.as_deref()) {
        (Some("text_pattern_ops"), _) => Some("text_pattern_ops"),
        (Some("varchar_pattern_ops"), _) => Some("varchar_pattern_ops"),
        (Some("bpchar_pattern_ops"), _) => Some("bpchar_pattern_ops"),
        (Some("jsonb_path_ops"), _) => Some("jsonb_path_ops"),
        (_, Some(collation)) if collation.eq_ignore_ascii_case("nocase") => Some("NOCASE"),
        _ => None,
    };
    let expression = (key.column.is_none())
        .then(|| crate::ddl::Expression { normal: key.expression.clone(), ..Default::default() });
    Some(Key {
        column: key.column.clone(),
        expression,
        descending: key.descending,
        nulls_first: key.nulls_first,
        class,
    })
}

impl Key {
    /// Whether it is over the same column or expression and finds what is asked for: a search index of any class does,
    /// but that paths of documents alone tell no key from a value.
    fn identity_matches(&self, other: &Self) -> bool {
        let bare = |key: &Self| Self { class: None, ..key.clone() }.identity();
        let paths = |key: &Self| key.class == Some("jsonb_path_ops");
        bare(self) == bare(other) && (!paths(self) || paths(other))
    }
}

/// Indexes of a table that are needless beside a new one: its keys go on where theirs end.
pub(super) fn made_redundant<'t>(table: &'t Table, keys: &[Key], partial: bool) -> Vec<&'t Index> {
    let needless = |index: &&Index| {
        let known: Vec<Key> = index.keys.iter().map_while(known_key).collect();
        index.origin == crate::schema::Origin::Index
            && !index.unique
            && index.is_ordered()
            && index.flavour != crate::ddl::IndexFlavour::Clustered
            && index.attached_to.is_none()
            && index.predicate.is_none()
            && index.include.is_empty()
            && known.len() == index.keys.len()
            && known.len() <= keys.len()
            && !partial
            && follows(keys, &known)
    };
    table.indexes.iter().filter(needless).collect()
}
