//! A service as its folder tells it: its Dockerfile and its code.

use architect_container::dockerfile::{Command, Dockerfile, Instruction, Stage};
use architect_container::project::{Project, scan};
use architect_core::{Context, Gap, Limits, Source, Span, ToolError};
use architect_document::Document;

use crate::service::Variable;
use crate::service::environment::{self, line_span};
use crate::service::stopping;

/// The code and the image of a service.
#[derive(Debug)]
pub struct Part {
    /// Its folder.
    pub folder: String,
    /// Its Dockerfile.
    pub image: Option<Image>,
    /// The variables that its code reads.
    pub variables: Vec<Variable>,
    /// Its code.
    pub code: Vec<(String, Source)>,
    /// Its OpenAPI documents.
    pub apis: Vec<Document>,
    takes_port: bool,
    /// What of it was not read.
    pub gaps: Vec<Gap>,
}

/// Most files of code that are read of one service.
const MOST_FILES: usize = 3_000;

/// A Dockerfile that was read.
#[derive(Debug)]
pub struct Image {
    /// Its text.
    pub source: Source,
    /// What it says.
    pub file: Dockerfile,
}

/// A value, where it stands, and what it is there.
#[derive(Debug, Clone)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
    /// What is there, for a label.
    pub what: &'static str,
}

const ENDINGS: [&str; 12] = ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "py", "go", "java", "kt", "rs"];

impl Part {
    pub(crate) fn read(folder: &str, context: &Context) -> Result<Self, ToolError> {
        let path = if folder.is_empty() { "." } else { folder };
        let project = Project::open(path, context)?;
        let image = project.read("Dockerfile").map(|source| Image { file: Dockerfile::read(&source), source });
        let is_code = |path: &&str| path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
        let files = project.paths().filter(is_code).count();
        if files > MOST_FILES {
            let reason = format!("{files} files of code, more than are held against a deployment");
            let gaps = vec![Gap::of_source(path, reason)];
            let (folder, variables, code, apis) = (folder.to_owned(), Vec::new(), Vec::new(), Vec::new());
            return Ok(Self { folder, image, variables, code, apis, takes_port: false, gaps });
        }
        let apis = apis(&project, context.limits());
        let variables = environment::of_project(&project);
        let mut code = project.code(&ENDINGS);
        let takes_port = scan::takes_port(&code) || variables.iter().any(|variable| variable.name == "PORT");
        for name in ["src/main/resources/application.properties", "src/main/resources/application.yml"] {
            code.extend(project.read(name).map(|source| (name.to_owned(), source)));
        }
        let gaps = project.gaps();
        Ok(Self { folder: folder.to_owned(), image, variables, code, apis, takes_port, gaps })
    }

    /// The stages of the final image, nearest first.
    fn lineage(&self) -> Vec<(&Image, &Stage)> {
        let Some(image) = &self.image else { return Vec::new() };
        let Some(last) = image.file.final_stage() else { return Vec::new() };
        image.file.lineage(last).into_iter().map(|stage| (image, stage)).collect()
    }

    /// The value that the final image gives a variable.
    pub fn variable_of_image(&self, name: &str) -> Option<Said<String>> {
        self.lineage().into_iter().find_map(|(image, stage)| {
            stage.statements.iter().rev().find_map(|statement| {
                let Instruction::Env(pairs) = &statement.instruction else { return None };
                let value = pairs.iter().rev().find(|pair| pair.name.text == name)?.value.as_ref()?;
                Some(Said {
                    value: value.unquoted(),
                    span: image.source.span(statement.span.clone()),
                    what: "the image sets it here",
                })
            })
        })
    }

    /// The user of the final image, as it is written; `None` when no stage of the file sets one.
    pub fn user(&self) -> Option<Said<String>> {
        self.lineage().into_iter().find_map(|(image, stage)| {
            let (statement, word) = stage.user()?;
            Some(Said {
                value: word.unquoted(),
                span: image.source.span(statement.span.clone()),
                what: "the image's user",
            })
        })
    }

    /// Where it listens: what the manifest's `PORT` says when the code takes it, else what image and code say. Several
    /// when the image exposes several; none when that is not sure.
    pub fn listens(&self, given: Option<Said<u16>>) -> Vec<Said<u16>> {
        if !self.gaps.is_empty() {
            return Vec::new();
        }
        if self.takes_port {
            if let Some(given) = given {
                return vec![given];
            }
            if let Some(said) = self.variable_of_image("PORT") {
                let port = said.value.parse().ok();
                return port.map(|value| Said { value, span: said.span, what: said.what }).into_iter().collect();
            }
        }
        let exposed = self.exposed();
        if exposed.is_empty() && !self.exposes() { self.listens_in_code().into_iter().collect() } else { exposed }
    }

    /// The port that the code names where it listens, when it names one only.
    fn listens_in_code(&self) -> Option<Said<u16>> {
        const CALLS: [&str; 7] =
            [".listen(", "ListenAndServe(", "net.Listen(", "uvicorn.run(", "app.run(", "::bind(", "server.port"];
        let fact = scan::port(&self.code, &CALLS)?;
        if !fact.evidence.others().is_empty() {
            return None;
        }
        let (source, line) = fact.evidence.place()?;
        let (_, source) = self.code.iter().find(|(_, known)| known.name() == source)?;
        Some(Said { value: fact.value, span: line_span(source, line), what: "the code listens there" })
    }

    /// The version that the final image is labelled with, when it is written out.
    pub fn version(&self) -> Option<Said<String>> {
        const LABEL: &str = "org.opencontainers.image.version";
        self.lineage().into_iter().find_map(|(image, stage)| {
            stage.statements.iter().rev().find_map(|statement| {
                let Instruction::Label(pairs) = &statement.instruction else { return None };
                let pair = pairs.iter().rev().find(|pair| pair.name.text.trim_matches(['"', '\'']) == LABEL)?;
                let value = pair.value.as_ref()?.unquoted();
                let span = image.source.span(statement.span.clone());
                (!value.contains('$')).then_some(Said {
                    value,
                    span,
                    what: "the image is labelled with this version",
                })
            })
        })
    }

    /// Whether the final image exposes anything, written out or not.
    fn exposes(&self) -> bool {
        let exposes =
            |stage: &Stage| stage.statements.iter().any(|it| matches!(it.instruction, Instruction::Expose(_)));
        self.lineage().into_iter().any(|(_, stage)| exposes(stage))
    }

    /// The ports that the final image exposes; none when one of them is not written out.
    fn exposed(&self) -> Vec<Said<u16>> {
        let mut found = Vec::new();
        for (image, stage) in self.lineage() {
            for statement in &stage.statements {
                let Instruction::Expose(words) = &statement.instruction else { continue };
                for word in words {
                    let (port, protocol) = word.text.split_once('/').unwrap_or((&word.text, "tcp"));
                    if protocol.eq_ignore_ascii_case("udp") {
                        continue;
                    }
                    let Ok(value) = port.parse() else { return Vec::new() };
                    let span = image.source.span(statement.span.clone());
                    found.push(Said { value, span, what: "the image exposes this port" });
                }
            }
        }
        found
    }

    /// The seconds that the code gives requests when it stops.
    pub fn shutdown(&self) -> Option<Said<u32>> {
        let known = |text: &str, key: &str| {
            self.code.iter().find_map(|(_, source)| {
                let (line, value) = scan::setting(source, key)?;
                value.contains(text).then(|| (source.clone(), line, value))
            })
        };
        if let Some((source, line, value)) = known("s", "spring.lifecycle.timeout-per-shutdown-phase") {
            let value = value.strip_suffix('s')?.parse().ok()?;
            return Some(Said { value, span: line_span(&source, line), what: "the service takes so long to stop" });
        }
        let (seconds, source, line) = stopping::literal(&self.code)?;
        Some(Said { value: seconds, span: line_span(&source, line), what: "the code gives requests so long" })
    }

    /// The words of the command that the final image starts.
    pub fn start(&self) -> Vec<Said<String>> {
        let mut found = Vec::new();
        for (image, stage) in self.lineage() {
            let commands = [stage.entrypoint(), stage.cmd()];
            for (statement, command) in commands.into_iter().flatten() {
                let words: Vec<String> = match command {
                    Command::Exec(words) => words.iter().map(|word| word.text.clone()).collect(),
                    Command::Shell(shell) => shell.text.split_whitespace().map(ToOwned::to_owned).collect(),
                };
                let span = || image.source.span(statement.span.clone());
                found.extend(words.into_iter().map(|value| Said {
                    value,
                    span: span(),
                    what: "the image starts so",
                }));
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// The Dockerfile of the image whose final stage is known down to its base.
    pub fn base(&self) -> Option<architect_container::dockerfile::ImageReference> {
        let image = self.image.as_ref()?;
        Some(image.file.base_image(image.file.final_stage()?))
    }

    /// Whether a `RUN` or a `COPY` of the final image speaks of a word.
    pub fn final_image_mentions(&self, word: &str) -> bool {
        self.lineage().into_iter().any(|(image, stage)| {
            stage.statements.iter().any(|statement| image.source.slice(statement.span.clone()).contains(word))
        })
    }
}

/// The OpenAPI documents of a service, by their usual names.
fn apis(project: &Project<'_>, limits: &Limits) -> Vec<Document> {
    let is_api = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
        matches!(stem, "openapi" | "swagger") && [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
    };
    let sources = project.paths().filter(is_api).filter_map(|path| project.read(path));
    let documents = sources.filter_map(|source| Document::read(&source, limits).ok());
    documents.filter(|document| document.get(document.root(), "paths").is_some()).collect()
}
