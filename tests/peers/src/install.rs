//! Peers and documents, installed by name with the package managers' own clients into a folder below `target/`.
//!
//! What is there is used again: deleting the folder installs anew. Install scripts do not run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::product;

/// The folder of a comparison below `target/peers`, made when it is not there.
pub(crate) fn cache(name: &str) -> Result<PathBuf, Failure> {
    let folder = product::target()?.join("peers").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Installs npm packages (`name@range`) into a folder; gives its `node_modules`.
pub(crate) fn npm(folder: &Path, packages: &[&str]) -> Result<PathBuf, Failure> {
    once(folder, "npm", packages, || {
        fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
        run(npm.args(packages).current_dir(folder))
    })?;
    Ok(folder.join("node_modules"))
}

/// Installs Python packages (`name==version`), without what they depend on, into a folder; gives that folder.
pub(crate) fn pip(folder: &Path, packages: &[&str]) -> Result<PathBuf, Failure> {
    let modules = folder.join("python");
    once(folder, "pip", packages, || {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"]).arg(&modules);
        run(pip.args(packages))
    })?;
    Ok(modules)
}

/// Installs Python packages with all that they depend on into an environment of their own; gives its programs' folder.
pub(crate) fn venv(folder: &Path, packages: &[&str]) -> Result<PathBuf, Failure> {
    let programs = folder.join("venv").join("bin");
    once(folder, "venv", packages, || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv")))?;
        run(Command::new(programs.join("pip")).args(["install", "--quiet"]).args(packages))
    })?;
    Ok(programs)
}

/// Builds a program of a crate in release; gives the folder that it is in.
pub(crate) fn cargo(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    once(folder, "cargo", &[name], || {
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "--quiet", "--locked", "--root"]).arg(folder).arg(name);
        run(cargo.env("CARGO_TARGET_DIR", folder.join("cargo-target")))
    })?;
    Ok(folder.join("bin"))
}

/// Runs an installation unless this very one is done already.
fn once(
    folder: &Path,
    client: &str,
    packages: &[&str],
    install: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let (mark, wanted) = (folder.join(format!("{client}-installed.txt")), packages.join("\n"));
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("installing {} with {client} into {}", packages.join(", "), folder.display());
    install()?;
    fs::write(mark, wanted)?;
    Ok(())
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program} cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into())
}

/// The version in the `package.json` of an installed package.
pub(crate) fn npm_version(modules: &Path, package: &str) -> Result<String, Failure> {
    let text = fs::read_to_string(modules.join(package).join("package.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    Ok(manifest["version"].as_str().unwrap_or("of unknown version").to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_not_installed_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut times = 0;
        for packages in [["a@1"], ["a@1"], ["a@2"]] {
            once(folder.path(), "client", &packages, || {
                times += 1;
                Ok(())
            })
            .unwrap();
        }

        assert_eq!(times, 2);
    }

    #[test]
    fn an_installation_that_failed_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        assert!(once(folder.path(), "client", &["a"], || Err("no network".into())).is_err());

        let mut tried = false;
        once(folder.path(), "client", &["a"], || {
            tried = true;
            Ok(())
        })
        .unwrap();

        assert!(tried);
    }
}
