//! Where a client keeps its configuration, by its own documentation, on each system.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use architect_core::ToolError;

use super::Client;

/// The kinds of system whose places differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// macOS.
    Mac,
    /// Windows.
    Windows,
    /// Linux and its like: the XDG directories.
    Xdg,
}

impl System {
    /// The one this program was built for.
    pub(crate) fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::Xdg
        }
    }
}

/// The configuration for all of a person's projects.
pub(crate) fn of_user(client: Client) -> Result<PathBuf, ToolError> {
    let packages = std::env::var_os("LOCALAPPDATA").map(|local| PathBuf::from(local).join("Packages"));
    let packages = packages.filter(|_| System::here() == System::Windows).map(|folder| claude_packages(&folder));
    user_file(client, System::here(), &|name| std::env::var_os(name), &packages.unwrap_or_default())
}

/// The configuration that lies in a project, and is shared with it.
pub(crate) fn of_project(client: Client, project: &Path) -> Result<PathBuf, ToolError> {
    let inside = match client {
        Client::ClaudeDesktop => {
            return Err(ToolError::invalid_input("Claude Desktop has no configuration of a project")
                .help("leave `--project` out, and give the project with `--root`"));
        }
        Client::ClaudeCode => ".mcp.json",
        Client::Cursor => ".cursor/mcp.json",
        Client::VsCode => ".vscode/mcp.json",
    };
    Ok(project.join(inside))
}

/// The person's home.
pub(crate) fn home(system: System, variable: &dyn Fn(&str) -> Option<OsString>) -> Result<PathBuf, ToolError> {
    let name = if system == System::Windows { "USERPROFILE" } else { "HOME" };
    let home = variable(name).map(PathBuf::from).filter(|path| !path.as_os_str().is_empty());
    home.ok_or_else(|| {
        ToolError::invalid_input(format!(
            "`{name}` is not set, so there is no telling where clients keep their configuration"
        ))
        .help("set it, or name the file with `--file`")
    })
}

fn user_file(
    client: Client,
    system: System,
    variable: &dyn Fn(&str) -> Option<OsString>,
    claude_packages: &[PathBuf],
) -> Result<PathBuf, ToolError> {
    let home = || home(system, variable);
    match client {
        Client::ClaudeDesktop => {
            let folder = match claude_packages {
                [] => settings(system, variable)?.join("Claude"),
                // Since 2026 the Windows program is a package, which sees this folder where it asks for the one above.
                [package] => package.clone(),
                several => {
                    let names: Vec<String> = several.iter().map(|path| format!("`{}`", path.display())).collect();
                    return Err(ToolError::invalid_input(format!(
                        "Claude Desktop is installed more than once: {}",
                        names.join(", ")
                    ))
                    .help("name its `claude_desktop_config.json` with `--file`"));
                }
            };
            Ok(folder.join("claude_desktop_config.json"))
        }
        Client::ClaudeCode => match variable("CLAUDE_CONFIG_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => Ok(PathBuf::from(folder).join(".claude.json")),
            None => Ok(home()?.join(".claude.json")),
        },
        Client::Cursor => Ok(home()?.join(".cursor").join("mcp.json")),
        Client::VsCode => Ok(settings(system, variable)?.join("Code").join("User").join("mcp.json")),
    }
}

/// The folder in which desktop programs keep their settings.
fn settings(system: System, variable: &dyn Fn(&str) -> Option<OsString>) -> Result<PathBuf, ToolError> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    match system {
        System::Mac => Ok(home(system, variable)?.join("Library").join("Application Support")),
        System::Windows => match variable("APPDATA").map(PathBuf::from) {
            Some(folder) => Ok(folder),
            None => Ok(home(system, variable)?.join("AppData").join("Roaming")),
        },
        // A relative path there is to be ignored, says the XDG specification.
        System::Xdg => match absolute("XDG_CONFIG_HOME") {
            Some(folder) => Ok(folder),
            None => Ok(home(system, variable)?.join(".config")),
        },
    }
}

/// The folders that packaged installations of Claude Desktop have instead of `%APPDATA%\Claude`.
fn claude_packages(packages: &Path) -> Vec<PathBuf> {
    let Ok(entries) = packages.read_dir() else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("Claude_"))
        .map(|entry| entry.path().join("LocalCache").join("Roaming").join("Claude"))
        .filter(|folder| folder.is_dir())
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(client: Client, system: System, variables: &[(&str, &str)], packages: &[PathBuf]) -> String {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        match user_file(client, system, &variable, packages) {
            Ok(path) => path.to_string_lossy().replace('\\', "/"),
            Err(error) => format!("error: {}", error.message),
        }
    }

    #[test]
    fn each_client_has_its_place_on_each_system() {
        let mac = [("HOME", "/Users/ada")];
        let linux = [("HOME", "/home/ada"), ("XDG_CONFIG_HOME", "relative")];
        let windows = [("USERPROFILE", "C:/Users/ada"), ("APPDATA", "C:/Users/ada/AppData/Roaming")];
        let places: Vec<String> = Client::ALL
            .into_iter()
            .flat_map(|client| {
                [
                    place(client, System::Mac, &mac, &[]),
                    place(client, System::Xdg, &linux, &[]),
                    place(client, System::Windows, &windows, &[]),
                ]
            })
            .collect();

        assert_eq!(
            places,
            [
                "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
                "/home/ada/.config/Claude/claude_desktop_config.json",
                "C:/Users/ada/AppData/Roaming/Claude/claude_desktop_config.json",
                "/Users/ada/.claude.json",
                "/home/ada/.claude.json",
                "C:/Users/ada/.claude.json",
                "/Users/ada/.cursor/mcp.json",
                "/home/ada/.cursor/mcp.json",
                "C:/Users/ada/.cursor/mcp.json",
                "/Users/ada/Library/Application Support/Code/User/mcp.json",
                "/home/ada/.config/Code/User/mcp.json",
                "C:/Users/ada/AppData/Roaming/Code/User/mcp.json",
            ]
        );
    }

    #[test]
    fn what_a_variable_moves_is_found_where_it_was_moved_to() {
        let moved = [("HOME", "/home/ada"), ("CLAUDE_CONFIG_DIR", "/srv/claude")];
        let package = PathBuf::from("C:/Packages/Claude_x/LocalCache/Roaming/Claude");

        assert_eq!(place(Client::ClaudeCode, System::Xdg, &moved, &[]), "/srv/claude/.claude.json");
        assert_eq!(
            place(Client::ClaudeDesktop, System::Windows, &[], std::slice::from_ref(&package)),
            "C:/Packages/Claude_x/LocalCache/Roaming/Claude/claude_desktop_config.json"
        );
        assert!(
            place(Client::ClaudeDesktop, System::Windows, &[], &[package.clone(), package])
                .starts_with("error: Claude Desktop is installed more than once")
        );
        assert!(place(Client::Cursor, System::Xdg, &[("HOME", "")], &[]).starts_with("error: `HOME` is not set"));
    }
}
