//! Kubernetes manifests, ours against the linters for them.

pub(crate) mod cases;
