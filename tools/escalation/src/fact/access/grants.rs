//! Who may do what, where a program keeps it in tables: statements of SQL that give or take roles and permissions.
//!
//! A statement is known by its first line; what a program asks with values of its own is no change of who may do what.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::role::{Direction, Kind};
use crate::word::words;

/// Reads the statements of a file.
pub(super) fn read(file: &Examined<'_>, facts: &mut Facts) {
    let migration = file.role.kind == Kind::Migration && file.role.direction != Some(Direction::Down);
    if !migration || file.language() != Some(Language::Sql) {
        return;
    }
    for read in &file.new {
        let found = read.block.changed().find_map(|(index, _, text)| table(text).map(|table| (index, table)));
        let Some((index, table)) = found else { continue };
        let what = What::AccessPolicy { what: format!("what roles may do changes: rows of `{table}`"), open: false };
        facts.on_line(file, Side::New, read, index, what).confidence(Confidence::Medium);
        return;
    }
}

/// The table of roles or permissions that a statement which begins on a line changes.
fn table(text: &str) -> Option<String> {
    let text = text.trim_start();
    let mut words = text.split_whitespace();
    let verb = words.next()?.to_ascii_lowercase();
    let mut next = words.next()?;
    let second = next.to_ascii_lowercase();
    let known = match verb.as_str() {
        "insert" => matches!(second.as_str(), "into" | "ignore" | "overwrite"),
        "delete" => second == "from",
        "merge" | "replace" => second == "into",
        "update" => {
            return is_of_grants(next).then(|| bare(next));
        }
        _ => false,
    };
    if !known {
        return None;
    }
    next = words.next()?;
    if next.eq_ignore_ascii_case("into") {
        next = words.next()?;
    }
    is_of_grants(next).then(|| bare(next))
}

fn bare(name: &str) -> String {
    let name = name.split('(').next().unwrap_or(name);
    let name = name.rsplit('.').next().unwrap_or(name);
    name.trim_matches(['"', '`', '[', ']', ';']).to_owned()
}

/// Whether a table holds who may do what, by the words of its name.
fn is_of_grants(name: &str) -> bool {
    let words = words(&bare(name));
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(&["permission", "permissions", "privilege", "privileges", "acl", "acls", "authorities"])
        || has(&["role", "roles"])
            && (words.len() == 1
                || has(&[
                    "user",
                    "users",
                    "menu",
                    "menus",
                    "member",
                    "members",
                    "resource",
                    "resources",
                    "group",
                    "groups",
                    "scope",
                    "scopes",
                    "sys",
                ]))
}
