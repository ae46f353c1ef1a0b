//! What platforms and supervisors are told to run: supervisord's programs, the processes and services of fly.io, Render,
//! Heroku, Railway and the Serverless Framework.

use std::collections::BTreeMap;

use super::declared::{Declared, compare};
use super::images;
use crate::change::Side;
use crate::code::outline;
use crate::examined::{Examined, ReadBlock};
use crate::fact::Facts;

/// Reads the processes of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.guard.is_none()) {
        let Some(form) = Form::of(&file.file.path) else { continue };
        compare(file, |side| declared(file, form, side), facts);
    }
}

/// The forms of such files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Supervisor,
    Fly,
    Render,
    Heroku,
    Serverless,
}

impl Form {
    fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        match extension {
            "conf" | "ini" if stem.contains("supervisor") || path.contains("supervisor") => Some(Self::Supervisor),
            "toml" if stem == "fly" || stem.starts_with("fly.") => Some(Self::Fly),
            "yaml" | "yml" if stem == "render" => Some(Self::Render),
            "yaml" | "yml" if stem == "serverless" => Some(Self::Serverless),
            "json" if stem == "app" => Some(Self::Heroku),
            _ => None,
        }
    }
}

fn declared(file: &Examined<'_>, form: Form, side: Side) -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let mut add = |name: &str, line: usize, store: Option<&'static str>, lasting: bool| {
            found.entry(name.to_owned()).or_insert(Declared { block, line, store, lasting });
        };
        match form {
            Form::Supervisor => {
                for (index, header) in headers(read) {
                    if let Some(name) = header.strip_prefix("program:") {
                        add(name.trim(), index, None, true);
                    }
                }
            }
            Form::Fly => fly(read, &mut add),
            Form::Render => render(read, &mut add),
            Form::Serverless => {
                let functions = |line: &&outline::Line<'_>| line.above == ["functions"] && !line.guessed;
                for line in outline::lines(read.block).iter().filter(functions) {
                    if line.value.is_empty() && !line.key.is_empty() {
                        add(line.key, line.index, None, false);
                    }
                }
            }
            Form::Heroku => {
                for index in 0..read.block.lines.len() {
                    let text = read.block.line_text(index);
                    let addon = text.split('"').find(|word| word.starts_with("heroku-"));
                    let addon = addon.and_then(|word| word.split(':').next());
                    if let Some((addon, store)) = addon.and_then(|addon| {
                        images::family_of(addon.strip_prefix("heroku-")?).map(|store| (addon, store))
                    }) {
                        add(addon, index, Some(store), true);
                    }
                }
            }
        }
    }
    found
}

/// The headers in brackets of a file in sections.
fn headers<'b>(read: &'b ReadBlock<'_>) -> impl Iterator<Item = (usize, &'b str)> {
    (0..read.block.lines.len()).filter_map(|index| {
        let line = read.block.line_text(index).trim();
        Some((index, line.strip_prefix('[')?.strip_suffix(']')?.trim_matches(['[', ']'])))
    })
}

/// The processes of a `fly.toml`: the keys of its table.
fn fly(read: &ReadBlock<'_>, add: &mut impl FnMut(&str, usize, Option<&'static str>, bool)) {
    let mut inside = false;
    for index in 0..read.block.lines.len() {
        let line = read.block.line_text(index).trim();
        if line.starts_with('[') {
            inside = line == "[processes]";
        } else if let Some((key, _)) = line.split_once('=').filter(|_| inside && !line.starts_with('#')) {
            add(key.trim().trim_matches(['"', '\'']), index, None, true);
        }
    }
}

/// The services and databases of Render's blueprint: items of two lists, each with a name.
fn render(read: &ReadBlock<'_>, add: &mut impl FnMut(&str, usize, Option<&'static str>, bool)) {
    const KINDS: [&str; 7] = ["web", "worker", "pserv", "cron", "static", "redis", "keyvalue"];
    const FARTHEST: usize = 12;
    let lines = outline::lines(read.block);
    for (position, line) in lines.iter().enumerate() {
        // The name of the same item: below the type, or above it.
        let other = |other: &&outline::Line<'_>| other.key != "type" || other.indent != line.indent;
        let own = |other: &&outline::Line<'_>| other.key == "name" && other.indent == line.indent;
        let name = || {
            let below = lines.iter().skip(position + 1).take_while(other).take(FARTHEST).find(own);
            below.or_else(|| lines.iter().take(position).rev().take_while(other).take(FARTHEST).find(own))
        };
        if line.key == "type" && KINDS.contains(&line.value) {
            let store = match line.value {
                "redis" | "keyvalue" => Some("redis"),
                _ => None,
            };
            let lasting = !matches!(line.value, "cron" | "static");
            if let Some(name) = name() {
                add(name.value, name.index, store, lasting);
            }
        } else if line.key == "name" && line.above == ["databases"] {
            add(line.value, line.index, Some("postgresql"), true);
        }
    }
}
