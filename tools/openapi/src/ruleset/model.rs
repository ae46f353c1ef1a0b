//! A ruleset file as it is written, each part with its place.

use std::collections::BTreeMap;
use std::rc::Rc;

use architect_core::{Severity, Span};

use super::format::Format;
use super::function::Function;

/// How much of an extended ruleset is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Recommended,
    All,
    Off,
}

/// One name in `extends`.
#[derive(Debug, Clone)]
pub(super) struct Extends {
    pub(super) name: String,
    pub(super) place: Span,
    /// `None` when it is not said.
    pub(super) extent: Option<Extent>,
}

/// A grade; `None` is `off`.
pub(super) type Grade = Option<Severity>;

/// What a ruleset says about a rule.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    Grade(Grade),
    Switch(bool),
    Definition(Rc<Definition>),
}

/// A rule that is written out.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) description: Option<String>,
    pub(super) message: Option<String>,
    pub(super) severity: Option<Grade>,
    pub(super) recommended: bool,
    pub(super) resolved: bool,
    pub(super) formats: Option<Vec<Format>>,
    pub(super) documentation_url: Option<String>,
    pub(super) given: Vec<Given>,
    pub(super) then: Vec<Then>,
    /// Why it cannot run, each as the end of a sentence.
    pub(super) obstacles: Vec<(Span, String)>,
}

/// A path, or an alias and the rest of a path.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) place: Span,
}

/// A function and the field it is applied to.
#[derive(Debug)]
pub(super) struct Then {
    pub(super) field: Option<String>,
    pub(super) function: Box<dyn Function>,
}

/// An alias: paths, or paths by format.
#[derive(Debug, Clone)]
pub(super) enum Alias {
    Paths(Vec<Given>),
    Targets(Vec<(Vec<Format>, Vec<Given>)>),
}

/// What the rules of one ruleset lean on.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) aliases: BTreeMap<String, Alias>,
    pub(super) formats: Option<Vec<Format>>,
    pub(super) documentation_url: Option<String>,
}

/// A rule's name, where it stands, and what is said about it.
pub(super) type Choices = Vec<(String, Span, Choice)>;

/// An entry of `overrides`.
#[derive(Debug, Clone)]
pub(super) struct Override {
    /// Globs, each with the pointer behind `#`.
    pub(super) files: Vec<(String, Option<String>)>,
    pub(super) extends: Vec<Extends>,
    pub(super) choices: Choices,
    pub(super) aliases: BTreeMap<String, Alias>,
    pub(super) formats: Option<Vec<Format>>,
}

/// A ruleset file.
#[derive(Debug)]
pub(super) struct File {
    /// Its path, or the name of the text.
    pub(super) name: String,
    pub(super) extends: Vec<Extends>,
    pub(super) choices: Choices,
    pub(super) scope: Rc<Scope>,
    pub(super) overrides: Vec<Override>,
}

impl Override {
    /// Whether any of its globs is about whole files, not parts of them.
    pub(super) fn is_about_whole_files(&self) -> bool {
        self.files.iter().any(|(_, pointer)| pointer.is_none())
    }
}
