//! The tables that a file makes anew: told from its statements, before any of them is judged.

use std::collections::BTreeMap;
use std::ops::Range;

use super::copy::{Copy, copy};
use super::session::begins_with;
use crate::ddl::{ObjectKind, SchemaChange};
use crate::dialect::Dialect;
use crate::statement::Statement;

/// The order in which a table is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::migration) enum Order {
    /// The new table is made beside the old one, filled, and takes its name when that is dropped.
    NewBeside,
    /// The old one gets another name first.
    OldAside,
    /// Its rows are put aside, and copied back into a new one.
    RowsAside,
}

/// A table that is made anew. Names are in lower case.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) order: Order,
    /// The table.
    pub(super) table: String,
    /// The other name that plays a part.
    pub(super) other: String,
    /// The copies of its rows into the table as it is from then on.
    pub(super) copies: Vec<Copy>,
    /// Where the old one is dropped.
    pub(super) drop: Range<usize>,
    /// The statements that belong to it and are no news by themselves: renames and drops.
    pub(super) parts: Vec<usize>,
}

/// What a statement is for the plan.
#[derive(Debug)]
enum Fact {
    Create(String),
    Copy(Box<Copy>),
    Drop(String),
    Rename { from: String, to: String },
}

/// What a file does to whole tables.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The tables that it makes anew.
    pub(super) rebuilds: Vec<Planned>,
    /// The names that it drops, and where.
    drops: BTreeMap<String, usize>,
}

impl Plan {
    /// Whether the rows of a table are of no more use to anybody at a place: it is dropped further on, and what is to be
    /// kept of it was copied before.
    pub(super) fn is_done_with(&self, table: &str, at: usize) -> bool {
        let Some(drop) = self.drops.get(table) else { return false };
        let copied_later = |planned: &Planned| {
            (planned.table == table || planned.other == table)
                && (planned.copies.is_empty() || planned.copies.iter().any(|copy| copy.bytes.start > at))
        };
        *drop > at && !self.rebuilds.iter().any(copied_later)
    }
}

/// The tables that statements make anew.
pub(super) fn plan<'s>(statements: impl Iterator<Item = &'s Statement>) -> Plan {
    let mut facts: Vec<(Range<usize>, Fact)> = Vec::new();
    for statement in statements {
        facts.extend(fact(statement).into_iter().map(|fact| (statement.bytes(), fact)));
    }
    if !facts.iter().any(|(_, fact)| matches!(fact, Fact::Drop(_))) {
        return Plan::default();
    }
    let mut found = Vec::new();
    // Where each name was last renamed from and to, made, and filled, up to the place at hand.
    let mut at = Places::default();
    for (place, (bytes, fact)) in facts.iter().enumerate() {
        match fact {
            Fact::Create(name) => {
                at.made.insert(name.as_str(), place);
            }
            Fact::Copy(copied) => at.copied.entry(copied.into.as_str()).or_default().push((place, copied)),
            Fact::Rename { from, to } => {
                at.renamed_to.insert(to.as_str(), (from.as_str(), place));
                found.extend(at.new_beside(from, to, bytes));
            }
            Fact::Drop(name) => {
                at.dropped.insert(name, (place, bytes.clone()));
                found.extend(at.old_aside(name, bytes, &facts));
            }
        }
        if let Fact::Copy(copied) = fact {
            found.extend(at.rows_aside(copied, place));
        }
    }
    let drops = at.dropped.iter().map(|(name, (_, bytes))| ((*name).to_owned(), bytes.start)).collect();
    Plan { rebuilds: found, drops }
}

/// A table that is filled by more statements than these is not taken for one that is made anew.
const MOST_COPIES: usize = 32;

/// The last place of each thing.
#[derive(Default)]
struct Places<'f> {
    made: BTreeMap<&'f str, usize>,
    copied: BTreeMap<&'f str, Vec<(usize, &'f Copy)>>,
    dropped: BTreeMap<&'f str, (usize, Range<usize>)>,
    renamed_to: BTreeMap<&'f str, (&'f str, usize)>,
}

impl Places<'_> {
    fn copies(&self, into: &str, from: &str, since: usize) -> Vec<Copy> {
        let all = self.copied.get(into).map(Vec::as_slice).unwrap_or_default();
        if all.len() > MOST_COPIES {
            return Vec::new();
        }
        let wanted = |(place, copy): &&(usize, &Copy)| *place >= since && copy.from == from;
        all.iter().filter(wanted).map(|(_, copy)| (*copy).clone()).collect()
    }

    /// `RENAME new TO table`, when `table` was dropped, or renamed, behind the copy.
    fn new_beside(&self, new: &str, table: &str, bytes: &Range<usize>) -> Option<Planned> {
        let made = *self.made.get(new)?;
        let (place, drop) = self.dropped.get(table)?.clone();
        let copies = self.copies(new, table, made);
        (made < place && !copies.is_empty()).then(|| Planned {
            order: Order::NewBeside,
            table: table.to_owned(),
            other: new.to_owned(),
            copies,
            parts: vec![drop.start, bytes.start],
            drop,
        })
    }

    /// `DROP old`, which was `table` before, when there is a new `table` that has its rows.
    fn old_aside(&self, old: &str, bytes: &Range<usize>, facts: &[(Range<usize>, Fact)]) -> Option<Planned> {
        let (table, renamed) = *self.renamed_to.get(old)?;
        let mut parts = vec![bytes.start, facts.get(renamed)?.0.start];
        let copies = match self.made.get(table) {
            Some(made) if *made > renamed => self.copies(table, old, *made),
            // The new one was made under another name, and filled before the old one was put aside.
            _ => {
                let (new, again) = *self.renamed_to.get(table).filter(|(_, again)| *again > renamed)?;
                parts.push(facts.get(again)?.0.start);
                let made = *self.made.get(new)?;
                let mut copies = self.copies(new, table, made);
                copies.extend(self.copies(new, old, made));
                copies
            }
        };
        (!copies.is_empty()).then(|| Planned {
            order: Order::OldAside,
            table: table.to_owned(),
            other: old.to_owned(),
            copies,
            drop: bytes.clone(),
            parts,
        })
    }

    /// `INSERT INTO table SELECT … FROM kept`, when `table` was dropped and made again, and `kept` has its rows.
    fn rows_aside(&self, back: &Copy, place: usize) -> Option<Planned> {
        let (dropped, drop) = self.dropped.get(back.into.as_str())?.clone();
        let made = *self.made.get(back.into.as_str())?;
        let kept = *self.made.get(back.from.as_str())?;
        let put = self.copies(&back.from, &back.into, kept);
        let in_order = kept < dropped && dropped < made && made < place;
        (in_order && !put.is_empty()).then(|| Planned {
            order: Order::RowsAside,
            table: back.into.clone(),
            other: back.from.clone(),
            // Two hops: what each column comes from is not followed.
            copies: Vec::new(),
            parts: vec![drop.start],
            drop,
        })
    }
}

/// What a statement says that matters here. `CREATE TABLE … AS SELECT` is two facts.
fn fact(statement: &Statement) -> Vec<Fact> {
    if begins_with(statement, "insert") || begins_with(statement, "replace") {
        return copy(statement).map(|copy| Fact::Copy(Box::new(copy))).into_iter().collect();
    }
    if !["create", "drop", "alter"].iter().any(|word| begins_with(statement, word)) {
        return Vec::new();
    }
    let mut facts = Vec::new();
    for change in statement.read().changes {
        match change {
            SchemaChange::CreateTable(table) => {
                facts.push(Fact::Create(table.name.name.key(Dialect::Sqlite)));
                if table.columns_unknown {
                    facts.extend(copy(statement).map(|copy| Fact::Copy(Box::new(copy))));
                }
            }
            SchemaChange::Drop(drop) if drop.kind == ObjectKind::Table => {
                facts.extend(drop.names.iter().map(|name| Fact::Drop(name.name.key(Dialect::Sqlite))));
            }
            SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table => facts.push(Fact::Rename {
                from: rename.from.name.key(Dialect::Sqlite),
                to: rename.to.key(Dialect::Sqlite),
            }),
            _ => {}
        }
    }
    facts
}
