//! Dockerfiles: every place lies in the text, what is printed reads back as the same model, every rule ends and says the
//! same again, and a safe fix removes its finding.
#![no_main]

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use architect_container::dockerfile::{Dockerfile, Instruction, Statement, Word, print};
use architect_container::document::Document;
use architect_container::{RULES, rules};
use architect_core::{Applicability, CheckOptions, Context, Finding, RuleIndex, Sink, Source, fix, rule};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> =
    LazyLock::new(|| Context::new(Arc::new(RuleIndex::new(RULES.iter().copied()))));

fuzz_target!(|text: &str| {
    let source = Source::new("Dockerfile", text);
    let file = Dockerfile::read(&source);
    places(&file, text);
    if file.problems.is_empty() {
        let printed = print::print(&file);
        let again = Dockerfile::read(&Source::new("printed", printed.as_str()));
        assert_eq!(file.preamble, again.preamble, "{printed}");
        assert_eq!(file.stages, again.stages, "{printed}");
    }

    let found = findings(&source);
    assert_eq!(found, findings(&source));
    for finding in &found {
        let safe = finding.fixes.iter().filter(|fix| fix.applicability == Applicability::Safe);
        for fix in safe.take(4) {
            let fixed = fix::apply(&source, std::slice::from_ref(fix)).expect("an edit of this text");
            let count = |found: &[Finding]| found.iter().filter(|other| other.rule == finding.rule).count();
            let left = findings(&Source::new("Dockerfile", fixed.as_str()));
            assert!(count(&left) < count(&found), "{} stays: {}\n{fixed}", finding.rule, fix.title);
        }
    }
});

fn findings(source: &Source) -> Vec<Finding> {
    let options = CheckOptions { select: vec!["container".to_owned()], ..CheckOptions::default() };
    let mut sink = Sink::new(CONTEXT.selection(&options, None).expect("all rules"));
    rule::run(rules::ALL, &Document::read(source.clone()), &mut sink, &CONTEXT).expect("nobody cancels");
    sink.finish().0
}

fn places(file: &Dockerfile, text: &str) {
    let within = |range: &Range<usize>| assert!(text.get(range.clone()).is_some(), "{range:?} is no part of the text");
    file.comments.iter().chain(&file.empty_continuations).for_each(within);
    file.problems.iter().for_each(|problem| within(&problem.span));
    file.directives.iter().for_each(|directive| within(&directive.span));
    for statement in file.statements() {
        within(&statement.span);
        words(statement).into_iter().for_each(|word| within(&word.span));
    }
}

fn words(statement: &Statement) -> Vec<&Word> {
    let mut words = vec![&statement.keyword];
    match &statement.instruction {
        Instruction::From(from) => words.extend(std::iter::once(&from.image).chain(&from.name)),
        Instruction::Arg(list) | Instruction::Env(list) | Instruction::Label(list) => {
            words.extend(list.iter().flat_map(|pair| std::iter::once(&pair.name).chain(&pair.value)));
        }
        Instruction::Copy(copy) | Instruction::Add(copy) => {
            words.extend(copy.sources.iter().chain([&copy.destination]));
            words.extend(copy.heredocs.iter().map(|heredoc| &heredoc.body));
            words.extend(copy.flags.iter().flat_map(|flag| std::iter::once(&flag.word).chain(&flag.value)));
        }
        Instruction::Run(run) => {
            words.extend(run.heredocs.iter().map(|heredoc| &heredoc.body));
            words.extend(run.flags.iter().flat_map(|flag| std::iter::once(&flag.word).chain(&flag.value)));
        }
        Instruction::Expose(list) | Instruction::Volume(list) | Instruction::Shell(list) => words.extend(list),
        Instruction::User(word)
        | Instruction::Workdir(word)
        | Instruction::Stopsignal(word)
        | Instruction::Maintainer(word) => words.push(word),
        Instruction::Onbuild(inner) => words.extend(self::words(inner)),
        Instruction::Cmd(_) | Instruction::Entrypoint(_) | Instruction::Healthcheck(_) | Instruction::Unread => {}
    }
    words
}
