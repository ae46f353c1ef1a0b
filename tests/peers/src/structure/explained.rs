//! Where the product and the official schemas may disagree, and why.

use std::fmt::Write as _;

use architect_openapi::structure::shape::Kind;
use architect_openapi::version::Version;

use super::mutate::Change;
use super::official::Theirs;
use super::ours::Ours;

/// A document that both have seen.
pub(super) struct Case<'a> {
    pub(super) version: Version,
    pub(super) change: Option<&'a Change>,
    /// Errors of the product.
    pub(super) ours: Vec<Ours>,
    /// What it reports below an error.
    pub(super) milder: Vec<Ours>,
    pub(super) theirs: Vec<Theirs>,
}

/// How a case stands.
pub(super) enum Verdict {
    Agree,
    Explained(&'static str),
    Unexplained,
}

/// Why the product may refuse what the schema takes: every error of the product must be one of these.
struct Stricter {
    why: &'static str,
    holds: fn(&Case<'_>, &Ours) -> bool,
}

/// Why the schema may refuse what the product takes. One of its errors must be one of these, not all: where alternatives
/// failed, it also names what the alternatives that were not meant miss.
struct Laxer {
    why: &'static str,
    holds: fn(&Case<'_>, &Theirs) -> bool,
}

const STRICTER: &[Stricter] = &[
    Stricter {
        why: "references are followed, which a schema cannot do",
        holds: |_, error| {
            matches!(&*error.rule, "unresolved-reference" | "wrong-reference-target" | "endless-reference")
        },
    },
    Stricter {
        why: "2.0, by the text: an Items Object needs a `type`, and OAuth 2.0 needs `scopes`",
        holds: |case, error| {
            case.version == Version::V2_0
                && error.rule == "missing-field"
                && (error.message.starts_with("the Items Object has no `type`")
                    || error.message.contains("has no `scopes`"))
        },
    },
    Stricter {
        why: "by the text of 2.0 and 3.0: an array needs `items`",
        holds: |case, error| case.version <= Version::V3_0 && error.rule == "array-without-items",
    },
    Stricter {
        why: "2.0: draft 4 asks for a value in `enum`; its later schema does not",
        holds: |case, error| case.version == Version::V2_0 && error.message == "`enum` must hold at least one item",
    },
    Stricter {
        why: "by the text: a link names its operation",
        holds: |_, error| error.message.starts_with("the Link Object has none of"),
    },
    Stricter {
        why: "by the text: `value` and `externalValue` exclude each other",
        holds: |_, error| error.message.starts_with("the Example Object has both `value` and `externalValue`"),
    },
    Stricter {
        why: "the names of headers are tokens of HTTP",
        holds: |_, error| error.message.contains("cannot be the name of a header"),
    },
    Stricter {
        why: "the name of a parameter in a path stands between braces",
        holds: |_, error| error.message == "`name` has a brace, which a name in a path cannot have",
    },
    Stricter {
        why: "3.0, by the text: names of components are of letters, digits, `.`, `-` and `_`",
        holds: |case, error| {
            case.version == Version::V3_0 && error.message.contains("cannot be the name of a component")
        },
    },
    Stricter {
        why: "the schemas leave the fields of the base vocabulary (discriminator, xml, externalDocs) alone",
        holds: |case, error| {
            let objects = ["Discriminator Object", "XML Object", "External Documentation Object"];
            let within = ["/discriminator", "/xml", "/externalDocs"];
            let named = objects.iter().any(|name| error.message.contains(name))
                || within.iter().any(|part| error.subject.contains(part));
            named && (case.version >= Version::V3_1 || error.message.contains("Discriminator"))
        },
    },
    Stricter {
        why: "3.2, by the text: a parameter in `querystring` is the whole query, also where a path and an operation share it",
        holds: |_, error| error.rule == "shared-query",
    },
    Stricter {
        why: "3.1, by the text: `example` and `examples` exclude each other",
        holds: |_, error| error.message.ends_with("both `example` and `examples`, which exclude each other"),
    },
    Stricter {
        why: "by the text: tags and parameters stand once",
        holds: |_, error| matches!(&*error.rule, "duplicate-tag" | "duplicate-parameter"),
    },
];

const LAXER: &[Laxer] = &[
    Laxer {
        why: "by the text: the parameters of a link are of any type",
        holds: |case, error| {
            case.version >= Version::V3_1 && error.path.contains("/links/") && error.path.contains("/parameters/")
        },
    },
    Laxer {
        why: "by the text: an `x-` in a callback is an extension",
        holds: |case, error| case.version >= Version::V3_1 && error.path.contains("/x-"),
    },
    Laxer {
        why: "by the text: a Path Item has fields beside its own `$ref`, among webhooks and components too",
        holds: |case, error| {
            let places = ["/webhooks/", "/pathItems/", "/callbacks/"];
            case.version >= Version::V3_1
                && case.change.is_some_and(|change| change.kind == Kind::PathItem)
                && error.keyword == "unevaluatedProperties"
                && places.iter().any(|place| error.path.contains(place))
        },
    },
    Laxer {
        why: "3.1: the schema calls the `server` of a link `body` by mistake",
        holds: |case, error| case.version == Version::V3_1 && error.message.contains("('server' was unexpected)"),
    },
    Laxer {
        why: "a reference where none is allowed is a warning, because bundlers resolve it",
        holds: |case, error| case.warns("misplaced-reference", error),
    },
    Laxer {
        why: "fields beside a reference are a warning, because readers ignore them",
        holds: |case, error| case.warns("reference-siblings", error),
    },
    Laxer {
        why: "2.0, by the text: an `x-` among the scopes is an extension",
        holds: |case, error| {
            let change = case.change.is_some_and(|change| change.kind == Kind::Scopes);
            case.version == Version::V2_0 && (change || error.path.contains("/scopes/x-"))
        },
    },
    Laxer {
        why: "a requirement, a scope or a value of `enum` that stands twice changes nothing; lints tell of it",
        holds: |_, error| {
            error.keyword == "uniqueItems" && ["/security", "/enum"].iter().any(|part| error.path.contains(part))
        },
    },
];

/// How the two stand to each other.
pub(super) fn judge(case: &Case<'_>) -> Verdict {
    match (case.ours.is_empty(), case.theirs.is_empty()) {
        (true, true) | (false, false) => Verdict::Agree,
        (false, true) => {
            let mut first = None;
            for error in &case.ours {
                let Some(reason) = STRICTER.iter().find(|reason| (reason.holds)(case, error)) else {
                    return Verdict::Unexplained;
                };
                first.get_or_insert(reason.why);
            }
            first.map_or(Verdict::Unexplained, Verdict::Explained)
        }
        (true, false) => {
            let reasons = case
                .theirs
                .iter()
                .filter_map(|error| LAXER.iter().find(|reason| (reason.holds)(case, error)).map(|reason| reason.why));
            reasons.into_iter().next().map_or(Verdict::Unexplained, Verdict::Explained)
        }
    }
}

impl Case<'_> {
    /// Whether the product has a milder finding of a rule where the schema has its error, or around or within that.
    fn warns(&self, rule: &str, error: &Theirs) -> bool {
        self.milder.iter().any(|finding| {
            let at = finding.subject.trim_start_matches('#').trim_end_matches("/$ref");
            finding.rule == rule && (at.starts_with(&*error.path) || error.path.starts_with(at))
        })
    }

    /// The errors of the side that refuses.
    pub(super) fn text(&self) -> String {
        // Writing to a string cannot fail.
        let mut text = String::new();
        for error in self.ours.iter().take(3) {
            let _ = write!(text, "\n    ours   {} {}: {}", error.subject, error.rule, error.message);
        }
        for error in self.theirs.iter().take(4) {
            let _ = write!(text, "\n    theirs {} {}: {}", error.path, error.keyword, error.message);
        }
        text
    }
}
