//! Vendors by their keys and hosts, and cloud resources that are billed.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use crate::catalogue::{Catalogue, Price, Vendor, catalogue};
use crate::change::{Operation, Side};
use crate::code::lexer::Kind as TokenKind;
use crate::code::{Language, hcl, span};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, Shift, What};
use crate::guard::Guard;
use crate::manifest::Ecosystem;
use crate::role::Kind;

/// Reads vendors and resources.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    facts.vendors_before.extend(named_before(files));
    providers(files, facts);
    features(files, facts);
    let packaged = facts.all.iter().any(|fact| {
        matches!(&fact.what, What::Depended { ecosystem, name, shift: Shift::Added, .. }
        if fact.guard.is_none() && catalogue().vendor_behind_package(*ecosystem, name).is_some())
    });
    let known: Vec<&Vendor> = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id)).collect();
    for file in files {
        if file.role.kind == Kind::Terraform {
            continue;
        }
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        let standing = (!packaged && is_further_deployment(file)).then_some(Guard::AlreadyPresent);
        for read in &file.new {
            for Named { line, vendor, by, website } in named(file, read) {
                if read.block.lines.get(line).is_some_and(|line| line.changed)
                    && told.insert((vendor.id.clone(), by.clone()))
                {
                    let before = known.iter().any(|known| known.comes_with(vendor)).then_some(Guard::AlreadyPresent);
                    let website = website.then_some(Guard::WordSense);
                    // Who deploys to a platform runs there.
                    let hosts = vendor.category == "platform";
                    let in_workflow = (file.role.kind == Kind::Workflow && !hosts).then_some(Guard::Workflow);
                    let what = What::VendorNamed { vendor: vendor.id.clone(), by };
                    facts
                        .on_line(file, Side::New, read, line, what)
                        .guarded(website)
                        .guarded(before)
                        .guarded(standing)
                        .guarded(in_workflow)
                        .confidence(Confidence::Medium);
                }
            }
        }
    }
    kept_by_rails(files, facts);
    resources(files, facts);
}

/// Where Rails keeps uploads: `service: S3` of its `config/storage.yml`.
fn kept_by_rails(files: &[Examined<'_>], facts: &mut Facts) {
    const SERVICES: [(&str, &str); 4] =
        [("S3", "aws-s3"), ("AzureStorage", "azure-storage"), ("AzureBlob", "azure-storage"), ("GCS", "gcs")];
    let services = |read: &ReadBlock<'_>, line: usize| {
        let text = read.block.line_text(line).trim();
        let value = text.strip_prefix("service:").map(|value| value.trim().trim_matches(['"', '\'']).to_owned());
        SERVICES.iter().find(|(service, _)| value.as_deref() == Some(*service)).map(|(service, id)| (*service, *id))
    };
    for file in files.iter().filter(|file| file.guard.is_none() && file.file.path.ends_with("config/storage.yml")) {
        for read in &file.new {
            let found = read.block.changed().find_map(|(line, _, _)| Some((line, services(read, line)?)));
            let Some((line, (by, id))) = found else { continue };
            let Some(vendor) = catalogue().vendor(id) else { continue };
            let before = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id));
            let known = before.into_iter().any(|before| before.comes_with(vendor)).then_some(Guard::AlreadyPresent);
            let what = What::VendorNamed { vendor: id.to_owned(), by: by.to_owned() };
            facts.on_line(file, Side::New, read, line, what).guarded(known).confidence(Confidence::Medium);
        }
    }
}

/// Whether a file deploys what is there once more: it comes with the keys of several vendors at once, which nobody takes
/// on together.
fn is_further_deployment(file: &Examined<'_>) -> bool {
    const SEVERAL: usize = 3;
    let deploys = matches!(file.role.kind, Kind::Kubernetes | Kind::Compose | Kind::Configuration)
        && matches!(file.language(), Some(Language::Yaml | Language::Json))
        && file.file.operation == Operation::Added;
    let vendors: BTreeSet<&str> = file
        .new
        .iter()
        .filter(|_| deploys)
        .flat_map(|read| named(file, read))
        .map(|named| named.vendor.id.as_str())
        .collect();
    vendors.len() >= SEVERAL
}

/// The packages of a library for several vendors, in Go: which of them is meant says the path that is imported.
fn providers(files: &[Examined<'_>], facts: &mut Facts) {
    let go = || files.iter().filter(|file| file.language() == Some(Language::Go) && file.guard.is_none());
    let paths = |side: Side| {
        go().flat_map(move |file| file.side(side).iter().map(move |read| (file, read))).flat_map(|(file, read)| {
            let texts = read.tokens.iter().filter(|token| token.kind == TokenKind::Text && is_path(token.text));
            texts.filter_map(move |token| {
                Some((file, read, token, catalogue().vendor_behind_package(Ecosystem::Go, token.text)?))
            })
        })
    };
    facts.vendors_before.extend(paths(Side::Old).map(|(.., vendor)| vendor.id.clone()));
    let libraries: Vec<String> = facts
        .all
        .iter()
        .filter_map(|fact| match &fact.what {
            What::Depended { ecosystem: Ecosystem::Go, name, shift: Shift::Added, .. } => {
                // A vendor's own package is told as that.
                catalogue().vendor_of_package(Ecosystem::Go, name).is_none().then(|| format!("{name}/"))
            }
            _ => None,
        })
        .collect();
    for (file, read, token, vendor) in paths(Side::New) {
        let line = read.block.line_at(token.start);
        let path = token.text.to_lowercase();
        let known = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id));
        if !read.block.lines.get(line).is_some_and(|line| line.changed)
            || !libraries.iter().any(|library| path.starts_with(library.as_str()))
            || known.into_iter().any(|known| known.comes_with(vendor))
        {
            continue;
        }
        let what = What::VendorNamed { vendor: vendor.id.clone(), by: path };
        facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
    }
}

/// Clouds that a crate for object stores begins to speak to: which of them say its features.
fn features(files: &[Examined<'_>], facts: &mut Facts) {
    const CRATES: [&str; 2] = ["object_store", "opendal"];
    const FEATURES: [(&str, &str); 8] = [
        ("aws", "aws-s3"),
        ("azure", "azure-storage"),
        ("gcp", "gcs"),
        ("services-s3", "aws-s3"),
        ("services-azblob", "azure-storage"),
        ("services-gcs", "gcs"),
        ("services-oss", "aliyun"),
        ("services-b2", "backblaze"),
    ];
    let manifests = || files.iter().filter(|file| file.guard.is_none() && file.file.path.ends_with("Cargo.toml"));
    let on = |read: &ReadBlock<'_>, line: usize| -> Vec<(&'static str, &'static str)> {
        let text = read.block.line_text(line);
        let of = CRATES.iter().any(|name| text.starts_with(&format!("{name} =")));
        let named = FEATURES.iter().filter(|(feature, _)| of && text.contains(&format!("\"{feature}\"")));
        named.copied().collect()
    };
    let before: BTreeSet<(&str, &str)> = manifests()
        .flat_map(|file| &file.old)
        .flat_map(|read| (0..read.block.lines.len()).flat_map(move |line| on(read, line)))
        .collect();
    for file in manifests() {
        for read in &file.new {
            for (line, _, _) in read.block.changed() {
                for (feature, id) in on(read, line).into_iter().filter(|named| !before.contains(named)) {
                    let Some(vendor) = catalogue().vendor(id) else { continue };
                    let known = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id));
                    if known.into_iter().any(|known| known.comes_with(vendor)) {
                        continue;
                    }
                    let what = What::VendorNamed { vendor: id.to_owned(), by: feature.to_owned() };
                    facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// Whether a text is the path of a Go package from elsewhere.
fn is_path(text: &str) -> bool {
    text.len() < 200
        && !text.contains([' ', ':'])
        && text.split_once('/').is_some_and(|(host, _)| host.contains('.') && !host.starts_with('.'))
}

/// A vendor named by a key, a host, or a header of its calls.
struct Named {
    /// Index of the line in the block.
    line: usize,
    /// Who.
    vendor: &'static Vendor,
    /// The key, host or header.
    by: String,
    /// Whether it is a page for people, not what a program calls.
    website: bool,
}

/// Vendors that the change shows to be in use already: by keys, hosts or imports on the old side or on lines that stay,
/// and by the paths of files that were there.
fn named_before(files: &[Examined<'_>]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for file in files.iter().filter(|file| file.guard.is_none() && !file.old.is_empty()) {
        // A page that links to a vendor, or is called after it, does not call it.
        let page = file.role.interface;
        let path = crate::word::words(file.file.path_on(Side::Old));
        known.extend(path.into_iter().filter(|word| !page && catalogue().vendor(word).is_some()));
        for read in &file.old {
            let named =
                named(file, read).into_iter().filter(|named| !(named.website || page && named.by.contains('.')));
            known.extend(named.map(|named| named.vendor.id.clone()));
            known.extend(imported(file, read).map(|vendor| vendor.id.clone()));
        }
    }
    known
}

/// The vendors whose packages a block imports, where imports are strings.
fn imported<'v>(file: &Examined<'_>, read: &ReadBlock<'_>) -> impl Iterator<Item = &'v Vendor> {
    let ecosystem = match file.language() {
        Some(Language::Script) => Some(Ecosystem::Npm),
        Some(Language::Go) => Some(Ecosystem::Go),
        _ => None,
    };
    let texts = read.tokens.iter().filter(|token| token.kind == TokenKind::Text && !token.text.contains(' '));
    let found: Vec<&Vendor> = ecosystem
        .map(|ecosystem| {
            texts.filter_map(|token| catalogue().vendor_of_package(ecosystem, &token.text.to_lowercase())).collect()
        })
        .unwrap_or_default();
    found.into_iter()
}

/// The vendors that a block names by key or host.
fn named(file: &Examined<'_>, read: &ReadBlock<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    let settings =
        file.role.kind == Kind::Configuration && matches!(file.language(), Some(Language::Json | Language::Yaml));
    for (index, token) in read.tokens.iter().enumerate() {
        if token.kind == TokenKind::Punctuation {
            continue;
        }
        let line = || read.block.line_at(token.start);
        if token.kind == TokenKind::Text && token.text.contains('.') {
            found.extend(hosts(token.text, line()));
        }
        if let Some(vendor) = catalogue().vendor_of_header(token.text) {
            found.push(Named { line: line(), vendor, by: token.text.to_ascii_lowercase(), website: false });
        }
        for key in token.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            let shouted = key.len() > 4 && key.contains('_') && !key.chars().any(|c| c.is_ascii_lowercase());
            // A project may put its own name in front.
            let vendor = || catalogue().vendor_of_key(key).or_else(|| catalogue().vendor_of_setting(key));
            if let Some(vendor) = shouted.then(vendor).flatten() {
                found.push(Named { line: line(), vendor, by: key.to_owned(), website: false });
            }
        }
        if let Some(vendor) = catalogue().vendor_of_name(token.text) {
            found.push(Named { line: line(), vendor, by: token.text.to_owned(), website: false });
        }
        // The key of a group of settings, and below it the one of the credential.
        let set = settings
            && read.tokens.get(index + 1).is_some_and(|mark| mark.text == ":")
            && Catalogue::is_credential(token.text);
        let groups = if set { span::above(read.block, &read.tokens, index) } else { Vec::new() };
        for group in groups {
            if let Some(vendor) = catalogue().vendor_of_group(group, token.text) {
                found.push(Named { line: line(), vendor, by: format!("{group}:{}", token.text), website: false });
            }
        }
        let path = token.kind == TokenKind::Text && token.text.contains([':', '.']);
        if let Some(vendor) = path.then(|| catalogue().vendor_of_setting(token.text)).flatten() {
            found.push(Named { line: line(), vendor, by: token.text.replace('.', ":"), website: false });
        }
    }
    // Addresses in files whose lexer parts words at dots.
    for (line, _, text) in read.block.changed().filter(|_| !read.tokens.is_empty()) {
        let code = text.trim_start();
        if !code.contains("://") || code.starts_with('#') || code.starts_with("//") || code.contains(['"', '\'', '`'])
        {
            continue;
        }
        found.extend(hosts(code, line));
    }
    found
}

/// The vendors whose hosts a text names.
fn hosts(text: &str, line: usize) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))) {
        let behind = text.get(at + piece.len()..).unwrap_or_default();
        let mailbox = text.get(..at).is_some_and(|before| before.ends_with('@')) && !text.contains("://");
        at += piece.len() + behind.chars().next().map_or(0, char::len_utf8);
        if !piece.contains('.') {
            continue;
        }
        let host = piece.to_ascii_lowercase();
        if let Some(vendor) = catalogue().vendor_of_host(&host) {
            let website = mailbox || is_website(&host, behind);
            found.push(Named { line, vendor, by: host, website });
        }
    }
    found
}

/// Whether an address is a page for people: of a host whose name says so, or below the bare name of the vendor, where no
/// part of the path says that it is an interface.
fn is_website(host: &str, behind: &str) -> bool {
    const PAGES: [&str; 17] = [
        "www",
        "docs",
        "doc",
        "help",
        "support",
        "blog",
        "developer",
        "developers",
        "dev",
        "dashboard",
        "console",
        "community",
        "status",
        "learn",
        "academy",
        "forum",
        "pages",
    ];
    let path = behind.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | '>')).next();
    let path = path.unwrap_or_default();
    let interface = ["/api", "/v1", "/v2", "/v3", ".json"].iter().any(|part| path.contains(part));
    let first = host.split('.').next().unwrap_or_default();
    let bare = host.matches('.').count() == 1;
    (PAGES.contains(&first) && !path.starts_with("/api")) || (bare && !interface)
}

/// Billed resources that come.
fn resources(files: &[Examined<'_>], facts: &mut Facts) {
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let before: BTreeSet<String> =
        terraform().flat_map(|file| &file.old).flat_map(hcl::resources).map(|resource| resource.address()).collect();
    for file in terraform() {
        for read in &file.new {
            for resource in hcl::resources(read) {
                let Some(line) =
                    resource.begins.filter(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
                else {
                    continue;
                };
                let price = catalogue().resource(&resource.kind).map_or(Price::None, |known| known.price);
                if price != Price::None {
                    let guard = before.contains(&resource.address()).then_some(Guard::AlreadyPresent);
                    let minor = price == Price::Minor;
                    let what = What::ResourcePriced { name: resource.address(), larger: false, minor };
                    facts.on_line(file, Side::New, read, line, what).guarded(guard);
                }
            }
        }
        larger(file, facts);
    }
}

/// Sizes and counts that are raised to the double or more.
fn larger(file: &Examined<'_>, facts: &mut Facts) {
    let mut before: BTreeMap<(String, &'static str), u64> = BTreeMap::new();
    for read in &file.old {
        for (_, address, setting, value) in sizes(read) {
            before.entry((address, setting)).or_insert(value);
        }
    }
    for read in &file.new {
        for (line, address, setting, new) in sizes(read) {
            let name = format!("{address} ({setting}");
            let Some(old) = before.get(&(address, setting)).copied() else { continue };
            if old > 0 && new >= old.saturating_mul(2) {
                let what =
                    What::ResourcePriced { name: format!("{name} {old} to {new})"), larger: true, minor: false };
                facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
            }
        }
    }
}

/// The sizes and counts on changed lines: line, resource, setting, number.
fn sizes(read: &ReadBlock<'_>) -> Vec<(usize, String, &'static str, u64)> {
    const SETTINGS: [&str; 9] = [
        "node_count",
        "desired_count",
        "desired_size",
        "min_size",
        "num_cache_nodes",
        "number_of_broker_nodes",
        "allocated_storage",
        "replica_count",
        "instance_count",
    ];
    let resources = hcl::resources(read);
    let mut sizes = Vec::new();
    for tokens in read.tokens.windows(3) {
        let [name, mark, value] = tokens else { continue };
        let setting = SETTINGS.iter().find(|setting| name.text == **setting && mark.text == "=");
        let (Some(setting), Ok(number)) = (setting, value.text.parse::<u64>()) else { continue };
        let line = read.block.line_at(name.start);
        let owner =
            hcl::owner(&resources, line).filter(|_| read.block.lines.get(line).is_some_and(|line| line.changed));
        sizes.extend(owner.map(|owner| (line, owner.address(), *setting, number)));
    }
    sizes
}
