//! BuildKit's own parser as a judge: what it makes of a file, and what ours does, in one form.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use architect_container::dockerfile::{
    Command as Line, Copy, Dockerfile, Heredoc, Instruction, Pair, Stage, Statement, Word,
};
use architect_core::Source;
use serde::Deserialize;

use crate::{Failure, product};

/// What is made of a file.
#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    /// The file.
    pub(super) path: PathBuf,
    /// Why it is refused; empty when it is not.
    pub(super) error: String,
    /// Where.
    pub(super) line: usize,
    /// The arguments before the first stage.
    global: Option<Vec<String>>,
    stages: Option<Vec<Staged>>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Staged {
    base: String,
    name: String,
    line: usize,
    statements: Option<Vec<Stated>>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Stated {
    name: String,
    start: usize,
    #[serde(default, skip)]
    end: usize,
    words: Option<Vec<String>>,
}

/// Builds the judge within a checkout of BuildKit.
pub(super) fn build(checkout: &Path) -> Result<PathBuf, Failure> {
    let folder = checkout.join("cmd").join("architect-judge");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("main.go"), include_str!("judge.go"))?;
    let program = product::target()?.join("peers").join("buildkit-judge");
    std::fs::create_dir_all(program.parent().unwrap_or(&program))?;
    let mut go = Command::new("go");
    go.args(["build", "-mod=vendor", "-o"]).arg(&program).arg("./cmd/architect-judge").current_dir(checkout);
    if go.status()?.success() { Ok(program) } else { Err("the judge does not build".into()) }
}

/// What BuildKit makes of files.
pub(super) fn judge(program: &Path, files: &[PathBuf]) -> Result<Vec<Verdict>, Failure> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let names: Vec<String> = files.iter().map(|file| format!("{}\n", file.display())).collect();
    let mut input = child.stdin.take().ok_or("no pipe to the judge")?;
    let writer = std::thread::spawn(move || input.write_all(names.concat().as_bytes()));
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| "the writer died")??;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).map_err(Failure::from))
        .collect()
}

/// What differs between a verdict and what we read; `None` when nothing does.
pub(super) fn difference(verdict: &Verdict, source: &Source, file: &Dockerfile) -> Option<String> {
    let problem = file.problems.first().map(|problem| {
        let line = source.span(problem.span.clone()).start().line;
        format!("{line}: {}", problem.message)
    });
    match (verdict.error.is_empty(), problem) {
        (true, Some(problem)) => return Some(format!("we refuse what BuildKit takes: {problem}")),
        (false, None) => return Some(format!("BuildKit refuses what we take: {}: {}", verdict.line, verdict.error)),
        (false, Some(_)) => return None,
        (true, None) => {}
    }
    let global: Vec<String> = file
        .preamble
        .iter()
        .flat_map(|statement| match &statement.instruction {
            Instruction::Arg(list) => pairs(list),
            _ => vec![statement.keyword.text.clone()],
        })
        .collect();
    let theirs = verdict.global.as_deref().unwrap_or_default();
    if global != theirs {
        return Some(format!("arguments before the stages\n    theirs {theirs:?}\n    ours   {global:?}"));
    }
    let stages: Vec<Staged> = file.stages.iter().map(|stage| staged(stage, source)).collect();
    let theirs = verdict.stages.as_deref().unwrap_or_default();
    if stages.len() != theirs.len() {
        return Some(format!("{} stages, we read {}", theirs.len(), stages.len()));
    }
    for (their, our) in theirs.iter().zip(&stages) {
        if (&their.base, &their.name, their.line) != (&our.base, &our.name, our.line) {
            return Some(format!("a stage\n    theirs {their:?}\n    ours   {our:?}"));
        }
        let (their, our) =
            (their.statements.as_deref().unwrap_or_default(), our.statements.as_deref().unwrap_or_default());
        if their.len() != our.len() {
            return Some(format!("{} statements, we read {}", their.len(), our.len()));
        }
        if let Some((their, our)) = their.iter().zip(our).find(|(their, our)| !same(their, our)) {
            return Some(format!("a statement\n    theirs {their:?}\n    ours   {our:?}"));
        }
    }
    None
}

fn same(their: &Stated, our: &Stated) -> bool {
    their.name.eq_ignore_ascii_case(&our.name)
        && their.start == our.start
        // What ONBUILD keeps is a text for BuildKit.
        && (our.name.eq_ignore_ascii_case("onbuild")
            || their.words.as_deref().unwrap_or_default() == our.words.as_deref().unwrap_or_default())
}

fn staged(stage: &Stage, source: &Source) -> Staged {
    Staged {
        base: stage.from.image.text.clone(),
        name: stage.name().map(|name| name.text.to_lowercase()).unwrap_or_default(),
        line: line(&stage.from_statement, source),
        statements: Some(stage.statements.iter().map(|statement| stated(statement, source)).collect()),
    }
}

fn line(statement: &Statement, source: &Source) -> usize {
    source.span(statement.span.clone()).start().line as usize
}

fn stated(statement: &Statement, source: &Source) -> Stated {
    Stated {
        name: statement.keyword.text.clone(),
        start: line(statement, source),
        end: 0,
        words: Some(words(&statement.instruction)),
    }
}

fn words(instruction: &Instruction) -> Vec<String> {
    match instruction {
        Instruction::Env(list) | Instruction::Label(list) | Instruction::Arg(list) => pairs(list),
        Instruction::Copy(copy) | Instruction::Add(copy) => copied(copy),
        Instruction::Run(run) => {
            let files = run.heredocs.iter().map(|heredoc| format!("<<{}\n{}", heredoc.delimiter, heredoc.body.text));
            command(&run.command).into_iter().chain(files).collect()
        }
        Instruction::Cmd(line) | Instruction::Entrypoint(line) => command(line),
        Instruction::Expose(ports) => {
            let mut ports = texts(ports);
            ports.sort();
            ports
        }
        Instruction::Volume(paths) => paths.iter().map(|path| path.text.trim().to_owned()).collect(),
        Instruction::Shell(words) => texts(words),
        Instruction::User(word)
        | Instruction::Workdir(word)
        | Instruction::Stopsignal(word)
        | Instruction::Maintainer(word) => vec![word.text.clone()],
        Instruction::Healthcheck(check) => match &check.command {
            None => vec!["NONE".to_owned()],
            Some(Line::Exec(words)) => std::iter::once("CMD".to_owned()).chain(texts(words)).collect(),
            Some(Line::Shell(text)) => vec!["CMD-SHELL".to_owned(), text.text.clone()],
        },
        Instruction::Onbuild(_) | Instruction::From(_) | Instruction::Unread => Vec::new(),
    }
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn pairs(list: &[Pair]) -> Vec<String> {
    let one = |pair: &Pair| match &pair.value {
        Some(value) => format!("{}={}", pair.name.text, value.text),
        None => pair.name.text.clone(),
    };
    list.iter().map(one).collect()
}

fn copied(copy: &Copy) -> Vec<String> {
    let body = |heredoc: &Heredoc| {
        if heredoc.strip_tabs {
            heredoc.body.text.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
        } else {
            heredoc.body.text.clone()
        }
    };
    let files =
        copy.heredocs.iter().map(|heredoc| format!("<<{} {}\n{}", heredoc.delimiter, heredoc.expands, body(heredoc)));
    texts(&copy.sources).into_iter().chain(files).chain([copy.destination.text.clone()]).collect()
}

fn command(line: &Line) -> Vec<String> {
    match line {
        Line::Exec(words) => std::iter::once("false".to_owned()).chain(texts(words)).collect(),
        Line::Shell(text) if text.text.is_empty() => vec!["true".to_owned()],
        Line::Shell(text) => vec!["true".to_owned(), text.text.clone()],
    }
}
