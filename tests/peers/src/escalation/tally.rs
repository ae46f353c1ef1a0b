//! Counts agreements and disagreements.

use std::fmt;

use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::Output;
use architect_escalation::trigger::Trigger;

use super::labels::Labelled;

/// What the tool said, held against what the label says.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: usize,
    false_alarms: usize,
    missed: usize,
}

impl Counts {
    fn add(&mut self, raised: bool, expected: bool, either: bool) {
        match (raised, expected) {
            (true, true) => self.right += 1,
            (true, false) if !either => self.false_alarms += 1,
            (false, true) => self.missed += 1,
            _ => {}
        }
    }

    fn precision(self) -> String {
        share(self.right, self.right + self.false_alarms)
    }

    fn recall(self) -> String {
        share(self.right, self.right + self.missed)
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.3}", part as f64 / whole as f64) }
}

/// A verdict that the label does not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Disagreement {
    /// The trigger.
    pub(super) trigger: Trigger,
    verdict: Verdict,
    expected: bool,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = if self.expected { "expected" } else { "not expected" };
        write!(f, "{}: {} but {label}", self.trigger.as_str(), self.verdict.as_str())
    }
}

/// The figures.
#[derive(Debug, Default)]
pub(super) struct Tally {
    commits: usize,
    /// By trigger: a trigger counts as raised when its verdict is `required`.
    required: [Counts; 4],
    /// By trigger: `advisory` counts as well.
    advised: [Counts; 4],
    harmless: usize,
    /// No verdict but `clear`.
    left_alone: usize,
    /// No verdict `required`.
    let_pass: usize,
}

impl Tally {
    /// Counts a commit; gives what deserves a look: other than expected, and anything raised about a harmless one.
    pub(super) fn add(&mut self, commit: &Labelled, output: &Output) -> Vec<Disagreement> {
        self.commits += 1;
        let mut disagreements = Vec::new();
        let (mut alone, mut pass) = (true, true);
        for (at, trigger) in Trigger::ALL.into_iter().enumerate() {
            let report = output.triggers.iter().find(|report| report.trigger == trigger);
            let verdict = report.map_or(Verdict::Unknown, |report| report.verdict);
            let expected = commit.triggers.contains(&trigger);
            let either = commit.also.contains(&trigger);
            let required = verdict == Verdict::Required;
            let advised = required || verdict == Verdict::Advisory;
            if let (Some(strict), Some(loose)) = (self.required.get_mut(at), self.advised.get_mut(at)) {
                strict.add(required, expected, either);
                loose.add(advised, expected, either);
            }
            // What may be said either way leaves nobody disturbed without a reason.
            alone &= verdict == Verdict::Clear || either;
            pass &= !required || either;
            let wrong = required != expected && !either;
            if wrong || commit.is_harmless() && !either && verdict != Verdict::Clear {
                disagreements.push(Disagreement { trigger, verdict, expected });
            }
        }
        if commit.is_harmless() {
            self.harmless += 1;
            self.left_alone += usize::from(alone);
            self.let_pass += usize::from(pass);
        }
        disagreements
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} commits, {} of them harmless", self.commits, self.harmless)?;
        writeln!(
            f,
            "{:18}{:>6}{:>7}{:>8}{:>11}{:>8}   with advice: {:>9}{:>8}",
            "", "right", "false", "missed", "precision", "recall", "precision", "recall"
        )?;
        for (at, trigger) in Trigger::ALL.into_iter().enumerate() {
            let strict = self.required.get(at).copied().unwrap_or_default();
            let loose = self.advised.get(at).copied().unwrap_or_default();
            writeln!(
                f,
                "{:18}{:>6}{:>7}{:>8}{:>11}{:>8}   {:13}{:>9}{:>8}",
                trigger.as_str(),
                strict.right,
                strict.false_alarms,
                strict.missed,
                strict.precision(),
                strict.recall(),
                "",
                loose.precision(),
                loose.recall()
            )?;
        }
        writeln!(
            f,
            "harmless: {} of {} left fully alone ({}), {} without a demand ({})",
            self.left_alone,
            self.harmless,
            share(self.left_alone, self.harmless),
            self.let_pass,
            share(self.let_pass, self.harmless)
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod tests {
    use std::sync::Arc;

    use architect_core::{Context, RuleIndex, Tool as _};
    use architect_escalation::tool::check_escalation::Input;
    use architect_escalation::{CheckEscalation, RULES};

    use super::*;

    fn labelled(triggers: &[Trigger], also: &[Trigger]) -> Labelled {
        Labelled {
            repository: "owner/name".to_owned(),
            commit: "0".repeat(40),
            triggers: triggers.to_vec(),
            also: also.to_vec(),
            why: String::new(),
        }
    }

    fn dropped_table() -> Output {
        let diff = "diff --git a/migrations/002_drop.sql b/migrations/002_drop.sql\nnew file mode 100644\n--- /dev/null\n+++ b/migrations/002_drop.sql\n@@ -0,0 +1 @@\n+DROP TABLE orders;\n";
        let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
        CheckEscalation.call(Input { diff: Some(diff.to_owned()), ..Input::default() }, &context).unwrap()
    }

    #[test]
    fn a_demand_is_right_false_or_neither_by_the_label() {
        let output = dropped_table();
        let mut tally = Tally::default();

        assert!(tally.add(&labelled(&[Trigger::DataLoss], &[]), &output).is_empty());
        assert_eq!(tally.add(&labelled(&[], &[]), &output).len(), 1);
        assert!(tally.add(&labelled(&[], &[Trigger::DataLoss]), &output).is_empty());
        assert_eq!(tally.add(&labelled(&[Trigger::DataLoss, Trigger::Architecture], &[]), &output).len(), 1);

        assert_eq!((tally.required[0].right, tally.required[0].false_alarms), (2, 1));
        assert_eq!(tally.required[2].missed, 1);
        assert_eq!((tally.harmless, tally.left_alone), (2, 1));
    }
}
