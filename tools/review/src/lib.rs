//! Review of a project: finds what the other tools can check below a folder, and puts their answers together.
//!
//! In comes a folder, out comes one report, grouped by artefact, the worst first. Invariants: an artefact that cannot
//! be checked costs only itself and becomes a gap; the order of the answer does not depend on which check ended
//! first; what was recognised but has no checker is a gap.

pub mod artefact;
pub mod tool;

pub use tool::ReviewProject;
