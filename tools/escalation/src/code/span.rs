//! What of a changed line really differs.
//!
//! The two versions of a file come in, for each changed line the tokens that differ go out. Lines of one run of changes
//! are held against each other: one by one where as many go as come, as a whole otherwise; what is the same in front and
//! behind is no difference.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Language;
use super::lexer::{Kind, Token};
use super::lines::Lines;
use crate::change::Block;
use crate::examined::ReadBlock;

/// The tokens that differ, by line of each block of a side.
#[derive(Debug, Default)]
pub struct Spans {
    by_line: BTreeMap<(usize, usize), Range<usize>>,
}

impl Spans {
    /// The tokens of a line that differ from the other side, as indices of the block's tokens.
    pub fn of_line(&self, block: usize, line: usize) -> Option<Range<usize>> {
        self.by_line.get(&(block, line)).cloned()
    }

    /// Compares the two sides. Where blanks in front of a line carry meaning, a line that only moves in or out differs as a
    /// whole.
    pub fn of(language: Option<Language>, old: &[ReadBlock<'_>], new: &[ReadBlock<'_>]) -> (Self, Self) {
        let indented = language == Some(Language::Python);
        let (mut of_old, mut of_new) = (Self::default(), Self::default());
        let paired = old.len() == new.len();
        for index in 0..old.len().max(new.len()) {
            let before = old.get(index).map(Part::of);
            let after = new.get(index).map(Part::of);
            for (own, other, spans) in [(&before, &after, &mut of_old), (&after, &before, &mut of_new)] {
                let Some(own) = own else { continue };
                for (place, run) in &own.runs {
                    let other = other.as_ref().filter(|_| paired);
                    let other = other.and_then(|other| Some((other, other.runs.get(place)?)));
                    own.compare(run, other, indented, |line, span| {
                        spans.by_line.insert((index, line), span);
                    });
                }
            }
        }
        (of_old, of_new)
    }
}

/// The runs of changed lines of a block, by the number of lines that stay before them: equal on both sides.
fn runs(read: &ReadBlock<'_>) -> BTreeMap<usize, Range<usize>> {
    let mut runs: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    let mut stay = 0;
    for (index, line) in read.block.lines.iter().enumerate() {
        if line.changed {
            runs.entry(stay).and_modify(|run| run.end = index + 1).or_insert(index..index + 1);
        } else {
            stay += 1;
        }
    }
    runs
}

/// A block with its lines and runs.
struct Part<'r, 'c> {
    read: &'r ReadBlock<'c>,
    lines: Lines,
    runs: BTreeMap<usize, Range<usize>>,
}

impl<'r, 'c> Part<'r, 'c> {
    fn of(read: &'r ReadBlock<'c>) -> Self {
        Self { read, lines: Lines::of(read), runs: runs(read) }
    }

    fn compare(
        &self,
        run: &Range<usize>,
        other: Option<(&Self, &Range<usize>)>,
        indented: bool,
        mut tell: impl FnMut(usize, Range<usize>),
    ) {
        let Some((other, others)) = other else {
            for line in run.clone() {
                tell(line, self.lines.range(line, line + 1));
            }
            return;
        };
        let single = run.len() == others.len();
        let whole = self.lines.range(run.start, run.end);
        let whole_other = other.lines.range(others.start, others.end);
        let of_run = differing(self.read.tokens.get(whole.clone()), other.read.tokens.get(whole_other));
        for (offset, line) in run.clone().enumerate() {
            let own = self.lines.range(line, line + 1);
            let (start, end) = if single {
                let theirs = other.lines.range(others.start + offset, others.start + offset + 1);
                let alike = indented && own.len() == theirs.len();
                let differing = differing(self.read.tokens.get(own.clone()), other.read.tokens.get(theirs));
                if alike && differing.is_empty() {
                    (own.start, own.end)
                } else {
                    (own.start + differing.start, own.start + differing.end)
                }
            } else {
                (whole.start + of_run.start, whole.start + of_run.end)
            };
            tell(line, own.start.max(start).min(own.end)..own.end.min(end).max(own.start));
        }
    }
}

/// The part of the first that differs from the second. When only the second has more, the place where it stands.
fn differing(first: Option<&[Token<'_>]>, second: Option<&[Token<'_>]>) -> Range<usize> {
    let (first, second) = (first.unwrap_or_default(), second.unwrap_or_default());
    let same = |pair: &(&Token<'_>, &Token<'_>)| pair.0.kind == pair.1.kind && pair.0.text == pair.1.text;
    let front = first.iter().zip(second).take_while(same).count();
    let rest = first.len().min(second.len()) - front;
    let back = first.iter().rev().zip(second.iter().rev()).take(rest).take_while(same).count();
    front..first.len() - back
}

/// The names that a token stands below: the callees and keys of the brackets that are open around it, and the key whose
/// value it is. Innermost first.
pub fn above<'t>(block: &Block, tokens: &[Token<'t>], at: usize) -> Vec<&'t str> {
    const FARTHEST: usize = 160;
    const MOST: usize = 4;
    let mut names = Vec::new();
    let mut closed = 0_usize;
    // Whether nothing but the value itself lies between, so that a key may still be its own.
    let mut own = true;
    let begin_of = |token: &Token<'_>| block.lines.get(block.line_at(token.start)).map_or(0, |line| line.start);
    let mut begin = tokens.get(at).map_or(usize::MAX, begin_of);
    let mut index = at;
    while let Some(before) = index.checked_sub(1).filter(|before| at - before < FARTHEST && names.len() < MOST) {
        index = before;
        let Some(token) = tokens.get(index) else { break };
        // A statement ends with its line, unless the line waits for a value.
        if token.start < begin {
            begin = begin_of(token);
            own &= closed > 0 || token.kind == Kind::Punctuation && matches!(token.text, "=" | ":" | ">");
        }
        let named = index.checked_sub(1).and_then(|at| tokens.get(at));
        let named = named.filter(|token| token.kind != Kind::Punctuation).map(|token| token.text);
        match token.text {
            _ if token.kind != Kind::Punctuation => {}
            ")" | "]" | "}" => closed += 1,
            "(" | "[" | "{" if closed > 0 => closed -= 1,
            "(" | "[" | "{" => {
                names.extend(named);
                own = true;
            }
            "," | ";" if closed == 0 => own = false,
            ":" | "=" if closed == 0 && own => {
                names.extend(named);
                own = false;
            }
            _ => {}
        }
    }
    names
}
