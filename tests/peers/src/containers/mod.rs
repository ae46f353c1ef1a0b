//! Dockerfiles, held against what their builder and other linters say of them.

pub(crate) mod buildkit_cases;
pub(crate) mod dockerfile_corpus;
mod explained;
mod go;
pub(crate) mod hadolint_cases;
mod haskell;
mod judge;
