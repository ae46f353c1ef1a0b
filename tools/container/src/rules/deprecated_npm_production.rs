//! `container/deprecated-npm-production`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// `npm` with `--only=production` or `--production`.
    ///
    /// ## Why it matters
    /// Both are deprecated: npm warns on every build, and a coming version drops them, which would put the
    /// development dependencies into the image without a word.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --only=production
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub DeprecatedNpmProduction {
        id: "container/deprecated-npm-production",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("npm configuration: omit", "https://docs.npmjs.com/cli/v11/using-npm/config#omit")],
    }
}

impl Rule<Document> for DeprecatedNpmProduction {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| command.name() == "npm") {
                let words = command.program();
                for (index, word) in words.iter().enumerate() {
                    let plain = word.plain();
                    let next = words.get(index + 1);
                    let span = match plain.as_str() {
                        "--only=production" | "--only=prod" | "--production" | "--production=true" => {
                            word.span.clone()
                        }
                        "--only" if next.is_some_and(|next| matches!(next.text.as_str(), "production" | "prod")) => {
                            word.span.start..next.map_or(word.span.end, |next| next.span.end)
                        }
                        _ => continue,
                    };
                    let span = document.span(&span);
                    sink.push(
                        Finding::of::<Self>(span.clone())
                            .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                            .message(format!("`{plain}` is deprecated in npm"))
                            .help("Write `--omit=dev`.")
                            .fix(Fix::safe(
                                "Write `--omit=dev`",
                                vec![Edit { span, replacement: "--omit=dev".to_owned() }],
                            )),
                    );
                }
            }
        }
    }
}
