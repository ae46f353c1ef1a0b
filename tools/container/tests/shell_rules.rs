//! The rules about commands for the shell: what they leave alone, and what they tell where it is easily missed.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};

/// The rules about the shell that find something in a text behind a `FROM`.
fn told(from: &str, text: &str) -> Vec<String> {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let context = Context::new(Arc::new(RuleIndex::new(rules)));
    let input = Input {
        document: DocumentInput { content: Some(format!("FROM {from}\n{text}\n")), path: None },
        options: CheckOptions { select: vec!["shellcheck:*".to_owned()], ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context).expect("a Dockerfile").report;
    report.findings.into_iter().map(|finding| finding.rule.trim_start_matches("container/").to_owned()).collect()
}

fn assert_told(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let found = told("debian:trixie", text);
            (found != *expected).then(|| format!("{text}: {found:?}"))
        })
        .collect();

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_variable_is_split_only_where_its_value_can_have_blanks() {
    assert_told(&[
        ("ARG V=1.2\nRUN mkdir /opt/$V", &[]),
        ("ARG V\nRUN mkdir /opt/$V", &[]),
        ("RUN v=1.2; mkdir /opt/$v", &[]),
        ("RUN a=$(uname -m); mkdir /opt/$a", &[]),
        ("RUN a=$(case $(uname -m) in x86_64) echo amd64 ;; *) echo arm64 ;; esac); mkdir /opt/$a", &[]),
        ("RUN for f in a b; do mkdir /opt/$f; done", &[]),
        ("RUN mkdir /opt/$? /opt/$# /opt/$((1 + 1))", &[]),
        ("RUN deps=$(cat /deps); apt-get install -y --no-install-recommends $deps", &[]),
        ("RUN v=$(cat /v); x=/opt/$v; export Y=/opt/$v; case $v in a) ;; esac; echo $v", &[]),
        ("RUN v=$(cat /v); mkdir /opt/$v", &["unquoted-expansion"]),
        ("RUN v=$(cat /v); cd $v && ls", &["unquoted-expansion"]),
        ("RUN read -r v < /v; [ $v = a ]", &["unquoted-expansion"]),
        ("RUN mkdir /opt/$(cat /v)", &["unquoted-substitution"]),
        ("ENV V=1.2\nRUN mkdir /opt/$(echo $V | cut -d. -f1)", &[]),
        ("RUN make -j$(nproc) && make -j$(nproc || echo 1)", &[]),
    ]);
}

#[test]
fn a_variable_is_undefined_only_where_nothing_can_set_it() {
    assert_told(&[
        ("RUN echo \"$MISSING\"", &["undefined-shell-variable"]),
        ("RUN echo \"${MISSING:-x}\" \"$HOME\" \"$PATH\" \"$http_proxy\"", &[]),
        ("RUN [ -z \"$MISSING\" ] || echo \"$MISSING\"", &[]),
        ("RUN . /etc/os-release && echo \"$VERSION_CODENAME\"", &[]),
        ("RUN while read -r line; do echo \"$line\"; done < /f", &[]),
        ("RUN getopts ab: flag; echo \"$flag\"", &[]),
        ("RUN x=1 sh -c 'echo $x'", &[]),
        ("RUN --mount=type=secret,id=t,env=TOKEN echo \"$TOKEN\"", &[]),
        ("RUN echo \"$TARGETARCH\"", &["undefined-shell-variable"]),
        ("ARG TARGETARCH\nRUN echo \"$TARGETARCH\"", &[]),
        ("CMD echo \"$GIVEN_AT_RUN_TIME\"", &[]),
        ("ARG A=1\nONBUILD RUN echo \"$A\"", &["undefined-shell-variable"]),
        ("ENV A=1\nONBUILD RUN echo \"$A\"", &[]),
        ("RUN cat <<EOF > /f\n$MISSING\nEOF", &["undefined-shell-variable"]),
        ("RUN cat <<'EOF' > /f\n$MISSING\nEOF", &[]),
    ]);
    assert_eq!(told("nginx:1.29", "RUN echo \"$NGINX_VERSION\""), [""; 0]);
    assert_eq!(told("company/base", "ARG SHOP_VERSION=1\nRUN echo \"$SHOP_VERSIN\""), ["undefined-shell-variable"]);
}

#[test]
fn what_bash_alone_knows_depends_on_who_reads() {
    let told_in = |from: &str| told(from, "RUN [[ -f /a ]] && source /a");

    assert_eq!(told_in("debian:trixie"), ["bash-only-syntax", "bash-only-syntax"]);
    assert_eq!(told_in("node:24"), ["bash-only-syntax", "bash-only-syntax"]);
    assert_eq!(told_in("alpine:3.22"), [""; 0]);
    assert_eq!(told_in("node:24-alpine"), [""; 0]);
    assert_eq!(told_in("fedora:44"), [""; 0]);
    assert_eq!(told("alpine:3.22", "RUN a=(1 2)"), ["bash-only-syntax"]);
    assert_told(&[
        ("SHELL [\"/bin/bash\", \"-c\"]\nRUN [[ -f /a ]]", &[]),
        ("RUN bash -c '[[ -f /a ]] && source /a'", &[]),
        ("RUN <<EOF\n#!/usr/bin/env bash\n[[ -f /a ]]\nEOF", &[]),
        ("RUN <<EOF bash\n[[ -f /a ]]\nEOF", &[]),
        ("RUN <<EOF\n[[ -f /a ]]\nEOF", &["bash-only-syntax"]),
        ("CMD [\"bash\", \"-c\", \"[[ -f /a ]]\"]", &[]),
        ("CMD [\"sh\", \"-c\", \"[[ -f /a ]]\"]", &["bash-only-syntax"]),
        ("RUN [\"[[\", \"-f\", \"/a\", \"]]\"]", &[]),
        ("RUN echo -n a && echo '[[ ]]' && awk '{ if (a == b) print }' /f", &[]),
        ("RUN /bin/echo -e 'a\\n'", &[]),
        ("RUN rm -rf /var/{cache,log}", &["bash-only-syntax"]),
    ]);
}

#[test]
fn failures_that_stop_the_step_are_no_findings() {
    assert_told(&[
        ("RUN cd /srv/x && make", &[]),
        ("RUN cd /srv/x || exit 1; make", &[]),
        ("RUN set -e; cd /srv/x; make", &[]),
        ("SHELL [\"/bin/sh\", \"-ec\"]\nRUN cd /srv/x; make", &[]),
        ("RUN make; cd /srv/x", &[]),
        ("RUN cd /; make", &[]),
        ("RUN cd /srv/x; make", &["unguarded-cd"]),
        ("RUN (cd /srv/x; make)", &["unguarded-cd"]),
        ("RUN export A=$(mktemp -d)", &[]),
        ("RUN A=$(cat /a) && export A", &[]),
        ("RUN set -e; ! grep a /f", &[]),
        ("RUN set -e; if ! grep a /f; then exit 1; fi; ls", &[]),
        ("RUN [ -f /a ] && rm /a || true", &[]),
        ("RUN [ -f /a ] || { echo no; exit 1; }", &[]),
    ]);
}

#[test]
fn texts_that_only_look_wrong_are_left_alone() {
    assert_told(&[
        ("RUN find / -name '*.pyc' -exec rm {} +", &[]),
        ("RUN find / -type f -print0 | xargs -0 rm", &[]),
        ("RUN cat /a /b | sort; cat | sort; cat \"$HOME\"/* | sort", &[]),
        ("RUN printf 'a\\nb' && echo 'a\\nb' | cat", &[]),
        ("RUN echo 'export PATH=$PATH:/x' >> /etc/profile && sed -i 's/$HOME/x/' /f", &[]),
        ("RUN for f in *.c; do cc \"$f\"; done", &[]),
        ("RUN A= make && B='' make", &[]),
        ("RUN test a = b; [ a = b ]; expr a = b", &[]),
        ("RUN grep 'a$ b' /f; grep \"foo$\" /f; awk '{print $1}' /f", &[]),
        ("RUN cmd > /f 2>&1; x=$(cmd 2>&1 > /dev/null)", &[]),
        ("RUN echo \"a\"b\"c\" --opt=\"x\"/y/\"z\"", &[]),
        ("RUN rm -- *.log; ls /a/*.log", &[]),
        ("RUN set -- a b; exec cmd \"$@\"", &[]),
    ]);
}
