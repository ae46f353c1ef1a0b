//! The resources of a `CloudFormation` template, also in those of SAM and the Serverless Framework.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::{Facts, Shift, What};
use crate::change::Side;
use crate::code::outline;
use crate::examined::Examined;
use crate::role::Kind;

/// Types that run something, and whether all the time.
const SERVICES: [(&str, bool); 6] = [
    ("AWS::ECS::Service", true),
    ("AWS::AppRunner::Service", true),
    ("AWS::ElasticBeanstalk::Environment", true),
    ("AWS::EKS::Nodegroup", true),
    ("AWS::Lambda::Function", false),
    ("AWS::Serverless::Function", false),
];

/// Types that hold data for services.
const DATASTORES: [&str; 16] = [
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBCluster",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::GlobalTable",
    "AWS::Serverless::SimpleTable",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::CacheCluster",
    "AWS::DocDB::DBCluster",
    "AWS::Neptune::DBCluster",
    "AWS::OpenSearchService::Domain",
    "AWS::Elasticsearch::Domain",
    "AWS::MSK::Cluster",
    "AWS::AmazonMQ::Broker",
    "AWS::Kinesis::Stream",
    "AWS::Redshift::Cluster",
    "AWS::SQS::Queue",
];

/// Types that hold data without being datastores of services.
const STORAGE: [&str; 4] = ["AWS::S3::Bucket", "AWS::EFS::FileSystem", "AWS::EC2::Volume", "AWS::Cognito::UserPool"];

/// Reads the templates of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.role.kind == Kind::OtherInfrastructure) {
        let (before, after) = (resources(file, Side::Old), resources(file, Side::New));
        for (side, here, other, shift) in
            [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
        {
            for (name, (kind, block, line)) in here {
                let Some(read) = file.side(side).get(*block) else { continue };
                if other.contains_key(name) || !read.block.lines.get(*line).is_some_and(|line| line.changed) {
                    continue;
                }
                let datastore = DATASTORES.contains(kind);
                if let Some((_, lasting)) = SERVICES.iter().find(|(service, _)| service == kind) {
                    let what = What::Service { name: format!("{name} ({kind})"), shift, lasting: *lasting };
                    facts.on_line(file, side, read, *line, what).confidence(Confidence::Medium);
                } else if datastore {
                    let what =
                        What::Datastore { what: format!("`{name}` ({kind}) is {}", shift.as_str()), running: true };
                    facts.on_line(file, side, read, *line, what).confidence(Confidence::Medium);
                }
                if shift == Shift::Removed && (datastore || STORAGE.contains(kind)) {
                    let what = What::ResourceRemoved { name: format!("{name} ({kind})") };
                    facts.on_line(file, side, read, *line, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// The resources of a side by their logical names: type, block and line.
fn resources<'f>(file: &'f Examined<'_>, side: Side) -> BTreeMap<&'f str, (&'f str, usize, usize)> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        for line in outline::lines(read.block) {
            if line.key == "Type"
                && line.value.starts_with("AWS::")
                && let Some(name) = line.above.last()
            {
                found.entry(*name).or_insert((line.value, block, line.index));
            }
        }
    }
    found
}
