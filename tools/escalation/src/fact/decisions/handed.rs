//! Functions that the change brings or takes as a whole, and that refuse somebody: where code that stays begins or ceases to
//! use them, it refuses or no longer does.

use std::collections::HashSet;

use crate::change::Side;
use crate::code::definition::Definitions;
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};

use super::names;

/// Such functions, by the side that defines them.
#[derive(Debug, Default)]
pub(super) struct Refusing {
    by_side: [HashSet<String>; 2],
}

impl Refusing {
    /// Whether a side alone defines a function of that name, and it refuses.
    pub(super) fn contains(&self, side: Side, name: &str) -> bool {
        let [old, new] = &self.by_side;
        let (own, other) = if side == Side::Old { (old, new) } else { (new, old) };
        own.contains(name) && !other.contains(name)
    }
}

/// Names that every other class has.
const COMMON: [&str; 14] = [
    "handle",
    "handler",
    "execute",
    "process",
    "dispatch",
    "constructor",
    "resolve",
    "render",
    "invoke",
    "perform",
    "validate",
    "initialize",
    "create",
    "update",
];

/// Finds them.
pub(super) fn refusing(files: &[Examined<'_>]) -> Refusing {
    const SHORTEST: usize = 6;
    let mut found = Refusing::default();
    for file in files.iter().filter(|file| file.guard.is_none() && !file.role.interface) {
        let Some(language) = file.language().filter(|language| language.is_executable()) else { continue };
        for (side, names) in [Side::Old, Side::New].into_iter().zip(&mut found.by_side) {
            for read in file.side(side) {
                let lines = Lines::of(read);
                let definitions = Definitions::of(language, read.block, &read.tokens);
                for (line, _, _) in read.block.changed() {
                    let tokens = lines.tokens(read, line);
                    if !super::is_condition(tokens) {
                        continue;
                    }
                    let own = definitions.around(read.block, line);
                    let Some(own) = own.filter(|own| own.changed && !own.class && own.line != Some(line)) else {
                        continue;
                    };
                    let usual = own.name.len() < SHORTEST || COMMON.contains(&own.name.as_str());
                    let asks =
                        || tokens.iter().any(|token| names::speaks(token.text)) && fails_below(read, &lines, line);
                    if !usual && (super::refuses_below(read, &lines, line) || asks()) {
                        names.insert(own.name.clone());
                    }
                }
            }
        }
    }
    found
}

/// Whether what a condition leads to is a failure of any name.
fn fails_below(read: &ReadBlock<'_>, lines: &Lines, line: usize) -> bool {
    const FAILING: [&str; 7] = ["raise", "throw", "abort", "panic", "halt", "die", "redirect_to"];
    let tokens = (line..=line + super::NEAR).flat_map(|near| lines.tokens(read, near));
    tokens.into_iter().any(|token| FAILING.contains(&token.text))
}
