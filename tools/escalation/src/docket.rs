//! What the rules raise, before the policy weighs it.

use architect_core::{Confidence, Declared, RuleMeta, Severity};

use crate::fact::{Fact, Facts, Place};
use crate::guard::Guard;
use crate::trigger::Trigger;

/// Something a rule raised.
#[derive(Debug, Clone)]
pub struct Signal {
    /// The rule.
    pub rule: &'static RuleMeta,
    /// What it sets off.
    pub trigger: Trigger,
    /// Error and warning need somebody's word; info and hint are advice.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is the matter, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What takes its weight.
    pub guard: Option<Guard>,
    /// The name of what loses data, where it is known.
    pub object: Option<String>,
    /// The guard in words of its own, where its name does not say enough.
    pub said: Option<String>,
}

/// Collects what the rules raise.
#[derive(Debug, Default)]
pub struct Docket {
    /// In the order in which it was raised.
    pub signals: Vec<Signal>,
}

impl Docket {
    /// Raises a fact that needs somebody's word. A reading that is itself in doubt is advice only.
    pub fn require<R: Declared>(&mut self, trigger: Trigger, fact: &Fact, message: impl Into<String>) {
        let sure = fact.confidence > Confidence::Low;
        self.raise::<R>(trigger, fact, if sure { Severity::Warning } else { Severity::Info }, message);
    }

    /// Raises a fact that is worth knowing.
    pub fn advise<R: Declared>(&mut self, trigger: Trigger, fact: &Fact, message: impl Into<String>) {
        self.raise::<R>(trigger, fact, Severity::Info, message);
    }

    /// Raises a fact.
    pub fn raise<R: Declared>(
        &mut self,
        trigger: Trigger,
        fact: &Fact,
        severity: Severity,
        message: impl Into<String>,
    ) {
        let mut message = message.into();
        if let Some(note) = &fact.note {
            message.push_str("; ");
            message.push_str(note);
        }
        self.signals.push(Signal {
            rule: R::META,
            trigger,
            severity,
            confidence: fact.confidence,
            message,
            place: fact.place.clone(),
            guard: fact.guard,
            object: fact.what.object().map(str::to_owned),
            said: None,
        });
    }
}

/// A rule of this field: judges facts. The vocabulary's own `Rule` pushes findings, which are places in one text; the
/// evidence of an escalation stands in two versions of many files and may be guarded, so it has a shape of its own.
pub trait Raise: Declared {
    /// What it may set off.
    const TRIGGERS: &'static [Trigger];

    /// Raises what is worth somebody's word.
    fn raise(&self, facts: &Facts, docket: &mut Docket);
}

/// A rule in the list.
pub struct Entry {
    /// All that is known of it.
    pub meta: &'static RuleMeta,
    /// What it may set off.
    pub triggers: &'static [Trigger],
    raise: fn(&Facts, &mut Docket),
}

impl Entry {
    /// The entry of a rule.
    pub const fn of<R: Raise>() -> Self {
        Self { meta: R::META, triggers: R::TRIGGERS, raise: |facts, docket| R::RULE.raise(facts, docket) }
    }

    /// Runs the rule.
    pub fn run(&self, facts: &Facts, docket: &mut Docket) {
        (self.raise)(facts, docket);
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.meta.id).finish()
    }
}
