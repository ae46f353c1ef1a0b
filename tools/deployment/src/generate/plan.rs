//! What the caller wishes for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use architect_container::generate::Stack;

use crate::service::Backing;

/// Where it is to run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// Docker Compose.
    Compose,
    /// Kubernetes.
    Kubernetes,
    /// Both.
    #[default]
    Both,
}

/// How it is reached from outside of the cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expose {
    /// Not at all.
    #[default]
    None,
    /// By an Ingress.
    Ingress,
    /// By a route of the Gateway API.
    Gateway,
}

/// What the caller said; whatever is given outranks the project's files.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Where it is to run.
    pub target: Target,
    /// One of several services, or the name of one without files.
    pub service: Option<String>,
    /// The stack, where there are no files.
    pub stack: Option<Stack>,
    /// An image that is there already, or that the delivery pushes.
    pub image: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// What it leans on, where there are no files.
    pub backings: Vec<Backing>,
    /// Fewest replicas.
    pub replicas: Option<u32>,
    /// How it is reached from outside.
    pub expose: Expose,
    /// The host name by which it is reached.
    pub host: Option<String>,
    /// A base and overlays for Kustomize.
    pub kustomize: bool,
}

impl Wishes {
    /// Fewest replicas: two outlive the loss of one.
    pub fn least(&self) -> u32 {
        self.replicas.unwrap_or(2).max(1)
    }

    /// Most replicas that the autoscaler makes.
    pub fn most(&self) -> u32 {
        self.least().saturating_mul(3).max(4)
    }
}
