//! Liquibase change logs, in XML, YAML and JSON. Its SQL form is SQL with comments, and read as such.
//!
//! The text of a block comes in, [`Step`]s go out, one a change, with the names it gives; then the steps become deeds.
//! A change log is one long file that grows: only what stands on changed lines counts, also for what the change
//! itself creates.

mod markup;
mod tree;

use architect_core::Confidence;

use super::ledger::Ledger;
use super::{Deed, Deeds, credentials, sql};
use crate::code::Language;
use crate::examined::ReadBlock;
use crate::fact::{Shift, What};
use crate::guard::Guard;
use crate::role::Direction;

/// One change of a change set.
#[derive(Debug, Default, PartialEq, Eq)]
struct Step {
    /// `dropTable`, `sql`, …
    name: String,
    /// Where it begins.
    at: usize,
    /// What it says by name: `tableName`, `columnName`, …
    values: Vec<(String, String)>,
    /// The columns it lists, and where.
    columns: Vec<(String, usize)>,
    /// The SQL it holds, and where that begins.
    sql: Option<(usize, String)>,
    /// Whether it stands in a `rollback`.
    undoes: bool,
    /// Whether a `where` limits it.
    bounded: bool,
}

impl Step {
    fn value(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Whether a change is one that matters here; everything else in a change log is passed over.
fn is_change(name: &str) -> bool {
    matches!(
        name,
        "createTable"
            | "addColumn"
            | "renameTable"
            | "dropTable"
            | "dropColumn"
            | "dropAllTables"
            | "mergeColumns"
            | "modifyDataType"
            | "delete"
            | "update"
            | "sql"
            | "createProcedure"
            | "executeCommand"
            | "addForeignKeyConstraint"
    )
}

/// Reads a block of a change log.
pub(super) fn read(read: &ReadBlock<'_>, language: Option<Language>, ledger: &mut Ledger) -> Deeds {
    let steps = match language {
        Some(Language::Markup) => markup::steps(&read.block.text),
        Some(Language::Yaml) => tree::yaml(read.block),
        Some(Language::Json) => tree::json(&read.tokens),
        _ => Vec::new(),
    };
    let changed = |at: usize| read.block.lines.get(read.block.line_at(at)).is_some_and(|line| line.changed);
    let mut deeds = Deeds::default();
    for step in steps.iter().filter(|step| changed(step.at) || step.columns.iter().any(|(_, at)| changed(*at))) {
        judge(step, ledger, &mut deeds);
    }
    deeds
}

fn judge(step: &Step, ledger: &mut Ledger, deeds: &mut Deeds) {
    let table = step.value("tableName").or_else(|| step.value("baseTableName")).unwrap_or("a table").to_owned();
    let mut push = |deed: Deed| deeds.all.push(if step.undoes { deed.undoes() } else { deed });
    let created = |ledger: &Ledger| ledger.has_table(&table).then_some(Guard::CreatedInThisChange);
    match step.name.as_str() {
        "createTable" | "addColumn" => {
            if step.name == "createTable" && !step.undoes {
                ledger.create_table(&table);
            }
            for (column, at) in &step.columns {
                if !step.undoes {
                    ledger.add_column(&table, column);
                }
                if let Some(certain) = credentials::column(&table, column) {
                    let column = format!("{table}.{column}");
                    let what = What::CredentialColumn { column, shift: Shift::Added, certain };
                    push(Deed::new(what, *at).sure(Confidence::Medium));
                }
            }
        }
        "renameTable" => {
            if let (Some(from), Some(to), false) =
                (step.value("oldTableName"), step.value("newTableName"), step.undoes)
            {
                ledger.rename_table(from, to);
            }
        }
        "dropTable" => {
            let guard = (!step.undoes && ledger.drop_table(&table)).then_some(Guard::CreatedInThisChange);
            push(Deed::new(What::TableDropped { table, rebuilt: false }, step.at).guarded(guard));
        }
        "dropAllTables" => {
            push(Deed::new(What::SchemaDropped { name: "the whole schema".to_owned() }, step.at));
        }
        "dropColumn" => {
            let alone = step.value("columnName").map(|column| (column.to_owned(), step.at));
            let listed = if alone.is_some() { &[][..] } else { step.columns.as_slice() };
            for (column, at) in alone.iter().chain(listed) {
                let guard = ledger.has_column(&table, column).then_some(Guard::CreatedInThisChange);
                let what = What::ColumnDropped { column: format!("{table}.{column}") };
                push(Deed::new(what, *at).guarded(guard));
            }
        }
        "mergeColumns" => {
            let columns = [step.value("column1Name"), step.value("column2Name")];
            let names = columns.into_iter().flatten().collect::<Vec<_>>().join(" and ");
            let what = What::ColumnDropped { column: format!("{table}.{names}") };
            push(Deed::new(what, step.at).note("their values are joined into one column"));
        }
        "modifyDataType" => {
            let column = step.value("columnName").unwrap_or("a column");
            let to = step.value("newDataType").unwrap_or("another type").to_owned();
            if !ledger.has_column(&table, column) && !is_wide(&to) {
                let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: false };
                let note = "what it was before is not in the change";
                push(Deed::new(what, step.at).sure(Confidence::Low).note(note));
            }
        }
        "delete" => {
            let guard = created(ledger);
            let sure = if step.bounded { Confidence::Medium } else { Confidence::High };
            let what = What::RowsDeleted { table, bounded: step.bounded };
            push(Deed::new(what, step.at).guarded(guard).sure(sure));
        }
        "update" if !step.bounded => {
            let fresh =
                !step.columns.is_empty() && step.columns.iter().all(|(column, _)| ledger.has_column(&table, column));
            let guard = fresh.then_some(Guard::CreatedInThisChange).or_else(|| created(ledger));
            let what = What::RowsUpdated { table, bounded: false, lossy: false };
            push(Deed::new(what, step.at).guarded(guard).sure(Confidence::Medium));
        }
        "addForeignKeyConstraint" => {
            let cascades = step.value("onDelete").is_some_and(|action| action.eq_ignore_ascii_case("cascade"));
            if cascades && !ledger.has_table(&table) {
                push(Deed::new(What::CascadeAdded { table }, step.at).sure(Confidence::Medium));
            }
        }
        "sql" | "createProcedure" => {
            let Some((at, text)) = &step.sql else { return };
            let read = sql::read("migration", text, step.undoes.then_some(Direction::Down), None, &|_| true, ledger);
            for mut deed in read.all {
                deed.at += at;
                push(deed);
            }
            deeds.gaps.extend(read.gaps.into_iter().map(|(inside, reason)| (at + inside, reason)));
        }
        "executeCommand" => {
            deeds.gaps.push((step.at, "a command is run, and what it does is not in the change".to_owned()));
        }
        _ => {}
    }
}

/// Whether a type holds all that others do.
fn is_wide(data_type: &str) -> bool {
    let name = data_type.trim().to_ascii_lowercase();
    ["text", "longtext", "mediumtext", "clob", "nclob", "blob", "longblob", "bigint", "json", "jsonb"]
        .iter()
        .any(|wide| name.starts_with(wide))
        || name.contains("(max)")
        || name.starts_with('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<databaseChangeLog>\n<!-- <dropTable tableName=\"not_me\"/> -->\n<changeSet id=\"1\">\n\
        <delete tableName=\"event\"/>\n<delete tableName=\"job\"><where>name = 'x'</where></delete>\n\
        <dropColumn tableName=\"orders\"><column name=\"a\"/><column name='b'/></dropColumn>\n\
        <sql>DELETE FROM old WHERE id &lt; 5;</sql>\n<rollback><dropTable tableName=\"later\"/></rollback>\n\
        </changeSet>\n</databaseChangeLog>\n";

    #[test]
    fn the_changes_of_a_change_set_are_read_with_their_names() {
        let steps = markup::steps(XML);

        let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["delete", "delete", "dropColumn", "sql", "dropTable"]);
        assert_eq!(steps.iter().map(|step| step.bounded).collect::<Vec<_>>(), [false, true, false, false, false]);
        assert_eq!(steps.iter().map(|step| step.undoes).collect::<Vec<_>>(), [false, false, false, false, true]);
        let columns: Vec<&str> =
            steps.iter().flat_map(|step| &step.columns).map(|(column, _)| column.as_str()).collect();
        assert_eq!(columns, ["a", "b"]);
        let sql = steps.iter().find_map(|step| step.sql.as_ref());
        assert!(sql.is_some_and(|(_, text)| text.starts_with("DELETE FROM old WHERE id <")), "{sql:?}");
    }

    #[test]
    fn a_change_log_cut_anywhere_is_read_without_an_end() {
        for end in 0..XML.len() {
            let _ = markup::steps(XML.get(..end).unwrap_or_default());
        }
    }

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "databaseChangeLog:\n- changeSet:\n    id: 1\n    changes:\n    - dropColumn:\n        tableName: orders\n        columnName: note\n    rollback:\n    - dropTable:\n        tableName: later\n";
        let json = "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\", \"changes\": [{\"dropColumn\": {\"tableName\": \"orders\", \"columnName\": \"note\"}}], \"rollback\": [{\"dropTable\": {\"tableName\": \"later\"}}]}}]}";
        let mut block = crate::change::Block::default();
        for (number, line) in (1..).zip(yaml.lines()) {
            block.push(line, number, true);
        }

        let of_yaml = tree::yaml(&block);
        let of_json = tree::json(&crate::code::lexer::tokens(Language::Json, json));

        for steps in [of_yaml, of_json] {
            let read: Vec<(&str, Option<&str>, Option<&str>, bool)> = steps
                .iter()
                .map(|step| (step.name.as_str(), step.value("tableName"), step.value("columnName"), step.undoes))
                .collect();
            assert_eq!(
                read,
                [("dropColumn", Some("orders"), Some("note"), false), ("dropTable", Some("later"), None, true)]
            );
        }
    }
}
