//! The rules about commands for the shell, one file each.

pub mod and_or_as_condition;
pub mod array_without_braces;
pub mod bash_only_syntax;
pub mod echo_escapes;
pub mod escaped_letter;
pub mod find_to_xargs;
pub mod glob_as_option;
pub mod literal_brace;
pub mod lone_dollar;
pub mod masked_exit_status;
pub mod missing_shell_space;
pub mod needless_cat;
pub mod negation_under_errexit;
pub mod one_item_loop;
pub mod quotes_end_early;
pub mod redirection_order;
pub mod shell_syntax;
pub mod single_quoted_expansion;
pub mod spaced_assignment;
pub mod typographic_character;
pub mod undefined_shell_variable;
pub mod unguarded_cd;
pub mod unquoted_arguments;
pub mod unquoted_expansion;
pub mod unquoted_pattern;
pub mod unquoted_substitution;

use architect_core::{Edit, Finding, Fix, Sink};

use crate::document::Document;
use crate::shell::{CommandKind, List, Node, Part, Place, Script, ShellStep, Simple, Word, walk};

/// One finding for all places of a smell in a step: the first, with the others beside it and all their edits in one
/// fix. A fix that leaves a place as it is would be none.
pub(crate) fn push_together(sink: &mut Sink, findings: Vec<Finding>, again: &str) {
    let fixable = findings.iter().all(|finding| !finding.fixes.is_empty());
    let mut findings = findings.into_iter();
    let Some(mut first) = findings.next() else { return };
    let mut edits: Vec<Edit> = first.fixes.iter().flat_map(|fix| fix.edits.clone()).collect();
    for other in findings {
        edits.extend(other.fixes.into_iter().flat_map(|fix| fix.edits));
        first = first.also_at(other.primary, again);
    }
    if fixable {
        edits.sort();
        edits.dedup();
        if let Some(fix) = first.fixes.first_mut() {
            fix.edits = edits;
        }
    } else {
        first.fixes.clear();
    }
    sink.push(first);
}

/// The steps that could be read.
pub(crate) fn readable(document: &Document) -> impl Iterator<Item = &ShellStep> {
    document.scripts().iter().filter(|step| step.script.problem.is_none() && step.script.dialect.is_read())
}

/// A finding's place in the source.
pub(crate) fn span(document: &Document, step: &ShellStep, place: &Place) -> architect_core::Span {
    document.span(&step.script.source(place))
}

/// The simple commands of a script in order, those within substitutions too.
pub(crate) fn simple_commands(script: &Script) -> Vec<(&Simple, &crate::shell::Command)> {
    let mut found = Vec::new();
    walk(script, &mut |node| {
        if let Node::Command(command) = node
            && let CommandKind::Simple(simple) = &command.kind
        {
            found.push((simple, command));
        }
    });
    found
}

/// The lists of a script: the whole, and those within compound commands and substitutions.
pub(crate) fn lists(script: &Script) -> Vec<&List> {
    let mut found = Vec::new();
    walk(script, &mut |node| {
        if let Node::List(list) = node {
            found.push(list);
        }
    });
    found
}

/// Quotes a whole word. Only where the word is text and expansions, and the source has it as it stands.
pub(crate) fn quote_word(document: &Document, step: &ShellStep, word: &Word) -> Option<Fix> {
    let plain = |part: &Part| match part {
        Part::Literal(text, _) => !text.contains(['*', '?', '[', '{', '}', '~', '$', '!']),
        Part::Parameter(parameter) => {
            !parameter.argument.iter().any(|part| matches!(part, Part::Double(..) | Part::Single(..)))
        }
        Part::Substitution(inner) => !inner.backquoted,
        _ => false,
    };
    // Words that people write have a few parts; each of them asks.
    if !step.script.verbatim || word.parts.len() > 32 || !word.parts.iter().all(plain) {
        return None;
    }
    let bytes = step.script.source(&word.place);
    let quote = |at: usize| Edit { span: document.span(&(at..at)), replacement: "\"".to_owned() };
    Some(Fix::safe("Quote the word", vec![quote(bytes.start), quote(bytes.end)]))
}

/// A short form of a place's text for people.
pub(crate) fn shown(script: &Script, place: &Place) -> String {
    const LETTERS: usize = 40;
    let text = script.slice(place);
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(LETTERS).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
