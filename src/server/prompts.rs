//! The profile's workflows as prompts.

use std::collections::BTreeMap;

use architect_core::ToolError;
use architect_profile::Profile;
use rmcp::ErrorData;
use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::Value;

/// The list of prompts.
pub fn list(profile: &Profile) -> Vec<Prompt> {
    profile
        .workflows()
        .iter()
        .map(|workflow| {
            let arguments = workflow.arguments.iter().map(|argument| {
                PromptArgument::new(&argument.name)
                    .with_description(&argument.description)
                    .with_required(argument.required)
            });
            Prompt::new(&workflow.name, Some(&workflow.description), Some(arguments.collect()))
                .with_title(&workflow.title)
        })
        .collect()
}

/// A rendered prompt.
pub fn get(profile: &Profile, name: &str, arguments: JsonObject) -> Result<GetPromptResult, ErrorData> {
    let mut texts = BTreeMap::new();
    for (key, value) in arguments {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            other => other.to_string(),
        };
        texts.insert(key, text);
    }
    let text = profile.render_workflow(name, &texts).map_err(|error| invalid(&error))?;
    let result = GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]);
    Ok(match profile.workflows().iter().find(|workflow| workflow.name == name) {
        Some(workflow) => result.with_description(&workflow.description),
        None => result,
    })
}

fn invalid(error: &ToolError) -> ErrorData {
    ErrorData::invalid_params(error.to_string(), None)
}
