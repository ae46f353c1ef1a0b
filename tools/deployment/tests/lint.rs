//! What `lint_deployment` promises, through its door and with real files.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod front_door;

use front_door::{lint, lint_files, messages, reasons, rules};

const SETTINGS: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n  namespace: shop\ndata:\n  level: info\n";

#[test]
fn the_files_of_a_folder_are_one_set() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\nspec:\n  selector:\n    app: order\n  ports:\n    - port: 80\n";
    let pods = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  replicas: 0\n  \
                selector:\n    matchLabels:\n      app: orders\n  template:\n    metadata:\n      labels:\n        app: orders\n    \
                spec:\n      containers: []\n";

    let output = lint_files(&[("k8s/service.yaml", service), ("k8s/pods/orders.yaml", pods)], "k8s");

    assert_eq!(rules(&output), ["deployment/service-without-pods"]);
    assert_eq!(output.report.findings[0].help.as_deref(), Some("did you mean `app: orders`?"));
    assert_eq!(output.objects, ["ReplicaSet/orders", "Service/orders"]);
}

#[test]
fn a_document_that_cannot_be_read_costs_only_itself() {
    let text =
        format!("{SETTINGS}---\napiVersion: v1\nkind: [\n---\n{}", SETTINGS.replace("level", "LEVELS: 1\n  x"));

    let output = lint(&text);

    assert_eq!(rules(&output), ["deployment/syntax", "deployment/duplicate-object", "deployment/wrong-type"]);
    assert!(reasons(&output).iter().any(|reason| reason.contains("syntax error")), "{:?}", reasons(&output));
}

#[test]
fn a_template_is_a_gap_and_no_syntax_error() {
    for text in [
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: b\n",
        "{{- if .Values.on }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n{{- end }}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-{{ .Release.Name }}\n",
        "services:\n{% for x in y %}\n  a:\n    image: b:1\n{% endfor %}\n",
    ] {
        let output = lint(text);

        assert_eq!(rules(&output), Vec::<&str>::new(), "{text}");
        assert_eq!(reasons(&output).len(), 1, "{text}");
    }
}

#[test]
fn marks_of_templates_in_quotes_and_blocks_are_text() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alerts\n  namespace: shop\ndata:\n  one: \"{{ $labels.instance }}\"\n  \
                two: |\n    {{ range . }}\n    {{ end }}\n";

    let output = lint(text);

    assert_eq!((rules(&output), reasons(&output)), (Vec::new(), Vec::new()));
}

#[test]
fn a_chart_and_a_patch_are_gaps() {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  replicas: 3\n";
    let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../base\npatches:\n  - path: replicas.yaml\n";

    let output = lint_files(
        &[
            ("chart/Chart.yaml", "apiVersion: v2\nname: orders\n"),
            ("chart/templates/orders.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .x }}\n"),
            ("prod/kustomization.yaml", kustomization),
            ("prod/replicas.yaml", patch),
        ],
        ".",
    );

    assert_eq!(rules(&output), Vec::<&str>::new());
    assert_eq!(reasons(&output).len(), 3, "{:?}", reasons(&output));
}

#[test]
fn custom_resources_are_left_alone_and_said_so_once_for_each_kind() {
    let one = |name: &str| {
        format!("apiVersion: example.org/v1\nkind: Shop\nmetadata:\n  name: {name}\nspec:\n  anything: [1]\n")
    };

    let output = lint(&format!("{}---\n{}", one("a"), one("b")));

    assert_eq!(rules(&output), Vec::<&str>::new());
    assert_eq!(
        reasons(&output),
        ["`example.org/v1 Shop` is a custom resource (2 of them), whose schema is not known"]
    );
}

#[test]
fn lists_are_unfolded_in_yaml_and_json() {
    let yaml = "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a\n      namespace: shop\n    daata: {}\n";
    let json = "[{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\", \"namespace\": \"shop\"}, \"daata\": {}}]";

    for text in [yaml, json] {
        let output = lint(text);

        assert_eq!(rules(&output), ["deployment/unknown-field"], "{text}");
        assert_eq!(output.objects, ["ConfigMap/a"]);
    }
}

#[test]
fn the_release_decides_what_fields_and_versions_there_are() {
    let address = "apiVersion: networking.k8s.io/v1beta1\nkind: IPAddress\nmetadata:\n  name: 10.0.0.1\nspec:\n  parentRef:\n    \
                   name: a\n    resource: services\n";

    let [old, new] = ["1.36", "1.37"].map(|release| front_door::lint_for(address, release).unwrap());

    assert_eq!(rules(&old), Vec::<&str>::new());
    assert_eq!(messages(&new), ["Kubernetes 1.37 no longer has `IPAddress` in `networking.k8s.io/v1beta1`"]);
    assert!(front_door::lint_for(address, "1.12").unwrap_err().to_string().contains("1.12"));
}

#[test]
fn comments_and_annotations_of_other_tools_silence_findings() {
    let with = |annotation: &str, comment: &str| {
        format!(
            "{comment}apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: shop\n  annotations:\n    {annotation}: \"true\"\nspec:\n  \
             containers:\n    - name: a\n      image: a:latest\n"
        )
    };
    let tagged = |text: &str| rules(&lint(text)).contains(&"deployment/floating-tag");

    assert!(tagged(&with("a", "")));
    assert!(!tagged(&with("ignore-check.kube-linter.io/latest-tag", "")));
    assert!(!tagged(&with("polaris.fairwinds.com/tagNotSpecified-exempt", "")));
    assert!(!tagged(&with("a", "# checkov:skip=CKV_K8S_14: tested by hand\n")));
    assert!(!tagged(&with("a", "# architect:ignore deployment/floating-tag\n")));
    assert!(!tagged(&with("kube-score/ignore", "").replace("\"true\"", "container-image-tag")));
}

#[test]
fn anchors_merge_keys_and_variables_of_compose_are_followed() {
    let text = "x-base: &base\n  image: redis:${TAG:-8.2}\n  volumes: [data:/data]\nservices:\n  a:\n    <<: *base\n  b:\n    <<: *base\n    \
                ports: [\"${PORT:-6379}:6379\"]\nvolumes:\n  data:\n";

    let output = lint(text);

    assert_eq!((rules(&output), reasons(&output)), (Vec::new(), Vec::new()));
    assert_eq!(output.objects, ["services/a", "services/b"]);
}

#[test]
fn what_is_neither_is_an_error_that_says_what_is_wanted() {
    let error = front_door::lint_for("colour: red\n", "1.37").unwrap_err();

    assert!(error.to_string().contains("no Compose file and no Kubernetes manifest"), "{error}");
}

#[test]
fn values_of_compose_are_judged_with_what_was_meant() {
    let text = "services:\n  a:\n    image: redis:8.2\n    restart: allways\n    mem_limit: 512x\n    healthcheck:\n      test: [CMD, true]\n      \
                interval: \"30\"\n    depends_on:\n      b: {condition: service_health}\n  b:\n    image: nginx:1.29\n";

    let output = lint(text);

    insta::assert_snapshot!(messages(&output).join("\n"));
}

#[test]
fn a_schema_fault_says_where_what_and_what_was_meant() {
    let text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  namespace: shop\nspec:\n  selectors: {}\n  template:\n    \
                metadata:\n      labels: {app: agent, port: 80}\n    spec:\n      hostNetwork: \"true\"\n      containers:\n        - image: \
                a:1.2.3\n          imagePullPolicy: always\n          ports:\n            - containerPort: 99999\n          resources:\n            \
                limits: {memory: 128MB}\n          env:\n            - {name: A, value: 1}\n            - {name: B, value: yes}\n";

    let output = lint(text);

    let schema = ["unknown-field", "wrong-type", "missing-field", "bad-value", "unknown-kind"];
    let of_schema = |rule: &str| schema.iter().any(|name| rule == format!("deployment/{name}"));
    let lines: Vec<String> = output
        .report
        .findings
        .iter()
        .filter(|finding| of_schema(&finding.rule))
        .map(|finding| {
            let help = finding.help.as_deref().unwrap_or_default();
            format!("{}: {} {} {help}", finding.location.line, finding.rule, finding.message)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
