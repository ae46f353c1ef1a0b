//! The rules about Dockerfiles, one file each.

pub mod add_instead_of_copy;
pub mod apk_cache_left;
pub mod apk_unpinned;
pub mod apt_for_people;
pub mod apt_lists_left;
pub mod apt_recommends;
pub mod apt_unpinned;
pub mod apt_without_yes;
pub mod archive_copied;
pub mod build_without_development_dependencies;
pub mod cache_mount_lost;
pub mod cd_instead_of_workdir;
pub mod consecutive_runs;
pub mod constant_platform;
pub mod context_in_root;
pub mod copy_before_install;
pub mod copy_destination_not_folder;
pub mod copy_of_ignored_file;
pub mod copy_relative_destination;
pub mod corepack_missing;
pub mod corepack_unpinned;
pub mod curl_pipe_shell;
pub mod curl_without_fail;
pub mod definition_comment;
pub mod deprecated_npm_production;
pub mod development_dependencies_in_image;
pub mod distribution_upgrade;
pub mod dnf_cache_left;
pub mod dnf_unpinned;
pub mod dnf_without_yes;
pub mod duplicate_stage;
pub mod empty_continuation;
pub mod end_of_life_base;
pub mod env_self_reference;
pub mod fixed_heap;
pub mod from_as_casing;
pub mod gem_unpinned;
pub mod go_unpinned;
pub mod healthcheck_tool_missing;
pub mod host_command;
pub mod host_modules_copied;
pub mod host_port_exposed;
pub mod inline_ignore;
pub mod instruction_casing;
pub mod invalid_image_name;
pub mod label_empty;
pub mod label_key;
pub mod label_missing;
pub mod label_unexpected;
pub mod label_value;
pub mod latest_tag;
pub mod legacy_key_value;
pub mod libc_mismatch;
pub mod listens_on_localhost;
pub mod lockfile_not_copied;
pub mod maintainer;
pub mod missing_dockerignore;
pub mod missing_healthcheck;
pub mod missing_tag;
pub mod named_user;
pub mod native_library_missing;
pub mod no_stop_signal_handler;
pub mod node_env_unset;
pub mod nothing_started;
pub mod npm_cache_left;
pub mod npm_unpinned;
pub mod package_index_alone;
pub mod package_manager_as_init;
pub mod package_manager_mismatch;
pub mod password_set_in_build;
pub mod pip_cache_left;
pub mod pip_unpinned;
pub mod pipefail_missing;
pub mod port_mismatch;
pub mod port_out_of_range;
pub mod protocol_casing;
pub mod redundant_platform;
pub mod registry_not_allowed;
pub mod relative_mount_target;
pub mod relative_workdir;
pub mod reserved_stage_name;
pub mod root_user;
pub mod secret_copied;
pub mod secret_in_environment;
pub mod several_commands;
pub mod shell;
pub mod shell_form_start;
pub mod shell_linked;
pub mod shell_missing;
pub mod ssh_port_exposed;
pub mod stage_name_casing;
pub mod start_file_missing;
pub mod sudo;
pub mod syntax;
pub mod system_folder;
pub mod tls_verification_off;
pub mod toolchain_shipped;
pub mod undefined_argument_in_from;
pub mod undefined_stage;
pub mod undefined_variable;
pub mod unknown_tag;
pub mod unlocked_install;
pub mod unnamed_release;
pub mod unsigned_packages;
pub mod useradd_large_id;
pub mod virtual_environment_moved;
pub mod wget_and_curl;
pub mod wget_progress;
pub mod whole_filesystem_copied;
pub mod world_writable;
pub mod yarn_cache_left;
pub mod yum_cache_left;
pub mod yum_unpinned;
pub mod yum_without_yes;
pub mod zypper_cache_left;
pub mod zypper_unpinned;
pub mod zypper_without_yes;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::document::Document;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Document>] = &[
    RuleEntry::of::<add_instead_of_copy::AddInsteadOfCopy>(),
    RuleEntry::of::<shell::and_or_as_condition::AndOrAsCondition>(),
    RuleEntry::of::<apk_cache_left::ApkCacheLeft>(),
    RuleEntry::of::<apk_unpinned::ApkUnpinned>(),
    RuleEntry::of::<apt_for_people::AptForPeople>(),
    RuleEntry::of::<apt_lists_left::AptListsLeft>(),
    RuleEntry::of::<apt_recommends::AptRecommends>(),
    RuleEntry::of::<apt_unpinned::AptUnpinned>(),
    RuleEntry::of::<apt_without_yes::AptWithoutYes>(),
    RuleEntry::of::<archive_copied::ArchiveCopied>(),
    RuleEntry::of::<shell::array_without_braces::ArrayWithoutBraces>(),
    RuleEntry::of::<shell::bash_only_syntax::BashOnlySyntax>(),
    RuleEntry::of::<build_without_development_dependencies::BuildWithoutDevelopmentDependencies>(),
    RuleEntry::of::<cache_mount_lost::CacheMountLost>(),
    RuleEntry::of::<cd_instead_of_workdir::CdInsteadOfWorkdir>(),
    RuleEntry::of::<consecutive_runs::ConsecutiveRuns>(),
    RuleEntry::of::<constant_platform::ConstantPlatform>(),
    RuleEntry::of::<context_in_root::ContextInRoot>(),
    RuleEntry::of::<copy_before_install::CopyBeforeInstall>(),
    RuleEntry::of::<copy_destination_not_folder::CopyDestinationNotFolder>(),
    RuleEntry::of::<copy_of_ignored_file::CopyOfIgnoredFile>(),
    RuleEntry::of::<copy_relative_destination::CopyRelativeDestination>(),
    RuleEntry::of::<corepack_missing::CorepackMissing>(),
    RuleEntry::of::<corepack_unpinned::CorepackUnpinned>(),
    RuleEntry::of::<curl_pipe_shell::CurlPipeShell>(),
    RuleEntry::of::<curl_without_fail::CurlWithoutFail>(),
    RuleEntry::of::<definition_comment::DefinitionComment>(),
    RuleEntry::of::<deprecated_npm_production::DeprecatedNpmProduction>(),
    RuleEntry::of::<development_dependencies_in_image::DevelopmentDependenciesInImage>(),
    RuleEntry::of::<distribution_upgrade::DistributionUpgrade>(),
    RuleEntry::of::<dnf_cache_left::DnfCacheLeft>(),
    RuleEntry::of::<dnf_unpinned::DnfUnpinned>(),
    RuleEntry::of::<dnf_without_yes::DnfWithoutYes>(),
    RuleEntry::of::<duplicate_stage::DuplicateStage>(),
    RuleEntry::of::<shell::echo_escapes::EchoEscapes>(),
    RuleEntry::of::<empty_continuation::EmptyContinuation>(),
    RuleEntry::of::<end_of_life_base::EndOfLifeBase>(),
    RuleEntry::of::<env_self_reference::EnvSelfReference>(),
    RuleEntry::of::<shell::escaped_letter::EscapedLetter>(),
    RuleEntry::of::<shell::find_to_xargs::FindToXargs>(),
    RuleEntry::of::<fixed_heap::FixedHeap>(),
    RuleEntry::of::<from_as_casing::FromAsCasing>(),
    RuleEntry::of::<gem_unpinned::GemUnpinned>(),
    RuleEntry::of::<shell::glob_as_option::GlobAsOption>(),
    RuleEntry::of::<go_unpinned::GoUnpinned>(),
    RuleEntry::of::<healthcheck_tool_missing::HealthcheckToolMissing>(),
    RuleEntry::of::<host_command::HostCommand>(),
    RuleEntry::of::<host_modules_copied::HostModulesCopied>(),
    RuleEntry::of::<host_port_exposed::HostPortExposed>(),
    RuleEntry::of::<inline_ignore::InlineIgnore>(),
    RuleEntry::of::<instruction_casing::InstructionCasing>(),
    RuleEntry::of::<invalid_image_name::InvalidImageName>(),
    RuleEntry::of::<label_empty::LabelEmpty>(),
    RuleEntry::of::<label_key::LabelKey>(),
    RuleEntry::of::<label_missing::LabelMissing>(),
    RuleEntry::of::<label_unexpected::LabelUnexpected>(),
    RuleEntry::of::<label_value::LabelValue>(),
    RuleEntry::of::<latest_tag::LatestTag>(),
    RuleEntry::of::<legacy_key_value::LegacyKeyValue>(),
    RuleEntry::of::<libc_mismatch::LibcMismatch>(),
    RuleEntry::of::<listens_on_localhost::ListensOnLocalhost>(),
    RuleEntry::of::<shell::literal_brace::LiteralBrace>(),
    RuleEntry::of::<lockfile_not_copied::LockfileNotCopied>(),
    RuleEntry::of::<shell::lone_dollar::LoneDollar>(),
    RuleEntry::of::<maintainer::Maintainer>(),
    RuleEntry::of::<shell::masked_exit_status::MaskedExitStatus>(),
    RuleEntry::of::<missing_dockerignore::MissingDockerignore>(),
    RuleEntry::of::<missing_healthcheck::MissingHealthcheck>(),
    RuleEntry::of::<shell::missing_shell_space::MissingShellSpace>(),
    RuleEntry::of::<missing_tag::MissingTag>(),
    RuleEntry::of::<named_user::NamedUser>(),
    RuleEntry::of::<native_library_missing::NativeLibraryMissing>(),
    RuleEntry::of::<shell::needless_cat::NeedlessCat>(),
    RuleEntry::of::<shell::negation_under_errexit::NegationUnderErrexit>(),
    RuleEntry::of::<no_stop_signal_handler::NoStopSignalHandler>(),
    RuleEntry::of::<node_env_unset::NodeEnvUnset>(),
    RuleEntry::of::<nothing_started::NothingStarted>(),
    RuleEntry::of::<npm_cache_left::NpmCacheLeft>(),
    RuleEntry::of::<npm_unpinned::NpmUnpinned>(),
    RuleEntry::of::<shell::one_item_loop::OneItemLoop>(),
    RuleEntry::of::<package_index_alone::PackageIndexAlone>(),
    RuleEntry::of::<package_manager_as_init::PackageManagerAsInit>(),
    RuleEntry::of::<package_manager_mismatch::PackageManagerMismatch>(),
    RuleEntry::of::<password_set_in_build::PasswordSetInBuild>(),
    RuleEntry::of::<pip_cache_left::PipCacheLeft>(),
    RuleEntry::of::<pip_unpinned::PipUnpinned>(),
    RuleEntry::of::<pipefail_missing::PipefailMissing>(),
    RuleEntry::of::<port_mismatch::PortMismatch>(),
    RuleEntry::of::<port_out_of_range::PortOutOfRange>(),
    RuleEntry::of::<protocol_casing::ProtocolCasing>(),
    RuleEntry::of::<shell::quotes_end_early::QuotesEndEarly>(),
    RuleEntry::of::<shell::redirection_order::RedirectionOrder>(),
    RuleEntry::of::<redundant_platform::RedundantPlatform>(),
    RuleEntry::of::<registry_not_allowed::RegistryNotAllowed>(),
    RuleEntry::of::<relative_mount_target::RelativeMountTarget>(),
    RuleEntry::of::<relative_workdir::RelativeWorkdir>(),
    RuleEntry::of::<reserved_stage_name::ReservedStageName>(),
    RuleEntry::of::<root_user::RootUser>(),
    RuleEntry::of::<secret_copied::SecretCopied>(),
    RuleEntry::of::<secret_in_environment::SecretInEnvironment>(),
    RuleEntry::of::<several_commands::SeveralCommands>(),
    RuleEntry::of::<shell_form_start::ShellFormStart>(),
    RuleEntry::of::<shell_linked::ShellLinked>(),
    RuleEntry::of::<shell_missing::ShellMissing>(),
    RuleEntry::of::<shell::shell_syntax::ShellSyntax>(),
    RuleEntry::of::<shell::single_quoted_expansion::SingleQuotedExpansion>(),
    RuleEntry::of::<shell::spaced_assignment::SpacedAssignment>(),
    RuleEntry::of::<ssh_port_exposed::SshPortExposed>(),
    RuleEntry::of::<stage_name_casing::StageNameCasing>(),
    RuleEntry::of::<start_file_missing::StartFileMissing>(),
    RuleEntry::of::<sudo::Sudo>(),
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<system_folder::SystemFolder>(),
    RuleEntry::of::<tls_verification_off::TlsVerificationOff>(),
    RuleEntry::of::<toolchain_shipped::ToolchainShipped>(),
    RuleEntry::of::<shell::typographic_character::TypographicCharacter>(),
    RuleEntry::of::<undefined_argument_in_from::UndefinedArgumentInFrom>(),
    RuleEntry::of::<shell::undefined_shell_variable::UndefinedShellVariable>(),
    RuleEntry::of::<undefined_stage::UndefinedStage>(),
    RuleEntry::of::<undefined_variable::UndefinedVariable>(),
    RuleEntry::of::<shell::unguarded_cd::UnguardedCd>(),
    RuleEntry::of::<unknown_tag::UnknownTag>(),
    RuleEntry::of::<unlocked_install::UnlockedInstall>(),
    RuleEntry::of::<unnamed_release::UnnamedRelease>(),
    RuleEntry::of::<shell::unquoted_arguments::UnquotedArguments>(),
    RuleEntry::of::<shell::unquoted_expansion::UnquotedExpansion>(),
    RuleEntry::of::<shell::unquoted_pattern::UnquotedPattern>(),
    RuleEntry::of::<shell::unquoted_substitution::UnquotedSubstitution>(),
    RuleEntry::of::<unsigned_packages::UnsignedPackages>(),
    RuleEntry::of::<useradd_large_id::UseraddLargeId>(),
    RuleEntry::of::<virtual_environment_moved::VirtualEnvironmentMoved>(),
    RuleEntry::of::<wget_and_curl::WgetAndCurl>(),
    RuleEntry::of::<wget_progress::WgetProgress>(),
    RuleEntry::of::<whole_filesystem_copied::WholeFilesystemCopied>(),
    RuleEntry::of::<world_writable::WorldWritable>(),
    RuleEntry::of::<yarn_cache_left::YarnCacheLeft>(),
    RuleEntry::of::<yum_cache_left::YumCacheLeft>(),
    RuleEntry::of::<yum_unpinned::YumUnpinned>(),
    RuleEntry::of::<yum_without_yes::YumWithoutYes>(),
    RuleEntry::of::<zypper_cache_left::ZypperCacheLeft>(),
    RuleEntry::of::<zypper_unpinned::ZypperUnpinned>(),
    RuleEntry::of::<zypper_without_yes::ZypperWithoutYes>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
