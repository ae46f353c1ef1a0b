//! `backend-architect explain`

use serde_json::{Map, Value};

use super::{Outcome, print};
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A rule (`sql/float-money`, or a peer's name such as `DL3007`), a section, a format, or a workflow. Without
    /// it, the index of all.
    topic: Option<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let registry = Registry::new(Workspace::default());
    let mut arguments = Map::new();
    if let Some(topic) = &args.topic {
        arguments.insert("topic".to_owned(), Value::String(topic.clone()));
    }
    let answer = registry.call("explain", arguments, Control::default())?;
    print(answer.get("text").and_then(Value::as_str).unwrap_or_default().trim_end())
}
