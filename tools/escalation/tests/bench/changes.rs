//! How long a change takes to judge, by its size and its kind, and whether that grows no faster than the change.
//!
//! `cargo bench -p architect-escalation` prints one line a kind: milliseconds at each size, and how much longer the last
//! doubling took. Targets: 500 kB in under 100 ms, and no more than 2.5 times as long for twice as much. It measures and asserts
//! nothing, since a busy machine is no fault of the program. Arguments are words of the kinds to measure, and `most=BYTES`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::tool::check_escalation::{FileInput, Input};
use architect_escalation::{CheckEscalation, RULES};

const KB: usize = 1_000;
const MIB: usize = 1024 * 1024;
/// A margin below what is examined at most.
const LARGEST: usize = 16 * MIB - 64 * KB;
const RUNS: usize = 3;

type Build = fn(usize) -> Input;

const KINDS: [(&str, Build); 13] = [
    ("many files", |bytes| diff(many_files(bytes))),
    ("lockfile", |bytes| diff(added("package-lock.json", &lockfile(bytes)))),
    ("manifest", |bytes| diff(added("package.json", &manifest(bytes)))),
    ("SQL migration", |bytes| diff(added("db/migrations/2.sql", &migration(bytes)))),
    ("inserted rows", |bytes| diff(added("db/migrations/3.sql", &rows(bytes)))),
    ("source, added", |bytes| diff(added("src/routes.ts", &source(bytes)))),
    ("source, guards removed", |bytes| diff(guards_removed(bytes))),
    ("one line", |bytes| diff(added("src/app.js", &source(bytes).replace('\n', " ")))),
    ("Terraform", |bytes| diff(added("infra/main.tf", &terraform(bytes)))),
    ("Kubernetes", |bytes| diff(added("k8s/all.yaml", &kubernetes(bytes)))),
    ("OpenAPI, whole", |bytes| whole("openapi.yaml", &openapi(bytes / 2), |line| line.replace("list", "all"))),
    ("source, whole", |bytes| whole("src/routes.ts", &source(bytes / 2), |line| line.replace("requireAuth, ", ""))),
    ("migration, whole", |bytes| {
        whole("db/migrations/2.sql", &migration(bytes / 2), |line| line.replace("text", "varchar(20)"))
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let most = arguments.iter().find_map(|argument| argument.strip_prefix("most=")?.parse().ok()).unwrap_or(LARGEST);
    let words: Vec<&String> = arguments.iter().filter(|argument| !argument.contains('=')).collect();
    let sizes: Vec<usize> =
        [500 * KB, MIB, 2 * MIB, 4 * MIB, 8 * MIB, LARGEST].into_iter().filter(|size| *size <= most).collect();
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    // The tables of names are made once.
    CheckEscalation.call(diff(many_files(1_000)), &context).unwrap();

    print!("{:24}", "ms at");
    for size in &sizes {
        print!("{:>10}", format!("{} kB", size / KB));
    }
    println!("{:>10}", "growth");
    for (name, build) in KINDS {
        if !words.is_empty() && !words.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        print!("{name:24}");
        let mut times = Vec::new();
        for size in &sizes {
            let input = build(*size);
            let runs = if *size > 4 * MIB { 1 } else { RUNS };
            let time = (0..runs).map(|_| timed(&input, &context)).fold(f64::INFINITY, f64::min);
            print!("{time:>10.1}");
            times.push(time);
        }
        let growth = times.windows(2).skip(1).map(|pair| pair[1] / pair[0]).fold(0.0, f64::max);
        println!("{growth:>10.2}");
    }
}

fn timed(input: &Input, context: &Context) -> f64 {
    let input = input.clone();
    let start = Instant::now();
    let output = CheckEscalation.call(input, context).unwrap();
    let time = start.elapsed().as_secs_f64() * 1_000.0;
    assert!(output.gaps.iter().all(|gap| !gap.reason.contains("are examined")), "{:?}", output.gaps);
    time
}

fn diff(text: String) -> Input {
    Input { diff: Some(text), ..Input::default() }
}

fn whole(path: &str, before: &str, change: impl Fn(&str) -> String) -> Input {
    let after: String = before
        .lines()
        .enumerate()
        .map(|(number, line)| if number % 50 == 0 { change(line) } else { line.to_owned() } + "\n")
        .collect();
    let file = FileInput { path: path.to_owned(), before: Some(before.to_owned()), after: Some(after) };
    Input { files: vec![file], ..Input::default() }
}

/// Pieces of text, numbered, until there are so many bytes.
fn filled(bytes: usize, piece: impl Fn(&mut String, usize)) -> String {
    let mut text = String::with_capacity(bytes + 4 * KB);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        piece(&mut text, number);
    }
    text
}

/// A new file as a diff. The marks in front of its lines are bytes, too: it has fewer lines than the text.
fn added(path: &str, text: &str) -> String {
    let (mut body, mut lines) = (String::with_capacity(text.len() + KB), 0);
    for line in text.lines() {
        if lines > 0 && body.len() + line.len() > text.len() {
            break;
        }
        writeln!(body, "+{line}").unwrap();
        lines += 1;
    }
    format!(
        "diff --git a/{path} b/{path}\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{lines} @@\n{body}"
    )
}

fn many_files(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "diff --git a/app/models/order_{n}.rb b/app/models/order_{n}.rb\nindex 1111111..2222222 100644\n--- a/app/models/order_{n}.rb\n+++ b/app/models/order_{n}.rb\n@@ -10,7 +10,7 @@ class Order{n} < ApplicationRecord\n   belongs_to :customer\n   has_many :items\n \n-  validates :total, presence: true\n+  validates :total, numericality: {{ greater_than: {n} }}\n \n   def total\n     items.sum(&:price)\n\
             diff --git a/services/s{n}/src/handler.ts b/services/s{n}/src/handler.ts\nindex 1111111..2222222 100644\n--- a/services/s{n}/src/handler.ts\n+++ b/services/s{n}/src/handler.ts\n@@ -3,6 +3,7 @@ import {{ list }} from './orders';\n export async function handle(request: Request) {{\n   const page = Number(request.query.page ?? 1);\n   const found = await list(page, {n});\n+  log.info('listed', {{ page, count: found.length }});\n   return {{ status: 200, body: found }};\n }}\n \n"
        )
        .unwrap();
    })
}

fn lockfile(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "    \"node_modules/package-{n}\": {{\n      \"version\": \"{}.{}.1\",\n      \"resolved\": \"https://registry.example.com/package-{n}/-/package-{n}-1.0.0.tgz\",\n      \"integrity\": \"sha512-{n:064x}==\",\n      \"license\": \"MIT\"\n    }},\n",
            n % 9,
            n % 31
        )
        .unwrap();
    })
}

fn manifest(bytes: usize) -> String {
    let dependencies =
        filled(bytes, |text, n| writeln!(text, "    \"package-{n}\": \"^{}.{}.0\",", n % 9, n % 31).unwrap());
    format!("{{\n  \"dependencies\": {{\n{dependencies}    \"last\": \"1.0.0\"\n  }}\n}}\n")
}

fn migration(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "CREATE TABLE audit_{n} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  note text NOT NULL,\n  made_at timestamptz NOT NULL DEFAULT now()\n);\nCREATE INDEX audit_{n}_made_at_idx ON audit_{n} (made_at);\nALTER TABLE orders_{n} ADD COLUMN total_{n} numeric(12,2);\nUPDATE orders_{n} SET state = 'new' WHERE state IS NULL;\nALTER TABLE legacy_{n} DROP COLUMN note;\n"
        )
        .unwrap();
    })
}

fn rows(bytes: usize) -> String {
    filled(bytes, |text, n| {
        writeln!(text, "INSERT INTO country (id, code, name) VALUES ({n}, 'C{n}', 'The country of the number {n}');")
            .unwrap();
    })
}

fn source(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "/** Lists the orders of a customer, page {n}. */\nrouter.get('/orders/{n}/:id', requireAuth, async (request, response) => {{\n  const order = await orders.find(request.params.id, {{ with: ['items', 'customer'] }});\n  if (!order) {{\n    return response.status(404).json({{ message: 'There is no such order' }});\n  }}\n  response.json(present(order, {n}));\n}});\n\n"
        )
        .unwrap();
    })
}

/// Every route loses its guard, in one hunk.
fn guards_removed(bytes: usize) -> String {
    let text = source(bytes * 2 / 3);
    let (mut body, mut lines) = (String::with_capacity(bytes + KB), 0);
    for line in text.lines() {
        if line.contains("requireAuth") {
            write!(body, "-{line}\n+{}\n", line.replace("requireAuth, ", "")).unwrap();
        } else {
            writeln!(body, " {line}").unwrap();
        }
        lines += 1;
    }
    format!(
        "diff --git a/src/routes.ts b/src/routes.ts\nindex 1111111..2222222 100644\n--- a/src/routes.ts\n+++ b/src/routes.ts\n@@ -1,{lines} +1,{lines} @@\n{body}"
    )
}

fn terraform(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "resource \"aws_sqs_queue\" \"orders_{n}\" {{\n  name                       = \"orders-{n}\"\n  message_retention_seconds  = 86400\n  visibility_timeout_seconds = 60\n  tags = {{\n    team = \"orders\"\n  }}\n}}\n\n"
        )
        .unwrap();
    })
}

fn kubernetes(bytes: usize) -> String {
    filled(bytes, |text, n| {
        write!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders-{n}\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: orders\n          image: example.com/orders:{n}\n          env:\n            - name: PORT\n              value: \"8080\"\n"
        )
        .unwrap();
    })
}

fn openapi(bytes: usize) -> String {
    let paths = filled(bytes, |text, n| {
        write!(
            text,
            "  /orders/{n}:\n    get:\n      operationId: listOrders{n}\n      summary: Lists orders, list {n}\n      responses:\n        \"200\":\n          description: The list.\n"
        )
        .unwrap();
    });
    format!("openapi: 3.1.0\ninfo:\n  title: Orders\n  version: 1.0.0\npaths:\n{paths}")
}
