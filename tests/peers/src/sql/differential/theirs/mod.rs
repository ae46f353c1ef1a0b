//! What squawk's parser reads, as facts.
#![expect(clippy::needless_pass_by_value, reason = "a node is a handle that is made when it is asked for")]

mod constraints;

use std::ops::Range;

use squawk_syntax::ast::{self, AstNode, normalize_name_node};
use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::facts::{Action, Column, Fact, Index, Key, plain, plain_type};
use constraints::{demand, demands_of_partition, has_default, of_column, of_table};

/// A statement as the parser sees it.
pub(super) struct Parsed {
    pub(super) statement: ast::Stmt,
    /// Where it stands, without comments before it and the semicolon.
    pub(super) bytes: Range<usize>,
}

/// The statements of a text, or none when there is an error in it.
pub(super) fn parse(text: &str) -> Option<Vec<Parsed>> {
    let parse = SourceFile::parse(text);
    if !parse.errors().is_empty() {
        return None;
    }
    let statements = parse.tree().stmts().filter(|statement| !matches!(statement, ast::Stmt::EmptyStmt(_)));
    Some(
        statements
            .map(|statement| {
                let mut tokens: Vec<SyntaxToken> = words(statement.syntax()).collect();
                if tokens.last().is_some_and(|last| last.kind() == SyntaxKind::SEMICOLON) {
                    tokens.pop();
                }
                let start = tokens.first().map_or(0, |first| place(first).start);
                let end = tokens.last().map_or(start, |last| place(last).end);
                Parsed { statement, bytes: start..end }
            })
            .collect(),
    )
}

fn place(token: &SyntaxToken) -> Range<usize> {
    token.text_range().into()
}

fn words(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    let tokens = node.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    tokens.filter(|token| !token.kind().is_trivia())
}

/// The tokens of a node, without what stands between them.
fn text(node: &SyntaxNode) -> String {
    words(node).map(|token| token.text().to_owned()).collect()
}

/// What is written from one node to the end of another.
fn written(from: &SyntaxNode, to: &SyntaxNode) -> String {
    let whole = from.ancestors().last().map(|root| root.text().to_string()).unwrap_or_default();
    let start = words(from).next().map(|token| place(&token).start);
    let end = words(to).last().map(|token| place(&token).end);
    start.zip(end).and_then(|(start, end)| whole.get(start..end)).unwrap_or_default().to_owned()
}

fn expression(node: &impl AstNode) -> String {
    plain(&text(node.syntax()))
}

fn name(node: &impl AstNode) -> String {
    normalize_name_node(node.syntax())
}

fn name_of(node: Option<impl AstNode>) -> String {
    node.map(|node| name(&node)).unwrap_or_default()
}

fn parts(node: &impl AstNode) -> Vec<String> {
    let segments = node
        .syntax()
        .descendants()
        .filter(|node| matches!(node.kind(), SyntaxKind::PATH_SEGMENT | SyntaxKind::PATH_SEGMENT_REF));
    segments.map(|node| normalize_name_node(&node)).collect()
}

/// The last two parts of a path.
fn path(node: &impl AstNode) -> String {
    let parts = parts(node);
    let from = parts.len().saturating_sub(2);
    parts.get(from..).unwrap_or_default().join(".")
}

fn path_of(node: Option<impl AstNode>) -> String {
    node.map(|node| path(&node)).unwrap_or_default()
}

/// The schema of a type is left out.
fn data_type(node: &ast::Type) -> String {
    let mut shown = text(node.syntax());
    if let Some(path) = node.syntax().descendants().find_map(ast::PathRef::cast)
        && path.qualifier().is_some()
        && let Some(segment) = path.segment()
    {
        shown = shown.replacen(&text(path.syntax()), &text(segment.syntax()), 1);
    }
    plain_type(&shown)
}

fn collation(node: Option<ast::Collate>) -> Option<String> {
    parts(&node?.collation_ref()?).pop().map(|name| name.to_lowercase())
}

fn cascades(behavior: Option<ast::DropBehavior>) -> bool {
    matches!(behavior, Some(ast::DropBehavior::Cascade(_)))
}

/// The kind of a statement as the parser calls it.
pub(super) fn kind(statement: &ast::Stmt) -> String {
    format!("{:?}", statement.syntax().kind()).replace('_', " ")
}

/// What a statement says of tables, indexes and types.
pub(super) fn facts(statement: &ast::Stmt) -> Vec<Fact> {
    let mut reader = Reader::default();
    match statement {
        ast::Stmt::CreateTable(table) => reader.table(table),
        ast::Stmt::CreateForeignTable(table) => {
            reader.head(table.table_name(), table.if_not_exists().is_some(), false, true, table.partition_of());
            reader.elements(table.table_arg_list(), table.partition_of().is_some());
            reader.inherits(table.inherits());
        }
        ast::Stmt::CreateTableAs(table) => {
            let temporary = matches!(table.persistence(), Some(ast::Persistence::Temp(_)));
            reader.head(table.table_name(), table.if_not_exists().is_some(), temporary, false, None);
            reader.elements(table.table_arg_list(), false);
        }
        ast::Stmt::CreateIndex(index) => reader.index(index),
        ast::Stmt::AlterTable(alter) => {
            reader.alter(alter.table_relation_name(), alter.if_exists().is_some(), alter.actions());
        }
        ast::Stmt::AlterForeignTable(alter) => {
            reader.alter(alter.table_relation_name(), alter.if_exists().is_some(), alter.actions());
        }
        ast::Stmt::DropTable(drop) => {
            let names = drop.table_name_refs().map(|table| path(&table)).collect();
            reader.dropped("table", names, drop.if_exists().is_some(), drop.drop_behavior());
        }
        ast::Stmt::DropForeignTable(drop) => {
            let names = drop.table_name_refs().map(|table| path(&table)).collect();
            reader.dropped("table", names, drop.if_exists().is_some(), drop.drop_behavior());
        }
        ast::Stmt::DropIndex(drop) => reader.facts.push(Fact::Drop {
            kind: "index",
            names: drop.index_refs().map(|index| path(&index)).collect(),
            if_exists: drop.if_exists().is_some(),
            cascade: cascades(drop.drop_behavior()),
            concurrently: drop.concurrently_token().is_some(),
        }),
        ast::Stmt::DropType(drop) => {
            let names = drop.type_name_refs().map(|name| path(&name)).collect();
            reader.dropped("type", names, drop.if_exists().is_some(), drop.drop_behavior());
        }
        ast::Stmt::DropDomain(drop) => {
            let names = drop.domain_refs().map(|name| path(&name)).collect();
            reader.dropped("domain", names, drop.if_exists().is_some(), drop.drop_behavior());
        }
        ast::Stmt::CreateType(made) => reader.made_type(made),
        ast::Stmt::CreateDomain(domain) => {
            let not_null = domain.domain_qualifiers().any(|qualifier| {
                matches!(qualifier, ast::DomainQualifier::Constraint(ast::Constraint::NotNullConstraint(_)))
            });
            let base = domain.ty().map(|base| data_type(&base)).unwrap_or_default();
            reader.facts.push(Fact::Domain { name: path_of(domain.domain()), base, not_null });
        }
        ast::Stmt::CommentOn(comment) => reader.comment(comment),
        ast::Stmt::Truncate(truncate) => reader.facts.push(Fact::Truncate {
            tables: truncate
                .table_list()
                .into_iter()
                .flat_map(|list| list.table_relation_names())
                .map(|table| path_of(table.table_name_ref()))
                .collect(),
            cascade: cascades(truncate.drop_behavior()),
        }),
        ast::Stmt::CreateSchema(schema) => {
            for element in schema.schema_elements() {
                if let Some(statement) = ast::Stmt::cast(element.syntax().clone()) {
                    reader.facts.extend(facts(&statement));
                }
            }
        }
        ast::Stmt::SelectInto(select) => {
            if let Some(into) = select.into_clause() {
                let temporary = matches!(into.persistence(), Some(ast::Persistence::Temp(_)));
                reader.head(into.table_name(), false, temporary, false, None);
            }
        }
        _ => {}
    }
    // Rows are changed inside of a `WITH` as well, which stands at the head of any of these.
    let first = words(statement.syntax()).next().map(|token| token.kind());
    if matches!(first, Some(SyntaxKind::WITH_KW | SyntaxKind::UPDATE_KW | SyntaxKind::DELETE_KW)) {
        reader.changed_rows(statement.syntax());
    }
    reader.facts
}

#[derive(Default)]
struct Reader {
    facts: Vec<Fact>,
}

impl Reader {
    fn head(
        &mut self,
        name: Option<ast::TableName>,
        if_not_exists: bool,
        temporary: bool,
        foreign: bool,
        of: Option<ast::PartitionOf>,
    ) {
        let of = of.map(|of| path_of(of.table_name_ref()));
        self.facts.push(Fact::Table { name: path_of(name), if_not_exists, temporary, foreign, of });
    }

    fn table(&mut self, table: &ast::CreateTable) {
        let temporary = matches!(table.persistence(), Some(ast::Persistence::Temp(_)));
        self.head(table.table_name(), table.if_not_exists().is_some(), temporary, false, table.partition_of());
        self.elements(table.table_arg_list(), table.partition_of().is_some());
        self.inherits(table.inherits());
        if let Some(by) = table.partition_by() {
            self.facts.push(Fact::PartitionedBy {
                method: by.partition_strategy().map(|method| expression(&method)).unwrap_or_default(),
                keys: keys(by.partition_item_list()),
            });
        }
    }

    /// Columns with the constraints behind them, then the constraints of the table, then what is taken from other tables.
    fn elements(&mut self, list: Option<ast::TableArgList>, is_partition: bool) {
        let mut constraints = Vec::new();
        let mut likes = Vec::new();
        let mut columns = 0;
        for element in list.into_iter().flat_map(|list| list.args()) {
            match element {
                // A partition names columns of its parent, which are no new ones.
                ast::TableArg::Column(column) if is_partition && !has_default(&column) => {
                    constraints.extend(demands_of_partition(&column));
                }
                ast::TableArg::Column(column) => {
                    columns += 1;
                    self.column(&column);
                }
                ast::TableArg::LikeClause(like) => {
                    let table = path_of(like.relation_name_ref());
                    likes.push(Fact::Like { table, columns_before: columns });
                }
                ast::TableArg::TableConstraint(constraint) => {
                    constraints.extend(of_table(&constraint).and_then(|own| demand(&own, None)));
                }
            }
        }
        self.facts.extend(constraints);
        self.facts.extend(likes);
    }

    fn inherits(&mut self, inherits: Option<ast::Inherits>) {
        let parents = inherits.into_iter().flat_map(|inherits| inherits.table_name_refs());
        self.facts.extend(parents.map(|parent| Fact::Inherits(path(&parent))));
    }

    fn column(&mut self, column: &ast::Column) {
        let mut constraints = Vec::new();
        let mut collate = None;
        for clause in column.clauses() {
            match clause {
                ast::ColumnClause::ColumnConstraint(constraint) => constraints.extend(of_column(&constraint)),
                ast::ColumnClause::Collate(own) => collate = Some(own),
                _ => {}
            }
        }
        let written = column.name().map(|name| written(name.syntax(), column.syntax())).unwrap_or_default();
        self.column_with(name_of(column.name()), column.ty(), collate, written, &constraints);
    }

    fn column_with(
        &mut self,
        name: String,
        own_type: Option<ast::Type>,
        collate: Option<ast::Collate>,
        text: String,
        constraints: &[ast::Constraint],
    ) {
        let mut column = Column {
            data_type: own_type.map(|own| data_type(&own)).unwrap_or_default(),
            collation: collation(collate),
            text,
            name: name.clone(),
            ..Column::default()
        };
        for constraint in constraints {
            match constraint {
                ast::Constraint::NotNullConstraint(_) => column.not_null = true,
                ast::Constraint::DefaultConstraint(default) => {
                    column.default = default.expr().map(|default| expression(&default));
                }
                ast::Constraint::GeneratedConstraint(generated) => match generated.generated_as() {
                    Some(ast::GeneratedAs::GeneratedStored(computed)) => {
                        let stored = matches!(computed.generated_kind(), Some(ast::GeneratedKind::Stored(_)));
                        column.generation = Some(if stored { "stored" } else { "virtual" });
                        column.generated_as = computed.expr().map(|own| expression(&own));
                    }
                    _ => column.generation = Some("counted"),
                },
                _ => {}
            }
        }
        self.facts.push(Fact::Column(column));
        self.facts.extend(constraints.iter().filter_map(|constraint| demand(constraint, Some(&name))));
    }

    fn index(&mut self, index: &ast::CreateIndex) {
        let table = index.table_relation_name();
        self.facts.push(Fact::Index(Index {
            name: index.index().map(|name| path(&name)),
            unique: index.unique_token().is_some(),
            concurrently: index.concurrently_token().is_some(),
            only: table.as_ref().is_some_and(|table| table.only_token().is_some()),
            if_not_exists: index.if_not_exists().is_some(),
            method: index.using_method().map(|method| name_of(method.access_method_ref()).to_lowercase()),
            keys: keys(index.partition_item_list()),
            include: keys(index.index_include_clause().and_then(|include| include.partition_item_list()))
                .into_iter()
                .map(|key| key.text)
                .collect(),
            predicate: index.where_clause().and_then(|condition| condition.expr()).map(|own| expression(&own)),
            nulls_not_distinct: is_not_distinct(index.nulls_distinct_option()),
            table: path_of(table.and_then(|table| table.table_name_ref())),
        }));
    }

    fn dropped(
        &mut self,
        kind: &'static str,
        names: Vec<String>,
        if_exists: bool,
        behavior: Option<ast::DropBehavior>,
    ) {
        let cascade = cascades(behavior);
        self.facts.push(Fact::Drop { kind, names, if_exists, cascade, concurrently: false });
    }

    fn made_type(&mut self, made: &ast::CreateType) {
        let name = path_of(made.type_name());
        self.facts.push(match made.kind() {
            Some(ast::CreateTypeKind::EnumType(kind)) => {
                let variants = kind.variant_list().into_iter().flat_map(|list| list.variants());
                let labels = variants.map(|variant| text(variant.syntax())).collect();
                Fact::Enumeration { name, labels }
            }
            _ => Fact::OtherType { name },
        });
    }

    fn comment(&mut self, comment: &ast::CommentOn) {
        let (table, column) = match comment.comment_object() {
            Some(ast::CommentObject::ObjectTable(table)) => (path_of(table.table_name_ref()), None),
            Some(ast::CommentObject::ObjectForeignTable(table)) => (path_of(table.table_name_ref()), None),
            Some(ast::CommentObject::ObjectColumn(column)) => {
                let Some(own) = column.name() else { return };
                let parts: Vec<String> = own
                    .syntax()
                    .descendants()
                    .filter(|node| node.children().next().is_none())
                    .map(|node| normalize_name_node(&node))
                    .collect();
                let (Some(column), Some(table)) = (parts.last(), parts.get(..parts.len().saturating_sub(1))) else {
                    return;
                };
                let from = table.len().saturating_sub(2);
                (table.get(from..).unwrap_or_default().join("."), Some(column.clone()))
            }
            _ => return,
        };
        let text = comment.literal().and_then(|literal| literal.string_value());
        self.facts.push(Fact::Comment { table, column, text });
    }

    fn changed_rows(&mut self, statement: &SyntaxNode) {
        for node in statement.descendants() {
            if let Some(update) = ast::Update::cast(node.clone()) {
                let has_where = update.where_clause_or_current_of().is_some();
                let table = path_of(update.relation_name().and_then(|name| name.relation_name_ref()));
                self.facts.push(Fact::Update { table, has_where });
            } else if let Some(delete) = ast::Delete::cast(node) {
                let has_where = delete.where_clause_or_current_of().is_some();
                let table = path_of(delete.relation_name().and_then(|name| name.relation_name_ref()));
                self.facts.push(Fact::Delete { table, has_where });
            }
        }
    }

    fn alter(
        &mut self,
        table: Option<ast::TableRelationName>,
        if_exists: bool,
        actions: impl Iterator<Item = ast::AlterTableAction>,
    ) {
        // `ALL IN TABLESPACE` names no table.
        let Some(table) = table else { return };
        let only = table.only_token().is_some();
        let table = path_of(table.table_name_ref());
        let mut actions = actions.peekable();
        if let Some(ast::AlterTableAction::TableRenameTo(rename)) = actions.peek() {
            self.facts.push(Fact::Rename { from: table, to: path_of(rename.table_name()) });
            return;
        }
        self.facts.push(Fact::AlterTable { table, if_exists, only });
        for action in actions {
            self.action(&action);
        }
    }

    fn action(&mut self, action: &ast::AlterTableAction) {
        use ast::AlterTableAction as Theirs;
        let fact = match action {
            Theirs::AddColumn(added) => {
                self.facts.push(Fact::Action(Action::AddColumn { if_not_exists: added.if_not_exists().is_some() }));
                let constraints: Vec<ast::Constraint> = added.constraints().collect();
                let written = added.column_name().map(|name| written(name.syntax(), added.syntax()));
                let (name, written) = (name_of(added.column_name()), written.unwrap_or_default());
                return self.column_with(name, added.ty(), added.collate(), written, &constraints);
            }
            Theirs::AddConstraint(added) => {
                self.facts.push(Fact::Action(Action::AddConstraint));
                self.facts.extend(added.constraint().and_then(|constraint| demand(&constraint, None)));
                return;
            }
            Theirs::DropColumn(dropped) => Action::DropColumn {
                column: name_of(dropped.column_name_ref()),
                cascade: cascades(dropped.drop_behavior()),
            },
            Theirs::DropConstraint(dropped) => Action::DropConstraint {
                name: path_of(dropped.constraint_name_ref()),
                cascade: cascades(dropped.drop_behavior()),
            },
            Theirs::RenameColumn(renamed) => {
                Action::RenameColumn { from: name_of(renamed.column_name_ref()), to: name_of(renamed.column_name()) }
            }
            Theirs::RenameConstraint(renamed) => Action::RenameConstraint {
                from: path_of(renamed.constraint_name_ref()),
                to: name_of(renamed.constraint_name()),
            },
            Theirs::AlterColumn(altered) => altered_column(altered),
            Theirs::ValidateConstraint(own) => Action::Validate(path_of(own.constraint_name_ref())),
            Theirs::AttachPartition(attached) => Action::Attach(path_of(attached.table_name_ref())),
            Theirs::DetachPartition(detached) => Action::Detach(path_of(detached.table_name_ref())),
            Theirs::InheritTable(parent) => Action::Inherit(path_of(parent.table_name_ref())),
            Theirs::NoInheritTable(parent) => Action::NoInherit(path_of(parent.table_name_ref())),
            Theirs::SetSchema(schema) => Action::SetSchema(name_of(schema.schema_ref())),
            _ => Action::Other,
        };
        self.facts.push(Fact::Action(fact));
    }
}

fn altered_column(altered: &ast::AlterColumn) -> Action {
    let column = name_of(altered.column_name_ref());
    match altered.option() {
        Some(ast::AlterColumnOption::SetType(own)) => Action::Type {
            column,
            data_type: own.ty().map(|own| data_type(&own)).unwrap_or_default(),
            collation: collation(own.collate()),
            using: own.using_expr().and_then(|using| using.expr()).map(|using| expression(&using)),
        },
        Some(ast::AlterColumnOption::SetNotNull(_)) => Action::SetNotNull(column),
        Some(ast::AlterColumnOption::DropNotNull(_)) => Action::DropNotNull(column),
        Some(ast::AlterColumnOption::SetDefault(own)) => {
            Action::SetDefault { column, default: own.expr().map(|own| expression(&own)).unwrap_or_default() }
        }
        Some(ast::AlterColumnOption::DropDefault(_)) => Action::DropDefault(column),
        Some(ast::AlterColumnOption::AddGenerated(_)) => Action::AddIdentity(column),
        Some(ast::AlterColumnOption::DropIdentity(_) | ast::AlterColumnOption::DropExpression(_)) => {
            Action::DropGeneration(column)
        }
        _ => Action::Other,
    }
}

fn is_not_distinct(option: Option<ast::NullsDistinctOption>) -> bool {
    matches!(option, Some(ast::NullsDistinctOption::NullsNotDistinct(_)))
}

fn keys(list: Option<ast::PartitionItemList>) -> Vec<Key> {
    list.into_iter().flat_map(|list| list.partition_items()).map(|item| key(&item)).collect()
}

fn key(item: &ast::PartitionItem) -> Key {
    let descending = matches!(item.sort_order(), Some(ast::SortOrder::SortDesc(_)));
    let nulls_first = item.nulls_order().map(|order| matches!(order, ast::NullsOrder::NullsFirst(_)));
    // `a COLLATE "C"` is an expression to the parser.
    let (own, inside) = match item.expr() {
        Some(ast::Expr::Collate(collate)) => (collate.expr(), Some(collate)),
        own => (own, None),
    };
    let class = item.op_class_ref().map(|class| {
        let options = item.attribute_list().map(|options| text(options.syntax())).unwrap_or_default();
        plain(&format!("{}{options}", text(class.syntax()))).replace('"', "")
    });
    Key {
        is_column: matches!(own, Some(ast::Expr::NameRef(_))),
        text: match own {
            Some(ast::Expr::NameRef(column)) => name(&column),
            own => own.map(|own| expression(&own)).unwrap_or_default(),
        },
        collation: collation(item.collate().or(inside)),
        operator_class: class,
        descending,
        nulls_first: nulls_first.filter(|first| *first != descending),
    }
}
