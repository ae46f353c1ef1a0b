//! Review of a project: finds what the other tools can check and runs them.
