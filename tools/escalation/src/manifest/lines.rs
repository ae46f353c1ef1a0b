//! Manifests in which a line is a dependency: Python, Go, Cargo, Ruby, Gradle.

#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "names are in lower case here")]

use super::{Dependency, Scope};
use crate::change::Block;
use crate::code::Language;
use crate::code::lexer::{Kind, tokens};

/// Each line of a block with the table that it stands in, by TOML's headers. Empty: not known.
fn tables(block: &Block) -> impl Iterator<Item = (usize, &str, String)> {
    let mut table = String::new();
    (0..block.lines.len()).map(move |index| {
        let line = block.line_text(index).trim();
        if let Some(header) =
            line.strip_prefix('[').filter(|_| line.ends_with(']') && !line.contains('"') && !line.contains(','))
        {
            table = header.trim_matches(['[', ']']).to_owned();
        }
        (index, line, table.clone())
    })
}

/// `pyproject.toml` (PEP 621, PEP 735, Poetry) and `Pipfile`.
pub(super) fn python_toml(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    let heading = block.heading.as_deref().unwrap_or_default().to_owned();
    let mut array = heading.split('=').next().filter(|_| heading.contains('[')).unwrap_or_default().trim().to_owned();
    for (index, line, table) in tables(block) {
        let development = table.contains("dev")
            || table.contains("test")
            || table == "dependency-groups"
            || table.contains("group.");
        if line.starts_with('#') || line.starts_with('[') {
            continue;
        }
        if let Some((key, value)) = line.split_once('=').filter(|(key, _)| is_name(key.trim())) {
            let (key, value) = (key.trim(), value.trim());
            if value.starts_with('[') {
                key.clone_into(&mut array);
                let scope = python_scope(development, &array);
                if is_requirement_array(&table, &array) {
                    found.extend(quoted(value).flat_map(|text| requirement(text, scope, index)));
                }
            } else if is_poetry_table(&table) || (table.is_empty() && looks_pinned(value)) {
                let scope = if development { Scope::Development } else { Scope::Runtime };
                if !matches!(key, "python" | "version" | "name" | "requires-python") {
                    found.push(Dependency::new(&normal(key), quoted(value).next(), scope, index));
                }
            }
            if value.starts_with('[') && value.contains(']') {
                array.clear();
            }
        } else if line.starts_with(['"', '\'']) {
            let scope = python_scope(development, &array);
            if is_requirement_array(&table, &array) {
                found.extend(quoted(line).flat_map(|text| requirement(text, scope, index)));
            }
        } else if line.starts_with(']') {
            array.clear();
        }
    }
    found
}

fn is_poetry_table(table: &str) -> bool {
    (table.starts_with("tool.poetry") && table.ends_with("dependencies"))
        || table == "packages"
        || table == "dev-packages"
}

fn is_requirement_array(table: &str, array: &str) -> bool {
    let known = array == "dependencies" || array.is_empty();
    (known && matches!(table, "" | "project"))
        || table == "project.optional-dependencies"
        || table == "dependency-groups"
}

fn python_scope(development: bool, array: &str) -> Scope {
    let array = array.to_ascii_lowercase();
    let dev = development || ["dev", "test", "lint", "docs", "typing"].iter().any(|word| array.contains(word));
    if dev { Scope::Development } else { Scope::Runtime }
}

/// `setup.py` and `setup.cfg`: requirements in `install_requires`.
pub(super) fn python_setup(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    for index in 0..block.lines.len() {
        let line = block.line_text(index).trim();
        if line.starts_with(['"', '\'']) {
            found.extend(
                quoted(line)
                    .filter(|text| has_comparison(text))
                    .flat_map(|text| requirement(text, Scope::Runtime, index)),
            );
        } else if has_comparison(line)
            && !line.contains('(')
            && !line.contains('=') | line.contains(">=") | line.contains("==")
        {
            found.extend(requirement(line, Scope::Runtime, index));
        }
    }
    found
}

/// `requirements.txt`. Where pip-tools wrote it, a comment below each package says what brought it in.
pub(super) fn requirements(block: &Block) -> Vec<Dependency> {
    let scope = |index: usize| if is_brought_in(block, index) { Scope::Transitive } else { Scope::Runtime };
    (0..block.lines.len()).flat_map(|index| requirement(block.line_text(index), scope(index), index)).collect()
}

/// Whether other packages alone brought a package in: `# via flask` below it, and no file of requirements.
fn is_brought_in(block: &Block, index: usize) -> bool {
    const MOST: usize = 60;
    let below = (index + 1..index + MOST).map(|line| block.line_text(line).trim());
    let mut said = below.skip_while(|text| text.starts_with("--hash")).take_while(|text| text.starts_with('#'));
    let Some(first) = said.next().and_then(|text| text.trim_start_matches(['#', ' ']).strip_prefix("via")) else {
        return false;
    };
    let listed = |text: &str| text.contains("-r ") || text.contains(".in") || text.contains("pyproject");
    let brought: Vec<&str> = std::iter::once(first).chain(said).collect();
    brought.iter().any(|text| text.chars().any(char::is_alphanumeric)) && !brought.iter().any(|text| listed(text))
}

/// A requirement as PEP 508 writes it, and each of its extras by itself: `celery[redis]`.
fn requirement(text: &str, scope: Scope, line: usize) -> Vec<Dependency> {
    let Some(required) = required(text, scope, line) else { return Vec::new() };
    let listed = text.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(extras, _)| extras);
    let extras = listed.split(',').map(str::trim).filter(|extra| is_name(extra));
    let of = |extra: &str| Dependency::new(&format!("{}[{}]", required.name, normal(extra)), None, scope, line);
    let extras: Vec<Dependency> = extras.map(of).collect();
    std::iter::once(required).chain(extras).collect()
}

fn required(text: &str, scope: Scope, line: usize) -> Option<Dependency> {
    let text = text.split(" #").next().unwrap_or_default().trim();
    if text.is_empty() || text.starts_with(['-', '#', '.', '/']) || text.contains("://") && !text.contains('@') {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(text.len());
    let name = text.get(..end).filter(|name| is_name(name))?;
    let rest = text.get(end..).unwrap_or_default();
    let rest = rest.split_once(']').filter(|_| rest.starts_with('[')).map_or(rest, |(_, rest)| rest).trim_start();
    let fits = rest.is_empty() || rest.starts_with(['=', '<', '>', '~', '!', ';', '@', '(', '\\']);
    fits.then(|| Dependency::new(&normal(name), Some(rest).filter(|rest| !rest.is_empty()), scope, line))
}

/// Names of Python packages are equal whatever stands between their parts.
fn normal(name: &str) -> String {
    name.replace(['_', '.'], "-")
}

fn has_comparison(text: &str) -> bool {
    ["==", ">=", "~=", "<", ">"].iter().any(|mark| text.contains(mark))
}

/// `go.mod`.
pub(super) fn go(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    for index in 0..block.lines.len() {
        let line = block.line_text(index).trim();
        let line = line.strip_prefix("require ").unwrap_or(line);
        let mut words = line.split_ascii_whitespace();
        let (Some(module), Some(version)) = (words.next(), words.next()) else { continue };
        if !module.contains('.') || !version.starts_with('v') || line.contains("=>") {
            continue;
        }
        let (module, major) = match module.rsplit_once("/v") {
            Some((module, major)) if major.chars().all(|c| c.is_ascii_digit()) => (module, Some(major)),
            _ => (module, None),
        };
        let version = major.map_or(version.to_owned(), |major| {
            format!("{major}.{}", version.split_once('.').map_or("", |(_, rest)| rest))
        });
        let scope = if line.contains("// indirect") { Scope::Transitive } else { Scope::Runtime };
        found.push(Dependency::new(module, Some(&version), scope, index));
    }
    found
}

/// `Cargo.toml`.
pub(super) fn cargo(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    for (index, line, table) in tables(block) {
        let development = table.contains("dev-dependencies") || table.contains("build-dependencies");
        let scope = if development { Scope::Development } else { Scope::Runtime };
        if let Some(name) =
            line.strip_prefix('[').and_then(|header| header.trim_end_matches(']').rsplit_once("dependencies."))
        {
            found.push(Dependency::new(name.1, None, scope, index));
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let (key, value) = (key.trim(), value.trim());
        let (name, inherits) = key.split_once('.').map_or((key, false), |(name, field)| (name, field == "workspace"));
        let in_table = table.ends_with("dependencies");
        let alone = table.is_empty() && (looks_pinned(value) || inherits) && !is_own_field(name);
        if is_name(name) && (in_table || alone) {
            let version = if value.starts_with('{') {
                value.split_once("version").and_then(|(_, rest)| quoted(rest).next())
            } else {
                quoted(value).next()
            };
            found.push(Dependency::new(name, version, scope, index));
        }
    }
    found
}

fn is_own_field(name: &str) -> bool {
    matches!(name, "version" | "edition" | "rust-version" | "name" | "resolver" | "license")
}

/// `Gemfile` and gemspecs.
pub(super) fn ruby(block: &Block) -> Vec<Dependency> {
    let mut found = Vec::new();
    let heading = block.heading.as_deref().unwrap_or_default();
    let is_dev = |line: &str| line.starts_with("group") && (line.contains(":development") || line.contains(":test"));
    let mut group = is_dev(heading);
    for index in 0..block.lines.len() {
        let text = block.line_text(index);
        let line = text.trim();
        if line.starts_with("group ") || line.starts_with("group(") {
            group = is_dev(line);
        } else if text == "end" {
            group = false;
        }
        let call = ["gem ", "gem(", "add_dependency", "add_runtime_dependency", "add_development_dependency"]
            .iter()
            .find(|call| line.starts_with(**call) || (call.starts_with("add_") && line.contains(**call)));
        let Some(call) = call else { continue };
        let mut texts = quoted(line);
        let Some(name) = texts.next() else { continue };
        let inline_dev =
            line.contains("group: :development") || line.contains("group: :test") || line.contains("group: [:dev");
        let development = group || inline_dev || call.contains("development");
        let version = texts.next().filter(|text| text.contains(|c: char| c.is_ascii_digit()));
        let scope = if development { Scope::Development } else { Scope::Runtime };
        found.push(Dependency::new(name, version, scope, index));
    }
    found
}

/// Gradle builds and version catalogues: `group:artifact[:version]`.
pub(super) fn gradle(block: &Block) -> Vec<Dependency> {
    let tokens = tokens(Language::Braces, &block.text);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Text) {
        let parts: Vec<&str> = token.text.split(':').collect();
        let (Some(group), Some(artifact)) = (parts.first(), parts.get(1)) else { continue };
        if parts.len() > 4 || !group.contains(['.', '-']) && parts.len() < 3 || !is_name(group) || !is_name(artifact)
        {
            continue;
        }
        let line = block.line_at(token.start);
        let configuration = tokens
            .get(..index)
            .unwrap_or_default()
            .iter()
            .rev()
            .take_while(|before| block.line_at(before.start) == line)
            .filter(|before| before.kind == Kind::Word)
            .last()
            .map_or("", |before| before.text);
        let lower = configuration.to_ascii_lowercase();
        let development = ["test", "debug", "ksp", "kapt", "annotationprocessor", "classpath"]
            .iter()
            .any(|word| lower.contains(word));
        let scope = if development { Scope::Development } else { Scope::Runtime };
        found.push(Dependency::new(&format!("{group}:{artifact}"), parts.get(2).copied(), scope, line));
    }
    found
}

/// The texts between quotes on a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    let quote = line.chars().find(|c| matches!(c, '"' | '\'')).unwrap_or('"');
    line.split(quote).skip(1).step_by(2)
}

fn looks_pinned(value: &str) -> bool {
    let text = quoted(value).next().unwrap_or_default().trim_start_matches(['^', '~', '>', '=', '<', ' ']);
    // A date is no version: tools keep dates beside names of packages, too.
    let date = text.len() >= 10
        && text.chars().take(10).all(|c| c.is_ascii_digit() || c == '-')
        && text.matches('-').count() >= 2;
    let version = !date && text.starts_with(|c: char| c.is_ascii_digit() || c == '*');
    (value.starts_with(['"', '\'']) && version)
        || (value.starts_with('{')
            && (value.contains("version") || value.contains("workspace") || value.contains("git")))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '$' | '{' | '}'))
}
