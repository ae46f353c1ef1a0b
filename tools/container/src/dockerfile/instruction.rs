//! What a statement says.

use std::ops::Range;

use crate::dockerfile::word::Word;

/// One instruction with its place.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The instruction's name as written.
    pub keyword: Word,
    /// What it says.
    pub instruction: Instruction,
    /// From the keyword to the end of the last word or here-document.
    pub span: Range<usize>,
    /// Lines of comment to print before it; read statements have none, since their comments have places.
    pub comments: Vec<String>,
}

/// Two statements are equal when they say the same; places and comments do not count.
impl PartialEq for Statement {
    fn eq(&self, other: &Self) -> bool {
        self.keyword.text.eq_ignore_ascii_case(&other.keyword.text) && self.instruction == other.instruction
    }
}

impl Eq for Statement {}

/// What a statement says, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    /// `FROM`.
    From(From),
    /// `ARG`.
    Arg(Vec<Pair>),
    /// `ENV`.
    Env(Vec<Pair>),
    /// `LABEL`.
    Label(Vec<Pair>),
    /// `COPY`.
    Copy(Copy),
    /// `ADD`.
    Add(Copy),
    /// `RUN`.
    Run(Run),
    /// `CMD`.
    Cmd(Command),
    /// `ENTRYPOINT`.
    Entrypoint(Command),
    /// `EXPOSE`.
    Expose(Vec<Word>),
    /// `HEALTHCHECK`.
    Healthcheck(Healthcheck),
    /// `USER`.
    User(Word),
    /// `WORKDIR`.
    Workdir(Word),
    /// `VOLUME`.
    Volume(Vec<Word>),
    /// `STOPSIGNAL`.
    Stopsignal(Word),
    /// `SHELL`.
    Shell(Vec<Word>),
    /// `ONBUILD` and the statement it keeps for later.
    Onbuild(Box<Statement>),
    /// `MAINTAINER`.
    Maintainer(Word),
    /// What could not be read; a problem says why.
    Unread,
}

/// `--name=value` or `--name` in front of an instruction's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Name without the dashes.
    pub name: String,
    /// Value behind `=`.
    pub value: Option<Word>,
    /// The whole flag.
    pub word: Word,
}

impl Flag {
    /// The stage or image behind `--from=` or `--mount=…,from=`.
    pub fn source(&self) -> Option<Word> {
        let value = self.value.as_ref()?;
        match self.name.as_str() {
            "from" => Some(Word::new(value.unquoted(), value.span.clone())),
            "mount" => {
                let from = value.text.split(',').find_map(|part| part.strip_prefix("from="))?;
                Some(Word::new(from, value.span.clone()))
            }
            _ => None,
        }
    }
}

/// `FROM [--platform=…] image [AS name]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct From {
    /// Flags.
    pub flags: Vec<Flag>,
    /// Image or name of a stage.
    pub image: Word,
    /// Name of the stage.
    pub name: Option<Word>,
}

/// `name=value`, `name value` or a name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Name.
    pub name: Word,
    /// Value.
    pub value: Option<Word>,
    /// Whether name and value are parted by a space instead of `=`.
    pub legacy: bool,
}

/// `COPY` and `ADD`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copy {
    /// Flags.
    pub flags: Vec<Flag>,
    /// Sources, without here-documents.
    pub sources: Vec<Word>,
    /// Destination.
    pub destination: Word,
    /// Files written in place.
    pub heredocs: Vec<Heredoc>,
    /// Whether it is written as a JSON list.
    pub json: bool,
}

impl Copy {
    /// The value of a flag.
    pub fn flag(&self, name: &str) -> Option<&Word> {
        self.flags.iter().find(|flag| flag.name == name).and_then(|flag| flag.value.as_ref())
    }
}

/// `RUN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Flags.
    pub flags: Vec<Flag>,
    /// What runs.
    pub command: Command,
    /// Here-documents.
    pub heredocs: Vec<Heredoc>,
}

impl Run {
    /// The mounts, each as its list of `key=value` words.
    pub fn mounts(&self) -> impl Iterator<Item = &str> {
        self.flags
            .iter()
            .filter(|flag| flag.name == "mount")
            .filter_map(|flag| flag.value.as_ref().map(|value| value.text.as_str()))
    }
}

/// A command in one of its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A JSON list: the program is started as it stands.
    Exec(Vec<Word>),
    /// A text for the shell.
    Shell(ShellText),
}

/// A text for the shell and the map from its bytes to the source's.
#[derive(Debug, Clone, Default)]
pub struct ShellText {
    /// The text without line continuations and the comments between them.
    pub text: String,
    /// Ascending pairs of an offset in `text` and the source's offset it came from.
    pub map: Vec<(usize, usize)>,
    /// The lines to print, when the text was made and not read.
    pub lines: Vec<String>,
}

/// Equal when the shell sees the same words.
impl PartialEq for ShellText {
    fn eq(&self, other: &Self) -> bool {
        self.text.split_whitespace().eq(other.text.split_whitespace())
    }
}

impl Eq for ShellText {}

impl ShellText {
    /// A text that is to be printed as these lines, joined by continuations.
    pub fn made(lines: Vec<String>) -> Self {
        Self { text: lines.join(" "), map: Vec::new(), lines }
    }

    /// The source's range of a range of the text.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_offset(range.start);
        let end = if range.end > range.start { self.source_offset(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    fn source_offset(&self, offset: usize) -> usize {
        let index = self.map.partition_point(|(at, _)| *at <= offset).saturating_sub(1);
        self.map.get(index).map_or(0, |(at, source)| source + (offset - at))
    }
}

/// A here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it.
    pub delimiter: String,
    /// Whether variables in it are replaced: the word is not quoted.
    pub expands: bool,
    /// Whether tabs at the beginning of its lines go: `<<-`.
    pub strip_tabs: bool,
    /// Its text, with the place of its first byte.
    pub body: Word,
}

/// `HEALTHCHECK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Healthcheck {
    /// `--interval` and its like.
    pub flags: Vec<Flag>,
    /// The command; `None` for `HEALTHCHECK NONE`.
    pub command: Option<Command>,
}

/// Names of all instructions.
pub const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];
