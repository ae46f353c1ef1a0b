//! Tools as clients see them.

use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::Value;

use crate::registry::{Registered, Registry};

/// The list of tools.
pub fn list(registry: &Registry) -> Vec<Tool> {
    registry.tools().iter().map(describe).collect()
}

fn describe(registered: &Registered) -> Tool {
    let tool = registered.tool();
    let object = |schema: &Value| Arc::new(schema.as_object().cloned().unwrap_or_default());
    Tool::new(tool.name(), tool.description(), object(registered.input_schema()))
        .with_title(tool.title())
        .with_raw_output_schema(object(registered.output_schema()))
        .with_annotations(
            ToolAnnotations::with_title(tool.title())
                .read_only(true)
                .destructive(false)
                .idempotent(true)
                .open_world(false),
        )
}
