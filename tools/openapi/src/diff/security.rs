//! Security: what a caller must bring, and the schemes.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Severity;

use super::change::{Area, Change, Effect, Name};
use super::engine::Engine;
use super::operations::OperationPair;
use super::pairs::{Pair, PairId};
use super::site::Step;
use crate::api::Api;
use architect_document::NodeId;

/// One way to be let in: schemes with the scopes that are demanded of each. An empty one lets everybody in.
type Alternative = BTreeMap<String, BTreeSet<String>>;

fn alternatives(api: &Api, list: Option<NodeId>) -> Vec<Alternative> {
    let items = list.map_or(&[][..], |list| api.document.items(list));
    let requirement = |item: &NodeId| -> Alternative {
        let entries = api.document.entries(*item).iter();
        entries
            .map(|entry| {
                let scopes = api.document.items(entry.value).iter().filter_map(|scope| api.document.string(*scope));
                (api.document.key(entry.key).to_owned(), scopes.map(ToOwned::to_owned).collect())
            })
            .collect()
    };
    if items.is_empty() {
        return vec![Alternative::new()];
    }
    items.iter().map(requirement).collect()
}

/// Whether whoever brings what one alternative demands also has what another demands.
fn satisfies(brought: &Alternative, demanded: &Alternative) -> bool {
    demanded.iter().all(|(scheme, scopes)| brought.get(scheme).is_some_and(|own| scopes.is_subset(own)))
}

fn say(alternatives: &[Alternative]) -> String {
    let one = |alternative: &Alternative| {
        if alternative.is_empty() {
            return "nothing".to_owned();
        }
        let scheme = |(name, scopes): (&String, &BTreeSet<String>)| {
            if scopes.is_empty() {
                format!("`{name}`")
            } else {
                format!("`{name}` ({})", scopes.iter().cloned().collect::<Vec<_>>().join(", "))
            }
        };
        alternative.iter().map(scheme).collect::<Vec<_>>().join(" and ")
    };
    alternatives.iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// The fine names of changes in what is demanded.
struct Names {
    added: &'static str,
    removed: &'static str,
    scope_added: &'static str,
    scope_removed: &'static str,
}

const OWN: Names = Names {
    added: "api-security-added",
    removed: "api-security-removed",
    scope_added: "api-security-scope-added",
    scope_removed: "api-security-scope-removed",
};

const GENERAL: Names = Names {
    added: "api-global-security-added",
    removed: "api-global-security-removed",
    scope_added: "api-global-security-scope-added",
    scope_removed: "api-global-security-scope-removed",
};

/// Ways in that are held against each other; no document has so many.
const MOST_COMBINATIONS: usize = 40_000;

/// Who is refused now that was let in, and who is let in now that was refused.
fn demands(
    old: &[Alternative],
    new: &[Alternative],
    names: &Names,
    places: (Option<NodeId>, Option<NodeId>),
) -> Vec<Change> {
    let mut changes = Vec::new();
    if old == new || old.len().saturating_mul(new.len()) > MOST_COMBINATIONS {
        return changes;
    }
    let same_schemes = |one: &Alternative, others: &[Alternative]| {
        others.iter().any(|other| !one.is_empty() && one.keys().eq(other.keys()))
    };
    let refused = old.iter().find(|old| !new.iter().any(|new| satisfies(old, new)));
    let text = format!("it demands {} instead of {}", say(new), say(old));
    if let Some(refused) = refused {
        let name = if refused.is_empty() {
            names.added
        } else if same_schemes(refused, new) {
            names.scope_added
        } else {
            names.removed
        };
        let change = Change::new(Area::SecurityTightened, Name::Fixed(name), Effect::Narrower, text.clone());
        changes.push(change.graded(Severity::Error).at(places.0, places.1));
    }
    let admitted = new.iter().find(|new| !old.iter().any(|old| satisfies(new, old)));
    if let Some(admitted) = admitted {
        let name = if admitted.is_empty() {
            names.removed
        } else if same_schemes(admitted, old) {
            names.scope_removed
        } else {
            names.added
        };
        // Told once: who is refused matters more, unless everybody comes in.
        if refused.is_none() || admitted.is_empty() {
            let grade = if admitted.is_empty() { Severity::Warning } else { Severity::Info };
            let change = Change::new(Area::SecurityLoosened, Name::Fixed(name), Effect::Wider, text);
            changes.push(change.graded(grade).at(places.0, places.1));
        }
    }
    changes
}

impl Engine<'_> {
    /// What an operation demands.
    pub(super) fn security(&mut self, id: PairId, pair: &OperationPair) {
        // Whoever serves a webhook or callback is not the one whose document this is.
        if pair.base.inverted {
            return;
        }
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let own = (base.get(pair.base.node, "security"), revision.get(pair.revision.node, "security"));
        let general =
            (base.get(base.document.root(), "security"), revision.get(revision.document.root(), "security"));
        let effective = (own.0.or(general.0), own.1.or(general.1));
        let (old, new) = (alternatives(base, effective.0), alternatives(revision, effective.1));
        if own == (None, None) {
            self.pairs.lead(id, Pair::Security(general.0, general.1), Step::Same);
        } else {
            let places = (effective.0.or(Some(pair.base.node)), effective.1.or(Some(pair.revision.node)));
            for change in demands(&old, &new, &OWN, places) {
                self.pairs.change(id, change);
            }
        }
        let schemes: BTreeSet<String> = old.into_iter().chain(new).flat_map(BTreeMap::into_keys).collect();
        for name in schemes {
            if let (Some(old), Some(new)) = (scheme(base, &name), scheme(revision, &name)) {
                self.pairs.lead(id, Pair::Scheme(old, new), Step::Same);
            }
        }
    }

    /// What the documents demand for operations that say nothing.
    pub(super) fn general_security(&mut self, id: PairId, base: Option<NodeId>, revision: Option<NodeId>) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let (old, new) = (alternatives(base_api, base), alternatives(revision_api, revision));
        let root = |api: &Api| Some(api.document.root());
        let places = (base.or(root(base_api)), revision.or(root(revision_api)));
        for change in demands(&old, &new, &GENERAL, places) {
            self.pairs.change(id, change);
        }
    }

    /// The schemes, by their names.
    pub(super) fn schemes(&mut self, id: PairId) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        for entry in base.security_schemes() {
            let name = base.document.key(entry.key);
            match (base.follow(entry.value), scheme(revision, name)) {
                (Some(old), Some(new)) => self.pairs.lead(id, Pair::Scheme(old, new), Step::Same),
                (Some(_), None) => {
                    let text = format!("the security scheme `{name}` is gone");
                    let name = Name::Fixed("api-security-component-removed");
                    let change = Change::new(Area::SecurityScheme, name, Effect::Annotation, text);
                    self.pairs.change(id, change.at(Some(entry.value), None));
                }
                (None, _) => {}
            }
        }
        for entry in revision.security_schemes() {
            let name = revision.document.key(entry.key);
            if scheme(base, name).is_none() {
                let text = format!("the security scheme `{name}` is new");
                let name = Name::Fixed("api-security-component-added");
                let change = Change::new(Area::SecurityScheme, name, Effect::Annotation, text);
                self.pairs.change(id, change.at(None, Some(entry.value)));
            }
        }
    }

    /// A scheme of both documents.
    pub(super) fn scheme(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let text = |api: &Api, node: NodeId, key: &str| {
            // What 2.0 calls `basic` is a scheme of HTTP.
            match (api.document.get_string(node, "type"), key) {
                (Some("basic"), "type") => Some("http".to_owned()),
                (Some("basic"), "scheme") => Some("basic".to_owned()),
                _ => api.document.get_string(node, key).map(ToOwned::to_owned),
            }
        };
        for key in ["type", "in", "name", "scheme"] {
            let (old, new) = (text(base_api, base, key), text(revision_api, revision, key));
            let differs = match (&old, &new) {
                // Names of headers and of HTTP's schemes have no case.
                (Some(old), Some(new)) => !old.eq_ignore_ascii_case(new),
                _ => old != new,
            };
            if differs {
                let say =
                    |word: Option<String>| word.map_or_else(|| "nothing".to_owned(), |word| format!("`{word}`"));
                let text = format!("`{key}` of the security scheme went from {} to {}", say(old), say(new));
                let name = Name::Fixed("api-security-component-type-changed");
                let change = Change::new(Area::SecurityScheme, name, Effect::Mixed, text).graded(Severity::Error);
                let places =
                    (base_api.get(base, key).or(Some(base)), revision_api.get(revision, key).or(Some(revision)));
                self.pairs.change(id, change.at(places.0, places.1));
            }
        }
        self.address(id, (base, revision), "openIdConnectUrl", "api-security-component-oauth-url-changed");
        let flows = |api: &Api, node: NodeId| -> Vec<(String, NodeId)> {
            // In 2.0 the scheme is its only flow, under another name.
            match api.document.get_string(node, "flow") {
                Some("application") => return vec![("clientCredentials".to_owned(), node)],
                Some("accessCode") => return vec![("authorizationCode".to_owned(), node)],
                Some(flow) => return vec![(flow.to_owned(), node)],
                None => {}
            }
            let entries = api.get(node, "flows").map_or(&[][..], |map| api.document.entries(map)).iter();
            entries.map(|entry| (api.document.key(entry.key).to_owned(), entry.value)).collect()
        };
        let old = flows(base_api, base);
        let new: BTreeMap<String, NodeId> = flows(revision_api, revision).into_iter().collect();
        for (name, place) in &old {
            let Some(other) = new.get(name) else {
                let text = format!("the flow `{name}` is gone");
                let name = Name::Fixed("api-security-component-oauth-flow-removed");
                let change = Change::new(Area::SecurityScheme, name, Effect::Mixed, text).graded(Severity::Error);
                self.pairs.change(id, change.at(Some(*place), Some(revision)));
                continue;
            };
            let both = (*place, *other);
            self.address(id, both, "authorizationUrl", "api-security-component-oauth-url-changed");
            self.address(id, both, "tokenUrl", "api-security-component-oauth-token-url-changed");
            self.address(id, both, "refreshUrl", "api-security-component-oauth-token-url-changed");
            self.scopes(id, both);
        }
    }

    fn address(&mut self, id: PairId, (base, revision): (NodeId, NodeId), key: &str, name: &'static str) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let (old, new) = (base_api.get(base, key), revision_api.get(revision, key));
        let text = |api: &Api, node: Option<NodeId>| {
            node.and_then(|node| api.document.string(node)).unwrap_or_default().to_owned()
        };
        let (old_text, new_text) = (text(base_api, old), text(revision_api, new));
        if old_text != new_text {
            let text = format!("`{key}` went from `{old_text}` to `{new_text}`");
            let change = Change::new(Area::SecurityScheme, Name::Fixed(name), Effect::Mixed, text);
            let places = (old.or(Some(base)), new.or(Some(revision)));
            self.pairs.change(id, change.graded(Severity::Warning).at(places.0, places.1));
        }
    }

    fn scopes(&mut self, id: PairId, (base, revision): (NodeId, NodeId)) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let of = |api: &Api, node: NodeId| -> BTreeMap<String, (String, NodeId)> {
            let entries = api.get(node, "scopes").map_or(&[][..], |map| api.document.entries(map)).iter();
            let entry = |entry: &architect_document::Entry| {
                let text = api.document.string(entry.value).unwrap_or_default().to_owned();
                (api.document.key(entry.key).to_owned(), (text, entry.value))
            };
            entries.map(entry).collect()
        };
        let (old, new) = (of(base_api, base), of(revision_api, revision));
        let mut push = |name: &'static str, grade: Severity, text: String, places: (NodeId, NodeId)| {
            let change = Change::new(Area::SecurityScheme, Name::Fixed(name), Effect::Annotation, text);
            self.pairs.change(id, change.graded(grade).at(Some(places.0), Some(places.1)));
        };
        for (scope, (text, place)) in &old {
            match new.get(scope) {
                None => {
                    let text = format!("the scope `{scope}` is gone");
                    let name = "api-security-component-oauth-scope-removed";
                    push(name, Severity::Warning, text, (*place, revision));
                }
                Some((other, node)) if other != text => {
                    let text = format!("the scope `{scope}` is described otherwise");
                    push("api-security-component-oauth-scope-changed", Severity::Info, text, (*place, *node));
                }
                Some(_) => {}
            }
        }
        for (scope, (_, place)) in &new {
            if !old.contains_key(scope) {
                let text = format!("the scope `{scope}` is new");
                push("api-security-component-oauth-scope-added", Severity::Info, text, (base, *place));
            }
        }
    }
}

fn scheme(api: &Api, name: &str) -> Option<NodeId> {
    api.follow(api.get(api.section("securitySchemes")?, name)?)
}
