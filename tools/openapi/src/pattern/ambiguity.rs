//! Whether an automaton has a loop that reads one text in two ways.

use std::collections::BTreeMap;

use super::Verdict;
use super::automaton::Automaton;

/// Pairs of states, with what follows them, that are looked at.
const MOST_STEPS: usize = 500_000;

pub(super) fn judge(automaton: &Automaton) -> Verdict {
    let mut left = MOST_STEPS;
    for knot in knots(automaton) {
        // Where the pattern may end inside of the loop, the engine stops there and is content.
        if automaton.ends.iter().any(|state| knot.contains_key(state)) {
            continue;
        }
        match is_ambiguous(automaton, &knot, &mut left) {
            Some(true) => return Verdict::Exponential,
            Some(false) => {}
            None => return Verdict::TooLarge,
        }
    }
    Verdict::Fine
}

/// The loops with all that is looped with them: sets of states of which each is reached from each. Each state is given
/// its number within the set.
fn knots(automaton: &Automaton) -> Vec<BTreeMap<usize, usize>> {
    let count = automaton.sets.len();
    let reached: Vec<Vec<bool>> = (0..count).map(|state| reach(automaton, state)).collect();
    let reaches = |a: usize, b: usize| reached.get(a).and_then(|row| row.get(b)).copied().unwrap_or(false);
    let mut knots = Vec::new();
    let mut known = vec![false; count];
    for state in 0..count {
        if known.get(state).copied().unwrap_or(true) || !reaches(state, state) {
            continue;
        }
        let members = (state..count).filter(|other| reaches(state, *other) && reaches(*other, state));
        let knot: BTreeMap<usize, usize> = members.enumerate().map(|(number, member)| (member, number)).collect();
        for member in knot.keys() {
            if let Some(known) = known.get_mut(*member) {
                *known = true;
            }
        }
        knots.push(knot);
    }
    knots
}

/// The states that are reached from one in one step or more.
fn reach(automaton: &Automaton, from: usize) -> Vec<bool> {
    let mut reached = vec![false; automaton.sets.len()];
    let mut stack = vec![from];
    while let Some(state) = stack.pop() {
        for next in automaton.follow.get(state).into_iter().flat_map(|follow| follow.keys()) {
            if let Some(known) = reached.get_mut(*next)
                && !*known
            {
                *known = true;
                stack.push(*next);
            }
        }
    }
    reached
}

/// Whether two different ways through a knot read the same text and come together again. `None` when the budget is
/// spent before that is known.
fn is_ambiguous(automaton: &Automaton, knot: &BTreeMap<usize, usize>, left: &mut usize) -> Option<bool> {
    let set = |state: usize| automaton.sets.get(state).map_or(&[][..], Vec::as_slice);
    let follow = |state: usize| {
        let all = automaton.follow.get(state).into_iter().flatten();
        all.filter_map(|(next, twice)| Some((*next, *knot.get(next)?, *twice)))
    };
    if knot.keys().any(|state| follow(*state).any(|(next, _, twice)| twice && !set(next).is_empty())) {
        return Some(true);
    }
    let size = knot.len();
    let members: Vec<usize> = knot.keys().copied().collect();
    let mut seen = vec![false; size * size];
    let mut back: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut stack: Vec<usize> = (0..size).map(|number| number * size + number).collect();
    for pair in &stack {
        if let Some(seen) = seen.get_mut(*pair) {
            *seen = true;
        }
    }
    while let Some(pair) = stack.pop() {
        let (Some(a), Some(b)) = (members.get(pair / size), members.get(pair % size)) else { continue };
        for (next_a, number_a, _) in follow(*a) {
            for (next_b, number_b, _) in follow(*b) {
                *left = left.checked_sub(1)?;
                let next = number_a * size + number_b;
                if next == pair || !meet(set(next_a), set(next_b)) {
                    continue;
                }
                back.entry(next).or_default().push(pair);
                if let Some(seen) = seen.get_mut(next)
                    && !*seen
                {
                    *seen = true;
                    stack.push(next);
                }
            }
        }
    }
    // From the pairs of equal states back: a pair of different ones on the way is a second reading.
    let mut stack: Vec<usize> = (0..size).map(|number| number * size + number).collect();
    let mut done = vec![false; size * size];
    while let Some(pair) = stack.pop() {
        for before in back.get(&pair).into_iter().flatten() {
            if before / size != before % size {
                return Some(true);
            }
            if let Some(done) = done.get_mut(*before)
                && !*done
            {
                *done = true;
                stack.push(*before);
            }
        }
    }
    Some(false)
}

fn meet(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let (Some((from_a, to_a)), Some((from_b, to_b))) = (left.peek(), right.peek()) {
        if from_a.max(from_b) <= to_a.min(to_b) {
            return true;
        }
        if to_a < to_b {
            left.next();
        } else {
            right.next();
        }
    }
    false
}
