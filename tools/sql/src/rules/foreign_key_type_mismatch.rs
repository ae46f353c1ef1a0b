//! `sql/foreign-key-type-mismatch`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Column, ForeignKey, Kind, Parent, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key whose column has another type than the column it refers to.
    ///
    /// ## Why it matters
    /// A narrower child runs out of values before its parent does; comparing two types costs a conversion, which can
    /// keep an index from being used. MySQL refuses such a key (error 3780).
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigserial PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Limits
    /// Lengths of text and precisions of decimals are not compared. Domains are compared by the type below them.
    pub ForeignKeyTypeMismatch {
        id: "sql/foreign-key-type-mismatch",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:FOREIGN_KEYS_WITH_UNMATCHED_COLUMN_TYPE", "schemacrawler:ForeignKeyMismatch"],
        references: [("MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints", "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html")],
    }
}

impl Rule<Schema> for ForeignKeyTypeMismatch {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for key in &table.foreign_keys {
                let Parent::Found { table: parent, columns } = schema.parent(key) else { continue };
                for (own, other) in key.columns.iter().zip(&columns) {
                    let (Some(own), Some(other)) = (table.column(own), parent.column(other)) else { continue };
                    if !agree(schema, own, other) {
                        sink.push(mismatch(schema.dialect, table, key, own, parent, other));
                    }
                }
            }
        }
    }
}

fn agree(schema: &Schema, own: &Column, other: &Column) -> bool {
    let (one, two) = (schema.kind(own), schema.kind(other));
    // Text of fixed and of varying length compare without conversion everywhere but for the padding.
    let both_text = matches!((&one, &two), (Kind::Text { .. }, Kind::Text { .. }));
    one.matches(&two, schema.dialect) || (both_text && schema.dialect != Dialect::MsSql)
}

fn shown(column: &Column) -> String {
    column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default()
}

fn mismatch(
    dialect: Dialect,
    table: &Table,
    key: &ForeignKey,
    own: &Column,
    parent: &Table,
    other: &Column,
) -> Finding {
    let finding = Finding::of::<ForeignKeyTypeMismatch>(own.type_span.clone().unwrap_or_else(|| key.span.clone()))
        .message(format!(
            "`{}.{}` is {}, but `{}.{}`, which it refers to, is {}",
            table.name,
            own.name,
            shown(own),
            parent.name,
            other.name,
            shown(other)
        ))
        .subject(table.subject([&own.key]))
        .related(other.type_span.clone().unwrap_or_else(|| other.span.clone()), "the column it refers to")
        .help(format!("Give both columns one type, the wider: {} or {}.", shown(other), shown(own)));
    if dialect.is_mysql_family() { finding.severity(Severity::Error) } else { finding }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(parent: &str, child: &str, dialect: Dialect) -> bool {
        let text = format!(
            "CREATE TABLE p (id {parent} NOT NULL, PRIMARY KEY (id));
            CREATE TABLE c (id bigint, p {child}, PRIMARY KEY (id), FOREIGN KEY (p) REFERENCES p (id));"
        );
        !subjects(&text, dialect, "sql/foreign-key-type-mismatch").is_empty()
    }

    #[test]
    fn names_of_one_type_agree() {
        for (one, two) in [
            ("serial", "integer"),
            ("int8", "bigint"),
            ("bigserial", "int8"),
            ("varchar(10)", "text"),
            ("character varying", "varchar(255)"),
            ("decimal(10)", "numeric"),
            ("uuid", "UUID"),
        ] {
            assert!(!found(one, two, Dialect::PostgreSql), "{one} {two}");
        }
    }

    #[test]
    fn other_sizes_signs_and_families_differ() {
        assert!(found("bigint", "int", Dialect::PostgreSql));
        assert!(found("uuid", "text", Dialect::PostgreSql));
        assert!(found("bigint unsigned", "bigint", Dialect::MySql));
        assert!(!found("int(10) unsigned", "int unsigned", Dialect::MySql));
        assert!(found("nvarchar(10)", "varchar(10)", Dialect::MsSql));
        assert!(found("INTEGER", "TEXT", Dialect::Sqlite));
        assert!(!found("INTEGER", "BIGINT", Dialect::Sqlite));
    }

    #[test]
    fn a_domain_is_the_type_below_it() {
        let text = "CREATE DOMAIN year AS integer CHECK (value > 1900);
            CREATE TABLE p (id integer PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p year REFERENCES p);";

        assert!(subjects(text, Dialect::PostgreSql, "sql/foreign-key-type-mismatch").is_empty());
    }
}
