//! What code, image and deployment say of each other, through the front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod project;

use std::sync::Arc;

use architect_core::report::Report;
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_deployment::tool::lint_deployment::Input;
use architect_deployment::{LintDeployment, RULES, across};

fn lint(files: Vec<(String, String)>, path: &str) -> Report {
    let rules = RULES.iter().chain(across::RULES).chain(architect_core::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input {
        document: DocumentInput { path: Some(path.to_owned()), content: None },
        options: CheckOptions { limit: Some(1000), ..CheckOptions::default() },
        ..Input::default()
    };
    LintDeployment.call(input, &context).expect("a deployment").report
}

/// The files of an example: each stands behind a line `# file: PATH`.
fn files(text: &str) -> Vec<(String, String)> {
    let parts = text.split("# file: ").filter(|part| !part.trim().is_empty());
    let file = |part: &str| part.split_once('\n').map(|(path, text)| (path.trim().to_owned(), text.to_owned()));
    parts.map(|part| file(part).expect("a path and a text")).collect()
}

fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn every_example_of_every_rule_holds() {
    let mut wrong = Vec::new();

    for meta in across::RULES {
        let id = meta.id.as_str();
        let docs = meta.documentation();
        assert!(!docs.bad.is_empty() && !docs.good.is_empty(), "{id} lacks an example");
        assert!(meta.summary().len() <= 280, "{id}: the summary has {} bytes", meta.summary().len());
        for (example, bad) in docs.bad.iter().map(|e| (e, true)).chain(docs.good.iter().map(|e| (e, false))) {
            let report = lint(files(&example.text), ".");
            let found = told(&report);
            let own = |finding: &String| finding.strip_prefix(id).is_some_and(|rest| rest.starts_with(':'));
            let right = if bad { !found.is_empty() && found.iter().all(own) } else { found.is_empty() };
            let both = report.findings.iter().all(|finding| !finding.related.is_empty());
            if !right || !both || !report.gaps.is_empty() {
                let gaps: Vec<&str> = report.gaps.iter().map(|gap| gap.reason.as_str()).collect();
                wrong.push(format!("{id} {}: {found:#?} {gaps:?}", if bad { "bad" } else { "good" }));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The shop with one text replaced by another.
fn shop_with(path: &str, old: &str, new: &str) -> Vec<(String, String)> {
    let mut files = project::shop();
    let text = files.iter_mut().find(|(name, _)| name == path).map(|(_, text)| text).expect("a file of the shop");
    assert!(text.contains(old), "{path} has no `{old}`");
    *text = text.replace(old, new);
    files
}

/// The findings of the rules about systems, with both places.
fn across_of(files: Vec<(String, String)>) -> Vec<String> {
    let ids: Vec<&str> = across::RULES.iter().map(|meta| meta.id.as_str()).collect();
    let report = lint(files, ".");
    let own = report.findings.iter().filter(|finding| ids.contains(&finding.rule.as_str()));
    own.map(|finding| {
        let place = |source: &str, line: u32| format!("{source}:{line}");
        let related: Vec<String> = finding.related.iter().map(|label| place(&label.source, label.line)).collect();
        format!(
            "{} at {} and {}",
            finding.rule,
            place(&finding.location.source, finding.location.line),
            related.join(", ")
        )
    })
    .collect()
}

#[test]
fn the_shop_agrees_with_itself() {
    assert_eq!(across_of(project::shop()), Vec::<String>::new());
}

#[test]
fn a_fault_between_two_files_is_told_with_both_places() {
    let orders = "deploy/k8s/orders.yaml";
    for (path, old, new, told) in [
        (orders, "containerPort: 8002", "containerPort: 8020", "deployment/port-mismatch"),
        (orders, "value: \"8002\"", "value: \"8010\"", "deployment/port-mismatch"),
        ("compose.yaml", "\"3000:3000\"", "\"3000:3001\"", "deployment/port-mismatch"),
        // Another command may listen elsewhere.
        (
            "compose.yaml",
            "      PORT: \"3000\"\n",
            "      X: \"\"\n    command: [\"node\", \"dist/server.js\", \"--port=9000\"]\n",
            "",
        ),
        (orders, "path: /health", "path: /healthz", "deployment/unknown-probe-path"),
        (orders, "        runAsUser: 65532\n", "", ""),
        ("services/orders/cmd/orders/main.go", "10*time.Second", "60*time.Second", "deployment/short-grace-period"),
        ("compose.yaml", "[\"CMD\", \"python\", \"-c\"", "[\"CMD\", \"curl\", \"-c\"", ""),
    ] {
        let found = across_of(shop_with(path, old, new));

        if told.is_empty() {
            assert_eq!(found, Vec::<String>::new(), "{new}");
        } else {
            assert!(!found.is_empty() && found.iter().all(|finding| finding.starts_with(told)), "{new}: {found:#?}");
        }
    }
}

/// A service of Node.js in Kubernetes whose image exposes nothing.
fn unexposed(code: &str, port: u16) -> Vec<(String, String)> {
    let manifest = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: api }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.com/api:1.0.0\n          ports: [{{ containerPort: {port} }}]\n          readinessProbe: {{ httpGet: {{ path: /ready, port: {port} }} }}\n"
    );
    project::project(&[
        ("api/Dockerfile", "FROM node:24-trixie-slim\nCOPY server.js ./\nUSER 1000\nCMD [\"node\", \"server.js\"]\n"),
        ("api/server.js", code),
        ("api.yaml", &manifest),
    ])
}

#[test]
fn code_that_names_one_port_speaks_where_its_image_exposes_none() {
    let wrong = across_of(unexposed("http.createServer(app).listen(3000);\n", 8080));
    assert_eq!(wrong, ["deployment/port-mismatch at api.yaml:10 and api/server.js:1"]);

    for code in ["app.listen(8080);\n", "app.listen(3000);\nadmin.listen(3001);\n", "app.listen(port);\n"] {
        assert_eq!(across_of(unexposed(code, 8080)), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn a_probe_is_held_against_the_api_document_where_the_code_has_no_route_for_health() {
    let document = |path: &str| {
        let mut files = unexposed("app.listen(8080);\n", 8080);
        let text =
            format!("openapi: 3.1.0\ninfo: {{ title: api, version: '1' }}\npaths:\n  {path}:\n    get: {{}}\n");
        files.push(("api/openapi.yaml".to_owned(), text));
        files
    };

    let wrong = across_of(document("/healthz"));
    assert_eq!(wrong, ["deployment/unknown-probe-path at api.yaml:11 and api/openapi.yaml:4"]);
    for path in ["/ready", "/orders"] {
        assert_eq!(across_of(document(path)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn workers_are_counted_as_their_servers_count_them() {
    let of = |command: &str, environment: &str, limit: &str| {
        let compose = format!("services:\n  api:\n    build: api\n    mem_limit: {limit}\n{environment}");
        across_of(project::project(&[
            ("api/Dockerfile", &format!("FROM python:3.13-slim-trixie\nUSER 1000\nCMD {command}\n")),
            ("api/app.py", "app = 1\n"),
            ("compose.yaml", &compose),
        ]))
    };
    let told = ["deployment/workers-above-memory at compose.yaml:4 and api/Dockerfile:3"];

    assert_eq!(of("[\"gunicorn\", \"-w\", \"8\", \"app\"]", "", "256m"), told);
    assert_eq!(of("gunicorn --workers=8 app", "", "256m"), told);
    assert_eq!(
        of("[\"uvicorn\", \"app:app\"]", "    environment: { WEB_CONCURRENCY: 8 }\n", "256m"),
        ["deployment/workers-above-memory at compose.yaml:4 and compose.yaml:5"]
    );
    for (command, environment, limit) in [
        ("[\"gunicorn\", \"-w\", \"8\", \"app\"]", "", "1g"),
        ("[\"gunicorn\", \"-w\", \"$N\", \"app\"]", "", "256m"),
        ("[\"celery\", \"--workers\", \"8\", \"app\"]", "", "256m"),
        ("[\"gunicorn\", \"-w\", \"8\", \"app\"]", "    command: gunicorn -w 2 app\n", "256m"),
        // These servers take no number from there.
        ("[\"hypercorn\", \"app:app\"]", "    environment: { WEB_CONCURRENCY: 8 }\n", "256m"),
        ("[\"granian\", \"app:app\"]", "    environment: { WEB_CONCURRENCY: 8 }\n", "256m"),
    ] {
        assert_eq!(of(command, environment, limit), Vec::<String>::new(), "{command} {limit}");
    }
}

#[test]
fn versions_of_one_service_are_compared_within_a_file_and_against_what_is_built() {
    let manifests = |first: &str, second: &str| {
        let object = |name: &str, tag: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{ name: {name} }}\nspec:\n  containers:\n    - name: api\n      image: registry.example.com/api:{tag}\n"
            )
        };
        format!("{}---\n{}", object("one", first), object("two", second))
    };
    let of = |first: &str, second: &str, compose: &str| {
        across_of(project::project(&[
            ("api/Dockerfile", "FROM node:24-trixie-slim\nUSER 1000\nCMD [\"node\", \"server.js\"]\n"),
            ("api/server.js", "app.listen(8080);\n"),
            ("pods.yaml", &manifests(first, second)),
            ("compose.yaml", compose),
        ]))
    };
    let built = |tag: &str| format!("services:\n  api:\n    build: api\n    image: registry.example.com/api:{tag}\n");

    assert_eq!(of("1.2.0", "1.3.0", ""), ["deployment/image-tag-differs at pods.yaml:15 and pods.yaml:7"]);
    assert_eq!(
        of("1.2.0", "v1.2.0", &built("1.3.0")),
        ["deployment/image-tag-differs at pods.yaml:7 and compose.yaml:4"]
    );
    for (first, second, tag) in
        [("1.2.0", "v1.2.0", "1.2.0"), ("main", "1.2.0", "dev"), ("latest", "3f2a1c9", "1.0.0")]
    {
        assert_eq!(of(first, second, &built(tag)), Vec::<String>::new(), "{first} {second} {tag}");
    }
}

#[test]
fn an_unsure_join_is_no_finding() {
    // Two folders of one name: which of them the image is built from is not known.
    let mut files = shop_with("deploy/k8s/orders.yaml", "containerPort: 8002", "containerPort: 8020");
    files.push(("old/orders/Dockerfile".to_owned(), "FROM scratch\n".to_owned()));

    assert_eq!(across_of(files), Vec::<String>::new());
}
