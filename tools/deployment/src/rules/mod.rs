//! The rules about deployments, one file each. Those that hold for Compose and Kubernetes alike are written over
//! [`Workload`](crate::workload::Workload).

pub mod autoscaler_without_request;
pub mod bad_name;
pub mod bad_value;
pub mod blocking_disruption_budget;
pub mod budget_above_autoscaler;
pub mod cluster_admin_binding;
pub mod cron_job_without_deadline;
pub mod dangerous_capability;
pub mod dangling_target;
pub mod default_namespace;
pub mod default_service_account;
pub mod dependency_cycle;
pub mod dependency_not_awaited;
pub mod deprecated_service_account_field;
pub mod docker_socket;
pub mod duplicate_host_port;
pub mod duplicate_object;
pub mod duplicate_variable;
pub mod egress_without_dns;
pub mod empty_disruption_budget;
pub mod ephemeral_storage_differs;
pub mod exposed_database;
pub mod few_replicas;
pub mod fixed_container_name;
pub mod floating_tag;
pub mod host_ipc_namespace;
pub mod host_network;
pub mod host_path;
pub mod host_port;
pub mod host_process;
pub mod host_process_namespace;
pub mod identical_probes;
pub mod idle_autoscaler;
pub mod ingress_without_service;
pub mod ingress_without_tls;
pub mod instance_label_differs;
pub mod invalid_label;
pub mod invalid_port_name;
pub mod job_restart_policy;
pub mod job_without_lifetime;
pub mod kept_capabilities;
pub mod low_user_id;
pub mod mismatching_selector;
pub mod missing_anti_affinity;
pub mod missing_cpu_limit;
pub mod missing_cpu_request;
pub mod missing_disruption_budget;
pub mod missing_ephemeral_storage;
pub mod missing_field;
pub mod missing_liveness_probe;
pub mod missing_memory_limit;
pub mod missing_memory_request;
pub mod missing_network_policy;
pub mod missing_priority_class;
pub mod missing_readiness_probe;
pub mod missing_reference;
pub mod missing_restart_policy;
pub mod missing_seccomp_profile;
pub mod missing_spread_constraints;
pub mod missing_volume;
pub mod mounted_token;
pub mod mounted_token_of_account;
pub mod naked_pod;
pub mod node_port_service;
pub mod obsolete_version;
pub mod pod_creation;
pub mod pod_exec_binding;
pub mod pod_exec_permission;
pub mod privilege_escalation;
pub mod privileged;
pub mod privileged_port;
pub mod pull_policy;
pub mod pull_policy_not_always;
pub mod recreate_strategy;
pub mod removed_api_version;
pub mod replicas_beside_autoscaler;
pub mod request_above_limit;
pub mod requests_differ_from_limits;
pub mod root_user;
pub mod secret_access;
pub mod secret_from_environment;
pub mod secret_in_config_map;
pub mod secret_literal;
pub mod sensitive_host_path;
pub mod service_port_mismatch;
pub mod service_without_pods;
pub mod single_replica;
pub mod small_autoscaler_minimum;
pub mod ssh_port;
pub mod stalled_rollout;
pub mod stateful_set_without_service;
pub mod syntax;
pub mod unbudgeted_pods;
pub mod undeclared_probe_port;
pub mod undefined_name;
pub mod unhardened_container;
pub mod unhealthy_dependency;
pub mod unhealthy_eviction_unstated;
pub mod unknown_field;
pub mod unknown_kind;
pub mod unmasked_proc;
pub mod unquoted_port;
pub mod unsafe_sysctl;
pub mod unspread_pods;
pub mod unused_definition;
pub mod useless_spread_constraint;
pub mod wildcard_permission;
pub mod writable_host_path;
pub mod writable_root_file_system;
pub mod wrong_type;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::manifests::Manifests;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Manifests>] = &[
    RuleEntry::of::<autoscaler_without_request::AutoscalerWithoutRequest>(),
    RuleEntry::of::<bad_name::BadName>(),
    RuleEntry::of::<bad_value::BadValue>(),
    RuleEntry::of::<blocking_disruption_budget::BlockingDisruptionBudget>(),
    RuleEntry::of::<budget_above_autoscaler::BudgetAboveAutoscaler>(),
    RuleEntry::of::<cluster_admin_binding::ClusterAdminBinding>(),
    RuleEntry::of::<cron_job_without_deadline::CronJobWithoutDeadline>(),
    RuleEntry::of::<dangerous_capability::DangerousCapability>(),
    RuleEntry::of::<dangling_target::DanglingTarget>(),
    RuleEntry::of::<default_namespace::DefaultNamespace>(),
    RuleEntry::of::<default_service_account::DefaultServiceAccount>(),
    RuleEntry::of::<dependency_cycle::DependencyCycle>(),
    RuleEntry::of::<dependency_not_awaited::DependencyNotAwaited>(),
    RuleEntry::of::<deprecated_service_account_field::DeprecatedServiceAccountField>(),
    RuleEntry::of::<docker_socket::DockerSocket>(),
    RuleEntry::of::<duplicate_host_port::DuplicateHostPort>(),
    RuleEntry::of::<duplicate_object::DuplicateObject>(),
    RuleEntry::of::<duplicate_variable::DuplicateVariable>(),
    RuleEntry::of::<egress_without_dns::EgressWithoutDns>(),
    RuleEntry::of::<empty_disruption_budget::EmptyDisruptionBudget>(),
    RuleEntry::of::<ephemeral_storage_differs::EphemeralStorageDiffers>(),
    RuleEntry::of::<exposed_database::ExposedDatabase>(),
    RuleEntry::of::<few_replicas::FewReplicas>(),
    RuleEntry::of::<fixed_container_name::FixedContainerName>(),
    RuleEntry::of::<floating_tag::FloatingTag>(),
    RuleEntry::of::<host_ipc_namespace::HostIpcNamespace>(),
    RuleEntry::of::<host_network::HostNetwork>(),
    RuleEntry::of::<host_path::HostPath>(),
    RuleEntry::of::<host_port::HostPort>(),
    RuleEntry::of::<host_process::HostProcess>(),
    RuleEntry::of::<host_process_namespace::HostProcessNamespace>(),
    RuleEntry::of::<identical_probes::IdenticalProbes>(),
    RuleEntry::of::<idle_autoscaler::IdleAutoscaler>(),
    RuleEntry::of::<ingress_without_service::IngressWithoutService>(),
    RuleEntry::of::<ingress_without_tls::IngressWithoutTls>(),
    RuleEntry::of::<instance_label_differs::InstanceLabelDiffers>(),
    RuleEntry::of::<invalid_label::InvalidLabel>(),
    RuleEntry::of::<invalid_port_name::InvalidPortName>(),
    RuleEntry::of::<job_restart_policy::JobRestartPolicy>(),
    RuleEntry::of::<job_without_lifetime::JobWithoutLifetime>(),
    RuleEntry::of::<kept_capabilities::KeptCapabilities>(),
    RuleEntry::of::<low_user_id::LowUserId>(),
    RuleEntry::of::<mismatching_selector::MismatchingSelector>(),
    RuleEntry::of::<missing_anti_affinity::MissingAntiAffinity>(),
    RuleEntry::of::<missing_cpu_limit::MissingCpuLimit>(),
    RuleEntry::of::<missing_cpu_request::MissingCpuRequest>(),
    RuleEntry::of::<missing_disruption_budget::MissingDisruptionBudget>(),
    RuleEntry::of::<missing_ephemeral_storage::MissingEphemeralStorage>(),
    RuleEntry::of::<missing_field::MissingField>(),
    RuleEntry::of::<missing_liveness_probe::MissingLivenessProbe>(),
    RuleEntry::of::<missing_memory_limit::MissingMemoryLimit>(),
    RuleEntry::of::<missing_memory_request::MissingMemoryRequest>(),
    RuleEntry::of::<missing_network_policy::MissingNetworkPolicy>(),
    RuleEntry::of::<missing_priority_class::MissingPriorityClass>(),
    RuleEntry::of::<missing_readiness_probe::MissingReadinessProbe>(),
    RuleEntry::of::<missing_reference::MissingReference>(),
    RuleEntry::of::<missing_restart_policy::MissingRestartPolicy>(),
    RuleEntry::of::<missing_seccomp_profile::MissingSeccompProfile>(),
    RuleEntry::of::<missing_spread_constraints::MissingSpreadConstraints>(),
    RuleEntry::of::<missing_volume::MissingVolume>(),
    RuleEntry::of::<mounted_token::MountedToken>(),
    RuleEntry::of::<mounted_token_of_account::MountedTokenOfAccount>(),
    RuleEntry::of::<naked_pod::NakedPod>(),
    RuleEntry::of::<node_port_service::NodePortService>(),
    RuleEntry::of::<obsolete_version::ObsoleteVersion>(),
    RuleEntry::of::<pod_creation::PodCreation>(),
    RuleEntry::of::<pod_exec_binding::PodExecBinding>(),
    RuleEntry::of::<pod_exec_permission::PodExecPermission>(),
    RuleEntry::of::<privilege_escalation::PrivilegeEscalation>(),
    RuleEntry::of::<privileged::Privileged>(),
    RuleEntry::of::<privileged_port::PrivilegedPort>(),
    RuleEntry::of::<pull_policy::PullPolicy>(),
    RuleEntry::of::<pull_policy_not_always::PullPolicyNotAlways>(),
    RuleEntry::of::<recreate_strategy::RecreateStrategy>(),
    RuleEntry::of::<removed_api_version::RemovedApiVersion>(),
    RuleEntry::of::<replicas_beside_autoscaler::ReplicasBesideAutoscaler>(),
    RuleEntry::of::<request_above_limit::RequestAboveLimit>(),
    RuleEntry::of::<requests_differ_from_limits::RequestsDifferFromLimits>(),
    RuleEntry::of::<root_user::RootUser>(),
    RuleEntry::of::<secret_access::SecretAccess>(),
    RuleEntry::of::<secret_from_environment::SecretFromEnvironment>(),
    RuleEntry::of::<secret_in_config_map::SecretInConfigMap>(),
    RuleEntry::of::<secret_literal::SecretLiteral>(),
    RuleEntry::of::<sensitive_host_path::SensitiveHostPath>(),
    RuleEntry::of::<service_port_mismatch::ServicePortMismatch>(),
    RuleEntry::of::<service_without_pods::ServiceWithoutPods>(),
    RuleEntry::of::<single_replica::SingleReplica>(),
    RuleEntry::of::<small_autoscaler_minimum::SmallAutoscalerMinimum>(),
    RuleEntry::of::<ssh_port::SshPort>(),
    RuleEntry::of::<stalled_rollout::StalledRollout>(),
    RuleEntry::of::<stateful_set_without_service::StatefulSetWithoutService>(),
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<unbudgeted_pods::UnbudgetedPods>(),
    RuleEntry::of::<undeclared_probe_port::UndeclaredProbePort>(),
    RuleEntry::of::<undefined_name::UndefinedName>(),
    RuleEntry::of::<unhardened_container::UnhardenedContainer>(),
    RuleEntry::of::<unhealthy_dependency::UnhealthyDependency>(),
    RuleEntry::of::<unhealthy_eviction_unstated::UnhealthyEvictionUnstated>(),
    RuleEntry::of::<unknown_field::UnknownField>(),
    RuleEntry::of::<unknown_kind::UnknownKind>(),
    RuleEntry::of::<unmasked_proc::UnmaskedProc>(),
    RuleEntry::of::<unquoted_port::UnquotedPort>(),
    RuleEntry::of::<unsafe_sysctl::UnsafeSysctl>(),
    RuleEntry::of::<unspread_pods::UnspreadPods>(),
    RuleEntry::of::<unused_definition::UnusedDefinition>(),
    RuleEntry::of::<useless_spread_constraint::UselessSpreadConstraint>(),
    RuleEntry::of::<wildcard_permission::WildcardPermission>(),
    RuleEntry::of::<writable_host_path::WritableHostPath>(),
    RuleEntry::of::<writable_root_file_system::WritableRootFileSystem>(),
    RuleEntry::of::<wrong_type::WrongType>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
