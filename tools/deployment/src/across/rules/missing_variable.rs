//! `deployment/missing-variable`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::across::System;
use crate::service::{Need, Variable};

declare_rule! {
    /// ## What it finds
    /// A variable of the environment without which a service's code fails, and that neither its manifest nor its image
    /// gives.
    ///
    /// ## Why it matters
    /// The service ends when it starts, or with the first request that needs the variable.
    ///
    /// ## Bad
    /// ```text project
    /// # file: catalog/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: catalog/main.py
    /// import os
    /// region = os.environ["SHOP_REGION"]
    /// # file: compose.yaml
    /// services:
    ///   catalog:
    ///     build: catalog
    ///     environment:
    ///       LOG_LEVEL: info
    /// ```
    /// ## Good
    /// ```text project
    /// # file: catalog/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: catalog/main.py
    /// import os
    /// region = os.environ["SHOP_REGION"]
    /// # file: compose.yaml
    /// services:
    ///   catalog:
    ///     build: catalog
    ///     environment:
    ///       SHOP_REGION: eu
    /// ```
    /// ## Limits
    /// Only what is read whenever the service starts: outside of functions, directly in `main`, in the settings of Spring
    /// Boot or pydantic, in a schema of the environment. Nothing is told where the manifest takes more from a file, a
    /// ConfigMap or a Secret as a whole.
    pub MissingVariable {
        id: "deployment/missing-variable",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("The twelve-factor app, III. Config", "https://12factor.net/config")],
    }
}

impl Rule<System> for MissingVariable {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            // Another command may run other code.
            if joined.workload.reads_environment_elsewhere() || joined.workload.replaces_command() {
                continue;
            }
            let given: Vec<&str> = joined.workload.settings().iter().map(|setting| setting.name).collect();
            let needed = |variable: &&Variable| variable.need == Need::Required && variable.at_start;
            for variable in joined.part.variables.iter().filter(needed) {
                let name = variable.name.as_str();
                if given.contains(&name) || joined.part.variable_of_image(name).is_some() {
                    continue;
                }
                // Settings may be read in another case than they are given.
                if given.iter().any(|given| given.eq_ignore_ascii_case(name)) {
                    continue;
                }
                sink.push(
                    Finding::of::<MissingVariable>(joined.workload.span())
                        .subject(format!("{} {name}", joined.workload.subject()))
                        .confidence(Confidence::Medium)
                        .message(format!(
                            "{} is not given `{name}`, without which its code fails",
                            joined.workload.title()
                        ))
                        .related(variable.span(), "the code reads it here"),
                );
            }
        }
    }
}
