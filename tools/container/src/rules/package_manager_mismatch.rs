//! `container/package-manager-mismatch`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::build_context::{BuildContext, below};
use crate::document::{Document, title};
use crate::install_step::{InstallStep, installs};
use crate::node_package::NodePackage;
use crate::package_manager::Manager;

declare_rule! {
    /// ## What it finds
    /// An install by one package manager in a project that has the lockfile of another, or that names another in
    /// `packageManager`.
    ///
    /// ## Why it matters
    /// The lockfile is ignored: the image holds versions that nobody tested, or the install stops since its own lockfile
    /// is not there.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"fastify": "5.4.0"}}
    /// # file: pnpm-lock.yaml
    /// lockfileVersion: '9.0'
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json pnpm-lock.yaml server.js ./
    /// RUN npm install --global pnpm@10.18.0 && pnpm install --frozen-lockfile --prod
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"fastify": "5.4.0"}}
    /// # file: pnpm-lock.yaml
    /// lockfileVersion: '9.0'
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Limits
    /// Only with the project around the file. A project that has both lockfiles, and a package of a workspace whose lockfile
    /// lies above, are left alone.
    pub PackageManagerMismatch {
        id: "container/package-manager-mismatch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Node.js: the field packageManager", "https://nodejs.org/api/packages.html#packagemanager")],
    }
}

impl Rule<Document> for PackageManagerMismatch {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        for stage in &document.file.stages {
            let steps = installs(document, stage);
            let mismatch = steps.iter().filter(|step| step.install.manager.is_node()).find_map(|step| {
                let (folder, package) = step.package(document, context)?;
                other_manager(step, &folder, &package, context).map(|why| (step, why))
            });
            let Some((step, (other, why))) = mismatch else { continue };
            let used = step.install.manager.word();
            let finding = Finding::of::<Self>(document.span(&step.command.span()))
                .subject(format!("stage {}: {}", stage.label(), title(step.command)))
                .message(format!("`{used}` installs, and {why}"))
                .help(format!("Install with {}, so that its lockfile counts.", other.word()));
            // Without a lockfile of its own a frozen install fails; any other goes through with versions of its own.
            sink.push(if step.install.frozen { finding } else { finding.severity(Severity::Warning) });
        }
    }
}

fn other_manager(
    step: &InstallStep<'_>,
    folder: &str,
    package: &NodePackage,
    context: &BuildContext,
) -> Option<(Manager, String)> {
    let own = step.install.manager;
    let has = |manager: Manager| manager.lockfiles().iter().copied().find(|name| context.has(&below(folder, name)));
    if has(own).is_some() {
        return None;
    }
    let others: Vec<(Manager, &str)> = Manager::NODE
        .into_iter()
        .filter(|manager| *manager != own)
        .filter_map(|manager| Some((manager, has(manager)?)))
        .collect();
    // Bun reads the lockfiles of the others when it has none.
    if own == Manager::Bun {
        return None;
    }
    if let [(other, lockfile)] = others.as_slice() {
        return Some((
            *other,
            format!("the project has `{}` and no lockfile of {}", below(folder, lockfile), own.word()),
        ));
    }
    let (named, version) = package.manager()?;
    let other = Manager::NODE.into_iter().find(|manager| manager.word() == named && *manager != own)?;
    others.iter().any(|(manager, _)| *manager == other).then(|| {
        (
            other,
            format!("package.json names `{named}@{}` as its manager", version.split('+').next().unwrap_or_default()),
        )
    })
}
