//! Tools as clients see them.

use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};

use crate::registry::{Registered, Registry};

/// The list of tools.
pub fn list(registry: &Registry) -> Vec<Tool> {
    registry.tools().iter().map(describe).collect()
}

fn describe(registered: &Registered) -> Tool {
    let tool = registered.tool();
    Tool::new(tool.name(), tool.description(), Arc::clone(registered.input_schema()))
        .with_title(tool.title())
        .with_raw_output_schema(Arc::clone(registered.output_schema()))
        .with_annotations(
            // The title stands beside them: both versions of the protocol that are spoken here look for it there.
            ToolAnnotations::new()
                .read_only(!tool.asks())
                .destructive(false)
                .idempotent(!tool.asks())
                .open_world(false),
        )
}
