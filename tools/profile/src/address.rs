//! The addresses under which clients read the profile as resources.

/// The whole profile.
pub const PROFILE: &str = "architect://profile";
/// What stands before a section's id.
pub const SECTIONS: &str = "architect://profile/";
/// What stands before a format's id.
pub const FORMATS: &str = "architect://formats/";
/// What stands before a rule's id.
pub const RULES: &str = "architect://rules/";
/// What stands before the path of a file of the skill.
pub const SKILL: &str = "skill://backend-architect/";
