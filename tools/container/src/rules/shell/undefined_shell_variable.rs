//! `container/undefined-shell-variable`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use super::{readable, span};
use crate::dockerfile::variables::PLATFORM_ARGUMENTS;
use crate::dockerfile::{Instruction, Statement};
use crate::document::Document;
use crate::shell::{CommandKind, Names, Node, Parameter, Part, ShellStep, StepKind, walk};
declare_rule! {
    /// ## What it finds
    /// A variable in a `RUN` that neither the Dockerfile, the script, the shell nor the base image sets.
    ///
    /// ## Why it matters
    /// It is empty: paths and addresses lose a part, and `rm -rf "$DIR/"` means the root. Often it is a typing error,
    /// or an `ARG` that stands in another stage or before the first `FROM`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ARG SHOP_VERSION=1.4.0
    /// RUN mkdir "/opt/shop-$SHOP_VERSIONS"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ARG SHOP_VERSION=1.4.0
    /// RUN mkdir "/opt/shop-$SHOP_VERSION"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// What a base image sets is known only of the plain distributions; of any other image, only names in small
    /// letters, those of the build's platform, and those very near to a declared one are told. A script that sources
    /// another is left alone, and so is a variable with a default or one that is tested for being empty.
    pub UndefinedShellVariable {
        id: "container/undefined-shell-variable",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC2153",
            "shellcheck:SC2153",
            "hadolint:SC2154",
            "shellcheck:SC2154",
        ],
        references: [
            ("Dockerfile reference: ARG", "https://docs.docker.com/reference/dockerfile/#arg"),
            ("ShellCheck wiki: SC2154", "https://www.shellcheck.net/wiki/SC2154"),
        ],
    }
}

impl Rule<Document> for UndefinedShellVariable {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let mut outer = Names::default();
        let mut place = (None, usize::MAX);
        let kept = document.scripts().iter().any(|step| step.later).then(|| kept_names(document));
        for step in readable(document).filter(|step| step.kind == StepKind::Run) {
            let names = document.names(step);
            if (step.stage, step.index) != place {
                place = (step.stage, step.index);
                outer = Names::default();
            }
            outer.join(&names);
            if outer.open {
                continue;
            }
            let tested = tested(step);
            let mut findings: BTreeMap<&str, Option<Finding>> = BTreeMap::new();
            walk(&step.script, &mut |node| {
                let Node::Part(Part::Parameter(parameter), _) = node else { return };
                let name = parameter.name.as_str();
                if let Some(told) = findings.get_mut(name) {
                    let again = span(document, step, &parameter.place);
                    *told = told.take().map(|finding| finding.also_at(again, "here too"));
                    return;
                }
                if !parameter.is_variable() || parameter.handles_unset() {
                    return;
                }
                let set = match (&kept, step.later) {
                    // Another build runs it, which has none of the arguments of this one.
                    (Some(kept), true) => kept.contains(name),
                    _ => document.given(step, name).is_declared(),
                };
                let known = set || outer.get(name).is_some() || is_set_by_shell(name) || tested.contains(name);
                let told = !known && !of_mount(document, step, name);
                findings.insert(name, if told { undefined(document, step, parameter) } else { None });
            });
            findings.into_values().flatten().for_each(|finding| sink.push(finding));
        }
    }
}

/// Names that builds on the image that is made have.
fn kept_names(document: &Document) -> BTreeSet<String> {
    let of = |statement: &Statement| match &statement.instruction {
        Instruction::Env(pairs) => pairs.iter().map(|pair| pair.name.text.clone()).collect(),
        Instruction::Onbuild(kept) => match &kept.instruction {
            Instruction::Env(pairs) | Instruction::Arg(pairs) => {
                pairs.iter().map(|pair| pair.name.text.clone()).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    document.file.statements().flat_map(of).collect()
}

/// Names that the script itself asks about: `[ -z "$name" ]`, `${name:-…}`, `${name:?}`.
fn tested(step: &ShellStep) -> BTreeSet<String> {
    let mut tested = BTreeSet::new();
    walk(&step.script, &mut |node| match node {
        Node::Part(Part::Parameter(parameter), _) if parameter.handles_unset() => {
            tested.insert(parameter.name.clone());
        }
        Node::Command(command) => {
            let words: Vec<&crate::shell::Word> = match &command.kind {
                CommandKind::Simple(simple) if matches!(simple.name().as_deref(), Some("[" | "test")) => {
                    simple.arguments().iter().collect()
                }
                CommandKind::Test(test) => test
                    .tokens
                    .iter()
                    .filter_map(|token| match token {
                        crate::shell::ast::TestToken::Word(word) => Some(word),
                        crate::shell::ast::TestToken::Operator(_) => None,
                    })
                    .collect(),
                _ => return,
            };
            for word in words {
                let inner = match word.parts.as_slice() {
                    [Part::Double(inner, _)] => inner.as_slice(),
                    parts => parts,
                };
                if let [Part::Parameter(parameter)] = inner {
                    tested.insert(parameter.name.clone());
                }
            }
        }
        _ => {}
    });
    tested
}

/// Whether a secret is mounted as this variable.
fn of_mount(document: &Document, step: &ShellStep, name: &str) -> bool {
    let statement = step
        .stage
        .and_then(|stage| document.file.stages.get(stage))
        .and_then(|stage| stage.statements.get(step.index));
    let Some(Instruction::Run(run)) = statement.map(|statement| &statement.instruction) else { return false };
    run.mounts().any(|mount| mount.split(',').any(|field| field.strip_prefix("env=") == Some(name)))
}

fn undefined(document: &Document, step: &ShellStep, parameter: &Parameter) -> Option<Finding> {
    let name = parameter.name.as_str();
    let stage = step.stage.and_then(|stage| document.file.stages.get(stage));
    let platform = PLATFORM_ARGUMENTS.contains(&name);
    let global = stage.is_some() && document.file.global(name).is_declared();
    let declared = stage.map(|stage| document.file.names_at(stage, step.index)).unwrap_or_default();
    let near = if name.len() > 3 { nearest::nearest(name, declared) } else { None };
    let small = name.contains(|c: char| c.is_ascii_lowercase());
    let bare = stage.is_none_or(|stage| is_plain(document, stage));
    // `NGINX_VERSION` is a variable of the image nginx, `PYTHON_VERSION` of those that are made from python.
    let of_image = !bare && stage.is_some_and(|stage| names_image(document, stage, name));
    if of_image || !(platform || global || near.is_some() || small || bare) {
        return None;
    }
    let finding = Finding::of::<UndefinedShellVariable>(span(document, step, &parameter.place))
        .subject(format!("{}: ${name}", document.step_title(step)))
        .message(format!("nothing sets `${name}`, so it is empty"));
    Some(if platform || global {
        finding.help(format!("Declare it in this stage: `ARG {name}`."))
    } else if let Some(near) = near {
        finding.help(format!("Did you mean `${near}`?"))
    } else {
        finding.help("Declare it with ARG or ENV, or give a default: `${name:-default}`.")
    })
}

/// Whether a variable has the name of the image that a stage stands on in it.
fn names_image(document: &Document, stage: &crate::dockerfile::Stage, name: &str) -> bool {
    let image = document.file.base_image(stage);
    let first = name.split('_').next().unwrap_or_default().to_ascii_lowercase();
    image.is_variable() && image.repository.contains('$') || image.repository.to_ascii_lowercase().contains(&first)
}

/// Whether a stage stands on a distribution that sets nothing but PATH.
fn is_plain(document: &Document, stage: &crate::dockerfile::Stage) -> bool {
    let image = document.file.base_image(stage);
    !image.is_variable()
        && matches!(
            image.official(),
            Some(
                "alpine"
                    | "busybox"
                    | "debian"
                    | "ubuntu"
                    | "fedora"
                    | "rockylinux"
                    | "almalinux"
                    | "archlinux"
                    | "buildpack-deps"
            )
        )
}

/// Variables that the shell or the builder sets, and those of places and languages that people set from outside.
fn is_set_by_shell(name: &str) -> bool {
    const KNOWN: [&str; 42] = [
        "_",
        "CDPATH",
        "COLUMNS",
        "COMP_WORDS",
        "DIRSTACK",
        "EPOCHSECONDS",
        "EUID",
        "FTP_PROXY",
        "ALL_PROXY",
        "FUNCNAME",
        "GROUPS",
        "HOME",
        "HOSTNAME",
        "HOSTTYPE",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "IFS",
        "LINENO",
        "LINES",
        "LOGNAME",
        "MACHTYPE",
        "MAIL",
        "NO_PROXY",
        "OLDPWD",
        "OPTARG",
        "OPTERR",
        "OPTIND",
        "OSTYPE",
        "PATH",
        "PIPESTATUS",
        "PPID",
        "PWD",
        "RANDOM",
        "REPLY",
        "SECONDS",
        "SHELL",
        "SHELLOPTS",
        "SHLVL",
        "TERM",
        "TMPDIR",
        "UID",
        "USER",
    ];
    const PROXIES: [&str; 5] = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];
    KNOWN.contains(&name)
        || PROXIES.contains(&name)
        || name.starts_with("BASH")
        || name.starts_with("LC_")
        || (name.starts_with("PS") && name.len() == 3)
        || matches!(
            name,
            "LANG"
                | "LANGUAGE"
                | "DEBIAN_FRONTEND"
                | "DISPLAY"
                | "EDITOR"
                | "SOURCE_DATE_EPOCH"
                | "EPOCHREALTIME"
                | "COMPREPLY"
                | "MAPFILE"
        )
}
