//! `container/fixed-heap`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::base_image::BaseImage;
use crate::dockerfile::{Command, Instruction, Statement};
use crate::document::Document;
use crate::tags::Version;

declare_rule! {
    /// ## What it finds
    /// A heap of a fixed size (`-Xmx`) in the start command or the Java options of the final image, and options for
    /// containers that current Java no longer knows.
    ///
    /// ## Why it matters
    /// The limit of the container is set elsewhere: with less memory the process is killed, with more it lies idle. A
    /// removed option stops Java at its start.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM eclipse-temurin:25-jre-noble
    /// COPY target/shop.jar /app.jar
    /// USER 10001
    /// ENTRYPOINT ["java", "-Xmx2g", "-jar", "/app.jar"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM eclipse-temurin:25-jre-noble
    /// COPY target/shop.jar /app.jar
    /// USER 10001
    /// ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "/app.jar"]
    /// ```
    /// ## Limits
    /// Options of stages that only build are not looked at.
    pub FixedHeap {
        id: "container/fixed-heap",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("The java command: MaxRAMPercentage", "https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html")],
    }
}

/// Variables from which Java, or the scripts that start it, take options.
const VARIABLES: [&str; 6] =
    ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "JAVA_OPTIONS", "_JAVA_OPTIONS", "CATALINA_OPTS"];

/// Gone since this release.
const REMOVED: (&str, u64) = ("-XX:+UseCGroupMemoryLimitForHeap", 11);

impl Rule<Document> for FixedHeap {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let Some(last) = lineage.first() else { return };
        let base = BaseImage::of(document.file.base_image(last));
        let starts =
            [lineage.iter().find_map(|stage| stage.entrypoint()), lineage.iter().find_map(|stage| stage.cmd())];
        for (statement, command) in starts.into_iter().flatten() {
            let text = document.source.slice(statement.span.clone());
            let java = match command {
                Command::Exec(words) => words.first().is_some_and(|word| word.text.ends_with("java")),
                Command::Shell(shell) => shell.text.contains("java "),
            };
            if java || text.contains("java ") {
                judge(document, sink, statement, text, &base);
            }
        }
        for stage in &lineage {
            for statement in &stage.statements {
                let Instruction::Env(pairs) = &statement.instruction else { continue };
                for pair in pairs.iter().filter(|pair| VARIABLES.contains(&pair.name.text.as_str())) {
                    let value = pair.value.as_ref().map(|value| value.text.as_str()).unwrap_or_default();
                    judge(document, sink, statement, value, &base);
                }
            }
        }
    }
}

fn judge(document: &Document, sink: &mut Sink, statement: &Statement, text: &str, base: &BaseImage) {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']'));
    let keyword = statement.keyword.text.to_ascii_uppercase();
    let version = base.official().and_then(|name| match name {
        "eclipse-temurin" | "openjdk" | "amazoncorretto" => {
            let tag = base.reference.tag.as_deref()?;
            Version::read(tag.split(['-', '_']).next()?)?.0.first().copied()
        }
        _ => None,
    });
    if text.contains(REMOVED.0) && version.is_some_and(|version| version >= REMOVED.1) {
        sink.push(
            Finding::of::<FixedHeap>(document.span(&statement.span))
                .severity(Severity::Error)
                .subject(format!("{keyword} {}", REMOVED.0))
                .message(format!("Java {} and later do not know `{}` and do not start with it", REMOVED.1, REMOVED.0))
                .help("Take it out: Java heeds the limit of its container by itself. `-XX:MaxRAMPercentage=75` sets the share."),
        );
    }
    let fixed =
        |word: &&str| word.strip_prefix("-Xmx").is_some_and(|size| size.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(option) = words.find(fixed) {
        sink.push(
            Finding::of::<FixedHeap>(document.span(&statement.span))
                .subject(format!("{keyword} {option}"))
                .message(format!("`{option}` fixes the heap, whatever memory the container gets"))
                .help("Give Java a share of the container's memory instead: `-XX:MaxRAMPercentage=75`."),
        );
    }
}
