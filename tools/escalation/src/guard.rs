//! Why a match is no evidence. Each guard has a name, and a match that it removes is shown with that name.

/// What took a match out of the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// The file is a test.
    Test,
    /// The file holds data for tests, or an example.
    Fixture,
    /// The file is made by a program.
    Generated,
    /// The file is somebody else's code, kept as a copy.
    Vendored,
    /// The file is documentation.
    Documentation,
    /// The file holds translated texts.
    Translation,
    /// The file says how something looks.
    Appearance,
    /// The file is a picture, a font or a sound.
    Media,
    /// The file pins versions that a manifest chose.
    Lockfile,
    /// It is used in development, tests or builds only.
    DevelopmentOnly,
    /// The file belongs to the checking of changes, not to what runs in production.
    Workflow,
    /// It undoes a migration, and runs only when somebody goes back.
    DownMigration,
    /// Only what the framework believes of the schema changes, not the schema.
    StateOnly,
    /// The same change creates it, so that nothing can be in it yet.
    CreatedInThisChange,
    /// What it belonged to goes with it.
    GoneTogether,
    /// The file draws a user interface; what it shows is decided elsewhere.
    Interface,
    /// An answer that is found elsewhere is handed on; what is done with it is told where that happens.
    PassedOn,
    /// It only changes what is written to a log.
    Logging,
    /// What it calls gets another name, there and here.
    Renamed,
    /// The same text goes in one place and comes in another.
    Moved,
    /// Only comments, blanks or the order of imports change.
    Formatting,
    /// The file only changes its path.
    PureRename,
    /// It was there before, elsewhere in what the change shows.
    AlreadyPresent,
    /// Only its version changes.
    VersionBump,
    /// It goes, and nothing is lost or paid for it.
    Removal,
    /// Something else brings it in.
    Transitive,
    /// It holds types or annotations, nothing that runs.
    TypesOnly,
    /// The word means something else here.
    WordSense,
    /// The file is about it, but what changes in it is not.
    Unrelated,
    /// A statement of the application with parameters, not of a migration.
    ApplicationQuery,
    /// It can be made again from other data.
    Rebuildable,
    /// The user switched the rule off.
    RuleNotSelected,
    /// The policy says that the vendor's cost is agreed upon.
    AgreedVendor,
    /// The policy says that it is known and accepted for a time.
    Suppressed,
}

impl Guard {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test file",
            Self::Fixture => "fixture or example",
            Self::Generated => "generated file",
            Self::Vendored => "vendored file",
            Self::Documentation => "documentation",
            Self::Translation => "translation",
            Self::Appearance => "appearance only",
            Self::Media => "media file",
            Self::Lockfile => "lockfile",
            Self::DevelopmentOnly => "development only",
            Self::Workflow => "build workflow",
            Self::DownMigration => "down migration",
            Self::StateOnly => "model state only",
            Self::CreatedInThisChange => "created in this change",
            Self::GoneTogether => "gone with what it guarded",
            Self::Interface => "user interface",
            Self::PassedOn => "handed on only",
            Self::Logging => "logging only",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Formatting => "formatting, comments or order only",
            Self::PureRename => "pure rename",
            Self::AlreadyPresent => "already present",
            Self::VersionBump => "version bump",
            Self::Removal => "removal",
            Self::Transitive => "transitive dependency",
            Self::TypesOnly => "types only",
            Self::WordSense => "word sense",
            Self::Unrelated => "nothing of it changes",
            Self::ApplicationQuery => "application query",
            Self::Rebuildable => "can be rebuilt",
            Self::RuleNotSelected => "rule not selected",
            Self::AgreedVendor => "agreed vendor",
            Self::Suppressed => "suppressed",
        }
    }
}
