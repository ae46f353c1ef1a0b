//! The tool as its callers see it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Config, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool, ToolError};
use architect_sql::tool::lint_sql_schema::{Input, Output};
use architect_sql::{Dialect, LintSqlSchema, RULES};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())))
}

fn with_files(files: &[(&str, &str)]) -> Context {
    context().with_files(Arc::new(MemoryFiles::new(files.iter().copied())))
}

fn content(text: &str) -> Input {
    let document = DocumentInput { content: Some(text.to_owned()), path: None };
    Input { document, ..Input::default() }
}

fn paths(paths: &[&str]) -> Input {
    Input { paths: paths.iter().map(|path| (*path).to_owned()).collect(), ..Input::default() }
}

fn call(input: Input, context: &Context) -> Result<Output, ToolError> {
    LintSqlSchema.call(input, context)
}

fn found(output: &Output) -> Vec<String> {
    output.report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.subject)).collect()
}

fn gaps(output: &Output) -> Vec<String> {
    output.report.gaps.iter().map(|gap| gap.reason.clone()).collect()
}

const SHOP: &str = "\
-- Users with proper indexing
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) UNIQUE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    deleted_at TIMESTAMP WITH TIME ZONE NULL -- Soft delete
);
CREATE INDEX idx_users_email ON users(email) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_created_at ON users(created_at);

CREATE TABLE products (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    price DECIMAL(10,2) NOT NULL CHECK (price >= 0),
    category_id UUID REFERENCES categories(id),
    inventory_count INTEGER DEFAULT 0 CHECK (inventory_count >= 0),
    is_active BOOLEAN DEFAULT true
);
CREATE INDEX idx_products_category ON products(category_id) WHERE is_active = true;
CREATE INDEX idx_products_price ON products(price) WHERE is_active = true;
CREATE INDEX idx_products_name_search ON products USING gin(to_tsvector('english', name));
";

#[test]
fn a_shop_with_its_warts() {
    let output = call(content(SHOP), &context()).unwrap();

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).unwrap());
}

#[test]
fn files_run_in_the_order_in_which_they_are_named() {
    let context = with_files(&[
        ("index.sql", "CREATE INDEX c_p_idx ON c (p);"),
        (
            "tables.sql",
            "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p);",
        ),
    ]);

    let output = call(paths(&["tables.sql", "index.sql"]), &context).unwrap();

    assert!(found(&output).is_empty(), "{:?}", found(&output));
    assert_eq!((output.tables, output.indexes, output.statements), (2, 3, 3));
}

#[test]
fn a_folder_is_its_files_by_number_without_what_undoes_them() {
    let context = with_files(&[
        ("m/10_drop.up.sql", "DROP INDEX c_p_idx;"),
        ("m/10_drop.down.sql", "CREATE INDEX c_p_idx ON c (p);"),
        ("m/9_index.up.sql", "CREATE INDEX c_p_idx ON c (p);"),
        ("m/9_index.down.sql", "DROP INDEX c_p_idx;"),
        (
            "m/1_tables.up.sql",
            "CREATE TABLE p (id uuid PRIMARY KEY); CREATE TABLE c (id uuid PRIMARY KEY, p uuid REFERENCES p);",
        ),
        ("m/README.md", "CREATE TABLE no (id int);"),
    ]);

    let output = call(paths(&["m"]), &context).unwrap();

    assert_eq!(found(&output), ["sql/missing-foreign-key-index c(p)"]);
    assert_eq!(output.report.gaps.len(), 2, "{:?}", gaps(&output));
}

#[test]
fn the_part_of_a_migration_that_undoes_it_is_not_read_and_is_said() {
    let text = "-- +goose Up\nCREATE TABLE t (id bigserial PRIMARY KEY);\n-- +goose Down\nDROP TABLE t;\n";

    let output = call(content(text), &context()).unwrap();

    assert_eq!(output.tables, 1);
    assert_eq!(gaps(&output), ["this part undoes the migration: it was not read into the schema"]);
}

#[test]
fn the_dialect_is_said_configured_told_or_assumed() {
    let mut said = content("CREATE TABLE t (id int PRIMARY KEY);");
    said.dialect = Some(Dialect::Sqlite);
    let configured = Source::new("architect.toml", "[sql]\ndialect = \"mssql\"\n");
    let configured = context().with_config(Config::parse(&configured).unwrap());

    let from = |output: Output| (output.dialect, serde_json::to_value(output.dialect_from).unwrap());

    assert_eq!(from(call(said, &context()).unwrap()), (Dialect::Sqlite, "argument".into()));
    assert_eq!(from(call(content("SELECT 1"), &configured).unwrap()), (Dialect::MsSql, "architect.toml".into()));
    let told = call(content("CREATE TABLE `t` (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;"), &context());
    assert_eq!(from(told.unwrap()), (Dialect::MySql, "guess".into()));
    let assumed = call(content("CREATE TABLE t (id bigint PRIMARY KEY);"), &context()).unwrap();
    assert!(gaps(&assumed)[0].contains("nothing tells the dialect"));
    assert_eq!(from(assumed), (Dialect::PostgreSql, "default".into()));
}

#[test]
fn silence_never_means_clean() {
    let empty = call(content(" \n"), &context()).unwrap();
    let comment = call(content("-- CREATE TABLE users (id int); all of it in one line"), &context()).unwrap();
    let query = call(content("SELECT 1;"), &context()).unwrap();
    let mut unselected = content("CREATE TABLE t (id bigserial PRIMARY KEY);");
    unselected.options = CheckOptions { ignore: vec!["sql".into()], ..CheckOptions::default() };

    assert!(gaps(&empty)[0].contains("nothing was checked"));
    assert!(gaps(&comment)[0].contains("nothing was checked"));
    assert!(gaps(&query).iter().any(|gap| gap.contains("nothing was checked")));
    assert!(gaps(&call(unselected, &context()).unwrap())[0].contains("none of the rules"));
}

#[test]
fn what_the_caller_can_mend_is_an_error_that_says_how() {
    let files = with_files(&[("db/schema.sql", "SELECT 1"), ("docs/a.md", "text")]);

    let missing = call(paths(&["db/shema.sql"]), &files).unwrap_err();
    let no_sql = call(paths(&["docs"]), &files).unwrap_err();
    let nothing = call(Input::default(), &files).unwrap_err();
    let both = call(Input { paths: vec!["db".into()], ..content("SELECT 1") }, &files).unwrap_err();

    assert!(missing.to_string().contains("db/schema.sql"), "{missing}");
    assert!(no_sql.to_string().contains("no `.sql` file"), "{no_sql}");
    assert!(nothing.to_string().contains("neither"), "{nothing}");
    assert!(both.to_string().contains("give one of them"), "{both}");
}

#[test]
fn an_ignore_comment_reaches_its_statement_or_its_element() {
    let text = "\
CREATE TABLE p (id uuid PRIMARY KEY);
CREATE TABLE c (
    id uuid PRIMARY KEY,
    -- architect:ignore sql/missing-foreign-key-index -- never deleted
    a uuid
        REFERENCES p,
    b uuid REFERENCES p, -- architect:ignore sql/missing-foreign-key-index -- neither
    c uuid REFERENCES p
);
-- squawk-ignore prefer-timestamp-tz
CREATE TABLE d (id uuid PRIMARY KEY, at timestamp,
    till timestamp);
CREATE TABLE e (id uuid PRIMARY KEY, at timestamp);
";

    let output = call(content(text), &context()).unwrap();

    assert_eq!(found(&output), ["sql/missing-foreign-key-index c(c)", "sql/timestamp-without-zone e(at)"]);
}

#[test]
fn an_ignore_comment_for_the_file_holds_everywhere_and_an_idle_one_is_said() {
    let text = "\
-- squawk-ignore-file prefer-timestamp-tz
CREATE TABLE d (id uuid PRIMARY KEY, at timestamp);
-- architect:ignore sql/float-money
CREATE TABLE e (id uuid PRIMARY KEY, at timestamp);
";

    let output = call(content(text), &context()).unwrap();

    assert_eq!(found(&output).len(), 1, "{:?}", found(&output));
    assert_eq!(output.report.findings[0].rule, "core/unused-ignore");
}

#[test]
fn the_rows_of_a_dump_are_passed_over_and_its_shell_commands_too() {
    let text = "\\connect shop
CREATE TABLE public.p (id bigint NOT NULL, name text);
COPY public.p (id, name) FROM stdin;
1\tit's; CREATE TABLE no (id int);
\\.
ALTER TABLE ONLY public.p ADD CONSTRAINT p_pkey PRIMARY KEY (id);
";

    let output = call(content(text), &context()).unwrap();

    assert_eq!((output.tables, output.indexes), (1, 1));
    assert!(found(&output).is_empty() && gaps(&output).is_empty());
}

#[test]
fn tables_of_one_name_in_two_schemas_are_two() {
    let text = "CREATE TABLE person (id bigserial PRIMARY KEY); CREATE TABLE crm.person (id bigserial PRIMARY KEY);";

    assert_eq!(call(content(text), &context()).unwrap().tables, 2);
}

#[test]
fn a_program_that_may_change_the_schema_is_a_gap() {
    let text = "CREATE TABLE t (id bigserial PRIMARY KEY); DO $$ BEGIN EXECUTE 'CREATE INDEX ON t (id)'; END $$;";

    let output = call(content(text), &context()).unwrap();

    assert_eq!(gaps(&output), ["this block runs a program that may change the schema: it was not read"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let once = serde_json::to_string(&call(content(SHOP), &context()).unwrap()).unwrap();
    let again = serde_json::to_string(&call(content(SHOP), &context()).unwrap()).unwrap();

    assert_eq!(once, again);
}

#[test]
fn a_schema_is_told_from_other_texts() {
    assert!(architect_sql::looks_like_schema("db/schema.sql", SHOP));
    assert!(architect_sql::looks_like_schema("content", "create unique index concurrently i on t (a)"));
    assert!(!architect_sql::looks_like_schema("report.sql", "SELECT * FROM orders;"));
    assert!(!architect_sql::looks_like_schema("README.md", SHOP));
}

#[test]
fn what_many_files_have_in_common_is_one_finding() {
    let file = |n: usize| format!("CREATE TABLE t{n} (id bigint PRIMARY KEY, at timestamp);");
    let names: Vec<String> = (0..9).map(|n| format!("m/{n}_t.sql")).collect();
    let mut files: Vec<(&str, String)> = names.iter().enumerate().map(|(n, name)| (name.as_str(), file(n))).collect();
    files.push(("m/9_more.sql", "ALTER TABLE t0 ADD COLUMN till timestamp;".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();

    let output = call(paths(&["m"]), &with_files(&files)).unwrap();

    let findings = &output.report.findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].message, "10 columns of 9 tables hold times without a time zone");
    assert_eq!(findings[0].count, Some(10));
}

#[test]
fn what_the_server_refuses_for_its_name_is_not_there() {
    let text = "\
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY, p bigint NOT NULL, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p);
CREATE INDEX c_p_idx ON c (p);
CREATE INDEX c_p_idx ON c (p);
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p;
ALTER TABLE c DROP CONSTRAINT c_p, ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p;
DROP INDEX c_p_idx;
CREATE INDEX c_p_idx ON c (p);
";
    let mut input = content(text);
    input.dialect = Some(Dialect::PostgreSql);

    let output = call(input, &context()).unwrap();

    assert!(found(&output).is_empty(), "{:?}", found(&output));
    assert_eq!(
        gaps(&output),
        [
            "`c_p_idx` is made a second time: this definition was not read, the first one counts",
            "`c_p` is made a second time: this definition was not read, the first one counts",
        ]
    );
}
