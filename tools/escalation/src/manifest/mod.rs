//! Dependencies as manifests list them.
//!
//! A block of a manifest (a hunk or a whole file) comes in, the dependencies that it shows go out, each with its line.
//! Lines that are no dependency for certain give nothing.

mod json;
mod lines;
mod xml;

use crate::change::Block;

/// Where packages of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// JavaScript.
    Npm,
    /// Python.
    PyPi,
    /// Go modules.
    Go,
    /// Maven and Gradle.
    Maven,
    /// Rust.
    Cargo,
    /// Ruby.
    RubyGems,
    /// PHP.
    Packagist,
    /// .NET.
    NuGet,
    /// A manifest whose form is not read here.
    Unread,
}

impl Ecosystem {
    /// The word in the data files and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::PyPi => "pypi",
            Self::Go => "go",
            Self::Maven => "maven",
            Self::Cargo => "cargo",
            Self::RubyGems => "rubygems",
            Self::Packagist => "packagist",
            Self::NuGet => "nuget",
            Self::Unread => "unread",
        }
    }

    /// The ecosystem that a file lists dependencies of; `None` for what is no manifest.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let has = |extension: &str| name.ends_with(extension);
        Some(match name.as_str() {
            "package.json" => Self::Npm,
            "pyproject.toml" | "pipfile" | "setup.py" | "setup.cfg" => Self::PyPi,
            "go.mod" => Self::Go,
            "pom.xml" | "build.gradle" | "build.gradle.kts" | "libs.versions.toml" => Self::Maven,
            "cargo.toml" => Self::Cargo,
            "gemfile" => Self::RubyGems,
            "composer.json" => Self::Packagist,
            "directory.packages.props" | "packages.config" => Self::NuGet,
            "mix.exs" | "pubspec.yaml" | "package.swift" | "podfile" | "build.sbt" | "rebar.config" | "deno.json"
            | "deno.jsonc" | "environment.yml" | "cpanfile" | "conanfile.txt" | "vcpkg.json" => Self::Unread,
            _ if has(".gemspec") => Self::RubyGems,
            _ if has(".csproj") || has(".fsproj") || has(".vbproj") => Self::NuGet,
            _ if is_requirements(path, &name) => Self::PyPi,
            _ => return None,
        })
    }
}

fn is_requirements(path: &str, name: &str) -> bool {
    let text = name.ends_with(".txt") || name.ends_with(".in");
    text && (name.starts_with("requirements") || name.ends_with("requirements.txt") || path.contains("requirements/"))
}

/// What a dependency is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// It runs in production.
    Runtime,
    /// It is used while developing, testing or building.
    Development,
    /// It is there because something else needs it.
    Transitive,
}

/// A dependency on a line of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Name in the ecosystem's own spelling, in lower case; Go modules without their `/v2`.
    pub name: String,
    /// Version or range as written, where one is.
    pub version: Option<String>,
    /// What it is for.
    pub scope: Scope,
    /// Index of the line in the block.
    pub line: usize,
}

impl Dependency {
    fn new(name: &str, version: Option<&str>, scope: Scope, line: usize) -> Self {
        Self { name: name.trim().to_lowercase(), version: version.map(|text| text.trim().to_owned()), scope, line }
    }
}

/// The dependencies that a block of a manifest shows.
pub fn read(ecosystem: Ecosystem, path: &str, block: &Block) -> Vec<Dependency> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let mut dependencies = match ecosystem {
        Ecosystem::Npm => json::read(block, &json::NPM),
        Ecosystem::Packagist => json::read(block, &json::PACKAGIST),
        Ecosystem::PyPi if name == "pyproject.toml" || name == "pipfile" => lines::python_toml(block),
        Ecosystem::PyPi if name == "setup.py" || name == "setup.cfg" => lines::python_setup(block),
        Ecosystem::PyPi => lines::requirements(block),
        Ecosystem::Go => lines::go(block),
        Ecosystem::Cargo => lines::cargo(block),
        Ecosystem::RubyGems => lines::ruby(block),
        Ecosystem::Maven if name == "pom.xml" => xml::maven(block),
        Ecosystem::Maven => lines::gradle(block),
        Ecosystem::NuGet => xml::nuget(block),
        Ecosystem::Unread => Vec::new(),
    };
    let words = crate::word::words(&name);
    if words.iter().any(|word| matches!(word.as_str(), "dev" | "test" | "tests" | "testing" | "lint" | "docs" | "ci"))
    {
        for dependency in &mut dependencies {
            dependency.scope = Scope::Development;
        }
    }
    dependencies
}

/// The leading part of a version that only changes when something breaks: `2` of `^2.4.1`, `0.11` of `0.11.3`.
pub fn major(version: &str) -> Option<String> {
    let digits = version.find(|c: char| c.is_ascii_digit())?;
    let mut parts = version.get(digits..)?.split(|c: char| !c.is_ascii_digit());
    let first = parts.next()?.trim_start_matches('0');
    if first.is_empty() {
        return Some(format!("0.{}", parts.next().unwrap_or("0")));
    }
    Some(first.to_owned())
}
