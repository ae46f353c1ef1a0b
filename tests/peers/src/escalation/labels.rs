//! The lists of labelled commits.

use std::fs;
use std::path::Path;

use architect_escalation::trigger::Trigger;
use serde::Deserialize;

use crate::Failure;

/// The languages that have a list.
pub(super) const LANGUAGES: [&str; 8] = ["csharp", "go", "java", "php", "python", "ruby", "rust", "typescript"];

/// Commits named by a person, with what they set off.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labelled {
    /// `owner/name`.
    pub(super) repository: String,
    /// The whole hash.
    pub(super) commit: String,
    /// What it sets off; nothing for a harmless one.
    pub(super) triggers: Vec<Trigger>,
    /// What may be said of it with good reasons and without: counted neither as missed nor as false.
    #[serde(default)]
    pub(super) also: Vec<Trigger>,
    /// Why, in one sentence.
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    commit: Vec<Labelled>,
}

impl Labelled {
    /// Whether it is in the half for tuning.
    pub(super) fn for_tuning(&self) -> bool {
        let first = self.commit.chars().next().and_then(|digit| digit.to_digit(16));
        first.is_some_and(|digit| digit % 2 == 0)
    }

    /// Whether nobody need be asked about it.
    pub(super) fn is_harmless(&self) -> bool {
        self.triggers.is_empty()
    }

    /// Whether `owner/name@hash`, or the beginning of its hash, means it.
    pub(super) fn is_named(&self, name: &str) -> bool {
        match name.split_once('@') {
            Some((repository, hash)) => repository == self.repository && self.commit.starts_with(hash),
            None => self.commit.starts_with(name),
        }
    }

    /// For people.
    pub(super) fn shown(&self) -> String {
        format!("{}@{}", self.repository, self.commit)
    }
}

/// Reads the lists of a folder, or of one language.
pub(super) fn read(folder: &Path, language: Option<&str>) -> Result<Vec<Labelled>, Failure> {
    let mut all = Vec::new();
    for name in LANGUAGES.iter().filter(|name| language.is_none_or(|asked| asked == **name)) {
        let path = folder.join(format!("{name}.toml"));
        if path.is_file() {
            let text = fs::read_to_string(&path)?;
            let list: List = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            all.extend(list.commit);
        }
    }
    if all.is_empty() {
        return Err(format!("no labelled commit in {}", folder.display()).into());
    }
    Ok(all)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;

    /// The folders of lists, each with what it has at least: commits, commits of a language, and the share of harmless
    /// ones in tenths.
    const FOLDERS: [(&str, usize, usize, usize); 3] =
        [("commits", 150, 10, 4), ("unseen", 100, 0, 4), ("skimmed", 900, 40, 3)];

    fn folder(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../escalation").join(name)
    }

    /// Repositories that others judge the product by.
    const HELD_BACK: [&str; 16] = [
        "LemmyNet/lemmy",
        "formbricks/formbricks",
        "documenso/documenso",
        "maybe-finance/maybe",
        "rust-lang/crates.io",
        "lobsters/lobsters",
        "medusajs/medusa",
        "alphagov/notifications-api",
        "getsentry/self-hosted",
        "hoppscotch/hoppscotch",
        "element-hq/synapse",
        "GoogleCloudPlatform/microservices-demo",
        "dani-garcia/vaultwarden",
        "umami-software/umami",
        "ory/kratos",
        "supabase/auth",
    ];

    #[test]
    fn every_entry_is_whole_and_stands_once_in_all_folders() {
        let all = FOLDERS.iter().flat_map(|(name, ..)| read(&folder(name), None).unwrap());

        let mut seen = BTreeSet::new();
        for commit in all {
            assert_eq!(commit.commit.len(), 40, "{}", commit.shown());
            assert!(commit.commit.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')), "{}", commit.shown());
            assert_eq!(commit.repository.split('/').count(), 2, "{}", commit.shown());
            assert!(commit.why.trim().len() > 3, "{} says no reason", commit.shown());
            assert!(
                !HELD_BACK.iter().any(|held| held.eq_ignore_ascii_case(&commit.repository)),
                "{}",
                commit.shown()
            );
            assert!(commit.triggers.iter().all(|trigger| !commit.also.contains(trigger)), "{}", commit.shown());
            assert!(seen.insert(commit.commit.clone()), "{} stands twice", commit.shown());
        }
    }

    #[test]
    fn every_folder_has_every_language_and_trigger_and_enough_harmless_ones() {
        for (name, commits, of_a_language, harmless_tenths) in FOLDERS {
            let all = read(&folder(name), None).unwrap();

            // The unseen set comes from other repositories each time, and need not be of all languages.
            for language in LANGUAGES.into_iter().filter(|_| of_a_language > 0) {
                let list = read(&folder(name), Some(language)).unwrap();
                assert!(list.len() >= of_a_language, "{name}, {language}: {}", list.len());
            }
            assert!(all.len() >= commits, "{name}: {}", all.len());
            for trigger in Trigger::ALL {
                assert!(all.iter().any(|commit| commit.triggers.contains(&trigger)), "{name}: {}", trigger.as_str());
            }
            let harmless = all.iter().filter(|commit| commit.is_harmless()).count();
            assert!(harmless * 10 >= all.len() * harmless_tenths, "{name}: {harmless} of {}", all.len());
        }
    }

    #[test]
    fn a_commit_is_in_the_half_of_its_first_digit() {
        let of = |hash: &str| Labelled {
            repository: "owner/name".to_owned(),
            commit: hash.repeat(40),
            triggers: Vec::new(),
            also: Vec::new(),
            why: String::new(),
        };

        assert!(of("0").for_tuning() && of("a").for_tuning() && of("e").for_tuning());
        assert!(!of("1").for_tuning() && !of("b").for_tuning() && !of("f").for_tuning());
    }
}
