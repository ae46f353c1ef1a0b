//! The profile: who the architect is and how it works, as texts that a model reads.
//!
//! In come the files below `prompts/`, embedded when the crate is built; out go typed [`Page`]s (the sections of the
//! profile and the formats of an answer), [`Workflow`]s (prompts with arguments), the [`Skill`], the instructions of
//! the server, and the tool [`Explain`](tool::Explain), which shows any of them and any rule.
//!
//! Invariants:
//!
//! * nothing is read at run time: a malformed file is a failing test, and were one ever shipped, an error value;
//! * names are unique: no section, format and workflow share one;
//! * an argument of a workflow stands in the rendered text letter for letter; it is never read as a template.

pub mod address;
mod front_matter;
mod page;
mod profile;
mod rule_page;
mod skill;
pub mod tool;
mod topic;
mod workflow;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use architect_core::ToolError;
use include_dir::{Dir, include_dir};

pub use page::Page;
pub use profile::Profile;
pub use rule_page::rule_page;
pub use skill::{Skill, SkillFile};
pub use workflow::{Argument, Workflow};

static PROMPTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../prompts");

/// The embedded profile, read on first use.
pub fn profile() -> Result<&'static Profile, ToolError> {
    static PROFILE: OnceLock<Result<Profile, ToolError>> = OnceLock::new();
    PROFILE.get_or_init(|| Profile::read(&PROMPTS)).as_ref().map_err(Clone::clone)
}

/// The text of a workflow of the embedded profile with these arguments. See [`Profile::render_workflow`].
pub fn render_workflow(name: &str, arguments: &BTreeMap<String, String>) -> Result<String, ToolError> {
    profile()?.render_workflow(name, arguments)
}

/// The values known for an argument that begin with `prefix`. See [`Profile::complete_argument`].
pub fn complete_argument(workflow: &str, argument: &str, prefix: &str) -> Vec<String> {
    profile().map(|profile| profile.complete_argument(workflow, argument, prefix)).unwrap_or_default()
}
