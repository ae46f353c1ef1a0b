//! Resident memory of another process.

use crate::Failure;

/// In bytes, where the system tells.
pub(crate) fn resident(process: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the process has no memory")?;
    let kilobytes = line.trim().strip_suffix(" kB").ok_or("memory is told in another unit")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    #[test]
    fn this_very_process_has_memory() {
        assert!(super::resident(std::process::id()).unwrap() > 100_000);
    }
}
