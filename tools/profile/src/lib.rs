//! The profile: sections, formats, workflows and the skill.
