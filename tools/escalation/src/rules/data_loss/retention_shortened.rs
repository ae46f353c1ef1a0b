//! `escalation/retention-shortened`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// Data is kept for a shorter time: a bucket's rule that deletes objects comes in or deletes them earlier, backups,
    /// snapshots or messages of a queue are kept for fewer days, a store is told to delete rows by itself, a program that prunes
    /// no longer waits until they are as old.
    ///
    /// ## Why it matters
    /// What is older than the new time is deleted within a day, by nobody's hand, and no plan shows it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/infra/exports.tf b/infra/exports.tf
    /// --- a/infra/exports.tf
    /// +++ b/infra/exports.tf
    /// @@ -8,7 +8,7 @@ resource "aws_s3_bucket_lifecycle_configuration" "exports" {
    ///    rule {
    ///      id     = "old"
    ///      status = "Enabled"
    ///      expiration {
    /// -      days = 90
    /// +      days = 7
    ///      }
    ///    }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/infra/exports.tf b/infra/exports.tf
    /// --- a/infra/exports.tf
    /// +++ b/infra/exports.tf
    /// @@ -8,7 +8,7 @@ resource "aws_s3_bucket_lifecycle_configuration" "exports" {
    ///    rule {
    ///      id     = "old"
    ///      status = "Enabled"
    ///      expiration {
    /// -      days = 90
    /// +      days = 365
    ///      }
    ///    }
    /// ```
    /// ## Limits
    /// Times in Terraform, ClickHouse's `TTL`, MongoDB's `expireAfterSeconds` and policies of indices are compared where they are
    /// written as numbers, and so are those of lines of code that speak of retention or pruning and are otherwise the same; one of a
    /// store that changes in another way is told as well. A rule for a bucket that the same change creates is discounted, and of
    /// two rules of one resource the longer time counts.
    pub RetentionShortened {
        id: "escalation/retention-shortened",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Amazon S3 User Guide, Expiring objects", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html")],
    }
}

impl Raise for RetentionShortened {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::RetentionShortened { what } = &fact.what {
                docket.require::<Self>(Trigger::DataLoss, fact, format!("data is kept for a shorter time: {what}"));
            }
        }
    }
}
