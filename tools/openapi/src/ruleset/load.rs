//! A ruleset with all that it extends, and the rules that come of it for one document.

use std::collections::BTreeMap;
use std::rc::Rc;

use architect_core::{Context, Gap, Severity, Source, Span, ToolError};

use super::fault::Faults;
use super::format::Format;
use super::glob;
use super::model::{Choice, Choices, Definition, Extends, Extent, File, Grade, Override, Scope};
use super::read;
use super::table::{Entry, Known};
use architect_document::Document;

/// Files of one ruleset.
const MOST_FILES: usize = 200;
/// Files that extend each other in a row.
const MOST_LEVELS: usize = 32;
/// Times that files are merged: a file that many extend is merged for each of them.
const MOST_MERGES: usize = 2_000;

/// The name of a ruleset whose text came in the call.
pub const TEXT: &str = "ruleset";

/// A ruleset and the files it extends.
#[derive(Debug)]
pub struct Ruleset {
    files: BTreeMap<String, File>,
    root: String,
    gaps: Vec<Gap>,
}

/// A rule as it holds for one document.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) origin: Origin,
    pub(super) severity: Grade,
    pub(super) enabled: bool,
    pub(super) formats: Option<Vec<Format>>,
    /// Other grades for parts of the document: the pointer of each.
    pub(super) parts: Vec<(String, Grade)>,
}

/// Where a rule comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// A ruleset that is known by name: our own rule stands for it.
    Known(&'static Entry),
    /// It is written out in a file.
    Own(Rc<Definition>, Rc<Scope>, Span),
}

/// What an `extends` leads to.
enum Extended {
    Known(Known),
    File(String),
    /// It is not read; the gaps say why.
    Unread,
}

impl Ruleset {
    /// Reads a ruleset given as a path below a root, or as the text itself. Faults in it are an error that names all
    /// of them with their places.
    pub fn open(given: &str, context: &Context) -> Result<Self, ToolError> {
        let is_text = given.contains('\n') || given.trim_start().starts_with('{');
        let source = if is_text { Source::new(TEXT, given) } else { context.files().read(given.trim())? };
        let root = source.name().to_owned();
        let mut ruleset = Self { files: BTreeMap::new(), root: root.clone(), gaps: Vec::new() };
        let mut open = vec![source];
        while let Some(source) = open.pop() {
            context.checkpoint()?;
            let file = read_file(&source, context)?;
            let nested = file.overrides.iter().flat_map(|nested| &nested.extends);
            let all: Vec<Extends> = file.extends.iter().chain(nested).cloned().collect();
            let name = file.name.clone();
            ruleset.files.insert(name.clone(), file);
            for extends in all {
                let Extended::File(path) = extended(&name, &extends) else {
                    ruleset.gaps.extend(unread(&extends));
                    continue;
                };
                if ruleset.files.contains_key(&path) || open.iter().any(|source| source.name() == path) {
                    continue;
                }
                if ruleset.files.len() + open.len() >= MOST_FILES {
                    let message = format!("a ruleset of more than {MOST_FILES} files is not read");
                    return Err(ToolError::too_large(message));
                }
                let source = context.files().read(&path).map_err(|error| at(&extends.place, &error))?;
                open.push(source);
            }
        }
        // Whatever the document: the rules can be put together, and name only what is there.
        ruleset.rules(None)?;
        Ok(ruleset)
    }

    /// The name of its file, or [`TEXT`].
    pub fn name(&self) -> &str {
        &self.root
    }

    /// What of the ruleset was not read.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The rules for a document, in the order of their names.
    pub(super) fn rules(&self, document: Option<&str>) -> Result<(BTreeMap<String, Rule>, Vec<Gap>), ToolError> {
        let mut merge = Merge { ruleset: self, merges: 0, stack: Vec::new(), faults: Vec::new(), gaps: Vec::new() };
        let mut rules = merge.file(&self.root, Extent::Recommended, false)?;
        if let (Some(document), Some(file)) = (document, self.files.get(&self.root)) {
            let base = self.root.rsplit_once('/').map_or("", |(folder, _)| folder);
            let relative = relative(base, document);
            merge.overrides(file, &relative, &mut rules)?;
        } else if let Some(file) = self.files.get(&self.root) {
            // Their faults are told whether the document is among their files or not.
            for nested in file.overrides.iter().filter(|nested| nested.is_about_whole_files()) {
                let mut rules = rules.clone();
                merge.an_override(file, nested, &mut rules)?;
            }
        }
        let gaps = merge.finish()?;
        Ok((rules, gaps))
    }
}

/// What a name in the `extends` of a file leads to.
fn extended(file: &str, extends: &Extends) -> Extended {
    let name = extends.name.as_str();
    if let Some(known) = Known::from_name(name) {
        return Extended::Known(known);
    }
    let is_data = [".yaml", ".yml", ".json"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    if name.contains("://") || name.starts_with("spectral:") || !is_data {
        return Extended::Unread;
    }
    Extended::File(joined(file, name))
}

fn read_file(source: &Source, context: &Context) -> Result<File, ToolError> {
    let name = source.name();
    let document = Document::read(source, context.limits()).map_err(|error| {
        ToolError { message: format!("the ruleset cannot be used: {}", error.message), ..error }
            .help("a ruleset is YAML or JSON with `extends`, `rules` or both")
    })?;
    let mut faults = Faults::new(&document);
    if let Some(error) = document.syntax_error() {
        faults.push_at(source.span(error.at..error.at + 1), error.message.clone());
    }
    for (_, file) in document.files() {
        for duplicate in file.duplicates() {
            let key = document.key(duplicate.second);
            faults.push(duplicate.second, format!("the key `{key}` stands here for the second time"));
        }
        for gap in file.gaps() {
            let place = gap.span.unwrap_or_else(|| source.span(0..1));
            faults.push_at(place, gap.reason);
        }
    }
    let file = read::file(name, &document, &mut faults);
    faults.finish()?;
    Ok(file)
}

/// Why an `extends` is not read.
fn unread(extends: &Extends) -> Option<Gap> {
    let name = extends.name.as_str();
    let known = Known::from_name(name).is_some();
    let reason = if known {
        return None;
    } else if name.starts_with("spectral:") {
        format!("the ruleset extends `{name}`, which is not about OpenAPI and has no rules here")
    } else if name.contains("://") {
        format!("the ruleset extends `{name}`, and nothing is fetched over the network: its rules did not run")
    } else if [".js", ".mjs", ".cjs", ".ts"].iter().any(|ending| name.ends_with(ending)) {
        format!("the ruleset extends `{name}`, and JavaScript is not executed: its rules did not run")
    } else {
        format!("the ruleset extends the package `{name}`, and packages are not read: its rules did not run")
    };
    Some(Gap::at(extends.place.clone(), reason))
}

/// An error that says where it comes from.
fn at(place: &Span, error: &ToolError) -> ToolError {
    let start = place.start();
    let message = format!("{}:{}:{}: {}", place.source(), start.line, start.column, error.message);
    ToolError { message, ..error.clone() }
}

/// A path relative to the folder of a file.
fn joined(file: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let (absolute, folder) = match file.rsplit_once('/') {
        Some((folder, _)) => (folder.starts_with('/'), folder),
        None => (false, ""),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

/// A path as seen from a folder.
fn relative(folder: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(ToOwned::to_owned).collect()
    };
    let (folder, path) = (parts(folder), parts(path));
    let same = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - same);
    up.chain(path.into_iter().skip(same)).collect::<Vec<_>>().join("/")
}

/// Puts rules together.
struct Merge<'r> {
    ruleset: &'r Ruleset,
    merges: usize,
    stack: Vec<String>,
    faults: Vec<(Span, String)>,
    gaps: Vec<Gap>,
}

impl Merge<'_> {
    /// The rules of a file and of what it extends. Recursion is bounded by [`MOST_LEVELS`].
    fn file(&mut self, name: &str, extent: Extent, explicit: bool) -> Result<BTreeMap<String, Rule>, ToolError> {
        let mut rules = BTreeMap::new();
        let ruleset = self.ruleset;
        let Some(file) = ruleset.files.get(name) else { return Ok(rules) };
        self.merges += 1;
        if self.merges > MOST_MERGES || self.stack.len() > MOST_LEVELS {
            let message = format!("the rulesets that `{}` extends are nested too deep or too often", ruleset.root);
            return Err(ToolError::too_large(message));
        }
        self.stack.push(name.to_owned());
        self.extends(file, &file.extends, &mut rules)?;
        if explicit {
            for rule in rules.values_mut() {
                rule.enabled = runs(extent, rule);
            }
        }
        self.choose(&file.choices, &file.scope, extent, file.extends.iter(), &mut rules);
        self.stack.pop();
        Ok(rules)
    }

    fn extends(
        &mut self,
        file: &File,
        extends: &[Extends],
        rules: &mut BTreeMap<String, Rule>,
    ) -> Result<(), ToolError> {
        for extension in extends {
            let extent = extension.extent.unwrap_or(Extent::Recommended);
            match extended(&file.name, extension) {
                Extended::Known(known) => rules.extend(known.rules().iter().map(|entry| {
                    let mut rule = Rule {
                        name: entry.name.to_owned(),
                        origin: Origin::Known(entry),
                        severity: Some(entry.severity),
                        enabled: false,
                        formats: Some(entry.formats.to_vec()),
                        parts: Vec::new(),
                    };
                    rule.enabled = runs(extent, &rule);
                    (rule.name.clone(), rule)
                })),
                // One that extends itself is taken once.
                Extended::File(path) if !self.stack.contains(&path) => {
                    rules.extend(self.file(&path, extent, extension.extent.is_some())?);
                }
                Extended::File(_) | Extended::Unread => {}
            }
        }
        Ok(())
    }

    /// Applies what a ruleset says about its rules.
    fn choose<'e>(
        &mut self,
        choices: &Choices,
        scope: &Rc<Scope>,
        extent: Extent,
        extends: impl Iterator<Item = &'e Extends>,
        rules: &mut BTreeMap<String, Rule>,
    ) {
        let file = self.stack.last().cloned().unwrap_or_default();
        let complete = !extends.into_iter().any(|name| matches!(extended(&file, name), Extended::Unread));
        for (name, place, choice) in choices {
            let known = rules.get_mut(name);
            match (choice, known) {
                (Choice::Switch(on), Some(rule)) => rule.enabled = *on,
                (Choice::Grade(grade), Some(rule)) => {
                    rule.severity = *grade;
                    rule.enabled = grade.is_some();
                }
                (Choice::Definition(definition), known) => {
                    let mut rule = Rule {
                        name: name.clone(),
                        origin: Origin::Own(Rc::clone(definition), Rc::clone(scope), place.clone()),
                        severity: definition.severity.unwrap_or(Some(Severity::Warning)),
                        enabled: false,
                        formats: definition.formats.clone().or_else(|| scope.formats.clone()),
                        parts: Vec::new(),
                    };
                    rule.enabled = match known {
                        // What is written out anew runs, and keeps what is not said again.
                        Some(before) => {
                            if definition.severity.is_none() {
                                rule.severity = before.severity;
                            }
                            if definition.formats.is_none() {
                                rule.formats.clone_from(&before.formats);
                            }
                            true
                        }
                        None => runs(extent, &rule),
                    };
                    rules.insert(name.clone(), rule);
                }
                // It may be a rule of what could not be read; the gaps say that none of those ran.
                (_, None) if !complete => {}
                // Left over from an older version, and nothing is lost by it.
                (Choice::Grade(None) | Choice::Switch(false), None) => {
                    let reason = format!("there is no rule `{name}` that could be switched off");
                    self.gaps.push(Gap::at(place.clone(), reason));
                }
                // Its names change from version to version.
                (_, None) if name.starts_with("owasp:") => {
                    let reason = format!("the OWASP ruleset has no rule `{name}` any more, so it did not run");
                    self.gaps.push(Gap::at(place.clone(), reason));
                }
                (_, None) => {
                    let near = architect_core::nearest::suggestion(name, rules.keys().map(String::as_str));
                    let near = near.unwrap_or_else(|| "write `given` and `then`, or extend its ruleset".to_owned());
                    self.faults.push((place.clone(), format!("no extended ruleset has a rule `{name}`; {near}")));
                }
            }
        }
    }

    /// Applies the overrides whose files the document is among, in their order.
    fn overrides(
        &mut self,
        file: &File,
        document: &str,
        rules: &mut BTreeMap<String, Rule>,
    ) -> Result<(), ToolError> {
        for nested in &file.overrides {
            let whole = nested.files.iter().any(|(files, pointer)| pointer.is_none() && glob::fits(files, document));
            if whole {
                self.an_override(file, nested, rules)?;
            }
        }
        for nested in &file.overrides {
            for (files, pointer) in &nested.files {
                let Some(pointer) = pointer.as_ref().filter(|_| glob::fits(files, document)) else { continue };
                for (name, _, choice) in &nested.choices {
                    if let (Some(rule), Choice::Grade(grade)) = (rules.get_mut(name), choice) {
                        rule.parts.push((pointer.clone(), *grade));
                    }
                }
            }
        }
        Ok(())
    }

    fn an_override(
        &mut self,
        file: &File,
        nested: &Override,
        rules: &mut BTreeMap<String, Rule>,
    ) -> Result<(), ToolError> {
        self.stack.push(file.name.clone());
        let mut all = BTreeMap::new();
        self.extends(file, &nested.extends, &mut all)?;
        all.extend(std::mem::take(rules));
        let mut scope = (*file.scope).clone();
        scope.aliases.extend(nested.aliases.clone());
        if nested.formats.is_some() {
            scope.formats.clone_from(&nested.formats);
        }
        let extends = file.extends.iter().chain(&nested.extends);
        self.choose(&nested.choices, &Rc::new(scope), Extent::Recommended, extends, &mut all);
        self.stack.pop();
        *rules = all;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Gap>, ToolError> {
        self.faults.sort();
        self.faults.dedup();
        let Some((place, _)) = self.faults.first() else { return Ok(self.gaps) };
        let told = self.faults.iter().take(8).map(|(place, message)| {
            format!("{}:{}:{}: {message}", place.source(), place.start().line, place.start().column)
        });
        let message = format!("the ruleset cannot be used: {}", told.collect::<Vec<_>>().join("\n"));
        let help = format!("mend the ruleset `{}`", place.source());
        Err(ToolError::invalid_input(message).help(help))
    }
}

/// Whether a rule runs when so much of its ruleset is taken.
fn runs(extent: Extent, rule: &Rule) -> bool {
    let recommended = match &rule.origin {
        Origin::Known(entry) => entry.recommended,
        Origin::Own(definition, ..) => definition.recommended,
    };
    match extent {
        Extent::All => true,
        Extent::Recommended => recommended,
        Extent::Off => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_they_stand_in() {
        assert_eq!(joined("style/.spectral.yaml", "../base.yaml"), "base.yaml");
        assert_eq!(joined(".spectral.yaml", "./rules/a.yaml"), "rules/a.yaml");
        assert_eq!(joined("/srv/a/b.yaml", "../c.yaml"), "/srv/c.yaml");
        assert_eq!(joined("a.yaml", "../../c.yaml"), "../../c.yaml");
        assert_eq!(relative("style", "style/api/a.yaml"), "api/a.yaml");
        assert_eq!(relative("style", "api/a.yaml"), "../api/a.yaml");
    }
}
