//! Finds what paths mean in a document.
//!
//! Each step turns a set of places into the next. A place is a cursor: a node, the way it is reached, and the cursor
//! it is reached from. What lies below a place is walked once for all paths that begin alike, and indexed by key; each
//! object is looked into once, by whatever references it is reached, unless a path asks about its surroundings.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use super::evaluate::{self, Scope};
use super::expression::Expression;
use super::{Path, Step, Take};
use crate::ruleset::view::{At, View};
use architect_document::NodeId;

/// Most cursors that one path may need; a path beyond it is not looked up.
const MOST_CURSORS: usize = 4_000_000;
/// Most cursors for a path that tells the ways to a place apart: there may be more ways than places.
const MOST_WAYS: usize = 200_000;
/// Walks that are kept for the paths to come.
const MOST_WALKS: usize = 24;
/// Steps of a way that are looked at.
const MOST_NAMES: usize = 128;

/// The number of a cursor in its [`Finder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CursorId(u32);

/// A place that was reached.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// Where it was reached from; itself at the root.
    parent: CursorId,
    /// The node as it stands there: an object with a `$ref`, maybe.
    pub raw: NodeId,
    /// The node that it stands for.
    pub node: NodeId,
    /// Where it stands in its parent.
    pub at: At,
}

/// A path that would cost too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// Everything below a set of places.
#[derive(Debug)]
struct Walk<'d> {
    /// The cursors of all children, one after the other.
    from: usize,
    to: usize,
    /// The cursors by their keys, made when it is first asked for.
    by_key: OnceCell<HashMap<&'d str, Vec<CursorId>>>,
    /// The cursors in the order of the nodes they stand for, made when it is first asked for.
    by_node: OnceCell<Vec<CursorId>>,
}

impl<'d> Walk<'d> {
    fn all(&self) -> impl Iterator<Item = CursorId> + use<'d> {
        (self.from..self.to).map(|index| CursorId(small(index)))
    }
}

/// Finds what paths mean in one view of a document.
#[derive(Debug)]
pub struct Finder<'d> {
    view: &'d View<'d>,
    cursors: Vec<Cursor>,
    walks: HashMap<String, Rc<Walk<'d>>>,
    /// For each node the round in which it was last met.
    met: Vec<u32>,
    round: u32,
    /// Cursors that the path at hand may need.
    most: usize,
}

impl<'d> Finder<'d> {
    /// A finder for a view.
    pub fn new(view: &'d View<'d>) -> Self {
        let raw = view.document.root();
        let root = Cursor { parent: CursorId(0), raw, node: view.node(raw), at: At::Root };
        Self {
            view,
            cursors: vec![root],
            walks: HashMap::new(),
            met: vec![0; view.document.len()],
            round: 0,
            most: MOST_CURSORS,
        }
    }

    /// The view it looks at.
    pub fn view(&self) -> &'d View<'d> {
        self.view
    }

    /// The cursor with a number.
    pub fn cursor(&self, id: CursorId) -> Cursor {
        let root = self.view.document.root();
        let nowhere = Cursor { parent: CursorId(0), raw: root, node: root, at: At::Root };
        self.cursors.get(id.0 as usize).copied().unwrap_or(nowhere)
    }

    /// What a path means. A place reached by two ways is one, as long as its values are meant and not its keys.
    pub fn find(&mut self, path: &Path) -> Result<Vec<Cursor>, TooMany> {
        self.find_from(path, CursorId(0), true)
    }

    /// What a path means when a value that was found is its root.
    pub fn find_below(&mut self, path: &Path, value: Cursor) -> Result<Vec<Cursor>, TooMany> {
        let mark = self.cursors.len();
        let start = self.push(CursorId(0), At::Root, value.raw)?;
        let found = self.find_from(path, start, false);
        self.cursors.truncate(mark);
        found
    }

    fn find_from(&mut self, path: &Path, start: CursorId, keep_walks: bool) -> Result<Vec<Cursor>, TooMany> {
        let mark = self.cursors.len();
        let walks = self.walks.len();
        let places = self.places(path, start, keep_walks);
        let found = places.map(|places| {
            self.round();
            let mut found = Vec::with_capacity(places.len());
            for id in places {
                let cursor = self.cursor(id);
                if self.meet(if path.keyed { cursor.raw } else { cursor.node }) {
                    found.push(cursor);
                }
            }
            found
        });
        if self.walks.len() == walks {
            self.cursors.truncate(mark);
        }
        found
    }

    fn places(&mut self, path: &Path, start: CursorId, keep_walks: bool) -> Result<Vec<CursorId>, TooMany> {
        let context = path.context();
        self.most = if context > 1 { self.cursors.len().saturating_add(MOST_WAYS) } else { MOST_CURSORS };
        let mut places = vec![start];
        for step in &path.steps {
            places = if step.deep {
                let before = path.text.get(..step.start).filter(|_| keep_walks);
                let walk = self.walk(before, &places, context)?;
                if matches!(step.take, Take::Computed(_)) {
                    let containers = self.take_below(&walk, &Take::Containers, &places);
                    self.take_children(step, &containers)?
                } else {
                    self.take_below(&walk, &step.take, &places)
                }
            } else {
                self.take_children(step, &places)?
            };
            self.dedup(&mut places, context);
            if places.is_empty() {
                break;
            }
        }
        Ok(places)
    }

    fn take_children(&mut self, step: &Step, places: &[CursorId]) -> Result<Vec<CursorId>, TooMany> {
        let view = self.view;
        let mut taken = Vec::new();
        for place in places {
            let node = self.cursor(*place).node;
            match &step.take {
                Take::Any => {
                    for (at, raw) in view.children(node) {
                        taken.push(self.push(*place, at, raw)?);
                    }
                }
                Take::Keys(keys) => {
                    for key in keys {
                        if let Some((at, raw)) = view.child(node, key) {
                            taken.push(self.push(*place, at, raw)?);
                        }
                    }
                }
                Take::Slice(start, end, by) => {
                    for (at, raw) in sliced(view, node, *start, *end, *by) {
                        taken.push(self.push(*place, at, raw)?);
                    }
                }
                Take::Filter(expression) => {
                    for (at, raw) in view.children(node) {
                        let candidate = Cursor { parent: *place, raw, node: view.node(raw), at };
                        if self.holds(expression, candidate) {
                            taken.push(self.push(*place, at, raw)?);
                        }
                    }
                }
                Take::Computed(expression) => {
                    if let Some((at, raw)) = self.computed(expression, *place) {
                        taken.push(self.push(*place, at, raw)?);
                    }
                }
                Take::Parent => {
                    let cursor = self.cursor(*place);
                    if cursor.at != At::Root {
                        taken.push(cursor.parent);
                    }
                }
                Take::Containers => {
                    if view.is_container(node) {
                        taken.push(*place);
                    }
                }
            }
        }
        Ok(taken)
    }

    fn take_below(&self, walk: &Walk<'d>, take: &Take, places: &[CursorId]) -> Vec<CursorId> {
        let all = walk.all();
        let keyed = |key: &str| self.by_key(walk).get(key).map_or(&[][..], Vec::as_slice);
        match take {
            Take::Any => all.collect(),
            Take::Keys(keys) => {
                let numbers: Vec<At> = keys.iter().filter_map(|key| key.parse().ok().map(At::Index)).collect();
                let mut taken: Vec<CursorId> = keys.iter().flat_map(|key| keyed(key)).copied().collect();
                if !numbers.is_empty() {
                    taken.extend(all.filter(|id| numbers.contains(&self.cursor(*id).at)));
                }
                taken
            }
            Take::Filter(expression) => {
                let holds = |id: &CursorId| self.holds(expression, self.cursor(*id));
                if let Some(property) = expression.needed_property() {
                    keyed(property).iter().copied().filter(holds).collect()
                } else if let Some(key) = expression.needed_key() {
                    let by_node = self.by_node(walk);
                    let mut candidates = Vec::new();
                    let mut last = None;
                    for child in keyed(key) {
                        let holder = self.cursor(self.cursor(*child).parent).node;
                        if last.replace(holder) == Some(holder) {
                            continue;
                        }
                        let order = |id: &CursorId| self.cursor(*id).node;
                        let from = by_node.partition_point(|id| order(id) < holder);
                        let same = by_node.get(from..).unwrap_or_default().iter();
                        candidates.extend(same.take_while(|id| order(id) == holder).copied());
                    }
                    candidates.into_iter().filter(holds).collect()
                } else {
                    all.filter(holds).collect()
                }
            }
            Take::Containers => {
                places.iter().copied().chain(all).filter(|id| self.view.is_container(self.cursor(*id).node)).collect()
            }
            Take::Slice(start, end, by) => {
                let chosen = |id: &CursorId| {
                    let cursor = self.cursor(*id);
                    let list = self.cursor(cursor.parent).node;
                    sliced(self.view, list, *start, *end, *by).any(|(at, _)| at == cursor.at)
                };
                all.filter(|id| matches!(self.cursor(*id).at, At::Index(_))).filter(chosen).collect()
            }
            Take::Computed(_) | Take::Parent => Vec::new(),
        }
    }

    /// All children of all that lies below some places, the places' own children first.
    fn walk(&mut self, before: Option<&str>, places: &[CursorId], context: usize) -> Result<Rc<Walk<'d>>, TooMany> {
        // Paths that agree before this step start from the same places.
        let key = before.filter(|_| context == 0).map(|before| before.trim_end().to_owned());
        if let Some(walk) = key.as_ref().and_then(|key| self.walks.get(key)) {
            return Ok(Rc::clone(walk));
        }
        let from = self.cursors.len();
        let mut seen: HashSet<(NodeId, u64)> = HashSet::new();
        self.round();
        for place in places {
            self.expand(*place, context, &mut seen)?;
        }
        let mut next = from;
        while next < self.cursors.len() {
            self.expand(CursorId(small(next)), context, &mut seen)?;
            next += 1;
        }
        let to = self.cursors.len();
        let walk = Rc::new(Walk { from, to, by_key: OnceCell::new(), by_node: OnceCell::new() });
        if let Some(key) = key.filter(|_| self.walks.len() < MOST_WALKS) {
            self.walks.insert(key, Rc::clone(&walk));
        }
        Ok(walk)
    }

    fn by_key<'w>(&self, walk: &'w Walk<'d>) -> &'w HashMap<&'d str, Vec<CursorId>> {
        walk.by_key.get_or_init(|| {
            let mut by_key: HashMap<&'d str, Vec<CursorId>> = HashMap::new();
            for id in walk.all() {
                if let At::Key(key) = self.cursor(id).at {
                    by_key.entry(self.view.document.key(key)).or_default().push(id);
                }
            }
            by_key
        })
    }

    fn by_node<'w>(&self, walk: &'w Walk<'d>) -> &'w [CursorId] {
        walk.by_node.get_or_init(|| {
            let mut ids: Vec<CursorId> = walk.all().collect();
            ids.sort_by_key(|id| self.cursor(*id).node);
            ids
        })
    }

    /// Adds the children of a place, unless it was looked into before.
    fn expand(&mut self, place: CursorId, context: usize, seen: &mut HashSet<(NodeId, u64)>) -> Result<(), TooMany> {
        let node = self.cursor(place).node;
        if !self.view.is_container(node) {
            return Ok(());
        }
        let first =
            if context == 0 { self.meet(node) } else { seen.insert((node, self.surroundings(place, context))) };
        if first {
            let view = self.view;
            for (at, raw) in view.children(node) {
                self.push(place, at, raw)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, parent: CursorId, at: At, raw: NodeId) -> Result<CursorId, TooMany> {
        if self.cursors.len() >= self.most {
            return Err(TooMany);
        }
        let id = CursorId(small(self.cursors.len()));
        self.cursors.push(Cursor { parent, raw, node: self.view.node(raw), at });
        Ok(id)
    }

    /// Keeps one cursor for each place: two that only differ in what no step looks at are one.
    fn dedup(&mut self, places: &mut Vec<CursorId>, context: usize) {
        if context == 0 {
            self.round();
            places.retain(|id| self.meet(self.cursor(*id).raw));
        } else {
            let mut seen = HashSet::new();
            places.retain(|id| seen.insert((self.cursor(*id).raw, self.surroundings(*id, context))));
        }
    }

    /// A number for the way by which a place was reached, as far as it may matter.
    fn surroundings(&self, place: CursorId, levels: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        let mut at = place;
        for _ in 0..levels.min(MOST_NAMES) {
            let cursor = self.cursor(at);
            cursor.raw.hash(&mut hasher);
            if cursor.at == At::Root {
                break;
            }
            at = cursor.parent;
        }
        hasher.finish()
    }

    fn round(&mut self) {
        self.round = self.round.wrapping_add(1);
    }

    /// Whether a node is met for the first time in this round.
    fn meet(&mut self, node: NodeId) -> bool {
        let round = self.round;
        self.met.get_mut(node.number() as usize).is_some_and(|met| std::mem::replace(met, round) != round)
    }

    fn holds(&self, expression: &Expression, candidate: Cursor) -> bool {
        let holder = self.cursor(candidate.parent);
        let path = || self.names(candidate);
        let scope = Scope {
            view: self.view,
            current: candidate.node,
            at: candidate.at,
            parent_at: holder.at,
            grandparent: (holder.at != At::Root).then(|| self.cursor(holder.parent).node),
            root: self.cursor(CursorId(0)).node,
            path: &path,
        };
        evaluate::holds(expression, &scope)
    }

    fn computed(&self, expression: &Expression, place: CursorId) -> Option<(At, NodeId)> {
        let cursor = self.cursor(place);
        let parent = self.cursor(cursor.parent);
        let path = || self.names(cursor);
        let scope = Scope {
            view: self.view,
            current: cursor.node,
            at: cursor.at,
            parent_at: parent.at,
            grandparent: (cursor.at != At::Root).then_some(parent.node),
            root: self.cursor(CursorId(0)).node,
            path: &path,
        };
        self.view.child(cursor.node, &evaluate::key(expression, &scope)?)
    }

    /// The way to a place as `@path` writes it: `$['paths']['/a'][0]`.
    fn names(&self, cursor: Cursor) -> String {
        let mut names = Vec::new();
        let mut at = cursor;
        while names.len() < MOST_NAMES {
            match at.at {
                At::Root => break,
                At::Key(key) => names.push(format!("['{}']", self.view.document.key(key))),
                At::Index(index) => names.push(format!("[{index}]")),
            }
            at = self.cursor(at.parent);
        }
        names.push("$".to_owned());
        names.reverse();
        names.concat()
    }
}

fn sliced(
    view: &View<'_>,
    node: NodeId,
    start: Option<i64>,
    end: Option<i64>,
    by: i64,
) -> impl Iterator<Item = (At, NodeId)> {
    let items = view.document.items(node);
    let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |at: i64| if at < 0 { (at + len).max(0) } else { at.min(len) };
    let range = bound(start.unwrap_or(0))..bound(end.unwrap_or(len));
    let step = usize::try_from(by).unwrap_or(1).max(1);
    range.step_by(step).filter_map(move |index| {
        let raw = usize::try_from(index).ok().and_then(|index| items.get(index))?;
        Some((At::Index(u32::try_from(index).ok()?), *raw))
    })
}

fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
