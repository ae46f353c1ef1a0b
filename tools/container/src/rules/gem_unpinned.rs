//! `container/gem-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `gem install` of a package without a version.
    ///
    /// ## Why it matters
    /// What is installed is the newest release of the day: a major release or a taken over package is in the image the next
    /// time it is built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM ruby:3.4-slim-trixie
    /// RUN gem install bundler
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM ruby:3.4-slim-trixie
    /// RUN gem install bundler:2.7.2
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub GemUnpinned {
        id: "container/gem-unpinned",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3028"],
        references: [("gem install", "https://guides.rubygems.org/command-reference/#gem-install")],
    }
}

impl Rule<Document> for GemUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Gem) {
            if let Some(finding) =
                pin::unpinned::<Self>(document, &step, &call, "Write `name:version`, or have it in a Gemfile.lock.")
            {
                sink.push(finding);
            }
        }
    }
}
