//! What bash knows and `sh` does not.
//!
//! Each is told with the number that `ShellCheck` gives it, since people know those from their ignore comments. What
//! dash and the ash of `BusyBox` know all the same is none for them.

use super::ast::{Arithmetic, Command, CommandKind, Part, Place, RedirectionOperator, Simple, Word};
use super::walk::{Node, walk};
use super::{Dialect, Script};

/// Something that the script's shell does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bashism {
    /// The number in `ShellCheck`.
    pub number: u16,
    /// Where.
    pub place: Place,
    /// What it is, as a noun.
    pub what: String,
    /// What to write instead.
    pub instead: &'static str,
}

/// All of them in a script, in order. None in one for bash or another rich shell.
pub fn bashisms(script: &Script) -> Vec<Bashism> {
    if !matches!(script.dialect, Dialect::Posix | Dialect::Dash | Dialect::Busybox) {
        return Vec::new();
    }
    let mut finder = Finder { script, found: Vec::new() };
    walk(script, &mut |node| finder.node(node));
    finder.found.sort_by_key(|found| (found.place.start, found.number));
    finder.found
}

struct Finder<'s> {
    script: &'s Script,
    found: Vec<Bashism>,
}

const RUN_BASH: &str = "Run it in bash: `SHELL [\"/bin/bash\", \"-c\"]`.";

impl<'s> Finder<'s> {
    fn add(&mut self, number: u16, place: &Place, what: impl Into<String>, instead: &'static str) {
        self.found.push(Bashism { number, place: place.clone(), what: what.into(), instead });
    }

    /// What `BusyBox` knows too.
    fn add_unless_busybox(&mut self, number: u16, place: &Place, what: impl Into<String>, instead: &'static str) {
        if self.script.dialect != Dialect::Busybox {
            self.add(number, place, what, instead);
        }
    }

    fn node(&mut self, node: Node<'s>) {
        match node {
            Node::Command(command) => self.command(command),
            Node::Assignment(assignment) => {
                let sign = assignment.place.start..assignment.value.place.start;
                if assignment.index.is_some() {
                    self.add(3030, &sign, "an array", RUN_BASH);
                } else if assignment.append {
                    self.add(3024, &sign, "`+=`", "Write `name=\"${name}more\"`.");
                }
            }
            Node::Word(word, role) if role.splits() => self.braces(word),
            Node::Redirection(redirection) => match redirection.operator {
                RedirectionOperator::OutputAndError => self.add_unless_busybox(
                    3020,
                    &redirection.operator_place,
                    "`&>`, which here starts the command in the background",
                    "Write `> file 2>&1`.",
                ),
                RedirectionOperator::HereString => {
                    self.add_unless_busybox(
                        3011,
                        &redirection.operator_place,
                        "`<<<`",
                        "Feed it with `printf … |` or a here-document.",
                    );
                }
                _ => {}
            },
            Node::Part(part, around) => self.part(part, around.quoted),
            _ => {}
        }
    }

    fn command(&mut self, command: &'s Command) {
        match &command.kind {
            CommandKind::Test(_) => {
                let place = command.place.start..command.place.start + 2;
                self.add_unless_busybox(3010, &place, "`[[ ]]`", "Write `[ ]`, with quoted operands.");
            }
            CommandKind::Arithmetic(arithmetic) => {
                self.add(3006, &arithmetic.place, "`((…))`", "Write `[ \"$((…))\" -ne 0 ]`.");
            }
            CommandKind::ArithmeticFor(repeated) => {
                self.add(3005, &repeated.header.place, "`for ((…))`", "Use `seq` or `while`.");
            }
            CommandKind::For(repeated) if repeated.select => {
                let place = command.place.start..command.place.start + "select".len();
                self.add(3008, &place, "`select`", RUN_BASH);
            }
            CommandKind::Function(function) => {
                if let Some(keyword) = &function.keyword {
                    self.add_unless_busybox(2112, keyword, "`function`", "Write `name() { …; }`.");
                }
            }
            CommandKind::Simple(simple) => self.simple(simple),
            _ => {}
        }
    }

    fn simple(&mut self, simple: &'s Simple) {
        let Some(first) = simple.words.first() else { return };
        let Some(name) = first.bare() else { return };
        let arguments = simple.arguments();
        let option = |letters: &str| {
            let flags = arguments.iter().map_while(Word::bare).take_while(|word| word.starts_with('-'));
            flags.into_iter().any(|flag| flag.len() > 1 && flag.contains(|c| letters.contains(c)))
        };
        match name {
            "source" => self.add_unless_busybox(3046, &first.place, "`source`", "Write `. ./file`."),
            "echo" => {
                let flag = arguments.first().filter(|word| {
                    word.bare().is_some_and(|flag| {
                        flag.len() > 1
                            && flag.strip_prefix('-').is_some_and(|letters| {
                                letters.chars().all(|c| "neE".contains(c)) && letters.contains(['e', 'E'])
                            })
                    })
                });
                if let Some(flag) = flag {
                    let what = format!("`echo {}`, which here prints `{0}`", self.script.slice(&flag.place));
                    self.add_unless_busybox(3037, &flag.place, what, "Use `printf`.");
                }
            }
            "declare" | "typeset" | "pushd" | "popd" | "dirs" | "shopt" | "mapfile" | "readarray" | "disown"
            | "compgen" => {
                self.add(3044, &first.place, format!("`{name}`"), RUN_BASH);
            }
            "let" => self.add_unless_busybox(3039, &first.place, "`let`", "Write `name=$((…))`."),
            "local" if arguments.iter().any(|word| word.bare().is_some_and(|flag| flag.starts_with('-'))) => {
                self.add(3045, &first.place, "`local` with options", RUN_BASH);
            }
            "read" if option("adnNtuis") => {
                self.add_unless_busybox(3045, &first.place, "`read` with options other than `-r` and `-p`", RUN_BASH);
            }
            "printf" if arguments.first().is_some_and(|word| word.is("-v")) => {
                self.add(3045, &first.place, "`printf -v`", "Write `name=$(printf …)`.");
            }
            "export" if option("f") => {
                self.add(3045, &first.place, "`export` with options", RUN_BASH);
            }
            "set" => self.set(arguments),
            "[" | "test" => self.test(arguments),
            "trap" => {
                if let Some(signal) =
                    arguments.iter().skip(1).find(|word| matches!(word.bare(), Some("ERR" | "DEBUG" | "RETURN")))
                {
                    self.add(3047, &signal.place, "a trap for ERR, DEBUG or RETURN", RUN_BASH);
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, arguments: &'s [Word]) {
        for pair in arguments.windows(2) {
            let [option, name] = pair else { continue };
            let long = option.bare().is_some_and(|text| text.starts_with('-') && text.ends_with('o'));
            if long && name.is("pipefail") {
                self.add_unless_busybox(3040, &name.place, "`set -o pipefail`", RUN_BASH);
            } else if long && matches!(name.bare(), Some("errtrace" | "functrace" | "posix" | "physical")) {
                self.add(3040, &name.place, format!("`set -o {}`", self.script.slice(&name.place)), RUN_BASH);
            }
        }
        let flags = arguments.iter().find(|word| {
            word.bare()
                .is_some_and(|flags| flags.len() > 1 && flags.starts_with(['-', '+']) && flags.contains(['E', 'T']))
        });
        if let Some(flags) = flags {
            self.add(3041, &flags.place, "`set -E` and `set -T`", RUN_BASH);
        }
    }

    fn test(&mut self, arguments: &'s [Word]) {
        for word in arguments {
            match word.bare() {
                Some("==") => self.add_unless_busybox(3014, &word.place, "`==` in `[ ]`", "Write `=`."),
                Some("=~") => {
                    self.add_unless_busybox(3015, &word.place, "`=~` in `[ ]`", "Use `expr`, `grep -E` or `case`.");
                }
                Some("-v") if arguments.len() <= 3 => {
                    self.add(3016, &word.place, "`-v` in `[ ]`", "Write `[ -n \"${name+set}\" ]`.");
                }
                _ => {}
            }
        }
    }

    /// `{a,b}` and `{1..3}`.
    fn braces(&mut self, word: &'s Word) {
        for part in &word.parts {
            let Part::Literal(text, place) = part else { continue };
            let Some(open) = text.find('{') else { continue };
            let Some(length) = text.get(open..).and_then(|rest| rest.find('}')) else { continue };
            let inner = text.get(open + 1..open + length).unwrap_or_default();
            let range = inner.split_once("..").is_some_and(|(from, to)| !from.is_empty() && !to.is_empty());
            if (inner.contains(',') || range) && !inner.contains('{') && place.len() == text.len() {
                let place = place.start + open..place.start + open + length + 1;
                self.add(3009, &place, format!("the list in braces `{{{}}}`", shown(inner)), "Write the words out.");
            }
        }
    }

    fn part(&mut self, part: &'s Part, quoted: bool) {
        match part {
            Part::Array(_, place) => {
                let place = place.start..place.start + 1;
                self.add(3030, &place, "an array", RUN_BASH);
            }
            Part::Process(inner) => {
                let place = inner.place.start..inner.place.start + 2;
                self.add_unless_busybox(3001, &place, "`<(…)`", "Use a pipe or a file.");
            }
            Part::Ansi(_, place) if !quoted => {
                let place = place.start..place.start + 2;
                self.add_unless_busybox(3003, &place, "`$'…'`", "Use `printf`.");
            }
            Part::Double(_, place) if self.script.slice(place).starts_with('$') => {
                let place = place.start..place.start + 2;
                self.add(3004, &place, "`$\"…\"`", "Leave the `$` out.");
            }
            Part::Arithmetic(arithmetic) => self.arithmetic(arithmetic),
            Part::Parameter(parameter) => {
                let place = &parameter.place;
                let name = parameter.name.as_str();
                let lists = matches!(name, "@" | "*");
                if parameter.indirect {
                    self.add(3053, place, "`${!name}`", "Use `eval` with care, or `case`.");
                } else if parameter.index.is_some() {
                    self.add(3054, place, "an array", RUN_BASH);
                } else if matches!(parameter.operator.as_str(), "^" | "^^" | "," | ",,") {
                    self.add(3059, place, "`${name^^}` and its like", "Use `tr`.");
                } else if parameter.operator.starts_with('/') {
                    self.add_unless_busybox(3060, place, "`${name/old/new}`", "Use `sed`.");
                } else if parameter.operator == ":" && !lists && !parameter.argument.is_empty() {
                    self.add_unless_busybox(3057, place, "`${name:from:length}`", "Use `cut -c` or `${name#…}`.");
                } else if parameter.operator == ":" && lists {
                    self.add(3057, place, "`${@:from}`", "Use `shift`.");
                } else if parameter.operator == "@" {
                    self.add(3057, place, "`${name@…}`", RUN_BASH);
                } else {
                    self.special(name, place);
                }
            }
            _ => {}
        }
    }

    /// Variables that only bash sets. One that the script or the Dockerfile sets is the caller's to leave out.
    fn special(&mut self, name: &str, place: &Place) {
        const BASH: [&str; 18] = [
            "RANDOM",
            "SECONDS",
            "UID",
            "EUID",
            "BASH_SOURCE",
            "BASH_VERSION",
            "BASH_VERSINFO",
            "BASHPID",
            "BASH_REMATCH",
            "DIRSTACK",
            "FUNCNAME",
            "GROUPS",
            "HOSTTYPE",
            "MACHTYPE",
            "OSTYPE",
            "PIPESTATUS",
            "SHLVL",
            "EPOCHSECONDS",
        ];
        if BASH.contains(&name) && !(self.script.dialect == Dialect::Busybox && matches!(name, "RANDOM" | "SHLVL")) {
            self.add(3028, place, format!("`${name}`"), RUN_BASH);
        }
    }

    fn arithmetic(&mut self, arithmetic: &Arithmetic) {
        if self.script.slice(&arithmetic.place).starts_with("$[") {
            self.add_unless_busybox(3007, &arithmetic.place, "`$[…]`", "Write `$((…))`.");
        }
        let text = arithmetic.parts.iter().filter_map(|part| match part {
            Part::Literal(text, _) => Some(text.as_str()),
            _ => None,
        });
        let text: String = text.collect();
        if text.contains("++") || text.contains("--") {
            self.add_unless_busybox(3018, &arithmetic.place, "`++` and `--`", "Write `+ 1` and `- 1`.");
        } else if text.contains("**") {
            self.add_unless_busybox(3019, &arithmetic.place, "`**`", "Multiply.");
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().take(30).collect()
}
