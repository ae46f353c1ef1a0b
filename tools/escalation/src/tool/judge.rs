//! What both tools do first: the change among the arguments, judged.

use architect_core::{Context, ToolError};

use super::check_escalation::Input;
use super::decided::Decided;
use super::inputs::{Given, collect};
use crate::answer::Frame;
use crate::approval::Book;
use crate::change::ChangeGap;
use crate::docket::Docket;
use crate::policy::choices::Choices;
use crate::policy::owners::Owners;
use crate::policy::{self, Weighed};
use crate::trigger::Trigger;
use crate::{change, examined, fact, rules};

/// A change, judged.
pub(crate) struct Judged {
    pub(crate) weighed: Vec<Weighed>,
    pub(crate) gaps: Vec<ChangeGap>,
    /// The triggers that what was given can speak about at all.
    pub(crate) examined: Vec<Trigger>,
    pub(crate) owners: Option<Owners>,
    pub(crate) choices: Choices,
    pub(crate) frame: Frame,
    pub(crate) book: Book,
}

/// Judges a change.
pub(super) fn judge(input: &Input, context: &Context) -> Result<Judged, ToolError> {
    let Given { change, surroundings, examined, mode, decided, further } = collect(input, context)?;
    let Decided { selection, choices, owners, .. } = decided;
    let digest = change::digest::of(&change, &further);
    let files = examined::examine(&change, &choices);
    context.checkpoint()?;
    let facts = fact::read(&files, &surroundings);
    let mut docket = Docket::default();
    rules::run(&facts, &mut docket, context)?;
    let mut gaps = change.gaps.clone();
    gaps.extend(facts.gaps);
    let weighed = policy::weigh(&docket.signals, &gaps, &examined, rules::ENTRIES, (&selection, &choices));
    let frame = Frame { digest, files: change.files.len(), mode, limit: input.limit };
    Ok(Judged { weighed, gaps, examined, owners, choices, frame, book: Book::open(context) })
}
