//! Containers: Dockerfiles and deployments, held against their peers.

mod explained;
pub(crate) mod hadolint_cases;
mod haskell;
