//! Storage in the infrastructure: resources that hold data, and what keeps them from being destroyed.

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::catalogue::catalogue;
use crate::change::{Operation, Side};
use crate::code::lexer::Kind as TokenKind;
use crate::code::{hcl, outline};
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::Kind;

/// Reads the storage of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    terraform(files, facts);
    // A volume may stand in another file from now on.
    let kept: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.role.kind == Kind::Compose)
        .flat_map(|file| &file.new)
        .flat_map(|read| outline::lines(read.block))
        .filter(is_volume)
        .map(|line| line.key)
        .collect();
    for file in files {
        match file.role.kind {
            Kind::Compose => {
                volumes(file, &kept, facts);
                mounts(file, facts);
            }
            Kind::Kubernetes => {
                claims(file, facts);
                policies(file, facts);
            }
            Kind::OtherInfrastructure => policies(file, facts),
            _ => {}
        }
    }
}

/// The addresses of all resources on a side.
fn addresses(files: &[Examined<'_>], side: Side) -> BTreeSet<String> {
    let terraform = files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let blocks = terraform.flat_map(|file| file.side(side));
    blocks.flat_map(hcl::resources).map(|resource| resource.address()).collect()
}

fn terraform(files: &[Examined<'_>], facts: &mut Facts) {
    let (before, after) = (addresses(files, Side::Old), addresses(files, Side::New));
    for file in files.iter().filter(|file| file.role.kind == Kind::Terraform) {
        let moves = file.new.iter().any(|read| {
            read.tokens.iter().any(|token| matches!(token.text, "moved" | "removed") && token.kind == TokenKind::Word)
        });
        for read in &file.old {
            for resource in hcl::resources(read) {
                let Some(line) =
                    resource.begins.filter(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
                else {
                    continue;
                };
                let stateful = catalogue().resource(&resource.kind).is_some_and(|priced| priced.stateful);
                if stateful && !after.contains(&resource.address()) {
                    let what = What::ResourceRemoved { name: resource.address() };
                    facts
                        .on_line(file, Side::Old, read, line, what)
                        .guarded(moves.then_some(Guard::Moved))
                        .confidence(Confidence::Medium);
                }
            }
        }
        protections(file, &before, facts);
    }
}

/// Settings that keep a resource, or let it go: name, and the value that lets it go.
const SETTINGS: [(&str, &str); 8] = [
    ("deletion_protection", "false"),
    ("deletion_protection_enabled", "false"),
    ("prevent_destroy", "false"),
    ("skip_final_snapshot", "true"),
    ("force_destroy", "true"),
    ("permanently_delete_on_destroy", "true"),
    ("purge_soft_delete_on_destroy", "true"),
    ("backup_retention_period", "0"),
];

fn protections(file: &Examined<'_>, before: &BTreeSet<String>, facts: &mut Facts) {
    let standing = standing(file);
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            let resources = hcl::resources(read);
            for tokens in read.tokens.windows(3) {
                let [name, mark, value] = tokens else { continue };
                let setting = SETTINGS.iter().find(|(setting, _)| name.text == *setting && mark.text == "=");
                let Some((setting, lets_go)) = setting else { continue };
                let line = read.block.line_at(name.start);
                if !read.block.lines.get(line).is_some_and(|line| line.changed) {
                    continue;
                }
                let loosens = value.text == *lets_go;
                // A line that kept the resource goes; where it comes again with another value, that line tells.
                let lifted = match side {
                    Side::New => loosens,
                    Side::Old => !loosens && !standing.contains(setting),
                };
                if lifted {
                    let owner = hcl::owner(&resources, line);
                    let new_resource =
                        owner.is_some_and(|owner| !before.contains(&owner.address()) && owner.begins.is_some());
                    let new_file = file.file.operation == Operation::Added && owner.is_none();
                    let fresh = side == Side::New && (new_resource || new_file);
                    let of = owner.map(|owner| format!(" of {}", owner.address())).unwrap_or_default();
                    let what = What::ProtectionLifted {
                        setting: format!(
                            "{setting} = {}{of}",
                            if side == Side::New { value.text } else { "(removed)" }
                        ),
                    };
                    facts
                        .on_line(file, side, read, line, what)
                        .guarded(fresh.then_some(Guard::CreatedInThisChange))
                        .confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// The settings that stand on changed lines of the new side.
fn standing(file: &Examined<'_>) -> BTreeSet<&'static str> {
    let mut standing = BTreeSet::new();
    for read in &file.new {
        for token in &read.tokens {
            let setting = SETTINGS.iter().find(|(setting, _)| token.text == *setting);
            let changed = |line: usize| read.block.lines.get(line).is_some_and(|line| line.changed);
            if let Some((setting, _)) = setting.filter(|_| changed(read.block.line_at(token.start))) {
                standing.insert(*setting);
            }
        }
    }
    standing
}

/// Named volumes of a compose file.
fn volumes(file: &Examined<'_>, kept: &BTreeSet<&str>, facts: &mut Facts) {
    for read in &file.old {
        for line in outline::lines(read.block).iter().filter(|line| is_volume(line)) {
            if read.block.lines.get(line.index).is_some_and(|line| line.changed) && !kept.contains(line.key) {
                let what = What::ResourceRemoved { name: format!("volume {}", line.key) };
                facts
                    .on_line(file, Side::Old, read, line.index, what)
                    .guarded(super::services::development_only(file))
                    .confidence(Confidence::Medium);
            }
        }
    }
}

fn is_volume(line: &outline::Line<'_>) -> bool {
    line.above == ["volumes"] && !line.key.is_empty()
}

/// Folders in which datastores keep what they hold.
const DATA_FOLDERS: [&str; 13] = [
    "/var/lib/postgresql",
    "/var/lib/mysql",
    "/var/opt/mssql",
    "/data/db",
    "/var/lib/mongodb",
    "/var/lib/redis",
    "/var/lib/rabbitmq",
    "/usr/share/elasticsearch/data",
    "/usr/share/opensearch/data",
    "/var/lib/clickhouse",
    "/var/lib/cassandra",
    "/var/lib/kafka",
    "/meili_data",
];

/// What a datastore that stays no longer finds where it kept its data.
fn mounts(file: &Examined<'_>, facts: &mut Facts) {
    let new: Vec<outline::Line<'_>> = file.new.iter().flat_map(|read| outline::lines(read.block)).collect();
    for read in &file.old {
        for line in outline::lines(read.block) {
            let [.., service, "volumes"] = line.above.as_slice() else { continue };
            let Some((source, target)) = line.value.split_once(':') else { continue };
            let holds = DATA_FOLDERS.iter().any(|folder| target.starts_with(folder));
            let changed = read.block.lines.get(line.index).is_some_and(|line| line.changed);
            let stays = new.iter().any(|other| other.key == *service);
            let kept = new.iter().any(|other| {
                other.value.split_once(':').is_some_and(|(other, _)| other == source)
                    && other.above.last() == Some(&"volumes")
            });
            if line.key.is_empty() && holds && changed && stays && !kept {
                let what = What::ResourceRemoved { name: format!("the data of `{service}` ({})", line.value) };
                facts
                    .on_line(file, Side::Old, read, line.index, what)
                    .guarded(super::services::development_only(file))
                    .confidence(Confidence::Medium);
            }
        }
    }
}

/// Settings that say what becomes of data when its owner goes, and the value that destroys it.
const POLICIES: [(&str, &str); 4] = [
    ("DeletionPolicy", "Delete"),
    ("UpdateReplacePolicy", "Delete"),
    ("reclaimPolicy", "Delete"),
    ("persistentVolumeReclaimPolicy", "Delete"),
];

/// `CloudFormation`'s and Kubernetes's word for keeping data, taken back.
fn policies(file: &Examined<'_>, facts: &mut Facts) {
    if matches!(file.file.operation, Operation::Added | Operation::Deleted | Operation::Copied) {
        return;
    }
    let new: Vec<outline::Line<'_>> = file.new.iter().flat_map(|read| outline::lines(read.block)).collect();
    for read in &file.old {
        for line in outline::lines(read.block) {
            let Some((setting, destroys)) = POLICIES.iter().find(|(setting, _)| line.key == *setting) else {
                continue;
            };
            let changed = read.block.lines.get(line.index).is_some_and(|line| line.changed);
            let same = |other: &&outline::Line<'_>| other.key == *setting && other.above == line.above;
            let after = new.iter().find(same).map(|other| other.value);
            if !changed || line.value == *destroys || after.is_some_and(|value| value != *destroys) {
                continue;
            }
            let setting = format!("{setting} = {}", after.unwrap_or("(removed)"));
            facts
                .on_line(file, Side::Old, read, line.index, What::ProtectionLifted { setting })
                .confidence(Confidence::Medium);
        }
    }
}

/// Claims and stateful sets of Kubernetes.
fn claims(file: &Examined<'_>, facts: &mut Facts) {
    let is_storage = |line: &outline::Line<'_>| {
        line.key == "kind"
            && line.indent == 0
            && matches!(line.value, "PersistentVolumeClaim" | "PersistentVolume" | "StatefulSet")
    };
    let kept = file.new.iter().flat_map(|read| outline::lines(read.block)).filter(is_storage).count();
    let mut before = 0;
    for read in &file.old {
        for line in outline::lines(read.block).iter().filter(|line| is_storage(line)) {
            before += 1;
            if read.block.lines.get(line.index).is_some_and(|line| line.changed) && before > kept {
                let what = What::ResourceRemoved { name: line.value.to_owned() };
                facts.on_line(file, Side::Old, read, line.index, what).confidence(Confidence::Medium);
            }
        }
    }
}
