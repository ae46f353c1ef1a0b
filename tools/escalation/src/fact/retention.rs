//! How long data is kept in the infrastructure and by stores themselves: times that become shorter, and rules that delete what
//! was kept for good.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use super::{Facts, What};
use crate::change::{Operation, Side};
use crate::code::hcl;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::examined::{Examined, ReadBlock};
use crate::guard::Guard;
use crate::role::Kind;

/// Settings that say how long something is kept, in whatever unit.
const SETTINGS: [&str; 10] = [
    "backup_retention_period",
    "backup_retention_days",
    "retention_days",
    "retention_period",
    "message_retention_seconds",
    "message_retention_duration",
    "snapshot_retention_limit",
    "point_in_time_recovery_retention",
    "soft_delete_retention_days",
    "retention_in_days",
];

/// Blocks after whose time something is deleted, and the settings of that time.
const EXPIRING: [&str; 3] = ["expiration", "noncurrent_version_expiration", "lifecycle"];
const TIMES: [&str; 4] = ["days", "noncurrent_days", "delete_after", "newer_noncurrent_versions"];

/// A time that something is kept.
struct Kept {
    block: usize,
    line: usize,
    changed: bool,
    /// The setting, with the block that it stands in.
    setting: String,
    /// The resource, as far as it is in sight.
    owner: Option<String>,
    /// Whether the block deletes what is older; other settings say how long it is kept at least.
    expires: bool,
    time: u64,
}

/// Reads how long data is kept.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    by_stores(files, facts);
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform && file.guard.is_none());
    let created: BTreeSet<String> = {
        let before: BTreeSet<String> = terraform().flat_map(|file| &file.old).flat_map(addresses).collect();
        let after = terraform().flat_map(|file| &file.new).flat_map(hcl::resources);
        let begun = after.filter(|resource| resource.begins.is_some()).map(|resource| resource.address());
        begun.filter(|address| !before.contains(address)).collect()
    };
    for file in terraform() {
        let (before, after) = (kept(file, Side::Old), kept(file, Side::New));
        let mut standing: BTreeMap<(&str, Option<&str>), Vec<u64>> = BTreeMap::new();
        for old in &before {
            standing.entry((&old.setting, old.owner.as_deref())).or_default().push(old.time);
        }
        for new in after.iter().filter(|new| new.changed) {
            let Some(read) = file.new.get(new.block) else { continue };
            let had = standing.get(&(new.setting.as_str(), new.owner.as_deref()));
            // Two rules of one resource cannot be told apart: only a time that was not there before is another.
            if had.is_some_and(|had| had.contains(&new.time)) {
                continue;
            }
            let longest = had.and_then(|had| had.iter().max()).copied();
            let what = match longest {
                Some(longest) if new.time < longest => What::RetentionShortened {
                    what: format!("`{}` falls from {longest} to {}", new.setting, new.time),
                },
                None if new.expires => {
                    What::RetentionShortened { what: format!("`{}` comes in with {}", new.setting, new.time) }
                }
                _ => continue,
            };
            let named = names(read, new.line);
            let fresh = new.owner.iter().chain(&named).any(|address| created.contains(address) && is_store(address))
                || new.owner.is_none() && named.is_empty();
            facts
                .on_line(file, Side::New, read, new.line, what)
                .guarded(fresh.then_some(Guard::CreatedInThisChange))
                .confidence(Confidence::Medium);
        }
    }
}

/// Times after which a store deletes by itself, as `ClickHouse` and `MongoDB` are told them; and policies of search engines.
fn by_stores(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.guard.is_none() && file.role.kind != Kind::Terraform) {
        let mut before: BTreeMap<String, Option<u64>> = BTreeMap::new();
        for (_, _, text) in file.old.iter().flat_map(|read| read.block.changed()).filter(|(.., text)| expires(text)) {
            let (rest, time) = timed(text);
            let longest = before.entry(rest).or_default();
            *longest = time.max(*longest);
        }
        let times: BTreeSet<u64> = before.values().filter_map(|longest| *longest).collect();
        // What stood there with a time that was no longer is no shorter now.
        let comes = |text: &str| {
            let (rest, time) = timed(text);
            // Written otherwise, with a time that stood there.
            let same = time.is_some_and(|time| times.contains(&time));
            expires(text) && !same && before.get(&rest).is_none_or(|longest| time < *longest)
        };
        let found = file.new.iter().enumerate().find_map(|(block, read)| {
            read.block.changed().find(|(_, _, text)| comes(text)).map(|(line, _, _)| (block, line))
        });
        let Some((block, line)) = found else { continue };
        let Some(read) = file.new.get(block) else { continue };
        let what = What::RetentionShortened { what: "rows go by themselves after a time".to_owned() };
        let fresh = is_of_new(file, read, line).then_some(Guard::CreatedInThisChange);
        facts.on_line(file, Side::New, read, line, what).guarded(fresh).confidence(Confidence::Medium);
    }
}

/// `TTL timestamp + INTERVAL 30 DAY`, `MODIFY TTL …`, `expireAfterSeconds: 3600`, `"min_index_age": "365d"`, and the policies of
/// Timescale.
fn expires(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with("--") || text.starts_with("//") || text.starts_with('#') || text.len() > 400 {
        return false;
    }
    let spanned = text.contains("INTERVAL ") || text.contains("toInterval");
    // Set, not asked for.
    let set = text.split_once("expireAfterSeconds").is_some_and(|(_, rest)| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.starts_with(':') || rest.starts_with('=') && !rest.starts_with("==")
    });
    let policy =
        ["add_retention_policy(", "add_drop_chunks_policy(", "MODIFY TTL "].iter().any(|call| text.contains(call));
    (text.contains("TTL ") && spanned && !text.contains("REMOVE TTL"))
        || set
        || policy
        || text.starts_with("\"min_index_age\"")
}

/// A line without its numbers, and the last of them.
fn timed(text: &str) -> (String, Option<u64>) {
    let digit = |c: char| c.is_ascii_digit();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    (text.trim().replace(digit, ""), numbers.next_back().and_then(|number| number.parse().ok()))
}

/// Whether what a time is set for comes in the same change: the statement around it, or the whole file.
fn is_of_new(file: &Examined<'_>, read: &ReadBlock<'_>, line: usize) -> bool {
    const FARTHEST: usize = 60;
    let creates = (line.saturating_sub(FARTHEST)..=line).rev().find(|at| {
        let text = read.block.line_text(*at).to_ascii_lowercase();
        text.contains("create table") || text.contains("alter table")
    });
    if let Some(at) = creates {
        let altered = read.block.line_text(at).to_ascii_lowercase().contains("alter table");
        return !altered && read.block.lines.get(at).is_some_and(|line| line.changed);
    }
    let text = read.block.line_text(line);
    let of_standing = text.contains("min_index_age") || text.contains("_policy(");
    file.file.operation == Operation::Added && !of_standing
}

fn addresses(read: &ReadBlock<'_>) -> Vec<String> {
    hcl::resources(read).iter().map(hcl::Resource::address).collect()
}

/// Whether a resource is what data lies in, not a rule about it.
fn is_store(address: &str) -> bool {
    !address.contains("lifecycle")
}

/// The stores that the resource around a line names: `bucket = aws_s3_bucket.exports.id`.
fn names(read: &ReadBlock<'_>, line: usize) -> Vec<String> {
    let resources = hcl::resources(read);
    let Some(owner) = hcl::owner(&resources, line) else { return Vec::new() };
    let inside = |token: &Token<'_>| owner.lines.contains(&read.block.line_at(token.start));
    let texts: Vec<&Token<'_>> = read.tokens.iter().filter(|token| inside(token)).collect();
    let named = texts.windows(3).filter_map(|three| match three {
        [kind, dot, name] if dot.text == "." && kind.text.contains('_') && name.kind == TokenKind::Word => {
            Some(format!("{}.{}", kind.text, name.text))
        }
        _ => None,
    });
    named.collect()
}

/// The times of a side.
fn kept(file: &Examined<'_>, side: Side) -> Vec<Kept> {
    let mut found = Vec::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let resources = hcl::resources(read);
        let mut around: Vec<&str> = Vec::new();
        for (index, token) in read.tokens.iter().enumerate() {
            match token.text {
                "{" if token.kind == TokenKind::Punctuation => around.push(opener(&read.tokens, index)),
                "}" if token.kind == TokenKind::Punctuation => {
                    around.pop();
                }
                _ => {}
            }
            let [mark, value] = read.tokens.get(index + 1..index + 3).unwrap_or_default() else { continue };
            let (true, Ok(time)) = (mark.text == "=", value.text.trim_matches('"').parse::<u64>()) else { continue };
            let expiring = around.last().filter(|name| EXPIRING.contains(name));
            let expires = expiring.is_some() && TIMES.contains(&token.text);
            if !expires && !SETTINGS.contains(&token.text) {
                continue;
            }
            let line = read.block.line_at(token.start);
            let owner = hcl::owner(&resources, line).map(hcl::Resource::address);
            let setting = expiring.map_or_else(|| token.text.to_owned(), |of| format!("{of}.{}", token.text));
            let changed = read.block.lines.get(line).is_some_and(|line| line.changed);
            found.push(Kept { block, line, changed, setting, owner, expires, time });
        }
    }
    found
}

/// The name of what a bracket opens: `expiration {`, `expiration = {`.
fn opener<'t>(tokens: &[Token<'t>], index: usize) -> &'t str {
    let before = |steps: usize| index.checked_sub(steps).and_then(|at| tokens.get(at));
    match before(1) {
        Some(mark) if mark.text == "=" => before(2).map_or("", |name| name.text),
        Some(name) if name.kind == TokenKind::Word => name.text,
        _ => "",
    }
}
