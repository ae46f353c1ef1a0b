//! `package.json`.

use architect_core::{Source, ToolError};
use serde_json::Value;

use crate::project::Project;
use crate::project::decision::Evidence;

/// A `package.json`, read.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) source: Source,
    value: Value,
}

impl Manifest {
    /// Reads the manifest of a folder; nothing when it has none.
    pub(crate) fn read(project: &Project<'_>, path: &str) -> Result<Option<Self>, ToolError> {
        let Some(source) = project.read(path) else { return Ok(None) };
        let value = serde_json::from_str(source.text())
            .map_err(|error| ToolError::invalid_input(format!("`{}` is no JSON: {error}", source.name())))?;
        Ok(Some(Self { source, value }))
    }

    /// The text at a path of keys.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&str> {
        self.at(keys)?.as_str()
    }

    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().try_fold(&self.value, |value, key| value.get(key))
    }

    /// The evidence of a key.
    pub(crate) fn evidence(&self, key: &str, reason: impl Into<String>) -> Evidence {
        Evidence::text(&self.source, &format!("\"{key}\""), reason)
    }

    /// A script.
    pub(crate) fn script(&self, name: &str) -> Option<&str> {
        self.text(&["scripts", name]).filter(|script| !script.trim().is_empty())
    }

    /// Whether a package is a dependency; `production` leaves the development dependencies out.
    pub(crate) fn depends(&self, package: &str, production: bool) -> bool {
        let lists: &[&str] = if production {
            &["dependencies", "optionalDependencies"]
        } else {
            &["dependencies", "optionalDependencies", "devDependencies"]
        };
        lists.iter().any(|list| self.at(&[list, package]).is_some())
    }

    /// Whether any dependency is a folder beside the manifest.
    pub(crate) fn has_local_dependency(&self) -> bool {
        ["dependencies", "devDependencies", "optionalDependencies"].iter().any(|list| {
            self.at(&[list]).and_then(Value::as_object).is_some_and(|packages| {
                packages.values().any(|version| {
                    version.as_str().is_some_and(|text| text.starts_with("file:") || text.starts_with("link:"))
                })
            })
        })
    }

    /// A dependency that lies outside of the manifest's folder.
    pub(crate) fn outside(&self) -> Option<&str> {
        ["dependencies", "devDependencies", "optionalDependencies"].iter().find_map(|list| {
            let packages = self.at(&[list]).and_then(Value::as_object)?;
            packages
                .values()
                .filter_map(Value::as_str)
                .find(|version| ["file:../", "link:../", "portal:../"].iter().any(|start| version.starts_with(start)))
        })
    }

    /// Patterns of workspace folders.
    pub(crate) fn workspaces(&self) -> Vec<String> {
        let list = self.at(&["workspaces", "packages"]).or_else(|| self.at(&["workspaces"]));
        let words = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        words.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.text(&["name"])
    }
}
