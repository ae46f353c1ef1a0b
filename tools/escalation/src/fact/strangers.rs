//! Vendors that the catalogue does not know: a host that programs call, or a package, together with a credential of the
//! same name. Either alone says little; both say that somebody has an account there.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use super::{Facts, Shift, What};
use crate::catalogue::catalogue;
use crate::change::Side;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::{Examined, ReadBlock};
use crate::role::Kind;
use crate::word::words;

/// Words behind a name that make it a credential: `ROTESSA_API_KEY`, `rotessaSecret`.
const CREDENTIALS: [&str; 8] = ["key", "apikey", "token", "secret", "password", "credentials", "credential", "dsn"];

/// Words that may stand between: `acme_live_api_key`.
const BETWEEN: [&str; 14] = [
    "api", "access", "secret", "client", "private", "public", "auth", "live", "test", "webhook", "account", "app",
    "site", "server",
];

/// Names that are no vendor's: of what one runs oneself, of protocols, of parts of a program, and of what is free.
const COMMON: &[&str] = &[
    "access",
    "admin",
    "account",
    "api",
    "apis",
    "app",
    "apps",
    "application",
    "auth",
    "authentication",
    "backend",
    "base",
    "cache",
    "client",
    "cloud",
    "common",
    "config",
    "cookie",
    "core",
    "crypto",
    "csrf",
    "data",
    "database",
    "default",
    "demo",
    "device",
    "django",
    "docker",
    "email",
    "encryption",
    "example",
    "express",
    "fastapi",
    "file",
    "flask",
    "frontend",
    "gateway",
    "git",
    "github",
    "gitlab",
    "graphql",
    "grpc",
    "hash",
    "host",
    "http",
    "https",
    "identity",
    "internal",
    "json",
    "jwt",
    "keycloak",
    "kubernetes",
    "laravel",
    "ldap",
    "local",
    "localhost",
    "login",
    "mail",
    "master",
    "minio",
    "mock",
    "mongo",
    "mysql",
    "nats",
    "nest",
    "next",
    "nextauth",
    "node",
    "npm",
    "oauth",
    "oidc",
    "openid",
    "oracle",
    "passport",
    "password",
    "postgres",
    "postgresql",
    "private",
    "project",
    "proxy",
    "public",
    "queue",
    "rabbitmq",
    "rails",
    "redis",
    "refresh",
    "registry",
    "remote",
    "reset",
    "rust",
    "saml",
    "schema",
    "search",
    "secret",
    "security",
    "server",
    "service",
    "session",
    "signing",
    "smtp",
    "spring",
    "sql",
    "sqlite",
    "sqlx",
    "storage",
    "symfony",
    "system",
    "telegram",
    "test",
    "token",
    "tokio",
    "twitter",
    "user",
    "users",
    "vault",
    "verify",
    "web",
    "webhook",
    "webhooks",
    "webpush",
    "push",
    "vapid",
    "google",
    "facebook",
    "microsoft",
    "apple",
    "linkedin",
    "amazon",
    "azure",
    "aws",
    "mozilla",
    "wikipedia",
    "openstreetmap",
    "meilisearch",
    "typesense",
    "elasticsearch",
    "opensearch",
    "clickhouse",
    "kafka",
    "memcached",
    "sentry",
    "prometheus",
    "grafana",
    "jaeger",
    "opentelemetry",
    "otel",
    "rack",
    "devise",
    "sidekiq",
    "celery",
    "encrypt",
    "cipher",
    "bearer",
    "basic",
    "digest",
    "jwks",
    "nuget",
    "maven",
    "pypi",
    "crates",
    "rubygems",
    "packagist",
    "swagger",
    "openapi",
    "xmlns",
    "w3",
    "ietf",
    "apache",
    "iana",
    "gnu",
    "schemas",
];

/// A vendor that something names.
struct Named<'f, 'c> {
    file: &'f Examined<'c>,
    read: &'f ReadBlock<'c>,
    line: usize,
    /// The host or package.
    by: String,
}

/// Reads the strangers of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let mut named: BTreeMap<String, Named<'_, '_>> = BTreeMap::new();
    for file in files.iter().filter(|file| counts(file)) {
        for read in &file.new {
            for (line, name, host) in hosts(read) {
                if read.block.lines.get(line).is_some_and(|line| line.changed) {
                    named.entry(name).or_insert(Named { file, read, line, by: host });
                }
            }
        }
    }
    let packages: BTreeSet<String> = facts
        .all
        .iter()
        .filter(|fact| fact.guard.is_none())
        .filter_map(|fact| match &fact.what {
            // A way to sign in names whom it signs in with.
            What::Depended { ecosystem, name, shift: Shift::Added, .. } => {
                (!catalogue().purposes(*ecosystem, name).contains(&"auth")).then(|| name.clone())
            }
            _ => None,
        })
        .flat_map(|name| words(&name))
        .filter(|word| is_name(word))
        .collect();
    let mut told = BTreeSet::new();
    let (came, standing) = (credentials(files, Side::New), credentials(files, Side::Old));
    for (name, key) in &came {
        // Whoever has a key already has the account.
        if standing.contains_key(name) || catalogue().vendor(name).is_some() {
            continue;
        }
        let by = match named.get(name) {
            Some(host) => host.by.clone(),
            None if packages.contains(name) && key.in_settings => "a package of that name".to_owned(),
            None => continue,
        };
        let (file, read, line) =
            named.get(name).map_or((key.file, key.read, key.line), |at| (at.file, at.read, at.line));
        let what = What::StrangerNamed { name: name.clone(), by, key: Some(key.by.clone()) };
        facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
        told.insert(name.clone());
    }
    let before = if named.is_empty() { BTreeSet::new() } else { spoken(files) };
    for (name, at) in &named {
        // Whoever is spoken of already is no stranger, and neither is who the files are called after.
        let calls = at.file.is_program() && at.by.split('.').any(|label| label == "api");
        if calls && !told.contains(name) && !before.contains(name) && catalogue().vendor(name).is_none() {
            let what = What::StrangerNamed { name: name.clone(), by: at.by.clone(), key: None };
            facts.on_line(at.file, Side::New, at.read, at.line, what).confidence(Confidence::Medium);
        }
    }
}

/// The words that the old side speaks of, and those that files are called after.
fn spoken(files: &[Examined<'_>]) -> BTreeSet<String> {
    const LONGEST: usize = 200;
    let mut spoken = BTreeSet::new();
    for file in files {
        spoken.extend(words(file.file.path_on(Side::Old)));
        let tokens = file.old.iter().flat_map(|read| &read.tokens);
        for token in tokens.filter(|token| token.text.len() < LONGEST && token.kind != TokenKind::Punctuation) {
            spoken.extend(words(token.text));
        }
    }
    spoken
}

fn counts(file: &Examined<'_>) -> bool {
    file.guard.is_none()
        && !file.role.interface
        && matches!(
            file.role.kind,
            Kind::Source | Kind::Configuration | Kind::Compose | Kind::Kubernetes | Kind::Other
        )
}

fn is_name(word: &str) -> bool {
    word.len() >= 4 && word.chars().all(|c| c.is_ascii_alphanumeric()) && !COMMON.contains(&word)
}

/// The hosts of interfaces that a block calls: line, name and host. `https://api.rotessa.com/v1` is one.
fn hosts(read: &ReadBlock<'_>) -> Vec<(usize, String, String)> {
    const CALLED: [&str; 10] =
        ["api", "apis", "rest", "gateway", "live", "sandbox", "secure", "app", "services", "ws"];
    let mut found = Vec::new();
    for token in read.tokens.iter().filter(|token| token.kind == TokenKind::Text) {
        let Some((_, rest)) = token.text.split_once("://") else { continue };
        let (host, path) = rest.split_at(rest.find(['/', '?', '#', ':']).unwrap_or(rest.len()));
        let host = host.to_ascii_lowercase();
        if !host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')) {
            continue;
        }
        let labels: Vec<&str> = host.split('.').collect();
        let [.., name, _] = labels.as_slice() else { continue };
        let below = labels.get(..labels.len().saturating_sub(2)).unwrap_or_default();
        let of_interface = below.iter().any(|label| label.split('-').any(|word| CALLED.contains(&word)));
        let interface =
            of_interface || ["/api", "/v1", "/v2", "/v3", "/rest"].iter().any(|part| path.starts_with(part));
        if interface && is_name(name) && catalogue().vendor_of_host(&host).is_none() {
            found.push((read.block.line_at(token.start), (*name).to_owned(), host));
        }
    }
    found
}

/// A credential where it stands.
struct Key<'f, 'c> {
    file: &'f Examined<'c>,
    read: &'f ReadBlock<'c>,
    line: usize,
    by: String,
    /// Whether it is a name of the environment, not one in code.
    in_settings: bool,
}

/// The credentials of a side by the names that they begin with; of the new side those that come.
fn credentials<'f, 'c>(files: &'f [Examined<'c>], side: Side) -> BTreeMap<String, Key<'f, 'c>> {
    let mut found: BTreeMap<String, Key<'f, 'c>> = BTreeMap::new();
    for file in files.iter().filter(|file| counts(file)) {
        for read in file.side(side) {
            for token in
                read.tokens.iter().filter(|token| token.kind != TokenKind::Punctuation && token.text.len() < 80)
            {
                let line = read.block.line_at(token.start);
                if side == Side::New && !read.block.lines.get(line).is_some_and(|line| line.changed) {
                    continue;
                }
                for piece in token.text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
                {
                    let Some(name) = owner_of(piece) else { continue };
                    let in_settings = piece.contains('_') && !piece.chars().any(|c| c.is_ascii_lowercase());
                    let key = Key { file, read, line, by: piece.to_owned(), in_settings };
                    let entry = found.entry(name);
                    entry.and_modify(|standing| standing.in_settings |= in_settings).or_insert(key);
                }
            }
        }
    }
    found
}

/// The name in front of what makes an identifier a credential: `rotessa` of `ROTESSA_API_KEY`.
fn owner_of(identifier: &str) -> Option<String> {
    let mut words = words(identifier);
    // The last word decides: `keyId` and the like are no credentials.
    words.pop().filter(|last| CREDENTIALS.contains(&last.as_str()))?;
    while words.last().is_some_and(|word| BETWEEN.contains(&word.as_str())) {
        words.pop();
    }
    words.pop().filter(|name| is_name(name))
}
