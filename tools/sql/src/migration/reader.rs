//! Reads a migration statement by statement, each against the schema that it finds.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Cancellation, Source};

use super::effect::{Effect, Touched};
use super::locks::{Lock, Operation};
use super::mssql::{self, Flow, Transacts};
use super::mysql::{self, Carried, Settings};
use super::server::Server;
use super::sqlite;
use super::state::State;
use super::transaction::{Alone, Wrapping, convention, refuses_transaction};
use super::{Migration, MigrationFile, Step, Uncovered};
use crate::ddl::{Maintenance, ObjectKind, QualifiedName, SchemaChange, Setting, TypeKind, unless_there};
use crate::dialect::Dialect;
use crate::rules::missing_foreign_key_index::{judged, may_be_indexed_elsewhere};
use crate::schema::{Coverage, ForeignKey, Reference, Schema, Table, TableKey, down_sections};
use crate::statement::{Script, Statement};

/// What is known of a migration before it is read.
#[derive(Debug)]
pub struct Given<'g> {
    /// The files that stand before it, in order.
    pub before: &'g [(Source, Script)],
    /// Its own files, in order.
    pub files: &'g [(Source, Script)],
    /// The server.
    pub server: Server,
    /// Numbers of rows by table.
    pub rows: &'g BTreeMap<String, u64>,
    /// How its files are run, where it was said.
    pub wrapping: Option<Wrapping>,
    /// Files that run without a transaction, whatever their tool does otherwise.
    pub alone: &'g BTreeSet<String>,
    /// Each file is a migration of its own; else they are deployed together, so that what one makes is new to all.
    pub apart: bool,
    /// Ends the reading: what is left of the migration then stays out.
    pub cancellation: Option<&'g Cancellation>,
}

/// Reads a migration.
pub fn read(given: &Given<'_>) -> Migration {
    let mut reader = Reader {
        rows: given.rows,
        schema: Schema::empty(given.server.dialect),
        state: State::default(),
        session: Session::default(),
        transactions: 0,
        exposed: Vec::new(),
        deployed: 0,
        knows_before: !given.before.is_empty(),
        carried: None,
        sqlite: sqlite::State::default(),
        migration: Migration { server: given.server, ..Migration::default() },
        cancellation: given.cancellation,
    };
    for (source, script) in given.before {
        reader.earlier(source, script);
    }
    for (source, script) in given.files {
        if given.apart {
            reader.finish_deploy();
        }
        let alone = given.alone.contains(source.name()).then_some(Wrapping::Each);
        reader.file(source, script, given.wrapping.or(alone));
    }
    reader.finish_deploy();
    reader.migration
}

/// What holds from one statement to the next.
#[derive(Debug, Clone, Default)]
struct Session {
    /// The transaction that is open.
    transaction: Option<usize>,
    lock_timeout: bool,
    /// Holds until the transaction ends.
    local_lock_timeout: bool,
    utc: bool,
    /// Values that the open transaction adds to enumerations.
    new_values: Vec<String>,
    /// What MariaDB and MySQL are told.
    settings: Settings,
    /// The batches and blocks of SQL Server.
    flow: Flow,
}

/// A foreign key that lost its index.
struct Exposed {
    table: String,
    columns: Vec<String>,
    span: architect_core::Span,
}

pub(super) struct Reader<'g> {
    rows: &'g BTreeMap<String, u64>,
    pub(super) schema: Schema,
    pub(super) state: State,
    session: Session,
    transactions: usize,
    exposed: Vec<Exposed>,
    /// Files up to this number are deployed.
    deployed: usize,
    /// Something stands before the migration.
    pub(super) knows_before: bool,
    /// How the statement at hand is carried out.
    pub(super) carried: Option<Carried>,
    /// What is known of a SQLite database besides its schema.
    pub(super) sqlite: sqlite::State,
    pub(super) migration: Migration,
    cancellation: Option<&'g Cancellation>,
}

impl Reader<'_> {
    /// A file that stands before the migration.
    fn earlier(&mut self, source: &Source, script: &Script) {
        self.schema.begin_session();
        let down = down_sections(source, &script.comments);
        let mut flow = Flow::of(source, script);
        let sqlite = self.dialect() == Dialect::Sqlite;
        if sqlite {
            self.sqlite_begin(None, &down, false);
        }
        for statement in &script.statements {
            if self.is_stopped() {
                break;
            }
            let start = statement.bytes().start;
            if down.iter().any(|section| section.contains(&start)) {
                continue;
            }
            let guarded = self.dialect() == Dialect::MsSql && {
                self.note_program(statement);
                flow.pass(statement).guarded
            };
            let reading = statement.read();
            self.migration.gaps.extend(reading.gaps);
            self.note_domain(statement, &reading.changes);
            for mut change in reading.changes {
                if guarded {
                    unless_there(&mut change);
                }
                if matches!(change, SchemaChange::Update(_)) {
                    self.note_filled(&change, &statement.tokens().tokens);
                }
                if sqlite {
                    self.sqlite_earlier(&change, statement);
                }
                self.state.note(&change, &self.schema, false);
                self.schema.apply(source, change);
            }
            if sqlite {
                self.sqlite_earlier_pragma(statement);
            }
        }
    }

    /// Constraints of domains, which the typed change does not tell.
    fn note_domain(&mut self, statement: &Statement, changes: &[SchemaChange]) {
        for change in changes {
            if let SchemaChange::CreateType(created) = change
                && let TypeKind::Domain { not_null, .. } = &created.kind
                && (*not_null || statement.tokens().tokens.iter().any(|token| token.is("check")))
            {
                self.state.constrain_domain(&created.name.name.text.to_lowercase());
            }
        }
    }

    fn file(&mut self, source: &Source, script: &Script, said: Option<Wrapping>) {
        let told = convention(source);
        let refuse = |statement: &Statement| {
            let tokens = statement.tokens().tokens;
            refuses_transaction(&tokens, statement.maintenance_of(&tokens).as_ref()).is_some()
        };
        let runs_alone = match told.alone {
            Alone::Never => false,
            Alone::One => script.statements.len() <= 1,
            Alone::All => script.statements.iter().all(refuse),
        };
        let (wrapping, tool) = match said {
            Some(wrapping) => (wrapping, None),
            // Whatever a tool wraps a file in, each of its definitions commits by itself.
            None if self.dialect().is_mysql_family() => (Wrapping::Each, told.tool),
            None if self.dialect() == Dialect::MsSql => (mssql::wrapping(&told), told.tool),
            None if self.dialect() == Dialect::Sqlite && sqlite::is_sent_plainly(script, told.tool) => {
                (Wrapping::Each, told.tool)
            }
            None if runs_alone => (Wrapping::Each, told.tool),
            None => (told.wrapping, told.tool),
        };
        self.schema.begin_session();
        self.session = Session { flow: Flow::of(source, script), ..Session::default() };
        self.migration.gaps.extend(script.gaps.iter().cloned());
        let down = down_sections(source, &script.comments);
        if wrapping == Wrapping::Whole {
            self.begin();
        }
        if self.dialect() == Dialect::Sqlite {
            self.sqlite_begin(Some(script), &down, wrapping == Wrapping::Whole);
        }
        let mut file = MigrationFile { source: source.clone(), wrapping, tool, steps: Vec::new() };
        for statement in &script.statements {
            if self.is_stopped() {
                break;
            }
            let start = statement.bytes().start;
            if down.iter().any(|section| section.contains(&start)) {
                continue;
            }
            let step = self.statement(source, statement);
            file.steps.push(step);
        }
        self.migration.left_open.extend(self.session.flow.left_open());
        if self.dialect() == Dialect::Sqlite {
            self.sqlite_end(source);
        }
        self.migration.files.push(file);
    }

    /// Against a table of thousands of columns each statement takes its time.
    fn is_stopped(&self) -> bool {
        self.cancellation.is_some_and(|cancellation| cancellation.check().is_err())
    }

    fn begin(&mut self) {
        if self.session.transaction.is_none() {
            self.transactions += 1;
            self.session.transaction = Some(self.transactions);
            self.session.new_values.clear();
        }
    }

    fn end(&mut self) {
        self.session.transaction = None;
        self.session.local_lock_timeout = false;
    }

    fn statement(&mut self, source: &Source, statement: &Statement) -> Step {
        let postgres = self.dialect() == Dialect::PostgreSql;
        let mysql = self.dialect().is_mysql_family();
        // The flow of a script of SQL Server is told by its blocks.
        let controlled = self.dialect() != Dialect::MsSql;
        let tokens = statement.tokens();
        let maintenance = statement
            .maintenance_of(&tokens.tokens)
            .filter(|maintenance| postgres || (controlled && is_control(maintenance)));
        let refuses_transaction = refuses_transaction(&tokens.tokens, maintenance.as_ref()).filter(|_| postgres);
        let reading = statement.read_of(tokens);
        for (name, value) in if mysql { mysql::assigned(statement) } else { Vec::new() } {
            self.session.settings.take(&name, &value);
        }
        let place = if self.dialect() == Dialect::MsSql { self.flows(statement) } else { mssql::Place::default() };
        let mut step = Step {
            statement: statement.clone(),
            effects: Vec::new(),
            transaction: self.session.transaction,
            lock_timeout: self.session.lock_timeout
                || self.session.local_lock_timeout
                || self.session.settings.lock_wait_timeout,
            refuses_transaction,
            uses_new_value: self.used_value(statement),
            is_control: place.is_control,
            is_definition: false,
            commits: false,
            carried: None,
            place,
        };
        self.migration.gaps.extend(reading.gaps);
        self.note_domain(statement, &reading.changes);
        for mut change in reading.changes {
            if place.guarded {
                unless_there(&mut change);
            }
            step.is_definition |= is_definition(&change);
            step.effects.extend(self.effects(&change, statement));
            self.note_refused(&step);
            let covered = self.covered(&change);
            self.state.note(&change, &self.schema, true);
            self.schema.apply(source, change);
            self.note_exposed(covered, &step);
        }
        step.carried = self.carried.take();
        if step.is_definition && self.dialect().is_mysql_family() && self.session.transaction.is_some() {
            step.commits = true;
            step.transaction = None;
            self.end();
        }
        if let Some(maintenance) = maintenance {
            step.is_control = is_control(&maintenance);
            step.effects.extend(self.maintained(maintenance, statement));
        }
        if self.dialect() == Dialect::Sqlite {
            self.sqlite_finish(statement, &mut step);
        }
        step
    }

    /// Takes a statement of SQL Server into the flow of its script.
    fn flows(&mut self, statement: &Statement) -> mssql::Place {
        self.note_program(statement);
        self.note_selected(statement);
        let place = self.session.flow.pass(statement);
        match place.transacts {
            Transacts::Begins => self.begin(),
            Transacts::Ends => self.end(),
            Transacts::Stays => {}
        }
        if let Some(set) = self.session.flow.lock_timeout() {
            self.session.lock_timeout = set;
        }
        place
    }

    /// Notes the indexes that the server does not let go.
    fn note_refused(&mut self, step: &Step) {
        for effect in &step.effects {
            let Some(needed) = &effect.needed else { continue };
            self.migration.uncovered.push(Uncovered {
                dropped: true,
                refused: true,
                subject: needed.key.clone(),
                table: effect.table.name.clone(),
                parent: String::new(),
                span: effect.span(&step.statement),
                index: needed.index.clone(),
            });
        }
    }

    /// The dialect of the server.
    pub(super) fn dialect(&self) -> Dialect {
        self.migration.server.dialect
    }

    /// What the session was told.
    pub(super) fn settings(&self) -> &Settings {
        &self.session.settings
    }

    /// The foreign keys of the table that a change may take an index from, as long as they have one.
    fn covered(&self, change: &SchemaChange) -> Vec<(TableKey, ForeignKey)> {
        let tables: Vec<&Table> = match change {
            SchemaChange::Drop(drop) if drop.kind == ObjectKind::Index => {
                drop.names.iter().filter_map(|name| self.schema.home_of_index(name)).collect()
            }
            SchemaChange::AlterTable(alter) => self.schema.named(&alter.table).into_iter().collect(),
            _ => return Vec::new(),
        };
        let of = |table: &&Table| -> Vec<_> {
            let covered = |key: &&ForeignKey| matches!(table.coverage(key), Coverage::Covered);
            table.foreign_keys.iter().filter(covered).map(|key| (table.key.clone(), key.clone())).collect()
        };
        tables.iter().flat_map(of).collect()
    }

    fn note_exposed(&mut self, covered: Vec<(TableKey, ForeignKey)>, step: &Step) {
        for (key, foreign_key) in covered {
            let reference = Reference { key, name: String::new() };
            let Some(table) = self.schema.table(&reference) else { continue };
            let stays = table.foreign_keys.iter().any(|known| known.name == foreign_key.name);
            if stays && !matches!(table.coverage(&foreign_key), Coverage::Covered) {
                self.exposed.push(Exposed {
                    table: table.name.clone(),
                    columns: foreign_key.columns.clone(),
                    span: step.span(),
                });
            }
        }
    }

    /// The files up to here are deployed: what they leave without an index is told, and what they made is in use.
    fn finish_deploy(&mut self) {
        let exposed = std::mem::take(&mut self.exposed);
        let files = self.migration.files.get(self.deployed..).unwrap_or_default();
        let mut places: BTreeMap<&str, Vec<std::ops::Range<usize>>> = BTreeMap::new();
        let mut taken_again = Vec::new();
        for (file, step) in files.iter().flat_map(|file| file.steps.iter().map(move |step| (file, step))) {
            if adds_foreign_key(step) {
                places.entry(file.source.name()).or_default().push(step.bytes());
            }
            for effect in &step.effects {
                let key = &effect.table.key;
                let renamed = matches!(effect.operation, Operation::RenameTable | Operation::SetSchema);
                if renamed && (self.state.made(key) || self.schema.has_table(key)) {
                    taken_again.push(key.clone());
                }
            }
        }
        let mut uncovered = Vec::new();
        if !places.is_empty() || !exposed.is_empty() {
            for (table, key) in judged(&self.schema) {
                if !matches!(table.coverage(key), Coverage::None | Coverage::PartialOnly(_)) {
                    continue;
                }
                let lost = exposed.iter().rfind(|lost| lost.table == table.name && lost.columns == key.columns);
                let start = key.span.bytes().start;
                let added = places.get(key.span.source()).is_some_and(|places| {
                    let at = places.partition_point(|place| place.start <= start);
                    at.checked_sub(1).and_then(|at| places.get(at)).is_some_and(|place| place.contains(&start))
                });
                if lost.is_none() && (!added || may_be_indexed_elsewhere(table, key) || table.temporary) {
                    continue;
                }
                uncovered.push(Uncovered {
                    dropped: lost.is_some(),
                    refused: false,
                    subject: table.subject(&key.columns),
                    table: table.name.clone(),
                    parent: key.parent.name.clone(),
                    span: lost.map_or_else(|| key.span.clone(), |lost| lost.span.clone()),
                    index: self.schema.index_statement(table, &key.columns).text,
                });
            }
        }
        self.migration.uncovered.extend(uncovered);
        self.migration.taken_again.extend(taken_again);
        self.deployed = self.migration.files.len();
        self.knows_before |= self.deployed > 0;
        self.state.deploy();
    }

    /// Notes a value of an enumeration, as written but for its quotes, that no statement may use before the transaction ends.
    pub(super) fn use_later(&mut self, value: String) {
        self.session.new_values.push(value);
    }

    fn used_value(&self, statement: &Statement) -> Option<String> {
        self.session.transaction?;
        if self.session.new_values.is_empty() {
            return None;
        }
        let text = statement.text();
        self.session.new_values.iter().find(|value| text.contains(&format!("'{value}'"))).cloned()
    }

    fn maintained(&mut self, maintenance: Maintenance, statement: &Statement) -> Vec<Effect> {
        let bytes = statement.bytes();
        let one = |reader: &Self, operation, name: &QualifiedName| {
            vec![Effect::new(operation, reader.touched(name), bytes.clone())]
        };
        match maintenance {
            Maintenance::Begin => self.begin(),
            // A tool that wraps the file ends its transaction itself: what comes behind an early COMMIT runs alone.
            Maintenance::Commit | Maintenance::Rollback => self.end(),
            Maintenance::Set(setting) => self.set(&setting),
            Maintenance::Cluster(table) => return one(self, Operation::Cluster, &table),
            Maintenance::Vacuum { full, tables } => {
                let operation = if full { Operation::VacuumFull } else { Operation::Vacuum };
                let effect = |name| Effect::new(operation, self.touched(name), bytes.clone());
                return tables.iter().map(effect).collect();
            }
            Maintenance::Reindex { kind, name, concurrently } => {
                let table = match kind {
                    ObjectKind::Index => match self.schema.home_of_index(&name) {
                        Some(table) => self.touched_table(table),
                        None => self.touched(&name),
                    },
                    _ => self.touched(&name),
                };
                let operation = if concurrently { Operation::ReindexConcurrently } else { Operation::Reindex };
                let mut effect = Effect::new(operation, table, bytes);
                effect.name = Some(name.shown(self.dialect()));
                return vec![effect];
            }
            Maintenance::Refresh { view, concurrently, .. } => {
                let operation = if concurrently { Operation::RefreshConcurrently } else { Operation::Refresh };
                return one(self, operation, &view);
            }
            Maintenance::Lock { tables, mode } => {
                let effect = |name| {
                    let mut effect = Effect::new(Operation::LockTable, self.touched(name), bytes.clone());
                    effect.mode = Lock::by_title(&mode);
                    effect
                };
                return tables.iter().map(effect).collect();
            }
            Maintenance::Analyze(tables) => {
                let effect = |name| Effect::new(Operation::Analyze, self.touched(name), bytes.clone());
                return tables.iter().map(effect).collect();
            }
            Maintenance::CreateStatistics(table) => return one(self, Operation::CreateStatistics, &table),
            Maintenance::CreateRule(table) => return one(self, Operation::CreateRule, &table),
            Maintenance::ConstrainDomain { domain, not_valid } => {
                let operation =
                    if not_valid { Operation::ConstrainDomainNotValid } else { Operation::ConstrainDomain };
                self.state.constrain_domain(&domain.name.text.to_lowercase());
                return self.on_domain(operation, &domain, bytes);
            }
            Maintenance::ValidateDomain(domain) => return self.on_domain(Operation::ValidateDomain, &domain, bytes),
        }
        Vec::new()
    }

    fn set(&mut self, setting: &Setting) {
        let on = !matches!(setting.value.as_str(), "0" | "0ms" | "0s" | "default" | "DEFAULT");
        match setting.name.as_str() {
            "lock_timeout" if setting.local => self.session.local_lock_timeout = on,
            "lock_timeout" => self.session.lock_timeout = on,
            "timezone" => self.session.utc = setting.value.eq_ignore_ascii_case("utc"),
            _ => {}
        }
    }

    /// Whether the time zone of the session is known to be UTC.
    pub(super) fn is_utc(&self) -> bool {
        self.session.utc
    }

    /// An effect on the tables that have columns of a domain.
    fn on_domain(&self, operation: Operation, domain: &QualifiedName, bytes: std::ops::Range<usize>) -> Vec<Effect> {
        let name = domain.name.text.to_lowercase();
        let uses = |table: &&Table| {
            table.columns.iter().any(|column| column.data_type.as_ref().is_some_and(|known| known.name == name))
        };
        let mut effect = Effect::new(operation, self.touched(domain), bytes);
        effect.others = self.schema.tables().filter(uses).map(|table| self.touched_table(table)).collect();
        vec![effect]
    }

    /// A table by its name.
    pub(super) fn touched(&self, name: &QualifiedName) -> Touched {
        if let Some(table) = self.schema.named(name) {
            return self.touched_table(table);
        }
        let key = self.schema.key_of(name);
        Touched {
            new: self.state.made(&key),
            rows: self.rows_of(&key, &name.shown(self.dialect()), &name.name.text),
            key,
            name: name.shown(self.dialect()),
            partitioned: false,
            key_column: None,
        }
    }

    /// A table of the schema.
    pub(super) fn touched_table(&self, table: &Table) -> Touched {
        let key_column = table.primary_key().map(|key| table.shown(&key.column_keys()));
        Touched {
            key: table.key.clone(),
            name: table.name.clone(),
            new: self.state.made(&table.key) || table.temporary,
            rows: self.rows_of(&table.key, &table.name, &table.bare_name),
            partitioned: table.options.partition_by.is_some(),
            key_column: key_column.and_then(|columns| <[String; 1]>::try_from(columns).ok()).map(|[column]| column),
        }
    }

    fn rows_of(&self, key: &TableKey, name: &str, bare: &str) -> Option<u64> {
        if self.state.emptied(key) {
            return Some(0);
        }
        self.rows.get(name).or_else(|| self.rows.get(bare)).copied()
    }
}

/// Whether it opens or ends a transaction, or sets something.
fn is_control(maintenance: &Maintenance) -> bool {
    matches!(maintenance, Maintenance::Begin | Maintenance::Commit | Maintenance::Rollback | Maintenance::Set(_))
}

/// Whether a change is one of definitions and not of rows.
fn is_definition(change: &SchemaChange) -> bool {
    let temporary = matches!(change, SchemaChange::CreateTable(table) if table.temporary);
    !temporary && !matches!(change, SchemaChange::Update(_) | SchemaChange::Delete(_) | SchemaChange::SearchPath(_))
}

/// Whether a statement adds a foreign key.
fn adds_foreign_key(step: &Step) -> bool {
    step.effects.iter().any(|effect| {
        matches!(
            effect.operation,
            Operation::AddForeignKey
                | Operation::AddForeignKeyNotValid
                | Operation::AddReferencingColumn
                | Operation::AddFilledReferencingColumn
                | Operation::CreateReferencingTable
        )
    })
}
