//! What files and documents promise: a text, or an error that says how to give one.

mod vocabulary;

use std::sync::Arc;

use architect_core::error::ErrorKind;
use architect_core::{Context, DocumentInput, Files, Limits, MemoryFiles, NoFiles, PathKind};
use vocabulary::index;

fn files() -> MemoryFiles {
    MemoryFiles::new([
        ("db/schema.sql", "SELECT 1;"),
        ("./db/seed.sql", ""),
        ("openapi.yaml", "\u{feff}openapi: 3.1.0"),
    ])
}

fn document(path: Option<&str>, content: Option<&str>) -> DocumentInput {
    DocumentInput { path: path.map(ToOwned::to_owned), content: content.map(ToOwned::to_owned) }
}

#[test]
fn a_look_finds_what_is_there_and_says_nothing_of_the_rest() {
    let files = files();
    for path in ["db/schema.sql", "./db/schema.sql", "db", ".", "", "db/schema", "d", "other/a.sql"] {
        assert_eq!(files.look(path), files.kind(path).ok(), "{path}");
    }
    assert_eq!(NoFiles.look("a.sql"), None);
}

#[test]
fn a_path_is_one_however_it_is_written() {
    for path in ["db/seed.sql", "./db/seed.sql", "././db/seed.sql"] {
        assert_eq!(files().read(path).map(|source| source.name().to_owned()), Ok("db/seed.sql".to_owned()));
        assert_eq!(files().kind(path), Ok(PathKind::File));
    }
    for path in ["db", "db/", "./db", ".", "./", ""] {
        assert_eq!(files().kind(path), Ok(PathKind::Directory), "{path}");
    }
}

#[test]
fn a_walk_lists_what_lies_below_in_order() {
    let paths = |folder: &str| -> Vec<String> {
        files().walk(folder).unwrap().files.into_iter().map(|file| file.path).collect()
    };

    assert_eq!(paths("."), ["db/schema.sql", "db/seed.sql", "openapi.yaml"]);
    assert_eq!(paths("db/"), ["db/schema.sql", "db/seed.sql"]);
}

/// It was an empty list, which reads as a clean folder.
#[test]
fn a_walk_through_what_is_no_folder_is_an_error() {
    insta::assert_snapshot!(files().walk("dbs").unwrap_err(), @"there is no file `dbs` (known are: db/schema.sql, db/seed.sql, openapi.yaml)");
    insta::assert_snapshot!(files().walk("openapi.yaml").unwrap_err(), @"`openapi.yaml` is a file, not a folder");
    assert!(MemoryFiles::default().walk(".").unwrap().files.is_empty());
}

#[test]
fn a_missing_file_is_an_error_with_the_nearest_name() {
    let error = files().read("db/shema.sql").unwrap_err();

    assert_eq!(error.kind, ErrorKind::NotFound);
    insta::assert_snapshot!(error, @"there is no file `db/shema.sql` (did you mean `db/schema.sql`?)");
}

#[test]
fn without_a_root_every_path_is_refused_with_a_way_out() {
    let error = NoFiles.read("a.sql").unwrap_err();

    assert_eq!(error.kind, ErrorKind::Denied);
    assert_eq!(
        (NoFiles.kind("a.sql").unwrap_err(), NoFiles.walk("a.sql").unwrap_err()),
        (error.clone(), error.clone())
    );
    insta::assert_snapshot!(error, @"`a.sql` cannot be read: no root directory was configured (start with `--root DIR`, or give the text itself as `content`)");
}

#[test]
fn a_document_is_a_path_or_a_content_and_never_both() {
    let context = Context::new(Arc::new(index())).with_files(Arc::new(files()));
    let open = |path, content| document(path, content).open(&context);

    assert_eq!(open(Some("openapi.yaml"), None).unwrap().text(), "openapi: 3.1.0");
    assert_eq!(open(None, Some("SELECT 2;")).unwrap().name(), "content");
    insta::assert_snapshot!(open(None, None).unwrap_err(), @"neither `path` nor `content` was given (give `path` for a file below a root, or the text itself as `content`)");
    insta::assert_snapshot!(open(Some("a"), Some("")).unwrap_err(), @"both `path` and `content` were given (give one of them: `path` for a file below a root, or the text itself as `content`)");
}

#[test]
fn a_content_beyond_the_limit_is_refused() {
    let limits = Limits { max_source_bytes: 4, ..Limits::default() };
    let context = Context::new(Arc::new(index())).with_limits(limits);

    assert!(document(None, Some("four")).open(&context).is_ok());
    insta::assert_snapshot!(document(None, Some("five!")).open(&context).unwrap_err(), @"`content` has 5 bytes; the limit is 4 bytes (check a part of it, or raise `max_source_bytes` under [limits] in architect.toml)");
}
