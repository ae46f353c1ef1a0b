//! `generate_dockerfile` through its front door: the example services, Node.js, and what holds for every stack.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod front_door;

use architect_container::GenerateDockerfile;
use architect_container::tool::generate_dockerfile::Input;
use architect_core::Tool as _;
use front_door::*;

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
            && text(&output).contains("NODE_TAG=22-")
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
    let lines = "def f(\n\"\n'\n".repeat(20_000);
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

#[test]
fn a_route_of_next_is_found_by_the_place_of_its_file() {
    let manifest = r#"{"name": "site", "dependencies": {"next": "16.0.0"}, "scripts": {"build": "next build", "start": "next start"}}"#;
    for (path, expected) in
        [("app/(public)/api/health/route.ts", "/api/health"), ("src/pages/api/healthz.js", "/api/healthz")]
    {
        let output = generate(&[
            ("package.json", manifest),
            ("package-lock.json", "{}"),
            (path, "export function GET() { return Response.json({}); }\n"),
        ]);

        assert_eq!(decision(&output, "health_path"), expected);
    }
}
