//! A file that is read again when it has changed. One that became unreadable leaves what was known as it was, and says
//! so in the log: an operator's slip must not lock everybody out, nor let anybody in.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use architect_core::ToolError;

/// How often the file is looked at, at most.
const PACE: Duration = Duration::from_secs(1);

type Parse<T> = fn(&Path, &str) -> Result<T, ToolError>;

/// What a file says.
#[derive(Debug)]
pub(super) struct Watched<T> {
    path: PathBuf,
    parse: Parse<T>,
    current: Arc<T>,
    stamp: Option<(SystemTime, u64)>,
    looked: Instant,
}

impl<T> Watched<T> {
    /// Reads the file.
    pub(super) fn open(path: &Path, parse: Parse<T>) -> Result<Self, ToolError> {
        let path = path.to_owned();
        // Before the text: a change between the two is seen at the next look.
        let stamp = stamp(&path);
        let current = Arc::new(read(&path, parse)?);
        Ok(Self { path, parse, current, stamp, looked: Instant::now() })
    }

    /// What the file says now, or said a second ago.
    pub(super) fn current(&mut self) -> Arc<T> {
        if self.looked.elapsed() >= PACE {
            self.looked = Instant::now();
            self.look_again();
        }
        Arc::clone(&self.current)
    }

    fn look_again(&mut self) {
        let stamp = stamp(&self.path);
        if stamp == self.stamp {
            return;
        }
        let path = self.path.display();
        match read(&self.path, self.parse) {
            Ok(now) => {
                tracing::info!(%path, "read again");
                self.current = Arc::new(now);
                self.stamp = stamp;
            }
            Err(error) => tracing::warn!(%path, %error, "not read again; what it said before holds"),
        }
    }
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read<T>(path: &Path, parse: Parse<T>) -> Result<T, ToolError> {
    let text = fs::read_to_string(path)
        .map_err(|error| ToolError::invalid_input(format!("`{}` cannot be read: {error}", path.display())))?;
    parse(path, &text)
}
