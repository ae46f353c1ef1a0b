//! `generate_dockerfile` with a Dockerfile that is there already: what is mended, and what stays its author's.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod front_door;

use std::fmt::Write as _;

use architect_container::tool::generate_dockerfile::{Input, Output};
use front_door::*;

const SEED: &str = "\
# Example container configuration
FROM node:18-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --only=production
COPY . .
EXPOSE 3000
CMD [\"npm\", \"start\"]
";

const PROJECT: [(&str, &str); 5] = [
    (
        "package.json",
        r#"{"name": "api", "scripts": {"build": "tsc", "start": "node dist/server.js"}, "dependencies": {"express": "5"}, "devDependencies": {"typescript": "6"}}"#,
    ),
    ("package-lock.json", "{}"),
    ("tsconfig.json", "{\n  \"compilerOptions\": {\n    \"outDir\": \"dist\"\n  }\n}\n"),
    ("src/server.ts", "app.get('/healthz', h)\napp.listen(process.env.PORT ?? 3000)\nprocess.on('SIGTERM', stop)\n"),
    (".env.example", "PORT=3000\n"),
];

fn given(files: &[(&str, &str)], dockerfile: &str) -> Output {
    let path = (!files.is_empty()).then(|| ".".to_owned());
    call(files, Input { path, dockerfile: Some(dockerfile.to_owned()), ..Input::default() }).expect("an answer")
}

fn told(output: &Output) -> String {
    let mut text = format!("{}\n\n{}\n", output.summary, text(output));
    for change in &output.changes {
        let line = change.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
        let _ = writeln!(text, "{line}: {} ({})", change.what, change.why);
    }
    for question in &output.questions {
        let _ = writeln!(text, "? {}: {} -> {:?}", question.name, question.question, question.assumed);
    }
    text
}

#[test]
fn the_seed_beside_its_project_is_mended_from_the_projects_facts() {
    let output = given(&PROJECT, SEED);

    insta::assert_snapshot!(told(&output));
}

#[test]
fn the_seed_is_mended_as_well_when_it_lies_in_the_folder() {
    let mut files = PROJECT.to_vec();
    files.push(("Dockerfile", SEED));

    let found = generate(&files);

    assert_eq!(found.dockerfile, given(&PROJECT, SEED).dockerfile);
    assert_eq!(found.changes, given(&PROJECT, SEED).changes);
}

#[test]
fn the_seed_alone_is_mended_as_far_as_its_text_goes() {
    let output = given(&[], SEED);

    insta::assert_snapshot!(told(&output));
}

#[test]
fn what_its_author_chose_and_what_is_no_fault_stays() {
    let dockerfile = "\
# syntax=docker/dockerfile:1
# The API of the shop. Ask the team before you change the time zone.
FROM node:18-alpine
MAINTAINER team@example.com
LABEL org.example.team=payments
ARG COMMIT
ENV TZ=Europe/Berlin RELEASE=$COMMIT
ENV API_TOKEN=abc
WORKDIR /usr/src/api
RUN apk add --no-cache tini curl ffmpeg g++ rare-package
COPY package*.json ./
RUN npm install
COPY . .
# The certificate of the partner.
COPY partner.pem /etc/ssl/partner.pem
RUN npm run build
RUN npm run templates
VOLUME /data
EXPOSE 3000 9229
HEALTHCHECK CMD curl -f http://localhost:3000/healthz
ENTRYPOINT [\"/sbin/tini\", \"--\"]
CMD npm start
";

    let output = given(&PROJECT, dockerfile);

    insta::assert_snapshot!(told(&output));
}

#[test]
fn a_file_with_stages_of_its_own_keeps_them() {
    let dockerfile = "\
FROM node:18-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --production

from node:18-bookworm-slim
WORKDIR /app
ENV NODE_ENV production
COPY --from=build /app ./
EXPOSE 3000
CMD [\"npm\", \"start\"]
";

    let output = given(&PROJECT, dockerfile);

    insta::assert_snapshot!(told(&output));
}

#[test]
fn a_sound_file_comes_back_as_it_was() {
    let sound = text(&generate(&PROJECT)).to_owned();

    let output = given(&PROJECT, &sound);

    assert_eq!(text(&output), sound);
    assert_eq!(output.changes, []);
}

#[test]
fn a_file_of_an_unknown_stack_gets_the_fixes_of_the_rules() {
    let output = given(&[], "from ruby:3.4-slim-trixie\nENV A b\nUSER 10001:10001\nCMD [\"ruby\", \"app.rb\"]\n");

    assert_eq!(text(&output), "from ruby:3.4-slim-trixie\nENV A=b\nUSER 10001:10001\nCMD [\"ruby\", \"app.rb\"]\n");
    assert_eq!(output.changes.len(), 1);
}

#[test]
fn nothing_that_the_linter_finds_in_the_seed_is_left_in_the_mended_file() {
    let mended = given(&PROJECT, SEED);

    assert!(findings(SEED).len() >= 5, "{:#?}", findings(SEED));
    assert_eq!(findings(text(&mended)), Vec::<String>::new());
}

#[test]
fn packages_that_only_the_old_file_installs_are_not_lost() {
    let python = given(
        &[("requirements.txt", "flask==3.1.0\n"), ("app.py", "app = Flask(__name__)\n")],
        "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN pip install --upgrade pip && pip install gunicorn==23.0.0 'pymysql[rsa]==1.1.1'\nCOPY . .\nCMD [\"gunicorn\", \"app:app\", \"-b\", \"0.0.0.0:8000\"]\n",
    );
    let node = given(
        &PROJECT,
        "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm install && npm install sharp\nCMD [\"npm\", \"start\"]\n",
    );

    assert!(text(&python).contains("/bin/pip install gunicorn==23.0.0 'pymysql[rsa]==1.1.1'"), "{}", text(&python));
    assert_eq!(decision(&python, "runtime_version"), "3.12", "what the old file stands on is a witness");
    assert!(text(&python).ends_with("CMD [\"gunicorn\", \"app:app\", \"-b\", \"0.0.0.0:8000\"]\n"));
    assert!(
        node.questions.iter().any(|question| question.name == "dependencies" && question.question.contains("sharp"))
    );
}
