//! Places where nothing counts: tests, documentation, generated and foreign code, looks and translations.

#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "names are in lower case here")]

use super::{Kind, Place};
use crate::guard::Guard;

pub(super) fn guard(place: &Place, kind: Kind) -> Option<Guard> {
    if kind == Kind::Gate {
        return None;
    }
    if kind == Kind::Lockfile {
        return Some(Guard::Lockfile);
    }
    if place.in_folder(&[
        "node_modules",
        "vendor",
        "vendored",
        "third_party",
        "third-party",
        "thirdparty",
        "bower_components",
        "pods",
        ".yarn",
    ]) {
        return Some(Guard::Vendored);
    }
    if place.in_folder(&[
        "fixtures",
        "fixture",
        "testdata",
        "test-data",
        "test_data",
        "__snapshots__",
        "snapshots",
        "__fixtures__",
        "cassettes",
    ]) || place.name.ends_with(".snap")
        || place.in_folder(&["examples", "example", "samples", "sample", "demo", "demos"])
    {
        return Some(Guard::Fixture);
    }
    if is_test(place) {
        return Some(Guard::Test);
    }
    if is_generated(place) {
        return Some(Guard::Generated);
    }
    if kind != Kind::Manifest && is_documentation(place, kind) {
        return Some(Guard::Documentation);
    }
    if place.has_extension(&["po", "pot", "mo", "xliff", "xlf", "arb", "resx"])
        || (place.in_folder(&["locales", "locale", "i18n", "translations", "lang", "l10n"])
            && place.has_extension(&["json", "yml", "yaml", "properties", "php", "ts", "js", "ftl", "toml"]))
    {
        return Some(Guard::Translation);
    }
    // What starts a build, not what is built.
    if place.is_named(&["maven-wrapper.jar", "gradle-wrapper.jar"]) {
        return Some(Guard::Workflow);
    }
    if place.has_extension(&["css", "scss", "sass", "less", "styl", "pcss"]) {
        return Some(Guard::Appearance);
    }
    if place.has_extension(&[
        "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "bmp", "woff", "woff2", "ttf", "otf", "eot",
        "mp3", "mp4", "webm", "ogg", "wav", "pdf", "psd", "fig", "icns", "mov", "avi", "flac", "m4a", "opus", "mkv",
        "tif", "tiff", "heic", "sketch", "xcf", "eps", "docx", "xlsx", "pptx", "odt", "ods", "epub",
    ]) {
        return Some(Guard::Media);
    }
    // What file managers leave behind.
    if place.is_named(&[".ds_store", "thumbs.db", "desktop.ini"]) {
        return Some(Guard::Media);
    }
    None
}

fn is_test(place: &Place) -> bool {
    if place.in_folder(&[
        "test",
        "tests",
        "__tests__",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "playwright",
        "__mocks__",
        "mocks",
        "testing",
        "testutil",
        "testutils",
        "test-utils",
        "integration-tests",
        "integration_tests",
        "unittest",
        "unittests",
        "androidtest",
        "benches",
        "benchmarks",
        "stories",
        ".storybook",
        "loadtest",
        "load-tests",
    ]) {
        return true;
    }
    let is_test_project = |segment: &String| {
        let segment = segment.to_ascii_lowercase();
        segment.ends_with(".tests")
            || segment.ends_with(".test")
            || segment.ends_with(".integrationtests")
            || segment.ends_with(".unittests")
    };
    if place.segments.iter().rev().skip(1).any(is_test_project) {
        return true;
    }
    let name = place.name.as_str();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let original = place.segments.last().map(String::as_str).unwrap_or_default();
    let original_stem = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
    stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || stem.ends_with(".test")
        || stem.ends_with(".spec")
        || stem.ends_with(".cy")
        || stem.ends_with(".e2e")
        || stem.ends_with(".e2e-spec")
        || stem.ends_with(".stories")
        || stem.ends_with(".bench")
        || (stem.starts_with("test_") && place.has_extension(&["py"]))
        || matches!(name, "conftest.py" | "tests.rs" | "tests.py" | "test.rs" | "tests.ts")
        || (place.has_extension(&["java", "kt", "cs", "php", "scala", "groovy", "swift"])
            && ["Test", "Tests", "TestCase", "IT", "Spec"].iter().any(|suffix| original_stem.ends_with(suffix)))
}

fn is_generated(place: &Place) -> bool {
    let name = place.name.as_str();
    place.in_folder(&["__generated__", "generated", "gen", "dist", ".next", "out-tsc"])
        || name.ends_with(".pb.go")
        || name.ends_with("_pb2.py")
        || name.ends_with("_pb2_grpc.py")
        || name.ends_with("_pb.js")
        || name.ends_with("_pb.ts")
        || name.ends_with("_pb.d.ts")
        || name.ends_with(".g.dart")
        || name.ends_with(".g.cs")
        || name.ends_with(".designer.cs")
        || name.ends_with("modelsnapshot.cs")
        || name.ends_with(".min.js")
        || name.ends_with(".min.css")
        || name.ends_with(".map")
        || name.contains(".generated.")
        || (place.has_extension(&["js", "mjs", "css"]) && is_hashed(name))
        || name.contains(".gen.")
        || name.ends_with("_gen.go")
        || name.ends_with("_generated.go")
        || name.ends_with(".sql.go")
}

/// Whether a name carries the digest of its content, as bundlers write it: `chunk-2d0b383e.e8ccadf6.js`.
fn is_hashed(name: &str) -> bool {
    let digest = |part: &str| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_hexdigit())
            && part.chars().any(|c| c.is_ascii_digit())
            && part.chars().any(|c| c.is_ascii_alphabetic())
    };
    name.split(['.', '-']).skip(1).any(digest)
}

fn is_documentation(place: &Place, kind: Kind) -> bool {
    let name = place.name.as_str();
    if place.has_extension(&["md", "mdx", "rst", "adoc", "asciidoc", "tex"]) {
        return true;
    }
    if place.has_extension(&["txt"]) && !name.starts_with("requirements") && !name.starts_with("cmakelists") {
        return true;
    }
    if [
        "readme",
        "changelog",
        "license",
        "licence",
        "notice",
        "authors",
        "contributing",
        "code_of_conduct",
        "security",
    ]
    .contains(&name)
    {
        return true;
    }
    let in_docs = place.in_folder(&["docs", "doc", "documentation"]);
    in_docs && !matches!(kind, Kind::Contract | Kind::Migration)
}
