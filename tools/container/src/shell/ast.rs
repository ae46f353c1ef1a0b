//! What a text for the shell says, as a tree.
//!
//! Every place is a range of bytes of the text that was read; [`Script`](super::Script) maps it to the source. A
//! word keeps its parts, so that a rule sees what is quoted and what is not.

use std::ops::Range;

/// Bytes of the text.
pub type Place = Range<usize>;

/// Commands one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The chains, in order.
    pub items: Vec<Chain>,
    /// From the first to the last.
    pub place: Place,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The first pipeline.
    pub first: Pipeline,
    /// The others, each with what joins it to the one before.
    pub rest: Vec<(Join, Pipeline)>,
    /// Whether it ends with `&`, so that nobody waits for it.
    pub background: bool,
    /// From its first byte to its last, without the separator.
    pub place: Place,
}

impl Chain {
    /// Its pipelines in order.
    pub fn pipelines(&self) -> impl Iterator<Item = &Pipeline> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, pipeline)| pipeline))
    }
}

/// How a pipeline hangs on the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// Commands joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// The place of the `!` in front of it.
    pub negation: Option<Place>,
    /// Whether `time` or `coproc` stands in front of it.
    pub keyword: bool,
    /// The commands; empty only behind a lone `!` or `time`.
    pub commands: Vec<Command>,
    /// From its first byte to its last.
    pub place: Place,
}

/// A command with its redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What it is.
    pub kind: CommandKind,
    /// Its redirections.
    pub redirections: Vec<Redirection>,
    /// From its first byte to its last.
    pub place: Place,
}

/// What a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandKind {
    /// A program or builtin with its arguments, or assignments alone.
    Simple(Simple),
    /// `( … )`.
    Subshell(List),
    /// `{ …; }`.
    Group(List),
    /// `if …`.
    If(If),
    /// `while …` and `until …`.
    While(While),
    /// `for name in …` and `select name in …`.
    For(For),
    /// `for ((…; …; …))`.
    ArithmeticFor(ArithmeticFor),
    /// `case … in … esac`.
    Case(Case),
    /// A function's definition.
    Function(Function),
    /// `[[ … ]]`.
    Test(Test),
    /// `(( … ))`.
    Arithmetic(Arithmetic),
}

/// A simple command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Simple {
    /// Assignments in front of the words.
    pub assignments: Vec<Assignment>,
    /// The program and its arguments.
    pub words: Vec<Word>,
}

impl Simple {
    /// The program's name, when it is a plain text.
    pub fn name(&self) -> Option<String> {
        self.words.first().and_then(Word::text)
    }

    /// The words behind the program.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// `name=value`, `name+=value`, `name[index]=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// The place of `[index]`.
    pub index: Option<Place>,
    /// Whether it is `+=`.
    pub append: bool,
    /// What is assigned; without parts for `name=`.
    pub value: Word,
    /// From the name to the end of the value.
    pub place: Place,
}

/// `if`, with its `elif`s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct If {
    /// Conditions and what follows each.
    pub branches: Vec<(List, List)>,
    /// Behind `else`.
    pub otherwise: Option<List>,
}

/// `while` or `until`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct While {
    /// Whether it is `until`.
    pub until: bool,
    /// The condition.
    pub condition: List,
    /// What is repeated.
    pub body: List,
}

/// `for` or `select`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// Whether it is `select`.
    pub select: bool,
    /// The variable.
    pub name: String,
    /// Where its name stands.
    pub name_place: Place,
    /// What it takes its values from; the positional parameters when there is no `in`.
    pub words: Option<Vec<Word>>,
    /// What is repeated.
    pub body: List,
}

/// `for ((…))`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArithmeticFor {
    /// What stands in the brackets.
    pub header: Arithmetic,
    /// What is repeated.
    pub body: List,
}

/// `case`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What is compared.
    pub subject: Word,
    /// Patterns and what follows them.
    pub arms: Vec<(Vec<Word>, List)>,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The place of the word `function`.
    pub keyword: Option<Place>,
    /// Its body.
    pub body: Box<Command>,
}

/// `[[ … ]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Operands and operators in order.
    pub tokens: Vec<TestToken>,
}

/// A piece of a `[[ … ]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestToken {
    /// An operand, or an operator that is written as a word, such as `-f` and `==`.
    Word(Word),
    /// `&&`, `||`, `(`, `)`, `<`, `>`.
    Operator(Place),
}

/// An arithmetic expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arithmetic {
    /// Text and expansions in order.
    pub parts: Vec<Part>,
    /// Brackets included.
    pub place: Place,
}

/// A redirection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirection {
    /// How.
    pub operator: RedirectionOperator,
    /// The place of the operator.
    pub operator_place: Place,
    /// Where to or from; the delimiter of a here-document.
    pub target: Word,
    /// Number of the here-document among those of the script.
    pub heredoc: Option<usize>,
    /// From the descriptor to the end of the target.
    pub place: Place,
}

/// Kinds of redirection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectionOperator {
    /// `<`.
    Input,
    /// `>`, `>|`.
    Output,
    /// `>>`.
    Append,
    /// `<>`.
    Both,
    /// `<&`, `>&`.
    Duplicate,
    /// `&>`, `&>>`.
    OutputAndError,
    /// `<<`, `<<-`.
    Heredoc,
    /// `<<<`.
    HereString,
}

/// A here-document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heredoc {
    /// Whether variables in it are replaced.
    pub expands: bool,
    /// Its text and expansions; of one that does not expand, the text alone.
    pub parts: Vec<Part>,
    /// The place of the body.
    pub place: Place,
}

/// A word as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// Its parts in order.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub place: Place,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text without quotes; patterns and braces are in here.
    Literal(String, Place),
    /// A backslash and the character behind it.
    Escaped(char, Place),
    /// `'…'`, without the quotes.
    Single(String, Place),
    /// `$'…'`, without the quotes and with the escapes as they are.
    Ansi(String, Place),
    /// `"…"` and `$"…"`.
    Double(Vec<Part>, Place),
    /// `$name`, `${…}`.
    Parameter(Box<Parameter>),
    /// `$(…)` and backquotes.
    Substitution(Substitution),
    /// `<(…)`, `>(…)`.
    Process(Substitution),
    /// `$((…))`, `$[…]`.
    Arithmetic(Arithmetic),
    /// `(…)` of an assignment.
    Array(Vec<Word>, Place),
}

impl Part {
    /// Where it stands.
    pub fn place(&self) -> Place {
        match self {
            Self::Literal(_, place)
            | Self::Escaped(_, place)
            | Self::Single(_, place)
            | Self::Ansi(_, place)
            | Self::Double(_, place)
            | Self::Array(_, place) => place.clone(),
            Self::Parameter(parameter) => parameter.place.clone(),
            Self::Substitution(inner) | Self::Process(inner) => inner.place.clone(),
            Self::Arithmetic(arithmetic) => arithmetic.place.clone(),
        }
    }
}

/// A command substitution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// The commands in it.
    pub list: List,
    /// Whether it is written with backquotes.
    pub backquoted: bool,
    /// Brackets included.
    pub place: Place,
}

/// `$name` and `${name…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The variable's name, a number, or one of `@*#?-$!`. Empty when it could not be told.
    pub name: String,
    /// Whether it has braces.
    pub braced: bool,
    /// `${#name}`.
    pub length: bool,
    /// `${!name}`.
    pub indirect: bool,
    /// What stands in `[…]`.
    pub index: Option<String>,
    /// The operator behind the name, such as `:-`, `%%`, `/`, `:`, `^^`. Empty when there is none.
    pub operator: String,
    /// What stands behind the operator.
    pub argument: Vec<Part>,
    /// From `$` to the end.
    pub place: Place,
}

impl Parameter {
    /// Whether it stands for something else, or fails, where the variable is not set.
    pub fn handles_unset(&self) -> bool {
        matches!(self.operator.as_str(), ":-" | "-" | ":=" | "=" | ":?" | "?" | ":+" | "+")
    }

    /// Whether the name is one that can be assigned to.
    pub fn is_variable(&self) -> bool {
        is_name(&self.name)
    }
}

/// Whether a text is a variable's name.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Word {
    /// The text that the word stands for, when it has no expansions.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        plain(&self.parts, &mut text).then_some(text)
    }

    /// The text when it stands there without any quotes.
    pub fn bare(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text, _)] => Some(text),
            _ => None,
        }
    }

    /// Whether it is this text, however it is quoted.
    pub fn is(&self, text: &str) -> bool {
        self.text().is_some_and(|own| own == text)
    }

    /// The text that it begins with, without quotes; up to the first expansion.
    pub fn beginning(&self) -> String {
        let mut text = String::new();
        plain(&self.parts, &mut text);
        text
    }

    /// Whether unquoted text of it has a character that makes it a pattern.
    pub fn has_pattern(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Literal(text, _) if text.contains(['*', '?', '['])))
    }

    /// Of an argument `name=value` of `export` and its like: the name and the parts of the value.
    pub fn as_assignment(&self) -> Option<(&str, bool, Vec<&Part>)> {
        let [Part::Literal(text, _), ..] = self.parts.as_slice() else { return None };
        let (name, _) = text.split_once('=')?;
        let bare = name.strip_suffix('+').unwrap_or(name);
        let append = bare.len() != name.len();
        if !is_name(bare) {
            return None;
        }
        // A literal that ends with the sign has no value of its own.
        let skip = usize::from(text.len() == name.len() + 1);
        Some((bare, append, self.parts.iter().skip(skip).collect()))
    }
}

/// Adds the plain text of parts; false at the first expansion.
fn plain(parts: &[Part], text: &mut String) -> bool {
    for part in parts {
        match part {
            Part::Literal(literal, _) | Part::Single(literal, _) => text.push_str(literal),
            Part::Escaped(character, _) => text.push(*character),
            Part::Double(inner, _) => {
                if !plain(inner, text) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}
