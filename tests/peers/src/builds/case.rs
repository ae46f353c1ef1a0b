//! The projects that are built: where they are, what the tool is told, and what must hold of the image.

use std::path::PathBuf;

use crate::{Failure, product};

/// One project.
#[derive(Debug)]
pub(super) struct Case {
    /// Stack and variant; the folder's name below `tests/builds/projects`.
    pub(super) name: &'static str,
    /// What it stands for.
    pub(super) about: &'static str,
    /// A service of `examples/shop` instead.
    pub(super) shop: bool,
    /// Arguments of `generate_dockerfile` beside `path`, as JSON.
    pub(super) arguments: &'static str,
    /// The path that answers when the service is healthy.
    pub(super) health: &'static str,
    /// What its own manager adds to a copy of the folder first: what others wrote is fetched and never committed.
    pub(super) prepare: &'static [&'static str],
    /// The file of the source that is edited for the second build.
    pub(super) edit: &'static str,
    /// What the service prints when the stop signal came; empty where it prints nothing.
    pub(super) farewell: &'static str,
    /// What must be in the image.
    pub(super) present: &'static [&'static str],
    /// What must not be in the image: development dependencies, compilers, sources.
    pub(super) absent: &'static [&'static str],
    /// Whether it belongs to the short form.
    pub(super) short: bool,
}

const OWN: &str = "stopping in order";

/// What a case is when it says nothing else.
const CASE: Case = Case {
    name: "",
    about: "",
    shop: false,
    arguments: "{}",
    health: "/healthz",
    prepare: &[],
    edit: "",
    farewell: OWN,
    present: &[],
    absent: &[],
    short: false,
};

const SHOP: Case = Case { shop: true, short: true, health: "/health", farewell: "", ..CASE };

/// What no image of a compiled program has.
const NO_COMPILER: &[&str] = &["/usr/local/go", "/usr/local/cargo", "/src", "/bin/sh", "/usr/bin/gcc"];
const NO_TYPESCRIPT: &[&str] = &["/app/node_modules/typescript", "/app/src"];
const NO_PRETTIER: &[&str] = &["/app/node_modules/prettier"];
const NO_PYTEST: &[&str] =
    &["/app/.venv/bin/pytest", "/usr/local/bin/uv", "/opt/python/bin/poetry", "/opt/python/bin/pdm", "/usr/bin/gcc"];
const NO_JDK: &[&str] = &["/src", "/root/.m2", "/usr/bin/mvn", "/opt/java/openjdk/bin/javac"];

/// Every case, by stack.
pub(super) const CASES: &[Case] = &[
    Case {
        name: "storefront",
        about: "the shop's storefront: npm, Express, TypeScript",
        edit: "src/server.ts",
        present: &["/app/node_modules/express"],
        absent: NO_TYPESCRIPT,
        ..SHOP
    },
    Case {
        name: "orders",
        about: "the shop's orders: Go, pgx",
        edit: "cmd/orders/main.go",
        absent: NO_COMPILER,
        ..SHOP
    },
    Case {
        name: "catalog",
        about: "the shop's catalogue: pip with hashes, FastAPI",
        edit: "catalog/main.py",
        farewell: "Finished server process",
        absent: NO_PYTEST,
        ..SHOP
    },
    Case {
        name: "billing",
        about: "the shop's billing: Maven, Spring Boot",
        edit: "src/main/java/shop/billing/BillingApplication.java",
        farewell: "Graceful shutdown complete",
        absent: NO_JDK,
        ..SHOP
    },
    Case {
        name: "inventory",
        about: "the shop's inventory: axum, Redis",
        edit: "src/main.rs",
        absent: NO_COMPILER,
        ..SHOP
    },
    Case {
        name: "node-express",
        about: "npm, Express, plain JavaScript",
        edit: "server.js",
        present: &["/app/node_modules/express"],
        absent: &["/app/node_modules/nodemon"],
        ..CASE
    },
    Case {
        name: "node-pnpm-monorepo",
        about: "a pnpm workspace: Fastify and a package beside it, TypeScript",
        arguments: r#"{"service": "apps/api"}"#,
        edit: "apps/api/src/server.ts",
        present: &["/app/apps/api/node_modules/fastify", "/app/packages/greeting/dist/index.js"],
        absent: &["/app/node_modules/typescript", "/app/apps/api/node_modules/typescript"],
        short: true,
        ..CASE
    },
    Case {
        name: "node-yarn-berry",
        about: "Yarn 4, Koa",
        edit: "src/server.js",
        present: &["/app/node_modules/koa"],
        absent: NO_PRETTIER,
        ..CASE
    },
    Case {
        name: "node-yarn1",
        about: "Yarn 1, Koa, TypeScript",
        edit: "src/server.ts",
        present: &["/app/node_modules/koa"],
        absent: NO_TYPESCRIPT,
        ..CASE
    },
    Case {
        name: "node-bun",
        about: "Bun as manager and as runtime, Hono",
        edit: "src/index.ts",
        present: &["/app/node_modules/hono"],
        absent: NO_PRETTIER,
        ..CASE
    },
    Case {
        name: "node-nest",
        about: "npm, NestJS",
        health: "/health",
        edit: "src/main.ts",
        present: &["/app/node_modules/@nestjs/core"],
        absent: NO_TYPESCRIPT,
        ..CASE
    },
    Case {
        name: "node-native",
        about: "npm, Fastify, bcrypt in C++",
        edit: "index.mjs",
        present: &["/app/node_modules/bcrypt"],
        absent: &["/app/node_modules/prettier", "/usr/bin/g++"],
        ..CASE
    },
    Case {
        name: "node-next",
        about: "npm, Next.js, standalone output",
        health: "/api/health",
        edit: "app/page.js",
        present: &["/app/server.js", "/app/.next/static", "/app/public/robots.txt"],
        absent: &["/app/app", "/app/node_modules/typescript"],
        ..CASE
    },
    Case {
        name: "node-no-lockfile",
        about: "npm without a lockfile, Express",
        edit: "server.js",
        present: &["/app/node_modules/express"],
        absent: &["/app/node_modules/nodemon"],
        ..CASE
    },
    Case {
        name: "node-seed",
        about: "a Dockerfile with the usual faults, repaired",
        arguments: r#"{"dockerfile": "node-seed/Dockerfile"}"#,
        edit: "server.js",
        present: &["/app/node_modules/express"],
        absent: &["/app/node_modules/nodemon"],
        ..CASE
    },
    Case {
        name: "python-uv",
        about: "uv, FastAPI, a package below src",
        edit: "src/uv_api/main.py",
        present: &["/app/.venv/bin/uvicorn"],
        absent: NO_PYTEST,
        short: true,
        ..CASE
    },
    Case {
        name: "python-poetry",
        about: "Poetry 2, Flask, a factory",
        edit: "app/__init__.py",
        farewell: "Shutting down: Master",
        present: &["/app/.venv/bin/gunicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case {
        name: "python-pdm",
        about: "PDM, Starlette",
        edit: "main.py",
        present: &["/app/.venv/bin/uvicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case {
        name: "python-pipenv",
        about: "Pipenv, Flask",
        edit: "wsgi.py",
        farewell: "Shutting down: Master",
        present: &["/app/.venv/bin/gunicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case {
        name: "python-django",
        about: "pip with hashes, Django",
        edit: "site_of_tests/urls.py",
        farewell: "Shutting down: Master",
        present: &["/app/.venv/bin/gunicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case {
        name: "python-native",
        about: "uv, FastAPI, psycopg compiled against libpq",
        edit: "main.py",
        present: &["/app/.venv/bin/uvicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case {
        name: "python-no-lockfile",
        about: "pip without a lockfile, FastAPI",
        edit: "unlocked_api/main.py",
        present: &["/app/.venv/bin/uvicorn"],
        absent: NO_PYTEST,
        ..CASE
    },
    Case { name: "go-http", about: "net/http, with a health command", edit: "main.go", absent: NO_COMPILER, ..CASE },
    Case {
        name: "go-gin",
        about: "Gin, with templates beside the program",
        edit: "main.go",
        present: &["/app/templates/index.html"],
        absent: NO_COMPILER,
        ..CASE
    },
    Case {
        name: "go-chi-vendor",
        about: "chi, vendored modules",
        prepare: &["go", "mod", "vendor"],
        edit: "internal/health/health.go",
        absent: NO_COMPILER,
        short: true,
        ..CASE
    },
    Case {
        name: "go-workspace",
        about: "a workspace of two modules",
        arguments: r#"{"service": "api"}"#,
        edit: "greeting/greeting.go",
        absent: NO_COMPILER,
        ..CASE
    },
    Case { name: "go-cgo", about: "cgo: SQLite", edit: "main.go", absent: NO_COMPILER, ..CASE },
    Case {
        name: "go-commands",
        about: "several programs, one of them stated",
        arguments: r#"{"service": "cmd/api"}"#,
        edit: "cmd/api/main.go",
        absent: NO_COMPILER,
        ..CASE
    },
    Case {
        name: "java-maven",
        about: "Maven, Spring Boot with the actuator",
        health: "/actuator/health",
        edit: "src/main/java/api/Application.java",
        absent: NO_JDK,
        ..CASE
    },
    Case {
        name: "java-modules",
        about: "Maven with two modules, Spring Boot",
        edit: "service/src/main/java/api/Application.java",
        absent: NO_JDK,
        short: true,
        ..CASE
    },
    Case {
        name: "java-wrapper",
        about: "Maven's wrapper, Spring Boot",
        prepare: &["mvn", "--quiet", "--non-recursive", "wrapper:wrapper", "-Dtype=only-script", "-Dmaven=3.9.9"],
        edit: "src/main/java/api/Application.java",
        absent: NO_JDK,
        ..CASE
    },
    Case {
        name: "java-plain",
        about: "Maven, a plain jar",
        arguments: r#"{"start": "java -jar app.jar", "port": 8080}"#,
        edit: "src/main/java/plain/Main.java",
        absent: NO_JDK,
        ..CASE
    },
    Case {
        name: "java-gradle",
        about: "Gradle, a plain jar",
        arguments: r#"{"start": "java -jar app.jar", "port": 8080}"#,
        edit: "src/main/java/plain/Main.java",
        absent: NO_JDK,
        ..CASE
    },
    Case { name: "rust-axum", about: "axum", edit: "src/main.rs", absent: NO_COMPILER, ..CASE },
    Case { name: "rust-actix", about: "Actix Web", edit: "src/main.rs", absent: NO_COMPILER, ..CASE },
    Case {
        name: "rust-workspace",
        about: "a workspace of two packages",
        edit: "crates/greeting/src/lib.rs",
        absent: NO_COMPILER,
        ..CASE
    },
    Case {
        name: "rust-binaries",
        about: "several programs, one by default, with a health command",
        edit: "src/bin/serve.rs",
        absent: NO_COMPILER,
        short: true,
        ..CASE
    },
    Case {
        name: "rust-native",
        about: "axum, the system's OpenSSL",
        edit: "src/main.rs",
        absent: NO_COMPILER,
        ..CASE
    },
];

impl Case {
    /// The folder of the project.
    pub(super) fn folder(&self) -> PathBuf {
        let below = if self.shop { "examples/shop/services" } else { "tests/builds/projects" };
        product::workspace().join(below).join(self.name)
    }
}

/// The cases whose names begin with one of the words; those of the short form when only they are wanted.
pub(super) fn chosen(words: &[String], short: bool) -> Result<Vec<&'static Case>, Failure> {
    for word in words {
        if !CASES.iter().any(|case| case.name.starts_with(word.as_str())) {
            return Err(format!("there is no case `{word}`; --list names them").into());
        }
    }
    let wanted = |case: &&Case| words.is_empty() || words.iter().any(|word| case.name.starts_with(word.as_str()));
    Ok(CASES.iter().filter(wanted).filter(|case| !short || case.short || !words.is_empty()).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_its_project_and_the_file_that_is_edited() {
        for case in CASES {
            assert!(case.folder().join(case.edit).is_file(), "{}: {}", case.name, case.edit);
            assert!(serde_json::from_str::<serde_json::Value>(case.arguments).unwrap().is_object());
        }
    }

    #[test]
    fn every_project_is_a_case() {
        let projects = std::fs::read_dir(product::workspace().join("tests/builds/projects")).unwrap();
        for project in projects {
            let name = project.unwrap().file_name().to_string_lossy().into_owned();
            assert!(CASES.iter().any(|case| case.name == name), "{name}");
        }
    }

    #[test]
    fn the_short_form_has_the_shop_and_a_variant_of_each_stack() {
        let short = chosen(&[], true).unwrap();

        assert_eq!(short.iter().filter(|case| case.shop).count(), 5);
        for stack in ["node-", "python-", "go-", "java-", "rust-"] {
            assert_eq!(short.iter().filter(|case| case.name.starts_with(stack)).count(), 1, "{stack}");
        }
    }
}
