//! Settings that decide about access, in files of configuration: a switch, a number or a list whose key says so gets
//! another value.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::names;
use crate::change::Side;
use crate::code::{Language, outline};
use crate::examined::Examined;
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::role::Kind;
use crate::word::words;

/// A key on a changed line: its value, block and line.
type Keys<'f> = BTreeMap<String, (&'f str, usize, usize)>;

/// Reads the settings of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let kept = matches!(
            file.role.kind,
            Kind::Configuration | Kind::Helm | Kind::Kubernetes | Kind::Compose | Kind::OtherInfrastructure
        );
        let written = matches!(file.language(), Some(Language::Yaml | Language::Hash | Language::Json));
        // Laravel's settings are lists of PHP.
        let listed = file.language() == Some(Language::Php)
            && (file.file.path.starts_with("config/") || file.file.path.contains("/config/"));
        if !(kept && written || listed) || file.guard.is_some() && listed {
            continue;
        }
        let (before, after) = (keys(file, Side::Old), keys(file, Side::New));
        for (key, (value, block, line)) in &after {
            let Some((old, ..)) = before.get(key) else { continue };
            let Some(read) = file.new.get(*block) else { continue };
            let replaced = is_way_in(key) && is_written(value) && is_written(old);
            if old == value || !(decides(value) && decides(old) || replaced) {
                continue;
            }
            let what = What::AuthCalled {
                call: format!("the setting `{key}`"),
                class: AuthCall::Decision,
                shift: Shift::Changed,
            };
            facts.on_line(file, Side::New, read, *line, what).confidence(Confidence::Medium);
        }
    }
}

/// The keys of a side that speak of access and stand on changed lines.
fn keys<'f>(file: &'f Examined<'_>, side: Side) -> Keys<'f> {
    let mut keys = Keys::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let changed = |line: usize| read.block.lines.get(line).is_some_and(|line| line.changed);
        if file.language() == Some(Language::Yaml) {
            for line in outline::lines(read.block).iter().filter(|line| changed(line.index) && !line.key.is_empty()) {
                let above: Vec<&str> = line.above.iter().rev().take(2).rev().copied().collect();
                let key = above.into_iter().chain([line.key]).collect::<Vec<_>>().join(".");
                if speaks(&key) || is_way_in(line.key) {
                    keys.insert(key, (line.value, block, line.index));
                }
            }
        } else {
            for (index, _, text) in read.block.changed() {
                let mark = match file.language() {
                    Some(Language::Json) => ":",
                    Some(Language::Php) => "=>",
                    _ => "=",
                };
                let Some((key, value)) = text.split_once(mark) else { continue };
                let key = key.trim().trim_start_matches("export ").trim_matches(['"', '\'']);
                if !key.starts_with('#') && key.len() < 120 && (speaks(key) || is_way_in(key)) {
                    let value = value.trim().trim_end_matches(',').trim_matches(['"', '\'']);
                    keys.insert(key.to_owned(), (value, block, index));
                }
            }
        }
    }
    keys
}

/// Whether a key holds what lets a person in who is known from the beginning.
fn is_way_in(key: &str) -> bool {
    let words = words(key);
    matches!(key.rsplit('.').next(), Some("serviceAccountName" | "automountServiceAccountToken"))
        || words.last().is_some_and(|last| last == "password")
            && words.iter().any(|word| matches!(word.as_str(), "login" | "admin" | "superuser"))
}

/// Whether a value is written down rather than filled in.
fn is_written(value: &str) -> bool {
    !value.is_empty() && !value.contains(['$', '{', '<', '*'])
}

fn speaks(key: &str) -> bool {
    const SPANS: [&str; 5] = ["timeout", "lifetime", "expiry", "duration", "expiration"];
    let words = words(key);
    let session = SPANS.iter().any(|span| crate::word::has_pair(&words, "session", span));
    session
        || names::speaks(key)
        || words.iter().any(|word| matches!(word.as_str(), "authenticate" | "authentication"))
        || words.iter().any(|word| matches!(word.as_str(), "cors" | "csrfguard" | "samesite"))
}

/// Whether a value is one that a decision has: a switch, a number or span of time, or everybody.
fn decides(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    let number = value.starts_with(|c: char| c.is_ascii_digit())
        && value.len() <= 12
        && value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_')).len() <= 3;
    matches!(
        value.as_str(),
        "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "enabled"
            | "disabled"
            | "*"
            | "none"
            | "lax"
            | "strict"
            | "required"
            | "optional"
    ) || number
}
