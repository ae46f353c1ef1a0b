//! Commands in scripts of the shell that take stored data away: volumes, databases, tables, keys, buckets.
//!
//! Who sets up a machine for writing or testing the program begins anew each time; such scripts are told by their names.

use architect_core::Confidence;

use super::{Facts, What};
use crate::change::{Operation, Side};
use crate::examined::Examined;
use crate::guard::Guard;
use crate::role::Kind;
use crate::word::words;

/// Words of scripts for those who write or test the program.
const DEVELOPMENT: [&str; 14] = [
    "dev",
    "development",
    "test",
    "tests",
    "testing",
    "ci",
    "local",
    "e",
    "bench",
    "benchmark",
    "demo",
    "sandbox",
    "lint",
    "fixtures",
];

/// Words that stand in one command, in this order, and what they do.
const COMMANDS: [(&[&str], &str); 16] = [
    (&["docker", "volume", "rm"], "docker volume rm"),
    (&["docker", "volume", "prune"], "docker volume prune"),
    (&["compose", "down", "-v"], "docker compose down -v"),
    (&["compose", "down", "--volumes"], "docker compose down --volumes"),
    (&["dropdb"], "dropdb"),
    (&["flushall"], "FLUSHALL"),
    (&["flushdb"], "FLUSHDB"),
    (&["aws", "s3", "rm", "--recursive"], "aws s3 rm --recursive"),
    (&["aws", "s3", "rb", "--force"], "aws s3 rb --force"),
    (&["gsutil", "rm", "-r"], "gsutil rm -r"),
    (&["kubectl", "delete", "pvc"], "kubectl delete pvc"),
    (&["kubectl", "delete", "pv"], "kubectl delete pv"),
    (&["kubectl", "delete", "namespace"], "kubectl delete namespace"),
    (&["kafka-topics", "--delete"], "kafka-topics --delete"),
    (&["zfs", "destroy"], "zfs destroy"),
    (&["rabbitmqctl", "purge_queue"], "rabbitmqctl purge_queue"),
];

/// What each of the commands and statements holds.
const VERBS: [&str; 10] = ["rm", "rb", "prune", "down", "drop", "flush", "delete", "destroy", "truncate", "purge"];

/// Statements of SQL that a client is given, by their first words, in lower case.
const STATEMENTS: [&str; 6] =
    ["drop database ", "drop schema ", "drop table ", "truncate ", "delete from ", "drop column "];

/// Reads the scripts of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| is_script(file)) {
        let path = file.file.path_on(Side::New);
        let development = words(path).iter().any(|word| DEVELOPMENT.contains(&word.as_str()));
        for read in &file.new {
            let found = read.block.changed().find_map(|(line, place, text)| {
                let moved = file.is_moved(Side::New, place.number);
                Some((line, taken(text).filter(|_| !moved)?))
            });
            let Some((line, call)) = found else { continue };
            facts
                .on_line(file, Side::New, read, line, What::StoreEmptied { call })
                .guarded(development.then_some(Guard::DevelopmentOnly))
                .confidence(Confidence::Medium);
            break;
        }
    }
}

fn is_script(file: &Examined<'_>) -> bool {
    let name = file.file.path.rsplit('/').next().unwrap_or_default();
    let shell = [".sh", ".bash", ".zsh"].iter().any(|extension| name.ends_with(extension));
    shell
        && file.guard.is_none()
        && file.file.operation != Operation::Deleted
        && !matches!(file.role.kind, Kind::Workflow | Kind::Migration)
}

/// The command of a line that takes data away.
fn taken(text: &str) -> Option<String> {
    const LONGEST: usize = 600;
    let text = text.trim();
    if text.starts_with('#') || text.len() > LONGEST {
        return None;
    }
    let says = ["echo ", "printf ", "log ", "warn ", "info "].iter().any(|say| text.starts_with(say));
    if says {
        return None;
    }
    let lower = text
        .to_ascii_lowercase()
        .replace("docker-compose", "docker compose")
        .replace("kafka-topics.sh", "kafka-topics");
    // Most lines say none of it, and that is found out first.
    if !VERBS.iter().any(|verb| lower.contains(verb)) {
        return None;
    }
    for (command, name) in COMMANDS {
        let mut waiting =
            lower.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | ';' | '`' | '$'));
        if command.iter().all(|word| waiting.any(|next| next == *word)) {
            return Some(name.to_owned());
        }
    }
    let client = ["psql", "mysql", "mariadb", "sqlite3", "clickhouse", "cqlsh", "sqlcmd"];
    let asked = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| client.iter().any(|name| word.starts_with(name)));
    let statement = STATEMENTS.iter().find(|statement| {
        lower.match_indices(*statement).any(|(at, _)| {
            lower
                .get(..at)
                .and_then(|before| before.trim_end_matches(' ').chars().last())
                .is_some_and(|c| matches!(c, '"' | '\'' | ';'))
        })
    })?;
    asked.then(|| statement.trim().to_ascii_uppercase())
}
