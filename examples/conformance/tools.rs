//! Fixtures that are tools as the shipped ones are: typed, listed by the registry, called through the dispatch.

use std::time::Duration;

use architect_core::{Context, ErasedTool, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pause between two steps, above the pace at which the dispatch tells of them.
const PAUSE: Duration = Duration::from_millis(60);

/// No arguments.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Nothing {}

/// A line of text.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Line {
    /// The line.
    summary: String,
}

/// All of them.
pub(crate) fn all() -> Vec<Box<dyn ErasedTool>> {
    vec![Box::new(SimpleText), Box::new(Fails), Box::new(Steps)]
}

struct SimpleText;

impl Tool for SimpleText {
    const NAME: &'static str = "test_simple_text";
    const TITLE: &'static str = "Simple text";
    const DESCRIPTION: &'static str = "Answers with a text.";
    type Input = Nothing;
    type Output = Line;

    fn call(&self, _input: Nothing, _context: &Context) -> Result<Line, ToolError> {
        Ok(Line { summary: "This is a simple text response for testing.".to_owned() })
    }
}

struct Fails;

impl Tool for Fails {
    const NAME: &'static str = "test_error_handling";
    const TITLE: &'static str = "Error";
    const DESCRIPTION: &'static str = "Fails on every input.";
    type Input = Nothing;
    type Output = Line;

    fn call(&self, _input: Nothing, _context: &Context) -> Result<Line, ToolError> {
        Err(ToolError::invalid_input("This tool intentionally returns an error for testing"))
    }
}

struct Steps;

impl Tool for Steps {
    const NAME: &'static str = "test_tool_with_progress";
    const TITLE: &'static str = "Progress";
    const DESCRIPTION: &'static str = "Tells of three steps.";
    type Input = Nothing;
    type Output = Line;

    fn call(&self, _input: Nothing, context: &Context) -> Result<Line, ToolError> {
        for done in [0, 50, 100] {
            context.checkpoint()?;
            context.progress(done, Some(100), "working");
            std::thread::sleep(PAUSE);
        }
        Ok(Line { summary: "three steps".to_owned() })
    }
}
