//! The Dockerfile parser: against another parser, against hostile text, and at its corners.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use architect_container::dockerfile::instruction::{Command, Instruction};
use architect_container::dockerfile::{Dockerfile, print};
use architect_container::document::Document;
use architect_container::rules;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, RuleIndex, Sink, Source};
use proptest::prelude::*;

fn read(text: &str) -> Dockerfile {
    Dockerfile::read(&Source::new("Dockerfile", text))
}

/// Reads, judges and prints a text.
fn whole_way(text: &str) {
    static CONTEXT: std::sync::LazyLock<Context> =
        std::sync::LazyLock::new(|| Context::new(Arc::new(RuleIndex::new(rules::RULES.iter().copied()))));
    let selection = CONTEXT.selection(&CheckOptions::default(), None).expect("the default rules");
    let document = Document::read(Source::new("Dockerfile", text));
    let mut sink = Sink::new(selection);
    architect_core::rule::run(rules::ALL, &document, &mut sink, &CONTEXT).expect("nobody cancels");
    let _ = print::print(&document.file);
    let _ = sink.finish();
}

const CORNERS: &str = r#"# syntax=docker/dockerfile:1
# escape=\
ARG VERSION=3.13  SECOND=#no-comment
FROM --platform=$BUILDPLATFORM python:${VERSION}-slim-trixie AS build
# a comment
RUN --mount=type=cache,target=/root/.cache/pip \
    # a comment within a continuation
    pip install \

    -r requirements.txt
ENV A=1 B="two words" C=three\ words D='$x'
ENV LEGACY the rest of the line
LABEL a.b="c" d=e
COPY --from=build --chown=1:1 ["a b", "c"] /d/
COPY <<EOF /etc/conf
FROM here is no instruction
EOF
RUN <<-"SCRIPT" bash
	echo $HOME
	SCRIPT
ENTRYPOINT []
CMD [ "a", "\u0062" ]
RUN [ -f x ] && echo y
SHELL ["/bin/bash", "-c"]
HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
ONBUILD COPY . /app
EXPOSE 80/tcp 443
VOLUME /data
STOPSIGNAL SIGTERM
USER 1000:1000
"#;

#[test]
fn the_corners_of_the_language_are_read() {
    let file = read(CORNERS);

    assert_eq!(file.problems, []);
    let stage = file.final_stage().expect("a stage");
    let keywords: Vec<&str> = stage.statements.iter().map(|statement| statement.keyword.text.as_str()).collect();
    assert_eq!(
        keywords.join(" "),
        "RUN ENV ENV LABEL COPY COPY RUN ENTRYPOINT CMD RUN SHELL HEALTHCHECK ONBUILD EXPOSE VOLUME STOPSIGNAL USER"
    );
    let words = |index: usize| match &stage.statements[index].instruction {
        Instruction::Cmd(Command::Exec(words)) | Instruction::Entrypoint(Command::Exec(words)) => {
            words.iter().map(|word| word.text.clone()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(words(7), Vec::<String>::new());
    assert_eq!(words(8), ["a", "b"]);
    let Instruction::Run(run) = &stage.statements[9].instruction else { panic!("a RUN") };
    assert!(
        matches!(&run.command, Command::Shell(text) if text.text == "[ -f x ] && echo y"),
        "a bracket is not always JSON"
    );
    assert_eq!(stage.variable("C").as_deref(), Some("three words"));
    assert_eq!(stage.variable("LEGACY").as_deref(), Some("the rest of the line"));
    let Instruction::Copy(copy) = &stage.statements[5].instruction else { panic!("a COPY") };
    assert_eq!(copy.heredocs[0].body.text, "FROM here is no instruction\n");
}

#[test]
fn every_word_stands_where_its_span_says() {
    let source = Source::new("Dockerfile", CORNERS);
    let file = Dockerfile::read(&source);

    for statement in file.statements() {
        assert_eq!(source.slice(statement.keyword.span.clone()), statement.keyword.text);
        if let Instruction::Env(pairs) | Instruction::Arg(pairs) | Instruction::Label(pairs) = &statement.instruction
        {
            for pair in pairs {
                assert_eq!(source.slice(pair.name.span.clone()), pair.name.text);
                let value = pair.value.as_ref().expect("a value");
                assert_eq!(source.slice(value.span.clone()), value.text);
            }
        }
    }
}

#[test]
fn what_is_printed_reads_back_as_the_same_model() {
    let file = read(CORNERS);
    let again = read(&print::print(&file));

    assert_eq!(file.preamble, again.preamble);
    assert_eq!(file.stages, again.stages);
}

#[test]
fn what_is_empty_or_looks_like_a_flag_is_printed_so_that_it_reads_back() {
    for text in [
        "FROM a\nRUN --mount=type=tmpfs,target=/x\nRUN b\n",
        "FROM a\nRUN -- --mount=x\nENV -- --a=b\nWORKDIR -- --c\n",
        "# escape=`\nFROM a\nENV A=1 B=2\nRUN --network=none dir C:\\\n",
        "FROM a\nRUN --mount=type=tmpfs,target=/x # b\nRUN c\n",
        "FROM a\nCOPY <<-\"EOF\" /x\n\ty\n\tEOF\n",
    ] {
        let file = read(text);
        let printed = print::print(&file);

        assert_eq!(file.problems, [], "{text}");
        assert_eq!(file.stages, read(&printed).stages, "{printed}");
    }
}

#[test]
fn a_backtick_continues_lines_where_the_directive_says_so() {
    let file = read("# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN dir C:\\ `\n  && echo x\n");

    assert_eq!(file.problems, []);
    assert_eq!(file.stages[0].statements.len(), 1);
}

#[test]
fn hostile_texts_are_read_in_time_and_without_a_deep_stack() {
    let long = "a".repeat(8 * 1024 * 1024);
    let texts = [
        format!("FROM a\nRUN {long}"),
        format!("FROM a\nENV A={long}"),
        format!("FROM {}", "[".repeat(100_000)),
        format!("FROM a\nCMD {}", "[".repeat(100_000)),
        format!("FROM a\nRUN {}", "$(".repeat(100_000)),
        format!("FROM a\nRUN {}", "(".repeat(100_000)),
        format!("FROM a\nRUN {}", "\"$(".repeat(100_000)),
        format!("FROM a\nRUN {}", "`a ".repeat(100_000)),
        format!("FROM a\nRUN {}", "${".repeat(100_000)),
        format!("FROM a\nRUN {}", "echo a <<E\n".repeat(50_000)),
        format!("FROM a\nRUN x {}", "\\\n".repeat(100_000)),
        format!("FROM a\n{}", "ONBUILD ".repeat(100_000)),
        "FROM a AS b\n".repeat(20_000),
        (0..5_000).fold(String::from("FROM x AS s0\n"), |text, n| format!("{text}FROM s{n} AS s{}\n", n + 1)),
        format!("FROM {}", "${A:-".repeat(20_000)),
        "\0\0\0".to_owned(),
        "FROM a\nRUN \"\n".to_owned(),
        "FROM a\nCMD [\"".to_owned(),
        "\u{feff}FROM a\r\nRUN b \\\r\n c\r\n".to_owned(),
    ];

    for text in texts {
        let start = std::time::Instant::now();
        whole_way(&text);
        let spent = start.elapsed();
        assert!(spent.as_secs() < 10, "{} took {spent:?}", text.chars().take(40).collect::<String>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "(FROM|RUN|COPY|ENV|CMD|ARG|#|[ \\t\\n\\\\\"'$(){}\\[\\]<>|&;=`-]|[a-zé0-9]{1,4}|EOF|<<EOF|AS|--from=|--mount=){0,80}") {
        whole_way(&text);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        whole_way(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn where_another_parser_reads_a_file_the_stages_are_the_same(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("RUN echo a && \\\n  # comment\n  echo b"),
                Just("COPY --from=x a b /c/"),
                Just("ENV A=1 B=\"two words\""),
                Just("ENV A rest of it"),
                Just("CMD [\"a\", \"b\"]"),
                Just("ENTRYPOINT exec a"),
                Just("# comment"),
                Just(""),
                Just("RUN <<EOF\necho a\nEOF"),
                Just("LABEL a=b"),
                Just("WORKDIR /x"),
                Just("HEALTHCHECK CMD a"),
                Just("EXPOSE 1 2/udp"),
                Just("FROM b AS c"),
                Just("ONBUILD RUN x"),
                Just("ONBUILD COPY <<EOF /x\nFROM c AS d\nEOF"),
                Just("COPY <<A <<-\"B\" /d/\nx\nA\n\ty\n\tB"),
                Just("FROM --platform=$BUILDPLATFORM b:1 as e"),
                Just("ARG A B=2"),
                Just("RUN --mount=type=cache,target=/x \\\n  a \\\n\n  b"),
                Just("SHELL [\"a\", \"-c\"]"),
                Just("user 1"),
            ],
            0..12,
        )
    ) {
        let text = format!("FROM a\n{}\n", lines.join("\n"));
        let theirs = parse_dockerfile::parse(&text);
        prop_assume!(theirs.is_ok());
        let theirs = theirs.expect("it was read");
        let ours = read(&text);

        prop_assert_eq!(&ours.problems, &[]);
        prop_assert_eq!(ours.statements().count(), theirs.instructions.len(), "{}", &text);
        let theirs: Vec<_> = theirs
            .stages()
            .map(|stage| {
                let name = stage.from.as_.as_ref().map(|(_, name)| name.value.to_string());
                (stage.from.image.value.to_string(), name, stage.instructions.len())
            })
            .collect();
        let ours: Vec<_> = ours
            .stages
            .iter()
            .map(|stage| {
                let name = stage.name().map(|name| name.text.clone());
                (stage.from.image.text.clone(), name, stage.statements.len())
            })
            .collect();
        prop_assert_eq!(ours, theirs, "{}", text);
    }
}
