//! What a change means for clients: how bad it is in each direction, and which rule speaks of it.

use architect_core::Severity;

use super::change::{Area, Change, Direction, Name};
use super::site::{Site, Sites};
use crate::api::schema::Types;

/// What a change means in one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The rule that speaks of it.
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) direction: Direction,
    /// The fine names, one for each kind of place.
    pub(crate) checks: Vec<String>,
}

/// Judges a change by all the places where it happens. What is told about one direction is left out of the other
/// unless it hurts there, too: no change is told twice for nothing.
pub(crate) fn judge(change: &Change, sites: Sites) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for direction in [Direction::Sent, Direction::Received] {
        let mut worst: Option<Verdict> = None;
        for site in sites.iter().filter(|site| site.direction() == direction) {
            let (severity, check) = at(change, site);
            match &mut worst {
                Some(verdict) if verdict.severity > severity => {}
                Some(verdict) if verdict.severity == severity => {
                    if !verdict.checks.contains(&check) {
                        verdict.checks.push(check);
                    }
                }
                _ => {
                    let rule = rule(change.area, direction, severity);
                    worst = Some(Verdict { rule, severity, direction, checks: vec![check] });
                }
            }
        }
        verdicts.extend(worst);
    }
    let worst = verdicts.iter().map(|verdict| verdict.severity).max();
    if worst.is_some_and(|worst| worst > Severity::Info) {
        verdicts.retain(|verdict| verdict.severity > Severity::Info);
    } else {
        verdicts.truncate(1);
    }
    verdicts
}

/// How bad a change is in one place, and what it is called there.
fn at(change: &Change, site: Site) -> (Severity, String) {
    let direction = site.direction();
    let mut severity = change.grade(direction);
    let mut name = change.name;
    if matches!(site, Site::HiddenSent | Site::HiddenReceived) || change.hidden == Some(direction) {
        severity = severity.min(Severity::Info);
    }
    if change.area == Area::Default && site == Site::Parameter {
        // Whoever leaves the parameter out gets something else.
        severity = Severity::Warning;
    }
    if let (true, Some((old, new))) = (site.is_text(), change.types) {
        (severity, name) = as_text(old, new, direction, severity, name);
    }
    (severity, name_at(name, site))
}

/// Where every value is text, a string takes in all that is written as one text.
fn as_text(old: Types, new: Types, direction: Direction, severity: Severity, name: Name) -> (Severity, Name) {
    let single = |types: Types| !types.meets(Types::ARRAY.or(Types::OBJECT));
    if !single(old) || !single(new) {
        return (severity, name);
    }
    match (direction, old.meets(Types::STRING), new.meets(Types::STRING)) {
        (Direction::Sent, _, true) => (Severity::Info, Name::At("type-generalized")),
        (Direction::Received, true, _) => (Severity::Info, Name::At("type-specialized")),
        _ => (severity, name),
    }
}

fn name_at(name: Name, site: Site) -> String {
    match (name, site.direction()) {
        (Name::Fixed(name), _)
        | (Name::Directed(name, _), Direction::Sent)
        | (Name::Directed(_, name), Direction::Received) => name.to_owned(),
        (Name::At(name), _) => format!("{}-{name}", site.prefix()),
    }
}

/// The rule that speaks of a change.
pub(crate) fn rule(area: Area, direction: Direction, severity: Severity) -> &'static str {
    use Direction::{Received, Sent};
    let harmless = severity <= Severity::Info;
    match (area, direction) {
        (Area::OperationAdded, _) => "openapi/added-operation",
        (Area::OperationRemoved, _) => "openapi/removed-operation",
        (Area::WebhookRemoved, _) => "openapi/removed-webhook",
        (Area::Identity, _) => "openapi/renamed-operation",
        (Area::Deprecation, _) => "openapi/changed-deprecation",
        (Area::Sunset, _) => "openapi/broken-sunset",
        (Area::Stability, _) if harmless => "openapi/changed-deprecation",
        (Area::Stability, _) => "openapi/decreased-stability",
        (Area::SecurityTightened, _) => "openapi/tightened-security",
        (Area::SecurityLoosened, _) => "openapi/loosened-security",
        (Area::SecurityScheme, _) => "openapi/changed-security-scheme",
        (Area::Server, _) => "openapi/removed-server",
        (Area::SchemaRemoved, _) => "openapi/removed-schema",
        (Area::Annotation, _) => "openapi/changed-annotation",
        (Area::Default, _) if harmless => "openapi/changed-annotation",
        (Area::Default, _) => "openapi/changed-parameter-default",
        (area, direction) if harmless => match (area, direction) {
            (Area::Status | Area::Header, _) | (_, Received) => "openapi/narrowed-response",
            (_, Sent) => "openapi/loosened-request",
        },
        (Area::Parameter, _) => "openapi/required-parameter",
        (Area::ParameterRemoved, _) => "openapi/removed-parameter",
        (Area::Serialization, _) => "openapi/changed-serialization",
        (Area::Body, _) => "openapi/required-request-body",
        (Area::BodyRemoved, _) => "openapi/removed-request-body",
        (Area::MediaType, Sent) => "openapi/removed-request-media-type",
        (Area::MediaType, Received) => "openapi/removed-response-media-type",
        (Area::Status, _) => "openapi/removed-response-status",
        (Area::Header, _) => "openapi/removed-response-header",
        (Area::Type, Sent) => "openapi/narrowed-request-type",
        (Area::Type, Received) => "openapi/widened-response-type",
        (Area::Values, Sent) => "openapi/narrowed-request-values",
        (Area::Values, Received) => "openapi/widened-response-values",
        (Area::Limit, Sent) => "openapi/narrowed-request-limit",
        (Area::Limit, Received) => "openapi/widened-response-limit",
        (Area::Composition, Sent) => "openapi/narrowed-request-composition",
        (Area::Composition, Received) => "openapi/widened-response-composition",
        (Area::Structure, Sent) => "openapi/narrowed-request-structure",
        (Area::Structure, Received) => "openapi/widened-response-structure",
        (Area::PropertyAdded | Area::Requiredness, Sent) => "openapi/required-request-property",
        (Area::PropertyAdded | Area::Requiredness, Received) => "openapi/optional-response-property",
        (Area::PropertyRemoved, Sent) => "openapi/removed-request-property",
        (Area::PropertyRemoved, Received) => "openapi/removed-response-property",
    }
}
