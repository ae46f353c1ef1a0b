//! A tree as an automaton: one state for each character of the pattern, and in how many ways each follows another.

use std::collections::BTreeMap;

use super::tree::{Set, Tree};

pub(super) struct Automaton {
    /// The characters of each state; none for a condition.
    pub(super) sets: Vec<Set>,
    /// For each state, the states that follow it, and whether they do so in more than one way.
    pub(super) follow: Vec<BTreeMap<usize, bool>>,
    /// The states behind which the pattern may end, whatever comes next.
    pub(super) ends: Vec<usize>,
}

/// States of one automaton.
const MOST_STATES: usize = 400;
/// Ways from state to state that are counted.
const MOST_STEPS: usize = 200_000;
/// A bounded repetition of a loop counts as unbounded from here on: the time is the same for texts one can send.
const MANY: u32 = 10;

/// Builds the automaton; `None` when it would be too large. Recursion is bounded by the depth of the tree.
pub(super) fn build(tree: &Tree) -> Option<Automaton> {
    let mut builder = Builder { sets: Vec::new(), follow: Vec::new(), steps: 0 };
    let whole = builder.part(tree, false)?;
    Some(Automaton { sets: builder.sets, follow: builder.follow, ends: whole.last })
}

struct Builder {
    sets: Vec<Set>,
    follow: Vec<BTreeMap<usize, bool>>,
    steps: usize,
}

/// A part of the automaton: where it may begin and end, and whether it may be passed over.
struct Part {
    nullable: bool,
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Part {
    fn empty() -> Self {
        Self { nullable: true, first: Vec::new(), last: Vec::new() }
    }
}

impl Builder {
    fn part(&mut self, tree: &Tree, looped: bool) -> Option<Part> {
        match tree {
            Tree::Condition => self.state(Vec::new()),
            Tree::Set(set) => self.state(set.clone()),
            Tree::Concat(parts) => {
                let mut whole = Part::empty();
                for part in parts {
                    let next = self.part(part, looped)?;
                    whole = self.join(whole, next)?;
                }
                Some(whole)
            }
            Tree::Choice(choices) => {
                let mut whole = Part { nullable: false, first: Vec::new(), last: Vec::new() };
                for choice in choices {
                    let part = self.part(choice, looped)?;
                    whole.nullable |= part.nullable;
                    whole.first.extend(part.first);
                    whole.last.extend(part.last);
                }
                Some(whole)
            }
            Tree::Repeat { inner, least, most } => self.repeat(inner, *least, *most, looped),
        }
    }

    fn repeat(&mut self, inner: &Tree, least: u32, most: Option<u32>, looped: bool) -> Option<Part> {
        if most == Some(0) {
            return Some(Part::empty());
        }
        let endless = most.is_none_or(|most| most > MANY && has_loop(inner));
        if endless {
            // The rounds before the loop tell texts of different lengths apart only inside of another loop.
            let mut whole = Part::empty();
            for _ in 1..if looped { least } else { 1 } {
                let round = self.part(inner, true)?;
                whole = self.join(whole, round)?;
            }
            let mut round = self.part(inner, true)?;
            self.connect(&round.last, &round.first)?;
            round.nullable |= least == 0;
            return self.join(whole, round);
        }
        let most = most.unwrap_or(least);
        if !looped {
            let mut once = self.part(inner, false)?;
            once.nullable |= least == 0;
            return Some(once);
        }
        let mut whole = Part::empty();
        for _ in 0..least {
            let round = self.part(inner, true)?;
            whole = self.join(whole, round)?;
        }
        // The optional rounds lie in each other: the second is only there behind the first.
        let mut before = Vec::new();
        let mut optional = Part::empty();
        for at in least..most {
            let round = self.part(inner, true)?;
            if at == least {
                optional.first.clone_from(&round.first);
            } else {
                self.connect(&before, &round.first)?;
            }
            before.clone_from(&round.last);
            optional.last.extend(round.last);
        }
        self.join(whole, optional)
    }

    fn state(&mut self, set: Set) -> Option<Part> {
        let state = self.sets.len();
        if state >= MOST_STATES {
            return None;
        }
        self.sets.push(set);
        self.follow.push(BTreeMap::new());
        Some(Part { nullable: false, first: vec![state], last: vec![state] })
    }

    fn join(&mut self, mut before: Part, mut after: Part) -> Option<Part> {
        self.connect(&before.last, &after.first)?;
        if before.nullable {
            before.first.extend(after.first);
        }
        if after.nullable {
            after.last.extend(before.last);
        }
        Some(Part { nullable: before.nullable && after.nullable, first: before.first, last: after.last })
    }

    fn connect(&mut self, from: &[usize], to: &[usize]) -> Option<()> {
        self.steps += from.len() * to.len();
        if self.steps > MOST_STEPS {
            return None;
        }
        for state in from {
            let follow = self.follow.get_mut(*state)?;
            for next in to {
                follow.entry(*next).and_modify(|twice| *twice = true).or_insert(false);
            }
        }
        Some(())
    }
}

fn has_loop(tree: &Tree) -> bool {
    match tree {
        Tree::Condition | Tree::Set(_) => false,
        Tree::Concat(parts) | Tree::Choice(parts) => parts.iter().any(has_loop),
        Tree::Repeat { inner, most, .. } => most.is_none() || has_loop(inner),
    }
}
