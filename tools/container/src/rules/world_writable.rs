//! `container/world-writable`

use std::ops::Range;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// `chmod 777`, `chmod a+w` and their like, and `--chmod=777`.
    ///
    /// ## Why it matters
    /// Any process in the container can then change the files, whatever user it runs as: whoever gets into one process
    /// changes what the others run.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN chmod -R 777 /srv
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN chown -R 10001:10001 /srv
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A folder with the sticky bit (`1777`, as /tmp has) is not meant.
    pub WorldWritable {
        id: "container/world-writable",
        severity: Warning,
        since: "0.1.0",
        aliases: ["droast:DF034"],
        references: [("chmod", "https://manpages.debian.org/trixie/coreutils/chmod.1.en.html")],
    }
}

impl Rule<Document> for WorldWritable {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| command.name() == "chmod") {
                let Some(mode) = command.program().iter().skip(1).find(|word| opens_to_all(&word.plain())) else {
                    continue;
                };
                sink.push(open_to_all(document, &mode.span, &mode.plain()).subject(format!(
                    "stage {}: {}",
                    step.stage.label(),
                    title(command)
                )));
            }
        }
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
                if let Some(mode) = copy.flag("chmod").filter(|mode| opens_to_all(&mode.unquoted())) {
                    sink.push(open_to_all(document, &mode.span, &mode.text).subject(format!(
                        "stage {}: --chmod={}",
                        stage.label(),
                        mode.text
                    )));
                }
            }
        }
    }
}

fn open_to_all(document: &Document, place: &Range<usize>, mode: &str) -> Finding {
    Finding::of::<WorldWritable>(document.span(place))
        .message(format!("the mode `{mode}` lets every user write"))
        .help("Give the files to the user that the service runs as, with `chown` or `--chown`.")
}

/// Whether a mode lets others write, without the sticky bit that makes it safe for a folder.
fn opens_to_all(mode: &str) -> bool {
    let octal = (3..=5).contains(&mode.len()) && mode.chars().all(|digit| ('0'..='7').contains(&digit));
    if octal {
        let bits = u32::from_str_radix(mode, 8).unwrap_or(0);
        return bits & 0o002 != 0 && bits & 0o1000 == 0;
    }
    mode.split(',').any(|change| {
        let Some((who, what)) = change.split_once(['+', '=']) else { return false };
        let others = who.contains(['o', 'a']) && who.chars().all(|letter| "ugoa".contains(letter));
        others && what.contains('w') && !what.contains('t') && what.chars().all(|letter| "rwxXst".contains(letter))
    })
}
