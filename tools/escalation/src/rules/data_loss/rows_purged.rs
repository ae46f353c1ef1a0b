//! `escalation/rows-purged`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A job, task or command begins to delete records by their age, or many at once, without anybody who asks for one of them.
    ///
    /// ## Why it matters
    /// It says for how long data is kept. At its first run it deletes all that is older, and nobody looks at it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/app/jobs/nightly_job.rb b/app/jobs/nightly_job.rb
    /// --- a/app/jobs/nightly_job.rb
    /// +++ b/app/jobs/nightly_job.rb
    /// @@ -3,4 +3,5 @@ class NightlyJob < ApplicationJob
    ///    def perform
    ///      Report.deliver
    /// +    Draft.where("updated_at < ?", 1.week.ago).destroy_all
    ///    end
    ///  end
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/app/jobs/nightly_job.rb b/app/jobs/nightly_job.rb
    /// --- a/app/jobs/nightly_job.rb
    /// +++ b/app/jobs/nightly_job.rb
    /// @@ -3,4 +3,5 @@ class NightlyJob < ApplicationJob
    ///    def perform
    ///      Report.deliver
    /// +    LoginSession.where("updated_at < ?", 1.week.ago).destroy_all
    ///    end
    ///  end
    /// ```
    /// ## Limits
    /// By age it is any file or function named for work in the background; many at once, a task of Rake or a command of Django or
    /// Laravel. What lives for a moment only is told by its name: sessions, tokens, locks, caches, temporary files. A deletion that
    /// stood there before and only changes is not told.
    pub RowsPurged {
        id: "escalation/rows-purged",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [],
    }
}

impl Raise for RowsPurged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::RowsPurged { what, aged } = &fact.what else { continue };
            let which = if *aged { "what is old, by itself" } else { "many records at once when it is run" };
            docket.require::<Self>(Trigger::DataLoss, fact, format!("`{what}` deletes {which}"));
        }
    }
}
