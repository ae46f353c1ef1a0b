//! `container/libc-mismatch`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::base_image::{BaseImage, Libc, System};
use crate::dockerfile::{Instruction, Stage};
use crate::document::Document;
use crate::moment::{Moment, StageCopy, stage_copies};

declare_rule! {
    /// ## What it finds
    /// A program built in one stage and copied into a stage whose C library it cannot run with: GNU against musl or none
    /// at all, or a newer GNU library against an older one.
    ///
    /// ## Why it matters
    /// The image builds and the container does not start: `no such file or directory`, or ``version `GLIBC_2.34' not found``.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM rust:1.98-slim-trixie AS build
    /// WORKDIR /app
    /// COPY . .
    /// RUN cargo build --release --locked
    ///
    /// FROM alpine:3.24
    /// COPY --from=build /app/target/release/shop /usr/local/bin/shop
    /// USER 10001
    /// CMD ["shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM rust:1.98-slim-trixie AS build
    /// WORKDIR /app
    /// COPY . .
    /// RUN cargo build --release --locked
    ///
    /// FROM debian:trixie-slim
    /// COPY --from=build /app/target/release/shop /usr/local/bin/shop
    /// USER 10001
    /// CMD ["shop"]
    /// ```
    /// ## Limits
    /// Programs of Rust and Go, and virtual environments of Python. A Go program that uses no network is static in any case:
    /// its imports tell, or `EXPOSE` where there is no project around the file. Builds with a target or flags of their own are
    /// left alone.
    pub LibcMismatch {
        id: "container/libc-mismatch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [
            ("The Go command: cgo", "https://pkg.go.dev/cmd/cgo"),
            ("Rust: linkage of the C runtime", "https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes"),
        ],
    }
}

/// What a stage builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Built {
    Rust,
    Go,
    Python,
}

impl Rule<Document> for LibcMismatch {
    fn check(&self, document: &Document, sink: &mut Sink) {
        // One finding a stage: what is copied beside it has the same reason.
        let mut told = None;
        for StageCopy { stage, statement, copy, origin, moment } in stage_copies(document) {
            if told == Some(stage.index) {
                continue;
            }
            let runtime = BaseImage::of(document.file.base_image(stage));
            let Some(have) = runtime.libc() else { continue };
            if has_compatibility(document, stage) {
                continue;
            }
            let builder = BaseImage::of(document.file.base_image(origin));
            let paths: Vec<String> = copy.sources.iter().map(|source| moment.expand(source)).collect();
            let Some(built) = built(document, origin, &builder, &paths) else { continue };
            let Some(need) = builder.libc() else { continue };
            let Some(why) = clash(built, need, have) else { continue };
            let confidence = if built == Built::Rust { Confidence::High } else { Confidence::Medium };
            let image = &runtime.reference.text;
            sink.push(
                Finding::of::<Self>(document.span(&statement.span))
                    .subject(format!("stage {}: COPY --from={}", stage.label(), origin.label()))
                    .confidence(confidence)
                    .message(format!(
                        "what is built on `{}` does not run on `{image}`: {why}",
                        builder.reference.text
                    ))
                    .help(help(built)),
            );
            told = Some(stage.index);
        }
    }
}

fn help(built: Built) -> &'static str {
    match built {
        Built::Go => "Build with `CGO_ENABLED=0`, or take a final image of the same release as the builder.",
        Built::Rust => {
            "Take a final image of the same release as the builder, or build for `x86_64-unknown-linux-musl`."
        }
        Built::Python => "Take the same variant and release for both stages.",
    }
}

/// Why a program that needs one library does not run with the other.
fn clash(built: Built, need: Libc, have: Libc) -> Option<String> {
    match (need, have) {
        (Libc::Glibc(_), Libc::Musl) => {
            Some("it is linked against the GNU C library, and Alpine has musl".to_owned())
        }
        (Libc::Glibc(_), Libc::None) => {
            (built != Built::Python).then(|| "it is linked against the GNU C library, and there is none".to_owned())
        }
        // Where symbols moved to: programs built behind these releases do not run before them.
        (Libc::Glibc(Some(need)), Libc::Glibc(Some(have))) => {
            let steps: &[u32] = match built {
                Built::Rust => &[34, 39],
                Built::Go => &[34],
                Built::Python => &[],
            };
            steps
                .iter()
                .any(|step| need >= *step && have < *step)
                .then(|| format!("its release has version 2.{have} of the GNU C library, and the builder's 2.{need}"))
        }
        // Rust's musl target is linked statically.
        (Libc::Musl, Libc::Glibc(_)) => {
            (built == Built::Python).then(|| "its compiled parts are linked against musl".to_owned())
        }
        _ => None,
    }
}

/// What the paths of a stage are, when they are what a compiler of that stage made with its usual settings.
fn built(document: &Document, origin: &Stage, builder: &BaseImage, paths: &[String]) -> Option<Built> {
    let commands = Moment::end(document, origin).commands();
    let runs = |name: &str, verbs: &[&str]| {
        commands.iter().any(|command| {
            command.name() == name && command.arguments().first().is_some_and(|verb| verbs.contains(&verb.as_str()))
        })
    };
    let said = |words: &[&str]| {
        let lineage = document.file.lineage(origin);
        lineage.iter().any(|stage| {
            stage.statements.iter().any(|statement| {
                let text = document.source.slice(statement.span.clone());
                words.iter().any(|word| text.contains(word))
            })
        })
    };
    if runs("cargo", &["build", "install", "chef"])
        && (builder.official() == Some("rust") || builder.system == Some(System::Debian))
    {
        let binary = paths.iter().any(|path| path.contains("release/") || path.contains("/bin/"));
        let own = said(&["musl", "--target", "RUSTFLAGS", "crt-static", "zigbuild", "upx"]);
        return (binary && !own).then_some(Built::Rust);
    }
    if builder.official() == Some("golang") && runs("go", &["build", "install"]) {
        let own = said(&[
            "CGO_ENABLED",
            "-static",
            "netgo",
            "osusergo",
            "musl",
            "GOOS=windows",
            "xx-go",
            "GOARCH=",
            "GOOS=js",
            "make",
        ]);
        let binary = paths.iter().any(|path| !path.rsplit('/').next().unwrap_or_default().contains('.'));
        let copies_binary = binary && names_output(&commands, paths) && uses_network(document);
        return (copies_binary && !own && builder.system == Some(System::Debian)).then_some(Built::Go);
    }
    let is_environment =
        |path: &String| path.contains("site-packages") || path.ends_with("/venv") || path.ends_with("/.venv");
    if builder.official() == Some("python") && paths.iter().any(is_environment) {
        return Some(Built::Python);
    }
    None
}

/// Whether a Go program resolves names or users, which it does with the C library; without its code, whether it is a
/// server by what the file exposes.
fn uses_network(document: &Document) -> bool {
    let code = document.build_context.as_ref().and_then(|context| context.code(&["go"]));
    match code.filter(|code| !code.is_empty()) {
        Some(code) => code.iter().any(|(path, source)| {
            let imports = [
                "\"net\"",
                "\"net/http\"",
                "\"os/user\"",
                "import \"C\"",
                "google.golang.org/grpc\"",
                "gin-gonic/gin\"",
            ];
            !path.ends_with("_test.go") && imports.iter().any(|import| source.text().contains(import))
        }),
        None => document.file.final_stage().is_some_and(|stage| stage.expose().is_some()),
    }
}

/// Whether a copied path ends in the name that a `go build -o` gave, or in a folder of programs.
fn names_output(commands: &[&crate::dockerfile::shell::SimpleCommand], paths: &[String]) -> bool {
    let outputs: Vec<String> = commands
        .iter()
        .filter(|command| command.name() == "go")
        .filter_map(|command| {
            let arguments = command.arguments();
            let at = arguments.iter().position(|word| word == "-o");
            at.and_then(|at| arguments.get(at + 1).cloned())
        })
        .map(|output| output.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    paths.iter().any(|path| {
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        path.starts_with("/go/bin") || outputs.iter().any(|output| !output.is_empty() && output == last)
    })
}

/// Whether a library that stands in for the other is installed.
fn has_compatibility(document: &Document, stage: &Stage) -> bool {
    Moment::end(document, stage).commands().iter().any(|command| {
        command.words.iter().any(|word| {
            ["libc6-compat", "gcompat", "glibc", "musl", "ld-linux", "libc.so", "ld-musl"]
                .iter()
                .any(|name| word.text.contains(name))
        })
    }) || stage.statements.iter().any(|statement| {
        let Instruction::Copy(copy) = &statement.instruction else { return false };
        copy.sources.iter().any(|source| {
            source.text.contains("/lib") && !source.text.contains("site-packages") || source.text.contains("ld-")
        })
    })
}
