//! What a generator of migrations itself says is lost: the warnings at the head of Prisma's.

use architect_sql::statement::Script;

use super::{Deed, Deeds};
use crate::fact::What;

/// Adds the columns that a warning says are dropped and that no statement says so of: tables of SQLite are made anew
/// without them.
pub(super) fn read(text: &str, script: &Script, deeds: &mut Deeds) {
    const DROPS: &str = "You are about to drop the column `";
    for comment in &script.comments {
        let Some(said) = text.get(comment.clone()) else { continue };
        for (at, _) in said.match_indices(DROPS) {
            let mut quoted = said.get(at..).unwrap_or_default().split('`').skip(1).step_by(2);
            let (Some(column), Some(table)) = (quoted.next(), quoted.next()) else { continue };
            let name = format!("{table}.{column}");
            let told = deeds.all.iter().any(|deed| {
                matches!(&deed.what, What::ColumnDropped { column: told } if told.eq_ignore_ascii_case(&name)
                    || told.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(column)))
            });
            if !told {
                deeds.all.push(Deed::new(What::ColumnDropped { column: name }, comment.start + at));
            }
        }
    }
}
