//! The words in which the tables of objects are written.

use crate::version::Version;

/// The objects of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named as in the specification")]
pub enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocumentation,
    Parameter,
    RequestBody,
    Items,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Scopes,
    OAuthFlows,
    ImplicitFlow,
    PasswordFlow,
    ClientCredentialsFlow,
    AuthorizationCodeFlow,
    DeviceAuthorizationFlow,
    SecurityRequirement,
}

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A number above zero.
    Positive,
    /// A whole number that is not negative.
    Count,
    /// One of these words, each with the version it came with.
    Words(&'static [(&'static str, Version)]),
    /// An object.
    Object(Kind),
    /// An object, or a reference to one.
    Referable(Kind),
    /// A list of these.
    List(&'static Shape),
    /// A list of these with at least one.
    NonEmpty(&'static Shape),
    /// A list of strings, each once.
    Names,
    /// Free keys to these.
    Map(&'static Shape),
    /// Component names to these.
    Named(&'static Shape),
    /// `true`, `false`, or a schema.
    SchemaOrFlag,
    /// A schema, or a list of them.
    SchemaOrSchemas,
    /// A type word, or a list of them.
    Types,
}

/// When a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// It may be left out.
    No,
    /// Always.
    Always,
    /// In versions before this one.
    Before(Version),
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its value must be.
    pub shape: Shape,
    /// The version it came with.
    pub since: Version,
    /// The version that does not have it any more.
    pub until: Option<Version>,
    /// When it must be there.
    pub required: Required,
}

/// Which keys beside its fields an object takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Paths: they begin with `/`.
    Paths,
    /// `200`, `4XX`.
    StatusCodes,
    /// Any key: names or expressions.
    Any,
}

/// An object of the specification: its fields, and what its other keys hold.
#[derive(Debug)]
pub struct Object {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Which other keys it takes, and what they hold.
    pub patterned: Option<(Keys, Shape)>,
    /// Whether `x-` fields are allowed.
    pub extensible: bool,
}

/// An optional field that every version has.
pub const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, since: Version::V2_0, until: None, required: Required::No }
}

impl Field {
    /// It must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = Required::Always;
        self
    }

    /// It must be there before a version.
    #[must_use]
    pub const fn required_before(mut self, version: Version) -> Self {
        self.required = Required::Before(version);
        self
    }

    /// It came with a version.
    #[must_use]
    pub const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }

    /// A version dropped it.
    #[must_use]
    pub const fn until(mut self, version: Version) -> Self {
        self.until = Some(version);
        self
    }

    /// Whether a version has it.
    pub fn is_in(&self, version: Version) -> bool {
        self.since <= version && self.until.is_none_or(|until| version < until)
    }

    /// Whether a version demands it.
    pub fn is_required_in(&self, version: Version) -> bool {
        match self.required {
            Required::No => false,
            Required::Always => self.is_in(version),
            Required::Before(first) => version < first,
        }
    }
}

impl Object {
    /// An object with these fields.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, patterned: None, extensible: true }
    }

    /// It also takes other keys.
    #[must_use]
    pub const fn with_keys(mut self, keys: Keys, shape: Shape) -> Self {
        self.patterned = Some((keys, shape));
        self
    }

    /// `x-` fields are no extensions here.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.extensible = false;
        self
    }

    /// The field of this name, of whatever version.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
