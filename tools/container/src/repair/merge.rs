//! Puts what was its author's into the structure that was generated.

use crate::dockerfile::instruction::ShellText;
use crate::dockerfile::{Command, Dockerfile, ImageReference, Instruction, Pair, Stage, Statement, Word};
use crate::generate::Made;
use crate::generate::draft::Draft;
use crate::project::Question;
use crate::repair::author::{Author, Kept};

/// The folder that the generated files work in.
const FOLDER: &str = "/app";

pub(crate) fn merge(author: &Author, mut file: Dockerfile, made: &mut Made) -> Dockerfile {
    let last = file.stages.len().saturating_sub(1);
    let shell = file.final_stage().is_some_and(|stage| !has_no_shell(&file, stage));
    let build = file
        .stages
        .iter()
        .position(|stage| stage.index < last && stage.name().is_some_and(|name| name.text == "build"));
    if let Some(stage) = file.stages.get_mut(last) {
        steps(stage, author, shell, made);
        environment(stage, author);
        labels(stage, author);
        ports(stage, author);
        settings(stage, author, made);
        packages(stage, author, shell, made);
        start(stage, author, made);
    }
    if let Some(stage) = build.and_then(|index| file.stages.get_mut(index)) {
        in_build(stage, author);
    }
    // Every stage that installs stands on `base`, where there is one.
    let base = file.stages.iter().position(|stage| stage.name().is_some_and(|name| name.text == "base")).or(build);
    if let Some(stage) =
        base.and_then(|index| file.stages.get_mut(index)).filter(|_| !author.build_packages.is_empty())
    {
        let wanted: Vec<String> = author.build_packages.iter().map(|kept| kept.value.clone()).collect();
        install(stage, &wanted);
    }
    if !author.build_steps.is_empty() || !author.late_steps.is_empty() {
        let steps = author.build_steps.iter().chain(&author.late_steps).map(|kept| kept.line.to_string());
        made.questions.push(Question {
            name: "steps".to_owned(),
            question: format!(
                "The commands of line {} of the old file run in the build stage. Does the service need what they make, and is it copied into the final stage?",
                steps.collect::<Vec<_>>().join(", ")
            ),
            choices: Vec::new(),
            assumed: Some("what is copied is all that it needs".to_owned()),
        });
    }
    language_packages(&mut file, author, made);
    if let Some(folder) = author.folder.as_ref().filter(|folder| folder.value != FOLDER) {
        move_folder(&mut file, &folder.value);
    }
    if let Some(first) =
        file.preamble.first_mut().or_else(|| file.stages.first_mut().map(|stage| &mut stage.from_statement))
    {
        let mut comments = author.header.clone();
        comments.append(&mut first.comments);
        first.comments = comments;
    }
    if let Some(syntax) = &author.syntax {
        file.directives.push(crate::dockerfile::Directive {
            name: "syntax".to_owned(),
            value: syntax.clone(),
            span: 0..0,
        });
    }
    if !author.lost_steps.is_empty() {
        let lines: Vec<String> = author.lost_steps.iter().map(ToString::to_string).collect();
        made.questions.push(Question {
            name: "steps".to_owned(),
            question: format!(
                "The commands of line {} of the old file are Alpine's in part, and are left out apart from their packages. What else of them is needed?",
                lines.join(", ")
            ),
            choices: Vec::new(),
            assumed: Some("nothing".to_owned()),
        });
    }
    if !author.unknown_packages.is_empty() {
        let names: Vec<&str> = author.unknown_packages.iter().map(|kept| kept.value.as_str()).collect();
        made.questions.push(Question {
            name: "packages".to_owned(),
            question: format!(
                "The old image was Alpine's and installed {}. What are these packages called in Debian, and does the service need them when it runs?",
                names.join(", ")
            ),
            choices: Vec::new(),
            assumed: Some("they are left out".to_owned()),
        });
    }
    file
}

/// Packages of the language that the old file installed by name: pip's stay, beside the list; others belong into the
/// manifest.
fn language_packages(file: &mut Dockerfile, author: &Author, made: &mut Made) {
    let names = |list: &[Kept<String>]| list.iter().map(|kept| quoted(&kept.value)).collect::<Vec<_>>().join(" ");
    let mut open = author.node_packages.clone();
    if !author.python_packages.is_empty() {
        let line = file.stages.iter_mut().flat_map(|stage| &mut stage.statements).find_map(|statement| {
            let Instruction::Run(run) = &mut statement.instruction else { return None };
            let Command::Shell(shell) = &mut run.command else { return None };
            let at = shell
                .lines
                .iter()
                .position(|line| line.contains("/bin/pip install") && !line.contains("--require-hashes"))?;
            let pip = shell.lines.get(at)?.split(" install").next()?.to_owned();
            let mut lines = shell.lines.clone();
            lines.get_mut(at)?.push_str(" &&");
            lines.insert(at + 1, format!("{pip} install {}", names(&author.python_packages)));
            run.command = Command::Shell(ShellText::made(lines));
            Some(())
        });
        if line.is_none() {
            open.extend(author.python_packages.clone());
        }
    }
    if !open.is_empty() {
        made.questions.push(Question {
            name: "dependencies".to_owned(),
            question: format!(
                "The old file installs {} by name. Add them to the project's manifest and lockfile, so that the locked install brings them.",
                names(&open)
            ),
            choices: Vec::new(),
            assumed: Some("the manifest has them".to_owned()),
        });
    }
}

/// A word of a shell's command line.
fn quoted(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_alphanumeric() || "_-./@+=~:".contains(c));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

fn has_no_shell(file: &Dockerfile, stage: &Stage) -> bool {
    let image: ImageReference = file.base_image(stage);
    image.lacks_shell()
}

fn made_statement(build: impl FnOnce(&mut Draft)) -> Option<Statement> {
    let mut draft = Draft::default();
    build(&mut draft);
    draft.finish().preamble.pop()
}

/// Where the part begins that every stack's final stage ends with.
fn tail(stage: &Stage) -> usize {
    let is_tail = |statement: &Statement| {
        matches!(
            statement.instruction,
            Instruction::Arg(_)
                | Instruction::Label(_)
                | Instruction::User(_)
                | Instruction::Cmd(_)
                | Instruction::Entrypoint(_)
        )
    };
    stage.statements.iter().position(is_tail).unwrap_or(stage.statements.len())
}

fn environment(stage: &mut Stage, author: &Author) {
    let set: Vec<String> = stage.statements.iter().flat_map(names).collect();
    let pairs: Vec<Pair> = author
        .environment
        .iter()
        .map(|kept| kept.value.clone())
        .filter(|pair| !set.contains(&pair.name.text) && !is_secret(&pair.name.text))
        .collect();
    if pairs.is_empty() {
        return;
    }
    // Arguments that these values take must be known in the stage.
    let taken = |argument: &Pair| {
        pairs.iter().any(|pair| pair.value.as_ref().is_some_and(|value| value.text.contains(&argument.name.text)))
    };
    let arguments: Vec<Pair> = author.arguments.iter().map(|kept| kept.value.clone()).filter(taken).collect();
    let at = stage.statements.iter().position(|statement| matches!(statement.instruction, Instruction::Env(_)));
    let at = at.map_or(0, |at| at + 1).min(stage.statements.len());
    let mut added = Vec::new();
    if !arguments.is_empty() {
        added.push(read("ARG", Instruction::Arg(arguments)));
    }
    added.push(read("ENV", Instruction::Env(pairs)));
    stage.statements.splice(at..at, added);
}

fn names(statement: &Statement) -> Vec<String> {
    match &statement.instruction {
        Instruction::Env(pairs) | Instruction::Label(pairs) => {
            pairs.iter().map(|pair| pair.name.text.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// A secret in a variable is in the image; the linter says so of the old file.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret", "token", "apikey", "api_key", "private_key", "access_key", "credential"]
        .iter()
        .any(|part| name.contains(part))
        && !name.contains("public")
}

fn read(keyword: &str, instruction: Instruction) -> Statement {
    Statement { keyword: Word::made(keyword), instruction, span: 0..0, comments: Vec::new() }
}

fn labels(stage: &mut Stage, author: &Author) {
    let set: Vec<String> = stage.statements.iter().flat_map(names).collect();
    let own = author.labels.iter().map(|kept| kept.value.clone()).filter(|pair| !set.contains(&pair.name.text));
    let own: Vec<Pair> = own.collect();
    let label = stage.statements.iter_mut().find_map(|statement| match &mut statement.instruction {
        Instruction::Label(pairs) => Some(pairs),
        _ => None,
    });
    if let Some(pairs) = label {
        pairs.extend(own);
    }
}

fn ports(stage: &mut Stage, author: &Author) {
    let expose = stage.statements.iter_mut().find_map(|statement| match &mut statement.instruction {
        Instruction::Expose(words) => Some(words),
        _ => None,
    });
    let Some(words) = expose else { return };
    for kept in &author.ports {
        let text = kept.value.to_string();
        if !words.iter().any(|word| word.text == text) {
            words.push(Word::made(text));
        }
    }
}

fn settings(stage: &mut Stage, author: &Author, made: &mut Made) {
    if author.settings.iter().any(|kept| matches!(kept.value.instruction, Instruction::Volume(_))) {
        made.questions.push(Question {
            name: "volumes".to_owned(),
            question: "The old file ran as root and has volumes. Can the user of the new one write there? An existing volume keeps its owner.".to_owned(),
            choices: Vec::new(),
            assumed: Some("it can".to_owned()),
        });
    }
    let at = stage.statements.iter().position(|statement| matches!(statement.instruction, Instruction::User(_)));
    let at = at.unwrap_or(stage.statements.len());
    stage.statements.splice(at..at, author.settings.iter().map(|kept| kept.value.clone()));
}

fn steps(stage: &mut Stage, author: &Author, shell: bool, made: &mut Made) {
    let at = tail(stage);
    let fits = |statement: &Statement| shell || !matches!(statement.instruction, Instruction::Run(_));
    let (kept, lost): (Vec<_>, Vec<_>) = author.steps.iter().partition(|kept| fits(&kept.value));
    stage.statements.splice(at..at, kept.into_iter().map(|kept| kept.value.clone()));
    if !lost.is_empty() {
        made.questions.push(Question {
            name: "steps".to_owned(),
            question: format!(
                "The final image has no shell, so the commands of line {} of the old file are left out. Are they needed?",
                lost.iter().map(|kept| kept.line.to_string()).collect::<Vec<_>>().join(", ")
            ),
            choices: Vec::new(),
            assumed: Some("they are not".to_owned()),
        });
    }
}

fn packages(stage: &mut Stage, author: &Author, shell: bool, made: &mut Made) {
    let wanted: Vec<String> = author.packages.iter().map(|kept| kept.value.clone()).collect();
    if wanted.is_empty() {
        return;
    }
    if !shell {
        made.questions.push(Question {
            name: "packages".to_owned(),
            question: format!(
                "The final image holds the program and no package manager, so {} cannot be installed there. Does the service need them when it runs?",
                wanted.join(", ")
            ),
            choices: Vec::new(),
            assumed: Some("it does not".to_owned()),
        });
        return;
    }
    install(stage, &wanted);
}

/// Adds packages to the stage's own list, or makes one before the first copy.
fn install(stage: &mut Stage, wanted: &[String]) {
    for statement in &mut stage.statements {
        let Instruction::Run(run) = &mut statement.instruction else { continue };
        let Command::Shell(shell) = &mut run.command else { continue };
        if let Some(line) = shell.lines.iter_mut().find(|line| line.contains("apt-get install")) {
            let ending = if line.ends_with(" &&") { " &&" } else { "" };
            let mut packages = line.trim_end_matches(" &&").to_owned();
            for package in wanted {
                if !packages.split_whitespace().any(|known| known == package) {
                    packages.push(' ');
                    packages.push_str(package);
                }
            }
            *line = packages + ending;
            run.command = Command::Shell(ShellText::made(shell.lines.clone()));
            return;
        }
    }
    let line = format!("apt-get install -y --no-install-recommends {}", wanted.join(" "));
    let lines = ["apt-get update".to_owned(), line, "rm -rf /var/lib/apt/lists/*".to_owned()];
    let Some(statement) = made_statement(|draft| {
        draft.run(&[], &lines);
    }) else {
        return;
    };
    let at = stage.statements.iter().position(|statement| matches!(statement.instruction, Instruction::Copy(_)));
    stage.statements.insert(at.unwrap_or(0), statement);
}

/// An init or a script of the author's stays in front of the start command.
fn start(stage: &mut Stage, author: &Author, made: &mut Made) {
    if let Some(script) = &author.script {
        made.questions.push(Question {
            name: "entrypoint".to_owned(),
            question: "The old file starts by a script, which is kept. Does it end with `exec \"$@\"`, so that the service gets the stop signal?".to_owned(),
            choices: Vec::new(),
            assumed: Some("it does".to_owned()),
        });
        insert_before_cmd(stage, script.value.clone());
    } else if let Some(init) = &author.init {
        let program = match &init.value.instruction {
            Instruction::Entrypoint(Command::Exec(words)) => {
                words.first().and_then(|word| word.text.rsplit('/').next()).unwrap_or("tini").to_owned()
            }
            _ => "tini".to_owned(),
        };
        install(stage, std::slice::from_ref(&program));
        let path = format!("/usr/bin/{program}");
        if let Some(statement) = made_statement(|draft| {
            draft.entrypoint(&[path.as_str(), "--"]);
        }) {
            insert_before_cmd(stage, statement);
        }
        made.questions.retain(|question| question.name != "stop_signal");
    }
}

fn insert_before_cmd(stage: &mut Stage, statement: Statement) {
    let at = stage.statements.iter().position(|statement| matches!(statement.instruction, Instruction::Cmd(_)));
    if let Some(at) = at {
        stage.statements.insert(at, statement);
    }
}

/// The build sees the author's arguments and variables, and runs the author's own commands.
fn in_build(stage: &mut Stage, author: &Author) {
    let source = stage.statements.iter().rposition(|statement| match &statement.instruction {
        Instruction::Copy(copy) => copy.sources.iter().any(|word| word.text == "."),
        _ => false,
    });
    let at = source.map_or(stage.statements.len(), |at| at + 1);
    let arguments: Vec<Pair> =
        author.arguments.iter().map(|kept| kept.value.clone()).filter(|pair| !is_secret(&pair.name.text)).collect();
    let environment: Vec<Pair> =
        author.environment.iter().map(|kept| kept.value.clone()).filter(|pair| !is_secret(&pair.name.text)).collect();
    let mut added = Vec::new();
    if !arguments.is_empty() {
        added.push(read("ARG", Instruction::Arg(arguments)));
    }
    if !environment.is_empty() {
        added.push(read("ENV", Instruction::Env(environment)));
    }
    added.extend(author.build_steps.iter().map(|kept| kept.value.clone()));
    stage.statements.splice(at..at, added);
    let is_build = |statement: &Statement| match &statement.instruction {
        Instruction::Run(run) => match &run.command {
            Command::Shell(shell) => shell.text.contains("build"),
            Command::Exec(_) => false,
        },
        _ => false,
    };
    let after = stage.statements.iter().rposition(is_build).map_or(stage.statements.len(), |at| at + 1);
    stage.statements.splice(after..after, author.late_steps.iter().map(|kept| kept.value.clone()));
}

/// Puts the author's working directory in the place of the usual one.
fn move_folder(file: &mut Dockerfile, folder: &str) {
    for stage in &mut file.stages {
        for statement in &mut stage.statements {
            match &mut statement.instruction {
                Instruction::Workdir(word) => moved(&mut word.text, folder),
                Instruction::Copy(copy) => {
                    for word in copy.sources.iter_mut().chain([&mut copy.destination]) {
                        moved(&mut word.text, folder);
                    }
                }
                Instruction::Env(pairs) => {
                    for value in pairs.iter_mut().filter_map(|pair| pair.value.as_mut()) {
                        moved(&mut value.text, folder);
                    }
                }
                Instruction::Run(run) => {
                    if let Command::Shell(shell) = &mut run.command {
                        let mut lines = std::mem::take(&mut shell.lines);
                        for line in &mut lines {
                            moved(line, folder);
                        }
                        if lines.is_empty() {
                            continue;
                        }
                        run.command = Command::Shell(ShellText::made(lines));
                    }
                }
                Instruction::Cmd(Command::Exec(words)) | Instruction::Entrypoint(Command::Exec(words)) => {
                    for word in words {
                        moved(&mut word.text, folder);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Replaces the folder where it stands as a whole part of a path.
fn moved(text: &mut String, folder: &str) {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(FOLDER) {
        let before = rest.get(..at).unwrap_or_default();
        let after = rest.get(at + FOLDER.len()..).unwrap_or_default();
        let part =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '~'));
        let whole = !part(before.chars().next_back())
            && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        result.push_str(before);
        result.push_str(if whole { folder } else { FOLDER });
        rest = after;
    }
    result.push_str(rest);
    *text = result;
}
