//! What only one server does, as callers are told of it: whole files in, subjects and counts out.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{Context, MemoryFiles, RuleIndex, Tool};
use architect_sql::tool::lint_sql_schema::Input;
use architect_sql::{Dialect, LintSqlSchema, RULES};

/// What is found in files that run in their order: rule, severity, subject, and how many places where there are more.
fn found(dialect: Dialect, files: &[(&str, &str)]) -> Vec<String> {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    let context = Context::new(Arc::new(index)).with_files(Arc::new(MemoryFiles::new(files.iter().copied())));
    let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    let input = Input { paths, dialect: Some(dialect), ..Input::default() };
    let report = LintSqlSchema.call(input, &context).unwrap().report;
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    let line = |finding: &architect_core::report::ReportedFinding| {
        let count = finding.count.map(|count| format!(" x{count}")).unwrap_or_default();
        format!("{} {} {}{count}", finding.severity, finding.rule, finding.subject)
    };
    report.findings.iter().map(line).collect()
}

const MYSQL_DUMP: &str = "\
/*!40101 SET NAMES utf8 */;
CREATE TABLE `country` (
  `code` char(2) NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
CREATE TABLE `city` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `country_code` char(2) CHARACTER SET utf8mb4 NOT NULL,
  `founded` date NOT NULL DEFAULT '0000-00-00',
  `rank` int(2) NOT NULL,
  `updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `by_country` (`country_code`),
  CONSTRAINT `city_country` FOREIGN KEY (`country_code`) REFERENCES `country` (`code`)
) ENGINE=InnoDB AUTO_INCREMENT=4294967000 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC;
CREATE TABLE `log` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `message` varchar(200) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`admin`@`%` SQL SECURITY DEFINER */
/*!50001 VIEW `cities` AS select `city`.`id` AS `id` from `city` */;
";

#[test]
fn a_dump_of_mysql_with_what_only_mysql_does() {
    assert_eq!(
        found(Dialect::MySql, &[("dump.sql", MYSQL_DUMP)]),
        [
            "warning sql/auto-increment-near-maximum city(id)",
            "warning sql/zero-date-default city(founded)",
            "hint sql/integer-display-width city(rank)",
            "hint sql/timestamp-2038 city(updated_at)",
            "error sql/foreign-key-collation-mismatch city(country_code)",
            "warning sql/engine-not-innodb log",
            "warning sql/utf8mb3 log",
            "info sql/explicit-definer cities",
        ]
    );
}

#[test]
fn what_a_later_file_of_mysql_mends_is_no_longer_found() {
    let mended = "\
ALTER TABLE country CONVERT TO CHARACTER SET utf8mb4;
ALTER TABLE city MODIFY founded date NULL, MODIFY `rank` smallint NOT NULL, MODIFY updated_at datetime NOT NULL,
  MODIFY id bigint unsigned NOT NULL AUTO_INCREMENT;
ALTER TABLE log ENGINE=InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE OR REPLACE SQL SECURITY INVOKER VIEW cities AS SELECT id FROM city;
";

    assert_eq!(found(Dialect::MySql, &[("dump.sql", MYSQL_DUMP), ("mend.sql", mended)]), [""; 0]);
}

#[test]
fn a_script_of_sql_server_with_what_only_sql_server_does() {
    let script = "\
SET QUOTED_IDENTIFIER OFF
GO
CREATE TABLE [dbo].[account](
	[id] [uniqueidentifier] NOT NULL CONSTRAINT [df_account_id] DEFAULT (newid()),
	[notes] [ntext] NULL,
	[badge] [nvarchar] NOT NULL,
 CONSTRAINT [pk_account] PRIMARY KEY CLUSTERED ([id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE [dbo].[visit](
	[id] [bigint] IDENTITY(1,1) NOT NULL,
	[account_id] [uniqueidentifier] NOT NULL,
	[url] [nvarchar](2000) NOT NULL,
 CONSTRAINT [pk_visit] PRIMARY KEY NONCLUSTERED ([id] ASC)
)
GO
CREATE NONCLUSTERED INDEX [by_account] ON [dbo].[visit] ([account_id]) WHERE [id] > 0
GO
CREATE NONCLUSTERED INDEX [by_account_all] ON [dbo].[visit] ([account_id])
GO
CREATE NONCLUSTERED INDEX [by_url] ON [dbo].[visit] ([url])
GO
ALTER TABLE [dbo].[visit] WITH NOCHECK ADD CONSTRAINT [fk_visit] FOREIGN KEY([account_id]) REFERENCES [dbo].[account] ([id])
GO
ALTER TABLE [dbo].[visit] CHECK CONSTRAINT [fk_visit]
GO
";

    assert_eq!(
        found(Dialect::MsSql, &[("script.sql", script)]),
        [
            "warning sql/random-clustered-primary-key account(id)",
            "warning sql/deprecated-type account(notes)",
            "warning sql/varchar-without-length account(badge)",
            "info sql/heap-table visit",
            "error sql/index-under-wrong-options visit.by_account",
            "warning sql/oversized-index-key visit(url)",
            "warning sql/untrusted-constraint visit.fk_visit",
        ]
    );
}

#[test]
fn a_schema_of_sqlite_with_what_only_sqlite_does() {
    let schema = "\
CREATE TABLE tag (name TEXT PRIMARY KEY, color STRING);
CREATE TABLE note (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN (\"open\", \"done\")));
CREATE INDEX note_id ON note (id);
CREATE TABLE setting (id INTEGER PRIMARY KEY, value VARCHAR(20) NOT NULL) STRICT;
";

    assert_eq!(
        found(Dialect::Sqlite, &[("schema.sql", schema)]),
        [
            "warning sql/nullable-primary-key tag(name)",
            "warning sql/surprising-affinity tag(color)",
            "warning sql/double-quoted-string note: open",
            "warning sql/redundant-index note(id)",
            "error sql/invalid-strict-type setting(value)",
        ]
    );
}
