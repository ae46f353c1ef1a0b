//! An entry of a configuration as what a client will start: the variables in it replaced, as that client replaces them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::clients::Client;

/// Whose configuration it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// A person's own.
    Person,
    /// A project's, which may be written by anybody.
    Project,
}

/// What will be started.
#[derive(Debug)]
pub(super) struct Launch {
    /// The program; nothing where the server is reached at a URL.
    pub(super) command: Option<String>,
    /// Its arguments.
    pub(super) arguments: Vec<String>,
    /// Its environment, beside the client's own. Only a person's own configuration has a say in it.
    pub(super) environment: Vec<(String, String)>,
    /// The folder in which it is started.
    pub(super) folder: PathBuf,
    /// Whose configuration says so.
    pub(super) scope: Scope,
    /// Whether it is switched off.
    pub(super) disabled: bool,
    /// Variables whose value is not known here.
    pub(super) unknown: Vec<String>,
}

impl Launch {
    pub(super) fn read(entry: &Value, client: Client, scope: Scope, project: &Path) -> Result<Self, String> {
        let mut unknown = Vec::new();
        let mut replaced = |text: &str| replace(text, client, project, &mut unknown);
        let url = entry.get("url").is_some_and(Value::is_string);
        let command = match entry.get("command") {
            Some(Value::String(command)) => Some(replaced(command)),
            None if url => None,
            _ => return Err("the entry has no `command`".to_owned()),
        };
        let arguments = match entry.get("args") {
            None => Vec::new(),
            Some(arguments) => {
                let words: Vec<String> = serde_json::from_value(arguments.clone())
                    .map_err(|_| "the `args` of the entry are no list of texts".to_owned())?;
                words.iter().map(|word| replaced(word)).collect()
            }
        };
        let own = entry.get("env").filter(|_| scope == Scope::Person).and_then(Value::as_object);
        let environment = own
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), replaced(value.as_str()?))))
            .collect();
        let folder = match entry.get("cwd").and_then(Value::as_str) {
            Some(folder) => project.join(replaced(folder)),
            None => project.to_owned(),
        };
        let disabled = entry.get("disabled") == Some(&Value::Bool(true));
        Ok(Self { command, arguments, environment, folder, scope, disabled, unknown })
    }
}

/// Replaces `${…}` where it is known what stands for it; what is not is left, and named.
fn replace(text: &str, client: Client, project: &Path, unknown: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        if let Some(value) = value(name, client, project) {
            out.push_str(&value);
        } else {
            out.push_str("${");
            out.push_str(name);
            out.push('}');
            if !unknown.iter().any(|known| known == name) {
                unknown.push(name.to_owned());
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn value(name: &str, client: Client, project: &Path) -> Option<String> {
    match client {
        // Claude Desktop replaces nothing: what is written is what the server gets.
        Client::ClaudeDesktop => Some(format!("${{{name}}}")),
        Client::ClaudeCode => {
            let (name, otherwise) = name.split_once(":-").map_or((name, None), |(name, other)| (name, Some(other)));
            if name == "CLAUDE_PROJECT_DIR" {
                return Some(project.display().to_string());
            }
            std::env::var(name).ok().or_else(|| otherwise.map(str::to_owned))
        }
        Client::Cursor | Client::VsCode => match name.split_once(':') {
            None if name == "workspaceFolder" => Some(project.display().to_string()),
            None if name == "userHome" => std::env::var(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).ok(),
            Some(("env", name)) => std::env::var(name).ok(),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str, client: Client) -> (String, Vec<String>) {
        let mut unknown = Vec::new();
        let text = replace(text, client, Path::new("/srv/shop"), &mut unknown);
        (text, unknown)
    }

    #[test]
    fn each_client_has_variables_of_its_own() {
        assert_eq!(replaced("${workspaceFolder}/api", Client::VsCode), ("/srv/shop/api".to_owned(), vec![]));
        assert_eq!(
            replaced("${input:token}", Client::VsCode),
            ("${input:token}".to_owned(), vec!["input:token".to_owned()])
        );
        assert_eq!(
            replaced("${CLAUDE_PROJECT_DIR:-.}/a${", Client::ClaudeCode),
            ("/srv/shop/a${".to_owned(), vec![])
        );
        assert_eq!(replaced("${NO_SUCH_VARIABLE:-b}", Client::ClaudeCode), ("b".to_owned(), vec![]));
        assert_eq!(replaced("${HOME}", Client::ClaudeDesktop), ("${HOME}".to_owned(), vec![]));
    }

    #[test]
    fn the_environment_of_a_project_is_not_taken() {
        let entry = serde_json::json!({"command": "backend-architect", "env": {"LD_PRELOAD": "x.so"}});
        let environment =
            |scope| Launch::read(&entry, Client::Cursor, scope, Path::new("/srv")).unwrap().environment.len();

        assert_eq!((environment(Scope::Person), environment(Scope::Project)), (1, 0));
    }
}
