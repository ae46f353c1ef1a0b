//! Facts: what a change does, before anybody judges it.
//!
//! Examined files come in, [`Facts`] go out. A fact is a typed statement with its place and, where something takes
//! its weight, the guard that does. Whether a fact matters is the rules' business, and whether that needs somebody's
//! word is the policy's.

pub mod access;
mod ages;
pub mod calls;
pub mod contract;
pub mod decisions;
pub mod dependencies;
pub mod description;
pub mod formation;
pub mod gates;
pub mod migrations;
mod namesakes;
pub mod object;
pub mod purges;
pub mod retention;
pub mod services;
mod settled;
mod shell;
mod sight;
pub mod storage;
pub mod strangers;
pub mod vendors;
pub mod zone;

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::change::{ChangeGap, Side};
use crate::examined::{Examined, ReadBlock};
use crate::guard::Guard;
use crate::manifest::Ecosystem;
use crate::role::AuthZone;
use crate::trigger::Trigger;

/// Where a fact stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, or the argument that it came in.
    pub source: String,
    /// 1-based line in its version of the file.
    pub line: Option<u32>,
    /// Which version.
    pub side: Side,
    /// The line as written; masked before anybody sees it.
    pub quote: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn of_file(path: &str, side: Side) -> Self {
        Self { source: path.to_owned(), line: None, side, quote: None }
    }
}

/// What happens to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shift {
    /// It comes.
    Added,
    /// It goes.
    Removed,
    /// It stays, otherwise.
    Changed,
}

impl Shift {
    /// As a word of a sentence.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// What a call has to do with authentication or authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthCall {
    /// It makes or checks tokens, passwords, sessions; it configures who may enter.
    Mechanism,
    /// It guards one door: a decorator, a filter, a check.
    Guard,
    /// It decides who may do what, or is code that does.
    Decision,
    /// It opens a door: skips a guard, allows any caller, switches a check off.
    Opening,
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A table, document collection or the like goes.
    TableDropped {
        /// Its name, as far as it is known.
        table: String,
        /// Whether its rows were copied before, into a table that then takes its name.
        rebuilt: bool,
    },
    /// A schema or a database goes.
    SchemaDropped {
        /// Its name.
        name: String,
    },
    /// A column goes.
    ColumnDropped {
        /// `table.column`, or the column alone.
        column: String,
    },
    /// A table is emptied as a whole.
    TableTruncated {
        /// Its name.
        table: String,
    },
    /// Rows are deleted.
    RowsDeleted {
        /// From this table.
        table: String,
        /// Whether a condition limits them.
        bounded: bool,
    },
    /// Rows are overwritten.
    RowsUpdated {
        /// In this table.
        table: String,
        /// Whether a condition limits them.
        bounded: bool,
        /// Whether the new value keeps less than the old: NULL, a part, another type.
        lossy: bool,
    },
    /// A column gets a type that holds less.
    TypeNarrowed {
        /// `table.column`.
        column: String,
        /// The new type.
        to: String,
        /// Whether it is known to hold less.
        certain: bool,
    },
    /// A statement takes rows or values away in a way of its own.
    DataTaken {
        /// What it takes, in words.
        what: String,
    },
    /// Deleting a row now deletes rows elsewhere.
    CascadeAdded {
        /// The table whose rows go along.
        table: String,
    },
    /// A resource that holds data goes.
    ResourceRemoved {
        /// `aws_db_instance.main`, `volume db-data`, …
        name: String,
    },
    /// What kept a resource from being destroyed goes.
    ProtectionLifted {
        /// The setting.
        setting: String,
    },
    /// Data is kept for a shorter time.
    RetentionShortened {
        /// In words: the setting, and both times.
        what: String,
    },
    /// A program deletes records by itself.
    RowsPurged {
        /// The call or statement that deletes.
        what: String,
        /// Whether it takes what is old, time and again; otherwise many at once, whenever somebody runs it.
        aged: bool,
    },
    /// A store is emptied by a call or command.
    StoreEmptied {
        /// The call.
        call: String,
    },
    /// A migration that was there before changes or goes.
    MigrationEdited,
    /// A rename puts a file among the migrations that a tool runs.
    MigrationActivated {
        /// Where it was.
        from: String,
    },
    /// A file that is about authentication or authorisation changes.
    AuthZoneChanged {
        /// How clearly its path says so.
        zone: AuthZone,
        /// Whether its changed lines speak of it, too.
        heart: bool,
    },
    /// A dependency comes, goes, or changes its version.
    Depended {
        /// Where it comes from.
        ecosystem: Ecosystem,
        /// Its name there.
        name: String,
        /// What happens to it.
        shift: Shift,
        /// Old and new major version, where they differ.
        majors: Option<(String, String)>,
    },
    /// A call that has to do with authentication or authorisation.
    AuthCalled {
        /// What it is called.
        call: String,
        /// What it has to do with it.
        class: AuthCall,
        /// What happens to it.
        shift: Shift,
    },
    /// A column that holds credentials comes or goes.
    CredentialColumn {
        /// `table.column`.
        column: String,
        /// What happens to it.
        shift: Shift,
        /// Whether its name leaves no doubt.
        certain: bool,
    },
    /// What an interface demands of its callers changes.
    ContractSecurity {
        /// In words.
        what: String,
        /// Whether less is demanded than before.
        weaker: bool,
    },
    /// Who may do what changes in the infrastructure or the database.
    AccessPolicy {
        /// In words.
        what: String,
        /// Whether it opens something to everybody.
        open: bool,
    },
    /// What decides who must agree to a change is itself changed.
    GateChanged {
        /// In words.
        what: String,
        /// Whether it decides by itself.
        strong: bool,
    },
    /// A service comes or goes.
    Service {
        /// Its name.
        name: String,
        /// What happens to it.
        shift: Shift,
        /// Whether it runs all the time.
        lasting: bool,
    },
    /// A datastore or broker comes, goes or is swapped.
    Datastore {
        /// In words: `redis added`, `mariadb replaced by sqlite`.
        what: String,
        /// Whether something that runs is affected, rather than a client library.
        running: bool,
    },
    /// A datastore moves to another major version.
    DatastoreUpgraded {
        /// In words.
        what: String,
    },
    /// An interface contract changes.
    ContractChanged {
        /// In words.
        what: String,
        /// Whether something that callers use goes or changes.
        breaking: bool,
    },
    /// Several services change.
    ServicesTouched {
        /// Their names.
        services: Vec<String>,
        /// What is the same in all of them.
        cause: Option<String>,
    },
    /// The framework or the runtime is replaced.
    FrameworkReplaced {
        /// In words.
        what: String,
    },
    /// A client of a message broker or another way of talking comes in.
    Messaging {
        /// The dependency.
        name: String,
        /// What says that it is used at once, in words: a new contract between services in the same change.
        with: Option<String>,
    },
    /// Something names a vendor: a key in the environment or a host.
    VendorNamed {
        /// The vendor's id in the catalogue.
        vendor: String,
        /// The key or host.
        by: String,
    },
    /// A host or package and a credential of one name, which no vendor of the catalogue has.
    StrangerNamed {
        /// The name.
        name: String,
        /// The host, or that a package has the name.
        by: String,
        /// The credential's name; none where the host alone says it.
        key: Option<String>,
    },
    /// A cloud resource that is billed.
    ResourcePriced {
        /// `aws_db_instance.main`.
        name: String,
        /// Whether it was there before, and grows.
        larger: bool,
        /// Whether it costs next to nothing.
        minor: bool,
    },
    /// A sentence of the description.
    Described {
        /// What it speaks of.
        trigger: Trigger,
        /// The words that say so.
        phrase: String,
        /// Whether it states the act itself.
        explicit: bool,
    },
}

impl What {
    /// Whether it takes rows or values away, or may.
    pub fn takes_data(&self) -> bool {
        matches!(
            self,
            Self::TableDropped { .. }
                | Self::SchemaDropped { .. }
                | Self::ColumnDropped { .. }
                | Self::TableTruncated { .. }
                | Self::RowsDeleted { .. }
                | Self::RowsUpdated { .. }
                | Self::DataTaken { .. }
        )
    }
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What the change does.
    pub what: What,
    /// Where.
    pub place: Place,
    /// How sure it is.
    pub confidence: Confidence,
    /// What takes its weight.
    pub guard: Option<Guard>,
    /// More to say about it, as half a sentence.
    pub note: Option<String>,
}

/// All facts of a change.
#[derive(Debug, Default)]
pub struct Facts {
    /// In the order of files and lines.
    pub all: Vec<Fact>,
    /// What the readers could not read.
    pub gaps: Vec<ChangeGap>,
    /// Vendors whose cost is agreed upon, by their id.
    pub agreed: BTreeSet<String>,
    /// Ids of the vendors that the change shows to be in use already.
    pub vendors_before: std::collections::BTreeSet<String>,
}

impl Facts {
    /// Adds a fact about a line of a block. The guard of the file holds for it, unless it has its own.
    pub fn on_line(
        &mut self,
        file: &Examined<'_>,
        side: Side,
        read: &ReadBlock<'_>,
        index: usize,
        what: What,
    ) -> &mut Fact {
        let number = read.block.lines.get(index).map(|line| line.number);
        let place = Place {
            source: file.file.path_on(side).to_owned(),
            line: number,
            side,
            quote: Some(head_of(read.block.line_text(index).trim()).to_owned()),
        };
        self.push(what, place, file.guard)
    }

    /// Adds a fact about a whole file.
    pub fn on_file(&mut self, file: &Examined<'_>, side: Side, what: What) -> &mut Fact {
        self.push(what, Place::of_file(file.file.path_on(side), side), file.guard)
    }

    /// Adds a fact.
    pub fn push(&mut self, what: What, place: Place, guard: Option<Guard>) -> &mut Fact {
        let at = self.all.len();
        self.all.push(Fact { what, place, confidence: Confidence::High, guard, note: None });
        &mut self.all[at]
    }
}

/// As much of a line as anybody is shown and more: many facts may stand on one line that is very long.
fn head_of(line: &str) -> &str {
    const MOST: usize = 4_096;
    let mut end = MOST.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or_default()
}

impl Fact {
    /// Says how sure it is.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Takes its weight, unless something did already.
    pub fn guarded(&mut self, guard: Option<Guard>) -> &mut Self {
        self.guard = self.guard.or(guard);
        self
    }

    /// Says more about it, as half a sentence.
    pub fn note(&mut self, note: impl Into<String>) -> &mut Self {
        self.note = Some(note.into());
        self
    }
}

/// What the readers know besides the files.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Path prefix and name of the services.
    pub services: Vec<(String, String)>,
    /// Vendors whose cost is agreed upon, by their id.
    pub agreed: BTreeSet<String>,
    /// What somebody wrote about the change.
    pub description: Option<String>,
    /// The migrations that stand before those of the change, by folder.
    pub standing: Vec<migrations::Standing>,
}

/// Reads all facts of a change.
pub fn read(files: &[Examined<'_>], surroundings: &Surroundings) -> Facts {
    let mut facts = Facts { agreed: surroundings.agreed.clone(), ..Facts::default() };
    binaries(files, &mut facts);
    sight::read(files, &mut facts);
    calls::read(files, &mut facts);
    decisions::read(files, &mut facts);
    migrations::read(files, surroundings, &mut facts);
    storage::read(files, &mut facts);
    retention::read(files, &mut facts);
    purges::read(files, &mut facts);
    ages::read(files, &mut facts);
    shell::read(files, &mut facts);
    formation::read(files, &mut facts);
    zone::read(files, &mut facts);
    settled::read(&mut facts);
    access::read(files, &mut facts);
    gates::read(files, &mut facts);
    contract::read(files, &mut facts);
    dependencies::read(files, &mut facts);
    vendors::read(files, &mut facts);
    strangers::read(files, &mut facts);
    namesakes::read(files, &mut facts);
    services::read(files, surroundings, &mut facts);
    description::read(surroundings, &mut facts);
    facts
}

/// Binary files that may be more than pictures: their content is not in a diff.
fn binaries(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.file.binary && file.role.guard.is_none()) {
        let reason = "a binary file changes, whose content is not read";
        let path = file.file.path.to_ascii_lowercase();
        // A store of keys decides who is believed, and nothing else.
        let keys = ["p12", "pfx", "jks", "keystore", "truststore", "der", "crt", "cer"];
        if keys.contains(&path.rsplit('.').next().unwrap_or_default()) {
            facts.gaps.push(ChangeGap::of(&file.file.path, &[Trigger::Authentication], reason));
        } else {
            facts.gaps.push(ChangeGap::any(&file.file.path, reason));
        }
    }
}
