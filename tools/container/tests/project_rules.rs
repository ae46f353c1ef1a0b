//! Rules that look at the image, the stages or the project around a Dockerfile: what they find, and what they leave
//! alone.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};

/// The messages of one rule about a Dockerfile with files around it.
fn told(rule: &str, dockerfile: &str, files: &[(&str, &str)]) -> Vec<String> {
    let all = files.iter().copied().chain([("Dockerfile", dockerfile)]);
    let index = RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()));
    let context = Context::new(Arc::new(index)).with_files(Arc::new(MemoryFiles::new(all)));
    let input = Input {
        document: DocumentInput { content: None, path: Some("Dockerfile".to_owned()) },
        options: CheckOptions { select: vec![rule.to_owned()], ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context).expect("a Dockerfile").report;
    report.findings.into_iter().map(|finding| finding.message).collect()
}

/// Whether a rule finds something in a Dockerfile alone.
fn finds(rule: &str, dockerfile: &str) -> bool {
    !told(rule, dockerfile, &[]).is_empty()
}

#[test]
fn a_tool_of_the_health_check_is_missing_only_where_nothing_can_have_brought_it() {
    let rule = "container/healthcheck-tool-missing";
    for (text, expected) in [
        ("FROM python:3.14-slim-trixie\nHEALTHCHECK CMD curl -f http://localhost/\n", true),
        ("FROM node:24-alpine3.24\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n", true),
        ("FROM node:24-alpine3.24\nHEALTHCHECK CMD wget -qO- http://localhost/ || exit 1\n", false),
        ("FROM node:24-alpine3.24\nRUN apk add --no-cache curl\nHEALTHCHECK CMD curl -f http://localhost/\n", false),
        ("FROM node:24\nHEALTHCHECK CMD curl -f http://localhost/\n", false),
        ("FROM nginx:alpine\nHEALTHCHECK CMD curl -f http://localhost/\n", false),
        ("FROM python:3.14-slim-trixie\nHEALTHCHECK CMD nc -z localhost 80\n", true),
        ("FROM python:3.14-slim-trixie\nHEALTHCHECK CMD pg_isready\n", true),
        ("FROM postgres:18\nHEALTHCHECK CMD pg_isready -U postgres\n", false),
        ("FROM python:3.14-slim-trixie\nHEALTHCHECK CMD wget -q localhost || curl localhost\n", false),
        ("FROM gcr.io/distroless/static-debian13\nHEALTHCHECK CMD /app/server health\n", true),
        ("FROM gcr.io/distroless/static-debian13\nHEALTHCHECK CMD [\"/app/server\", \"health\"]\n", false),
        ("FROM gcr.io/distroless/static-debian13\nHEALTHCHECK CMD [\"/bin/sh\", \"-c\", \"x\"]\n", true),
        ("FROM gcr.io/distroless/nodejs24-debian13\nHEALTHCHECK CMD [\"node\", \"health.js\"]\n", false),
        ("FROM nginx:alpine\nHEALTHCHECK CMD [\"node\", \"health.js\"]\n", true),
        ("FROM python:3.14-alpine3.24\nHEALTHCHECK CMD [\"bash\", \"-c\", \"x\"]\n", true),
        ("FROM our/base\nHEALTHCHECK CMD curl -f http://localhost/\n", false),
        ("ARG BASE\nFROM ${BASE}\nHEALTHCHECK CMD curl -f http://localhost/\n", false),
    ] {
        assert_eq!(finds(rule, text), expected, "{text}");
    }
}

#[test]
fn a_shell_is_needed_by_what_runs_and_by_the_form_for_the_shell() {
    let rule = "container/shell-missing";
    for (text, expected) in [
        ("FROM scratch\nCOPY app /app\nCMD /app\n", true),
        ("FROM scratch\nCOPY app /app\nCMD [\"/app\"]\n", false),
        ("FROM gcr.io/distroless/base-debian13:debug\nRUN ls\n", false),
        ("FROM gcr.io/distroless/base-debian13\nENTRYPOINT [\"sh\", \"-c\", \"/app\"]\n", true),
        ("FROM scratch\nCOPY --from=busybox:1 /bin/ /bin/\nRUN ls\n", false),
        ("FROM scratch\nADD rootfs.tar.xz /\nCMD [\"bash\"]\n", false),
        ("FROM scratch\nCMD /old\nCMD [\"/app\"]\n", false),
        ("FROM mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled\nRUN ls\n", true),
    ] {
        assert_eq!(finds(rule, text), expected, "{text}");
    }
}

#[test]
fn corepack_and_yarn_are_missed_only_in_images_that_lack_them() {
    let rule = "container/corepack-missing";
    for (text, expected) in [
        ("FROM node:26-trixie-slim\nRUN corepack enable\n", true),
        ("FROM node:24-trixie-slim\nRUN corepack enable\n", false),
        ("FROM node:26\nRUN yarn install\n", true),
        ("FROM node:24\nRUN yarn install\n", false),
        ("FROM node:24\nRUN pnpm install\n", true),
        ("FROM node:24\nRUN corepack enable\nRUN pnpm install\n", false),
        ("FROM node:26\nRUN npm i -g pnpm@10 && pnpm install\n", false),
        ("FROM node:26\nRUN npm i -g corepack@0.34.0\nRUN corepack enable\n", false),
        ("FROM node:26\nRUN yarn install || npm install\n", true),
        ("FROM node:26\nRUN npm ci || yarn install\n", false),
        ("FROM node:24 AS base\nRUN corepack enable\nFROM base\nRUN pnpm i\n", false),
        ("FROM oven/bun:1\nRUN pnpm i\n", false),
        ("FROM node:${V}\nRUN pnpm i\n", false),
    ] {
        assert_eq!(finds(rule, text), expected, "{text}");
    }
}

#[test]
fn a_program_meets_another_c_library_only_when_it_is_linked_to_one() {
    let rule = "container/libc-mismatch";
    let go = |image: &str, last: &str, flags: &str| {
        format!("FROM {image} AS b\nRUN {flags}go build -o /app .\nFROM {last}\nCOPY --from=b /app /app\nEXPOSE 80\n")
    };
    let rust = |image: &str, last: &str, flags: &str| {
        format!(
            "FROM {image} AS b\nRUN cargo build --release {flags}\nFROM {last}\nCOPY --from=b /x/target/release/a /a\n"
        )
    };
    for (text, expected) in [
        (go("golang:1.27-trixie", "alpine:3.24", ""), true),
        (go("golang:1.27-trixie", "alpine:3.24", "CGO_ENABLED=0 "), false),
        (go("golang:1.27-alpine", "alpine:3.24", ""), false),
        (go("golang:1.27-alpine", "debian:trixie-slim", ""), false),
        (go("golang:1.27-trixie", "gcr.io/distroless/static-debian13", ""), true),
        (go("golang:1.27-trixie", "gcr.io/distroless/base-debian13", ""), false),
        (go("golang:1.22", "debian:bullseye-slim", ""), true),
        (go("golang:1.22", "debian:bookworm-slim", ""), false),
        (go("golang:1.27-trixie", "our/base", ""), false),
        (rust("rust:1.98-trixie", "alpine:3.24", ""), true),
        (rust("rust:1.98-trixie", "alpine:3.24", "--target x86_64-unknown-linux-musl"), false),
        (rust("rust:1.98-trixie", "debian:bookworm-slim", ""), true),
        (rust("rust:1.98-alpine3.24", "debian:bookworm-slim", ""), false),
    ] {
        assert_eq!(finds(rule, &text), expected, "{text}");
    }
    let compatible = "FROM golang:1.27 AS b\nRUN go build -o /app .\nFROM alpine:3.24\nRUN apk add gcompat\nCOPY --from=b /app /app\nEXPOSE 80\n";
    assert!(!finds(rule, compatible));
}

#[test]
fn a_go_program_without_network_is_static_whatever_exposes_it() {
    let rule = "container/libc-mismatch";
    let text = "FROM golang:1.27 AS b\nCOPY main.go .\nRUN go build -o /app main.go\nFROM alpine:3.24\nCOPY --from=b /app .\nCMD [\"./app\"]\n";

    assert_eq!(told(rule, text, &[("main.go", "package main\nimport \"fmt\"\n")]).len(), 0);
    assert_eq!(told(rule, text, &[("main.go", "package main\nimport (\n\t\"net/http\"\n)\n")]).len(), 1);
}

#[test]
fn a_virtual_environment_may_go_where_it_was_made() {
    let rule = "container/virtual-environment-moved";
    let moved = |make: &str, copy: &str, last: &str| {
        format!(
            "FROM python:3.14-slim-trixie AS b\nWORKDIR /app\nRUN {make}\nFROM {last}\nWORKDIR /app\nCOPY --from=b {copy}\n"
        )
    };
    let same = "python:3.14-slim-trixie";
    for (text, expected) in [
        (moved("python -m venv /opt/venv", "/opt/venv /opt/venv", same), false),
        (moved("python -m venv /opt/venv", "/opt/venv /venv", same), true),
        (moved("python -m venv .venv", "/app/.venv .venv", same), false),
        (moved("python -m venv .venv", "/app /srv", same), true),
        (moved("uv sync --locked", "/app/.venv /app/.venv", same), false),
        (moved("uv sync --locked", "/app/.venv /venv", same), true),
        (moved("uv venv --relocatable /opt/v", "/opt/v /venv", same), false),
        (moved("python -m venv /opt/venv", "/opt/venv /opt/venv", "python:3.13-slim-trixie"), true),
        (moved("python -m venv $V", "/opt/venv /venv", same), false),
        (moved("true", "/opt/venv /venv", same), false),
    ] {
        assert_eq!(finds(rule, &text), expected, "{text}");
    }
}

#[test]
fn what_is_built_in_a_cache_mount_is_lost_unless_it_is_copied_out() {
    let rule = "container/cache-mount-lost";
    let build = |run: &str| {
        format!(
            "FROM rust:1.98 AS b\nWORKDIR /app\nCOPY src src\n{run}\nFROM debian:trixie-slim\nCOPY --from=b /app/target/release/a /a\n"
        )
    };
    for (text, expected) in [
        (build("RUN --mount=type=cache,target=/app/target cargo build"), true),
        (build("RUN --mount=type=cache,target=target cargo build"), true),
        (build("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build"), false),
        (build("RUN --mount=type=cache,target=/app/target cargo build\nRUN cargo build --release"), false),
        (build("RUN cargo build"), false),
    ] {
        assert_eq!(finds(rule, &text), expected, "{text}");
    }
}

#[test]
fn a_server_is_local_by_its_command_or_by_its_default() {
    let rule = "container/listens-on-localhost";
    for (start, expected) in [
        ("CMD [\"uvicorn\", \"a:app\"]", true),
        ("CMD [\"uvicorn\", \"a:app\", \"--host\", \"0.0.0.0\"]", false),
        ("CMD [\"uvicorn\", \"a:app\", \"--host=::\"]", false),
        ("CMD [\"uvicorn\", \"a:app\", \"--uds\", \"/s\"]", false),
        ("ENV UVICORN_HOST=0.0.0.0\nCMD [\"uvicorn\", \"a:app\"]", false),
        ("CMD uvicorn a:app --host $HOST", false),
        ("ENTRYPOINT [\"uvicorn\", \"a:app\"]\nCMD [\"--host\", \"0.0.0.0\"]", false),
        ("CMD [\"uv\", \"run\", \"uvicorn\", \"a:app\"]", true),
        ("CMD [\"python\", \"-m\", \"flask\", \"run\"]", true),
        ("ENV FLASK_RUN_HOST=0.0.0.0\nCMD [\"flask\", \"run\"]", false),
        ("CMD [\"flask\", \"run\", \"-h\", \"0.0.0.0\"]", false),
        ("CMD [\"python\", \"manage.py\", \"runserver\"]", true),
        ("CMD [\"python\", \"manage.py\", \"runserver\", \"8000\"]", true),
        ("CMD [\"python\", \"manage.py\", \"runserver\", \"0.0.0.0:8000\"]", false),
        ("CMD [\"gunicorn\", \"-b\", \"127.0.0.1:8000\", \"a:app\"]", true),
        ("CMD [\"gunicorn\", \"a:app\"]", false),
        ("CMD [\"fastapi\", \"run\", \"app.py\"]", false),
        ("CMD [\"fastapi\", \"dev\", \"app.py\"]", true),
        ("CMD [\"node\", \"server.js\"]", false),
    ] {
        let text = format!("FROM python:3.14-slim-trixie\n{start}\n");
        assert_eq!(finds(rule, &text), expected, "{text}");
    }
}

#[test]
fn the_file_that_is_started_tells_where_it_listens() {
    let rule = "container/listens-on-localhost";
    let text = "FROM python:3.14-slim-trixie\nWORKDIR /app\nCOPY . .\nCMD [\"python\", \"app.py\"]\n";
    let app = |run: &str| format!("from flask import Flask\napp = Flask(__name__)\n{run}\n");
    let told = |code: &str| told(rule, text, &[("app.py", code), ("requirements.txt", "flask\n")]).len();

    assert_eq!(told(&app("app.run(port=5000)")), 1);
    assert_eq!(told(&app("app.run(host=\"0.0.0.0\", port=int(os.environ.get('PORT', 5000)))")), 0);
    assert_eq!(told("import uvicorn\nuvicorn.run(app, port=8000)\n"), 1);
    assert_eq!(told("app.run()\n"), 0);
}

#[test]
fn ports_are_compared_where_all_are_known() {
    let rule = "container/port-mismatch";
    for (rest, expected) in [
        ("EXPOSE 8000\nCMD [\"uvicorn\", \"a:app\", \"--port\", \"8000\"]", 0),
        ("EXPOSE 8080\nCMD [\"uvicorn\", \"a:app\", \"--port\", \"8000\"]", 1),
        ("EXPOSE 8000-8010\nCMD [\"uvicorn\", \"a:app\", \"--port\", \"8005\"]", 0),
        ("ENV PORT=8000\nEXPOSE $PORT\nCMD uvicorn a:app --port $PORT", 0),
        ("EXPOSE 8080\nCMD uvicorn a:app --port $PORT", 0),
        ("CMD [\"uvicorn\", \"a:app\", \"--port\", \"8000\"]", 0),
        ("EXPOSE 80\nCMD [\"gunicorn\", \"-b\", \"0.0.0.0:8000\", \"a:app\"]", 1),
        ("EXPOSE 80\nCMD [\"gunicorn\", \"-b\", \"unix:/s\", \"a:app\"]", 0),
        (
            "EXPOSE 8000\nHEALTHCHECK CMD curl -f http://localhost:9000/\nCMD [\"uvicorn\", \"a:app\", \"--port\", \"8000\"]",
            1,
        ),
        (
            "EXPOSE 8000 9000\nHEALTHCHECK CMD curl -f http://localhost:9000/\nCMD [\"uvicorn\", \"a:app\", \"--port\", \"8000\"]",
            0,
        ),
    ] {
        let text = format!("FROM python:3.14-slim-trixie\n{rest}\n");
        assert_eq!(told(rule, &text, &[]).len(), expected, "{text}");
    }
}

const PACKAGE: &str = r#"{"scripts": {"build": "tsc -p ."}, "dependencies": {"fastify": "5.4.0"}, "devDependencies": {"typescript": "5.8.3"}}"#;

#[test]
fn an_install_is_held_against_the_lockfiles_of_its_folder() {
    let rule = "container/package-manager-mismatch";
    let text = "FROM node:24\nWORKDIR /app\nCOPY web/package.json web/*.lock* ./\nRUN npm install\n";
    let choice = "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock* pnpm-lock.yaml* ./\nRUN if [ -f yarn.lock ]; then yarn --frozen-lockfile; else corepack enable pnpm && pnpm i; fi\n";

    assert_eq!(told(rule, text, &[("web/package.json", "{}"), ("web/yarn.lock", "")]).len(), 1);
    assert_eq!(told(rule, text, &[("web/package.json", "{}"), ("yarn.lock", "")]).len(), 0);
    let both = [("web/package.json", "{}"), ("web/yarn.lock", ""), ("web/package-lock.json", "{}")];
    assert_eq!(told(rule, text, &both).len(), 0);
    assert_eq!(told(rule, choice, &[("package.json", "{}"), ("pnpm-lock.yaml", "")]).len(), 0);
}

#[test]
fn a_lockfile_is_missed_only_where_nothing_may_have_brought_it() {
    let rule = "container/lockfile-not-copied";
    for (rest, expected) in [
        ("COPY package.json ./\nRUN npm ci", true),
        ("COPY package*.json ./\nRUN npm ci", false),
        ("COPY . .\nRUN npm ci", false),
        ("COPY web ./\nRUN npm ci", false),
        ("COPY --from=x /src ./\nRUN npm ci", false),
        ("COPY package.json ./\nRUN git clone https://x/y . && npm ci", false),
        ("COPY package.json ./\nRUN npm install && npm ci", false),
        ("COPY package.json ./\nRUN cd /src && npm ci", false),
        ("RUN --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci", false),
        ("COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile", false),
        ("COPY package.json ./\nRUN corepack enable && pnpm install --frozen-lockfile", true),
        ("COPY package.json ./\nRUN npm install", false),
    ] {
        let text = format!("FROM node:24\nWORKDIR /app\n{rest}\n");
        assert_eq!(finds(rule, &text), expected, "{text}");
    }
    assert!(!finds(rule, "FROM our/base\nCOPY package.json ./\nRUN npm ci\n"));
    let text = "FROM node:24\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n";
    let ignored = [("package.json", "{}"), ("package-lock.json", "{}"), (".dockerignore", "package-lock.json\n")];
    assert_eq!(told(rule, text, &ignored).len(), 1, "what .dockerignore leaves out is not there");
    assert_eq!(told(rule, text, &ignored[..2]).len(), 0);
}

#[test]
fn a_build_needs_what_the_install_left_out() {
    let rule = "container/build-without-development-dependencies";
    let text = |install: &str| format!("FROM node:24\nWORKDIR /app\nCOPY . .\nRUN {install}\nRUN npm run build\n");
    let files = [("package.json", PACKAGE), ("package-lock.json", "{}")];

    assert_eq!(told(rule, &text("npm ci --omit=dev"), &files).len(), 1);
    assert_eq!(told(rule, &text("NODE_ENV=production npm ci"), &files).len(), 1);
    assert_eq!(told(rule, &text("npm ci"), &files).len(), 0);
    assert_eq!(told(rule, &text("NODE_ENV=production npm ci --include=dev"), &files).len(), 0);
    let shipped = PACKAGE.replace("devDependencies", "optionalDependencies");
    assert_eq!(told(rule, &text("npm ci --omit=dev"), &[("package.json", &shipped)]).len(), 0);
    assert_eq!(told(rule, &text("npm ci --omit=dev"), &[]).len(), 0);
}

#[test]
fn development_dependencies_are_told_of_the_image_and_not_of_the_build() {
    let rule = "container/development-dependencies-in-image";
    let build = "FROM node:24 AS b\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n";
    let end = "CMD [\"node\", \"dist/server.js\"]\n";
    let files = [("package.json", PACKAGE), ("package-lock.json", "{}")];
    let with = |copy: &str| format!("{build}FROM node:24\nWORKDIR /app\n{copy}\n{end}");

    assert_eq!(told(rule, &with("COPY --from=b /app/node_modules ./node_modules"), &files).len(), 1);
    assert_eq!(told(rule, &with("COPY --from=b /app ./"), &files).len(), 1);
    assert_eq!(told(rule, &with("COPY --from=b /app/dist ./dist"), &files).len(), 0);
    assert_eq!(told(rule, &format!("{build}{end}"), &files).len(), 1);
    assert_eq!(told(rule, &format!("{build}RUN npm prune --omit=dev\n{end}"), &files).len(), 0);
    assert_eq!(told(rule, &format!("{build}CMD [\"npm\", \"run\", \"dev\"]\n"), &files).len(), 0);
}

#[test]
fn a_library_is_missed_where_no_package_brings_it() {
    let rule = "container/native-library-missing";
    let text = |base: &str, before: &str| {
        format!("FROM {base}\nWORKDIR /app\nCOPY requirements.txt ./\n{before}RUN pip install -r requirements.txt\n")
    };
    let count = |base: &str, before: &str, requirements: &str| {
        told(rule, &text(base, before), &[("requirements.txt", requirements)]).len()
    };
    let slim = "python:3.14-slim-trixie";

    assert_eq!(count(slim, "", "psycopg2==2.9.10\n"), 1);
    assert_eq!(count(slim, "", "psycopg2-binary==2.9.10\n"), 0);
    assert_eq!(count("python:3.14-trixie", "", "psycopg2==2.9.10\n"), 0);
    assert_eq!(count(slim, "RUN apt-get update && apt-get install -y gcc libpq-dev\n", "psycopg2\n"), 0);
    assert_eq!(count(slim, "RUN apt-get install -y chromium\n", "weasyprint\n"), 0, "Chromium brings Pango");
    assert_eq!(count(slim, "", "opencv-python-headless\n"), 0);
    assert_eq!(count("our/python", "", "psycopg2\n"), 0);
}

#[test]
fn a_signal_is_handled_by_code_by_a_framework_or_by_an_init() {
    let rule = "container/no-stop-signal-handler";
    let text = "FROM node:24\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n";
    let bare = "require('http').createServer().listen(3000);\n";
    let package = "{\"dependencies\": {\"express\": \"5.1.0\"}}";
    let count = |text: &str, code: &str, package: &str| {
        told(rule, text, &[("server.js", code), ("package.json", package)]).len()
    };

    assert_eq!(count(text, bare, package), 1);
    assert_eq!(count(text, &format!("{bare}process.on('SIGTERM', stop);\n"), package), 0);
    assert_eq!(count(text, bare, "{\"dependencies\": {\"@godaddy/terminus\": \"4.12.0\"}}"), 0);
    assert_eq!(count(&text.replace("[\"node\"", "[\"tini\", \"--\", \"node\""), bare, package), 0);
    assert_eq!(count(text, "console.log('a job');\n", package), 0);
    let compose =
        [("server.js", bare), ("package.json", package), ("compose.yaml", "services:\n  a:\n    init: true\n")];
    assert_eq!(told(rule, text, &compose).len(), 0);
}

#[test]
fn secrets_are_told_where_they_stay() {
    let rule = "container/secret-copied";
    for (text, expected) in [
        ("FROM node:24\nCOPY .env ./\n", true),
        ("FROM node:24\nCOPY .env.example .env\n", false),
        ("FROM node:24 AS b\nCOPY .env ./\nFROM node:24\n", false),
        ("FROM node:24 AS b\nCOPY id_rsa /root/.ssh/\nFROM node:24\n", true),
        ("FROM node:24\nCOPY certs/server.key /etc/\n", true),
        ("FROM node:24\nCOPY certs/ca.pem /etc/\n", false),
        ("FROM debian:trixie\nCOPY package-source.key /etc/\n", false),
        ("FROM node:24\nCOPY .npmrc ./\n", false),
    ] {
        assert_eq!(finds(rule, text), expected, "{text}");
    }
    let text = "FROM node:24\nCOPY .npmrc ./\n";
    assert_eq!(told(rule, text, &[(".npmrc", "//npm.example.com/:_authToken=npm_abc\n")]).len(), 1);
    assert_eq!(told(rule, text, &[(".npmrc", "//npm.example.com/:_authToken=${NPM_TOKEN}\n")]).len(), 0);
}

#[test]
fn a_file_of_many_thousand_instructions_is_a_gap_and_no_burden() {
    let text = format!("FROM node:24\n{}", "WORKDIR /app\nCOPY a b\nRUN npm ci\n".repeat(20_000));

    assert_eq!(told("container/lockfile-not-copied", &text, &[]).len(), 0);
}

#[test]
fn the_golden_example_in_a_project_of_typescript_has_twelve_faults() {
    let seed = "FROM node:18-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --only=production\nCOPY . .\nEXPOSE 3000\nCMD [\"npm\", \"start\"]\n";
    let package = r#"{"scripts": {"start": "node dist/server.js", "build": "tsc"}, "dependencies": {"express": "5.1.0"}, "devDependencies": {"typescript": "5.8.3"}}"#;
    let files = [
        ("Dockerfile", seed),
        ("package.json", package),
        ("package-lock.json", "{}"),
        ("src/server.ts", "import express from 'express';\nexpress().listen(process.env.PORT ?? 3000);\n"),
    ];
    let index = RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()));
    let context = Context::new(Arc::new(index)).with_files(Arc::new(MemoryFiles::new(files)));
    let document = DocumentInput { content: None, path: Some("Dockerfile".to_owned()) };

    let report = LintDockerfile
        .call(Input { document, options: CheckOptions::default() }, &context)
        .expect("a Dockerfile")
        .report;

    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    insta::assert_snapshot!(rules.join("\n"));
}
