//! Texts for the shell: read by every shell, places within the text and between characters, the same twice; and the
//! rules about them, in a step, in a here-document, in a start command of a list.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_container::dockerfile::ShellText;
use architect_container::shell::{Dialect, Node, Script, bashisms, walk};
use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use libfuzzer_sys::fuzz_target;

const DIALECTS: [Dialect; 5] =
    [Dialect::Posix, Dialect::Dash, Dialect::Busybox, Dialect::Bash, Dialect::Korn];

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    Context::new(Arc::new(RuleIndex::new(rules)))
});

fuzz_target!(|text: &str| {
    let whole = || ShellText { text: text.to_owned(), map: vec![(0, 0)], lines: Vec::new() };
    let script = Script::read(whole(), Dialect::Bash, true);
    let again = Script::read(whole(), Dialect::Bash, true);
    assert_eq!((&script.list, &script.problem), (&again.list, &again.problem));
    if let Some(problem) = &script.problem {
        assert!(text.get(problem.place.clone()).is_some(), "{problem:?}");
    }
    walk(&script, &mut |node| {
        let place = match node {
            Node::List(list) => list.place.clone(),
            Node::Chain(chain) => chain.place.clone(),
            Node::Pipeline(pipeline) => pipeline.place.clone(),
            Node::Command(command) => command.place.clone(),
            Node::Assignment(assignment) => assignment.place.clone(),
            Node::Word(word, _) => word.place.clone(),
            Node::Redirection(redirection) => redirection.place.clone(),
            Node::Part(part, _) => part.place(),
        };
        assert!(text.get(place.clone()).is_some(), "{place:?} is no part of the text");
        assert_eq!(script.source(&place).len(), place.len());
    });
    for dialect in DIALECTS {
        let script = Script::read(whole(), dialect, true);
        for found in bashisms(&script) {
            assert!(text.get(found.place.clone()).is_some(), "{found:?}");
        }
    }
    let list = serde_json::to_string(text).unwrap_or_default();
    let file = format!(
        "FROM debian:trixie\nARG A=1\nRUN <<THE_END bash\n{text}\nTHE_END\nRUN {text}\nSHELL [\"/bin/bash\", \"-ec\"]\nRUN <<THE_END\n{text}\nTHE_END\nCMD [\"sh\", \"-c\", {list}]\n"
    );
    assert_eq!(lint(&file), lint(&file));
});

fn lint(text: &str) -> Option<String> {
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        options: CheckOptions { select: vec!["container".to_owned()], ..CheckOptions::default() },
    };
    let output = LintDockerfile.call(input, &CONTEXT).ok()?;
    serde_json::to_string(&output).ok()
}
