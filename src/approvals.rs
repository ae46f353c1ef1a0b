//! The ledger of approvals in a file: `--approvals FILE`.
//!
//! What a line is and what a chain of them says is `architect_escalation::approval`'s business. Here is what makes lines stay: a
//! record is appended under an exclusive lock, behind whatever another process appended meanwhile, and is on the disk
//! before anybody is told that it is kept. Readers take a shared lock, so that none sees half a line of a living writer.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use architect_core::{Ledger, ToolError};
use architect_escalation::approval::{Chain, Record, chain};
use architect_escalation::change::digest::hex;

/// Largest ledger that is read.
const LARGEST: u64 = 64 * 1024 * 1024;
/// How long a lock that somebody else holds is waited for: so many times this long.
const PATIENCE: (u32, Duration) = (1_000, Duration::from_millis(10));

/// The ledger that was named at the start, or none.
#[derive(Debug, Clone, Default)]
pub struct Approvals {
    path: Option<PathBuf>,
}

impl Approvals {
    /// A ledger to read and to append to; it is made when it is not there.
    pub fn keep(path: &Path) -> Result<Self, ToolError> {
        let file = open(path, OpenOptions::new().read(true).append(true).create(true))?;
        // A new file is there to stay only when its folder says so.
        synced(path, &file).map_err(|error| failed(path, "cannot be made", &error))?;
        Ok(Self { path: Some(path.to_path_buf()) })
    }

    /// A ledger to read, which must be there: a name misspelt would otherwise read as nothing approved.
    pub fn existing(path: &Path) -> Result<Self, ToolError> {
        open(path, OpenOptions::new().read(true))?;
        Ok(Self { path: Some(path.to_path_buf()) })
    }

    /// A ledger to read, where one is named.
    pub fn named(path: Option<&Path>) -> Result<Self, ToolError> {
        path.map_or_else(|| Ok(Self::default()), Self::existing)
    }

    /// Whether records are kept.
    pub fn keeps(&self) -> bool {
        self.path.is_some()
    }

    /// The records and what is wrong with the ledger.
    pub fn chain(&self) -> Result<Chain, ToolError> {
        Ok(chain::read(&self.read()?.unwrap_or_default()))
    }

    /// Appends a record. When this returns without an error, the record is on the disk.
    pub fn append(&self, record: &Record) -> Result<(), ToolError> {
        let Some(path) = &self.path else {
            return Err(ToolError::internal("no ledger is kept").help("start with `--approvals FILE`"));
        };
        let mut file = open(path, OpenOptions::new().read(true).append(true).create(true))?;
        lock(path, || file.try_lock())?;
        // Another process may have appended since: what the record follows is read under the lock.
        let text = bytes(path, &mut file)?;
        let added = chain::append(&text, record).map_err(|fault| {
            let place = if fault.line > 0 { format!(" at line {}", fault.line) } else { String::new() };
            ToolError::invalid_input(format!(
                "nothing was recorded: the ledger `{}` does not take the answer{place}: {}",
                path.display(),
                fault.reason
            ))
            .help("`backend-architect approvals verify` tells what is wrong; keep a broken ledger aside, and start another")
        })?;
        let written = file.write_all(&added).and_then(|()| synced(path, &file));
        written.map_err(|error| {
            // A full disk takes the beginning of a line and not its end. Nobody else writes meanwhile, so what is behind the
            // old end is ours; where it cannot be taken back, it is a torn line, which costs nothing but itself.
            let taken_back = file.set_len(text.len() as u64).and_then(|()| file.sync_all());
            if let Err(error) = taken_back {
                tracing::warn!(%error, "the beginning of a line stays in the ledger");
            }
            failed(path, "cannot be written, and nothing was recorded", &error)
        })
    }
}

impl Ledger for Approvals {
    fn read(&self) -> Result<Option<Vec<u8>>, ToolError> {
        let Some(path) = &self.path else { return Ok(None) };
        let mut file = open(path, OpenOptions::new().read(true))?;
        lock(path, || file.try_lock_shared())?;
        bytes(path, &mut file).map(Some)
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }
}

/// An id that nobody can guess and none has had.
pub fn fresh_id() -> Result<String, ToolError> {
    let mut bytes = [0; 16];
    random(&mut bytes)?;
    Ok(hex(&bytes))
}

/// Bytes that nobody can guess.
pub fn random(bytes: &mut [u8]) -> Result<(), ToolError> {
    getrandom::fill(bytes)
        .map_err(|error| ToolError::internal(format!("the system gives no random numbers: {error}")))
}

/// Opens a file that is one: a pipe or a device keeps nothing.
fn open(path: &Path, options: &OpenOptions) -> Result<File, ToolError> {
    if path.metadata().is_ok_and(|known| !known.is_file()) {
        return Err(ToolError::invalid_input(format!("the ledger `{}` is no file", path.display())));
    }
    options.open(path).map_err(|error| failed(path, "cannot be opened", &error))
}

fn bytes(path: &Path, file: &mut File) -> Result<Vec<u8>, ToolError> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| failed(path, "cannot be read", &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(ToolError::too_large(format!("the ledger `{}` has more than {LARGEST} bytes", path.display()))
            .help("keep it aside, and start another"));
    }
    Ok(bytes)
}

/// Takes a lock, which whoever stopped in the middle may hold for ever. It ends with the file's handle.
fn lock(path: &Path, take: impl Fn() -> Result<(), TryLockError>) -> Result<(), ToolError> {
    let (times, pause) = PATIENCE;
    for _ in 0..times {
        match take() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            Err(TryLockError::Error(error)) => return Err(failed(path, "cannot be locked", &error)),
        }
    }
    Err(ToolError::internal(format!("the ledger `{}` is locked by somebody who does not let go", path.display())))
}

/// The file's content on the disk, and its name in its folder.
fn synced(path: &Path, file: &File) -> io::Result<()> {
    file.sync_all()?;
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn failed(path: &Path, what: &str, error: &io::Error) -> ToolError {
    ToolError::not_found(format!("the ledger `{}` {what}: {error}", path.display()))
        .help("check the file that was given with `--approvals`")
}
