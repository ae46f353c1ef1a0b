//! Labels, and the selectors that choose by them.

use crate::node::{Field, Node};

/// The labels of an object or of pods.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'m> {
    node: Option<Node<'m>>,
}

impl<'m> Labels<'m> {
    /// The labels of a mapping.
    pub fn new(node: Option<Node<'m>>) -> Self {
        Self { node }
    }

    /// The value of a label.
    pub fn get(self, key: &str) -> Option<&'m str> {
        self.node?.get_text(key)
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = Field<'m>> {
        self.node.into_iter().flat_map(Node::entries)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// The mapping.
    pub fn node(self) -> Option<Node<'m>> {
        self.node
    }

    /// Whether something of them is filled in later, so that nothing can be said for sure.
    pub fn is_open(self) -> bool {
        self.iter().any(|label| label.value.is_filled_in_later() || crate::node::is_filled_in_later(label.key))
    }
}

/// A selector: a plain mapping, as of services, or `matchLabels` and `matchExpressions`.
#[derive(Debug, Clone, Copy)]
pub enum Selector<'m> {
    /// Labels that must all be there.
    Plain(Node<'m>),
    /// `matchLabels` and `matchExpressions`.
    Full(Node<'m>),
}

impl<'m> Selector<'m> {
    /// The labels that must be there.
    pub fn labels(self) -> Labels<'m> {
        match self {
            Self::Plain(node) => Labels::new(Some(node)),
            Self::Full(node) => Labels::new(node.get("matchLabels")),
        }
    }

    fn expressions(self) -> impl Iterator<Item = Node<'m>> {
        let node = match self {
            Self::Plain(_) => None,
            Self::Full(node) => Some(node),
        };
        node.into_iter().flat_map(|node| node.list("matchExpressions"))
    }

    /// Whether it asks for nothing.
    pub fn is_empty(self) -> bool {
        self.labels().is_empty() && self.expressions().next().is_none()
    }

    /// Whether something of it is filled in later.
    pub fn is_open(self) -> bool {
        self.labels().is_open()
    }

    /// Whether it chooses what has these labels. What is filled in later counts as fitting.
    pub fn matches(self, labels: Labels<'_>) -> bool {
        if self.is_open() || labels.is_open() {
            return true;
        }
        let fits = |field: Field<'_>| labels.get(field.key) == Some(field.value.text().unwrap_or_default());
        self.labels().iter().all(fits) && self.expressions().all(|expression| holds(expression, labels))
    }

    /// The labels that it asks for and that are not so, each with what is there instead.
    pub fn misses(self, labels: Labels<'m>) -> Vec<(Field<'m>, Option<&'m str>)> {
        if self.is_open() || labels.is_open() {
            return Vec::new();
        }
        let there = |field: Field<'m>| (field, labels.get(field.key));
        self.labels()
            .iter()
            .map(there)
            .filter(|(field, there)| *there != Some(field.value.text().unwrap_or_default()))
            .collect()
    }
}

fn holds(expression: Node<'_>, labels: Labels<'_>) -> bool {
    let value = labels.get(expression.get_text("key").unwrap_or_default());
    let mut values = expression.list("values").filter_map(Node::text);
    match expression.get_string("operator") {
        Some("In") => value.is_some_and(|value| values.any(|one| one == value)),
        Some("NotIn") => value.is_none_or(|value| values.all(|one| one != value)),
        Some("Exists") => value.is_some(),
        Some("DoesNotExist") => value.is_none(),
        // What is no operator is the schema's business.
        _ => true,
    }
}
