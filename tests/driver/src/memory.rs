//! Memory of another process.

use crate::Failure;

/// What is resident, in bytes, where the system tells.
pub(crate) fn resident(process: u32) -> Result<u64, Failure> {
    told(process, "VmRSS:")
}

/// What of it is the process's own and in no file, so that the system cannot take it back and no other process shares it, in
/// bytes.
pub(crate) fn own(process: u32) -> Result<u64, Failure> {
    told(process, "RssAnon:")
}

/// The line of `proc_pid_status(5)`.
fn told(process: u32, name: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the process has no memory")?;
    let kilobytes = line.trim().strip_suffix(" kB").ok_or("memory is told in another unit")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    #[test]
    fn this_very_process_has_memory() {
        let this = std::process::id();
        let own = super::own(this).unwrap();
        assert!(own > 10_000 && super::resident(this).unwrap() > own, "{own}");
    }
}
