//! Decisions in code about who may enter or what they may do, where no name of a framework says so.
//!
//! Three signs, each on a changed line that does something: it stands in front of a refusal and is a condition; it stands
//! in a function whose name is about it; or it uses an identifier that is. Code that comes as a whole with its own
//! definition decides nothing anew about what was there, and counts as that. What stands as often on both sides did
//! not change.

mod doors;
mod forms;
mod handed;
mod names;
pub(in crate::fact) mod sense;
mod settings;

use std::collections::{BTreeMap, HashSet};

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::Language;
use crate::code::definition::{Definition, Definitions};
use crate::code::idiom::Idioms;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::{Lines, is_annotation, is_logging};
use crate::code::span::{self, Spans};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::guard::Guard;
use crate::role::Kind;

/// How many lines behind a condition its refusal may stand.
const NEAR: usize = 3;

/// Where a sign stands.
#[derive(Debug, Clone, Copy)]
struct At {
    side: Side,
    block: usize,
    line: usize,
    guard: Option<Guard>,
    /// Whether it stands although its name is on both sides: a condition, or a value below the name, differs.
    differs: bool,
}

/// The signs of a file, by what they are about.
#[derive(Debug, Default)]
struct Signs {
    refusals: Vec<At>,
    functions: BTreeMap<String, Vec<At>>,
    identifiers: BTreeMap<String, Vec<At>>,
}

/// Reads the decisions.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    // What a table of names told of a line is not told again.
    let told: HashSet<(String, Side, Option<u32>)> = facts
        .all
        .iter()
        .filter(|fact| fact.guard.is_none() && matches!(fact.what, What::AuthCalled { .. }))
        .map(|fact| (fact.place.source.clone(), fact.place.side, fact.place.line))
        .collect();
    let refusing = handed::refusing(files);
    for file in files {
        let Some(language) = file.language().filter(|language| language.is_executable()) else { continue };
        let applies = matches!(file.role.kind, Kind::Source | Kind::Configuration) && language != Language::GraphQl;
        if applies && file.file.has_lines() {
            let mut signs = Signs::default();
            let (of_old, of_new) = Spans::of(file.language(), &file.old, &file.new);
            let idioms = Idioms::of(file.language(), &file.old, &file.new);
            for (side, other, spans) in [(Side::Old, Side::New, &of_old), (Side::New, Side::Old, &of_new)] {
                let around = Around {
                    spans,
                    named: &names_of(file, language, other),
                    idioms: &idioms,
                    refusing: &refusing,
                    unscoped: forms::looks_up(file, other),
                };
                for (index, read) in file.side(side).iter().enumerate() {
                    read_block(file, language, (side, index, read), &around, &mut signs);
                }
            }
            tell(file, &signs, &told, facts);
        }
    }
    settings::read(files, facts);
}

/// The names that a side defines.
fn names_of(file: &Examined<'_>, language: Language, side: Side) -> HashSet<String> {
    let mut names = HashSet::new();
    for read in file.side(side) {
        names.extend(Definitions::of(language, read.block, &read.tokens).names().map(ToOwned::to_owned));
    }
    names
}

/// What is known about a side of a file besides a block.
struct Around<'a> {
    spans: &'a Spans,
    /// The names that the other side defines.
    named: &'a HashSet<String>,
    idioms: &'a Idioms,
    /// Functions that the change brings or takes, and that refuse.
    refusing: &'a handed::Refusing,
    /// Whether the other side looks rows up by their keys alone.
    unscoped: bool,
}

fn read_block(
    file: &Examined<'_>,
    language: Language,
    (side, index, read): (Side, usize, &ReadBlock<'_>),
    of: &Around<'_>,
    signs: &mut Signs,
) {
    let Around { spans, named, idioms, .. } = of;
    if !read.block.lines.iter().any(|line| line.changed) {
        return;
    }
    let lines = Lines::of(read);
    let definitions = Definitions::of(language, read.block, &read.tokens);
    for (line, _, _) in read.block.changed() {
        let tokens = lines.tokens(read, line);
        if tokens.is_empty() || lines.is_import(line) || is_logging(tokens) || sense::says_nothing(tokens) {
            continue;
        }
        let around = definitions.around(read.block, line);
        let number = read.block.lines.get(line).map_or(0, |line| line.number);
        let fresh = match (around, is_annotation(language, tokens)) {
            (_, true) => definitions.annotated(line).is_some_and(|definition| definition.changed),
            // The head of one that stands on the other side as well only changes.
            (Some(definition), false) => definition.changed && !named.contains(&definition.name),
            (None, false) => false,
        };
        let span = spans.of_line(index, line).and_then(|span| read.tokens.get(span));
        let renamed = matches!(span, Some([name]) if file.is_renamed(side, name.text));
        let guard = if file.is_moved(side, number) {
            Some(Guard::Moved)
        } else if idioms.keeps(read, line, tokens) {
            Some(Guard::Formatting)
        } else if renamed {
            Some(Guard::Renamed)
        } else if fresh || matches!(file.file.operation, Operation::Added | Operation::Deleted) {
            Some(if side == Side::New { Guard::CreatedInThisChange } else { Guard::GoneTogether })
        } else {
            None
        };
        let at = At { side, block: index, line, guard, differs: is_condition(tokens) };
        // A function that says that a check does not take place decides so by being there.
        if let Some(own) = around.filter(|own| own.changed && own.line == Some(line) && names::exempts(&own.name)) {
            signs.functions.entry(own.name.clone()).or_default().push(At { guard: None, ..at });
            continue;
        }
        if is_condition(tokens) && refuses_below(read, &lines, line) {
            signs.refusals.push(at);
        }
        let outside = around.filter(|around| !around.changed).and_then(|around| definitions.outside(around));
        let about = |definition: &&Definition| {
            let class = definition.class || sense::constructs(&file.file.path, &definition.name);
            let decides = if class { names::decides } else { names::is_about };
            !definition.changed && decides(&definition.name) && !sense::pays(&file.file.path, &definition.name)
        };
        if let Some(definition) = around.into_iter().chain(outside).find(about).filter(|_| !sense::fills(tokens)) {
            signs.functions.entry(definition.name.clone()).or_default().push(at);
        }
        // A condition counts as a whole; of other lines, what differs, and the names that this stands below.
        let differing = spans.of_line(index, line).filter(|_| !is_condition(tokens));
        let words = match &differing {
            Some(span) => read.tokens.get(span.clone()).unwrap_or_default(),
            None => tokens,
        };
        let cast = |at: usize| language == Language::Script && at > 0 && words[at - 1].text == "as";
        let places = words.iter().enumerate().filter(|(at, token)| token.kind == TokenKind::Word && !cast(*at));
        let mut above = differing.map(|span| span::above(read.block, &read.tokens, span.start)).unwrap_or_default();
        if above.is_empty() {
            above.extend(forms::list_of_heading(read.block, line));
        }
        let valued = At { differs: true, ..at };
        if names::set_cookie(&above) {
            signs.identifiers.entry("what is set for a cookie".to_owned()).or_default().push(valued);
        }
        // Laravel's controllers say which of their methods a middleware stands in front of.
        let doors = |name: &str| language == Language::Php && name == "middleware";
        let whole = spans.of_line(index, line).unwrap_or(0..0);
        let form =
            forms::Line { read, lines: &lines, index: line, span: whole, above: &above, unscoped: of.unscoped };
        for decided in forms::decides(language, &form) {
            signs.identifiers.entry(decided.to_owned()).or_default().push(valued);
        }
        let other = |name: &str| is_asked(around, line, name) || sense::of_files(&file.file.path, tokens, name);
        for name in above.into_iter().filter(|name| (names::speaks(name) || doors(name)) && !other(name)) {
            signs.identifiers.entry(name.to_owned()).or_default().push(valued);
        }
        let classes =
            tokens.iter().filter(|token| token.kind == TokenKind::Text).filter_map(|token| class_of(token.text));
        if sense::only_types(file, language, read, &lines, line) {
            continue;
        }
        let called = |at: usize| words.get(at + 1).is_some_and(|next| next.text == "(");
        let spoken = places.filter(|(at, token)| {
            names::speaks(token.text) || called(*at) && names::does(token.text) || sense::attaches_cors(words, *at)
        });
        let passed = sense::only_passed(&definitions, read, tokens, line).then_some(Guard::PassedOn);
        // A refusal that was put into a function of its own, where it is used; and a caller that a handler demands.
        let defines = around.is_some_and(|own| own.line == Some(line));
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Word) {
            let refuses = !defines && of.refusing.contains(side, token.text);
            if refuses || around.is_some() && forms::is_demanded(language, token.text) {
                signs.identifiers.entry(token.text.to_owned()).or_default().push(at);
            }
        }
        for name in spoken.map(|(_, token)| token.text).chain(classes) {
            let elsewhere = sense::is_elsewhere(&file.file.path, tokens, name).then_some(Guard::WordSense);
            let at = At { guard: at.guard.or(elsewhere).or(passed), ..at };
            signs.identifiers.entry(name.to_owned()).or_default().push(at);
        }
    }
}

/// Whether a name is that of a getter, in its own head: what it is asked with decides nothing.
fn is_asked(around: Option<&Definition>, line: usize, name: &str) -> bool {
    let own_head = || around.is_some_and(|own| own.line == Some(line) && own.name == name);
    name.starts_with("resolve_") || names::fetches(name) && own_head()
}

/// Tells each thing once, where it weighs most.
fn tell(file: &Examined<'_>, signs: &Signs, told: &HashSet<(String, Side, Option<u32>)>, facts: &mut Facts) {
    let interface = file.role.interface.then_some(Guard::Interface);
    let mut say = |call: String, class: AuthCall, shift: Shift, at: &At, guard: Option<Guard>| {
        let Some(read) = file.side(at.side).get(at.block) else { return };
        let number = read.block.lines.get(at.line).map(|line| line.number);
        if told.contains(&(file.file.path_on(at.side).to_owned(), at.side, number)) {
            return;
        }
        let what = What::AuthCalled { call, class, shift };
        let fact = facts.on_line(file, at.side, read, at.line, what);
        fact.guarded(interface).guarded(at.guard).guarded(guard).confidence(Confidence::Medium);
    };
    if let Some(at) = weightiest(&signs.refusals) {
        say("the condition of a refusal".to_owned(), AuthCall::Decision, Shift::Changed, at, None);
    }
    for (name, places) in &signs.functions {
        if let Some(at) = weightiest(places) {
            say(format!("the code of `{name}`"), AuthCall::Decision, Shift::Changed, at, None);
        }
    }
    for (name, places) in &signs.identifiers {
        let count = |side: Side| places.iter().filter(|at| at.side == side && at.guard != Some(Guard::Moved)).count();
        let (old, new) = (count(Side::Old), count(Side::New));
        let (side, shift) = match old.cmp(&new) {
            std::cmp::Ordering::Less => (Side::New, Shift::Added),
            std::cmp::Ordering::Greater => (Side::Old, Shift::Removed),
            std::cmp::Ordering::Equal => (Side::New, Shift::Changed),
        };
        let same = (old == new && !places.iter().any(|at| at.differs)).then_some(Guard::AlreadyPresent);
        let of_side: Vec<At> = places.iter().filter(|at| at.side == side).copied().collect();
        if let Some(at) = weightiest(&of_side).or_else(|| weightiest(places)) {
            let call = if name.contains(' ') { name.clone() } else { format!("the use of `{name}`") };
            say(call, AuthCall::Decision, shift, at, same);
        }
    }
}

/// The class that a text names by its path, where it decides about access: `django.middleware.csrf.CsrfViewMiddleware`.
fn class_of(text: &str) -> Option<&str> {
    let path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    let (_, class) = text.rsplit_once('.').filter(|_| text.chars().all(path))?;
    names::decides(class).then_some(class)
}

fn weightiest(places: &[At]) -> Option<&At> {
    places.iter().min_by_key(|at| (at.guard.is_some(), at.side == Side::Old, at.block, at.line))
}

fn is_condition(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| match token.kind {
        TokenKind::Word => {
            matches!(
                token.text,
                "if" | "unless" | "elif" | "elsif" | "elseif" | "and" | "or" | "not" | "when" | "match"
            )
        }
        TokenKind::Punctuation | TokenKind::Text => false,
    }) || tokens.windows(2).enumerate().any(|(at, pair)| match pair {
        [a, b] if a.kind == TokenKind::Punctuation && b.kind == TokenKind::Punctuation => {
            matches!((a.text, b.text), ("&", "&") | ("|", "|"))
        }
        // A choice has its second half behind; a type that may be missing has none.
        [mark, next] if mark.text == "?" && next.kind == TokenKind::Word => {
            tokens.get(at..).is_some_and(|rest| rest.iter().any(|token| token.text == ":"))
        }
        _ => false,
    })
}

/// Whether what a condition leads to is a refusal: close below it, before another condition begins that it may be of.
fn refuses_below(read: &ReadBlock<'_>, lines: &Lines, line: usize) -> bool {
    for near in line..=line + NEAR {
        let tokens = lines.tokens(read, near);
        if has_refusal(tokens) {
            return true;
        }
        let another = tokens.first().is_some_and(|first| matches!(first.text, "if" | "unless" | "switch" | "match"));
        if near > line && another {
            return false;
        }
    }
    false
}

fn has_refusal(tokens: &[Token<'_>]) -> bool {
    let status = tokens.windows(3).any(|three| {
        let [call, paren, number] = three else { return false };
        matches!(call.text, "abort" | "status" | "sendStatus" | "AbortWithStatus" | "StatusCode" | "head")
            && paren.text == "("
            && matches!(number.text, "401" | "403")
    });
    status
        || answers_refusal(tokens)
        || tokens.iter().enumerate().any(|(at, token)| {
            token.kind == TokenKind::Word && names::refuses(token.text) && !sense::is_heard(tokens, at)
        })
}

/// A status of refusal as what is answered: `sendError(res, 'invalid api key', 401)`, `status: 403,`.
fn answers_refusal(tokens: &[Token<'_>]) -> bool {
    let is_status = |text: &str| matches!(text, "401" | "403");
    let ends = tokens.first().is_some_and(|first| matches!(first.text, "return" | "throw" | "raise"));
    let given = tokens.windows(3).any(|three| {
        matches!(three, [comma, status, close] if comma.text == "," && is_status(status.text) && matches!(close.text, ")" | ","))
    });
    let set = tokens.windows(3).any(|three| {
        matches!(three, [name, colon, status] if matches!(name.text, "status" | "statusCode" | "status_code")
            && colon.text == ":" && is_status(status.text))
    });
    ends && given || set
}
