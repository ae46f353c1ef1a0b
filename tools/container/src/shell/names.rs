//! The variables that a script itself gives a value.

use std::collections::BTreeMap;

use super::Script;
use super::ast::{Arithmetic, Chain, Command, CommandKind, List, Part, Pipeline, Simple, Word};
use super::walk::{Node, walk};
use crate::dockerfile::variables::Value;

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// One word, whatever happens: no blank and no pattern in it.
    Word,
    /// Several words, as whoever wrote it wants it.
    Words,
    /// It comes from outside.
    Unknown,
}

/// Variables of a script.
#[derive(Debug, Clone, Default)]
pub struct Names {
    shapes: BTreeMap<String, Shape>,
    /// Whether it takes commands from elsewhere, which may set anything.
    pub open: bool,
}

impl Names {
    /// Reads them; `given` is what the Dockerfile gives a variable.
    pub fn of(script: &Script, given: &dyn Fn(&str) -> Value) -> Self {
        let mut names = Self::default();
        walk(script, &mut |node| match node {
            Node::Assignment(assignment) => {
                let value = names.shape(&assignment.value.parts, given);
                let part = assignment.append || assignment.index.is_some();
                let shape = if part { value.max(Shape::Words) } else { value };
                names.set(&assignment.name, shape);
            }
            Node::Command(command) => match &command.kind {
                CommandKind::Simple(simple) => names.simple(simple, given),
                CommandKind::For(repeated) => {
                    let items = repeated.words.as_deref().unwrap_or_default();
                    // A file's name that a pattern finds may have blanks; those of a build seldom have.
                    let shapes = items.iter().map(|word| match word.parts.as_slice() {
                        // What is split already is one word each.
                        [Part::Parameter(_) | Part::Substitution(_)] => Shape::Word,
                        parts => names.shape(parts, given),
                    });
                    let shape = if items.is_empty() { Shape::Unknown } else { shapes.max().unwrap_or(Shape::Word) };
                    names.set(&repeated.name, if shape == Shape::Words { Shape::Word } else { shape });
                }
                CommandKind::ArithmeticFor(repeated) => names.arithmetic(&repeated.header),
                CommandKind::Arithmetic(arithmetic) => names.arithmetic(arithmetic),
                _ => {}
            },
            Node::Part(Part::Parameter(parameter), _) if parameter.operator.ends_with('=') => {
                let shape = names.shape(&parameter.argument, given);
                names.set(&parameter.name, shape);
            }
            Node::Part(Part::Arithmetic(arithmetic), _) => names.arithmetic(arithmetic),
            _ => {}
        });
        names
    }

    /// What the script makes of a variable; `None` when it sets none of this name.
    pub fn get(&self, name: &str) -> Option<Shape> {
        self.shapes.get(name).copied()
    }

    /// Takes what another script sets as set too.
    pub fn join(&mut self, other: &Self) {
        self.open |= other.open;
        for (name, shape) in &other.shapes {
            self.set(name, *shape);
        }
    }

    /// The names that are set.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.shapes.keys().map(String::as_str)
    }

    fn set(&mut self, name: &str, shape: Shape) {
        let entry = self.shapes.entry(name.to_owned()).or_insert(shape);
        *entry = (*entry).max(shape);
    }

    fn simple(&mut self, simple: &Simple, given: &dyn Fn(&str) -> Value) {
        let Some(name) = simple.name() else {
            return;
        };
        let operands = || simple.arguments().iter().filter(|word| !word.beginning().starts_with('-'));
        match name.as_str() {
            "export" | "declare" | "typeset" | "local" | "readonly" => {
                for word in operands() {
                    if let Some((name, append, value)) = word.as_assignment() {
                        let shape = self.shape_of(value.into_iter(), given);
                        self.set(name, if append { shape.max(Shape::Words) } else { shape });
                    } else if let (Some(name), true) = (word.bare(), name != "export") {
                        self.set(name, Shape::Word);
                    }
                }
            }
            "read" | "mapfile" | "readarray" => {
                operands().filter_map(Word::bare).for_each(|name| self.set(name, Shape::Unknown));
                self.set("REPLY", Shape::Unknown);
                self.set("MAPFILE", Shape::Unknown);
            }
            "getopts" => {
                if let Some(name) = operands().nth(1).and_then(Word::bare) {
                    self.set(name, Shape::Word);
                }
            }
            "printf" if simple.arguments().first().is_some_and(|word| word.is("-v")) => {
                if let Some(name) = simple.arguments().get(1).and_then(Word::bare) {
                    self.set(name, Shape::Unknown);
                }
            }
            "let" => {
                for word in operands() {
                    let text = word.beginning();
                    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    self.set(&name, Shape::Word);
                }
            }
            "." | "source" | "eval" => self.open = true,
            _ => {}
        }
    }

    /// `name = value`, `name++` and their like within an expression.
    fn arithmetic(&mut self, arithmetic: &Arithmetic) {
        for part in &arithmetic.parts {
            let Part::Literal(text, _) = part else { continue };
            for piece in text.split([',', ';', '(', ')']) {
                let piece = piece.trim().trim_start_matches(['+', '-']).trim_start();
                let end = piece.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(piece.len());
                let (name, rest) = piece.split_at(end);
                let rest = rest.trim_start();
                let assigned = rest.starts_with("++")
                    || rest.starts_with("--")
                    || (rest.starts_with('=') && !rest.starts_with("=="))
                    || rest
                        .get(1..)
                        .is_some_and(|next| next.starts_with('=') && rest.starts_with(['+', '-', '*', '/', '%']));
                if assigned && super::ast::is_name(name) {
                    self.set(name, Shape::Word);
                }
            }
        }
    }

    /// What parts come to.
    pub fn shape(&self, parts: &[Part], given: &dyn Fn(&str) -> Value) -> Shape {
        self.shape_of(parts.iter(), given)
    }

    fn shape_of<'p>(&self, parts: impl Iterator<Item = &'p Part>, given: &dyn Fn(&str) -> Value) -> Shape {
        let of_part = |part: &Part| match part {
            Part::Literal(text, _) | Part::Single(text, _) | Part::Ansi(text, _) => of_text(text),
            Part::Escaped(character, _) => of_text(character.encode_utf8(&mut [0; 4])),
            Part::Double(inner, _) => self.shape(inner, given),
            Part::Arithmetic(_) | Part::Process(_) => Shape::Word,
            Part::Substitution(inner) => self.of_output(&inner.list, given),
            Part::Parameter(parameter) => self.of_parameter(parameter, given),
            Part::Array(..) => Shape::Words,
        };
        parts.map(of_part).max().unwrap_or(Shape::Word)
    }

    /// What the output of commands comes to.
    pub fn of_output(&self, list: &List, given: &dyn Fn(&str) -> Value) -> Shape {
        let printing = list.items.iter().filter(|chain| !is_silent(chain));
        let mut shapes = printing.map(|chain| {
            let shape = |pipeline: &Pipeline| match pipeline.commands.as_slice() {
                // What filters leave of one word is one word.
                [first, filters @ ..] if filters.iter().all(is_filter) => self.of_command(first, given),
                [.., last] => self.of_command(last, given),
                [] => Shape::Word,
            };
            chain.pipelines().map(shape).max().unwrap_or(Shape::Word)
        });
        let first = shapes.next().unwrap_or(Shape::Word);
        // What several print stands on several lines.
        if shapes.next().is_some() { Shape::Unknown } else { first }
    }

    fn of_command(&self, command: &Command, given: &dyn Fn(&str) -> Value) -> Shape {
        match &command.kind {
            CommandKind::Simple(simple) if matches!(simple.name().as_deref(), Some("echo" | "printf")) => {
                match simple.arguments() {
                    [only] => self.shape(&only.parts, given),
                    _ => Shape::Unknown,
                }
            }
            CommandKind::Simple(simple) if prints_one_word(simple) => Shape::Word,
            CommandKind::Simple(simple) if is_quiet(simple) => Shape::Word,
            CommandKind::Group(list) | CommandKind::Subshell(list) => self.of_output(list, given),
            CommandKind::Case(case) => {
                case.arms.iter().map(|(_, body)| self.of_output(body, given)).max().unwrap_or(Shape::Word)
            }
            CommandKind::If(conditional) => {
                let bodies = conditional.branches.iter().map(|(_, body)| body).chain(&conditional.otherwise);
                bodies.map(|body| self.of_output(body, given)).max().unwrap_or(Shape::Word)
            }
            _ => Shape::Unknown,
        }
    }

    /// What an expansion comes to.
    pub fn of_parameter(&self, parameter: &super::Parameter, given: &dyn Fn(&str) -> Value) -> Shape {
        if parameter.length
            || matches!(
                parameter.name.as_str(),
                "?" | "#" | "$" | "!" | "-" | "PPID" | "UID" | "EUID" | "RANDOM" | "SECONDS"
            )
        {
            return Shape::Word;
        }
        if matches!(parameter.name.as_str(), "@" | "*") || parameter.index.is_some() || parameter.indirect {
            return Shape::Words;
        }
        let own = self.get(&parameter.name);
        let outer = match given(&parameter.name) {
            Value::Known(text) => Some(of_text(&text)),
            // What a build is given is its caller's own word.
            Value::Open | Value::Unclear => Some(Shape::Word),
            Value::Undeclared => None,
        };
        let value = match (own, outer) {
            (Some(own), Some(outer)) => own.max(outer),
            (Some(shape), None) | (None, Some(shape)) => shape,
            // Nobody sets it here: the image may.
            (None, None) if parameter.is_variable() => Shape::Word,
            (None, None) => Shape::Unknown,
        };
        match parameter.operator.as_str() {
            ":+" | "+" => self.shape(&parameter.argument, given),
            ":-" | "-" | ":=" | "=" => value.max(self.shape(&parameter.argument, given)),
            _ => value,
        }
    }
}

fn of_text(text: &str) -> Shape {
    if text.contains(|c: char| c.is_whitespace() || matches!(c, '*' | '?' | '[')) {
        Shape::Words
    } else {
        Shape::Word
    }
}

/// Whether a command prints a part of what it is fed.
fn is_filter(command: &Command) -> bool {
    let CommandKind::Simple(simple) = &command.kind else { return false };
    matches!(
        simple.name().as_deref(),
        Some("cut" | "tr" | "head" | "tail" | "sed" | "awk" | "grep" | "sort" | "xargs")
    )
}

/// Whether a command prints nothing.
fn is_quiet(simple: &Simple) -> bool {
    simple.words.is_empty()
        || matches!(
            simple.name().as_deref(),
            Some(
                "[" | "test" | "cd" | "exit" | "return" | "true" | "false" | ":" | "export" | "set" | "." | "source"
            )
        )
}

fn is_silent(chain: &Chain) -> bool {
    chain.pipelines().flat_map(|pipeline| &pipeline.commands).all(|command| match &command.kind {
        CommandKind::Simple(simple) => is_quiet(simple),
        CommandKind::Test(_) | CommandKind::Arithmetic(_) => true,
        _ => false,
    })
}

/// Whether a program prints one word: a number, a name, a path of the image.
fn prints_one_word(simple: &Simple) -> bool {
    const ONE_WORD: [&str; 25] = [
        "apk",
        "arch",
        "basename",
        "date",
        "dirname",
        "dpkg",
        "dpkg-architecture",
        "dpkg-deb",
        "getconf",
        "go",
        "hostname",
        "id",
        "lsb_release",
        "mktemp",
        "nproc",
        "pwd",
        "readlink",
        "realpath",
        "rustc",
        "sysctl",
        "uname",
        "wc",
        "which",
        "whoami",
        "xx-info",
    ];
    let Some(name) = simple.name() else { return false };
    let first = simple.arguments().first().and_then(Word::text).unwrap_or_default();
    ONE_WORD.contains(&crate::dockerfile::shell::base_name(&name))
        || (name == "command" && first == "-v")
        || (name == "grep" && first.starts_with('-') && !first.starts_with("--") && first.contains('c'))
}
