//! Tables that are copied to another one, made anew, and filled from the copy, where the database cannot alter them.

use std::collections::{BTreeMap, BTreeSet};

use architect_sql::statement::Script;

/// As much of a statement as is read: a list of columns may stand between the names.
const HEAD: usize = 2_000;

/// The tables of a script whose rows are kept in a copy and put back, in lower case.
pub(super) fn and_back(script: &Script) -> BTreeSet<String> {
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    let mut back = BTreeSet::new();
    for statement in &script.statements {
        let head: String = statement.text().chars().take(HEAD).collect::<String>().to_ascii_lowercase();
        let Some((into, from)) = copied(&head) else { continue };
        if copies.get(&from) == Some(&into) {
            back.insert(into);
        } else {
            copies.insert(into, from);
        }
    }
    back
}

/// The columns of a script whose values are copied to another that takes their name, and that other: each with its table, in lower
/// case.
pub(super) fn columns(script: &Script) -> BTreeSet<(String, String)> {
    let mut copies: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for statement in &script.statements {
        let head: String = statement.text().chars().take(HEAD).collect::<String>().to_ascii_lowercase();
        let words: Vec<String> = head
            .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | '='))
            .map(plain)
            .filter(|word| !word.is_empty())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["update", table, "set", copy, column] => {
                copies.insert(((*table).to_owned(), (*column).to_owned(), (*copy).to_owned()));
            }
            ["alter", "table", table, "rename", "column", copy, "to", column]
            | ["alter", "table", table, "rename", copy, "to", column] => {
                let named = |name: &str| ((*table).to_owned(), name.to_owned());
                if copies.contains(&((*table).to_owned(), (*column).to_owned(), (*copy).to_owned())) {
                    kept.extend([named(column), named(copy)]);
                }
            }
            _ => {}
        }
    }
    kept
}

/// The tables between which a statement copies: `create table b as select … from a`, `insert into b select … from a`.
fn copied(head: &str) -> Option<(String, String)> {
    let words: Vec<&str> = head.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';')).collect();
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    let target = match words.next()? {
        "create" => {
            let mut rest = words.by_ref().skip_while(|word| *word != "table").skip(1);
            rest.find(|word| !matches!(*word, "if" | "not" | "exists"))?
        }
        "insert" => words.by_ref().find(|word| !matches!(*word, "into" | "ignore" | "overwrite" | "table"))?,
        _ => return None,
    };
    let mut selected = words.skip_while(|word| *word != "select");
    let source = selected.by_ref().skip_while(|word| *word != "from").nth(1)?;
    // What a condition leaves out is not kept.
    let all = !selected.any(|word| matches!(word, "where" | "limit" | "join" | "having"));
    all.then(|| (plain(target), plain(source)))
}

fn plain(name: &str) -> String {
    name.trim_matches(['"', '`', '[', ']']).to_owned()
}
