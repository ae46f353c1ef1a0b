//! `container/pip-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `pip install` or `pipx install` of a package without a version, a list or a constraint.
    ///
    /// ## Why it matters
    /// What is installed is the newest release of the day, with the newest of all that it needs: a major release or a taken
    /// over package is in the image the next time it is built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.13-slim-trixie
    /// RUN pip install --no-cache-dir gunicorn
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.13-slim-trixie
    /// RUN pip install --no-cache-dir gunicorn==23.0.0
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A range, a list (`-r`), a constraint (`-c`), a local folder, a wheel, an archive and a repository at a tag or commit are
    /// all taken for a version. pip itself, setuptools and wheel are not reported: they are tools of the installation.
    pub PipUnpinned {
        id: "container/pip-unpinned",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3013"],
        references: [("pip: repeatable installs", "https://pip.pypa.io/en/stable/topics/repeatable-installs/")],
    }
}

impl Rule<Document> for PipUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let calls = [Manager::Pip, Manager::Pipx].map(|manager| packages::in_document(document, manager));
        for (step, call) in calls.into_iter().flatten() {
            if let Some(finding) = pin::unpinned::<Self>(
                document,
                &step,
                &call,
                "Write `package==version`, or install from a list with versions and hashes.",
            ) {
                sink.push(finding);
            }
        }
    }
}
