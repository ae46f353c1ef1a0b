//! What is known of packages, vendors and cloud resources: data files, read once.
//!
//! Names come in, entries go out. The files stand in `data/`; a test holds that they are well-formed. In `data/vendors`,
//! names of packages are in lower case, and a `*` at their end stands for all that begin so; `shared` are those that cost
//! nothing by themselves; `pricing` is `usage`, `seat`, `transaction`, `plan`, or `free` within the vendor's terms. Where two
//! entries fit, the first one counts, in the order of the files below.

mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::manifest::Ecosystem;

/// A vendor whose service costs money, or is free to whoever takes its terms.
#[derive(Debug, Clone, Deserialize)]
pub struct Vendor {
    /// Stable id.
    pub id: String,
    /// Name as its owner writes it.
    pub name: String,
    /// What it is for.
    pub category: String,
    /// How it is paid: `usage`, `seat`, `transaction`, `plan`; or `free` within its terms.
    pub pricing: String,
    /// Whether one can run it oneself, so that using it need not cost anything.
    #[serde(default)]
    pub self_hostable: bool,
    /// The id of the whole that it is a service of, e.g. `aws`.
    pub part_of: Option<String>,
    /// Package names by ecosystem; a `*` at the end stands for any rest.
    #[serde(default)]
    pub packages: BTreeMap<String, Vec<String>>,
    /// Package names by ecosystem that come with any of its services and cost nothing by themselves: having them does not
    /// say which service is in use.
    #[serde(default)]
    pub shared: BTreeMap<String, Vec<String>>,
    /// How its keys begin in the environment.
    #[serde(default)]
    pub env: Vec<String>,
    /// Its hosts; a name below one counts as well.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The headers that its calls carry when something happened there.
    #[serde(default)]
    pub headers: Vec<String>,
}

impl Vendor {
    /// What it is for and how it is paid, as in `(mail, paid by usage)`.
    pub fn terms(&self) -> String {
        match self.pricing.as_str() {
            "free" => format!("{}, free within its terms", self.category),
            pricing => format!("{}, paid by {pricing}", self.category),
        }
    }

    /// Whether having one of them says that the other is in use: they are the same, or one is the whole of the other.
    pub fn comes_with(&self, other: &Self) -> bool {
        let whole_of = |whole: &Self, part: &Self| part.part_of.as_ref() == Some(&whole.id);
        self.id == other.id || whole_of(self, other) || whole_of(other, self)
    }
}

#[derive(Debug, Default, Deserialize)]
struct VendorFile {
    vendor: Vec<Vendor>,
}

/// The files of vendors. Those of whole clouds stand last in theirs, which is the last one.
const VENDOR_FILES: [&str; 56] = [
    include_str!("../data/vendors/payments.toml"),
    include_str!("../data/vendors/payments_europe.toml"),
    include_str!("../data/vendors/payments_asia.toml"),
    include_str!("../data/vendors/payments_south.toml"),
    include_str!("../data/vendors/billing.toml"),
    include_str!("../data/vendors/accounts.toml"),
    include_str!("../data/vendors/banking.toml"),
    include_str!("../data/vendors/chains.toml"),
    include_str!("../data/vendors/markets.toml"),
    include_str!("../data/vendors/commerce.toml"),
    include_str!("../data/vendors/shipping.toml"),
    include_str!("../data/vendors/travel.toml"),
    include_str!("../data/vendors/models.toml"),
    include_str!("../data/vendors/models_asia.toml"),
    include_str!("../data/vendors/intelligence.toml"),
    include_str!("../data/vendors/languages.toml"),
    include_str!("../data/vendors/knowledge.toml"),
    include_str!("../data/vendors/web.toml"),
    include_str!("../data/vendors/mail.toml"),
    include_str!("../data/vendors/campaigns.toml"),
    include_str!("../data/vendors/messages.toml"),
    include_str!("../data/vendors/messages_local.toml"),
    include_str!("../data/vendors/push.toml"),
    include_str!("../data/vendors/realtime.toml"),
    include_str!("../data/vendors/identity.toml"),
    include_str!("../data/vendors/trust.toml"),
    include_str!("../data/vendors/secrets.toml"),
    include_str!("../data/vendors/observability.toml"),
    include_str!("../data/vendors/errors.toml"),
    include_str!("../data/vendors/uptime.toml"),
    include_str!("../data/vendors/evaluation.toml"),
    include_str!("../data/vendors/product.toml"),
    include_str!("../data/vendors/flags.toml"),
    include_str!("../data/vendors/relations.toml"),
    include_str!("../data/vendors/support.toml"),
    include_str!("../data/vendors/work.toml"),
    include_str!("../data/vendors/content.toml"),
    include_str!("../data/vendors/media.toml"),
    include_str!("../data/vendors/documents.toml"),
    include_str!("../data/vendors/search.toml"),
    include_str!("../data/vendors/places.toml"),
    include_str!("../data/vendors/locations.toml"),
    include_str!("../data/vendors/licences.toml"),
    include_str!("../data/vendors/databases.toml"),
    include_str!("../data/vendors/data.toml"),
    include_str!("../data/vendors/aws_data.toml"),
    include_str!("../data/vendors/aws_compute.toml"),
    include_str!("../data/vendors/aws.toml"),
    include_str!("../data/vendors/google_data.toml"),
    include_str!("../data/vendors/google.toml"),
    include_str!("../data/vendors/azure_data.toml"),
    include_str!("../data/vendors/azure.toml"),
    include_str!("../data/vendors/free.toml"),
    include_str!("../data/vendors/delivery.toml"),
    include_str!("../data/vendors/hosts.toml"),
    include_str!("../data/vendors/cloud.toml"),
];

/// A kind of cloud resource that is billed or holds data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource {
    /// Whether it holds data.
    pub stateful: bool,
    /// What it costs.
    pub price: Price,
}

/// What a cloud resource costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// Nothing by itself.
    None,
    /// Next to nothing.
    Minor,
    /// Something to be decided.
    Real,
}

#[derive(Debug, Default, Deserialize)]
struct ResourceFile {
    stateful: BTreeMap<String, Vec<String>>,
    kept: BTreeMap<String, Vec<String>>,
    priced: BTreeMap<String, Vec<String>>,
    minor: BTreeMap<String, Vec<String>>,
}

type Names = BTreeMap<String, Vec<String>>;

/// Where each name of a vendor leads: every text of a change is looked up.
#[derive(Debug, Default)]
struct Index {
    ids: HashMap<String, usize>,
    keys: HashMap<String, usize>,
    hosts: HashMap<String, usize>,
    headers: HashMap<String, usize>,
    packages: HashMap<String, Packages>,
}

/// The packages of an ecosystem.
#[derive(Debug, Default)]
struct Packages {
    exact: HashMap<String, usize>,
    begun: HashMap<String, usize>,
    shared: Vec<String>,
}

impl Packages {
    fn is_shared(&self, name: &str) -> bool {
        self.shared.iter().any(|known| fits_one(known, name))
    }
}

/// Longer names than this are nobody's.
const LONGEST: usize = 256;

impl Index {
    fn of(vendors: &[Vendor]) -> Self {
        let mut index = Self::default();
        for (at, vendor) in vendors.iter().enumerate() {
            index.ids.insert(vendor.id.clone(), at);
            for key in &vendor.env {
                index.keys.entry(key.clone()).or_insert(at);
            }
            for host in &vendor.hosts {
                index.hosts.entry(host.clone()).or_insert(at);
            }
            for header in &vendor.headers {
                index.headers.entry(header.clone()).or_insert(at);
            }
            for (ecosystem, names) in &vendor.packages {
                let of = index.packages.entry(ecosystem.clone()).or_default();
                for name in names {
                    match name.strip_suffix('*') {
                        Some(front) => of.begun.entry(front.to_owned()).or_insert(at),
                        None => of.exact.entry(name.clone()).or_insert(at),
                    };
                }
            }
            for (ecosystem, names) in &vendor.shared {
                index.packages.entry(ecosystem.clone()).or_default().shared.extend(names.iter().cloned());
            }
        }
        index
    }
}

/// All that the data files say.
#[derive(Debug, Default)]
pub struct Catalogue {
    vendors: Vec<Vendor>,
    index: Index,
    purposes: BTreeMap<String, Names>,
    resources: BTreeMap<String, Resource>,
}

/// The catalogue.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        // The files are part of the program; a test fails when one cannot be read.
        let read = |text: &&str| toml::from_str::<VendorFile>(text).unwrap_or_default().vendor;
        let vendors: Vec<Vendor> = VENDOR_FILES.iter().flat_map(read).collect();
        let index = Index::of(&vendors);
        let purposes = toml::from_str(include_str!("../data/dependencies.toml")).unwrap_or_default();
        let file: ResourceFile = toml::from_str(include_str!("../data/resources.toml")).unwrap_or_default();
        let mut resources = BTreeMap::new();
        for (stateful, price, names) in [
            (false, Price::Real, file.priced),
            (true, Price::Real, file.stateful),
            (true, Price::None, file.kept),
            (false, Price::Minor, file.minor),
        ] {
            for name in names.into_values().flatten() {
                resources.insert(name, Resource { stateful, price });
            }
        }
        Catalogue { vendors, index, purposes, resources }
    })
}

impl Catalogue {
    /// All vendors, in the order of the file.
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// The vendor of an id.
    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.get(*self.index.ids.get(id)?)
    }

    /// The vendor whose package it is.
    pub fn vendor_of_package(&self, ecosystem: Ecosystem, name: &str) -> Option<&Vendor> {
        let of = self.index.packages.get(ecosystem.as_str()).filter(|_| name.len() <= LONGEST)?;
        let exact = of.exact.get(name).copied();
        let fronts = name.char_indices().map(|(at, character)| at + character.len_utf8());
        let begun = fronts.filter_map(|end| of.begun.get(name.get(..end)?).copied());
        let at = exact.into_iter().chain(begun).min().filter(|_| !of.is_shared(name))?;
        self.vendors.get(at)
    }

    /// The vendor that somebody else's package is for: by its own name, or by a word of the name that means no other.
    pub fn vendor_behind_package(&self, ecosystem: Ecosystem, name: &str) -> Option<&Vendor> {
        self.vendor_of_package(ecosystem, name)
            .or_else(|| self.vendor(words::in_package(Some(name).filter(|name| name.len() <= LONGEST)?)?))
    }

    /// The vendor whose credential a setting is, by its path.
    pub fn vendor_of_setting(&self, path: &str) -> Option<&Vendor> {
        self.vendor(words::in_setting(path)?)
    }

    /// The vendor that a name of code or of a file is called after.
    pub fn vendor_called(&self, name: &str) -> Option<&Vendor> {
        self.vendor(words::in_words(name)?)
    }

    /// The vendor whose credential a name of code is.
    pub fn vendor_of_name(&self, name: &str) -> Option<&Vendor> {
        self.vendor(words::in_name(name)?)
    }

    /// Whether the key of a setting is that of a credential, by its name.
    pub fn is_credential(key: &str) -> bool {
        key.len() <= 40 && words::is_credential(&words::plain(key))
    }

    /// The vendor that a group of settings is named after, where one of its keys is a credential.
    pub fn vendor_of_group(&self, group: &str, key: &str) -> Option<&Vendor> {
        self.vendor(words::in_group(group, key)?)
    }

    /// The vendor whose environment key it is. The longest beginning wins.
    pub fn vendor_of_key(&self, key: &str) -> Option<&Vendor> {
        // Frameworks put their own word in front of what a browser may see.
        let bare = ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "NUXT_PUBLIC_", "EXPO_PUBLIC_"]
            .iter()
            .find_map(|front| key.strip_prefix(front));
        let key = bare.unwrap_or(key);
        let at = (1..=key.len().min(LONGEST)).rev().find_map(|end| self.index.keys.get(key.get(..end)?))?;
        self.vendors.get(*at)
    }

    /// The vendor whose host it is.
    pub fn vendor_of_host(&self, host: &str) -> Option<&Vendor> {
        let host = Some(host).filter(|host| host.len() <= LONGEST)?;
        let dots = host.match_indices('.').map(|(at, _)| at + 1);
        let at = std::iter::once(0).chain(dots).find_map(|from| self.index.hosts.get(host.get(from..)?))?;
        self.vendors.get(*at)
    }

    /// The vendor whose header it is, in whatever case.
    pub fn vendor_of_header(&self, header: &str) -> Option<&Vendor> {
        let header = Some(header).filter(|header| header.len() <= LONGEST && header.contains('-'))?;
        self.vendors.get(*self.index.headers.get(&header.to_ascii_lowercase())?)
    }

    /// What a package is for, of the purposes in the file: `auth`, `postgresql`, `kafka`, `framework`, …
    pub fn purposes(&self, ecosystem: Ecosystem, name: &str) -> Vec<&str> {
        let fitting = self.purposes.iter().filter(|(_, names)| fits(names, ecosystem, name));
        fitting.map(|(purpose, _)| purpose.as_str()).collect()
    }

    /// A kind of cloud resource, if it is billed or holds data.
    pub fn resource(&self, kind: &str) -> Option<Resource> {
        self.resources.get(kind).copied()
    }
}

fn fits(names: &Names, ecosystem: Ecosystem, name: &str) -> bool {
    let Some(names) = names.get(ecosystem.as_str()) else { return false };
    names.iter().any(|known| fits_one(known, name))
}

fn fits_one(known: &str, name: &str) -> bool {
    known.strip_suffix('*').map_or(known == name, |front| name.starts_with(front))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod tests {
    use super::*;

    fn vendors() -> Vec<Vendor> {
        VENDOR_FILES.iter().flat_map(|text| toml::from_str::<VendorFile>(text).unwrap().vendor).collect()
    }

    fn twice<T: Ord + Clone>(all: &[T]) -> Vec<T> {
        let mut sorted = all.to_vec();
        sorted.sort();
        sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect()
    }

    const ALL: [Ecosystem; 8] = [
        Ecosystem::Npm,
        Ecosystem::PyPi,
        Ecosystem::Go,
        Ecosystem::Maven,
        Ecosystem::Cargo,
        Ecosystem::RubyGems,
        Ecosystem::Packagist,
        Ecosystem::NuGet,
    ];
    const ECOSYSTEMS: [&str; 8] = ["npm", "pypi", "go", "maven", "cargo", "rubygems", "packagist", "nuget"];

    #[test]
    fn the_catalogue_has_at_least_1500_vendors_over_all_ecosystems() {
        let vendors = vendors();

        assert!(vendors.len() >= 1500, "{} vendors", vendors.len());
        assert_eq!(catalogue().vendors().len(), vendors.len());
        for ecosystem in ECOSYSTEMS {
            let with = vendors.iter().filter(|vendor| vendor.packages.contains_key(ecosystem)).count();
            assert!(with >= 50, "{with} vendors have packages of {ecosystem}");
        }
    }

    #[test]
    fn no_vendor_and_no_name_stands_twice() {
        let vendors = vendors();

        let ids: Vec<&str> = vendors.iter().map(|vendor| vendor.id.as_str()).collect();
        let names: Vec<&str> = vendors.iter().map(|vendor| vendor.name.as_str()).collect();
        let keys: Vec<&String> = vendors.iter().flat_map(|vendor| &vendor.env).collect();
        let hosts: Vec<&String> =
            vendors.iter().flat_map(|vendor| vendor.hosts.iter().chain(&vendor.headers)).collect();
        let packages: Vec<(&String, &String)> = vendors
            .iter()
            .flat_map(|vendor| {
                vendor.packages.iter().flat_map(|(of, names)| names.iter().map(move |name| (of, name)))
            })
            .collect();

        assert!(twice(&ids).is_empty(), "{:?}", twice(&ids));
        assert!(twice(&names).is_empty(), "{:?}", twice(&names));
        assert!(twice(&keys).is_empty(), "{:?}", twice(&keys));
        assert!(twice(&hosts).is_empty(), "{:?}", twice(&hosts));
        assert!(twice(&packages).is_empty(), "{:?}", twice(&packages));
    }

    #[test]
    fn vendors_are_well_formed() {
        let vendors = vendors();

        for vendor in &vendors {
            let id = &vendor.id;
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
            assert!(!vendor.name.is_empty() && !vendor.category.is_empty(), "{id}");
            assert!(["usage", "seat", "transaction", "plan", "free"].contains(&vendor.pricing.as_str()), "{id}");
            assert!(!(vendor.packages.is_empty() && vendor.env.is_empty() && vendor.hosts.is_empty()), "{id}");
            for key in &vendor.env {
                // A short beginning would take other people's keys for theirs.
                assert!(
                    key.len() >= 4 && key.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                );
            }
            for host in &vendor.hosts {
                assert!(host.contains('.') && *host == host.to_lowercase() && !host.contains('/'), "{id}: {host}");
            }
            if let Some(whole) = &vendor.part_of {
                assert!(vendors.iter().any(|other| other.id == *whole), "{id} is part of {whole}");
            }
        }
    }

    #[test]
    fn packages_and_resources_are_well_formed() {
        let vendors = vendors();
        let purposes: BTreeMap<String, Names> = toml::from_str(include_str!("../data/dependencies.toml")).unwrap();
        let resources: ResourceFile = toml::from_str(include_str!("../data/resources.toml")).unwrap();

        let mut count = 0;
        let of_vendors = vendors.iter().flat_map(|vendor| [&vendor.packages, &vendor.shared]);
        for (ecosystem, listed) in purposes.values().chain(of_vendors).flatten() {
            assert!(ECOSYSTEMS.contains(&ecosystem.as_str()), "{ecosystem}");
            for name in listed {
                assert_eq!(*name, name.to_lowercase());
                assert!(
                    !name.trim_end_matches('*').is_empty() && !name.trim_end_matches('*').contains('*'),
                    "{name}"
                );
                count += 1;
            }
        }
        let kinds: Vec<&String> = [&resources.priced, &resources.stateful, &resources.kept, &resources.minor]
            .into_iter()
            .flat_map(|names| names.values().flatten())
            .collect();
        assert!(count >= 6000, "{count} packages");
        assert!(kinds.len() >= 1000, "{} resources", kinds.len());
        assert!(twice(&kinds).is_empty(), "{:?}", twice(&kinds));
    }

    #[test]
    fn a_service_of_a_cloud_is_found_before_the_whole() {
        let named = |ecosystem, name| catalogue().vendor_of_package(ecosystem, name).map(|vendor| vendor.id.as_str());

        assert_eq!(named(Ecosystem::Npm, "@aws-sdk/client-s3"), Some("aws-s3"));
        assert_eq!(named(Ecosystem::Npm, "@aws-sdk/client-iam"), Some("aws"));
        assert_eq!(named(Ecosystem::Go, "github.com/aws/aws-sdk-go-v2/service/sesv2"), Some("aws-ses"));
        assert_eq!(named(Ecosystem::PyPi, "google-cloud-storage"), Some("gcs"));
        assert_eq!(named(Ecosystem::NuGet, "azure.storage.blobs"), Some("azure-storage"));
        assert_eq!(named(Ecosystem::Cargo, "aws-lc-rs"), None);
        assert_eq!(named(Ecosystem::RubyGems, "aws-sdk-redshiftdataapiservice"), Some("aws-redshift"));
    }

    #[test]
    fn what_comes_with_any_service_of_a_cloud_names_none() {
        let named = |ecosystem, name| catalogue().vendor_of_package(ecosystem, name).map(|vendor| vendor.id.as_str());

        assert_eq!(named(Ecosystem::Cargo, "aws-config"), None);
        assert_eq!(named(Ecosystem::Go, "github.com/aws/aws-sdk-go-v2/config"), None);
        assert_eq!(named(Ecosystem::NuGet, "azure.identity"), None);
        assert_eq!(named(Ecosystem::Maven, "com.google.cloud:libraries-bom"), None);
    }

    #[test]
    fn every_exact_name_leads_to_its_own_vendor() {
        for vendor in catalogue().vendors() {
            for (ecosystem, names) in &vendor.packages {
                let ecosystem = ALL.into_iter().find(|known| known.as_str() == ecosystem).unwrap();
                for name in names.iter().filter(|name| !name.ends_with('*')) {
                    let found = catalogue().vendor_of_package(ecosystem, name).map(|vendor| vendor.id.as_str());
                    assert_eq!(found, Some(vendor.id.as_str()), "{name}");
                }
            }
        }
    }
}
