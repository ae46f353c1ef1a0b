//! A container's process, without an engine: process 1 of its own namespaces, as the image's user, on a root file
//! system that it cannot write to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::image::Image;
use crate::{Failure, product};

const STEP: Duration = Duration::from_millis(20);

/// A service that runs.
pub(super) struct ProcessOne {
    holder: Child,
    /// Its number outside of its namespace.
    number: u32,
    log: PathBuf,
    started: Instant,
}

fn start_script() -> PathBuf {
    product::workspace().join("tests/builds/start")
}

impl ProcessOne {
    /// Starts what the image starts.
    pub(super) fn start(image: &Image, log: &Path) -> Result<Self, Failure> {
        let out = fs::File::create(log)?;
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--net", "--fork", "--kill-child"]).arg(start_script());
        unshare.arg(&image.description).arg(&image.root).arg("start");
        let started = Instant::now();
        let holder = unshare.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).spawn()?;
        let mut process = Self { holder, number: 0, log: log.to_path_buf(), started };
        let children = format!("/proc/{0}/task/{0}/children", process.holder.id());
        while process.number == 0 && process.started.elapsed() < Duration::from_secs(5) {
            sleep(STEP);
            let text = fs::read_to_string(&children).unwrap_or_default();
            process.number = text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0);
        }
        if process.number == 0 {
            return Err(format!("it did not start: {}", process.said()).into());
        }
        Ok(process)
    }

    /// All that it has written.
    pub(super) fn said(&self) -> String {
        fs::read(&self.log).map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    }

    fn is_running(&self) -> bool {
        Path::new(&format!("/proc/{}/status", self.number)).exists()
    }

    fn enter(&self, namespaces: &[&str]) -> Command {
        let mut enter = Command::new("nsenter");
        enter.args(["--target", &self.number.to_string()]).args(namespaces).stdin(Stdio::null());
        enter.stdout(Stdio::null()).stderr(Stdio::null());
        enter
    }

    /// Waits until a path answers with 200; how long that took from the start.
    pub(super) fn wait_for(&self, port: u16, path: &str, limit: Duration) -> Option<Duration> {
        const ASK: &str =
            "import sys, urllib.request as r; sys.exit(r.urlopen(sys.argv[1], timeout=2).status != 200)";
        let address = format!("http://127.0.0.1:{port}{path}");
        while self.started.elapsed() < limit && self.is_running() {
            let asked = self.enter(&["--net"]).args(["python3", "-c", ASK, &address]).status();
            if asked.is_ok_and(|status| status.success()) {
                return Some(self.started.elapsed());
            }
            sleep(STEP * 5);
        }
        None
    }

    /// Runs the image's health check beside the service.
    pub(super) fn is_healthy(&self, image: &Image) -> bool {
        let mut enter = self.enter(&["--mount", "--pid", "--net"]);
        enter.arg(start_script()).arg(&image.description).arg(&image.root).arg("health");
        enter.status().is_ok_and(|status| status.success())
    }

    /// A line of the process's status: `Uid`, `NSpid`, …
    pub(super) fn status(&self, key: &str) -> Vec<u32> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.number)).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok()).collect()
    }

    /// Tells it to stop; how long it took, if it ended within the limit.
    pub(super) fn stop(&mut self, limit: Duration) -> Option<Duration> {
        let told = Instant::now();
        let sent = Command::new("kill").args(["-TERM", &self.number.to_string()]).status();
        if !sent.is_ok_and(|status| status.success()) {
            return None;
        }
        while told.elapsed() < limit {
            if self.holder.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Some(told.elapsed());
            }
            sleep(STEP);
        }
        None
    }
}

impl Drop for ProcessOne {
    fn drop(&mut self) {
        // Ends the service too, by --kill-child. An error means that it has ended already.
        let killed = self.holder.kill();
        drop(killed);
        let waited = self.holder.wait();
        drop(waited);
    }
}

/// Whether the image's health check succeeds where no service runs.
pub(super) fn is_healthy_alone(image: &Image) -> bool {
    let mut unshare = Command::new("unshare");
    unshare.args(["--mount", "--pid", "--net", "--fork", "--kill-child"]).arg(start_script());
    unshare.arg(&image.description).arg(&image.root).arg("health").stdin(Stdio::null());
    unshare.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
