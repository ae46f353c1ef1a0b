//! A way through the whole of a tree.

use super::Script;
use super::ast::{
    Arithmetic, Assignment, Chain, Command, CommandKind, List, Part, Pipeline, Redirection, TestToken, Word,
};

/// What a word is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The program or one of its arguments: what is not quoted is split and matched with files.
    Argument,
    /// A value that `for` goes through: split and matched as well.
    Item,
    /// An element of an array: split and matched as well.
    Element,
    /// A value that is assigned.
    Value,
    /// A file that is read or written.
    Target,
    /// What `case` compares.
    Subject,
    /// A pattern of `case`.
    Pattern,
    /// An operand within `[[ ]]`.
    Operand,
}

impl Role {
    /// Whether the shell splits the word where its expansions have blanks.
    pub fn splits(self) -> bool {
        matches!(self, Self::Argument | Self::Item | Self::Element)
    }
}

/// A node of a tree, as it is met.
#[derive(Debug, Clone, Copy)]
pub enum Node<'s> {
    /// A list.
    List(&'s List),
    /// A chain.
    Chain(&'s Chain),
    /// A pipeline.
    Pipeline(&'s Pipeline),
    /// A command.
    Command(&'s Command),
    /// An assignment in front of a command.
    Assignment(&'s Assignment),
    /// A word.
    Word(&'s Word, Role),
    /// A redirection.
    Redirection(&'s Redirection),
    /// A part of a word or of a here-document.
    Part(&'s Part, Around),
}

/// What stands around a part of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// Whether it is within double quotes, or where quotes make no difference.
    pub quoted: bool,
    /// What its word is for.
    pub role: Role,
}

/// Shows every node of a script to `see`, each before what is in it, in the order of the text. Here-documents come
/// where they are opened.
pub fn walk<'s>(script: &'s Script, see: &mut impl FnMut(Node<'s>)) {
    Walk { script, see }.list(&script.list);
}

struct Walk<'s, 'f, F> {
    script: &'s Script,
    see: &'f mut F,
}

impl<'s, F: FnMut(Node<'s>)> Walk<'s, '_, F> {
    fn list(&mut self, list: &'s List) {
        (self.see)(Node::List(list));
        for chain in &list.items {
            (self.see)(Node::Chain(chain));
            for pipeline in chain.pipelines() {
                (self.see)(Node::Pipeline(pipeline));
                for command in &pipeline.commands {
                    self.command(command);
                }
            }
        }
    }

    fn command(&mut self, command: &'s Command) {
        (self.see)(Node::Command(command));
        match &command.kind {
            CommandKind::Simple(simple) => {
                for assignment in &simple.assignments {
                    (self.see)(Node::Assignment(assignment));
                    self.word(&assignment.value, Role::Value);
                }
                for word in &simple.words {
                    self.word(word, Role::Argument);
                }
            }
            CommandKind::Subshell(list) | CommandKind::Group(list) => self.list(list),
            CommandKind::If(conditional) => {
                for (condition, body) in &conditional.branches {
                    self.list(condition);
                    self.list(body);
                }
                if let Some(otherwise) = &conditional.otherwise {
                    self.list(otherwise);
                }
            }
            CommandKind::While(repeated) => {
                self.list(&repeated.condition);
                self.list(&repeated.body);
            }
            CommandKind::For(repeated) => {
                for word in repeated.words.iter().flatten() {
                    self.word(word, Role::Item);
                }
                self.list(&repeated.body);
            }
            CommandKind::ArithmeticFor(repeated) => {
                self.arithmetic(&repeated.header);
                self.list(&repeated.body);
            }
            CommandKind::Case(case) => {
                self.word(&case.subject, Role::Subject);
                for (patterns, body) in &case.arms {
                    for pattern in patterns {
                        self.word(pattern, Role::Pattern);
                    }
                    self.list(body);
                }
            }
            CommandKind::Function(function) => self.command(&function.body),
            CommandKind::Test(test) => {
                for token in &test.tokens {
                    if let TestToken::Word(word) = token {
                        self.word(word, Role::Operand);
                    }
                }
            }
            CommandKind::Arithmetic(arithmetic) => self.arithmetic(arithmetic),
        }
        for redirection in &command.redirections {
            (self.see)(Node::Redirection(redirection));
            match redirection.heredoc.and_then(|number| self.script.heredocs.get(number)) {
                Some(heredoc) => self.parts(&heredoc.parts, Around { quoted: true, role: Role::Target }),
                None => self.word(&redirection.target, Role::Target),
            }
        }
    }

    fn arithmetic(&mut self, arithmetic: &'s Arithmetic) {
        self.parts(&arithmetic.parts, Around { quoted: true, role: Role::Operand });
    }

    fn word(&mut self, word: &'s Word, role: Role) {
        (self.see)(Node::Word(word, role));
        self.parts(&word.parts, Around { quoted: false, role });
    }

    fn parts(&mut self, parts: &'s [Part], around: Around) {
        for part in parts {
            (self.see)(Node::Part(part, around));
            match part {
                Part::Double(inner, _) => self.parts(inner, Around { quoted: true, ..around }),
                Part::Parameter(parameter) => self.parts(&parameter.argument, around),
                Part::Substitution(inner) | Part::Process(inner) => self.list(&inner.list),
                Part::Arithmetic(arithmetic) => self.arithmetic(arithmetic),
                Part::Array(words, _) => {
                    for word in words {
                        self.word(word, Role::Element);
                    }
                }
                _ => {}
            }
        }
    }
}
