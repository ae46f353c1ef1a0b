//! Configuration files of MCP clients: where each client keeps them (`place`), this server's entry in one (`entry`), and a file
//! replaced so that nothing in it is lost (`file`).
//!
//! `entry` is text in, text out. What it does not understand it refuses, with the place; what it keeps, it keeps byte for byte.

pub(crate) mod entry;
pub(crate) mod file;
pub(crate) mod place;

use clap::ValueEnum;

/// The clients whose configuration is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Client {
    /// Claude Desktop.
    ClaudeDesktop,
    /// Claude Code.
    ClaudeCode,
    /// Cursor.
    Cursor,
    /// Visual Studio Code.
    #[value(name = "vscode")]
    VsCode,
}

impl Client {
    pub(crate) const ALL: [Self; 4] = [Self::ClaudeDesktop, Self::ClaudeCode, Self::Cursor, Self::VsCode];

    /// As the command line names it.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "claude-desktop",
            Self::ClaudeCode => "claude-code",
            Self::Cursor => "cursor",
            Self::VsCode => "vscode",
        }
    }

    /// As people name it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "Claude Desktop",
            Self::ClaudeCode => "Claude Code",
            Self::Cursor => "Cursor",
            Self::VsCode => "VS Code",
        }
    }

    /// How its configuration is written.
    pub(crate) fn format(self) -> entry::Format {
        match self {
            // Both read plain JSON, and drop the whole file where it is not.
            Self::ClaudeDesktop => entry::Format { key: "mcpServers", typed: false, comments: false },
            Self::ClaudeCode => entry::Format { key: "mcpServers", typed: true, comments: false },
            Self::Cursor => entry::Format { key: "mcpServers", typed: false, comments: true },
            Self::VsCode => entry::Format { key: "servers", typed: true, comments: true },
        }
    }

    /// What stands for the project's folder in a configuration that lies in it.
    pub(crate) fn project_folder(self) -> &'static str {
        match self {
            Self::Cursor | Self::VsCode => "${workspaceFolder}",
            // Claude Code starts servers in the project's folder.
            Self::ClaudeCode | Self::ClaudeDesktop => ".",
        }
    }
}
