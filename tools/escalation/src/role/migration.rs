//! Migrations by their paths, and the way they go.

use super::Place;

/// Which way a migration goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Forward.
    Up,
    /// Back.
    Down,
}

const EXTENSIONS: [&str; 16] =
    ["sql", "fizz", "py", "rb", "ts", "js", "mjs", "cjs", "go", "cs", "php", "java", "kt", "xml", "exs", "rs"];

const FOLDERS: &[&str] = &[
    "data-migrations",
    "data_migrations",
    "data-migration",
    "migrations",
    "migration",
    "migrate",
    "db_migrations",
    "dbmigrations",
    "db-migrations",
    "sql-migrations",
    "sqlmigrations",
    "flyway",
    "changelogs",
    "changelog",
    "post_migrate",
    "dbscripts",
    "db-scripts",
    "db_scripts",
];

/// Folders of scripts that bring a database from one release to the next. Other files than SQL stand there, too.
const UPGRADES: &[&str] = &[
    "upgrade",
    "upgrades",
    "update",
    "updates",
    "patches",
    "delta",
    "deltas",
    "schema-changes",
    "schema_changes",
    "schemachanges",
    "incremental",
];

pub(super) fn is_migration(place: &Place) -> bool {
    let dialect_suffix = place.name.contains(".sql.");
    if !dialect_suffix && !EXTENSIONS.contains(&place.extension.as_str()) || place.name.starts_with("__init__") {
        return false;
    }
    if place.has_extension(&["sql", "java", "kt", "scala", "groovy"]) && is_flyway_name(&place.name) {
        return true;
    }
    // golang-migrate and sqlx name both ways so, in whatever folder.
    if [".up.sql", ".down.sql", ".up.fizz", ".down.fizz"].iter().any(|end| place.name.ends_with(end)) {
        return true;
    }
    if place.path.contains("/alembic/versions/")
        || (place.in_folder(&["versions"]) && place.in_folder(&["alembic", "migrations"]))
    {
        return true;
    }
    if place.path.contains(".sql") && place.in_folder(UPGRADES) {
        return true;
    }
    if is_list(place) {
        return true;
    }
    if place.has_extension(&["xml"]) {
        return place.in_folder(&["changelog", "changelogs", "liquibase"]) || place.name.contains("changelog");
    }
    let folder = place.in_folder(FOLDERS)
        || is_in_a_folder_of_migrations(place)
        || (is_stamped(place) && is_in_a_folder_called_after_migrations(place));
    // Programs that manage migrations live in such folders as well; only what carries a number or a stamp is one.
    // SQL files do not need it: drizzle, prisma and diesel number the folder.
    folder
        && (place.has_extension(&["sql"])
            || (!place.has_extension(&["rs"]) && has_number(place))
            || (place.has_extension(&["rs"]) && starts_with_m_number(&place.name)))
}

/// Whether a folder says which migrations it holds: `data_migration`, `long_running_migrations`.
fn is_in_a_folder_of_migrations(place: &Place) -> bool {
    let folders = place.segments.len().saturating_sub(1);
    let of = |folder: &String| {
        let folder = folder.to_ascii_lowercase();
        ["_migration", "_migrations", "-migration", "-migrations"].iter().any(|end| folder.ends_with(end))
    };
    place.segments.iter().take(folders).any(of)
}

/// A file of code that holds all migrations of a program, or those of a release, and goes forward only.
pub(super) fn is_list(place: &Place) -> bool {
    if !place.has_extension(&["go", "py", "rb", "ts", "js", "mjs", "rs", "java", "kt", "cs", "php"]) {
        return false;
    }
    let stem = place.name.rsplit_once('.').map_or(place.name.as_str(), |(stem, _)| stem);
    let folder = place.segments.iter().rev().nth(1).map(|folder| folder.to_ascii_lowercase()).unwrap_or_default();
    let stores = matches!(
        folder.as_str(),
        "sql"
            | "db"
            | "database"
            | "storage"
            | "store"
            | "persistence"
            | "postgres"
            | "postgresql"
            | "mysql"
            | "sqlite"
    );
    matches!(stem, "migrations" | "db_migrations" | "dbmigrations" | "schema_migrations")
        || (stem == "migrate" && stores)
        || (is_for_release(place) && place.in_folder(&["upgrade", "upgrades", "update", "updates"]))
}

/// Whether the file or its folder begins with the number of a release: `v4100/v4100Updater.java`, `Version200.php`.
fn is_for_release(place: &Place) -> bool {
    let numbered = |segment: &String| {
        let segment = segment.to_ascii_lowercase();
        let rest = segment.strip_prefix("version").or_else(|| segment.strip_prefix('v'));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    place.segments.iter().rev().take(2).any(numbered)
}

/// A routine that migrates data and carries no number, by its folder and the verb that its name begins with. Only one
/// that comes is surely run once.
pub(super) fn is_routine(place: &Place) -> bool {
    const VERBS: [&str; 16] = [
        "migrate",
        "clean",
        "cleanup",
        "remove",
        "delete",
        "drop",
        "purge",
        "fix",
        "merge",
        "move",
        "convert",
        "reset",
        "prune",
        "dedupe",
        "deduplicate",
        "truncate",
    ];
    let name = place.segments.last().map(String::as_str).unwrap_or_default();
    let words = crate::word::words(name);
    let verb = words.first().is_some_and(|word| VERBS.contains(&word.as_str()));
    let code = place.has_extension(&["cs", "java", "kt", "php", "py", "rb", "ts", "js", "go"]);
    code && verb
        && (place.in_folder(FOLDERS) || place.in_folder(&["manualmigrations", "datamigrations", "data_migrate"]))
}

/// Whether code brings what is installed from one release to the next, by the words of its path.
pub(super) fn is_for_upgrades(place: &Place) -> bool {
    const WORDS: [&str; 9] =
        ["install", "installer", "upgrade", "upgrades", "upgrader", "updater", "migrate", "migrator", "migrations"];
    let code = place.has_extension(&["php", "py", "rb", "ts", "js", "go", "java", "kt", "cs", "rs"]);
    code && place
        .segments
        .iter()
        .rev()
        .take(3)
        .any(|segment| crate::word::words(segment).iter().any(|word| WORDS.contains(&word.as_str())))
}

/// `V1__add_users.sql`, `U2_1__drop.sql`, `R__views.sql`.
fn is_flyway_name(name: &str) -> bool {
    let Some((version, _)) = name.split_once("__") else { return false };
    let rest = version.trim_start_matches(['v', 'u']);
    version == "r"
        || (version.len() > rest.len()
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_digit() || c == '_' || c == '.'))
}

/// Whether a folder has migrations in a name of several words: `DoctrineMigrations`, `Shop.Migrations.PostgreSQL`.
fn is_in_a_folder_called_after_migrations(place: &Place) -> bool {
    let folders = place.segments.len().saturating_sub(1);
    let called = |folder: &String| crate::word::words(folder).iter().any(|word| word == "migrations");
    place.segments.iter().take(folders).any(called)
}

/// Whether the file is named for the moment at which it was made, as generators do: `20240612201021_DropMuted.cs`,
/// `Version20221123132612.php`.
fn is_stamped(place: &Place) -> bool {
    const DATE: usize = 8;
    place.name.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= DATE)
}

/// Whether the file or its folder carries a number of at least three digits (`0042_x.py`, `20240131_x`, `1699-X.ts`).
fn has_number(place: &Place) -> bool {
    let long = |name: &str| {
        name.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 3)
            || name.starts_with(|c: char| c.is_ascii_digit())
            || is_release(name)
    };
    place.segments.iter().rev().take(2).any(|segment| long(segment))
}

/// `v2.5.0.go`, `v4_1_add_index.ts`: named for the release that runs it.
fn is_release(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('v') else { return false };
    let minor = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let parted =
        minor.strip_prefix(['.', '_', '-']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    minor.len() < rest.len() && parted
}

/// `m20220101_000001_create_table.rs`, as `SeaORM` names them.
fn starts_with_m_number(name: &str) -> bool {
    name.strip_prefix('m').is_some_and(|rest| rest.chars().take_while(char::is_ascii_digit).count() >= 6)
}

pub(super) fn direction(place: &Place) -> Option<Direction> {
    let stem = place.name.rsplit_once('.').map_or(place.name.as_str(), |(stem, _)| stem);
    let ends = |word: &str| {
        stem == word
            || [".", "_", "-"].iter().any(|mark| stem.strip_suffix(word).is_some_and(|front| front.ends_with(mark)))
    };
    let flyway_undo = place.name.starts_with('u') && is_flyway_name(&place.name);
    if ends("down")
        || ends("rollback")
        || ends("revert")
        || ends("undo")
        || flyway_undo
        || place.in_folder(&["down", "rollback", "undo"])
    {
        Some(Direction::Down)
    } else if ends("up") || place.in_folder(&["up"]) || is_flyway_name(&place.name) {
        Some(Direction::Up)
    } else {
        None
    }
}
