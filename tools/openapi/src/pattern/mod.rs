//! Regular expressions of ECMAScript, judged by how long a backtracking engine may take with them.
//!
//! In comes a pattern, out comes a [`Verdict`]. The pattern becomes a tree, the tree an automaton that remembers in how
//! many ways it goes from one character to the next, and the automaton is searched for a loop that reads one text in two
//! ways. What is not understood is never called slow.

mod ambiguity;
mod automaton;
mod tree;

use crate::validation::pattern::is_bounded;

/// What is known of a pattern's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A loop reads some text in two ways, and what follows can fail: the time doubles with each round.
    Exponential,
    /// Nothing of the kind was found.
    Fine,
    /// The pattern is too large to be judged.
    TooLarge,
}

/// Judges a pattern.
pub fn judge(pattern: &str) -> Verdict {
    if !pattern.contains(['*', '+', '{']) {
        return Verdict::Fine;
    }
    if !is_bounded(pattern) {
        return Verdict::TooLarge;
    }
    let Some(tree) = tree::read(pattern) else { return Verdict::Fine };
    match automaton::build(&tree) {
        Some(automaton) => ambiguity::judge(&automaton),
        None => Verdict::TooLarge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_that_read_a_text_in_two_ways_are_exponential() {
        let slow = [
            "^(a+)+$",
            "^(a*)*$",
            "(a|a)*b",
            "(a|aa)+$",
            "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$",
            "^\\w+([.-]?\\w+)*@\\w+$",
            "^(\\d+\\.?)*$",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "^(\\w{2,3})+$",
            "^(?:\\s*\\w+\\s*)+$",
            "(\\w+\\s?){1,50}$",
            "^(?<part>[^,]*,?)*$",
        ];
        for pattern in slow {
            assert_eq!(judge(pattern), Verdict::Exponential, "{pattern}");
        }
    }

    #[test]
    fn loops_that_read_a_text_in_one_way_are_fine() {
        let fine = [
            "^[a-z]+$",
            "^[a-z]+(-[a-z]+)*$",
            "^(a+)+",
            "(a|b)*c",
            "^([a-z0-9]{1,63}\\.)+[a-z]{2,}$",
            "^[^@]+@[^@]+\\.[^@]+$",
            "^(\\d{3}-)*\\d$",
            "^(?!x).*(a+)$",
            "(a)\\1(b+)+$",
            "^[a-z]{1,255}$",
            "^(\\p{L}|\\d)*$",
            "^[^\\s]+( [^\\s]+)*$",
            "([",
            "^(?:/[^/]+)*/$",
            "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}[0-9]+$",
            "^[A-Za-z0-9+/]+={0,2}$",
            "^(([a-z]|[a-z][a-z0-9-]*[a-z0-9])\\.)*[a-z]$",
        ];
        for pattern in fine {
            assert_eq!(judge(pattern), Verdict::Fine, "{pattern}");
        }
    }

    #[test]
    fn what_is_too_large_is_said_to_be() {
        assert_eq!(judge(&format!("^({}+)+$", "a".repeat(5_000))), Verdict::TooLarge);
        assert_eq!(judge("^((a{1,60}b){1,60}c)+$"), Verdict::TooLarge);
    }
}
