//! The key that seals questions on their way through clients.

use std::fmt;
use std::fs;
use std::path::Path;

use architect_core::ToolError;
use rmcp::model::RequestStateCodec;

/// Most bytes of a key's file.
const LONGEST: u64 = 4096;

/// A secret that replicas share, so that a person's answer may come back to another one than the one that asked.
#[derive(Clone, PartialEq, Eq)]
pub struct StateKey(Vec<u8>);

// A key must not come out by way of a log.
impl fmt::Debug for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StateKey")
    }
}

impl StateKey {
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.clone()
    }

    /// Reads a key: the bytes of a file, without blanks at its ends.
    ///
    /// # Errors
    /// Where the file cannot be read, or holds fewer than 32 bytes.
    pub fn read(path: &Path) -> Result<Self, ToolError> {
        let wrong = |what: String| {
            ToolError::invalid_input(format!("the state key `{}` {what}", path.display()))
                .help("make one with `openssl rand -hex 32 > FILE`, readable by the server alone, the same for each replica")
        };
        let size = fs::metadata(path).map_err(|error| wrong(format!("cannot be read: {error}")))?.len();
        if size > LONGEST {
            return Err(wrong(format!("has more than {LONGEST} bytes")));
        }
        let bytes = fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let key = bytes.trim_ascii();
        if key.len() < RequestStateCodec::MIN_KEY_LENGTH {
            return Err(wrong(format!("has fewer than {} bytes", RequestStateCodec::MIN_KEY_LENGTH)));
        }
        Ok(Self(key.to_vec()))
    }
}
