//! `container/toolchain-shipped`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A final stage that compiles on the compiler's own image and starts what it compiled there.
    ///
    /// ## Why it matters
    /// The compiler, the sources and all that was loaded for the build are in the image: hundreds of megabytes to pull, and
    /// programs that help whoever gets in.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie
    /// WORKDIR /src
    /// COPY . .
    /// RUN go build -o /usr/local/bin/shop ./cmd/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o /out/shop ./cmd/shop
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /out/shop /shop
    /// HEALTHCHECK NONE
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Limits
    /// Compiled languages alone: what Node.js and Python build often needs the same image to run.
    pub ToolchainShipped {
        id: "container/toolchain-shipped",
        severity: Info,
        since: "0.1.0",
        aliases: ["droast:DF011"],
        references: [("Multi-stage builds", "https://docs.docker.com/build/building/multi-stage/")],
    }
}

impl Rule<Document> for ToolchainShipped {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let [stage, ..] = lineage.as_slice() else { return };
        let base = document.file.base_image(stage);
        let compiler =
            matches!(base.official(), Some("golang" | "rust" | "maven" | "gradle" | "swift" | "haskell" | "gcc"))
                || (base.registry.as_deref() == Some("mcr.microsoft.com") && base.repository == "dotnet/sdk");
        let starts = lineage.iter().any(|stage| stage.cmd().is_some() || stage.entrypoint().is_some());
        if !compiler || !starts {
            return;
        }
        let built = lineage.iter().find_map(|stage| {
            document.runs(stage).find_map(|step| step.commands.iter().find(|command| compiles(command)))
        });
        if let Some(command) = built {
            sink.push(
                Finding::of::<Self>(document.span(&stage.from_statement.span))
                    .subject(format!("stage {}: {}", stage.label(), base.text))
                    .message(format!(
                        "the image that is started is the one that compiles, with all of `{}`",
                        base.text
                    ))
                    .related(document.span(&command.span()), "compiles")
                    .help("Compile in a stage of its own, and copy the result into a small image."),
            );
        }
    }
}

fn compiles(command: &SimpleCommand) -> bool {
    let verbs: &[&str] = match command.name().as_str() {
        "go" | "cargo" | "swift" | "stack" => &["build", "install"],
        "mvn" | "mvnw" => &["package", "install", "verify"],
        "gradle" | "gradlew" => &["build", "assemble", "bootJar", "installDist", "shadowJar"],
        "dotnet" => &["publish", "build"],
        "gcc" | "make" | "cmake" => return true,
        _ => return false,
    };
    command.has(verbs)
}
