//! The rules about Dockerfiles, one file each.

pub mod add_instead_of_copy;
pub mod apt_lists_left;
pub mod apt_without_yes;
pub mod copy_before_install;
pub mod curl_pipe_shell;
pub mod deprecated_npm_production;
pub mod duplicate_stage;
pub mod end_of_life_base;
pub mod healthcheck_tool_missing;
pub mod instruction_casing;
pub mod latest_tag;
pub mod legacy_key_value;
pub mod maintainer;
pub mod missing_healthcheck;
pub mod missing_tag;
pub mod package_manager_as_init;
pub mod relative_workdir;
pub mod root_user;
pub mod secret_in_environment;
pub mod several_commands;
pub mod shell;
pub mod shell_form_start;
pub mod sudo;
pub mod syntax;
pub mod undefined_stage;
pub mod unknown_tag;
pub mod unlocked_install;

use architect_core::{RuleEntry, RuleMeta, rule};

use crate::document::Document;

/// The rules in the order of their names.
pub const ALL: &[RuleEntry<Document>] = &[
    RuleEntry::of::<add_instead_of_copy::AddInsteadOfCopy>(),
    RuleEntry::of::<shell::and_or_as_condition::AndOrAsCondition>(),
    RuleEntry::of::<apt_lists_left::AptListsLeft>(),
    RuleEntry::of::<apt_without_yes::AptWithoutYes>(),
    RuleEntry::of::<shell::array_without_braces::ArrayWithoutBraces>(),
    RuleEntry::of::<shell::bash_only_syntax::BashOnlySyntax>(),
    RuleEntry::of::<copy_before_install::CopyBeforeInstall>(),
    RuleEntry::of::<curl_pipe_shell::CurlPipeShell>(),
    RuleEntry::of::<deprecated_npm_production::DeprecatedNpmProduction>(),
    RuleEntry::of::<duplicate_stage::DuplicateStage>(),
    RuleEntry::of::<shell::echo_escapes::EchoEscapes>(),
    RuleEntry::of::<end_of_life_base::EndOfLifeBase>(),
    RuleEntry::of::<shell::escaped_letter::EscapedLetter>(),
    RuleEntry::of::<shell::find_to_xargs::FindToXargs>(),
    RuleEntry::of::<shell::glob_as_option::GlobAsOption>(),
    RuleEntry::of::<healthcheck_tool_missing::HealthcheckToolMissing>(),
    RuleEntry::of::<instruction_casing::InstructionCasing>(),
    RuleEntry::of::<latest_tag::LatestTag>(),
    RuleEntry::of::<legacy_key_value::LegacyKeyValue>(),
    RuleEntry::of::<shell::literal_brace::LiteralBrace>(),
    RuleEntry::of::<shell::lone_dollar::LoneDollar>(),
    RuleEntry::of::<maintainer::Maintainer>(),
    RuleEntry::of::<shell::masked_exit_status::MaskedExitStatus>(),
    RuleEntry::of::<missing_healthcheck::MissingHealthcheck>(),
    RuleEntry::of::<shell::missing_shell_space::MissingShellSpace>(),
    RuleEntry::of::<missing_tag::MissingTag>(),
    RuleEntry::of::<shell::needless_cat::NeedlessCat>(),
    RuleEntry::of::<shell::negation_under_errexit::NegationUnderErrexit>(),
    RuleEntry::of::<shell::one_item_loop::OneItemLoop>(),
    RuleEntry::of::<package_manager_as_init::PackageManagerAsInit>(),
    RuleEntry::of::<shell::quotes_end_early::QuotesEndEarly>(),
    RuleEntry::of::<shell::redirection_order::RedirectionOrder>(),
    RuleEntry::of::<relative_workdir::RelativeWorkdir>(),
    RuleEntry::of::<root_user::RootUser>(),
    RuleEntry::of::<secret_in_environment::SecretInEnvironment>(),
    RuleEntry::of::<several_commands::SeveralCommands>(),
    RuleEntry::of::<shell_form_start::ShellFormStart>(),
    RuleEntry::of::<shell::shell_syntax::ShellSyntax>(),
    RuleEntry::of::<shell::single_quoted_expansion::SingleQuotedExpansion>(),
    RuleEntry::of::<shell::spaced_assignment::SpacedAssignment>(),
    RuleEntry::of::<sudo::Sudo>(),
    RuleEntry::of::<syntax::Syntax>(),
    RuleEntry::of::<shell::typographic_character::TypographicCharacter>(),
    RuleEntry::of::<shell::undefined_shell_variable::UndefinedShellVariable>(),
    RuleEntry::of::<undefined_stage::UndefinedStage>(),
    RuleEntry::of::<shell::unguarded_cd::UnguardedCd>(),
    RuleEntry::of::<unknown_tag::UnknownTag>(),
    RuleEntry::of::<unlocked_install::UnlockedInstall>(),
    RuleEntry::of::<shell::unquoted_arguments::UnquotedArguments>(),
    RuleEntry::of::<shell::unquoted_expansion::UnquotedExpansion>(),
    RuleEntry::of::<shell::unquoted_pattern::UnquotedPattern>(),
    RuleEntry::of::<shell::unquoted_substitution::UnquotedSubstitution>(),
];

/// What is known of the rules of this crate.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
