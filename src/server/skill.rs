//! The profile as a skill (SEP-2640): a folder of files, listed with sizes and digests.

use architect_profile::Profile;
use architect_profile::address::SKILL;
use rmcp::model::{Resource, Skill, SkillFrontmatter, SkillResource, SkillResources};

const MAIN_FILE: &str = "SKILL.md";

/// Address of the skill's main file, by which clients name the skill.
pub fn entry() -> String {
    uri(MAIN_FILE)
}

/// The skill's manifest.
pub fn describe(profile: &Profile) -> Skill {
    let skill = profile.skill();
    let files = skill.files.iter().map(|file| SkillResource::from_bytes(uri(&file.path), file.text.as_bytes()));
    Skill::new(
        entry(),
        SkillFrontmatter::new(&skill.name, &skill.description),
        SkillResources::Files(files.collect()),
    )
}

/// The skill's files as resources.
pub fn resources(profile: &Profile) -> Vec<Resource> {
    let skill = profile.skill();
    let file = |path: &str, size: usize| {
        let main = path == MAIN_FILE;
        // The main file stands for the skill, and carries its name (SEP-2640).
        let (name, title, description) = if main {
            (skill.name.as_str(), "Skill: backend architect".to_owned(), skill.description.clone())
        } else {
            (path, format!("Skill file {path}"), format!("A file that the skill {} refers to.", skill.name))
        };
        Resource::new(uri(path), name)
            .with_title(title)
            .with_description(description)
            .with_mime_type("text/markdown")
            .with_size(size as u64)
    };
    skill.files.iter().map(|each| file(&each.path, each.text.len())).collect()
}

/// A file of the skill.
pub fn read(profile: &Profile, address: &str) -> Option<String> {
    profile.skill().file(address.strip_prefix(SKILL)?).map(|file| file.text.to_owned())
}

fn uri(path: &str) -> String {
    format!("{SKILL}{path}")
}
