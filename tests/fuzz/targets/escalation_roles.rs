//! The role of a file, told from its path and its text: always one, the same again, and the same for the path alone
//! wherever the text says nothing else. Paths and texts come out of a diff.
#![no_main]

use architect_escalation::change::{diff, whole};
use architect_escalation::role::{Kind, Role};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for file in diff::read("diff", text).files {
        let role = Role::of(&file);
        assert_eq!(role, Role::of(&file));
        // A text may tell what a path leaves open, make a migration of code that is for upgrades, and mark a file as
        // generated; the rest is the path's to say.
        let by_path = Role::of_path(&file.path);
        assert_eq!((by_path.language, by_path.auth_zone), (role.language, role.auth_zone), "{}", file.path);
        let upgrades = (by_path.kind, role.kind) == (Kind::Source, Kind::Migration);
        if !matches!(by_path.kind, Kind::Other | Kind::Configuration) && !upgrades {
            assert_eq!(by_path.kind, role.kind, "{}", file.path);
        }
        assert!(by_path.guard.is_none() || by_path.guard == role.guard, "{}", file.path);

        let empty = Role::of(&whole::between(&file.path, Some(""), Some("")));
        assert_eq!(by_path, empty, "{}", file.path);
        let mut said = whole::between(&file.path, None, Some("DROP TABLE a;\n"));
        said.said_migration = true;
        assert_eq!(Role::of(&said).kind, Kind::Migration, "{}", file.path);
    }
});
