//! Model to text. What is printed reads back as the same model.

use crate::dockerfile::Dockerfile;
use crate::dockerfile::instruction::{Command, Copy, Flag, Heredoc, Instruction, Pair, ShellText, Statement};
use crate::dockerfile::word::Word;

/// Prints a Dockerfile: an empty line before each stage, each statement under its comments.
pub fn print(file: &Dockerfile) -> String {
    let mut text = String::new();
    let glue = Glue::of(file.escape());
    for directive in &file.directives {
        text.push_str(&format_args!("# {}={}\n", directive.name, directive.value).to_string());
    }
    for statement in &file.preamble {
        push_statement(&mut text, statement, &glue);
    }
    for stage in &file.stages {
        if !text.is_empty() {
            text.push('\n');
        }
        push_statement(&mut text, &stage.from_statement, &glue);
        for statement in &stage.statements {
            push_statement(&mut text, statement, &glue);
        }
    }
    text
}

/// What parts lines that belong together.
struct Glue(String);

impl Glue {
    fn of(escape: char) -> Self {
        Self(format!(" {escape}\n    "))
    }
}

/// One statement, without its comments.
pub fn statement(statement: &Statement) -> String {
    one(statement, &Glue::of('\\'))
}

fn push_statement(text: &mut String, statement: &Statement, glue: &Glue) {
    for comment in &statement.comments {
        text.push_str("# ");
        text.push_str(comment);
        text.push('\n');
    }
    text.push_str(&one(statement, glue));
    text.push('\n');
}

fn one(statement: &Statement, glue: &Glue) -> String {
    let arguments = match &statement.instruction {
        Instruction::From(from) => {
            let name = from.name.as_ref().map(|name| format!(" AS {}", name.text)).unwrap_or_default();
            format!("{}{}{name}", flags(&from.flags), behind_flags(from.image.text.clone()))
        }
        Instruction::Arg(list) | Instruction::Env(list) | Instruction::Label(list) => behind_flags(pairs(list, glue)),
        Instruction::Copy(copy) | Instruction::Add(copy) => copied(copy),
        Instruction::Run(run) => {
            // Mounts stand on lines of their own, and so does the command behind them.
            let bare = run.flags.is_empty() || run.command == Command::Shell(ShellText::default());
            let flags: Vec<&str> = run.flags.iter().map(|flag| flag.word.text.as_str()).collect();
            let command = behind_flags(command(&run.command, glue));
            let between = match command.starts_with('#') {
                _ if bare => "",
                // On a line of its own it would be a comment of the Dockerfile.
                true => " ",
                false => glue.0.as_str(),
            };
            format!("{}{between}{command}{}", flags.join(&glue.0), heredocs(&run.heredocs))
        }
        Instruction::Cmd(line) | Instruction::Entrypoint(line) => behind_flags(command(line, glue)),
        Instruction::Expose(words) => {
            behind_flags(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        Instruction::Volume(words) | Instruction::Shell(words) => list(words),
        Instruction::Healthcheck(check) => {
            let between = if check.flags.is_empty() { "" } else { glue.0.trim_start_matches(' ') };
            match &check.command {
                None => "NONE".to_owned(),
                Some(line) => format!("{}{between}CMD {}", flags(&check.flags), command(line, glue)),
            }
        }
        Instruction::User(word)
        | Instruction::Workdir(word)
        | Instruction::Stopsignal(word)
        | Instruction::Maintainer(word) => behind_flags(word.text.clone()),
        Instruction::Onbuild(inner) => one(inner, glue),
        Instruction::Unread => String::new(),
    };
    format!("{} {arguments}", statement.keyword.text)
}

/// Arguments that look like a flag stand behind `--`, which ends the flags.
fn behind_flags(arguments: String) -> String {
    if arguments.starts_with("--") { format!("-- {arguments}") } else { arguments }
}

fn flags(flags: &[Flag]) -> String {
    flags.iter().flat_map(|flag| [flag.word.text.as_str(), " "]).collect()
}

fn pairs(pairs: &[Pair], glue: &Glue) -> String {
    let one = |pair: &Pair| match &pair.value {
        Some(value) if pair.legacy => format!("{} {}", pair.name.text, value.text),
        Some(value) => format!("{}={}", pair.name.text, value.text),
        None => pair.name.text.clone(),
    };
    // A line that begins with `#` would be a comment.
    let comment = pairs.iter().any(|pair| pair.name.text.starts_with('#'));
    pairs.iter().map(one).collect::<Vec<_>>().join(if comment { " " } else { &glue.0 })
}

fn copied(copy: &Copy) -> String {
    if copy.json {
        let words: Vec<Word> = copy.sources.iter().chain([&copy.destination]).cloned().collect();
        return format!("{}{}", flags(&copy.flags), list(&words));
    }
    let openings = copy.heredocs.iter().map(opening);
    let sources = copy.sources.iter().map(|word| word.text.clone());
    let words: Vec<String> = sources.chain(openings).chain([copy.destination.text.clone()]).collect();
    format!("{}{}{}", flags(&copy.flags), behind_flags(words.join(" ")), heredocs(&copy.heredocs))
}

fn opening(heredoc: &Heredoc) -> String {
    let arrows = if heredoc.strip_tabs { "<<-" } else { "<<" };
    if heredoc.expands {
        format!("{arrows}{}", heredoc.delimiter)
    } else {
        format!("{arrows}\"{}\"", heredoc.delimiter)
    }
}

fn heredocs(heredocs: &[Heredoc]) -> String {
    let mut text = String::new();
    for heredoc in heredocs {
        text.push('\n');
        text.push_str(&heredoc.body.text);
        text.push_str(&heredoc.delimiter);
    }
    text
}

fn command(command: &Command, glue: &Glue) -> String {
    match command {
        Command::Exec(words) => list(words),
        Command::Shell(shell) if shell.lines.is_empty() => shell.text.clone(),
        Command::Shell(shell) => shell.lines.join(&glue.0),
    }
}

fn list(words: &[Word]) -> String {
    let words: Vec<String> =
        words.iter().map(|word| serde_json::Value::from(word.text.as_str()).to_string()).collect();
    format!("[{}]", words.join(", "))
}
