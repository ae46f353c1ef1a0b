//! `container/invalid-image-name`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::Value;
use crate::dockerfile::variables::process;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A `FROM` whose image is no valid name, as it is written or with the defaults of its arguments.
    ///
    /// ## Why it matters
    /// The build stops. With an argument that has no default it stops for everybody who does not know that one must be given.
    ///
    /// ## Bad
    /// ```dockerfile
    /// ARG VERSION
    /// FROM debian:${VERSION}
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ```dockerfile
    /// FROM Debian:trixie-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// ARG VERSION=trixie-slim
    /// FROM debian:${VERSION}
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Where the name lacks only what an argument without a default would give, it may be meant so, and is only mentioned.
    pub InvalidImageName {
        id: "container/invalid-image-name",
        severity: Error,
        since: "0.1.0",
        aliases: ["buildkit:InvalidDefaultArgInFrom"],
        references: [("Build checks: InvalidDefaultArgInFrom", "https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/")],
    }
}

impl Rule<Document> for InvalidImageName {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let word = &stage.from.image;
            let given = |name: &str| match document.file.global(name) {
                Value::Open => Value::Known(String::new()),
                value => value,
            };
            let Ok(expansion) = process(&word.text, document.file.escape(), &given) else { continue };
            // What is not declared is another rule's.
            let declared = expansion.references.iter().all(|found| given(&found.name).is_declared());
            if !expansion.certain || !declared || is_image_name(&expansion.text) {
                continue;
            }
            let finding = Finding::of::<Self>(document.span(&word.span)).subject(format!(
                "stage {}: {}",
                stage.label(),
                word.text
            ));
            let written = &expansion.text;
            if expansion.references.is_empty() {
                let small = written.to_lowercase();
                // Anything else is a template, or says itself that it is none.
                if is_image_name(&small) {
                    sink.push(
                        finding
                            .message(format!("`{written}` is no name of an image: such names have no capitals"))
                            .help(format!("Write `{small}`.")),
                    );
                }
                continue;
            }
            let open = expansion.references.iter().any(|found| document.file.global(&found.name) == Value::Open);
            let shown = if written.is_empty() { "an empty name".to_owned() } else { format!("`{written}`") };
            let finding = finding
                .message(format!("with the defaults of its arguments the image is {shown}, which is no valid name"));
            sink.push(if open {
                finding.severity(Severity::Info).help("Give the argument a default.")
            } else {
                finding.severity(Severity::Warning).help("Correct the default.")
            });
        }
    }
}

/// `[host[:port]/]path[:tag][@digest]`.
fn is_image_name(text: &str) -> bool {
    let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    let tail = name.rfind('/').map_or(0, |slash| slash + 1);
    let colon = name.get(tail..).and_then(|tail| tail.find(':')).map(|colon| colon + tail);
    let (path, tag) = match colon {
        Some(colon) => (name.get(..colon).unwrap_or_default(), name.get(colon + 1..)),
        None => (name, None),
    };
    let path = match path.split_once('/') {
        Some((host, rest)) if is_host(host) => rest,
        _ => path,
    };
    path.split('/').all(is_component) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest)
}

fn is_host(text: &str) -> bool {
    let named = text.contains(['.', ':', '[']) || text == "localhost" || text.chars().any(|c| c.is_ascii_uppercase());
    named && text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter))
}

/// Small letters and digits, with single separators between them: `.`, `_`, `__` or any number of `-`.
fn is_component(text: &str) -> bool {
    let word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let allowed = text.chars().all(|letter| word(letter) || "._-".contains(letter));
    let separated = text.split(word).all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.chars().all(|c| c == '-'));
    allowed && separated && text.starts_with(word) && text.ends_with(word)
}

fn is_tag(text: &str) -> bool {
    const LONGEST: usize = 128;
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.len() <= LONGEST && text.starts_with(word) && text.chars().all(|c| word(c) || ".-".contains(c))
}

fn is_digest(text: &str) -> bool {
    const SHORTEST: usize = 32;
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        !algorithm.is_empty() && hex.len() >= SHORTEST && hex.chars().all(|c| c.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::is_image_name;

    #[test]
    fn names_of_images_are_told_from_others() {
        for good in [
            "debian",
            "a/b__c:1.2-x",
            "ghcr.io/x/y@sha256:0123456789abcdef0123456789abcdef",
            "localhost:5000/x",
            "HOST/x",
        ] {
            assert!(is_image_name(good), "{good}");
        }
        for bad in ["", "debian:", "Debian", "a//b", "a:b:c", "-x", "a_-b", "x@sha256:12", "a/B"] {
            assert!(!is_image_name(bad), "{bad}");
        }
    }
}
