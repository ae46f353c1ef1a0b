//! `container/password-set-in-build`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A `RUN` that gives a user a password.
    ///
    /// ## Why it matters
    /// The password is part of the image and of its history: whoever can pull the image can read it, and it is the same in
    /// every container.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN echo "shop:shop" | chpasswd
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN useradd --uid 10001 --create-home shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A step with a secret mount is not meant, nor a lock (`passwd -l`) or a removal (`passwd -d`).
    pub PasswordSetInBuild {
        id: "container/password-set-in-build",
        severity: Error,
        since: "0.1.0",
        aliases: ["checkov:CKV2_DOCKER_17"],
        references: [("Build secrets", "https://docs.docker.com/build/building/secrets/")],
    }
}

impl Rule<Document> for PasswordSetInBuild {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            if step.run.mounts().any(|mount| mount.contains("type=secret")) {
                continue;
            }
            for command in step.commands.iter().filter(|command| sets_password(command)) {
                let name = command.name();
                // The command's words may hold the password, so only its name is shown.
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(format!("stage {}: {name}", step.stage.label()))
                        .message(format!("`{name}` sets a password that everybody who has the image can read"))
                        .help("Leave the user without one; containers are entered by the tools of the platform."),
                );
            }
        }
    }
}

fn sets_password(command: &SimpleCommand) -> bool {
    match command.name().as_str() {
        "chpasswd" => true,
        "passwd" => command.has(&["--stdin"]),
        "usermod" | "useradd" => {
            let mut arguments =
                command.arguments().into_iter().skip_while(|word| word != "-p" && word != "--password");
            // `*` and `!` lock the user.
            arguments.nth(1).is_some_and(|value| !value.is_empty() && !value.starts_with(['*', '!', '-']))
        }
        _ => false,
    }
}
