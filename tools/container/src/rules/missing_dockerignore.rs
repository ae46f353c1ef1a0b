//! `container/missing-dockerignore`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// The whole context is copied, and there is no `.dockerignore`.
    ///
    /// ## Why it matters
    /// Everything that lies around goes into the image: `.git`, `.env`, dependencies of another system, the Dockerfile
    /// itself. Each change to any of it also throws the cache of the step away.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /srv
    /// COPY . .
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["python", "app.py"]
    /// # file: pyproject.toml
    /// [project]
    /// name = "shop"
    /// version = "1"
    /// # file: app.py
    /// print("shop")
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /srv
    /// COPY . .
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["python", "app.py"]
    /// # file: .dockerignore
    /// .git
    /// .env
    /// # file: pyproject.toml
    /// [project]
    /// name = "shop"
    /// version = "1"
    /// # file: app.py
    /// print("shop")
    /// ```
    /// ## Limits
    /// Looked for only where the context of the build can be told.
    pub MissingDockerignore {
        id: "container/missing-dockerignore",
        severity: Info,
        since: "0.1.0",
        aliases: ["droast:DF033"],
        references: [("Dockerignore files", "https://docs.docker.com/build/concepts/context/#dockerignore-files")],
    }
}

impl Rule<Document> for MissingDockerignore {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if document.build_context.is_none() || document.ignore.is_some() {
            return;
        }
        let statements = document.file.stages.iter().flat_map(|stage| &stage.statements);
        let whole = statements.into_iter().find(|statement| match &statement.instruction {
            Instruction::Copy(copy) | Instruction::Add(copy) => {
                copy.flag("from").is_none()
                    && copy.sources.iter().any(|word| matches!(word.text.as_str(), "." | "./"))
            }
            _ => false,
        });
        if let Some(statement) = whole {
            sink.push(
                Finding::of::<Self>(document.span(&statement.span))
                    .subject(".dockerignore")
                    .message("the whole context is copied, and no .dockerignore leaves anything out of it")
                    .help("Write one with `.git`, `.env*`, and the folders of dependencies and build output."),
            );
        }
    }
}
