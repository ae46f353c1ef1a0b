//! The profile, the formats, the rules and the skill as resources.

use architect_core::{RuleIndex, nearest};
use architect_profile::address::{FORMATS, PROFILE, RULES, SECTIONS};
use architect_profile::{Page, Profile, rule_page};
use rmcp::ErrorData;
use rmcp::model::{Resource, ResourceContents, ResourceTemplate};

use super::skill;

const MARKDOWN: &str = "text/markdown";

/// The list of resources. Rules are many; they are reached through their template.
pub fn list(profile: &Profile) -> Vec<Resource> {
    let whole = Resource::new(PROFILE, "profile")
        .with_title("Backend architect: the whole profile")
        .with_description("Persona, process, boundaries, escalation rules and output formats in one document.");
    let sections = profile.sections().iter().map(|page| resource(format!("{SECTIONS}{}", page.id), page));
    let formats = profile.formats().iter().map(|page| resource(format!("{FORMATS}{}", page.id), page));
    std::iter::once(whole.with_mime_type(MARKDOWN).with_size(profile.markdown().len() as u64))
        .chain(sections)
        .chain(formats)
        .chain(skill::resources(profile))
        .collect()
}

fn resource(uri: String, page: &Page) -> Resource {
    Resource::new(uri, &page.id)
        .with_title(&page.title)
        .with_description(&page.purpose)
        .with_mime_type(MARKDOWN)
        .with_size(page.body.len() as u64)
}

/// The list of templates.
pub fn templates() -> Vec<ResourceTemplate> {
    let template = |uri: &str, name: &str, title: &str, description: &str| {
        ResourceTemplate::new(uri, name).with_title(title).with_description(description).with_mime_type(MARKDOWN)
    };
    vec![
        template(
            "architect://profile/{section}",
            "profile-section",
            "A section of the profile",
            "For example `escalation`.",
        ),
        template(
            "architect://rules/{id}",
            "rule",
            "A rule",
            "What it finds, why, examples; for example `sql/float-money`.",
        ),
        template("architect://formats/{name}", "format", "An output format", "For example `api-design` or `adr`."),
    ]
}

/// A resource's text. An unknown one is an error that names the nearest right one.
pub fn read(profile: &Profile, rules: &RuleIndex, uri: &str) -> Result<ResourceContents, ErrorData> {
    let text = if uri == PROFILE {
        profile.markdown()
    } else if let Some(id) = uri.strip_prefix(SECTIONS) {
        profile.section(id).ok_or_else(|| unknown(uri, SECTIONS, id, profile.sections()))?.body.to_owned()
    } else if let Some(id) = uri.strip_prefix(FORMATS) {
        profile.format(id).ok_or_else(|| unknown(uri, FORMATS, id, profile.formats()))?.body.to_owned()
    } else if let Some(id) = uri.strip_prefix(RULES) {
        rule(rules, id).map_err(|message| missing(message, uri))?
    } else if let Some(text) = skill::read(profile, uri) {
        text
    } else {
        let message = format!("there is no resource `{uri}`; `resources/list` names them all");
        return Err(missing(message, uri));
    };
    Ok(ResourceContents::text(text, uri).with_mime_type(MARKDOWN))
}

/// The values that a template's variable may take and that begin as typed.
pub fn complete(profile: &Profile, rules: &RuleIndex, template: &str, typed: &str) -> Result<Vec<String>, ErrorData> {
    let ids: Vec<&str> = match template {
        "architect://profile/{section}" => profile.sections().iter().map(|page| page.id.as_str()).collect(),
        "architect://formats/{name}" => profile.formats().iter().map(|page| page.id.as_str()).collect(),
        "architect://rules/{id}" => rules.iter().map(|meta| meta.id.as_str()).collect(),
        _ => return Err(ErrorData::invalid_params(format!("there is no resource template `{template}`"), None)),
    };
    Ok(ids.into_iter().filter(|id| id.contains(typed)).map(ToOwned::to_owned).collect())
}

fn unknown(uri: &str, base: &str, id: &str, pages: &[Page]) -> ErrorData {
    let ids: Vec<&str> = pages.iter().map(|page| page.id.as_str()).collect();
    let mut message = format!("there is no resource `{uri}`");
    if let Some(near) = nearest::nearest(id, ids) {
        message = format!("{message}; did you mean `{base}{near}`?");
    }
    missing(message, uri)
}

/// A client that asks for several at once tells by the address which of them is missing.
fn missing(message: String, uri: &str) -> ErrorData {
    ErrorData::resource_not_found(message, Some(serde_json::json!({ "uri": uri })))
}

/// The page of a rule. Templates that expand by RFC 6570 write the slash of an id as `%2F`.
fn rule(rules: &RuleIndex, id: &str) -> Result<String, String> {
    let id = id.replace("%2F", "/").replace("%2f", "/").replace("%3A", ":").replace("%3a", ":");
    let found = rules.resolve(&id).map_err(|error| error.to_string())?;
    match found.as_slice() {
        [meta] => Ok(rule_page(meta)),
        many => {
            let lines: Vec<String> = many.iter().map(|meta| format!("- `{}`: {}", meta.id, meta.summary())).collect();
            Ok(lines.join("\n"))
        }
    }
}
