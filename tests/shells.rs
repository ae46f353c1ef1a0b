//! Completions and the manual: every command and every option is in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use support::account::Account;

/// Every command, as the words that name it, with its options, from its own help.
fn commands(account: &Account) -> Vec<(Vec<String>, BTreeSet<String>)> {
    let mut found = Vec::new();
    let mut waiting = vec![Vec::new()];
    while let Some(words) = waiting.pop() {
        let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = account.said(&arguments);
        let options = help
            .lines()
            // Options stand less far in than what is said of them.
            .filter(|line| line.starts_with("      --") || line.starts_with("  -"))
            .filter_map(|line| line.split_once("--")?.1.split([' ', ',']).next().map(str::to_owned))
            .collect();
        let listed = help.split("\nCommands:\n").nth(1).unwrap_or_default();
        for line in listed.lines().take_while(|line| line.starts_with("  ")) {
            // A line that goes on with the one before it stands further in.
            if let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' '))
                && let Some(name) = name.split_whitespace().next()
                && name != "help"
            {
                waiting.push(words.iter().cloned().chain([name.to_owned()]).collect());
            }
        }
        found.push((words, options));
    }
    found
}

#[test]
fn completions_know_every_command_and_option() {
    let account = Account::new();
    let commands = commands(&account);
    assert!(
        commands.len() >= 15 && commands.iter().any(|(words, _)| words.join(" ") == "approvals verify"),
        "{commands:?}"
    );

    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = account.said(&["completions", shell]);
        for (words, options) in &commands {
            for name in words {
                assert!(script.contains(name.as_str()), "{shell}: {words:?}");
            }
            for option in options {
                // fish writes `-l root`, the others `--root`.
                let written = script.contains(&format!("--{option}")) || script.contains(&format!("-l {option}"));
                assert!(written, "{shell}: {words:?} --{option}");
            }
        }
    }
}

#[test]
fn bash_completes_each_command_that_it_recognises() {
    let script = Account::new().said(&["completions", "bash"]);
    let recognised: BTreeSet<&str> = script
        .split("cmd=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| !name.is_empty())
        .collect();

    assert!(recognised.len() >= 15, "{recognised:?}");
    for name in recognised {
        assert!(script.contains(&format!("\n        {name})\n")), "{name} has no completions");
    }
}

#[test]
fn the_manual_has_a_page_for_every_command_with_every_option() {
    let account = Account::new();
    let folder = account.path("man");
    std::fs::create_dir(&folder).unwrap();

    account.said(&["man", "--dir", folder.to_str().unwrap()]);

    for (words, options) in commands(&account) {
        let mut name = vec!["backend-architect".to_owned()];
        name.extend(words.iter().cloned());
        let written = account.read(&format!("man/{}.1", name.join("-")));
        let mut arguments = vec!["man"];
        arguments.extend(words.iter().map(String::as_str));
        let printed = account.said(&arguments);
        // `-` is a hyphen in a page and a minus where it is escaped.
        let plain = printed.replace("\\-", "-");
        for option in options {
            assert!(plain.contains(&format!("--{option}")), "{words:?} --{option}:\n{printed}");
        }
        assert!(plain.contains("\n.SH SYNOPSIS\n"), "{printed}");
        assert_eq!(written.trim_end(), printed.trim_end(), "{words:?}");
    }
    assert!(account.refused(&["man", "srve"]).contains("did you mean `serve`?"));
}
