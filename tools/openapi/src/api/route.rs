//! Which paths match the same requests, and which of them is the more concrete one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Api;
use super::parameter::{anonymous, variables};
use super::schema::Types;
use architect_document::NodeId;

/// What a variable takes, where it does not take every text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrow {
    /// Numbers.
    Number,
    /// UUIDs.
    Uuid,
    /// Dates, with a time or without.
    Date,
}

impl Narrow {
    /// How many there are.
    const COUNT: usize = 3;

    /// Whether a text is one of them.
    fn takes(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
            Self::Uuid => bytes.len() == 36 && bytes.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-'),
            Self::Date => bytes.iter().take(4).filter(|byte| byte.is_ascii_digit()).count() == 4,
        }
    }
}

/// The narrow variables of each path, by name.
type Narrows<'a> = HashMap<&'a str, HashMap<&'a str, Narrow>>;

impl Api {
    /// Compares every path of a list with those before it.
    pub fn overlaps(&self, paths: &[&str]) -> Overlaps {
        let narrows = self.narrow_variables();
        overlaps(paths, |at, name| narrows.get(paths.get(at)?)?.get(name).copied())
    }

    /// For each path, the names of its variables that are narrow, in the same way at all of its operations.
    fn narrow_variables(&self) -> Narrows<'_> {
        let mut narrows: Narrows<'_> = HashMap::new();
        let mut others: HashMap<&str, HashSet<&str>> = HashMap::new();
        let mut judged = HashSet::new();
        for operation in self.operations() {
            let Some(path) = operation.path() else { continue };
            for owner in [operation.path_item, operation.node] {
                if !judged.insert(owner) {
                    continue;
                }
                for parameter in self.parameters(owner).iter().filter(|parameter| parameter.place == "path") {
                    let names = narrows.entry(path).or_default();
                    let differs = match self.narrow(parameter.object) {
                        Some(narrow) => *names.entry(parameter.name).or_insert(narrow) != narrow,
                        None => true,
                    };
                    if differs {
                        others.entry(path).or_default().insert(parameter.name);
                    }
                }
            }
        }
        for (path, names) in &mut narrows {
            names.retain(|name, _| !others.get(path).is_some_and(|others| others.contains(name)));
        }
        narrows
    }

    fn narrow(&self, parameter: NodeId) -> Option<Narrow> {
        // In 2.0 the parameter itself says its type.
        let schema = self.follow(self.get(parameter, "schema").unwrap_or(parameter))?;
        let types = self.types(schema)?;
        if Types::NUMBER.covers(types) {
            return Some(Narrow::Number);
        }
        match self.document.get_string(schema, "format").filter(|_| Types::STRING.covers(types))? {
            "uuid" => Some(Narrow::Uuid),
            "date" | "date-time" => Some(Narrow::Date),
            _ => None,
        }
    }
}

/// Which of two paths that match the same requests is more concrete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The one that stands first.
    Earlier,
    /// The one that stands later.
    Later,
    /// Each is, in another segment.
    Neither,
}

/// Two paths that match the same requests, by their indexes in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overlap {
    /// The one that stands later.
    pub later: usize,
    /// Which is more concrete.
    pub relation: Relation,
    /// The one that stands first; of several with this relation, the first.
    pub earlier: usize,
}

/// The paths that match the same requests.
#[derive(Debug)]
pub struct Overlaps {
    /// The pairs, in the order of the later path.
    pub found: Vec<Overlap>,
    /// Whether all were compared: not when there are too many combinations.
    pub is_whole: bool,
}

/// A segment as far as matching goes. Of segments with text beside a variable only equal ones are compared with each
/// other, so some overlaps are not seen.
#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Literal(&'a str),
    Partial(&'a str),
    Narrow(Narrow),
    Variable,
}

#[derive(Debug, Default)]
struct Node<'a> {
    literals: BTreeMap<&'a str, usize>,
    partials: BTreeMap<String, (&'a str, usize)>,
    narrow: [Option<usize>; Narrow::COUNT],
    variable: Option<usize>,
    /// The first path that ends here.
    end: Option<usize>,
}

/// Steps through the tree for a whole document.
const MOST_STEPS: usize = 2_000_000;

/// Compares every path with those before it. Paths that are equal but for the names of variables are no overlap.
/// `narrow` tells what a path's variable takes, by index and name.
fn overlaps(paths: &[&str], narrow: impl Fn(usize, &str) -> Option<Narrow>) -> Overlaps {
    let mut nodes = vec![Node::default()];
    let mut found = Vec::new();
    let mut left = MOST_STEPS;
    for (later, path) in paths.iter().enumerate() {
        let segments: Vec<Segment<'_>> =
            requested(path).split('/').map(|text| segment(text, |name| narrow(later, name))).collect();
        let mut first: [Option<usize>; 3] = [None; 3];
        let mut stack = vec![(0, 0, false, false)];
        while let Some((node, depth, this, that)) = stack.pop() {
            left = left.saturating_sub(1);
            if left == 0 {
                return Overlaps { found, is_whole: false };
            }
            let Some(node) = nodes.get(node) else { continue };
            let Some(segment) = segments.get(depth) else {
                let relation = match (this, that) {
                    (true, true) => Relation::Neither,
                    (true, false) => Relation::Later,
                    (false, true) => Relation::Earlier,
                    (false, false) => continue,
                };
                if let (Some(end), Some(first)) = (node.end, first.get_mut(relation as usize)) {
                    *first = Some(first.map_or(end, |other| other.min(end)));
                }
                continue;
            };
            let mut go =
                |child: usize, more: bool, less: bool| stack.push((child, depth + 1, this || more, that || less));
            match segment {
                Segment::Literal(text) => {
                    node.literals.get(text).into_iter().for_each(|child| go(*child, false, false));
                    let partials = node.partials.values().filter(|(template, _)| matches(template, text));
                    partials.for_each(|(_, child)| go(*child, true, false));
                    for narrow in [Narrow::Number, Narrow::Uuid, Narrow::Date] {
                        let child = node.narrow.get(narrow as usize).copied().flatten();
                        child.filter(|_| narrow.takes(text)).into_iter().for_each(|child| go(child, true, false));
                    }
                    node.variable.into_iter().for_each(|child| go(child, true, false));
                }
                Segment::Partial(template) => {
                    let literals = node.literals.iter().filter(|(text, _)| matches(template, text));
                    literals.for_each(|(_, child)| go(*child, false, true));
                    node.partials
                        .get(&anonymous(template))
                        .into_iter()
                        .for_each(|(_, child)| go(*child, false, false));
                    node.variable.into_iter().for_each(|child| go(child, true, false));
                }
                Segment::Narrow(narrow) => {
                    let literals = node.literals.iter().filter(|(text, _)| narrow.takes(text));
                    literals.for_each(|(_, child)| go(*child, false, true));
                    if let Some(same) = node.narrow.get(*narrow as usize).copied().flatten() {
                        go(same, false, false);
                    }
                    node.variable.into_iter().for_each(|child| go(child, false, false));
                }
                Segment::Variable => {
                    node.literals.values().for_each(|child| go(*child, false, true));
                    node.partials.values().for_each(|(_, child)| go(*child, false, true));
                    node.narrow.into_iter().flatten().for_each(|child| go(child, false, false));
                    node.variable.into_iter().for_each(|child| go(child, false, false));
                }
            }
        }
        for (relation, earlier) in [Relation::Earlier, Relation::Later, Relation::Neither].into_iter().zip(first) {
            found.extend(earlier.map(|earlier| Overlap { later, relation, earlier }));
        }
        insert(&mut nodes, &segments, later);
    }
    Overlaps { found, is_whole: true }
}

fn insert<'a>(nodes: &mut Vec<Node<'a>>, segments: &[Segment<'a>], path: usize) {
    let mut at = 0;
    for segment in segments {
        let fresh = nodes.len();
        let Some(node) = nodes.get_mut(at) else { return };
        at = match segment {
            Segment::Literal(text) => *node.literals.entry(text).or_insert(fresh),
            Segment::Partial(template) => node.partials.entry(anonymous(template)).or_insert((template, fresh)).1,
            Segment::Narrow(narrow) => match node.narrow.get_mut(*narrow as usize) {
                Some(child) => *child.get_or_insert(fresh),
                None => return,
            },
            Segment::Variable => *node.variable.get_or_insert(fresh),
        };
        if at == fresh {
            nodes.push(Node::default());
        }
    }
    if let Some(node) = nodes.get_mut(at) {
        node.end.get_or_insert(path);
    }
}

/// The part of a path that requests are matched by. A query or a fragment is none of it.
fn requested(path: &str) -> &str {
    let variables = variables(path);
    let is_text = |at: &usize| !variables.iter().any(|variable| variable.range.contains(at));
    let end = path.match_indices(['?', '#']).map(|(at, _)| at).find(is_text);
    end.and_then(|end| path.get(..end)).unwrap_or(path)
}

fn segment(text: &str, narrow: impl Fn(&str) -> Option<Narrow>) -> Segment<'_> {
    let variables = variables(text);
    match variables.as_slice() {
        [] => Segment::Literal(text),
        [one] if one.range == (0..text.len()) => narrow(&one.name).map_or(Segment::Variable, Segment::Narrow),
        _ => Segment::Partial(text),
    }
}

/// Whether a segment with a variable in it takes a text, as far as its beginning and its end tell.
fn matches(template: &str, text: &str) -> bool {
    let variables = variables(template);
    let (Some(first), Some(last)) = (variables.first(), variables.last()) else { return template == text };
    let start = template.get(..first.range.start).unwrap_or_default();
    let end = template.get(last.range.end..).unwrap_or_default();
    text.len() > start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations(paths: &[&str]) -> Vec<(usize, Relation, usize)> {
        let narrow = |_: usize, name: &str| match name {
            "number" => Some(Narrow::Number),
            "uuid" => Some(Narrow::Uuid),
            "date" => Some(Narrow::Date),
            _ => None,
        };
        overlaps(paths, narrow)
            .found
            .iter()
            .map(|overlap| (overlap.later, overlap.relation, overlap.earlier))
            .collect()
    }

    #[test]
    fn paths_are_compared_segment_by_segment() {
        use Relation::{Earlier, Later, Neither};

        assert_eq!(relations(&["/{a}/latest", "/orders/{b}"]), [(1, Neither, 0)]);
        assert_eq!(relations(&["/orders/latest", "/orders/{b}"]), [(1, Earlier, 0)]);
        assert_eq!(relations(&["/orders/{b}", "/orders/latest"]), [(1, Later, 0)]);
        assert_eq!(
            relations(&["/orders/{b}.json", "/orders/{b}", "/orders/x.json"]),
            [(1, Earlier, 0), (2, Later, 0)]
        );
        assert_eq!(relations(&["/orders/{a}", "/orders/{b}", "/lines/{c}", "/orders/{d}/lines"]), []);
        assert_eq!(
            relations(&["/a/b/{c}", "/a/{number}/d", "/a/{number}/{e}", "/a/7/d"]),
            [(2, Earlier, 1), (3, Later, 1)]
        );
    }

    #[test]
    fn a_word_is_told_from_a_variable_that_does_not_take_it() {
        use Relation::{Later, Neither};

        assert_eq!(relations(&["/volumes/snapshots/{a}", "/volumes/{uuid}/actions"]), []);
        assert_eq!(relations(&["/volumes/{uuid}/{a}", "/volumes/{date}/actions"]), []);
        assert_eq!(
            relations(&["/volumes/0d5c1c4e-1c1f-4a3b-9c52-7d7a3c9b2f10/{a}", "/volumes/{uuid}/actions"]),
            [(1, Neither, 0)]
        );
        assert_eq!(relations(&["/days/{date}", "/days/2024-02-29"]), [(1, Later, 0)]);
    }

    #[test]
    fn a_query_and_a_fragment_are_no_part_of_a_request() {
        assert_eq!(relations(&["/files/{a}", "/files/{a}#shared", "/files/{a}?fields"]), []);
        assert_eq!(relations(&["/files/{a}/trash", "/files/new/{b}#shared"]), [(1, Relation::Neither, 0)]);
    }

    #[test]
    fn many_combinations_end_and_are_told() {
        let paths: Vec<String> = (0..14).flat_map(|at| [format!("/{at}"), format!("/{{v{at}}}")]).collect::<Vec<_>>();
        let long: Vec<String> = (0..4000).map(|at| paths[at % 28].repeat(3 + at % 9)).collect();
        let texts: Vec<&str> = long.iter().map(String::as_str).collect();

        assert!(overlaps(&texts, |_, _| None).found.len() < 8000);
    }
}
