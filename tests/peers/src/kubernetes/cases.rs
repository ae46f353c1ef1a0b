//! `kubernetes-cases`: what we say of the manifests with which polaris and kube-score test their own checks.
//!
//! Both name the check and the verdict of each file: polaris by the folder and the name of the file, kube-score in its
//! Go tests. A case agrees when our rules with that check's name find something exactly where the check is to fail.
//! What differs on purpose stands in [`DIFFERENCES`] with the reason; any other difference fails the run. Cases about
//! thresholds and flags that only their programs have are counted apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool as _};
use architect_deployment::tool::lint_deployment::{Input, LintDeployment};
use clap::Parser;

use crate::table::Table;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "kubernetes-cases",
    about: "the manifests with which polaris and kube-score test their checks, held against our rules",
    run,
};

/// The manifests with which polaris and kube-score test their checks, held against our rules.
#[derive(Debug, Parser)]
#[command(name = "peers kubernetes-cases")]
struct Arguments {
    /// A checkout of FairwindsOps/polaris.
    #[arg(long, value_name = "DIR")]
    polaris: PathBuf,
    /// A checkout of zegl/kube-score.
    #[arg(long, value_name = "DIR")]
    kube_score: PathBuf,
    /// Show every difference, the explained ones too.
    #[arg(long)]
    all: bool,
}

/// Where ours differs on purpose: the case, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "kube-score/ingress-targets-service/ingress-v1-invalid-backend.yaml",
        "a field that is not of this version is a fault of the schema: `deployment/unknown-field`",
    ),
    (
        "kube-score/ingress-targets-service/ingress_issue363.yaml",
        "a field that is not of this version is a fault of the schema: `deployment/unknown-field`",
    ),
    (
        "polaris/clusterrolebindingPodExecAttach/failure.binding_points_to_missing_ref.yaml",
        "what a role that is not in the set lets somebody do is not known",
    ),
    (
        "polaris/rolebindingClusterRolePodExecAttach/failure.binding_points_to_missing_ref.yaml",
        "what a role that is not in the set lets somebody do is not known",
    ),
    (
        "polaris/rolebindingRolePodExecAttach/failure.binding_points_to_missing_ref.yaml",
        "what a role that is not in the set lets somebody do is not known",
    ),
    (
        "polaris/rolebindingRolePodExecAttach/success.role_binding_cluster_role_binding.yaml",
        "one rule of ours for both kinds of roles; theirs has another check for the ClusterRole that is bound here",
    ),
    (
        "polaris/missingNetworkPolicy/failure.netpol_missing_egress_rules.yaml",
        "a policy of the type Egress without rules lets nothing out: no pod is more isolated",
    ),
    (
        "polaris/missingNetworkPolicy/failure.netpol_missing_ingress_rules.yaml",
        "a policy of the type Ingress without rules lets nothing in: no pod is more isolated",
    ),
    (
        "polaris/pullPolicyNotAlways/failure.cron-job.yaml",
        "an image without a tag is always asked for: the API server sets `Always`",
    ),
    (
        "polaris/pullPolicyNotAlways/failure.yaml",
        "an image without a tag is always asked for: the API server sets `Always`",
    ),
    (
        "kube-score/container-ports-check/pod-container-ports-missing-containerport.yaml",
        "a port without `containerPort` is a fault of the schema: `deployment/missing-field`",
    ),
    (
        "kube-score/container-ports-check/pod-container-ports-missing-containerport-annotation-optional.yaml",
        "a port without `containerPort` is a fault of the schema: `deployment/missing-field`",
    ),
    (
        "kube-score/container-seccomp-profile/pod-seccomp-annotated.yaml",
        "the annotation belongs to pod security policies, which are gone; on a pod it never did anything",
    ),
    (
        "kube-score/container-seccomp-profile/pod-seccomp-annotated-annotation-optional.yaml",
        "the annotation belongs to pod security policies, which are gone; on a pod it never did anything",
    ),
    (
        "kube-score/stable-version/cronjob-batchv1beta1.yaml",
        "they judge for Kubernetes 1.18; no release that is still supported has `batch/v1beta1`",
    ),
];

/// One file and what a check is to say of it.
struct Case {
    peer: &'static str,
    check: String,
    file: String,
    text: String,
    fails: bool,
}

impl Case {
    fn id(&self) -> String {
        format!("{}/{}/{}", self.peer, self.check, self.file)
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut cases = polaris(&arguments.polaris)?;
    let (scored, apart) = kube_score(&arguments.kube_score)?;
    cases.extend(scored);
    if cases.is_empty() {
        return Err("there is no case in these checkouts".into());
    }
    let rules = architect_core::rules::RULES.iter().chain(architect_deployment::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules)));
    let mut tally: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut unexplained = 0;
    for case in &cases {
        let found = findings(case, &context)?;
        let agrees = found.as_ref().is_some_and(|found| found.is_empty() != case.fails);
        let reason = DIFFERENCES.iter().find(|(id, _)| *id == case.id()).map(|(_, reason)| *reason);
        let [all, agreed, explained] = tally.entry(case.peer).or_default();
        *all += 1;
        *agreed += usize::from(agrees);
        *explained += usize::from(!agrees && reason.is_some());
        match (agrees, reason) {
            (true, Some(_)) => println!("{} agrees; its reason is needed no more", case.id()),
            (false, None) => {
                unexplained += 1;
                show(case, found.as_deref(), None);
            }
            (false, Some(reason)) if arguments.all => show(case, found.as_deref(), Some(reason)),
            _ => {}
        }
    }
    let mut table = Table::new(&["", "cases", "agree", "explained", ""]);
    for (peer, [all, agreed, explained]) in &tally {
        let share = format!("{:.1} %", percent(*agreed, *all));
        table.row(&[(*peer).to_owned(), all.to_string(), agreed.to_string(), explained.to_string(), share]);
    }
    let sum = |at: usize| tally.values().map(|counts| counts[at]).sum::<usize>();
    let share = format!("{:.1} %", percent(sum(1), sum(0)));
    table.row(&["together".to_owned(), sum(0).to_string(), sum(1).to_string(), sum(2).to_string(), share]);
    println!("{table}{apart} cases of kube-score are about its own thresholds and flags");
    Ok(if unexplained == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::cast_precision_loss, reason = "some hundred cases")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn show(case: &Case, found: Option<&[String]>, reason: Option<&str>) {
    println!("{} is to {}", case.id(), if case.fails { "fail" } else { "pass" });
    match found {
        None => println!("    no rule has this name"),
        Some(found) => found.iter().for_each(|finding| println!("    {finding}")),
    }
    if let Some(reason) = reason {
        println!("    explained: {reason}");
    }
}

/// What our rules of the check's name find; `None` when there is no such rule.
fn findings(case: &Case, context: &Context) -> Result<Option<Vec<String>>, Failure> {
    let name = format!("{}:{}", case.peer, case.check);
    if context.rules().named(&name).is_empty() {
        return Ok(None);
    }
    let input = Input {
        document: DocumentInput { path: None, content: Some(case.text.clone()) },
        options: CheckOptions { select: vec![name], limit: Some(1000), ..CheckOptions::default() },
        ..Input::default()
    };
    let output = LintDeployment.call(input, context).map_err(|error| format!("{}: {}", case.id(), error.message))?;
    let findings = output.report.findings.into_iter();
    // That an ignore comment is not needed is no verdict of the check.
    let own = findings.filter(|finding| finding.rule.starts_with("deployment/"));
    Ok(Some(own.map(|finding| format!("{} {}: {}", finding.rule, finding.subject, finding.message)).collect()))
}

/// `test/checks/CHECK/success.yaml`, `failure.WHY.yaml`. Mutated files are what its fixes make, and checks that it
/// defines in the folder itself are examples of its configuration.
fn polaris(checkout: &Path) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for folder in listed(&checkout.join("test/checks"))? {
        if folder.join("check.yaml").exists() {
            continue;
        }
        for path in listed(&folder)? {
            let file = name(&path);
            let fails = file.starts_with("failure");
            if fails || file.starts_with("success") {
                let text = fs::read_to_string(&path)?;
                cases.push(Case { peer: "polaris", check: name(&folder), file, text, fails });
            }
        }
    }
    Ok(cases)
}

/// The calls of `testExpectedScore` in the Go tests, and the number of those about thresholds and flags.
fn kube_score(checkout: &Path) -> Result<(Vec<Case>, usize), Failure> {
    const FLAGS: [&str; 4] =
        ["KubernetesVersion", "IgnoreContainerCpuLimitRequirement: true", "IgnoreContainerMemory", "MinReplicas"];
    let mut cases: Vec<Case> = Vec::new();
    let mut apart = 0;
    for path in listed(&checkout.join("score"))?.iter().filter(|path| name(path).ends_with("_test.go")) {
        let text = fs::read_to_string(path)?;
        for (at, _) in text.match_indices("testExpectedScore").filter(|(at, _)| !text[..*at].ends_with("func ")) {
            let Some(call) = call(&text[at..]) else { continue };
            let own_minimum = call.contains("MinReplicasDeployment: 2,") || call.contains("MinReplicasHPA: 2,");
            if FLAGS.iter().any(|flag| call.contains(flag)) && !own_minimum {
                apart += 1;
                continue;
            }
            let Some((files, check, fails)) = expected(call, &text[..at]) else { continue };
            for file in files {
                let Ok(text) = fs::read_to_string(checkout.join("score/testdata").join(&file)) else { continue };
                let check = check.to_lowercase().replace(' ', "-");
                if !cases.iter().any(|known| known.check == check && known.file == file) {
                    cases.push(Case { peer: "kube-score", check, file, text, fails });
                }
            }
        }
    }
    Ok((cases, apart))
}

/// A call from its name to its closing bracket.
fn call(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth <= 1 => return text.get(..=at),
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Files, check and whether it fails. A file's name may be put together with the variable of a loop before the call.
fn expected(call: &str, before: &str) -> Option<(Vec<String>, String, bool)> {
    let strings: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
    let check = (*strings.last()?).to_owned();
    let grade = call
        .rsplit(',')
        .map(str::trim)
        .find(|part| !part.trim_end_matches(')').is_empty())?
        .trim_end_matches(')')
        .trim();
    let fails = match grade {
        "scorecard.GradeAllOK" | "scorecard.GradeAlmostOK" | "0" => false,
        "scorecard.GradeWarning" | "scorecard.GradeCritical" => true,
        _ => return None,
    };
    let files = match (call.contains("\"+v+\""), strings.as_slice()) {
        (true, [head, tail, _]) => {
            let list = before.rsplit_once("range []string{")?.1.split_once('}')?.0;
            list.split('"').skip(1).step_by(2).map(|value| format!("{head}{value}{tail}")).collect()
        }
        (false, [file, ..]) => vec![(*file).to_owned()],
        _ => return None,
    };
    Some((files, check, fails))
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
