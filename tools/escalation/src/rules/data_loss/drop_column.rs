//! `escalation/drop-column`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration drops a column: in SQL, or by the call of a migration framework.
    ///
    /// ## Why it matters
    /// What was in the column is gone. Programs of the version before, which still run while the new one is rolled out, fail
    /// on it as well.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/db/migrate/20240301120000_remove_nickname.rb b/db/migrate/20240301120000_remove_nickname.rb
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/db/migrate/20240301120000_remove_nickname.rb
    /// @@ -0,0 +1,5 @@
    /// +class RemoveNickname < ActiveRecord::Migration[7.1]
    /// +  def change
    /// +    remove_column :customers, :nickname, :string
    /// +  end
    /// +end
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/db/migrate/20240301120000_rename_nickname.rb b/db/migrate/20240301120000_rename_nickname.rb
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/db/migrate/20240301120000_rename_nickname.rb
    /// @@ -0,0 +1,5 @@
    /// +class RenameNickname < ActiveRecord::Migration[7.1]
    /// +  def change
    /// +    rename_column :customers, :nickname, :handle
    /// +  end
    /// +end
    /// ```
    /// ## Limits
    /// A column that the same change adds is discounted, and so is the way back of a migration. In Django, a field that
    /// leaves the model's state only is discounted.
    /// Where a schema is declared as a whole (Prisma, Drizzle, SQL in a folder of schemas) and the change brings no
    /// migration, a column that goes from the declaration counts.
    pub DropColumn {
        id: "escalation/drop-column",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html"), ("Rails guides, Active Record Migrations", "https://guides.rubyonrails.org/active_record_migrations.html")],
    }
}

impl Raise for DropColumn {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::ColumnDropped { column } = &fact.what {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("the column `{column}` and its values are dropped"),
                );
            }
        }
    }
}
