//! The forms a diff comes in: what git, mail programs, other tools, people and models write.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use architect_escalation::change::diff::read;
use architect_escalation::change::{Change, Side};

/// Path, operation, and the changed lines with their numbers: `-3 text`, `+4 text`.
fn shown(change: &Change) -> Vec<String> {
    let mut shown = Vec::new();
    for file in &change.files {
        let from = file.old_path.as_deref().map(|path| format!(" from {path}")).unwrap_or_default();
        shown.push(format!("{:?} {}{from}", file.operation, file.path));
        for (side, mark) in [(Side::Old, '-'), (Side::New, '+')] {
            for block in file.side(side) {
                shown.extend(block.changed().map(|(_, line, text)| format!("{mark}{} {text}", line.number)));
            }
        }
    }
    shown
}

const PLAIN: &str = "\
--- old/app.py\t2024-01-01 00:00:00
+++ new/app.py\t2024-01-02 00:00:00
@@ -7,3 +7,3 @@ def run():
 a = 1
-b = 2
+b = 3
 c = 4
";

#[test]
fn a_diff_that_is_not_from_git_is_read() {
    let change = read("diff", PLAIN);

    assert_eq!(shown(&change), ["Renamed new/app.py from old/app.py", "-8 b = 2", "+8 b = 3"]);
    assert!(change.gaps.is_empty());
}

#[test]
fn line_breaks_of_windows_make_no_difference() {
    let change = read("diff", &PLAIN.replace('\n', "\r\n"));

    assert_eq!(shown(&change), shown(&read("diff", PLAIN)));
    assert!(change.gaps.is_empty());
}

#[test]
fn a_removed_comment_of_sql_is_no_header() {
    let text = "\
diff --git a/a.sql b/a.sql
--- a/a.sql
+++ b/a.sql
@@ -1,3 +1,2 @@
--- the first
-++ odd
+++ odd
 SELECT 1;
";

    let change = read("diff", text);

    assert_eq!(shown(&change), ["Modified a.sql", "-1 -- the first", "-2 ++ odd", "+1 ++ odd"]);
    assert!(change.gaps.is_empty(), "{:?}", change.gaps);
}

#[test]
fn renames_quoted_paths_and_missing_line_breaks_are_read() {
    let text = "\
diff --git a/old name.txt b/new name.txt
similarity index 90%
rename from old name.txt
rename to new name.txt
--- a/old name.txt
+++ b/new name.txt
@@ -1 +1 @@
-a
\\ No newline at end of file
+b
\\ No newline at end of file
diff --git \"a/caf\\303\\251.txt\" \"b/caf\\303\\251.txt\"
new file mode 100644
--- /dev/null
+++ \"b/caf\\303\\251.txt\"
@@ -0,0 +1 @@
+x
";

    let change = read("diff", text);

    assert_eq!(shown(&change), ["Renamed new name.txt from old name.txt", "-1 a", "+1 b", "Added café.txt", "+1 x"]);
    assert!(change.gaps.is_empty(), "{:?}", change.gaps);
}

#[test]
fn a_patch_inside_of_a_diff_is_text() {
    let text = "\
diff --git a/fix.patch b/fix.patch
new file mode 100644
--- /dev/null
+++ b/fix.patch
@@ -0,0 +1,6 @@
+diff --git a/x.sql b/x.sql
+--- a/x.sql
++++ b/x.sql
+@@ -1 +1 @@
+-DROP TABLE a;
++DROP TABLE b;
";

    let change = read("diff", text);

    assert_eq!(change.files.len(), 1);
    assert_eq!(change.files[0].path, "fix.patch");
    assert!(change.gaps.is_empty(), "{:?}", change.gaps);
}

#[test]
fn mail_around_a_patch_is_left_out() {
    let text = "\
From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: A <a@example.org>
Subject: [PATCH] Fix

- a list in the message
---
 a.txt | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/a.txt b/a.txt
index 1111111..2222222 100644
--- a/a.txt
+++ b/a.txt
@@ -1 +1 @@
-a
+b
-- 
2.43.0

";

    let change = read("diff", text);

    assert_eq!(shown(&change), ["Modified a.txt", "-1 a", "+1 b"]);
    assert!(change.gaps.is_empty(), "{:?}", change.gaps);
}

#[test]
fn wrong_counts_cost_a_gap_and_no_line() {
    let text = "\
diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -1,9 +1,2 @@
 a

-b
+c
diff --git a/d.txt b/d.txt
--- a/d.txt
+++ b/d.txt
@@ -5 +5 @@
-d
+e
";

    let change = read("diff", text);

    assert_eq!(shown(&change), ["Modified a.txt", "-3 b", "+3 c", "Modified d.txt", "-5 d", "+5 e"]);
    assert_eq!(change.gaps.len(), 1);
}

#[test]
fn a_diff_cut_behind_any_line_is_never_silent() {
    let whole = include_str!("../../../examples/shop/changes/drop-legacy-columns.diff");
    let lines = read("diff", whole);

    for cut in whole.match_indices('\n').map(|(at, _)| at + 1) {
        let part = read("diff", &whole[..cut]);

        let fewer = shown(&part).len() < shown(&lines).len() && !whole[..cut].trim().is_empty();
        // Between two files or hunks, and only there, what is missing cannot be seen.
        let between = whole[cut..].starts_with("diff --git ") || whole[cut..].starts_with("@@ ");
        assert!(!fewer || !part.gaps.is_empty() || between, "cut at {cut}: {:?}", &whole[..cut]);
    }
}
