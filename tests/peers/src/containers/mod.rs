//! Containers: Dockerfiles and deployments, held against their peers.

pub(crate) mod buildkit_cases;
pub(crate) mod dockerfile_corpus;
mod explained;
mod go;
pub(crate) mod hadolint_cases;
mod haskell;
mod judge;
