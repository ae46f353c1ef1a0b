//! `container/node-env-unset`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::base_image::BaseImage;
use crate::document::Document;
use crate::moment::start_command;
use crate::node_package::NodePackage;

declare_rule! {
    /// ## What it finds
    /// A Node.js service of a framework that asks for `NODE_ENV`, in a final image that does not set it.
    ///
    /// ## Why it matters
    /// Express and its kin run in development mode then: views and styles are compiled for every request, and errors go to
    /// the client with their stack.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"express": "5.1.0"}}
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// ENV NODE_ENV=production
    /// COPY package.json server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"express": "5.1.0"}}
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Limits
    /// Only with the project around the file, for Express, Koa, Next.js and NestJS on Express. Images that start a watcher or a
    /// development server are left alone. Who sets the variable where the container runs may ignore it.
    pub NodeEnvUnset {
        id: "container/node-env-unset",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Express: production best practices", "https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production")],
    }
}

/// Packages that behave otherwise in production.
const ASKING: [&str; 5] = ["express", "koa", "next", "@nestjs/platform-express", "hbs"];

impl Rule<Document> for NodeEnvUnset {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        let Some(stage) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        let base = BaseImage::of(document.file.base_image(stage));
        let set = document.file.value_at(stage, usize::MAX, "NODE_ENV").is_declared();
        if base.official() != Some("node") || set {
            return;
        }
        let Some((statement, words)) = start_command(document, stage) else { return };
        let Some(package) = context.text("package.json").and_then(NodePackage::read) else { return };
        let Some(framework) = ASKING.into_iter().find(|name| package.depends(name)) else { return };
        let program = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
        let script = match (program, words.get(1).map(String::as_str), words.get(2)) {
            ("node", Some(_), _) => String::new(),
            ("npm" | "yarn" | "pnpm", Some("start"), _) => package.script("start").unwrap_or_default().to_owned(),
            ("npm" | "yarn" | "pnpm", Some("run"), Some(name)) => package.script(name).unwrap_or("dev").to_owned(),
            _ => return,
        };
        let develops = ["dev", "watch", "nodemon", "NODE_ENV", "tsx", "ts-node"];
        let all = words.join(" ");
        if develops.iter().any(|word| script.contains(word) || all.contains(word)) {
            return;
        }
        sink.push(
            Finding::of::<Self>(document.span(&statement.span))
                .subject("NODE_ENV")
                .confidence(Confidence::Medium)
                .message(format!("NODE_ENV is not set, and `{framework}` runs in development mode without it"))
                .help("Add `ENV NODE_ENV=production` to the final stage."),
        );
    }
}
