//! TOML front matter between `+++` lines.

use architect_core::ToolError;
use serde::de::DeserializeOwned;

const FENCE: &str = "+++\n";

/// Takes a file apart into its front matter and its body without surrounding blank lines. `name` is the file's path,
/// for the error.
pub(crate) fn read<T: DeserializeOwned>(name: &str, text: &'static str) -> Result<(T, &'static str), ToolError> {
    let (head, body) = text
        .strip_prefix(FENCE)
        .and_then(|rest| rest.split_once(FENCE))
        .ok_or_else(|| malformed(name, "it does not begin with front matter between two lines `+++`"))?;
    let meta = toml::from_str(head).map_err(|error| malformed(name, &error.to_string()))?;
    Ok((meta, body.trim()))
}

/// A fault in an embedded file: ours, never the caller's.
pub(crate) fn malformed(name: &str, what: &str) -> ToolError {
    ToolError::internal(format!("the embedded file `prompts/{name}` is malformed: {what}"))
}
