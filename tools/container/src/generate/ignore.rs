//! The `.dockerignore` that goes with a Dockerfile.

/// What never belongs into a build context, whatever the stack.
const ALWAYS: [&str; 21] = [
    ".git",
    ".github",
    ".gitlab-ci.yml",
    ".idea",
    ".vscode",
    ".DS_Store",
    "Dockerfile*",
    ".dockerignore",
    "compose*.y*ml",
    "docker-compose*.y*ml",
    "**/*.log",
    "# Secrets: never in a layer",
    "**/.env",
    "**/.env.*",
    "!**/.env.example",
    "**/*.pem",
    "**/*.key",
    "**/id_rsa*",
    "**/.netrc",
    "**/.aws",
    "# Made by tools; the build makes its own",
];

/// The text of a `.dockerignore` with the stack's own lines.
pub(crate) fn text(own: &[&str]) -> String {
    let mut text = String::new();
    for line in ALWAYS.iter().chain(own) {
        text.push_str(line);
        text.push('\n');
    }
    text
}
