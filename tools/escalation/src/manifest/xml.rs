//! `pom.xml` and .NET project files.

use super::{Dependency, Scope};
use crate::change::Block;

/// `pom.xml`: an `artifactId` inside of a `dependency`. Plugins and parents are none.
pub(super) fn maven(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    let (mut group, mut foreign) = (String::new(), false);
    let mut open: Option<Dependency> = None;
    for index in 0..block.lines.len() {
        let line = block.line_text(index).trim();
        if ["<plugin>", "<parent>", "<exclusion>", "<extension>"].iter().any(|tag| line.contains(tag)) {
            foreign = true;
        }
        if ["</plugin>", "</parent>", "</exclusion>", "</extension>"].iter().any(|tag| line.contains(tag)) {
            foreign = false;
        }
        if line.contains("<dependency>") {
            found.extend(open.take());
            foreign = false;
        }
        if let Some(text) = element(line, "groupId") {
            text.clone_into(&mut group);
        }
        if let Some(text) = element(line, "artifactId").filter(|_| !foreign) {
            found.extend(open.take());
            let name = if group.is_empty() { text.to_owned() } else { format!("{group}:{text}") };
            open = Some(Dependency::new(&name, None, Scope::Runtime, index));
        }
        if let (Some(dependency), Some(text)) = (&mut open, element(line, "version")) {
            dependency.version = Some(text.to_owned());
        }
        if let (Some(dependency), Some(text)) = (&mut open, element(line, "scope")) {
            dependency.scope = if text == "test" { Scope::Development } else { dependency.scope };
        }
        if line.contains("</dependency>") {
            found.extend(open.take());
            group.clear();
        }
    }
    found.extend(open);
    found
}

fn element<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(name)?;
    let text = rest.strip_prefix('>')?;
    text.split('<').next().map(str::trim)
}

/// .NET: `<PackageReference Include="X" Version="1.0" />`, `PackageVersion`, and `packages.config`.
pub(super) fn nuget(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    for index in 0..block.lines.len() {
        let line = block.line_text(index).trim();
        let tag = ["<PackageReference", "<PackageVersion", "<package "].iter().any(|tag| line.starts_with(tag));
        let name = attribute(line, "Include").or_else(|| attribute(line, "id")).filter(|_| tag);
        if let Some(name) = name {
            let version = attribute(line, "Version").or_else(|| attribute(line, "version"));
            let private = line.contains("PrivateAssets=\"all\"");
            let scope = if private { Scope::Development } else { Scope::Runtime };
            found.push(Dependency::new(name, version, scope, index));
        }
    }
    found
}

fn attribute<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}
