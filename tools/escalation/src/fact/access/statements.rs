//! What a role of a cloud may do, statement by statement, in whatever file it is written: Terraform's documents, JSON,
//! `CloudFormation`, programs that describe a cloud.
//!
//! A statement is known by the actions that it names (`s3:GetObject`), roles by the paths that clouds give them. Lines of it
//! that stay as they were on the other side say nothing.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Services of AWS whose names stand in front of an action.
const SERVICES: [&str; 58] = [
    "acm",
    "apigateway",
    "appconfig",
    "athena",
    "autoscaling",
    "bedrock",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codedeploy",
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "elasticfilesystem",
    "elasticloadbalancing",
    "es",
    "events",
    "execute-api",
    "firehose",
    "glue",
    "iam",
    "kafka",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mq",
    "opensearch",
    "rds",
    "rds-db",
    "redshift",
    "route53",
    "s3",
    "s3-object-lambda",
    "sagemaker",
    "secretsmanager",
    "servicediscovery",
    "ses",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "sso",
    "states",
    "sts",
    "tag",
    "waf",
    "wafv2",
    "xray",
];

/// Keys of a statement besides its actions.
const KEYS: [&str; 13] = [
    "resources",
    "resource",
    "effect",
    "principals",
    "principal",
    "identifiers",
    "notactions",
    "notaction",
    "notresource",
    "condition",
    "actions",
    "action",
    "notprincipal",
];

/// Reads the statements of a file.
pub(super) fn read(file: &Examined<'_>, facts: &mut Facts) {
    let code = file.language().is_some_and(Language::is_executable) && file.role.kind == Kind::Source;
    let written = matches!(
        file.role.kind,
        Kind::Terraform
            | Kind::OtherInfrastructure
            | Kind::Configuration
            | Kind::Kubernetes
            | Kind::Helm
            | Kind::Other
    );
    if !(code || written) || !file.file.has_lines() {
        return;
    }
    let sides = [super::squeezed_lines(file, Side::Old), super::squeezed_lines(file, Side::New)];
    for (side, other) in [(Side::New, &sides[0]), (Side::Old, &sides[1])] {
        for read in file.side(side) {
            let found = read.block.changed().find_map(|(index, _, text)| {
                let kept = is_comment(text) || other.contains(&super::squeezed(text));
                let said = said(text).filter(|_| !kept);
                let of_statement = || !kept && !code && is_key(text) && near_action(read, index);
                said.or_else(|| of_statement().then(|| "a statement".to_owned())).map(|said| (index, said))
            });
            if let Some((index, said)) = found {
                let open = side == Side::New && read.block.line_text(index).contains("\"*\"");
                let what = What::AccessPolicy { what: format!("what a role may do changes: {said}"), open };
                facts.on_line(file, side, read, index, what).confidence(Confidence::Medium);
                return;
            }
        }
    }
}

fn is_comment(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('#') || text.starts_with("//") || text.starts_with('*') || text.starts_with("/*")
}

/// The action or role that a line names.
fn said(text: &str) -> Option<String> {
    // What a role of PostgreSQL may pass by.
    if let Some(word) =
        ["NOBYPASSRLS", "BYPASSRLS", "NOSUPERUSER", "CREATEROLE"].into_iter().find(|word| text.contains(word))
    {
        return Some(word.to_owned());
    }
    let parts =
        text.split(['"', '\'', ' ', ',', '[', ']', '(', ')']).filter(|part| part.len() > 4 && part.len() < 120);
    parts.map(|part| part.trim_end_matches(':')).find(|part| is_action(part) || is_role(part)).map(ToOwned::to_owned)
}

/// `s3:GetObject`, `sqs:*`.
fn is_action(part: &str) -> bool {
    let Some((service, action)) = part.split_once(':') else { return false };
    SERVICES.contains(&service)
        && (action == "*"
            || action.len() > 2
                && action.starts_with(|c: char| c.is_ascii_uppercase())
                && action.chars().all(|c| c.is_ascii_alphanumeric() || c == '*'))
}

/// `arn:aws:iam::aws:policy/…`, `roles/storage.admin`.
fn is_role(part: &str) -> bool {
    let of_google =
        part.strip_prefix("roles/").and_then(|rest| rest.split_once('.')).is_some_and(|(product, role)| {
            let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
            plain(product)
                && plain(role)
                && role.starts_with(|c: char| c.is_ascii_lowercase())
                && !matches!(
                    role,
                    "py" | "rb"
                        | "js"
                        | "ts"
                        | "go"
                        | "rs"
                        | "tf"
                        | "md"
                        | "php"
                        | "yml"
                        | "yaml"
                        | "json"
                        | "tsx"
                        | "jsx"
                        | "vue"
                        | "html"
                        | "css"
                        | "java"
                        | "cs"
                        | "kt"
                )
        });
    of_google
        || part.starts_with("arn:aws:iam::aws:policy/")
        || matches!(part, "system:masters" | "cluster-admin" | "cluster-admins")
}

fn is_key(text: &str) -> bool {
    let key: String =
        text.chars().take_while(|c| !matches!(c, '=' | ':' | '{')).filter(char::is_ascii_alphanumeric).collect();
    KEYS.contains(&key.to_ascii_lowercase().as_str())
}

/// Whether a line stands among those of a statement: an action is close to it.
fn near_action(read: &ReadBlock<'_>, index: usize) -> bool {
    const NEAR: usize = 8;
    let near = index.saturating_sub(NEAR)..=index + NEAR;
    near.map(|line| read.block.line_text(line)).any(|text| !is_comment(text) && said(text).is_some())
}
