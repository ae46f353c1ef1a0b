//! The product itself: where its binary is, built as it is shipped when it is not up to date.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// The root of the workspace.
pub(crate) fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The folder that everything built goes to.
pub(crate) fn target() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    // target/PROFILE/peers, or target/PROFILE/deps/peers-HASH in a test
    let folder = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    Ok(folder.map_or_else(|| workspace().join("target"), Path::to_path_buf))
}

/// The binary that was given, or else the one that is shipped, built now unless it is up to date.
pub(crate) fn binary(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        // It is started in other folders.
        return given.canonicalize().map_err(|error| format!("{}: {error}", given.display()).into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--profile", "dist", "--quiet", "--bin", "backend-architect"]).current_dir(workspace());
    if !build.status()?.success() {
        return Err("the product does not build".into());
    }
    Ok(target()?.join("dist").join("backend-architect"))
}

/// The binary that was given, or else one that is built fast and runs slower: for what is right, not for how fast it is.
pub(crate) fn debug_binary(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if given.is_some() {
        return binary(given);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--bin", "backend-architect"]).current_dir(workspace());
    if !build.status()?.success() {
        return Err("the product does not build".into());
    }
    Ok(target()?.join("debug").join("backend-architect"))
}

/// The arguments that check the OpenAPI document named behind them with these rules.
pub(crate) const fn check_openapi(rules: &str) -> [&str; 9] {
    ["check", "--fields", "openapi", "--select", rules, "--fail-on", "never", "--format", "json"]
}

/// Likewise with every rule there is.
pub(crate) const CHECK_OPENAPI: [&str; 9] = check_openapi("openapi");

/// Likewise with the rules that are on by default, which is what most users run.
pub(crate) const CHECK_OPENAPI_BY_DEFAULT: [&str; 7] =
    ["check", "--fields", "openapi", "--fail-on", "never", "--format", "json"];
