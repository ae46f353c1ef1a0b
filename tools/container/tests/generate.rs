//! `generate_dockerfile` through its front door, on projects of every stack.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use architect_container::dockerfile::{Dockerfile, print};
use architect_container::tool::generate_dockerfile::{Input, Output};
use architect_container::tool::lint_dockerfile;
use architect_container::{GenerateDockerfile, LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool, ToolError};

fn context(files: Vec<(String, String)>) -> Context {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)))
}

fn project(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn call(files: &[(&str, &str)], input: Input) -> Result<Output, ToolError> {
    let output = GenerateDockerfile.call(input, &context(project(files)))?;
    if let Some(dockerfile) = &output.dockerfile {
        assert_clean(dockerfile);
    }
    Ok(output)
}

fn generate(files: &[(&str, &str)]) -> Output {
    call(files, at(".")).expect("a project")
}

fn at(path: &str) -> Input {
    Input { path: Some(path.to_owned()), ..Input::default() }
}

fn service(name: &str) -> Input {
    Input { service: Some(name.to_owned()), ..at(".") }
}

fn text(output: &Output) -> &str {
    output.dockerfile.as_deref().unwrap_or_else(|| panic!("no Dockerfile: {}", output.summary))
}

fn decision<'o>(output: &'o Output, name: &str) -> &'o str {
    output.decisions.iter().find(|decision| decision.name == name).map_or("", |decision| decision.value.as_str())
}

fn questions(output: &Output) -> Vec<&str> {
    output.questions.iter().map(|question| question.name.as_str()).collect()
}

/// What is written is clean under our own rules, except that an old version which the project pins is told.
fn assert_clean(dockerfile: &str) {
    let input = lint_dockerfile::Input {
        document: DocumentInput { content: Some(dockerfile.to_owned()), path: None },
        options: CheckOptions { ignore: vec!["container/end-of-life-base".to_owned()], ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context(Vec::new())).expect("a Dockerfile").report;
    let told: Vec<String> =
        report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    let unlocked = "container/unlocked-install";
    let told: Vec<String> = told.into_iter().filter(|line| !line.starts_with(unlocked)).collect();
    assert!(told.is_empty(), "{told:#?}\n{dockerfile}");

    let model = Dockerfile::read(&Source::new("Dockerfile", dockerfile));
    let again = Dockerfile::read(&Source::new("Dockerfile", print::print(&model)));
    assert_eq!(model.stages, again.stages, "what is printed reads back as the same model");
    assert_eq!(model.problems, []);
}

fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop")
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !matches!(name, "node_modules" | "target" | "dist" | ".venv" | "__pycache__" | "bin") {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.push((path.strip_prefix(root).expect("below").to_string_lossy().into_owned(), text));
        }
    }
}

/// The whole answer as people read it.
fn shown(output: &Output) -> String {
    let mut text = format!("{}\n\n{}\n", output.summary, output.dockerfile.as_deref().unwrap_or("-"));
    for decision in &output.decisions {
        let place = match (&decision.source, decision.line) {
            (Some(source), Some(line)) => format!(" [{source}:{line}]"),
            (Some(source), None) => format!(" [{source}]"),
            _ => String::new(),
        };
        let others = if decision.alternatives.is_empty() {
            String::new()
        } else {
            format!(" (or {})", decision.alternatives.join(", "))
        };
        let _ = writeln!(
            text,
            "{} = {}{place} {:?}: {}{others}",
            decision.name, decision.value, decision.confidence, decision.reason
        );
    }
    for question in &output.questions {
        let _ = writeln!(
            text,
            "? {}: {} {:?} -> {:?}",
            question.name, question.question, question.choices, question.assumed
        );
    }
    for gap in &output.gaps {
        let _ = writeln!(text, "gap {}: {}", gap.source, gap.reason);
    }
    let _ = writeln!(text, "{}", output.build_command.as_deref().unwrap_or("-"));
    text
}

fn of_shop(name: &str) -> Output {
    let mut files = Vec::new();
    read(&shop(), &shop(), &mut files);
    let output = GenerateDockerfile.call(at(&format!("services/{name}")), &context(files)).expect("a service");
    assert_clean(text(&output));
    output
}

#[test]
fn the_storefront_of_the_shop_in_node() {
    insta::assert_snapshot!(shown(&of_shop("storefront")));
}

#[test]
fn the_catalog_of_the_shop_in_python() {
    insta::assert_snapshot!(shown(&of_shop("catalog")));
}

#[test]
fn the_orders_of_the_shop_in_go() {
    insta::assert_snapshot!(shown(&of_shop("orders")));
}

#[test]
fn the_billing_of_the_shop_in_java() {
    insta::assert_snapshot!(shown(&of_shop("billing")));
}

#[test]
fn the_inventory_of_the_shop_in_rust() {
    insta::assert_snapshot!(shown(&of_shop("inventory")));
}

#[test]
fn several_services_are_a_question_and_no_silent_first() {
    let mut files = Vec::new();
    read(&shop(), &shop(), &mut files);

    let output = GenerateDockerfile.call(at("."), &context(files.clone())).expect("a project");
    let chosen = GenerateDockerfile.call(service("orders"), &context(files)).expect("a service");

    assert!(output.dockerfile.is_none());
    assert_eq!(
        output.questions[0].choices,
        ["services/billing", "services/catalog", "services/inventory", "services/orders", "services/storefront"]
    );
    assert_eq!(decision(&chosen, "main_package"), "./cmd/orders");
}

const NODE: (&str, &str) = (
    "server.js",
    "const app = require('express')(); app.get('/healthz', h); app.listen(process.env.PORT || 4000); process.on('SIGTERM', stop)",
);

fn node<'a>(manifest: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut files = vec![("package.json", manifest), NODE];
    files.extend_from_slice(more);
    files
}

const MANIFEST: &str =
    r#"{"name": "@acme/api", "scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}"#;

#[test]
fn every_package_manager_of_node_gets_its_locked_install() {
    for (lock, content, expected) in [
        ("package-lock.json", "{}", "npm ci --omit=dev"),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\n",
            "pnpm install --frozen-lockfile --store-dir=/pnpm/store --prod",
        ),
        (
            "yarn.lock",
            "# yarn lockfile v1\n",
            "yarn install --frozen-lockfile --cache-folder=/root/.cache/yarn --production",
        ),
        ("yarn.lock", "__metadata:\n  version: 8\n", "yarn workspaces focus --production"),
        ("bun.lock", "{}", "bun install --frozen-lockfile --production"),
    ] {
        let output = generate(&node(MANIFEST, &[(lock, content)]));

        assert!(text(&output).contains(expected), "{lock}: {}", text(&output));
        assert!(text(&output).contains(r#"CMD ["node", "server.js"]"#));
        assert!(text(&output).contains("EXPOSE 4000"));
        assert!(text(&output).contains("/healthz"));
    }
}

#[test]
fn several_lockfiles_are_a_question_that_an_argument_or_the_manifest_answers() {
    let locks = [("package-lock.json", "{}"), ("yarn.lock", "# yarn lockfile v1\n")];
    let named = MANIFEST.replace(r#""scripts""#, r#""packageManager": "yarn@1.22.22", "scripts""#);

    let open = generate(&node(MANIFEST, &locks));
    let given = call(&node(MANIFEST, &locks), Input { package_manager: Some("npm".to_owned()), ..at(".") })
        .expect("a project");
    let field = generate(&node(&named, &locks));

    assert!(open.dockerfile.is_none());
    assert_eq!(open.questions[0].choices, ["npm", "yarn"]);
    assert_eq!(decision(&given, "package_manager"), "npm");
    assert_eq!(decision(&field, "package_manager"), "yarn");
}

#[test]
fn the_version_of_node_comes_from_the_file_that_says_it() {
    let engines =
        |range: &str| MANIFEST.replace(r#""scripts""#, &format!(r#""engines": {{"node": "{range}"}}, "scripts""#));
    let lock = ("package-lock.json", "{}");
    for (range, expected) in [
        (">=18", "24"),
        ("22.x", "22"),
        (">=20 <24", "22"),
        ("^26.0.0", "26"),
        ("18.x", "18"),
        (">=22.12.0 <23 || 24", "24"),
    ] {
        let output = generate(&node(&engines(range), &[lock]));
        assert_eq!(decision(&output, "runtime_version"), expected, "{range}");
        assert_eq!(questions(&output).contains(&"runtime_version"), expected == "18", "{range}");
    }
    for (pin, expected) in
        [("v22.23.2", "22.23.2"), ("22.11.0", "22"), ("lts/krypton", "24"), ("lts/*", "24"), ("24\n", "24")]
    {
        let output = generate(&node(&engines(">=18"), &[lock, (".nvmrc", pin)]));
        assert_eq!(decision(&output, "runtime_version"), expected, "{pin}");
    }
}

#[test]
fn a_missing_lockfile_is_told() {
    let output = generate(&node(MANIFEST, &[]));

    assert_eq!(questions(&output), ["package_manager"]);
    assert!(text(&output).contains("npm install --omit=dev"));
}

#[test]
fn a_start_script_that_needs_a_shell_is_a_question_that_start_answers() {
    let manifest = MANIFEST.replace("node server.js", "node migrate.js && node server.js");
    let files = node(&manifest, &[("package-lock.json", "{}")]);

    let open = generate(&files);
    let given = call(&files, Input { start: Some("node server.js".to_owned()), ..at(".") }).expect("a project");

    assert!(open.dockerfile.is_none());
    assert_eq!(questions(&open), ["start"]);
    assert!(text(&given).contains(r#"CMD ["node", "server.js"]"#));
}

#[test]
fn nest_starts_its_build_and_next_its_own_program() {
    let nest = r#"{"name": "n", "scripts": {"build": "nest build", "start": "nest start", "start:prod": "node dist/main"}, "dependencies": {"@nestjs/core": "11"}}"#;
    let next =
        r#"{"name": "w", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16"}}"#;
    let lock = ("package-lock.json", "{}");

    let nest = generate(&[
        ("package.json", nest),
        lock,
        (
            "src/main.ts",
            "const app = await NestFactory.create(A);\napp.enableShutdownHooks();\nawait app.listen(process.env.PORT ?? 3000);\n",
        ),
        ("src/health.ts", "@Controller('health')\nexport class H {}\n"),
    ]);
    let plain = generate(&[("package.json", next), lock, ("app/page.tsx", ""), ("public/a.txt", "")]);
    let standalone = generate(&[
        ("package.json", next),
        lock,
        ("next.config.mjs", "export default { output: 'standalone' }\n"),
        ("public/a.txt", ""),
    ]);

    assert!(text(&nest).contains(r#"CMD ["node", "dist/main"]"#));
    assert_eq!(decision(&nest, "health_path"), "/health");
    assert!(text(&plain).contains(r#"CMD ["node", "node_modules/next/dist/bin/next", "start"]"#));
    insta::assert_snapshot!(text(&standalone));
}

#[test]
fn a_workspace_asks_for_its_package_and_copies_every_manifest() {
    let files = [
        ("package.json", r#"{"name": "root", "private": true, "packageManager": "pnpm@10.12.1"}"#),
        ("pnpm-workspace.yaml", "packages:\n  - 'apps/*'\n  - packages/*\n"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
        (
            "apps/api/package.json",
            r#"{"name": "api", "scripts": {"build": "tsc", "start": "node dist/main.js"}, "dependencies": {"fastify": "5", "core": "workspace:*"}}"#,
        ),
        (
            "apps/api/src/main.ts",
            "app.get('/health', h)\nawait app.listen({ host: '0.0.0.0', port: 3333 })\nprocess.once('SIGTERM', stop)\n",
        ),
        (
            "apps/web/package.json",
            r#"{"name": "web", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16"}}"#,
        ),
        ("packages/core/package.json", r#"{"name": "core", "scripts": {"build": "tsc"}}"#),
    ];

    let open = generate(&files);
    let api = call(&files, service("api")).expect("a service");
    let wrong = call(&files, service("apj")).expect_err("no such package");

    let by_path = call(&files, at("apps/api")).expect("a folder of the workspace");

    assert!(open.dockerfile.is_none());
    assert_eq!(by_path.dockerfile, api.dockerfile, "a package's folder means the workspace and that package");
    assert_eq!(decision(&by_path, "context"), ".");
    assert_eq!(open.questions[0].choices, ["apps/api", "apps/web"]);
    assert!(wrong.to_string().contains("apps/api"), "{wrong}");
    insta::assert_snapshot!(text(&api));
}

#[test]
fn secrets_scripts_and_native_packages_change_the_install() {
    let manifest = r#"{"name": "n", "scripts": {"start": "node server.js", "prepare": "husky", "build": "tsc"}, "dependencies": {"better-sqlite3": "12", "@prisma/client": "6"}}"#;

    let output = generate(&node(
        manifest,
        &[
            ("package-lock.json", "{}"),
            (".npmrc", "//registry.example/:_authToken=${NPM_TOKEN}\n"),
            ("prisma/schema.prisma", ""),
        ],
    ));

    insta::assert_snapshot!(text(&output));
}

const FASTAPI: (&str, &str) =
    ("app/main.py", "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/health')\ndef health(): ...\n");

#[test]
fn every_package_manager_of_python_gets_its_locked_install() {
    let pyproject = (
        "pyproject.toml",
        "[project]\nname = \"api\"\nrequires-python = \">=3.11,<3.14\"\ndependencies = [\"fastapi\", \"uvicorn\"]\n",
    );
    for (lock, content, expected) in [
        ("uv.lock", "version = 1\n", "uv sync --locked --no-dev --no-install-project"),
        (
            "poetry.lock",
            "# This file is automatically @generated by Poetry 2.1.3 and should not be changed by hand.\n",
            "pip install poetry==2.1.3",
        ),
        ("requirements.txt", "fastapi==0.1 --hash=sha256:00\n", "pip install --require-hashes -r requirements.txt"),
        ("Pipfile.lock", "{}", "pipenv install --deploy"),
    ] {
        let output = generate(&[pyproject, FASTAPI, ("Pipfile", ""), (lock, content)]);

        assert!(text(&output).contains(expected), "{lock}: {}", text(&output));
        assert!(text(&output).contains("ARG PYTHON_IMAGE=python:3.13-slim-trixie"));
        assert!(
            text(&output).contains(
                r#"CMD ["python", "-m", "uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]"#
            )
        );
        assert!(text(&output).contains("http://127.0.0.1:8000/health"));
    }
}

#[test]
fn flask_and_django_are_served_by_gunicorn() {
    let flask = generate(&[
        ("requirements.txt", "flask==3\ngunicorn==23\npsycopg2==2.9\n"),
        (
            "shop/__init__.py",
            "from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n",
        ),
    ]);
    let django = generate(&[
        ("requirements.txt", "django==5\ngunicorn==23\n"),
        ("manage.py", "import os\n"),
        ("site/settings.py", "WSGI_APPLICATION = 'site.wsgi.application'\n"),
        ("site/urls.py", "urlpatterns = [\n    path('healthz/', ok),\n]\n"),
    ]);

    assert!(
        text(&flask).contains(r#""gunicorn", "--bind", "0.0.0.0:8000", "shop:create_app()"]"#),
        "{}",
        text(&flask)
    );
    assert!(text(&flask).contains("libpq5"));
    assert!(text(&django).contains(r#""site.wsgi:application"]"#));
    assert_eq!(decision(&django, "health_path"), "/healthz/");
}

#[test]
fn several_applications_are_a_question() {
    let output = generate(&[
        ("requirements.txt", "fastapi==1\nuvicorn==1\n"),
        ("one/main.py", "app = FastAPI()\n"),
        ("two/main.py", "app = FastAPI()\n"),
    ]);

    assert!(output.dockerfile.is_none());
    assert_eq!(output.questions[0].choices, ["one.main:app", "two.main:app"]);
}

#[test]
fn several_main_packages_of_go_are_a_question() {
    let files = [
        ("go.mod", "module example.com/shop/v2\n\ngo 1.24\n\nrequire github.com/gin-gonic/gin v1.10.0\n"),
        ("go.sum", "x\n"),
        (
            "cmd/api/main.go",
            "package main\n\nfunc main() {\n\tr := gin.Default()\n\tr.LoadHTMLGlob(\"templates/*\")\n\tr.GET(\"/healthz\", ok)\n\tr.Run(\":9090\")\n}\n",
        ),
        ("cmd/worker/main.go", "package main\n\nfunc main() {\n}\n"),
        ("templates/a.html", ""),
    ];

    let open = generate(&files);
    let api = call(&files, service("cmd/api")).expect("a service");

    assert!(open.dockerfile.is_none());
    assert_eq!(open.questions[0].choices, ["cmd/api", "cmd/worker"]);
    insta::assert_snapshot!(shown(&api));
}

#[test]
fn cgo_takes_the_image_with_the_c_library() {
    let output = generate(&[
        ("go.mod", "module example.com/shop\n\ngo 1.26\n\nrequire github.com/mattn/go-sqlite3 v1.14.0\n"),
        ("go.sum", "x\n"),
        ("main.go", "package main\n\nfunc main() {\n\thttp.ListenAndServe(\":8080\", nil)\n}\n"),
    ]);

    assert!(text(&output).contains("gcr.io/distroless/base-debian13:nonroot"));
    assert!(text(&output).contains("CGO_ENABLED=1"));
    assert!(text(&output).contains("/out/shop ."));
}

#[test]
fn gradle_with_its_wrapper_and_a_module() {
    let files = [
        ("settings.gradle.kts", "rootProject.name = \"shop\"\ninclude(\":api\", \":core\")\n"),
        ("build.gradle.kts", "plugins { id(\"org.springframework.boot\") version \"3.2.5\" apply false }\n"),
        ("gradlew", ""),
        ("gradle/wrapper/gradle-wrapper.properties", "distributionUrl=x\n"),
        (
            "api/build.gradle.kts",
            "plugins { id(\"org.springframework.boot\") }\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\ndependencies { implementation(\"org.springframework.boot:spring-boot-starter-actuator\") }\n",
        ),
        ("api/src/main/resources/application.yml", "server:\n  port: 9000\n"),
        ("core/build.gradle.kts", "plugins { `java-library` }\n"),
    ];

    insta::assert_snapshot!(shown(&generate(&files)));
}

#[test]
fn old_spring_boot_gets_its_own_launcher() {
    let pom = |version: &str| {
        format!(
            "<project><parent><artifactId>spring-boot-starter-parent</artifactId><version>{version}</version></parent><artifactId>a</artifactId><version>1</version><properties><java.version>17</java.version></properties><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>"
        )
    };
    for (version, expected) in [
        ("3.4.1", r#"CMD ["java", "-jar", "app.jar"]"#),
        ("3.2.0", r#"CMD ["java", "org.springframework.boot.loader.launch.JarLauncher"]"#),
        ("2.7.18", r#"CMD ["java", "org.springframework.boot.loader.JarLauncher"]"#),
    ] {
        let pom = pom(version);
        let output = generate(&[("pom.xml", &pom)]);
        assert!(text(&output).contains(expected), "{}", text(&output));
        assert!(text(&output).contains("target/a-1.jar"));
    }
}

#[test]
fn a_cargo_workspace_with_one_binary_is_clear_and_with_two_a_question() {
    let base = [
        ("Cargo.toml", "[workspace]\nmembers = [\"api\", \"core\"]\n"),
        ("Cargo.lock", "[[package]]\nname = \"openssl-sys\"\n"),
        ("api/Cargo.toml", "[package]\nname = \"shop-api\"\n[dependencies]\nactix-web = \"4\"\n"),
        (
            "api/src/main.rs",
            "fn main() {\n    if std::env::args().nth(1).as_deref() == Some(\"healthcheck\") { probe() }\n    HttpServer::new(app).bind((\"0.0.0.0\", 8081))\n}\n",
        ),
        ("core/Cargo.toml", "[package]\nname = \"core\"\n"),
        ("core/src/lib.rs", ""),
    ];
    let mut two = base.to_vec();
    two.push(("core/src/bin/tool.rs", "fn main() {}\n"));

    let one = generate(&base);
    let open = generate(&two);

    assert!(text(&one).contains("cargo build --locked --release --package shop-api --bin shop-api"));
    assert!(text(&one).contains(r#"CMD ["/usr/local/bin/shop-api", "healthcheck"]"#));
    assert!(text(&one).contains("libssl-dev"));
    assert_eq!(decision(&one, "port"), "8081");
    assert!(open.dockerfile.is_none());
    assert_eq!(open.questions[0].choices, ["shop-api", "tool"]);
}

#[test]
fn a_stated_stack_gives_a_dockerfile_whose_every_value_is_an_assumption() {
    for (stack, expected) in [
        ("node", "CMD [\"node\", \"server.js\"]"),
        ("python", "uvicorn"),
        ("go", "go build"),
        ("java", "mvn"),
        ("rust", "cargo build"),
    ] {
        let input: Input = serde_json::from_value(serde_json::json!({ "stack": stack })).expect("arguments");
        let output = call(&[], input).expect("a stack");

        assert!(text(&output).contains(expected), "{}", text(&output));
        assert!(output.decisions.iter().all(|decision| decision.source.is_none()), "{:?}", output.decisions);
        assert_eq!(output.gaps.len(), 1);
    }
    let input: Input = serde_json::from_value(serde_json::json!({
        "stack": "node", "package_manager": "pnpm", "port": 5000, "start": "node api.js", "runtime_version": "22"
    }))
    .expect("arguments");
    let output = call(&[], input).expect("a stack");
    assert!(
        text(&output).contains("EXPOSE 5000")
            && text(&output).contains("node:22-")
            && text(&output).contains("pnpm install")
            && text(&output).contains("api.js")
    );
}

#[test]
fn what_the_caller_can_mend_is_an_error_that_says_how() {
    let errors = [
        call(&[], Input::default()).expect_err("nothing given"),
        call(&[("README.md", "")], at(".")).expect_err("no project"),
        call(&[("package.json", "{")], at(".")).expect_err("no JSON"),
        call(&[("package.json", "{}")], at("nowhere")).expect_err("no folder"),
        call(&[("pom.xml", "<project>")], at(".")).expect_err("no XML"),
        call(&[("Cargo.toml", "[package")], at(".")).expect_err("no TOML"),
        call(&node(MANIFEST, &[]), Input { start: Some("a && b".to_owned()), ..at(".") }).expect_err("a shell"),
        call(&node(MANIFEST, &[]), Input { package_manager: Some("npn".to_owned()), ..at(".") }).expect_err("a typo"),
    ];

    insta::assert_snapshot!(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn hostile_project_files_cost_no_more_than_themselves() {
    let deep = "[".repeat(100_000);
    let elements = "<a>".repeat(100_000);
    let long = "x".repeat(3_000_000);
    let lines = "def f(\n\"\n'\n".repeat(100_000);
    for (path, content) in [
        ("package.json", deep.as_str()),
        ("package.json", "\0\0"),
        ("pom.xml", elements.as_str()),
        ("Cargo.toml", deep.as_str()),
        ("go.mod", long.as_str()),
        ("requirements.txt", long.as_str()),
        ("build.gradle", lines.as_str()),
        ("pyproject.toml", lines.as_str()),
    ] {
        let files =
            [(path, content), ("main.py", lines.as_str()), ("a.js", long.as_str()), ("main.go", lines.as_str())];
        let _ = call(&files, at("."));
    }
}
