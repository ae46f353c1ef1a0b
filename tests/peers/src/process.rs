//! Runs a program and measures it: wall time, and the most memory that was resident at once.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

use crate::Failure;

/// What a run took.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// From the start of the process to its end.
    pub(crate) wall: Duration,
    /// Time on processors, in the program and in the kernel for it.
    pub(crate) processor: Duration,
    /// Most resident memory in bytes. It begins with what this program itself had when it started the other, so
    /// this program keeps no documents in memory.
    pub(crate) memory: u64,
    /// The exit code, when it ended with one.
    pub(crate) code: Option<i32>,
}

/// Runs a program once. Its standard output goes to a file, so that no pipe slows it down.
pub(crate) fn run(command: &mut Command, output: &Path) -> Result<Measured, Failure> {
    let errors = output.with_extension("errors");
    command.stdin(Stdio::null()).stdout(File::create(output)?).stderr(File::create(&errors)?);
    let program = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{program} cannot be run: {error}"))?;
    let used = child.wait4()?;
    let wall = start.elapsed();
    let processor = used.rusage.utime + used.rusage.stime;
    Ok(Measured { wall, processor, memory: used.rusage.maxrss, code: used.status.code() })
}

/// Runs a program several times. The run with the median wall time stands for all, with the most memory of any.
pub(crate) fn median(runs: usize, mut once: impl FnMut() -> Result<Measured, Failure>) -> Result<Measured, Failure> {
    let mut all = (0..runs.max(1)).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    let memory = all.iter().map(|run| run.memory).max().unwrap_or(0);
    all.sort_by_key(|run| run.wall);
    let middle = all.swap_remove(all.len() / 2);
    Ok(Measured { memory, ..middle })
}

/// The beginning of what a run wrote to standard error.
pub(crate) fn complaint(output: &Path) -> String {
    let mut text = Vec::new();
    let file = File::open(output.with_extension("errors"));
    // What cannot be read is shown as nothing: the complaint only explains a failure that is reported anyway.
    let read = file.map(|file| file.take(2000).read_to_end(&mut text));
    drop(read);
    String::from_utf8_lossy(&text).trim().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_measured_and_its_output_kept() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.txt");

        let measured = run(Command::new("sh").args(["-c", "echo told; echo grumbled >&2; exit 3"]), &output).unwrap();

        assert_eq!(measured.code, Some(3));
        assert!(measured.memory > 0);
        assert_eq!(std::fs::read_to_string(&output).unwrap(), "told\n");
        assert_eq!(complaint(&output), "grumbled");
    }

    #[test]
    fn the_median_run_stands_for_all_with_the_most_memory() {
        let mut walls = [30, 10, 20].into_iter();
        let measured = median(3, || {
            let wall = walls.next().unwrap();
            Ok(Measured {
                wall: Duration::from_millis(wall),
                processor: Duration::ZERO,
                memory: wall * 100,
                code: Some(0),
            })
        });

        let measured = measured.unwrap();
        assert_eq!((measured.wall, measured.memory), (Duration::from_millis(20), 3000));
    }
}
