//! What is decided about the gates before the change: the policy and the owners of the code.
//!
//! Of two compared revisions, the one that the change goes into says it, so that no change decides about itself. Otherwise
//! the roots do, and what the call gives where they have nothing.

use architect_core::config::FILE_NAME;
use architect_core::{CheckOptions, Comparison, Config, Context, Selection, Source, ToolError};

use super::check_escalation::Input;
use crate::approval::moment;
use crate::policy::choices::Choices;
use crate::policy::owners::{Owners, PLACES};

/// What is decided.
pub(super) struct Decided {
    pub(super) choices: Choices,
    pub(super) selection: Selection,
    pub(super) owners: Option<Owners>,
    /// Path prefix and name of each service.
    pub(super) services: Vec<(String, String)>,
}

impl Decided {
    pub(super) fn read(input: &Input, comparison: Option<&Comparison>, context: &Context) -> Result<Self, ToolError> {
        let config = config(input, comparison, context)?;
        let options =
            CheckOptions { select: input.select.clone(), ignore: input.ignore.clone(), ..CheckOptions::default() };
        // Where no clock is at hand, the time is 0.
        let now = Some(context.ledger().now()).filter(|now| *now > 0);
        let services = if input.services.is_empty() {
            config.services.iter().map(|(prefix, name)| (prefix.clone(), name.clone())).collect()
        } else {
            input.services.iter().map(|service| (service.prefix.clone(), service.name.clone())).collect()
        };
        Ok(Self {
            choices: Choices::new(&config.escalation, context.rules(), now.map(moment::day))?,
            selection: Selection::new(context.rules(), &config, &options)?,
            owners: owners(input, comparison, context),
            services,
        })
    }
}

fn config(input: &Input, comparison: Option<&Comparison>, context: &Context) -> Result<Config, ToolError> {
    let own = match comparison {
        Some(comparison) => {
            let text = context.files().read(&before(comparison, FILE_NAME)).ok();
            text.map(|text| Config::parse(&text)).transpose()?
        }
        None => Some(context.config(None).clone()).filter(|config| *config != Config::default()),
    };
    match (own, &input.policy) {
        (Some(own), _) => Ok(own),
        (None, Some(text)) => Config::parse(&Source::new("policy", text.clone())),
        (None, None) => Ok(Config::default()),
    }
}

fn owners(input: &Input, comparison: Option<&Comparison>, context: &Context) -> Option<Owners> {
    let own = PLACES.iter().find_map(|place| {
        let path = comparison.map_or_else(|| (*place).to_owned(), |comparison| before(comparison, place));
        context.files().read(&path).ok()
    });
    match own {
        Some(own) => Some(Owners::parse(own.text())),
        None => input.codeowners.as_deref().map(Owners::parse),
    }
}

/// A file of the revision that the change goes into.
fn before(comparison: &Comparison, path: &str) -> String {
    match comparison.top.as_deref() {
        Some(".") | None => format!("git:{}:{path}", comparison.base),
        Some(top) => format!("git:{}:{top}/{path}", comparison.base),
    }
}
