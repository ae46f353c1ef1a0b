//! Filling rows in batches.

use super::{Piece, Stage, quoted, table};
use crate::migration::Touched;

/// A block that writes `assignments` to every row for which `only` holds, a few thousand at a time, each batch in its
/// own transaction. Along the primary key where it is one column that is known; else by the place of the rows, which
/// needs a condition that a written row does not fulfil any more.
pub(super) fn batches(touched: &Touched, assignments: &str, only: Option<&str>) -> Option<Piece> {
    let name = table(&touched.name);
    let sql = match (&touched.key_column, only) {
        (Some(key), only) => {
            let key = quoted(key);
            let and = only.map(|only| format!(" AND {only}")).unwrap_or_default();
            format!(
                "DO $$\nDECLARE\n  low {name}.{key}%TYPE;\n  high {name}.{key}%TYPE;\nBEGIN\n  SELECT {key} INTO low FROM \
                 {name} ORDER BY {key} LIMIT 1;\n  WHILE low IS NOT NULL LOOP\n    SELECT {key} INTO high FROM {name} WHERE \
                 {key} > low ORDER BY {key} OFFSET 4999 LIMIT 1;\n    IF high IS NULL THEN\n      UPDATE {name} SET \
                 {assignments} WHERE {key} >= low{and};\n    ELSE\n      UPDATE {name} SET {assignments} WHERE {key} >= low AND \
                 {key} < high{and};\n    END IF;\n    COMMIT;\n    low := high;\n  END LOOP;\nEND $$;"
            )
        }
        (None, Some(only)) => format!(
            "DO $$\nDECLARE\n  written bigint;\nBEGIN\n  LOOP\n    UPDATE {name} SET {assignments}\n      WHERE ctid = \
             ANY (ARRAY(SELECT ctid FROM {name} WHERE {only} LIMIT 5000));\n    GET DIAGNOSTICS written = ROW_COUNT;\n    \
             COMMIT;\n    EXIT WHEN written = 0;\n  END LOOP;\nEND $$;"
        ),
        (None, None) => return None,
    };
    Some(Piece::new(Stage::Backfill, sql))
}
