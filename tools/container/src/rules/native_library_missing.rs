//! `container/native-library-missing`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::base_image::System;
use crate::build_context::BuildContext;
use crate::contents::Contents;
use crate::dockerfile::Stage;
use crate::document::Document;
use crate::install_step::installs;
use crate::moment::{Moment, joined, plain_path};

declare_rule! {
    /// ## What it finds
    /// A Python dependency that needs a library or program of the system which no stage installs: `psycopg2` without libpq,
    /// `pdf2image` without poppler, `opencv-python` without libGL, and their like.
    ///
    /// ## Why it matters
    /// The build stops with `pg_config executable not found`; or, worse, the first request does, with `libGL.so.1: cannot
    /// open shared object file`.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY shop.py ./
    /// USER 10001
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// # file: requirements.txt
    /// gunicorn==23.0.0
    /// psycopg2==2.9.10
    /// # file: shop.py
    /// def app(environ, start_response): ...
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY shop.py ./
    /// USER 10001
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// # file: requirements.txt
    /// gunicorn==23.0.0
    /// psycopg2-binary==2.9.10
    /// # file: shop.py
    /// def app(environ, start_response): ...
    /// ```
    /// ## Limits
    /// Only with the project around the file, on official images, for the packages of a short list, which are named in
    /// `requirements*.txt` or `pyproject.toml`. Any package of the system with a name like the library's counts as having it.
    pub NativeLibraryMissing {
        id: "container/native-library-missing",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Psycopg 2: installation", "https://www.psycopg.org/docs/install.html")],
    }
}

/// A dependency and what it needs.
struct Need {
    /// Name of the Python package.
    package: &'static str,
    /// Words that the names of the system's packages with it have.
    words: &'static [&'static str],
    /// What to install on Debian.
    install: &'static str,
    /// Whether only the build needs it, and the full images have it.
    build: bool,
}

const NEEDS: [Need; 9] = [
    Need { package: "psycopg2", words: &["libpq", "postgresql"], install: "gcc libpq-dev", build: true },
    Need {
        package: "mysqlclient",
        words: &["mysqlclient", "mariadb", "mysql"],
        install: "gcc pkg-config default-libmysqlclient-dev",
        build: true,
    },
    Need { package: "pdf2image", words: &["poppler"], install: "poppler-utils", build: false },
    Need { package: "pytesseract", words: &["tesseract"], install: "tesseract-ocr", build: false },
    Need {
        package: "opencv-python",
        words: &["libgl", "mesa", "opencv"],
        install: "libgl1 libglib2.0-0",
        build: false,
    },
    Need { package: "python-magic", words: &["libmagic", "file"], install: "libmagic1", build: false },
    Need {
        package: "weasyprint",
        words: &["pango"],
        install: "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        build: false,
    },
    Need { package: "cairosvg", words: &["cairo"], install: "libcairo2", build: false },
    Need { package: "pyodbc", words: &["odbc"], install: "unixodbc", build: false },
];

impl Rule<Document> for NativeLibraryMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        let Some(last) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        for stage in &document.file.stages {
            let contents = Contents::of(document, stage);
            if contents.base.official() != Some("python")
                || !matches!(contents.base.system, Some(System::Debian | System::Alpine))
            {
                continue;
            }
            for (step, listed) in dependencies(document, stage, context) {
                for need in NEEDS.iter().filter(|need| listed.contains_key(need.package)) {
                    let missing = if need.build {
                        contents.base.has_build_tools() == Some(false) && !contents.may_have_package(need.words)
                    } else {
                        // Whatever ships must have it; a stage that only builds need not.
                        let ships = document.file.lineage(last).iter().any(|of| of.index == stage.index);
                        let there = |words: &[&str]| Contents::of(document, last).may_have_package(words);
                        let drawing = draws(need) && there(&DRAWING);
                        ships && !there(need.words) && !drawing && !is_full_with(need, &contents)
                    };
                    if !missing {
                        continue;
                    }
                    let Some(file) = listed.get(need.package) else { continue };
                    let system = if contents.base.system == Some(System::Alpine) {
                        "the matching packages of `apk`"
                    } else {
                        need.install
                    };
                    sink.push(
                        Finding::of::<Self>(step.clone())
                            .subject(format!("stage {}: {}", stage.label(), need.package))
                            .confidence(Confidence::Medium)
                            .message(format!(
                                "`{}` (in `{file}`) needs what `{}` does not have",
                                need.package, contents.base.reference.text
                            ))
                            .help(match need.package {
                                "psycopg2" => format!("Install {system} before it, or depend on `psycopg2-binary`."),
                                "opencv-python" => {
                                    format!("Install {system}, or depend on `opencv-python-headless`.")
                                }
                                _ => format!("Install {system}."),
                            }),
                    );
                }
            }
        }
    }
}

/// Programs whose packages bring the libraries for drawing with them.
const DRAWING: [&str; 11] = [
    "chrom",
    "firefox",
    "libreoffice",
    "gtk",
    "webkit",
    "imagemagick",
    "graphviz",
    "inkscape",
    "texlive",
    "wkhtmltopdf",
    "playwright",
];

fn draws(need: &Need) -> bool {
    matches!(need.package, "weasyprint" | "cairosvg" | "opencv-python")
}

/// The full images have `ImageMagick` and with it these.
fn is_full_with(need: &Need, contents: &Contents<'_>) -> bool {
    contents.base.has_build_tools() == Some(true)
        && matches!(need.package, "cairosvg" | "python-magic" | "weasyprint" | "pyodbc")
}

type Listed<'c> = BTreeMap<String, &'c str>;

/// The dependencies that the installs of a stage take from files of the context, with the file of each.
fn dependencies<'c>(
    document: &Document,
    stage: &Stage,
    context: &'c BuildContext,
) -> Vec<(architect_core::Span, Listed<'c>)> {
    let mut found = Vec::new();
    for step in document.runs(stage) {
        for command in step.commands {
            let arguments = command.arguments();
            let pip = matches!(command.name().as_str(), "pip" | "pip3")
                || arguments
                    .windows(2)
                    .any(|pair| matches!(pair, [first, second] if first == "-m" && second == "pip"))
                || command.name() == "uv";
            if !pip {
                continue;
            }
            let mut listed = Listed::new();
            for pair in arguments.windows(2) {
                let [option, file] = pair else { continue };
                if !matches!(option.as_str(), "-r" | "--requirement") {
                    continue;
                }
                let Some(path) = named_file(document, stage, step.index, file, context) else { continue };
                let Some((path, source)) = context.manifests().find(|(known, _)| *known == path) else { continue };
                for line in source.text().lines() {
                    listed.extend(package_name(line).map(|name| (name, path)));
                }
            }
            if !listed.is_empty() {
                found.push((document.span(&command.span()), listed));
            }
        }
    }
    // uv and Poetry take them from pyproject.toml.
    for step in installs(document, stage).iter().filter(|step| !step.install.manager.is_node()) {
        let Some(folder) = step.project_folder(document, context, "pyproject.toml") else { continue };
        let Some(source) = context.text_in(&folder, "pyproject.toml") else { continue };
        let Ok(table) = source.text().parse::<toml::Table>() else { continue };
        let project =
            table.get("project").and_then(|project| project.get("dependencies")).and_then(toml::Value::as_array);
        let poetry = table
            .get("tool")
            .and_then(|tool| tool.get("poetry"))
            .and_then(|poetry| poetry.get("dependencies"))
            .and_then(toml::Value::as_table);
        let mut listed = Listed::new();
        for line in project.into_iter().flatten().filter_map(toml::Value::as_str) {
            listed.extend(package_name(line).map(|name| (name, "pyproject.toml")));
        }
        for (name, value) in poetry.into_iter().flatten() {
            let optional = value.get("optional").and_then(toml::Value::as_bool).unwrap_or(false);
            if !optional {
                listed.extend(package_name(name).map(|name| (name, "pyproject.toml")));
            }
        }
        if !listed.is_empty() {
            found.push((document.span(&step.command.span()), listed));
        }
    }
    found
}

/// The file of the context that a command of a `RUN` names: copied to where it runs, or mounted from it.
fn named_file(
    document: &Document,
    stage: &Stage,
    index: usize,
    file: &str,
    context: &BuildContext,
) -> Option<String> {
    let moment = Moment::at(document, stage, index);
    let copied = context.origin(&moment, &joined(moment.folder()?, file));
    copied.or_else(|| Some(plain_path(file)).filter(|path| !file.starts_with('/') && context.has(path)))
}

/// The package that a line of requirements names, unless it is for another system only.
fn package_name(line: &str) -> Option<String> {
    let line = line.split('#').next().unwrap_or_default().trim();
    if line.is_empty() || line.starts_with('-') || line.contains(';') {
        return None;
    }
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(line.len());
    let name = line.get(..end)?.to_ascii_lowercase().replace(['_', '.'], "-");
    (!name.is_empty()).then_some(name)
}
