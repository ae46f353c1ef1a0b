//! The order in which tables can be made: parents before children.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;

/// An order of all tables.
#[derive(Debug, Default)]
pub struct Order {
    /// The tables: those that need no other first, then those that need only these, and so on.
    pub sequence: Vec<usize>,
    /// For each table how many stand above it on the longest way.
    pub levels: Vec<usize>,
    /// Tables that need each other.
    pub cycles: Vec<Cycle>,
}

/// Tables that need each other, so that not every foreign key can be there from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The tables, in the order in which they can be made.
    pub tables: Vec<usize>,
    /// The edges whose foreign keys are added afterwards.
    pub afterwards: Vec<usize>,
}

impl Order {
    /// The order of a graph. Of a cycle those keys are left for later that take null, where that is enough.
    pub fn new(graph: &Graph<'_>) -> Self {
        let mut order = Self { levels: vec![0; graph.tables.len()], ..Self::default() };
        let mut postponed = BTreeSet::new();
        for component in components(graph) {
            let sequence = if component.len() > 1 {
                let cycle = broken(graph, &component);
                postponed.extend(cycle.afterwards.iter().copied());
                order.cycles.push(cycle.clone());
                cycle.tables
            } else {
                component
            };
            for table in sequence {
                let above = graph
                    .outgoing(table)
                    .filter(|(at, edge)| edge.parent != table && !postponed.contains(at))
                    .filter_map(|(_, edge)| order.levels.get(edge.parent))
                    .max();
                let level = above.map_or(0, |above| above + 1);
                // A parent of an earlier component has its level; one of the same stands before, or is postponed.
                if let Some(own) = order.levels.get_mut(table) {
                    *own = level;
                }
            }
        }
        order.sequence = (0..graph.tables.len()).collect();
        let levels = &order.levels;
        order.sequence.sort_by_key(|table| (levels.get(*table).copied(), *table));
        order.cycles.sort_by_key(|cycle| cycle.tables.iter().min().copied());
        order
    }
}

/// A table on the way of the search, and how many of its edges were followed.
struct Step {
    table: usize,
    followed: usize,
}

/// Tarjan's strongly connected components, without recursion. Parents come before children.
fn components(graph: &Graph<'_>) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = graph.tables.len();
    let parents: Vec<Vec<usize>> =
        (0..count).map(|table| graph.outgoing(table).map(|(_, edge)| edge.parent).collect()).collect();
    let mut found = Vec::new();
    let mut number = vec![UNSEEN; count];
    let mut lowest = vec![UNSEEN; count];
    let mut open = vec![false; count];
    let mut stack = Vec::new();
    let mut next = 0;
    let at = |numbers: &[usize], table: usize| numbers.get(table).copied().unwrap_or(UNSEEN);
    let set = |numbers: &mut [usize], table: usize, value: usize| {
        if let Some(own) = numbers.get_mut(table) {
            *own = value;
        }
    };
    for start in 0..count {
        if at(&number, start) != UNSEEN {
            continue;
        }
        let mut way = vec![Step { table: start, followed: 0 }];
        while let Some(step) = way.last_mut() {
            let table = step.table;
            if step.followed == 0 && at(&number, table) == UNSEEN {
                set(&mut number, table, next);
                set(&mut lowest, table, next);
                next += 1;
                stack.push(table);
                if let Some(own) = open.get_mut(table) {
                    *own = true;
                }
            }
            let parent = parents.get(table).and_then(|parents| parents.get(step.followed)).copied();
            if let Some(parent) = parent {
                step.followed += 1;
                if at(&number, parent) == UNSEEN {
                    way.push(Step { table: parent, followed: 0 });
                } else if open.get(parent).copied().unwrap_or(false) {
                    let least = at(&lowest, table).min(at(&number, parent));
                    set(&mut lowest, table, least);
                }
                continue;
            }
            way.pop();
            if let Some(below) = way.last() {
                let least = at(&lowest, below.table).min(at(&lowest, table));
                set(&mut lowest, below.table, least);
            }
            if at(&lowest, table) == at(&number, table) {
                let mut component = Vec::new();
                while let Some(last) = stack.pop() {
                    if let Some(own) = open.get_mut(last) {
                        *own = false;
                    }
                    component.push(last);
                    if last == table {
                        break;
                    }
                }
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found
}

/// An order of tables that need each other: always the one with the fewest open needs that forbid null, then with the
/// fewest others, then the first.
fn broken(graph: &Graph<'_>, component: &[usize]) -> Cycle {
    let inside: BTreeSet<usize> = component.iter().copied().collect();
    let within = |edge: &super::Edge| edge.child != edge.parent && inside.contains(&edge.parent);
    let mut needs: BTreeMap<usize, (usize, usize)> = component
        .iter()
        .map(|table| {
            let edges = graph.outgoing(*table).filter(|(_, edge)| within(edge));
            let need = edges.fold(
                (0, 0),
                |(hard, soft), (_, edge)| {
                    if edge.optional { (hard, soft + 1) } else { (hard + 1, soft) }
                },
            );
            (*table, need)
        })
        .collect();
    let mut waiting: BTreeSet<((usize, usize), usize)> = needs.iter().map(|(table, need)| (*need, *table)).collect();
    let mut cycle = Cycle { tables: Vec::new(), afterwards: Vec::new() };
    let mut made = BTreeSet::new();
    while let Some((_, table)) = waiting.pop_first() {
        let open = graph.outgoing(table).filter(|(_, edge)| within(edge) && !made.contains(&edge.parent));
        cycle.afterwards.extend(open.map(|(at, _)| at));
        cycle.tables.push(table);
        made.insert(table);
        for (_, edge) in graph.incoming(table).filter(|(_, edge)| edge.child != table) {
            let Some(need) = needs.get_mut(&edge.child).filter(|_| !made.contains(&edge.child)) else { continue };
            waiting.remove(&(*need, edge.child));
            if edge.optional {
                need.1 = need.1.saturating_sub(1);
            } else {
                need.0 = need.0.saturating_sub(1);
            }
            waiting.insert((*need, edge.child));
        }
    }
    cycle
}
