//! `container/wget-progress`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `wget` that writes its progress into the log of the build. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Thousands of lines of dots hide what else the step says.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN wget https://downloads.example.com/shop.tar.gz
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN wget --no-verbose https://downloads.example.com/shop.tar.gz
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub WgetProgress {
        id: "container/wget-progress",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3047"],
        references: [("wget manual", "https://www.gnu.org/software/wget/manual/wget.html#Download-Options")],
    }
}

impl Rule<Document> for WgetProgress {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| command.name() == "wget" && !is_quiet(command)) {
                let Some(word) = command.program().first() else { continue };
                let end = word.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: " -nv".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(step.subject(command))
                        .message("wget writes its progress into the log of the build")
                        .help("Add `-nv`, `-q` or `--progress=dot:giga`.")
                        .fix(Fix::needs_review("Add `-nv`", vec![edit])),
                );
            }
        }
    }
}

fn is_quiet(command: &SimpleCommand) -> bool {
    const LONG: [&str; 7] =
        ["--quiet", "--no-verbose", "--progress", "--output-file", "--append-output", "--version", "--help"];
    let bundles = command.arguments().into_iter().filter(|word| word.starts_with('-') && !word.starts_with("--"));
    // `-nv` is two letters for one option; `-q`, `-o` and `-a` silence it or send it to a file.
    let short = bundles.into_iter().any(|word| {
        word.contains("nv") || word.starts_with(['-']) && word.contains('q') || word == "-o" || word == "-a"
    });
    short || command.has_option('\0', &LONG)
}
