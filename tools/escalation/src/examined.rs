//! A file of the change, made ready for reading: its role, its tokens, and which of its changed lines say nothing.
//!
//! Files come in, [`Examined`] files go out. Lines that only moved, and files in which only formatting changed, are
//! marked here once, for all readers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::change::{Block, Change, FileChange, Operation, Side};
use crate::code::Language;
use crate::code::definition::Definitions;
use crate::code::lexer::{self, Kind as TokenKind, Token};
use crate::guard::Guard;
use crate::policy::choices::Choices;
use crate::role::{Kind, Role};

/// A block with its tokens.
#[derive(Debug)]
pub struct ReadBlock<'c> {
    /// The block.
    pub block: &'c Block,
    /// Its tokens; none for files without code and for those in which nothing counts.
    pub tokens: Vec<Token<'c>>,
}

/// A file, made ready for reading.
#[derive(Debug)]
pub struct Examined<'c> {
    /// The file.
    pub file: &'c FileChange,
    /// What it is for.
    pub role: Role,
    /// Why no change of its lines counts: the guard of its role, or that only formatting changed.
    pub guard: Option<Guard>,
    /// The version before.
    pub old: Vec<ReadBlock<'c>>,
    /// The version after.
    pub new: Vec<ReadBlock<'c>>,
    /// Changed lines that stand unchanged elsewhere: side and number.
    moved: HashSet<(Side, u32)>,
    /// Names of functions that the change defines on one side alone: those that went, and those that came.
    renamed: Arc<[HashSet<String>; 2]>,
}

impl<'c> Examined<'c> {
    /// The read blocks of a side.
    pub fn side(&self, side: Side) -> &[ReadBlock<'c>] {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    /// Whether a changed line stands unchanged elsewhere, on the other side.
    pub fn is_moved(&self, side: Side, number: u32) -> bool {
        self.moved.contains(&(side, number))
    }

    /// Whether a name of a side may be another's of the other side: the change defines it on that side alone, and others
    /// on the other.
    pub fn is_renamed(&self, side: Side, name: &str) -> bool {
        let [gone, come] = &*self.renamed;
        let (own, other) = if side == Side::Old { (gone, come) } else { (come, gone) };
        own.contains(name) && !other.is_empty()
    }

    /// The language, where it has one.
    pub fn language(&self) -> Option<Language> {
        self.role.language
    }

    /// Whether it is program text that counts: no schema, and nothing that is guarded as a whole.
    pub fn is_program(&self) -> bool {
        self.guard.is_none()
            && self.role.kind == Kind::Source
            && self.language().is_some_and(|language| language.is_executable() && language != Language::GraphQl)
    }

    fn new(file: &'c FileChange, choices: &Choices) -> Self {
        let role = choices.role(&file.path, Role::of(file));
        let readable = !matches!(
            role.guard,
            Some(
                Guard::Lockfile
                    | Guard::Generated
                    | Guard::Vendored
                    | Guard::Documentation
                    | Guard::Media
                    | Guard::Translation
                    | Guard::Appearance
            )
        );
        let language = role.language.filter(|language| readable && *language != Language::Sql);
        let read = |blocks: &'c [Block]| -> Vec<ReadBlock<'c>> {
            let tokens =
                |block: &'c Block| language.map_or_else(Vec::new, |language| lexer::tokens(language, &block.text));
            blocks.iter().map(|block| ReadBlock { block, tokens: tokens(block) }).collect()
        };
        let (old, new) = (read(&file.old), read(&file.new));
        let mut examined =
            Self { file, role, guard: role.guard, old, new, moved: HashSet::new(), renamed: Arc::default() };
        if examined.guard.is_none() {
            examined.guard = examined.idle();
        }
        examined
    }

    /// Why a change without substance has none.
    fn idle(&self) -> Option<Guard> {
        if !self.file.has_lines() {
            let renamed = matches!(self.file.operation, Operation::Renamed | Operation::Copied);
            return (renamed && self.role.kind != Kind::Migration).then_some(Guard::PureRename);
        }
        if self.file.operation != Operation::Modified && self.file.operation != Operation::Renamed {
            return None;
        }
        let (mut old, mut new) = (self.changed_lines(Side::Old), self.changed_lines(Side::New));
        if old.concat() == new.concat() {
            return Some(Guard::Formatting);
        }
        // The order of lines carries meaning, except among imports.
        let is_import = |line: &String| {
            ["import", "from", "use", "using", "require", "export"]
                .iter()
                .any(|word| line.trim_start().starts_with(&format!("{word}\u{1f}")))
        };
        old.sort();
        new.sort();
        (old == new && old.iter().all(is_import)).then_some(Guard::Formatting)
    }

    /// The tokens of each changed line, or its text where blanks carry meaning.
    fn changed_lines(&self, side: Side) -> Vec<String> {
        let by_text = self.language().is_none_or(|language| matches!(language, Language::Yaml | Language::Sql));
        let mut lines = Vec::new();
        for read in self.side(side) {
            if by_text {
                let comment = if self.language() == Some(Language::Sql) { "--" } else { "#" };
                let kept = read.block.changed().map(|(_, _, text)| text.trim_end());
                let kept = kept.filter(|text| {
                    !(text.is_empty() || self.language().is_some() && text.trim_start().starts_with(comment))
                });
                lines.extend(kept.map(|text| format!("{text}\n")));
                continue;
            }
            let mut last = usize::MAX;
            let mut depth = 0_usize;
            for token in &read.tokens {
                let line = read.block.line_at(token.start);
                let outside = depth == 0;
                match token.text {
                    "(" | "[" | "{" if token.kind == TokenKind::Punctuation => depth += 1,
                    ")" | "]" | "}" if token.kind == TokenKind::Punctuation => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if !read.block.changed_between(line, read.block.line_at(token.end.saturating_sub(1))) {
                    continue;
                }
                if line != last {
                    // In Python the indentation of a statement is part of it.
                    let indent = if self.language() == Some(Language::Python) && outside {
                        let text = read.block.line_text(line);
                        " ".repeat(text.len() - text.trim_start().len())
                    } else {
                        String::new()
                    };
                    lines.push(indent);
                    last = line;
                }
                if let Some(text) = lines.last_mut() {
                    text.push_str(token.text);
                    text.push('\u{1f}');
                }
            }
        }
        lines
    }
}

/// Makes the files of a change ready, with what is decided about their paths.
pub fn examine<'c>(change: &'c Change, choices: &Choices) -> Vec<Examined<'c>> {
    let mut files: Vec<Examined<'c>> = change.files.iter().map(|file| Examined::new(file, choices)).collect();
    mark_moved(&mut files);
    mark_renamed(&mut files);
    files
}

/// The files of programs, without those that draw a user interface, in an order that is the same whatever order they came in.
pub fn programs<'f, 'c>(files: &'f [Examined<'c>]) -> Vec<&'f Examined<'c>> {
    let mut programs: Vec<&Examined<'_>> =
        files.iter().filter(|file| file.is_program() && !file.role.interface).collect();
    programs.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    programs
}

/// Finds the functions that stand on one side of the change alone.
fn mark_renamed(files: &mut [Examined<'_>]) {
    let mut defined = [HashSet::new(), HashSet::new()];
    for file in files.iter().filter(|file| file.guard.is_none()) {
        let Some(language) = file.language().filter(|language| language.is_executable()) else { continue };
        for (side, names) in [Side::Old, Side::New].into_iter().zip(&mut defined) {
            for read in file.side(side).iter().filter(|read| !read.tokens.is_empty()) {
                names.extend(
                    Definitions::of(language, read.block, &read.tokens).changed_names().map(ToOwned::to_owned),
                );
            }
        }
    }
    let [gone, come] = &defined;
    let renamed = Arc::new([gone - come, come - gone]);
    for file in files {
        file.renamed = Arc::clone(&renamed);
    }
}

/// Marks the lines that go in one place and come in another. A line counts only together with a neighbour that moved
/// as well, or when it is long enough to be no coincidence: `@login_required` taken from one function and put on
/// another has not moved.
fn mark_moved(files: &mut [Examined<'_>]) {
    const DISTINCT: usize = 48;
    let mut removed: HashMap<String, usize> = HashMap::new();
    let mut added: HashMap<String, usize> = HashMap::new();
    for file in files.iter().filter(|file| file.guard.is_none()) {
        for (side, counts) in [(Side::Old, &mut removed), (Side::New, &mut added)] {
            for read in file.side(side) {
                for (_, _, text) in read.block.changed() {
                    *counts.entry(text.trim().to_owned()).or_default() += 1;
                }
            }
        }
    }
    for file in files.iter_mut().filter(|file| file.guard.is_none()) {
        for (side, others) in [(Side::Old, &mut added), (Side::New, &mut removed)] {
            let mut marked: Vec<(u32, bool)> = Vec::new();
            for read in file.side(side) {
                for (_, line, text) in read.block.changed() {
                    let text = text.trim();
                    let left = others.get_mut(text).filter(|left| **left > 0 && text.len() > 2);
                    let found = left.map(|left| *left -= 1).is_some();
                    if found {
                        marked.push((line.number, text.len() >= DISTINCT));
                    }
                }
            }
            let numbers: HashSet<u32> = marked.iter().map(|(number, _)| *number).collect();
            for (number, distinct) in &marked {
                if *distinct
                    || numbers.contains(&(number + 1))
                    || number.checked_sub(1).is_some_and(|before| numbers.contains(&before))
                {
                    file.moved.insert((side, *number));
                }
            }
        }
    }
}
