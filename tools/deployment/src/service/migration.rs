//! How a service's schema is changed: the migration tool of its project, and whether its image can run it.

use architect_container::project::{Evidence, Ledger, Project, scan};
use architect_core::{Confidence, Source};

/// A migration tool that the service's own image can run before the service starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Name of the tool.
    pub tool: &'static str,
    /// The command that brings the schema up to date.
    pub command: Vec<&'static str>,
}

/// The migration of a project. What the image cannot run, or what runs when the service starts, is told instead.
pub fn of_project(project: &Project<'_>, code: &[(String, Source)], ledger: &mut Ledger) -> Option<Migration> {
    of_python(project, ledger).or_else(|| of_node(project, ledger)).or_else(|| {
        at_start(project, code, ledger);
        None
    })
}

fn decide(ledger: &mut Ledger, tool: &'static str, command: &[&'static str], evidence: Evidence) -> Migration {
    let migration = Migration { tool, command: command.to_vec() };
    ledger.decide("migration", format!("{tool}: {}", command.join(" ")), evidence);
    migration
}

fn of_python(project: &Project<'_>, ledger: &mut Ledger) -> Option<Migration> {
    if project.has("alembic.ini") {
        let evidence = Evidence::file(project.shown("alembic.ini"), "the settings of Alembic are there");
        return Some(decide(ledger, "Alembic", &["alembic", "upgrade", "head"], evidence));
    }
    let source = project.read("manage.py")?;
    let (line, _) = scan::line_with(&source, "DJANGO_SETTINGS_MODULE")?;
    let migrations = project.paths().any(|path| path.contains("/migrations/0") || path.starts_with("migrations/0"));
    migrations.then(|| {
        let evidence = Evidence::line(&source, line, "a project of Django with migrations");
        decide(ledger, "Django", &["python", "manage.py", "migrate", "--noinput"], evidence)
    })
}

fn of_node(project: &Project<'_>, ledger: &mut Ledger) -> Option<Migration> {
    let manifest = project.read("package.json")?;
    let known: [(&str, &str, &[&str], &[&'static str]); 4] = [
        ("Prisma", "prisma", &["prisma/migrations"], &["node_modules/.bin/prisma", "migrate", "deploy"]),
        (
            "Knex",
            "knex",
            &["knexfile.js", "knexfile.ts", "knexfile.mjs"],
            &["node_modules/.bin/knex", "migrate:latest"],
        ),
        ("Sequelize", "sequelize-cli", &[".sequelizerc"], &["node_modules/.bin/sequelize-cli", "db:migrate"]),
        (
            "Drizzle",
            "drizzle-kit",
            &["drizzle.config.ts", "drizzle.config.js"],
            &["node_modules/.bin/drizzle-kit", "migrate"],
        ),
    ];
    for (tool, package, signs, command) in known {
        let there = signs.iter().find(|sign| project.has(sign) || project.has_folder(sign));
        let Some(sign) = there else { continue };
        let mut production = true;
        let dependency = (1_u32..).zip(manifest.text().lines()).find_map(|(line, text)| {
            let text = text.trim();
            if text.ends_with('{') {
                production = !text.contains("devDependencies");
            }
            text.starts_with(&format!("\"{package}\":")).then_some((line, production))
        });
        let Some((line, true)) = dependency else {
            ledger.ask(
                "migration",
                format!(
                    "`{}` shows that {tool} changes the schema, but `{package}` is no dependency of production, so the image cannot run it. Which step of the delivery does?",
                    project.shown(sign)
                ),
                Vec::new(),
                Some("a step before the rollout".to_owned()),
            );
            return None;
        };
        let evidence = Evidence::line(
            &manifest,
            line,
            format!("`{}` is there, and the tool is in the image", project.shown(sign)),
        );
        return Some(decide(ledger, tool, command, evidence));
    }
    None
}

/// Tools that run inside of the service when it starts, and those that no image of the project has.
fn at_start(project: &Project<'_>, code: &[(String, Source)], ledger: &mut Ledger) {
    let calls =
        ["sqlx::migrate!(", "goose.Up(", "goose.UpContext(", "migrate.New(", "embed_migrations!(", "refinery::embed"];
    if let Some((source, line)) = scan::first_with(code, &calls) {
        let evidence =
            Evidence::line(&source, line, "the code changes the schema when it starts, so there is no Job for it");
        ledger.decide("migration", "at the start of the service", evidence.confidence(Confidence::Medium));
        return;
    }
    for (folder, tool) in
        [("src/main/resources/db/migration", "Flyway"), ("src/main/resources/db/changelog", "Liquibase")]
    {
        if project.has_folder(folder) {
            let reason =
                format!("{tool} runs inside of the service when it starts, under a lock, so there is no Job for it");
            ledger.decide("migration", "at the start of the service", Evidence::file(project.shown(folder), reason));
            return;
        }
    }
    let folder = ["migrations", "db/migrations", "db/migration", "sql/migrations"]
        .into_iter()
        .find(|folder| project.paths().any(|path| path.starts_with(&format!("{folder}/")) && path.ends_with(".sql")));
    if let Some(folder) = folder {
        ledger.ask(
            "migration",
            format!(
                "`{}` holds migrations, but no tool that the image could run them with was found. Which step of the delivery does?",
                project.shown(folder)
            ),
            Vec::new(),
            Some("a step before the rollout".to_owned()),
        );
    }
}
