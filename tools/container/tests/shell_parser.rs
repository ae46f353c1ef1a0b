//! The reader of texts for the shell, through its front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use architect_container::dockerfile::ShellText;
use architect_container::document::Document;
use architect_container::shell::{Dialect, Node, Part, Script, walk};
use architect_core::Source;

fn read(text: &str) -> Script {
    Script::read(ShellText { text: text.to_owned(), map: vec![(0, 0)], lines: Vec::new() }, Dialect::Bash, true)
}

/// The words and the pieces of words that stand for something else, in order.
fn seen(script: &Script) -> Vec<String> {
    let mut seen = Vec::new();
    walk(script, &mut |node| match node {
        Node::Word(word, role) if !word.place.is_empty() => {
            seen.push(format!("{role:?} {}", script.slice(&word.place)));
        }
        Node::Part(part @ (Part::Parameter(_) | Part::Substitution(_) | Part::Arithmetic(_)), around) => {
            let quoted = if around.quoted { "quoted " } else { "" };
            seen.push(format!("  {quoted}{}", script.slice(&part.place())));
        }
        _ => {}
    });
    seen
}

#[test]
fn what_bash_takes_is_read() {
    let valid = [
        "",
        "# only a comment",
        "a && b || c; d & e",
        "! grep -q x y",
        "time make -j4 2>&1 | tee log",
        "{ a; b; } > f 2>&1 < g",
        "( a; b ) && (c)",
        "if a; then b; elif c; then d; else e; fi",
        "if (a) then (b) fi",
        "while read -r x; do echo \"$x\"; done < f",
        "until a; do b; done",
        "for x in a b \"c d\"; do echo $x; done",
        "for x; do a; done",
        "for x do a; done",
        "for ((i = 0; i < 3; i++)); do a; done",
        "select x in a b; do break; done",
        "case \"$(uname -m)\" in x86_64|amd64) a;; (arm*) b ;; *) exit 1; esac",
        "case x in esac",
        "case x in a) ;; b) c ;& d) e;;& esac",
        "f() { a; }; function g { b; }; function h() ( c )",
        "[[ -f a && ! $b =~ ^(x|y z)+$ || ( c < d ) ]]",
        "(( a + 1 > 2 )) && echo $((1 + (2 * 3))) $[4]",
        "(( a; b ) ; c)",
        "echo $( (a) ) $((1)) `b c` <(d) >(e)",
        "a=1 b=(1 2 [5]=3) c+=x d[1]=y cmd",
        "declare -A m=([a]=1 [b]=2)",
        "echo ${a} ${a:-b c} ${a:-\"x}y\"} ${a##*/} ${a%%.*} ${a/b/c} ${#a} ${!a} ${a[@]} ${a:1:2} ${a^^} ${@:2}",
        "echo \"${a:-'it'}\" \"${b:+\"$c\"}\" ${d#'}'}",
        "cat <<EOF\n$a $(b)\nEOF\nnext",
        "cat <<'EOF' | sh\n$( unclosed\nEOF",
        "cat <<-A <<B\n\tx\n\tA\ny\nB",
        "cat <<EOF\nno end",
        "x=$(cat <<EOF\nbody )\nEOF\n)",
        "echo a#b \\# $# ${#} ${#a[@]} $'it\\'s' $\"x\"",
        "cmd 3>&1 1>&2 2>&3 3>&- &> all {fd}> file <<< word",
        "echo a \\\n  b",
        "if a\nthen\n  b\nfi",
        "a |\n b && \n c",
        "echo if then fi done",
        "echo {a,b} }; echo {",
        "rm -rf !(keep) *.o",
        "!(true)",
        "set -- \"$@\" ; shift",
    ];

    let refused: Vec<String> =
        valid.iter().filter_map(|text| Some(format!("{text}: {}", read(text).problem?.message))).collect();

    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn what_no_shell_takes_is_told_with_its_place() {
    let told: Vec<String> = [
        "echo 'a",
        "echo \"a",
        "echo `a",
        "echo $(a",
        "echo ${a",
        "a && ",
        "a | | b",
        "; a",
        "a & ; b",
        "a )",
        "( )",
        "(a",
        "{ a; ",
        "if a; b; fi",
        "if a; then fi",
        "if a; then b",
        "while a; done",
        "for $x in a; do b; done",
        "for x in a b do c; done",
        "for x in a; b; done",
        "case x in a) b",
        "case x a) b;; esac",
        "then a",
        "f(a) { b; }",
        "f() ",
        "echo a (b)",
        "a=(1 2",
        "a >",
        "[[ a",
        "fi",
        "a ;; b",
    ]
    .iter()
    .map(|text| match read(text).problem {
        Some(problem) => format!("{text:30} {:?} {}", problem.place, problem.message),
        None => format!("{text:30} is read"),
    })
    .collect();

    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn words_know_what_they_are_for_and_what_is_quoted() {
    let script = read(
        "A=$x cmd $y \"$z $(in $w)\" > $f; for i in $l; do [[ $o ]]; done; case $s in $p) ;; esac; cat <<E\n$h\nE\n",
    );

    insta::assert_snapshot!(seen(&script).join("\n"));
}

#[test]
fn places_lead_back_through_continuations_documents_and_lists() {
    let text = "FROM debian:trixie\nRUN echo $a \\\n  # why\n  && echo $b \\\n  $c\nRUN <<EOF\necho $d\nEOF\nRUN bash -e <<'EOF' && echo $e\necho $f\nEOF\nRUN sh -c 'echo $g'\nCMD [\"bash\", \"-c\", \"echo \\\"x\\\" \\t $h\"]\nHEALTHCHECK CMD test $i\nONBUILD RUN echo $j\n";
    let document = Document::read(Source::new("Dockerfile", text));

    let mut found = Vec::new();
    for step in document.scripts() {
        walk(&step.script, &mut |node| {
            if let Node::Part(Part::Parameter(parameter), _) = node {
                let source = text.get(step.script.source(&parameter.place)).unwrap_or_default();
                let (inner, errexit) = (step.inner, step.errexit);
                found.push(format!(
                    "{source} {:?} {:?} inner={inner} errexit={errexit}",
                    step.kind, step.script.dialect
                ));
                assert_eq!(source, format!("${}", parameter.name));
            }
        });
    }

    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn the_shell_follows_stages_instructions_and_shebangs() {
    let text = "FROM alpine:3.22 AS a\nRUN a\nSHELL [\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]\nRUN b\nFROM a AS b\nRUN c\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\nRUN <<EOF\n#!/bin/sh -e\nd\nEOF\nFROM fedora:44\nRUN e\nFROM node:24\nRUN f\nSHELL [\"pwsh\", \"-Command\"]\nRUN g\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nRUN h\nFROM company/image\nRUN i\n# hadolint shell=bash\nRUN j\n";
    let document = Document::read(Source::new("Dockerfile", text));

    let shells: Vec<String> = document
        .scripts()
        .iter()
        .map(|step| {
            format!("{} {:?} {}", step.script.text.text.trim().replace('\n', " "), step.script.dialect, step.errexit)
        })
        .collect();

    insta::assert_snapshot!(shells.join("\n"));
}

#[test]
fn one_unreadable_text_costs_only_itself() {
    let document = Document::read(Source::new("Dockerfile", "FROM debian\nRUN if a; then\nRUN echo \"$b\"\n"));

    let read: Vec<bool> = document.scripts().iter().map(|step| step.script.problem.is_none()).collect();

    assert_eq!(read, [false, true]);
    assert_eq!(document.all_runs().map(|run| run.commands.len()).collect::<Vec<_>>(), [1, 1]);
}
