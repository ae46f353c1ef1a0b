//! Resources of Azure in Bicep, by their types.

use std::collections::BTreeSet;

use architect_core::Confidence;

use super::development_only;
use crate::change::Side;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, Shift, What};

/// What a type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It runs something all the time.
    Service,
    /// It holds data for services.
    Datastore,
    /// It holds data, and is billed.
    Storage,
    /// It is billed, and neither of these.
    Billed,
}

/// Types in lower case, without their version. What costs nothing by itself (roles, policies, rules, networks, the server
/// that a database is billed by) stands nowhere.
const TYPES: [(&str, Sort); 40] = [
    ("microsoft.sql/servers/databases", Sort::Datastore),
    ("microsoft.sql/servers", Sort::Datastore),
    ("microsoft.sql/managedinstances", Sort::Datastore),
    ("microsoft.dbforpostgresql/flexibleservers", Sort::Datastore),
    ("microsoft.dbforpostgresql/servers", Sort::Datastore),
    ("microsoft.dbformysql/flexibleservers", Sort::Datastore),
    ("microsoft.dbformysql/servers", Sort::Datastore),
    ("microsoft.documentdb/databaseaccounts", Sort::Datastore),
    ("microsoft.documentdb/mongoclusters", Sort::Datastore),
    ("microsoft.cache/redis", Sort::Datastore),
    ("microsoft.cache/redisenterprise", Sort::Datastore),
    ("microsoft.search/searchservices", Sort::Datastore),
    ("microsoft.servicebus/namespaces", Sort::Datastore),
    ("microsoft.eventhub/namespaces", Sort::Datastore),
    ("microsoft.kusto/clusters", Sort::Datastore),
    ("microsoft.storage/storageaccounts", Sort::Storage),
    ("microsoft.compute/disks", Sort::Storage),
    ("microsoft.recoveryservices/vaults", Sort::Storage),
    ("microsoft.netapp/netappaccounts/capacitypools", Sort::Storage),
    ("microsoft.web/serverfarms", Sort::Billed),
    ("microsoft.web/staticsites", Sort::Billed),
    ("microsoft.app/managedenvironments", Sort::Billed),
    ("microsoft.containerservice/managedclusters", Sort::Billed),
    ("microsoft.containerregistry/registries", Sort::Billed),
    ("microsoft.compute/virtualmachines", Sort::Billed),
    ("microsoft.compute/virtualmachinescalesets", Sort::Billed),
    ("microsoft.cognitiveservices/accounts", Sort::Billed),
    ("microsoft.machinelearningservices/workspaces", Sort::Billed),
    ("microsoft.apimanagement/service", Sort::Billed),
    ("microsoft.network/applicationgateways", Sort::Billed),
    ("microsoft.network/azurefirewalls", Sort::Billed),
    ("microsoft.network/natgateways", Sort::Billed),
    ("microsoft.network/frontdoors", Sort::Billed),
    ("microsoft.network/loadbalancers", Sort::Billed),
    ("microsoft.cdn/profiles", Sort::Billed),
    ("microsoft.operationalinsights/workspaces", Sort::Billed),
    ("microsoft.signalrservice/signalr", Sort::Billed),
    ("microsoft.communication/communicationservices", Sort::Billed),
    ("microsoft.web/sites", Sort::Service),
    ("microsoft.app/containerapps", Sort::Service),
];

/// A resource where it is declared.
struct Declared {
    line: usize,
    name: String,
    sort: Sort,
}

/// Reads the Bicep files of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let of_bicep = |path: &str| path.rsplit_once('.').is_some_and(|(_, kind)| kind.eq_ignore_ascii_case("bicep"));
    let bicep = || files.iter().filter(|file| file.guard.is_none() && of_bicep(&file.file.path));
    let names = |side: Side| -> BTreeSet<String> {
        bicep().flat_map(|file| file.side(side)).flat_map(resources).map(|resource| resource.name).collect()
    };
    let (before, after) = (names(Side::Old), names(Side::New));
    for file in bicep() {
        for (side, other, shift) in [(Side::New, &before, Shift::Added), (Side::Old, &after, Shift::Removed)] {
            for read in file.side(side) {
                for Declared { line, name, sort } in resources(read) {
                    if other.contains(&name) || !read.block.lines.get(line).is_some_and(|line| line.changed) {
                        continue;
                    }
                    let mut says = Vec::new();
                    match sort {
                        Sort::Service => says.push(What::Service { name: name.clone(), shift, lasting: true }),
                        Sort::Datastore => says
                            .push(What::Datastore { what: format!("`{name}` is {}", shift.as_str()), running: true }),
                        Sort::Storage | Sort::Billed => {}
                    }
                    match (shift, sort) {
                        (Shift::Added, Sort::Service) => {}
                        (Shift::Added, _) => says.push(What::ResourcePriced { name, larger: false, minor: false }),
                        (_, Sort::Datastore | Sort::Storage) => says.push(What::ResourceRemoved { name }),
                        _ => {}
                    }
                    for what in says {
                        let fact = facts.on_line(file, side, read, line, what);
                        fact.guarded(development_only(file)).confidence(Confidence::Medium);
                    }
                }
            }
        }
    }
}

/// The resources of a block: `resource orders 'Microsoft.Sql/servers@2023-08-01' = {`. One that is declared `existing` is
/// only named.
fn resources(read: &ReadBlock<'_>) -> Vec<Declared> {
    let mut found = Vec::new();
    for (at, window) in read.tokens.windows(3).enumerate() {
        let [word, name, kind] = window else { continue };
        if word.text != "resource" || name.kind != TokenKind::Word || kind.kind != TokenKind::Text {
            continue;
        }
        let existing = read.tokens.get(at + 3).is_some_and(|next| next.text == "existing");
        let lower = kind.text.split('@').next().unwrap_or_default().to_ascii_lowercase();
        let sort = TYPES.iter().find(|(of, _)| *of == lower).map(|(_, sort)| *sort).filter(|_| !existing);
        found.extend(sort.map(|sort| Declared {
            line: read.block.line_at(word.start),
            name: format!("{} ({})", name.text, kind.text.split('@').next().unwrap_or_default()),
            sort,
        }));
    }
    found
}
