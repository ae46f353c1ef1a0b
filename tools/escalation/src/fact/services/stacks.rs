//! Infrastructure that programs declare: constructs of AWS's CDK and resources of Pulumi.

use std::collections::BTreeSet;

use architect_core::Confidence;

use super::development_only;
use crate::change::Side;
use crate::code::Language;
use crate::code::lexer::{Kind, Token};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, Shift, What};

/// What a construct stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It runs all the time.
    Lasting,
    /// It runs when it is called.
    Function,
    /// It holds data for services.
    Datastore,
    /// It is billed, and neither of these.
    Billed,
}

/// Module and class of constructs, as the languages of both tools write them.
const CONSTRUCTS: [(&str, &str, Sort); 45] = [
    ("ecs", "FargateService", Sort::Lasting),
    ("ecs", "Ec2Service", Sort::Lasting),
    ("ecs", "Service", Sort::Lasting),
    ("ecs_patterns", "ApplicationLoadBalancedFargateService", Sort::Lasting),
    ("ecs_patterns", "QueueProcessingFargateService", Sort::Lasting),
    ("ecsPatterns", "ApplicationLoadBalancedFargateService", Sort::Lasting),
    ("ecsPatterns", "QueueProcessingFargateService", Sort::Lasting),
    ("ecs_patterns", "NetworkLoadBalancedFargateService", Sort::Lasting),
    ("apprunner", "Service", Sort::Lasting),
    ("elasticbeanstalk", "CfnEnvironment", Sort::Lasting),
    ("cloudrun", "Service", Sort::Lasting),
    ("cloudrunv2", "Service", Sort::Lasting),
    ("containerapps", "ContainerApp", Sort::Lasting),
    ("app", "ContainerApp", Sort::Lasting),
    ("lambda", "Function", Sort::Function),
    ("lambda_", "Function", Sort::Function),
    ("_lambda", "Function", Sort::Function),
    ("nodejs", "NodejsFunction", Sort::Function),
    ("lambdaNodejs", "NodejsFunction", Sort::Function),
    ("lambda_nodejs", "NodejsFunction", Sort::Function),
    ("cloudfunctions", "Function", Sort::Function),
    ("rds", "DatabaseInstance", Sort::Datastore),
    ("rds", "DatabaseCluster", Sort::Datastore),
    ("rds", "ServerlessCluster", Sort::Datastore),
    ("rds", "Instance", Sort::Datastore),
    ("rds", "Cluster", Sort::Datastore),
    ("dynamodb", "Table", Sort::Datastore),
    ("dynamodb", "TableV2", Sort::Datastore),
    ("elasticache", "CfnReplicationGroup", Sort::Datastore),
    ("elasticache", "CfnCacheCluster", Sort::Datastore),
    ("elasticache", "ReplicationGroup", Sort::Datastore),
    ("elasticache", "Cluster", Sort::Datastore),
    ("opensearch", "Domain", Sort::Datastore),
    ("opensearchservice", "Domain", Sort::Datastore),
    ("docdb", "DatabaseCluster", Sort::Datastore),
    ("msk", "Cluster", Sort::Datastore),
    ("sql", "DatabaseInstance", Sort::Datastore),
    ("redis", "Instance", Sort::Datastore),
    ("documentdb", "DatabaseAccount", Sort::Datastore),
    ("kinesis", "Stream", Sort::Datastore),
    ("ec2", "NatGateway", Sort::Billed),
    ("ec2", "Instance", Sort::Billed),
    ("eks", "Cluster", Sort::Billed),
    ("elbv2", "ApplicationLoadBalancer", Sort::Billed),
    ("cloudfront", "Distribution", Sort::Billed),
];

/// Reads the stacks of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let program = |file: &&Examined<'_>| {
        file.guard.is_none()
            && matches!(file.language(), Some(Language::Script | Language::Python | Language::Go | Language::Braces))
    };
    let programs: Vec<&Examined<'_>> = files.iter().filter(program).collect();
    let names = |side: Side| -> BTreeSet<String> {
        programs.iter().flat_map(|file| file.side(side)).flat_map(constructs).map(|(_, name, _)| name).collect()
    };
    let (before, after) = (names(Side::Old), names(Side::New));
    for file in programs {
        for (side, other, shift) in [(Side::New, &before, Shift::Added), (Side::Old, &after, Shift::Removed)] {
            for read in file.side(side) {
                for (line, name, sort) in constructs(read) {
                    if other.contains(&name) || !read.block.lines.get(line).is_some_and(|line| line.changed) {
                        continue;
                    }
                    let what = match sort {
                        Sort::Lasting | Sort::Function => {
                            Some(What::Service { name: name.clone(), shift, lasting: sort == Sort::Lasting })
                        }
                        Sort::Datastore => {
                            Some(What::Datastore { what: format!("`{name}` is {}", shift.as_str()), running: true })
                        }
                        Sort::Billed => None,
                    };
                    let priced = (shift == Shift::Added).then(|| What::ResourcePriced {
                        name,
                        larger: false,
                        minor: sort == Sort::Function,
                    });
                    for what in what.into_iter().chain(priced) {
                        facts
                            .on_line(file, side, read, line, what)
                            .guarded(development_only(file))
                            .confidence(Confidence::Medium);
                    }
                }
            }
        }
    }
}

/// The constructs of a block: line, name and sort. A construct is a class that is called with a name for what it makes.
fn constructs(read: &ReadBlock<'_>) -> Vec<(usize, String, Sort)> {
    let mut found = Vec::new();
    for (at, window) in read.tokens.windows(4).enumerate() {
        let [module, dot, class, open] = window else { continue };
        if dot.text != "." || open.text != "(" || module.kind != Kind::Word {
            continue;
        }
        let made = class.text.strip_prefix("New").unwrap_or(class.text);
        let sort =
            CONSTRUCTS.iter().find(|(of, name, _)| *of == module.text && *name == made).map(|(.., sort)| *sort);
        let (Some(sort), Some(name)) = (sort, name_in(read.tokens.get(at + 4..).unwrap_or_default())) else {
            continue;
        };
        found.push((read.block.line_at(module.start), format!("{name} ({}.{made})", module.text), sort));
    }
    found
}

/// The first text among the arguments, behind the scope at most.
fn name_in<'t>(arguments: &[Token<'t>]) -> Option<&'t str> {
    const MOST: usize = 6;
    let mut before = arguments.iter().take(MOST).take_while(|token| !matches!(token.text, ")" | "{" | "["));
    before.find(|token| token.kind == Kind::Text && !token.text.is_empty()).map(|token| token.text)
}
