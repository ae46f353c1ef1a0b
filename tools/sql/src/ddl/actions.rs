//! Actions of an `ALTER TABLE` that say nothing about columns, keys and indexes: the closed list of those that are passed
//! over, and what may follow the others.

use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::alter::AlterAction;
use super::cursor::Cursor;

/// The first words of actions that are known and of no consequence for columns, keys and indexes.
const KNOWN: &[&[&str]] = &[
    // PostgreSQL
    &["owner"],
    &["cluster"],
    &["set"],
    &["reset"],
    &["enable"],
    &["disable"],
    &["replica", "identity"],
    &["force"],
    &["no", "force"],
    &["of"],
    &["not", "of"],
    &["options"],
    &["alter", "constraint"],
    &["split", "partition"],
    &["merge", "partitions"],
    // MySQL and MariaDB
    &["algorithm"],
    &["lock"],
    &["auto_increment"],
    &["autoextend_size"],
    &["avg_row_length"],
    &["default"],
    &["charset"],
    &["character", "set"],
    &["collate"],
    &["convert"],
    &["comment"],
    &["engine_attribute"],
    &["secondary_engine"],
    &["secondary_engine_attribute"],
    &["row_format"],
    &["order", "by"],
    &["discard"],
    &["import"],
    &["alter", "index"],
    &["alter", "key"],
    &["alter", "check"],
    &["truncate", "partition"],
    &["coalesce"],
    &["reorganize"],
    &["exchange"],
    &["analyze"],
    &["check"],
    &["optimize"],
    &["rebuild"],
    &["repair"],
    &["remove"],
    &["partition"],
    &["partitions"],
    &["with", "validation"],
    &["without", "validation"],
    &["key_block_size"],
    &["max_rows"],
    &["min_rows"],
    &["pack_keys"],
    &["checksum"],
    &["compression"],
    &["connection"],
    &["data", "directory"],
    &["index", "directory"],
    &["delay_key_write"],
    &["encryption"],
    &["encrypted"],
    &["encryption_key_id"],
    &["insert_method"],
    &["page_checksum"],
    &["page_compressed"],
    &["page_compression_level"],
    &["password"],
    &["stats_auto_recalc"],
    &["stats_persistent"],
    &["stats_sample_pages"],
    &["storage"],
    &["tablespace"],
    &["transactional"],
    &["type"],
    &["union"],
    &["wait"],
    &["nowait"],
    // SQL Server
    &["nocheck"],
    &["with", "check", "check"],
    &["with", "nocheck"],
    &["switch"],
];

/// Actions of MySQL and MariaDB that stand alone and whose commas part names: of partitions, or what rows are sorted by.
const LISTS: &[&[&str]] = &[
    &["drop", "partition"],
    &["truncate", "partition"],
    &["reorganize", "partition"],
    &["analyze", "partition"],
    &["check", "partition"],
    &["optimize", "partition"],
    &["rebuild", "partition"],
    &["repair", "partition"],
    &["discard", "partition"],
    &["import", "partition"],
    &["order", "by"],
];

/// Whether the whole of an `ALTER TABLE` is one such action.
pub(super) fn is_list(actions: &Cursor<'_>) -> bool {
    LISTS.iter().any(|words| actions.are(words))
}

/// What may follow `ALTER COLUMN name` without a consequence that is kept.
const OF_COLUMN: &[&[&str]] = &[
    &["set", "statistics"],
    &["set", "storage"],
    &["set", "compression"],
    &["set", "generated"],
    &["set", "increment"],
    &["set", "minvalue"],
    &["set", "maxvalue"],
    &["set", "start"],
    &["set", "restart"],
    &["set", "cache"],
    &["set", "cycle"],
    &["set", "no"],
    &["set", "sequence"],
    &["set", "expression"],
    &["set", "visible"],
    &["set", "invisible"],
    &["reset"],
    &["restart"],
    &["options"],
    &["add"],
    &["drop", "masked"],
    &["drop", "rowguidcol"],
    &["drop", "persisted"],
    &["drop", "sparse"],
    &["drop", "hidden"],
    &["drop", "not"],
];

/// Whether an action that no reader took is one of those.
pub(super) fn is_known(action: &Cursor<'_>) -> bool {
    if KNOWN.iter().any(|words| action.are(words)) {
        return true;
    }
    let mut rest = action.clone();
    if rest.eat("alter") {
        rest.eat("column");
        let _ = rest.name();
        let of_attributes = rest.is("set") && rest.peek_at(1).is_some_and(|token| token.lexeme == Lexeme::LParen);
        return of_attributes || OF_COLUMN.iter().any(|words| rest.are(words));
    }
    false
}

/// Notes what is left of an action that was read, unless it is what may follow it.
pub(super) fn finish(action: &AlterAction, cursor: &mut Cursor<'_>, reading: &mut Reading) {
    // The bounds of a partition.
    if matches!(action, AlterAction::AttachPartition(_) | AlterAction::DetachPartition(_)) {
        return;
    }
    while cursor.eat_any(&["cascade", "restrict", "cascaded"])
        || (matches!(action, AlterAction::DropConstraint { .. })
            && cursor.eat("with")
            && cursor.parenthesised().is_some())
    {}
    // Options of a table need no commas between them.
    let options = matches!(action, AlterAction::SetEngine(_) | AlterAction::SetOptions { .. });
    if !(cursor.done() || options && is_known(cursor)) {
        reading.gaps.push(cursor.not_understood("this part of an ALTER TABLE was not understood"));
    }
}
