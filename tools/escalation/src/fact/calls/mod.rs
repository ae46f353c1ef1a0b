//! Calls in code: those of frameworks that guard doors, and those that empty stores.
//!
//! The tables of names stand in the modules below; this one finds them, compares the two sides of a file, and tells
//! a guard that went from one that merely changed.

mod auth;
mod custom;
mod stores;

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::definition::Definitions;
use crate::code::lexer::Kind;
use crate::code::lines::{Lines, is_annotation};
use crate::code::pattern::PatternSet;
use crate::code::{Language, idiom};
use crate::examined::{Examined, ReadBlock};
use crate::fact::decisions::sense;
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::guard::Guard;
use crate::role::Kind as FileKind;

/// What a pattern means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Auth(AuthCall, &'static str),
    Store(&'static str),
}

fn patterns() -> &'static PatternSet<Meaning> {
    static PATTERNS: OnceLock<PatternSet<Meaning>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let auth = auth::CALLS.iter().map(|(pattern, class, name)| (*pattern, Meaning::Auth(*class, name)));
        let stores = stores::CALLS.iter().map(|(pattern, name)| (*pattern, Meaning::Store(name)));
        PatternSet::new(auth.chain(stores))
    })
}

/// A match on a changed line.
struct Match {
    side: Side,
    block: usize,
    line: usize,
    moved: bool,
    /// The call with its arguments.
    text: String,
    /// The definition that it stands in or in front of, where its head changes.
    of: Option<String>,
}

/// The longest call that is compared, in tokens.
const LONGEST: usize = 40;

/// A call from its first token to the end of its arguments; a setting to the end of its line.
fn text_of(read: &ReadBlock<'_>, first: usize, count: usize) -> String {
    const FILTERS: [&str; 6] =
        ["$this", "this", "before_action", "skip_before_action", "before_filter", "skip_before_filter"];
    let tokens = &read.tokens;
    let mut depth = 0_usize;
    let mut last = first;
    let is_set = |index: usize| {
        tokens.get(index).is_some_and(|token| token.kind == Kind::Punctuation && matches!(token.text, "=" | ":"))
    };
    // What is said of the call behind it says which methods it stands in front of.
    let line_of = |index: usize| tokens.get(index).map(|token| read.block.line_at(token.start));
    let begin = line_of(first).and_then(|line| read.block.lines.get(line)).map_or(0, |line| line.start);
    let head = tokens.get(tokens.partition_point(|token| token.start < begin));
    let of_class = head.is_some_and(|token| FILTERS.contains(&token.text));
    if of_class || is_set(first + count) || (count > 1 && is_set(first + count - 1)) {
        let line = line_of(first + count).filter(|_| !of_class).or_else(|| line_of(first));
        let text = line.map(|line| read.block.line_text(line)).unwrap_or_default();
        // Rails called its callbacks so before.
        let text = text.replace("before_filter", "before_action");
        return text.chars().filter(|c| !c.is_whitespace()).collect();
    }
    for (index, token) in tokens.iter().skip(first).take(count + LONGEST).enumerate() {
        match token.text {
            "(" | "[" | "{" if token.kind == Kind::Punctuation => depth += 1,
            ")" | "]" | "}" if token.kind == Kind::Punctuation => depth = depth.saturating_sub(1),
            _ => {}
        }
        let opens = token.kind == Kind::Punctuation && token.text == "(";
        if index >= count && depth == 0 && !opens && token.text != ")" {
            break;
        }
        last = first + 1 + index;
    }
    idiom::plain(tokens.get(first..last).unwrap_or_default())
}

/// The definition around a line, or the one that it annotates, where its head changes.
fn of_changed(
    file: &Examined<'_>,
    read: &ReadBlock<'_>,
    (definitions, lines): (&Definitions, &Lines),
    line: usize,
) -> Option<String> {
    let language = file.language().unwrap_or(Language::Hash);
    let annotates = is_annotation(language, lines.tokens(read, line));
    let of = if annotates { definitions.annotated(line) } else { definitions.around(read.block, line) };
    of.filter(|definition| definition.changed).map(|definition| definition.name.clone())
}

/// Reads the calls of all files.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let code = file.language().is_some_and(Language::is_executable) && file.role.kind != FileKind::Contract;
        let configured = matches!(file.role.kind, FileKind::Configuration) && file.language() != Some(Language::Json);
        if code || configured {
            read_file(file, facts);
        }
    }
}

fn read_file(file: &Examined<'_>, facts: &mut Facts) {
    let mut auth: BTreeMap<(String, AuthCall), Vec<Match>> = BTreeMap::new();
    for side in [Side::Old, Side::New] {
        for (index, read) in file.side(side).iter().enumerate() {
            let language = file.language().unwrap_or(Language::Hash);
            let definitions = Definitions::of(language, read.block, &read.tokens);
            let lines = Lines::of(read);
            for (first, count, meaning) in patterns().find(&read.tokens) {
                let Some(line) = changed_line(read, first, count) else { continue };
                // In Express and its kin it is a middleware; elsewhere it asks who is there.
                if meaning == Meaning::Auth(AuthCall::Guard, "auth()") && file.language() != Some(Language::Script) {
                    continue;
                }
                // So does whoever lets a payment through.
                if matches!(meaning, Meaning::Auth(_, name) if sense::pays(&file.file.path, name.trim_end_matches("()")))
                {
                    continue;
                }
                let number = read.block.lines.get(line).map_or(0, |line| line.number);
                match meaning {
                    Meaning::Auth(class, name) => {
                        let moved = file.is_moved(side, number);
                        let of = of_changed(file, read, (&definitions, &lines), line);
                        let text = text_of(read, first, count);
                        auth.entry((name.to_owned(), class)).or_default().push(Match {
                            side,
                            block: index,
                            line,
                            moved,
                            text,
                            of,
                        });
                    }
                    Meaning::Store(name) if side == Side::New => {
                        let moved = file.is_moved(side, number).then_some(Guard::Moved);
                        facts
                            .on_line(file, side, read, line, What::StoreEmptied { call: name.to_owned() })
                            .guarded(moved)
                            .confidence(Confidence::Medium);
                    }
                    Meaning::Store(_) => {}
                }
            }
            for (first, line, name) in custom_guards(read) {
                let number = read.block.lines.get(line).map_or(0, |line| line.number);
                let moved = file.is_moved(side, number);
                let text = text_of(read, first, 1);
                let of = of_changed(file, read, (&definitions, &lines), line);
                let found = Match { side, block: index, line, moved, text, of };
                auth.entry((name, AuthCall::Guard)).or_default().push(found);
            }
        }
    }
    let mut runs = Runs::default();
    for ((call, class), matches) in auth {
        compare(file, &call, class, &matches, &mut runs, facts);
    }
}

/// Guards that the project wrote itself, where they are used on changed lines: not where they are defined or imported.
fn custom_guards(read: &ReadBlock<'_>) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut line = usize::MAX;
    let mut imports = false;
    for (index, token) in read.tokens.iter().enumerate() {
        let here = read.block.line_at(token.start);
        if here != line {
            line = here;
            imports = matches!(
                token.text,
                "import" | "from" | "use" | "using" | "export" | "require" | "require_relative" | "package"
            );
        }
        let before = index.checked_sub(1).and_then(|index| read.tokens.get(index));
        let defined = before.is_some_and(|before| {
            matches!(before.text, "def" | "function" | "fn" | "func" | "class" | "const" | "let" | "var" | "async")
        });
        if token.kind != Kind::Word
            || imports
            || defined
            || !read.block.lines.get(line).is_some_and(|line| line.changed)
        {
            continue;
        }
        // Frameworks' own names are in the table, with what they mean; an annotation's begins before its word.
        let first = index - usize::from(before.is_some_and(|before| before.text == "@"));
        if custom::is_guard(token.text)
            && patterns().find(read.tokens.get(first..index + 3).unwrap_or_default()).is_empty()
        {
            found.push((index, line, token.text.to_owned()));
        }
    }
    found
}

/// The first changed line among those that a match covers.
fn changed_line(read: &ReadBlock<'_>, first: usize, count: usize) -> Option<usize> {
    let tokens = read.tokens.get(first..first + count)?;
    let lines = tokens.iter().map(|token| read.block.line_at(token.start));
    lines.into_iter().find(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
}

/// Runs of removed lines of one file that were looked at, each with whether it goes as a whole.
#[derive(Default)]
struct Runs<'f> {
    known: BTreeMap<(usize, usize), (usize, bool)>,
    /// The words of the version after.
    words: Option<HashSet<&'f str>>,
}

impl<'f> Runs<'f> {
    /// Whether a line goes together with the definition that it stands in: with its file, or in one run of removed lines
    /// with the name of a function or class that the file no longer defines.
    fn goes(&mut self, file: &'f Examined<'_>, block: usize, line: usize) -> bool {
        let Some(read) = file.old.get(block).filter(|_| file.file.operation != Operation::Deleted) else {
            return file.file.operation == Operation::Deleted;
        };
        let before = self.known.range(..=(block, line)).next_back();
        if let Some(((_, _), (_, goes))) = before.filter(|((of, _), (last, _))| *of == block && *last >= line) {
            return *goes;
        }
        let changed = |index: &usize| read.block.lines.get(*index).is_some_and(|line| line.changed);
        let first = (0..line).rev().take_while(changed).last().unwrap_or(line);
        let last = (line + 1..read.block.lines.len()).take_while(changed).last().unwrap_or(line);
        let goes = defined_in(read, first, last)
            .or_else(|| declared_below(read, line, last))
            .is_some_and(|name| !self.words(file).contains(name));
        self.known.insert((block, first), (last, goes));
        goes
    }

    /// The words of the version after.
    fn words(&mut self, file: &'f Examined<'_>) -> &HashSet<&'f str> {
        self.words.get_or_insert_with(|| {
            let tokens = file.new.iter().flat_map(|read| &read.tokens);
            tokens.filter(|token| token.kind == Kind::Word).map(|token| token.text).collect()
        })
    }
}

/// The method that an annotation on a line stands in front of, where only its form tells: `Page<Order> findAll(Pageable page);`.
fn declared_below<'b>(read: &'b ReadBlock<'_>, line: usize, last: usize) -> Option<&'b str> {
    const CLOSE: usize = 8;
    (line + 1..=last.min(line + CLOSE)).find_map(|at| {
        let begin = read.block.lines.get(at)?.start;
        let end = read.block.lines.get(at + 1).map_or(read.block.text.len(), |next| next.start);
        let from = read.tokens.partition_point(|token| token.start < begin);
        let to = read.tokens.partition_point(|token| token.start < end);
        let tokens = read.tokens.get(from..to)?;
        if tokens.first().is_none_or(|first| first.kind != Kind::Word) {
            return None;
        }
        let open = tokens.iter().position(|token| token.text == "(")?;
        let name = tokens.get(open.checked_sub(1)?).filter(|name| name.kind == Kind::Word)?;
        let kind = tokens.get(open.checked_sub(2)?)?;
        (kind.kind == Kind::Word || matches!(kind.text, ">" | "]")).then_some(name.text)
    })
}

/// The first name that a run of lines defines.
fn defined_in<'b>(read: &'b ReadBlock<'_>, first: usize, last: usize) -> Option<&'b str> {
    let start = read.block.lines.get(first)?.start;
    let end = read.block.lines.get(last + 1).map_or(read.block.text.len(), |line| line.start);
    let from = read.tokens.partition_point(|token| token.start < start);
    let to = read.tokens.partition_point(|token| token.start < end);
    read.tokens.get(from..to)?.windows(2).find_map(|pair| {
        let [keyword, name] = pair else { return None };
        let defines = matches!(keyword.text, "def" | "function" | "class" | "fn" | "func" | "interface" | "struct");
        (defines && keyword.kind == Kind::Word && name.kind == Kind::Word).then_some(name.text)
    })
}

/// Compares how often a call stands on each side of a file. What stands on both sides with the same arguments stays; as
/// many as stand on both sides otherwise changed; what is left came or went.
fn compare<'f>(
    file: &'f Examined<'_>,
    call: &str,
    class: AuthCall,
    matches: &[Match],
    runs: &mut Runs<'f>,
    facts: &mut Facts,
) {
    let mut stays: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for found in matches.iter().filter(|found| !found.moved) {
        let count = stays.entry(&found.text).or_default();
        count[usize::from(found.side == Side::New)] += 1;
    }
    let mut stay: BTreeMap<(Side, &str), usize> = BTreeMap::new();
    for (text, [old, new]) in stays {
        stay.insert((Side::Old, text), old.min(new));
        stay.insert((Side::New, text), old.min(new));
    }
    let mut left: Vec<&Match> = Vec::new();
    let mut told = false;
    for found in matches {
        let same = stay.get_mut(&(found.side, found.text.as_str())).filter(|left| **left > 0 && !found.moved);
        let guard = match same {
            Some(left) => {
                *left -= 1;
                Guard::AlreadyPresent
            }
            None if found.moved => Guard::Moved,
            None => {
                left.push(found);
                continue;
            }
        };
        if let Some(read) = file.side(found.side).get(found.block).filter(|_| found.side == Side::New && !told) {
            told = guard == Guard::AlreadyPresent;
            let what = What::AuthCalled { call: call.to_owned(), class, shift: Shift::Changed };
            facts.on_line(file, found.side, read, found.line, what).guarded(Some(guard));
        }
    }
    tell(file, call, class, &left, runs, facts);
}

/// Tells the calls that changed, came or went.
fn tell<'f>(
    file: &'f Examined<'_>,
    call: &str,
    class: AuthCall,
    matches: &[&Match],
    runs: &mut Runs<'f>,
    facts: &mut Facts,
) {
    let real = |side: Side| matches.iter().filter(move |found| found.side == side).count();
    let paired = real(Side::Old).min(real(Side::New));
    let mut seen = BTreeMap::from([(Side::Old, 0_usize), (Side::New, 0_usize)]);
    for found in matches {
        let Some(read) = file.side(found.side).get(found.block) else { continue };
        let count = seen.entry(found.side).or_default();
        *count += 1;
        let shift = match found.side {
            _ if *count <= paired => Shift::Changed,
            Side::Old => Shift::Removed,
            Side::New => Shift::Added,
        };
        // A changed call is told once, where it stands now.
        if shift == Shift::Changed && found.side == Side::Old {
            continue;
        }
        let gone = |name: &str| !runs.words(file).contains(name);
        let together = shift == Shift::Removed
            && (found.of.as_deref().is_some_and(gone) || runs.goes(file, found.block, found.line));
        let what = What::AuthCalled { call: call.to_owned(), class, shift };
        let fact = facts.on_line(file, found.side, read, found.line, what);
        // A new door with its guard changes nothing about the doors that were there.
        let comes = file.file.operation == Operation::Added || found.of.is_some();
        let fresh = shift == Shift::Added && comes && class == AuthCall::Guard;
        fact.guarded(fresh.then_some(Guard::CreatedInThisChange));
        fact.guarded((file.role.interface && class == AuthCall::Guard).then_some(Guard::Interface));
        if together && class != AuthCall::Mechanism {
            fact.guarded(Some(Guard::GoneTogether));
        } else if together {
            fact.confidence(Confidence::Low);
        }
    }
}
