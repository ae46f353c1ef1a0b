//! `sql/unusable-spatial-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::ddl::IndexFlavour;
use crate::schema::{Column, Index, Schema, Table, quoted};

declare_rule! {
    /// ## What it finds
    /// A `SPATIAL` index of MySQL over a column that has no `SRID`.
    ///
    /// ## Why it matters
    /// MySQL 8 and later keep the index up to date and never use it: the optimizer asks for a column whose shapes are all
    /// in one system of coordinates.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE shop (id bigint PRIMARY KEY, place point NOT NULL, SPATIAL KEY shop_place (place));
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE shop (id bigint PRIMARY KEY, place point NOT NULL SRID 4326, SPATIAL KEY shop_place (place));
    /// ```
    /// ## Limits
    /// MySQL 5.7 has no `SRID`. MariaDB uses such an index, and is not reported.
    pub UnusableSpatialIndex {
        id: "sql/unusable-spatial-index",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL 8.4 manual, 10.3.3 SPATIAL Index Optimization", "https://dev.mysql.com/doc/refman/8.4/en/spatial-index-optimization.html")],
    }
}

impl Rule<Schema> for UnusableSpatialIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MySql {
            return;
        }
        for table in schema.tables() {
            for index in table.indexes.iter().filter(|index| index.flavour == IndexFlavour::Spatial) {
                let columns = index.keys.iter().filter_map(|key| table.column(key.column.as_ref()?));
                for column in columns.filter(|column| column.srid.is_none()) {
                    sink.push(unusable(table, index, column));
                }
            }
        }
    }
}

fn unusable(table: &Table, index: &Index, column: &Column) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    let (target, name) = (table.quoted(Dialect::MySql), quoted(&column.name, Dialect::MySql));
    Finding::of::<UnusableSpatialIndex>(index.span.clone())
        .message(format!(
            "{} on `{}` is never used: `{}` has no SRID",
            index.described(table),
            table.name,
            column.name
        ))
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .related(column.span.clone(), "the column")
        .help(
            "Give the column the SRID that its shapes have (SELECT DISTINCT ST_SRID(column)): 4326 for longitude and \
             latitude, 0 for a plane. The table is copied.",
        )
        .suggest(format!("ALTER TABLE {target} MODIFY {name} {data_type} NOT NULL SRID 4326;"))
}
