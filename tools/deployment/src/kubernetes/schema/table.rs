//! The fields of every kind of Kubernetes, in every release that is known.
//!
//! `data/kubernetes.schemas` is made by `tests/kubernetes-schemas` and holds lines, compressed:
//!
//! * `+ apps/v1 Deployment @64` is a kind and the number of its definition;
//! * `= Container` begins a definition, the first of which has the number 0; its fields follow;
//! * `ports [@170` is a field and its type: `s` a string, `i` an integer, `n` a number, `b` a boolean, `t` a time, `y`
//!   bytes in base 64, `q` a quantity, `x` an integer or a string, `*` anything, `[` a list of, `{` a map of, `@` the
//!   definition of a number. A `!` behind it says that the field must be there. A definition that is no mapping has
//!   its own type under the name `-`.
//! * `33-36` at the end of a line names the first and the last release for which it holds; without it, all.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::super::Release;

static PACKED: &[u8] = include_bytes!("../../../data/kubernetes.schemas");
static TEXT: OnceLock<String> = OnceLock::new();
static TABLE: OnceLock<Table> = OnceLock::new();

/// All kinds and definitions.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// By API version and kind.
    kinds: BTreeMap<&'static str, BTreeMap<&'static str, Vec<Kind>>>,
    definitions: Vec<Definition>,
}

/// A kind in some releases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) definition: usize,
    pub(crate) since: Release,
    pub(crate) until: Release,
}

impl Kind {
    /// Whether a release has it.
    pub(crate) fn is_in(self, release: Release) -> bool {
        (self.since..=self.until).contains(&release)
    }
}

/// The fields of a mapping.
#[derive(Debug)]
pub(crate) struct Definition {
    /// `Container`.
    pub(crate) name: &'static str,
    fields: BTreeMap<&'static str, Vec<Field>>,
}

/// A field in some releases.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) kind: Type,
    pub(crate) required: bool,
    since: Release,
    until: Release,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Integer,
    Number,
    Boolean,
    Time,
    Bytes,
    Quantity,
    IntegerOrString,
    Anything,
    List(Box<Self>),
    Map(Box<Self>),
    Definition(usize),
}

/// The table, read when it is first asked for.
pub(crate) fn table() -> &'static Table {
    TABLE.get_or_init(|| {
        let text = TEXT.get_or_init(|| {
            let bytes = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
            String::from_utf8(bytes).unwrap_or_default()
        });
        Table::read(text)
    })
}

impl Table {
    fn read(text: &'static str) -> Self {
        let mut table = Self::default();
        for line in text.lines() {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("+"), Some(api), Some(kind), Some(number)) => {
                    let (since, until) = releases(words.next());
                    let definition = number.trim_start_matches('@').parse().unwrap_or(usize::MAX);
                    table.kinds.entry(api).or_default().entry(kind).or_default().push(Kind {
                        definition,
                        since,
                        until,
                    });
                }
                (Some("="), Some(name), ..) => table.definitions.push(Definition { name, fields: BTreeMap::new() }),
                (Some(name), Some(word), marks, _) => {
                    let (since, until) = releases(marks);
                    let (word, required) = word.strip_suffix('!').map_or((word, false), |word| (word, true));
                    let field = Field { kind: type_of(word), required, since, until };
                    if let Some(definition) = table.definitions.last_mut() {
                        definition.fields.entry(name).or_default().push(field);
                    }
                }
                _ => {}
            }
        }
        table
    }

    /// The releases of a kind in one version of its group.
    pub(crate) fn kind(&self, api: &str, kind: &str) -> &[Kind] {
        self.kinds.get(api).and_then(|kinds| kinds.get(kind)).map_or(&[], Vec::as_slice)
    }

    /// All kinds: API version, kind, releases.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str, &[Kind])> {
        let all = self.kinds.iter();
        all.flat_map(|(api, kinds)| kinds.iter().map(|(kind, releases)| (*api, *kind, releases.as_slice())))
    }

    /// The definition of a number.
    pub(crate) fn definition(&self, number: usize) -> Option<&Definition> {
        self.definitions.get(number)
    }
}

impl Definition {
    /// A field as a release has it.
    pub(crate) fn field(&self, name: &str, release: Release) -> Option<&Field> {
        self.fields.get(name)?.iter().find(|field| (field.since..=field.until).contains(&release))
    }

    /// The first and the last release that has a field of this name.
    pub(crate) fn releases_of(&self, name: &str) -> Option<(Release, Release)> {
        let fields = self.fields.get(name)?;
        Some((fields.iter().map(|field| field.since).min()?, fields.iter().map(|field| field.until).max()?))
    }

    /// The fields that a release has.
    pub(crate) fn fields(&self, release: Release) -> impl Iterator<Item = (&'static str, &Field)> {
        let of_release = move |field: &&Field| (field.since..=field.until).contains(&release);
        self.fields.iter().filter_map(move |(name, fields)| Some((*name, fields.iter().find(of_release)?)))
    }

    /// Its own type, when it is no mapping.
    pub(crate) fn alone(&self, release: Release) -> Option<&Type> {
        self.field("-", release).map(|field| &field.kind)
    }
}

fn releases(mark: Option<&str>) -> (Release, Release) {
    let read = |text: &str| text.parse().ok().map(Release::of_minor);
    mark.and_then(|mark| mark.split_once('-'))
        .and_then(|(since, until)| Some((read(since)?, read(until)?)))
        .unwrap_or((Release::OLDEST, Release::NEWEST))
}

/// The table is ours: what is no type of it is anything.
fn type_of(word: &str) -> Type {
    match word.split_at_checked(1) {
        Some(("[", of)) => Type::List(Box::new(type_of(of))),
        Some(("{", of)) => Type::Map(Box::new(type_of(of))),
        Some(("@", number)) => number.parse().map_or(Type::Anything, Type::Definition),
        Some(("s", _)) => Type::String,
        Some(("i", _)) => Type::Integer,
        Some(("n", _)) => Type::Number,
        Some(("b", _)) => Type::Boolean,
        Some(("t", _)) => Type::Time,
        Some(("y", _)) => Type::Bytes,
        Some(("q", _)) => Type::Quantity,
        Some(("x", _)) => Type::IntegerOrString,
        _ => Type::Anything,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_kinds_and_what_differs_between_releases() {
        let table = table();
        let deployment = table.kind("apps/v1", "Deployment").first().expect("it is there");
        let definition = table.definition(deployment.definition).expect("it is there");
        assert_eq!(definition.name, "Deployment");

        let container =
            table.definitions.iter().find(|definition| definition.name == "Container").expect("it is there");
        let (old, new) = (Release::OLDEST, Release::NEWEST);
        assert_eq!(
            container.field("name", new).map(|field| (&field.kind, field.required)),
            Some((&Type::String, true))
        );
        assert!(container.field("restartPolicyRules", old).is_none());
        assert!(container.field("restartPolicyRules", new).is_some());
        assert_eq!(container.releases_of("restartPolicyRules"), Some((Release::of_minor(34), new)));
    }
}
