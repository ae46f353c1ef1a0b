//! What is known of packages, vendors and cloud resources: data files, read once.
//!
//! Names come in, entries go out. The files stand in `data/`; a test holds that they are well-formed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::manifest::Ecosystem;

/// A vendor whose service costs money.
#[derive(Debug, Clone, Deserialize)]
pub struct Vendor {
    /// Stable id.
    pub id: String,
    /// Name as its owner writes it.
    pub name: String,
    /// What it is for.
    pub category: String,
    /// How it is paid: `usage`, `seat`, `transaction`, `plan`.
    pub pricing: String,
    /// Whether one can run it oneself, so that using it need not cost anything.
    #[serde(default)]
    pub self_hostable: bool,
    /// Package names by ecosystem; a `*` at the end stands for any rest.
    #[serde(default)]
    pub packages: BTreeMap<String, Vec<String>>,
    /// How its keys begin in the environment.
    #[serde(default)]
    pub env: Vec<String>,
    /// Its hosts; a name below one counts as well.
    #[serde(default)]
    pub hosts: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct VendorFile {
    vendor: Vec<Vendor>,
}

/// A kind of cloud resource that is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Priced {
    /// Whether it holds data.
    pub stateful: bool,
}

#[derive(Debug, Default, Deserialize)]
struct ResourceFile {
    stateful: BTreeMap<String, Vec<String>>,
    priced: BTreeMap<String, Vec<String>>,
}

type Names = BTreeMap<String, Vec<String>>;

/// All that the data files say.
#[derive(Debug, Default)]
pub struct Catalogue {
    vendors: Vec<Vendor>,
    purposes: BTreeMap<String, Names>,
    resources: BTreeMap<String, Priced>,
}

/// The catalogue.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        // The files are part of the program; a test fails when one cannot be read.
        let vendors: VendorFile = toml::from_str(include_str!("../data/vendors.toml")).unwrap_or_default();
        let purposes = toml::from_str(include_str!("../data/dependencies.toml")).unwrap_or_default();
        let file: ResourceFile = toml::from_str(include_str!("../data/resources.toml")).unwrap_or_default();
        let mut resources = BTreeMap::new();
        for (stateful, names) in [(false, file.priced), (true, file.stateful)] {
            for name in names.into_values().flatten() {
                resources.insert(name, Priced { stateful });
            }
        }
        Catalogue { vendors: vendors.vendor, purposes, resources }
    })
}

impl Catalogue {
    /// All vendors, in the order of the file.
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// The vendor of an id.
    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.id == id)
    }

    /// The vendor whose package it is.
    pub fn vendor_of_package(&self, ecosystem: Ecosystem, name: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| fits(&vendor.packages, ecosystem, name))
    }

    /// The vendor whose environment key it is. The longest beginning wins.
    pub fn vendor_of_key(&self, key: &str) -> Option<&Vendor> {
        let prefixes = self.vendors.iter().flat_map(|vendor| vendor.env.iter().map(move |prefix| (prefix, vendor)));
        // Frameworks put their own word in front of what a browser may see.
        let bare = ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "NUXT_PUBLIC_", "EXPO_PUBLIC_"]
            .iter()
            .find_map(|front| key.strip_prefix(front));
        let key = bare.unwrap_or(key);
        prefixes
            .filter(|(prefix, _)| key.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, vendor)| vendor)
    }

    /// The vendor whose host it is.
    pub fn vendor_of_host(&self, host: &str) -> Option<&Vendor> {
        let below =
            |own: &String| host == own || host.strip_suffix(own.as_str()).is_some_and(|front| front.ends_with('.'));
        self.vendors.iter().find(|vendor| vendor.hosts.iter().any(below))
    }

    /// What a package is for, of the purposes in the file: `auth`, `postgresql`, `kafka`, `framework`, …
    pub fn purposes(&self, ecosystem: Ecosystem, name: &str) -> Vec<&str> {
        let fitting = self.purposes.iter().filter(|(_, names)| fits(names, ecosystem, name));
        fitting.map(|(purpose, _)| purpose.as_str()).collect()
    }

    /// A kind of cloud resource, if it is billed or holds data.
    pub fn resource(&self, kind: &str) -> Option<Priced> {
        self.resources.get(kind).copied()
    }
}

fn fits(names: &Names, ecosystem: Ecosystem, name: &str) -> bool {
    let Some(names) = names.get(ecosystem.as_str()) else { return false };
    names.iter().any(|known| known.strip_suffix('*').map_or(known == name, |front| name.starts_with(front)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_are_well_formed() {
        let vendors: VendorFile = toml::from_str(include_str!("../data/vendors.toml")).unwrap();
        let purposes: BTreeMap<String, Names> = toml::from_str(include_str!("../data/dependencies.toml")).unwrap();
        let resources: ResourceFile = toml::from_str(include_str!("../data/resources.toml")).unwrap();

        let ecosystems = ["npm", "pypi", "go", "maven", "cargo", "rubygems", "packagist", "nuget"];
        let mut ids: Vec<&str> = vendors.vendor.iter().map(|vendor| vendor.id.as_str()).collect();
        let all = purposes.values().chain(vendors.vendor.iter().map(|vendor| &vendor.packages));
        let mut names = 0;
        for (ecosystem, listed) in all.flatten() {
            assert!(ecosystems.contains(&ecosystem.as_str()), "{ecosystem}");
            for name in listed {
                assert_eq!(*name, name.to_lowercase());
                names += 1;
            }
        }
        for vendor in &vendors.vendor {
            assert!(["usage", "seat", "transaction", "plan"].contains(&vendor.pricing.as_str()), "{}", vendor.id);
            assert!(
                !(vendor.packages.is_empty() && vendor.env.is_empty() && vendor.hosts.is_empty()),
                "{}",
                vendor.id
            );
        }
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "a vendor stands twice");
        assert!(count >= 60, "{count} vendors");
        assert!(names >= 300, "{names} packages");
        assert!(resources.priced.values().map(Vec::len).sum::<usize>() >= 60);
    }
}
