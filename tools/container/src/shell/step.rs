//! Where texts for the shell stand in a Dockerfile, and which shell reads each.

use super::ast::{Place, RedirectionOperator};
use super::walk::{Node, walk};
use super::{CommandKind, Dialect, Names, Part, Script, Simple, Word};
use crate::dockerfile::shell::{base_name, is_shell};
use crate::dockerfile::variables::Value;
use crate::dockerfile::word::Word as DockerWord;
use crate::dockerfile::{Command, Dockerfile, Heredoc, Instruction, Run, ShellText, Statement};
use crate::document::Document;

/// Why a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// `RUN`.
    Run,
    /// `CMD` and `ENTRYPOINT`.
    Start,
    /// `HEALTHCHECK`.
    Healthcheck,
}

/// A text for the shell with its place in the Dockerfile.
#[derive(Debug, Clone)]
pub struct ShellStep {
    /// Number of the stage; none before the first.
    pub stage: Option<usize>,
    /// Number of the statement within the stage.
    pub index: usize,
    /// Why it runs.
    pub kind: StepKind,
    /// Whether another build runs it: `ONBUILD`.
    pub later: bool,
    /// Whether another shell runs it within a step: `bash -c '…'`, `bash <<EOF`. That one has variables of its own.
    pub inner: bool,
    /// Whether the shell was told to end at the first command that fails.
    pub errexit: bool,
    /// What it says.
    pub script: Script,
}

/// The shell that is in force.
#[derive(Debug, Clone, Copy)]
struct Shell {
    dialect: Dialect,
    /// What `sh` is in the image.
    sh: Dialect,
    errexit: bool,
}

/// The texts for a shell in a Dockerfile, in order.
pub(crate) fn steps(file: &Dockerfile, source: &str, windows: impl Fn(usize) -> bool) -> Vec<ShellStep> {
    let pragmas = pragmas(file, source);
    let mut finder = Finder { source, steps: Vec::new() };
    let first_stage = file.stages.first().map_or(usize::MAX, |stage| stage.from_statement.span.start);
    let wanted = pragmas.iter().rev().find(|(at, _)| *at < first_stage).map(|(_, program)| program.as_str());
    let unknown = Shell { dialect: Dialect::Posix, sh: Dialect::Posix, errexit: false };
    let mut shell = told(unknown, wanted);
    for (index, statement) in file.preamble.iter().enumerate() {
        finder.statement(None, index, statement, &mut shell);
    }
    let for_windows = file.statements().any(is_for_windows);
    let mut last: Vec<Shell> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let image = file.base_image(stage);
        let sh = Dialect::of_image(&image);
        let foreign = windows(stage.index) || (sh == Dialect::Posix && for_windows);
        let own = Shell { dialect: if foreign { Dialect::Other } else { sh }, sh, errexit: false };
        let mut shell = match stage.parent.and_then(|parent| last.get(parent)) {
            Some(parent) => *parent,
            None => told(own, wanted),
        };
        let mut from = stage.from_statement.span.start;
        for (index, statement) in stage.statements.iter().enumerate() {
            let start = statement.span.start;
            let between =
                pragmas.partition_point(|(at, _)| *at < from)..pragmas.partition_point(|(at, _)| *at < start);
            if let Some((_, program)) = pragmas.get(between).and_then(<[_]>::last) {
                shell = told(shell, Some(program));
            }
            from = start;
            finder.statement(Some(stage.index), index, statement, &mut shell);
        }
        last.push(shell);
    }
    finder.steps
}

/// Whether a statement makes sense on Windows alone: a base image behind a variable does not tell.
fn is_for_windows(statement: &Statement) -> bool {
    let drive = |text: &str| text.trim_start_matches(['"', '\'']).to_ascii_uppercase().starts_with("C:");
    match &statement.instruction {
        Instruction::User(user) => matches!(user.text.as_str(), "ContainerAdministrator" | "ContainerUser"),
        Instruction::Workdir(folder) => drive(&folder.text),
        Instruction::Env(pairs) => {
            pairs.iter().any(|pair| pair.value.as_ref().is_some_and(|value| drive(&value.text)))
        }
        Instruction::Shell(words) => {
            let program = words.first().map(|word| word.text.to_ascii_lowercase()).unwrap_or_default();
            ["cmd", "cmd.exe", "powershell", "powershell.exe"].iter().any(|name| program.ends_with(name))
        }
        _ => false,
    }
}

/// `# hadolint shell=…`, with its place.
fn pragmas(file: &Dockerfile, source: &str) -> Vec<(usize, String)> {
    let told = file.comments.iter().filter_map(|comment| {
        let text = source.get(comment.clone())?.trim_start_matches('#').trim_start();
        let rest = text.strip_prefix("hadolint")?.trim_start().strip_prefix("shell")?.trim_start();
        let program = rest.strip_prefix('=')?.split_whitespace().next()?;
        Some((comment.start, program.to_owned()))
    });
    let mut pragmas: Vec<(usize, String)> = told.collect();
    pragmas.sort();
    pragmas
}

fn told(shell: Shell, program: Option<&str>) -> Shell {
    match program {
        Some(program) => Shell { dialect: of_program(program, shell.sh), errexit: false, ..shell },
        None => shell,
    }
}

fn of_program(program: &str, sh: Dialect) -> Dialect {
    Dialect::of_program(program.strip_suffix(".exe").unwrap_or(program), sh)
}

struct Finder<'s> {
    source: &'s str,
    steps: Vec<ShellStep>,
}

impl Finder<'_> {
    fn statement(&mut self, stage: Option<usize>, index: usize, statement: &Statement, shell: &mut Shell) {
        let step =
            |kind, script, later| ShellStep { stage, index, kind, later, inner: false, errexit: false, script };
        match &statement.instruction {
            Instruction::Shell(words) => {
                if let Some((program, flags)) = words.split_first() {
                    shell.dialect = of_program(&program.text, shell.sh);
                    shell.errexit = flags.iter().any(|flag| is_errexit(&flag.text));
                }
            }
            Instruction::Run(run) => {
                if let Some((script, errexit)) = self.run(run, *shell) {
                    self.add(step(StepKind::Run, script, false), Shell { errexit, ..*shell });
                }
            }
            Instruction::Cmd(command) | Instruction::Entrypoint(command) => {
                let script = self.command(command, *shell);
                if let Some(script) = script {
                    self.add(step(StepKind::Start, script, false), *shell);
                }
            }
            Instruction::Healthcheck(check) => {
                let script = check.command.as_ref().and_then(|command| self.command(command, *shell));
                if let Some(script) = script {
                    self.add(step(StepKind::Healthcheck, script, false), *shell);
                }
            }
            Instruction::Onbuild(kept)
                if !matches!(kept.instruction, Instruction::Onbuild(_) | Instruction::Shell(_)) =>
            {
                let first = self.steps.len();
                self.statement(stage, index, kept, shell);
                self.steps.iter_mut().skip(first).for_each(|step| step.later = true);
            }
            _ => {}
        }
    }

    /// Takes a step and the shells that are started in it.
    fn add(&mut self, mut step: ShellStep, shell: Shell) {
        const DEEPEST: usize = 3;
        step.errexit = shell.errexit;
        let mut open = vec![(step, 0)];
        while let Some((step, depth)) = open.pop() {
            let found = if depth < DEEPEST { inner_scripts(&step.script, shell.sh) } else { Vec::new() };
            for (script, errexit) in found.into_iter().rev() {
                let inner = ShellStep { script, inner: true, errexit, ..step.without_script() };
                open.push((inner, depth + 1));
            }
            self.steps.push(step);
        }
    }

    /// The text of a `RUN`, with whether its shell ends at the first failure.
    fn run(&self, run: &Run, shell: Shell) -> Option<(Script, bool)> {
        let Command::Shell(text) = &run.command else {
            return self.command(&run.command, shell).map(|script| (script, false));
        };
        if let [only] = run.heredocs.as_slice()
            && is_lone_heredoc(&text.text)
        {
            let (dialect, errexit) = interpreter(&only.body.text, shell)?;
            return Some((body(only, dialect), errexit));
        }
        let text = if run.heredocs.is_empty() { text.clone() } else { with_heredocs(text, &run.heredocs) };
        Some((Script::read(text, shell.dialect, true), shell.errexit))
    }

    /// The text of a command: all of the shell form, what stands behind `sh -c` of a list.
    fn command(&self, command: &Command, shell: Shell) -> Option<Script> {
        match command {
            Command::Shell(text) => Some(Script::read(text.clone(), shell.dialect, true)),
            Command::Exec(words) => {
                let (at, program) = words.iter().enumerate().find(|(_, word)| is_shell(&word.text))?;
                let rest = words.get(at + 1..)?;
                let option = rest.iter().position(|word| is_command_option(&word.text))?;
                let before = rest.get(..option)?;
                if !before.iter().all(|word| word.text.starts_with('-') || word.text == "pipefail") {
                    return None;
                }
                let word = rest.get(option + 1)?;
                let dialect = Dialect::of_program(&program.text, shell.sh);
                Some(Script::read(json_text(self.source, word), dialect, false))
            }
        }
    }
}

impl Document {
    /// What `ARG` and `ENV` give a variable where a step runs.
    pub fn given(&self, step: &ShellStep, name: &str) -> Value {
        let stage = step.stage.and_then(|stage| self.file.stages.get(stage));
        stage.map_or_else(|| self.file.global(name), |stage| self.file.value_at(stage, step.index, name))
    }

    /// The variables that a step itself sets, with what is known of their values.
    pub fn names(&self, step: &ShellStep) -> Names {
        Names::of(&step.script, &|name| self.given(step, name))
    }

    /// A short, stable name of where a step stands.
    pub fn step_title(&self, step: &ShellStep) -> String {
        let stage = step.stage.and_then(|stage| self.file.stages.get(stage));
        stage.map_or_else(|| "before the first stage".to_owned(), |stage| format!("stage {}", stage.label()))
    }
}

impl ShellStep {
    fn without_script(&self) -> Self {
        let script = Script::read(ShellText::default(), Dialect::Other, false);
        Self { script, ..*self }
    }
}

fn is_errexit(option: &str) -> bool {
    option == "errexit" || (option.starts_with('-') && !option.starts_with("--") && option.contains('e'))
}

/// `-c`, also among other letters.
fn is_command_option(option: &str) -> bool {
    option
        .strip_prefix('-')
        .is_some_and(|letters| letters.ends_with('c') && letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether a line has nothing but the opening of a here-document.
fn is_lone_heredoc(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix("<<")
        .is_some_and(|rest| !rest.trim_start_matches(['-', ' ', '\t']).contains(char::is_whitespace))
        && !text.contains(['|', '&', ';', '>'])
}

/// The shell of a here-document that is run, and whether it ends at the first failure; none when its first line names
/// something else.
fn interpreter(text: &str, shell: Shell) -> Option<(Dialect, bool)> {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else { return Some((shell.dialect, shell.errexit)) };
    let mut words =
        interpreter.split_whitespace().skip_while(|word| base_name(word) == "env" || word.starts_with('-'));
    let dialect = of_program(words.next()?, shell.sh);
    dialect.is_read().then(|| (dialect, words.any(is_errexit)))
}

fn body(heredoc: &Heredoc, dialect: Dialect) -> Script {
    let map = vec![(0, heredoc.body.span.start)];
    Script::read(ShellText { text: heredoc.body.text.clone(), map, lines: Vec::new() }, dialect, true)
}

/// The line with the documents that it opens behind it, as a shell gets it.
fn with_heredocs(line: &ShellText, heredocs: &[Heredoc]) -> ShellText {
    let mut whole = ShellText { text: line.text.clone(), map: line.map.clone(), lines: Vec::new() };
    for heredoc in heredocs {
        let before = heredoc.body.span.start.saturating_sub(1);
        whole.map.push((whole.text.len(), before));
        if !whole.text.ends_with('\n') {
            whole.text.push('\n');
        }
        whole.map.push((whole.text.len(), heredoc.body.span.start));
        whole.text.push_str(&heredoc.body.text);
        if !whole.text.ends_with('\n') {
            whole.text.push('\n');
        }
        whole.map.push((whole.text.len(), heredoc.body.span.end));
        whole.text.push_str(&heredoc.delimiter);
    }
    whole
}

/// The text of a JSON string, each of its bytes with its place.
fn json_text(source: &str, word: &DockerWord) -> ShellText {
    let start = word.span.start + 1;
    let written = source.get(start..word.span.end.saturating_sub(1)).unwrap_or_default();
    let mut map = vec![(0, start)];
    let mut read = 0;
    let mut at = 0;
    while let Some(character) = written.get(at..).and_then(|rest| rest.chars().next()) {
        if character != '\\' {
            at += character.len_utf8();
            read += character.len_utf8();
            continue;
        }
        let unicode = written.as_bytes().get(at + 1) == Some(&b'u');
        at += if unicode { 6 } else { 2 };
        let decoded = word.text.get(read..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        read += decoded;
        map.push((read, start + at));
    }
    // A list that goes over several lines has its places shifted: then only the beginning is right.
    if read != word.text.len() {
        map.truncate(1);
    }
    ShellText { text: word.text.clone(), map, lines: Vec::new() }
}

/// A part of a text as a text of its own.
fn part_of(text: &ShellText, place: Place) -> ShellText {
    let first = (0, text.source_range(place.start..place.start + 1).start);
    let later = text.map.iter().filter(|(at, _)| *at > place.start && *at < place.end);
    let map = std::iter::once(first).chain(later.map(|(at, source)| (at - place.start, *source))).collect();
    ShellText { text: text.text.get(place).unwrap_or_default().to_owned(), map, lines: Vec::new() }
}

/// What `bash -c '…'` and `bash <<EOF` run within a script, each with whether `-e` is given.
fn inner_scripts(script: &Script, sh: Dialect) -> Vec<(Script, bool)> {
    let mut found = Vec::new();
    walk(script, &mut |node| {
        let Node::Command(command) = node else { return };
        let CommandKind::Simple(simple) = &command.kind else { return };
        let Some((dialect, arguments)) = started_shell(simple, sh) else { return };
        let options: Vec<&str> =
            arguments.iter().map_while(Word::bare).take_while(|option| option.starts_with(['-', '+'])).collect();
        let errexit = options.iter().any(|option| is_errexit(option));
        if let Some(at) = arguments.iter().position(|word| word.bare().is_some_and(is_command_option)) {
            if let Some(place) = arguments.get(at + 1).and_then(constant) {
                found.push((Script::read(part_of(&script.text, place), dialect, false), errexit));
            }
            return;
        }
        if arguments.len() > options.len() && !options.contains(&"-s") {
            return;
        }
        let fed =
            command.redirections.iter().find(|redirection| redirection.operator == RedirectionOperator::Heredoc);
        let heredoc = fed.and_then(|redirection| script.heredocs.get(redirection.heredoc?));
        // What the outer shell fills in, the inner one never sees as it stands here.
        let plain = |part: &Part| matches!(part, Part::Literal(..));
        if let Some(heredoc) = heredoc.filter(|heredoc| heredoc.parts.iter().all(plain)) {
            let verbatim = script.verbatim && !heredoc.expands;
            found.push((Script::read(part_of(&script.text, heredoc.place.clone()), dialect, verbatim), errexit));
        }
    });
    found
}

/// The shell that a command starts, and its arguments.
fn started_shell(simple: &Simple, sh: Dialect) -> Option<(Dialect, &[Word])> {
    let mut words = simple.words.as_slice();
    loop {
        let (first, rest) = words.split_first()?;
        let name = first.bare()?;
        if is_shell(name) {
            let dialect = Dialect::of_program(name, sh);
            return dialect.is_read().then_some((dialect, rest));
        }
        if !matches!(base_name(name), "sudo" | "exec" | "env" | "command" | "nohup") {
            return None;
        }
        let skip = rest
            .iter()
            .take_while(|word| word.bare().is_some_and(|text| text.starts_with('-') || text.contains('=')));
        words = rest.get(skip.count()..)?;
    }
}

/// The place of a word's text when the inner shell gets it just as it stands here.
fn constant(word: &Word) -> Option<Place> {
    match word.parts.as_slice() {
        [Part::Single(_, place)] => Some(place.start + 1..place.end - 1),
        [Part::Double(inner, place)] => {
            let plain = matches!(inner.as_slice(), [Part::Literal(..)]);
            plain.then_some(place.start + 1..place.end - 1)
        }
        [Part::Literal(_, place)] => Some(place.clone()),
        _ => None,
    }
}
