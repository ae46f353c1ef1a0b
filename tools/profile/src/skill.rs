//! The skill: the profile in the form that agents load from a folder.

use architect_core::ToolError;

use crate::front_matter::malformed;

/// Path of the file that an agent reads first.
pub(crate) const ENTRY: &str = "SKILL.md";

/// A skill: its name, when to use it, and its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Stable name, kebab-case.
    pub name: String,
    /// What it does and when to use it.
    pub description: String,
    /// `SKILL.md` first, then the files it refers to in the order of their paths.
    pub files: Vec<SkillFile>,
}

/// A file of the skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillFile {
    /// Path relative to the skill's folder, e.g. `references/formats.md`.
    pub path: String,
    /// The whole text, with front matter where it has one.
    pub text: &'static str,
}

impl Skill {
    /// Makes a skill of its files. The front matter of `SKILL.md` is YAML of two plain one-line scalars, which is all
    /// that is read of it.
    pub(crate) fn read(mut files: Vec<SkillFile>) -> Result<Self, ToolError> {
        files.sort_by(|a, b| (a.path != ENTRY, &a.path).cmp(&(b.path != ENTRY, &b.path)));
        let name = format!("skill/{ENTRY}");
        let head = files
            .first()
            .filter(|file| file.path == ENTRY)
            .and_then(|file| file.text.strip_prefix("---\n")?.split_once("\n---\n"))
            .map(|(head, _)| head)
            .ok_or_else(|| malformed(&name, "it does not begin with front matter between two lines `---`"))?;
        let field = |key: &str| {
            let value = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            value.map(|value| value.trim().to_owned()).ok_or_else(|| malformed(&name, &format!("it has no `{key}`")))
        };
        Ok(Self { name: field("name")?, description: field("description")?, files })
    }

    /// The file at a path relative to the skill's folder.
    pub fn file(&self, path: &str) -> Option<&SkillFile> {
        self.files.iter().find(|file| file.path == path)
    }
}
