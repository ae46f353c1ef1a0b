//! A tool: a typed function with a name and a description.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::context::Context;
use crate::error::ToolError;

/// A typed function. `Input` and `Output` derive the schemas that clients see; the doc comments of their fields are
/// what a model reads. `Output`'s first field is `summary`.
pub trait Tool: Send + Sync + 'static {
    /// `^[a-z][a-z0-9_]{2,39}$`.
    const NAME: &'static str;
    /// A few words for people.
    const TITLE: &'static str;
    /// What it does and when to use it, in at most 400 characters, for models.
    const DESCRIPTION: &'static str;
    /// Other names that arguments are known by, each with its own name. No schema shows them.
    const ALIASES: &'static [(&'static str, &'static str)] = &[];
    /// Whether the answer depends on `architect.toml`. A tool that says no still answers when that file is broken.
    const NEEDS_CONFIGURATION: bool = true;
    /// Whether a call puts a question to a person, whose answer may be kept. Every other tool only reads.
    const ASKS: bool = false;
    /// The arguments.
    type Input: DeserializeOwned + JsonSchema;
    /// The answer.
    type Output: Serialize + JsonSchema;

    /// Answers a call. Pure but for what `context` gives; never panics on an input.
    fn call(&self, input: Self::Input, context: &Context) -> Result<Self::Output, ToolError>;
}

/// A tool whose types are erased, as the registry holds it.
pub trait ErasedTool: Send + Sync {
    /// [`Tool::NAME`].
    fn name(&self) -> &'static str;
    /// [`Tool::TITLE`].
    fn title(&self) -> &'static str;
    /// [`Tool::DESCRIPTION`].
    fn description(&self) -> &'static str;
    /// [`Tool::ALIASES`].
    fn aliases(&self) -> &'static [(&'static str, &'static str)];
    /// [`Tool::NEEDS_CONFIGURATION`].
    fn needs_configuration(&self) -> bool;
    /// [`Tool::ASKS`].
    fn asks(&self) -> bool;
    /// JSON schema of the arguments, without references.
    fn input_schema(&self) -> Value;
    /// JSON schema of the answer, without references.
    fn output_schema(&self) -> Value;
    /// Answers a call whose arguments are JSON.
    fn call_json(&self, arguments: Value, context: &Context) -> Result<Value, ToolError>;
}

impl<T: Tool> ErasedTool for T {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn title(&self) -> &'static str {
        T::TITLE
    }

    fn description(&self) -> &'static str {
        T::DESCRIPTION
    }

    fn aliases(&self) -> &'static [(&'static str, &'static str)] {
        T::ALIASES
    }

    fn needs_configuration(&self) -> bool {
        T::NEEDS_CONFIGURATION
    }

    fn asks(&self) -> bool {
        T::ASKS
    }

    fn input_schema(&self) -> Value {
        settings().into_generator().into_root_schema_for::<T::Input>().to_value()
    }

    fn output_schema(&self) -> Value {
        settings().for_serialize().into_generator().into_root_schema_for::<T::Output>().to_value()
    }

    fn call_json(&self, arguments: Value, context: &Context) -> Result<Value, ToolError> {
        let input = serde_json::from_value(arguments).map_err(|error| {
            ToolError::invalid_input(format!("the arguments of `{}` do not fit: {error}", T::NAME))
                .help("see the tool's input schema")
        })?;
        let output = self.call(input, context)?;
        serde_json::to_value(output)
            .map_err(|error| ToolError::internal(format!("the answer of `{}` is not JSON: {error}", T::NAME)))
    }
}

/// Settings without references: portable schemas have none.
fn settings() -> SchemaSettings {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings
}
