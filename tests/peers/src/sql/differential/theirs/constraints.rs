//! Constraints of tables and columns in squawk's tree.

use squawk_syntax::ast::{self, AstNode};

use super::super::facts::{Constraint, Demand, Fact, ForeignKey};
use super::{expression, is_not_distinct, name, name_of, path_of};

pub(super) fn has_default(column: &ast::Column) -> bool {
    column.clauses().any(|clause| {
        matches!(clause, ast::ColumnClause::ColumnConstraint(ast::ColumnConstraint::DefaultConstraint(_)))
    })
}

/// A column of a partition: what it demands of a column that is its parent's.
pub(super) fn demands_of_partition(column: &ast::Column) -> Vec<Fact> {
    let name = name_of(column.name());
    let constraints: Vec<ast::Constraint> = column
        .clauses()
        .filter_map(|clause| match clause {
            ast::ColumnClause::ColumnConstraint(constraint) => of_column(&constraint),
            _ => None,
        })
        .collect();
    let not_null = constraints.iter().any(|own| matches!(own, ast::Constraint::NotNullConstraint(_))).then(|| {
        Fact::Constraint(Constraint { name: None, not_valid: false, demand: Demand::NotNull(name.clone()) })
    });
    not_null.into_iter().chain(constraints.iter().filter_map(|own| demand(own, Some(&name)))).collect()
}

pub(super) fn of_column(constraint: &ast::ColumnConstraint) -> Option<ast::Constraint> {
    ast::Constraint::cast(constraint.syntax().clone())
}

pub(super) fn of_table(constraint: &ast::TableConstraint) -> Option<ast::Constraint> {
    ast::Constraint::cast(constraint.syntax().clone())
}

fn referential(action: Option<ast::RefAction>) -> Option<&'static str> {
    Some(match action? {
        ast::RefAction::Cascade(_) => "cascade",
        ast::RefAction::NoAction(_) => "no action",
        ast::RefAction::Restrict(_) => "restrict",
        ast::RefAction::SetDefaultColumns(_) => "set default",
        ast::RefAction::SetNullColumns(_) => "set null",
    })
}

/// What a constraint demands, when it is more than a property of its column. `own` is the column that it stands behind.
pub(super) fn demand(constraint: &ast::Constraint, own: Option<&String>) -> Option<Fact> {
    let own_key =
        |columns: Vec<String>| if columns.is_empty() { own.cloned().into_iter().collect() } else { columns };
    let key_of = |parameters: Option<ast::IndexParameters>| {
        let list = parameters.as_ref().and_then(ast::IndexParameters::column_list);
        let keys = own_key(list.into_iter().flat_map(|list| list.column_name_refs()).map(|own| name(&own)).collect());
        let include = parameters.as_ref().and_then(ast::IndexParameters::constraint_include_clause);
        let include = include.and_then(|include| include.column_ref_list());
        let include = include.into_iter().flat_map(|list| list.column_name_refs()).map(|own| name(&own)).collect();
        (keys, include, is_not_distinct(parameters.and_then(|own| own.nulls_distinct_option())))
    };
    let demand = match constraint {
        ast::Constraint::PrimaryKeyConstraint(key) => {
            if let Some(index) = key.using_index() {
                Demand::UsingIndex { primary: true, index: path_of(index.index_ref()) }
            } else {
                let (keys, include, _) = key_of(key.index_parameters());
                Demand::PrimaryKey { keys, include }
            }
        }
        ast::Constraint::UniqueConstraint(key) => {
            if let Some(index) = key.using_index() {
                Demand::UsingIndex { primary: false, index: path_of(index.index_ref()) }
            } else {
                let (keys, include, nulls_not_distinct) = key_of(key.index_parameters());
                Demand::Unique { keys, include, nulls_not_distinct }
            }
        }
        ast::Constraint::ForeignKeyConstraint(key) => {
            let columns = |list: Option<ast::ForeignKeyColumnList>| {
                let Some(list) = list else { return Vec::new() };
                let period = list.period_column().and_then(|period| period.name());
                list.column_name_refs().chain(period).map(|own| name(&own)).collect()
            };
            Demand::ForeignKey(foreign_key(
                columns(key.from_columns()),
                path_of(key.table_name_ref()),
                columns(key.to_columns()),
                key.match_type().as_ref(),
                key.referential_actions(),
            ))
        }
        ast::Constraint::ReferencesConstraint(key) => Demand::ForeignKey(foreign_key(
            own.cloned().into_iter().collect(),
            path_of(key.table()),
            key.column().map(|column| name(&column)).into_iter().collect(),
            key.match_type().as_ref(),
            key.referential_actions(),
        )),
        ast::Constraint::CheckConstraint(check) => {
            Demand::Check(check.expr().map(|condition| expression(&condition)).unwrap_or_default())
        }
        ast::Constraint::ExcludeConstraint(_) => Demand::Exclude,
        ast::Constraint::NotNullConstraint(not_null) if own.is_none() => {
            Demand::NotNull(name_of(not_null.column_name_ref()))
        }
        _ => return None,
    };
    let node = constraint.syntax();
    let called =
        node.children().find_map(ast::ConstraintNameClause::cast).and_then(|clause| clause.constraint_name());
    let not_valid = node
        .children()
        .filter_map(ast::ConstraintOption::cast)
        .any(|option| matches!(option, ast::ConstraintOption::NotValid(_) | ast::ConstraintOption::NotEnforced(_)));
    Some(Fact::Constraint(Constraint { name: called.map(|own| name(&own)), not_valid, demand }))
}

fn foreign_key(
    columns: Vec<String>,
    parent: String,
    parent_columns: Vec<String>,
    matches: Option<&ast::MatchType>,
    actions: impl Iterator<Item = ast::ReferentialAction>,
) -> ForeignKey {
    let mut key = ForeignKey {
        columns,
        parent,
        parent_columns,
        on_delete: None,
        on_update: None,
        match_full: matches!(matches, Some(ast::MatchType::MatchFull(_))),
    };
    for action in actions {
        match action {
            ast::ReferentialAction::OnDeleteAction(action) => key.on_delete = referential(action.ref_action()),
            ast::ReferentialAction::OnUpdateAction(action) => key.on_update = referential(action.ref_action()),
        }
    }
    key
}
