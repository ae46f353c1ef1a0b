//! What the command lines of package managers mean.

use crate::dockerfile::shell::SimpleCommand;

/// Options whose value is the next word.
const WITH_VALUE: [&str; 17] = [
    "--prefix",
    "-C",
    "--dir",
    "-w",
    "--workspace",
    "--filter",
    "-F",
    "--registry",
    "--cache",
    "--loglevel",
    "--network-timeout",
    "--cwd",
    "--network-concurrency",
    "--cache-folder",
    "--store-dir",
    "--omit",
    "--only",
];

/// The arguments that are neither options nor their values: the verb and what it is about.
pub fn operands(command: &SimpleCommand) -> Vec<String> {
    let mut words = Vec::new();
    let mut value = false;
    for word in command.arguments() {
        if std::mem::take(&mut value) {
            continue;
        }
        if word.starts_with('-') {
            value = WITH_VALUE.contains(&word.as_str());
        } else {
            words.push(word);
        }
    }
    words
}
