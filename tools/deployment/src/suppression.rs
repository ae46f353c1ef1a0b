//! Ignoring findings: comments in the text, and the annotations that other tools read.

use std::collections::BTreeSet;
use std::ops::Range;

use architect_core::{PeerComment, RuleIndex, Sink, Suppressions};
use architect_document::FileId;

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;
use crate::recognise::FileKind;

/// What the annotations of an object silence.
struct Exemption<'m> {
    source: &'m str,
    reach: Range<usize>,
    /// Ids of the rules.
    rules: BTreeSet<&'static str>,
}

/// Removes what comments and annotations silence.
pub(crate) fn apply(set: &Manifests, peers: &[PeerComment], sink: &mut Sink, index: &RuleIndex) {
    let mut exemptions: Vec<Exemption<'_>> = set.objects().filter_map(|object| exemption(object, index)).collect();
    exemptions.sort_by(|one, other| (one.source, one.reach.start).cmp(&(other.source, other.reach.start)));
    if !exemptions.is_empty() {
        sink.retain(|finding| {
            // Objects do not lie in each other, so it is the last one that begins before.
            let at = (finding.primary.source(), finding.primary.bytes().start);
            let behind = exemptions.partition_point(|exemption| (exemption.source, exemption.reach.start) <= at);
            let last = behind.checked_sub(1).and_then(|last| exemptions.get(last));
            !last.is_some_and(|exemption| {
                exemption.source == at.0
                    && exemption.reach.contains(&at.1)
                    && exemption.rules.contains(finding.rule.as_str())
            })
        });
    }
    for file in set.files() {
        let source = file.stream.source();
        let comments = file.stream.comments();
        if comments.is_empty() {
            continue;
        }
        let mut extents = std::collections::BTreeMap::new();
        for document in file.stream.documents() {
            extents.extend(document.file(FileId::FIRST).extents());
            // Above an object, a comment means all of it.
            if file.kind == FileKind::Kubernetes {
                let object = document.range(document.root());
                extents.insert(object.start, object);
            }
        }
        Suppressions::read(source, comments, peers, |at| extents.get(&at).cloned()).apply(source, sink, index);
    }
}

/// What the annotations of an object and of its pods silence.
fn exemption<'m>(object: Object<'m>, index: &RuleIndex) -> Option<Exemption<'m>> {
    let of_pod = object.pod().and_then(|pod| pod.template.at("metadata.annotations"));
    let of_object = object.metadata().and_then(|metadata| metadata.get("annotations"));
    let annotations = of_object.into_iter().chain(of_pod).flat_map(Node::entries);
    let names =
        annotations.flat_map(|annotation| silenced(annotation.key, annotation.value.text().unwrap_or_default()));
    let rules: BTreeSet<&'static str> =
        names.flat_map(|name| index.named(&name)).map(|meta| meta.id.as_str()).collect();
    let source = object.node.source().name();
    (!rules.is_empty()).then(|| Exemption { source, reach: object.node.range(), rules })
}

/// The names of peers' rules that an annotation silences.
fn silenced(key: &str, value: &str) -> Vec<String> {
    let all = |peer: &str| vec![format!("{peer}:*")];
    if let Some(check) = key.strip_prefix("ignore-check.kube-linter.io/") {
        return vec![format!("kube-linter:{check}")];
    }
    if key == "kube-linter.io/ignore-all" {
        return all("kube-linter");
    }
    if let Some(rest) = key.strip_prefix("kube-score/ignore") {
        // `kube-score/ignore`, or of one container: `kube-score/ignore.NAME`.
        if rest.is_empty() || rest.starts_with('.') {
            let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
            return names.map(|name| format!("kube-score:{name}")).collect();
        }
    }
    if let Some(check) = key.strip_prefix("polaris.fairwinds.com/") {
        if value != "true" {
            return Vec::new();
        }
        if check == "exempt" {
            return all("polaris");
        }
        return check
            .strip_suffix("-exempt")
            .map(|check| vec![format!("polaris:{}", camel(check))])
            .unwrap_or_default();
    }
    if key.strip_prefix("checkov.io/skip").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
        let name = value.split('=').next().unwrap_or_default().trim();
        return vec![format!("checkov:{name}")];
    }
    Vec::new()
}

/// `cpu-requests-missing` as Polaris writes its checks: `cpuRequestsMissing`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let capital = letters.next().map(|first| first.to_ascii_uppercase());
        text + &capital.into_iter().chain(letters).collect::<String>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_of_other_tools_are_understood() {
        assert_eq!(silenced("ignore-check.kube-linter.io/run-as-non-root", "why"), ["kube-linter:run-as-non-root"]);
        assert_eq!(
            silenced("kube-score/ignore", "pod-probes, container-resources"),
            ["kube-score:pod-probes", "kube-score:container-resources"]
        );
        assert_eq!(
            silenced("polaris.fairwinds.com/cpu-requests-missing-exempt", "true"),
            ["polaris:cpuRequestsMissing"]
        );
        assert_eq!(
            silenced("polaris.fairwinds.com/cpuRequestsMissing-exempt", "true"),
            ["polaris:cpuRequestsMissing"]
        );
        assert_eq!(silenced("checkov.io/skip1", "CKV_K8S_20=reason"), ["checkov:CKV_K8S_20"]);
        assert_eq!(silenced("polaris.fairwinds.com/exempt", "false"), Vec::<String>::new());
        assert_eq!(silenced("app.kubernetes.io/name", "x"), Vec::<String>::new());
    }
}
