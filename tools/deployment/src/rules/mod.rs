//! The rules about deployments, one file each. Those that hold for Compose and Kubernetes alike are written over
//! [`Workload`](crate::workload::Workload).

pub mod bad_name;
pub mod bad_value;
pub mod dangling_target;
pub mod dependency_cycle;
pub mod dependency_not_awaited;
pub mod docker_socket;
pub mod duplicate_host_port;
pub mod duplicate_object;
pub mod exposed_database;
pub mod fixed_container_name;
pub mod floating_tag;
pub mod host_network;
pub mod ingress_without_service;
pub mod mismatching_selector;
pub mod missing_field;
pub mod missing_reference;
pub mod missing_restart_policy;
pub mod missing_volume;
pub mod obsolete_version;
pub mod privileged;
pub mod removed_api_version;
pub mod secret_literal;
pub mod service_port_mismatch;
pub mod service_without_pods;
pub mod stateful_set_service;
pub mod syntax;
pub mod undefined_name;
pub mod unhealthy_dependency;
pub mod unknown_field;
pub mod unknown_kind;
pub mod unquoted_port;
pub mod unused_definition;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::manifests::Manifests;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Manifests>] = &[
    RuleEntry::of::<bad_name::BadName>(),
    RuleEntry::of::<bad_value::BadValue>(),
    RuleEntry::of::<dangling_target::DanglingTarget>(),
    RuleEntry::of::<dependency_cycle::DependencyCycle>(),
    RuleEntry::of::<dependency_not_awaited::DependencyNotAwaited>(),
    RuleEntry::of::<docker_socket::DockerSocket>(),
    RuleEntry::of::<duplicate_host_port::DuplicateHostPort>(),
    RuleEntry::of::<duplicate_object::DuplicateObject>(),
    RuleEntry::of::<exposed_database::ExposedDatabase>(),
    RuleEntry::of::<fixed_container_name::FixedContainerName>(),
    RuleEntry::of::<floating_tag::FloatingTag>(),
    RuleEntry::of::<host_network::HostNetwork>(),
    RuleEntry::of::<ingress_without_service::IngressWithoutService>(),
    RuleEntry::of::<mismatching_selector::MismatchingSelector>(),
    RuleEntry::of::<missing_field::MissingField>(),
    RuleEntry::of::<missing_reference::MissingReference>(),
    RuleEntry::of::<missing_restart_policy::MissingRestartPolicy>(),
    RuleEntry::of::<missing_volume::MissingVolume>(),
    RuleEntry::of::<obsolete_version::ObsoleteVersion>(),
    RuleEntry::of::<privileged::Privileged>(),
    RuleEntry::of::<removed_api_version::RemovedApiVersion>(),
    RuleEntry::of::<secret_literal::SecretLiteral>(),
    RuleEntry::of::<service_port_mismatch::ServicePortMismatch>(),
    RuleEntry::of::<service_without_pods::ServiceWithoutPods>(),
    RuleEntry::of::<stateful_set_service::StatefulSetService>(),
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<undefined_name::UndefinedName>(),
    RuleEntry::of::<unhealthy_dependency::UnhealthyDependency>(),
    RuleEntry::of::<unknown_field::UnknownField>(),
    RuleEntry::of::<unknown_kind::UnknownKind>(),
    RuleEntry::of::<unquoted_port::UnquotedPort>(),
    RuleEntry::of::<unused_definition::UnusedDefinition>(),
    RuleEntry::of::<wrong_type::WrongType>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
