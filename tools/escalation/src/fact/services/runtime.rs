//! What a program runs on: another language under a Dockerfile that stays.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::development_only;
use crate::change::{Operation, Side};
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Last part of an image's repository, and the runtime in it.
const RUNTIMES: [(&str, &str); 20] = [
    ("node", "Node.js"),
    ("bun", "Bun"),
    ("deno", "Deno"),
    ("python", "Python"),
    ("golang", "Go"),
    ("rust", "Rust"),
    ("ruby", "Ruby"),
    ("php", "PHP"),
    ("perl", "Perl"),
    ("elixir", "Elixir"),
    ("erlang", "Erlang"),
    ("openjdk", "Java"),
    ("eclipse-temurin", "Java"),
    ("amazoncorretto", "Java"),
    ("ibmjava", "Java"),
    ("zulu-openjdk", "Java"),
    ("aspnet", ".NET"),
    ("sdk", ".NET"),
    ("mono", "Mono"),
    ("swift", "Swift"),
];

/// Reads the runtimes of Dockerfiles.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let stays = files.iter().filter(|file| {
        file.role.kind == Kind::Dockerfile && matches!(file.file.operation, Operation::Modified | Operation::Renamed)
    });
    for file in stays {
        let (before, after) = (runtimes(file, Side::Old), runtimes(file, Side::New));
        let gone = before.iter().find(|(name, (changed, ..))| *changed && !after.contains_key(*name));
        let came = after.iter().find(|(name, (changed, ..))| *changed && !before.contains_key(*name));
        let (Some((gone, _)), Some((came, (_, block, line)))) = (gone, came) else { continue };
        let Some(read) = file.side(Side::New).get(*block) else { continue };
        let what = What::FrameworkReplaced { what: format!("the runtime {gone} is replaced by {came}") };
        facts
            .on_line(file, Side::New, read, *line, what)
            .guarded(development_only(file))
            .confidence(Confidence::Medium);
    }
}

/// The runtimes that a side builds on: whether on a changed line, block and line.
fn runtimes(file: &Examined<'_>, side: Side) -> BTreeMap<&'static str, (bool, usize, usize)> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        for index in 0..read.block.lines.len() {
            let mut words = read.block.line_text(index).split_whitespace();
            if !words.next().is_some_and(|word| word.eq_ignore_ascii_case("from")) {
                continue;
            }
            let Some(image) = words.find(|word| !word.starts_with("--")) else { continue };
            let repository = image.split(['@', ':']).next().unwrap_or(image);
            let name = repository.rsplit('/').next().unwrap_or(repository);
            // `sdk` and its kin are names of many things but in Microsoft's registry.
            if matches!(name, "sdk" | "aspnet") && !repository.contains("dotnet") {
                continue;
            }
            let Some((_, runtime)) = RUNTIMES.iter().find(|(known, _)| *known == name) else { continue };
            let changed = read.block.lines.get(index).is_some_and(|line| line.changed);
            found.entry(*runtime).or_insert((changed, block, index));
        }
    }
    found
}
