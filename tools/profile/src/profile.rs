//! The profile as a whole: reading it, finding its parts, rendering its workflows.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{ToolError, nearest};
use include_dir::{Dir, File};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::front_matter::malformed;
use crate::page::Page;
use crate::skill::{Skill, SkillFile};
use crate::topic::fold;
use crate::workflow::Workflow;

/// All texts of the profile.
#[derive(Debug)]
pub struct Profile {
    sections: Vec<Page>,
    formats: Vec<Page>,
    workflows: Vec<Workflow>,
    skill: Skill,
    instructions: &'static str,
    templates: Environment<'static>,
}

impl Profile {
    /// Reads the folder `prompts/`: `profile/NN-<id>.md`, `formats/<id>.md`, `workflows/<name>.md`, `skill/` and
    /// `instructions.md`.
    pub(crate) fn read(prompts: &'static Dir<'static>) -> Result<Self, ToolError> {
        let pages = |folder: &str| {
            let files = markdown_files(prompts, folder)?;
            files.into_iter().map(|file| Page::read(&file.name, file.stem, file.text)).collect::<Result<Vec<_>, _>>()
        };
        let sections = pages("profile")?;
        let formats = pages("formats")?;
        let workflows = markdown_files(prompts, "workflows")?
            .into_iter()
            .map(|file| Workflow::read(&file.name, file.stem, file.text))
            .collect::<Result<Vec<_>, _>>()?;
        let instructions = prompts
            .get_file("instructions.md")
            .and_then(|file| file.contents_utf8())
            .ok_or_else(|| malformed("instructions.md", "it is missing or not UTF-8"))?
            .trim();
        let templates = templates(&sections, &formats, &workflows)?;
        let skill = Skill::read(skill_files(prompts)?)?;
        let profile = Self { sections, formats, workflows, skill, instructions, templates };
        profile.names_are_unique()?;
        Ok(profile)
    }

    /// The sections, in the order in which they are read.
    pub fn sections(&self) -> &[Page] {
        &self.sections
    }

    /// The formats, in the order of their ids.
    pub fn formats(&self) -> &[Page] {
        &self.formats
    }

    /// The workflows, in the order of their names.
    pub fn workflows(&self) -> &[Workflow] {
        &self.workflows
    }

    /// The skill.
    pub fn skill(&self) -> &Skill {
        &self.skill
    }

    /// What the server tells a client about itself.
    pub fn instructions(&self) -> &'static str {
        self.instructions
    }

    /// The section with this id.
    pub fn section(&self, id: &str) -> Option<&Page> {
        self.sections.iter().find(|page| page.id == id)
    }

    /// The format with this id.
    pub fn format(&self, id: &str) -> Option<&Page> {
        self.formats.iter().find(|page| page.id == id)
    }

    /// The workflow with this name.
    pub fn workflow(&self, name: &str) -> Option<&Workflow> {
        self.workflows.iter().find(|workflow| workflow.name == name)
    }

    /// The whole profile as one document, a heading for each section.
    pub fn markdown(&self) -> String {
        let mut text = String::from("# Backend architect\n");
        for section in &self.sections {
            text.push_str("\n## ");
            text.push_str(&section.title);
            text.push_str("\n\n");
            text.push_str(section.body);
            text.push('\n');
        }
        text
    }

    /// The text of a workflow with these arguments, which stand in it letter for letter. Arguments that are unknown,
    /// or required and missing, are errors that name the right ones; a blank argument counts as not given.
    pub fn render_workflow(&self, name: &str, arguments: &BTreeMap<String, String>) -> Result<String, ToolError> {
        let workflow = self.workflow(name).ok_or_else(|| {
            let error = ToolError::not_found(format!("there is no workflow `{name}`"));
            match nearest::suggestion(name, self.workflows.iter().map(|workflow| workflow.name.as_str())) {
                Some(help) => error.help(help),
                None => error.help("`explain` without a topic lists the workflows"),
            }
        })?;
        let texts = workflow.texts(arguments)?.into_iter();
        let values: BTreeMap<&str, Value> = texts.map(|(name, text)| (name, Value::from(text))).collect();
        self.templates
            .get_template(&workflow.name)
            .and_then(|template| template.render(Value::from(values)))
            .map_err(|error| malformed(&format!("workflows/{name}.md"), &error.to_string()))
    }

    /// The usual values of an argument that begin with `prefix`, whatever its case. None for a name that is unknown.
    pub fn complete_argument(&self, workflow: &str, argument: &str, prefix: &str) -> Vec<String> {
        let prefix = prefix.to_lowercase();
        let values = self.workflow(workflow).and_then(|workflow| workflow.argument(argument));
        values
            .into_iter()
            .flat_map(|argument| &argument.values)
            .filter(|value| value.to_lowercase().starts_with(&prefix))
            .cloned()
            .collect()
    }

    fn names_are_unique(&self) -> Result<(), ToolError> {
        let pages = self.sections.iter().chain(&self.formats).map(|page| page.id.as_str());
        let names = pages.chain(self.workflows.iter().map(|workflow| workflow.name.as_str()));
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(fold(name)) {
                return Err(malformed("**.md", &format!("two files are named `{name}`")));
            }
        }
        Ok(())
    }
}

/// A Markdown file of a folder.
struct MarkdownFile {
    /// Path below `prompts/`.
    name: String,
    /// File name without `.md`.
    stem: &'static str,
    text: &'static str,
}

/// The Markdown files of a folder in the order of their names.
fn markdown_files(prompts: &'static Dir<'static>, folder: &str) -> Result<Vec<MarkdownFile>, ToolError> {
    let found = prompts.get_dir(folder).ok_or_else(|| malformed(folder, "the folder is missing"))?;
    let mut files = found
        .files()
        .map(|file| {
            let name = path(file);
            let stem = file.path().file_name().and_then(|name| name.to_str()?.strip_suffix(".md"));
            match (stem, file.contents_utf8()) {
                (Some(stem), Some(text)) => Ok(MarkdownFile { name, stem, text }),
                _ => Err(malformed(&name, "it is not a UTF-8 file with the extension `.md`")),
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(|file| file.stem);
    Ok(files)
}

fn skill_files(prompts: &'static Dir<'static>) -> Result<Vec<SkillFile>, ToolError> {
    let mut files = Vec::new();
    let mut folders: Vec<&'static Dir<'static>> = prompts.get_dir("skill").into_iter().collect();
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let name = path(file);
            let text = file.contents_utf8().ok_or_else(|| malformed(&name, "it is not UTF-8"))?;
            let path = name.strip_prefix("skill/").unwrap_or(&name).to_owned();
            files.push(SkillFile { path, text });
        }
    }
    Ok(files)
}

/// A file's path with `/` between its parts on every system.
fn path(file: &File<'_>) -> String {
    let parts: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The workflows as templates. Each sees the bodies of all sections and formats by id; a name that a template gets
/// wrong is an error.
fn templates(sections: &[Page], formats: &[Page], workflows: &[Workflow]) -> Result<Environment<'static>, ToolError> {
    let bodies = |pages: &[Page]| -> BTreeMap<String, Value> {
        pages.iter().map(|page| (page.id.clone(), Value::from(page.body))).collect()
    };
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::None);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    templates.set_syntax(syntax.map_err(|error| malformed("workflows", &error.to_string()))?);
    templates.add_global("sections", Value::from(bodies(sections)));
    templates.add_global("formats", Value::from(bodies(formats)));
    for workflow in workflows {
        templates
            .add_template_owned(workflow.name.clone(), workflow.template)
            .map_err(|error| malformed(&format!("workflows/{}.md", workflow.name), &error.to_string()))?;
    }
    Ok(templates)
}

#[cfg(test)]
mod tests {
    use include_dir::DirEntry;

    use super::*;

    const SECTION: &[u8] =
        b"+++\nid = \"escalation\"\ntitle = \"Escalation\"\npurpose = \"When to stop.\"\nsources = [\"role-spec\"]\n+++\nStop.\n";
    const WORKFLOW: &[u8] =
        b"+++\nname = \"ask\"\ntitle = \"Ask\"\ndescription = \"Asks.\"\n+++\n{{ sections[\"escalation\"] }}\n";
    const SKILL: &[u8] = b"---\nname: skill\ndescription: What it does.\n---\n\nText.\n";

    /// A folder `prompts/` with one section, no format, one workflow, a skill and instructions.
    fn prompts(
        section: (&'static str, &'static [u8]),
        workflow: (&'static str, &'static [u8]),
    ) -> &'static Dir<'static> {
        let folder = |path, files: Vec<(&'static str, &'static [u8])>| {
            let files =
                files.into_iter().map(|(path, text)| DirEntry::File(File::new(path, text))).collect::<Vec<_>>();
            DirEntry::Dir(Dir::new(path, files.leak()))
        };
        let entries = vec![
            folder("profile", vec![section]),
            folder("formats", vec![]),
            folder("workflows", vec![workflow]),
            folder("skill", vec![("skill/SKILL.md", SKILL)]),
            DirEntry::File(File::new("instructions.md", b"Start here.")),
        ];
        Box::leak(Box::new(Dir::new("", entries.leak())))
    }

    fn refused(section: (&'static str, &'static [u8]), workflow: (&'static str, &'static [u8])) -> String {
        Profile::read(prompts(section, workflow)).unwrap_err().to_string()
    }

    #[test]
    fn a_folder_becomes_a_profile() {
        let profile =
            Profile::read(prompts(("profile/01-escalation.md", SECTION), ("workflows/ask.md", WORKFLOW))).unwrap();

        assert_eq!(profile.render_workflow("ask", &BTreeMap::new()).unwrap(), "Stop.");
        assert_eq!(profile.markdown(), "# Backend architect\n\n## Escalation\n\nStop.\n");
        assert_eq!(profile.skill().description, "What it does.");
        assert_eq!(profile.instructions(), "Start here.");
    }

    #[test]
    fn a_malformed_file_is_an_error_that_names_it() {
        let (section, workflow) = (("profile/01-escalation.md", SECTION), ("workflows/ask.md", WORKFLOW));

        let no_front_matter = refused(("profile/01-escalation.md", b"Stop."), workflow);
        let other_name = refused(("profile/01-boundaries.md", SECTION), workflow);
        let unknown_key = refused(section, ("workflows/ask.md", b"+++\nname = \"ask\"\nname2 = \"ask\"\n+++\n"));
        let other_encoding = refused(("profile/01-escalation.md", b"\xff"), workflow);

        assert!(no_front_matter.contains("prompts/profile/01-escalation.md"), "{no_front_matter}");
        assert!(other_name.contains("its id is `escalation`, not `boundaries`"), "{other_name}");
        assert!(unknown_key.contains("prompts/workflows/ask.md") && unknown_key.contains("name2"), "{unknown_key}");
        assert!(other_encoding.contains("not a UTF-8 file"), "{other_encoding}");
    }

    #[test]
    fn a_template_that_names_nothing_is_an_error_and_no_gap_in_the_text() {
        const WRONG: &[u8] =
            b"+++\nname = \"ask\"\ntitle = \"Ask\"\ndescription = \"Asks.\"\n+++\n{{ sections[\"esclation\"] }}\n";
        let wrong =
            Profile::read(prompts(("profile/01-escalation.md", SECTION), ("workflows/ask.md", WRONG))).unwrap();

        let error = wrong.render_workflow("ask", &BTreeMap::new()).unwrap_err().to_string();

        assert!(error.contains("prompts/workflows/ask.md") && error.contains("esclation"), "{error}");
    }

    #[test]
    fn two_things_of_one_name_are_refused() {
        const ESCALATION: &[u8] =
            b"+++\nname = \"escalation\"\ntitle = \"Ask\"\ndescription = \"Asks.\"\n+++\nAsk.\n";

        let error = refused(("profile/01-escalation.md", SECTION), ("workflows/escalation.md", ESCALATION));

        assert!(error.contains("two files are named `escalation`"), "{error}");
    }
}
