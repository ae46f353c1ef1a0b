//! What a project's `package.json` says, as far as rules about Dockerfiles ask.

use architect_core::Source;
use serde_json::Value;

/// A `package.json`, read; one that is no JSON says nothing.
#[derive(Debug, Default)]
pub struct NodePackage {
    value: Value,
}

impl NodePackage {
    /// Reads the text of a file.
    pub fn read(source: &Source) -> Option<Self> {
        let value: Value = serde_json::from_str(source.text()).ok()?;
        value.is_object().then_some(Self { value })
    }

    /// A script.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.value.get("scripts")?.get(name)?.as_str()
    }

    /// The names in one of the lists of dependencies.
    pub fn names(&self, list: &str) -> Vec<&str> {
        let listed = self.value.get(list).and_then(Value::as_object);
        listed.map(|listed| listed.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// Whether a package is needed when the program runs.
    pub fn depends(&self, package: &str) -> bool {
        ["dependencies", "optionalDependencies", "peerDependencies"]
            .iter()
            .any(|list| self.value.get(list).and_then(|listed| listed.get(package)).is_some())
    }

    /// Whether a package is only for development.
    pub fn develops_with(&self, package: &str) -> bool {
        !self.depends(package) && self.value.get("devDependencies").and_then(|listed| listed.get(package)).is_some()
    }

    /// The field `packageManager`: name and version.
    pub fn manager(&self) -> Option<(&str, &str)> {
        let text = self.value.get("packageManager")?.as_str()?;
        Some(text.split_once('@').unwrap_or((text, "")))
    }

    /// Whether it is the root of several packages.
    pub fn has_workspaces(&self) -> bool {
        self.value.get("workspaces").is_some()
    }
}
