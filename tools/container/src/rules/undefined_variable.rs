//! `container/undefined-variable`

use std::collections::BTreeSet;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::dockerfile::variables::{PLATFORM_ARGUMENTS, references};
use crate::dockerfile::{Instruction, Reference, Stage, Statement, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A variable in an instruction of the builder that nothing declares there, though something of its name is declared
    /// elsewhere, or something nearly of its name.
    ///
    /// ## Why it matters
    /// It is empty: a path loses its middle, a version its number. An `ARG` before the first stage does not count within a
    /// stage until the stage declares it again, and what another stage declares does not count at all.
    ///
    /// ## Bad
    /// ```dockerfile
    /// ARG VERSION=1.2.0
    /// FROM debian:trixie-slim
    /// COPY shop-${VERSION} /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// ARG VERSION=1.2.0
    /// FROM debian:trixie-slim
    /// ARG VERSION
    /// COPY shop-${VERSION} /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// What the base image sets is not known here, so a variable that resembles nothing is reported only on an empty base.
    /// `${NAME:-default}` and a variable that adds to itself (`ENV A=$A:b`) are never reported; commands of `RUN` are the
    /// shell's.
    pub UndefinedVariable {
        id: "container/undefined-variable",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:UndefinedVar"],
        references: [("Build checks: UndefinedVar", "https://docs.docker.com/reference/build-checks/undefined-var/"), ("Dockerfile reference: scope of ARG", "https://docs.docker.com/reference/dockerfile/#scope")],
    }
}

impl Rule<Document> for UndefinedVariable {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let file = &document.file;
        for stage in &file.stages {
            for (number, statement) in stage.statements.iter().enumerate() {
                let mut seen = BTreeSet::new();
                for word in expanded(&statement.instruction) {
                    if word.text.len() > MAX_WORD || !word.text.contains('$') {
                        continue;
                    }
                    for found in references(&word.text, file.escape()) {
                        if is_candidate(document, stage, number, &found, &statement.instruction)
                            && seen.insert(found.name.clone())
                            && let Some(finding) = judge(document, stage, number, &found, word)
                        {
                            sink.push(finding);
                        }
                    }
                }
            }
        }
    }
}

/// Longest word that is looked into.
const MAX_WORD: usize = 16 * 1024;

fn is_candidate(
    document: &Document,
    stage: &Stage,
    number: usize,
    found: &Reference,
    instruction: &Instruction,
) -> bool {
    let named = found.name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let proxy = found.name.to_ascii_lowercase().ends_with("_proxy");
    let adds_to_itself = match instruction {
        Instruction::Env(pairs) => pairs.iter().any(|pair| pair.name.text == found.name),
        _ => false,
    };
    named
        && !proxy
        && !found.has_alternative
        && !adds_to_itself
        && !matches!(found.name.as_str(), "PATH" | "HOME")
        && !document.file.value_at(stage, number, &found.name).is_declared()
}

fn judge(document: &Document, stage: &Stage, number: usize, found: &Reference, word: &Word) -> Option<Finding> {
    let file = &document.file;
    let name = found.name.as_str();
    let finding = Finding::of::<UndefinedVariable>(document.span(&word.part(&found.range)))
        .subject(format!("stage {}: ${name}", stage.label()));
    if PLATFORM_ARGUMENTS.contains(&name) || file.global(name).is_declared() {
        return Some(
            finding
                .message(format!("`{name}` is empty here: the stage does not declare it"))
                .help(format!("Put `ARG {name}` into the stage.")),
        );
    }
    let near = |known: &&str| is_slip(name, known);
    let known = file.names_at(stage, number);
    if let Some(near) = known.iter().copied().chain(["PATH"]).find(|known| near(known)) {
        return Some(
            finding
                .confidence(Confidence::Medium)
                .message(format!("nothing declares `{name}`"))
                .help(format!("Did you mean `${near}`?")),
        );
    }
    let sets = |statement: &&Statement| match &statement.instruction {
        Instruction::Arg(pairs) | Instruction::Env(pairs) => pairs.iter().any(|pair| pair.name.text == name),
        _ => false,
    };
    if let Some(later) = stage.statements.get(number + 1..).unwrap_or_default().iter().find(sets) {
        return Some(
            finding
                .confidence(Confidence::Medium)
                .message(format!("`{name}` is declared only further below"))
                .related(document.span(&later.span), "the declaration"),
        );
    }
    let elsewhere = |other: &&Statement| matches!(other.instruction, Instruction::Arg(_)) && sets(other);
    let other = file
        .stages
        .iter()
        .filter(|other| other.index != stage.index)
        .find_map(|other| other.statements.iter().find(elsewhere).map(|statement| (other, statement)));
    if let Some((other, statement)) = other {
        return Some(
            finding
                .confidence(Confidence::Medium)
                .message(format!("`{name}` is declared in the stage {} alone", other.label()))
                .related(document.span(&statement.span), "the declaration")
                .help(format!("Put `ARG {name}` into this stage too.")),
        );
    }
    let empty_base = file.base_image(stage).is_scratch();
    empty_base.then(|| finding.message(format!("nothing declares `{name}`, and the base image is empty")))
}

/// Whether one name is the other with one slip: a letter more, less, other, or two exchanged.
fn is_slip(name: &str, known: &str) -> bool {
    const SHORTEST: usize = 4;
    let letters =
        |text: &str| text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect::<Vec<char>>();
    let (one, other) = (letters(name), letters(known));
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    let common = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let behind = |letters: &[char], skip: usize| letters.get(common + skip..).unwrap_or_default().to_vec();
    let digit = |letters: &[char]| letters.get(common).is_some_and(char::is_ascii_digit);
    // `A1` and `A2` are meant to differ.
    if digit(&one) || digit(&other) {
        return false;
    }
    let exchanged = one.get(common) == other.get(common + 1) && one.get(common + 1) == other.get(common);
    match one.len().abs_diff(other.len()) {
        0 => behind(&one, 1) == behind(&other, 1) || (exchanged && behind(&one, 2) == behind(&other, 2)),
        1 if one.len() > other.len() => behind(&one, 1) == behind(&other, 0),
        1 => behind(&one, 0) == behind(&other, 1),
        _ => false,
    }
}

/// The words into which the builder puts variables.
fn expanded(instruction: &Instruction) -> Vec<&Word> {
    match instruction {
        Instruction::Env(pairs) | Instruction::Label(pairs) => {
            pairs.iter().flat_map(|pair| std::iter::once(&pair.name).chain(&pair.value)).collect()
        }
        Instruction::Arg(pairs) => pairs.iter().filter_map(|pair| pair.value.as_ref()).collect(),
        Instruction::Copy(copy) | Instruction::Add(copy) => {
            let flags = copy.flags.iter().filter(|flag| ["chmod", "chown", "checksum"].contains(&flag.name.as_str()));
            let flags = flags.filter_map(|flag| flag.value.as_ref());
            copy.sources.iter().chain([&copy.destination]).chain(flags).collect()
        }
        Instruction::Expose(words) | Instruction::Volume(words) => words.iter().collect(),
        Instruction::Workdir(word) | Instruction::User(word) | Instruction::Stopsignal(word) => vec![word],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_other_names() {
        for (name, known) in
            [("DIR_ASSET", "DIR_ASSETS"), ("PAHT", "PATH"), ("MYARCH", "MY_ARCH"), ("VERSIN", "VERSION")]
        {
            assert!(is_slip(name, known), "{name} {known}");
        }
        for (name, known) in [("JAVA_HOME", "JAVA_OPTS"), ("PORT1", "PORT2"), ("UID", "GID"), ("APP_HOME", "APP")] {
            assert!(!is_slip(name, known), "{name} {known}");
        }
    }
}
