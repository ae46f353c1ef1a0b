//! `openapi/syntax`

use architect_core::{Finding, Rule, Sink, Source, declare_rule};

use crate::api::Api;
use architect_document::{Format, SyntaxError};

declare_rule! {
    /// ## What it finds
    /// Text that is neither YAML nor JSON.
    ///
    /// ## Why it matters
    /// No tool reads the document beyond this place, and most do not read it at all.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: "Orders
    ///   version: "1"
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: "Orders"
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Only the first fault is reported. Objects that it leaves open are examined as far as they were read.
    pub Syntax {
        id: "openapi/syntax",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:parser"],
        references: [
            ("YAML 1.2.2", "https://yaml.org/spec/1.2.2/"),
            ("RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format", "https://www.rfc-editor.org/rfc/rfc8259"),
        ],
    }
}

impl Rule<Api> for Syntax {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for file in api.files() {
            if let Some(error) = file.syntax_error() {
                sink.push(unreadable(file.source(), error));
            }
        }
    }
}

fn unreadable(source: &Source, error: &SyntaxError) -> Finding {
    let end = source.slice(error.at..source.text().len()).chars().next().map_or(0, char::len_utf8);
    let language = match error.format {
        Format::Yaml => "YAML",
        Format::Json => "JSON",
    };
    let place = source.span(error.at..error.at + end);
    Finding::of::<Syntax>(place).message(format!("this is not {language}: {}", error.message))
}
