//! What a Role or `ClusterRole` lets somebody do.

use super::Object;
use crate::node::Node;

/// One rule of a role: verbs on resources of API groups.
#[derive(Debug, Clone, Copy)]
pub struct Permission<'m> {
    /// The mapping.
    pub node: Node<'m>,
}

impl<'m> Permission<'m> {
    /// The permissions of a role; none of anything else.
    pub fn of(role: Object<'m>) -> impl Iterator<Item = Self> {
        let is_role = role.is_any(&["Role", "ClusterRole"]);
        role.node.list("rules").filter(move |_| is_role).map(|node| Self { node })
    }

    /// Whether a list holds a word, or `*`.
    fn has(self, list: &str, word: &str) -> bool {
        self.node.list(list).filter_map(Node::text).any(|item| item == "*" || item == word)
    }

    /// Whether it lets somebody do this to this resource of a group; the core group has no name.
    pub fn grants(self, group: &str, resource: &str, verb: &str) -> bool {
        self.has("apiGroups", group) && self.has("resources", resource) && self.has("verbs", verb)
    }

    /// Whether it lets somebody do one of these things to one of these resources, each with its group.
    pub fn grants_any(self, resources: &[(&str, &str)], verbs: &[&str]) -> bool {
        resources.iter().any(|(group, resource)| verbs.iter().any(|verb| self.grants(group, resource, verb)))
    }

    /// Whether it is for everything: each verb on each resource of each group.
    pub fn is_everything(self) -> bool {
        const VERBS: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];
        let any = |list: &str| self.node.list(list).filter_map(Node::text).any(|item| item == "*");
        any("apiGroups") && any("resources") && VERBS.iter().all(|verb| self.has("verbs", verb))
    }

    /// Whether it lets somebody run programs in containers, or type into those that run.
    pub fn runs_programs(self) -> bool {
        ["pods/exec", "pods/attach"]
            .iter()
            .any(|resource| ["create", "get"].iter().any(|verb| self.grants("", resource, verb)))
    }

    /// The first `*` among its verbs, resources and groups.
    pub fn wildcard(self) -> Option<Node<'m>> {
        let lists = ["verbs", "resources", "apiGroups"].into_iter();
        lists.flat_map(|list| self.node.list(list)).find(|item| item.text() == Some("*"))
    }
}

/// Whether a role or a binding is one that clusters bring with them.
pub fn is_built_in(object: Object<'_>) -> bool {
    const ROLES: [&str; 4] = ["admin", "cluster-admin", "edit", "view"];
    let name = object.name();
    name.starts_with("system:") || name.starts_with("gce:") || ROLES.contains(&name)
}
