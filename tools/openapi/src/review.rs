//! The OWASP API Security Top 10 (2023), item by item: found, clean, or a question for a person.
//!
//! In come an [`Api`] and the findings of the rules of a review ([`rules`]), out comes one [`ReviewedItem`] for each of the ten.
//! Clean is only said of what a document can show; the rest is a question, put with what the document does show.

use std::collections::{BTreeMap, HashMap};

use architect_core::{Declared, Finding, RuleMeta, Selection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Operation};
use crate::rules::{
    admin_security_shared, api_key_in_query, auth_url_over_http, cookie_key_without_csrf, credential_in_url,
    flow_without_refresh, http_basic, integer_without_format, no_cors_header, no_rate_limit_headers, no_retry_after,
    no_server_error_response, no_too_many_requests, no_unauthorized_response, no_validation_response, numeric_id,
    open_object, optional_security, secret_in_example, server_audience_unstated, server_environment_unstated,
    server_over_http, slow_pattern, token_practices_unstated, unbounded_array, unbounded_integer, unbounded_map,
    unbounded_string, unbounded_upload, unrestricted_string, unsecured_read, unsecured_write, url_parameter,
    weak_http_scheme, weak_oauth_flow, writable_privileged_property,
};
use crate::structure::shape::Kind;
use architect_document::NodeId;

/// What a document can be reviewed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// The OWASP API Security Top 10 (2023).
    Owasp,
}

/// What came out for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Its rules found something.
    Found,
    /// Its rules examined the document and found nothing.
    Clean,
    /// The document does not tell; `question` is for a person.
    Undecidable,
}

/// An item of the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewedItem {
    /// The item, e.g. `API1:2023`.
    pub item: String,
    /// Its name.
    pub title: String,
    /// What came out.
    pub verdict: Verdict,
    /// The rules that found something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FoundBy>,
    /// What to ask a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

/// A rule that found something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundBy {
    /// Its id.
    pub rule: String,
    /// Number of places.
    pub places: usize,
}

struct Item {
    id: &'static str,
    title: &'static str,
    rules: &'static [&'static RuleMeta],
    /// What has to be asked when the rules found nothing; `None` when that means clean.
    question: fn(&Api) -> Option<String>,
}

const fn meta<R: Declared>() -> &'static RuleMeta {
    R::META
}

static ITEMS: [Item; 10] = [
    Item {
        id: "API1:2023",
        title: "Broken Object Level Authorization",
        rules: &[meta::<numeric_id::NumericId>()],
        question: ownership,
    },
    Item {
        id: "API2:2023",
        title: "Broken Authentication",
        rules: &[
            meta::<http_basic::HttpBasic>(),
            meta::<api_key_in_query::ApiKeyInQuery>(),
            meta::<credential_in_url::CredentialInUrl>(),
            meta::<weak_http_scheme::WeakHttpScheme>(),
            meta::<weak_oauth_flow::WeakOauthFlow>(),
            meta::<token_practices_unstated::TokenPracticesUnstated>(),
            meta::<flow_without_refresh::FlowWithoutRefresh>(),
            meta::<auth_url_over_http::AuthUrlOverHttp>(),
            meta::<cookie_key_without_csrf::CookieKeyWithoutCsrf>(),
            meta::<unsecured_write::UnsecuredWrite>(),
            meta::<unsecured_read::UnsecuredRead>(),
            meta::<optional_security::OptionalSecurity>(),
            meta::<secret_in_example::SecretInExample>(),
        ],
        question: authentication,
    },
    Item {
        id: "API3:2023",
        title: "Broken Object Property Level Authorization",
        rules: &[
            meta::<open_object::OpenObject>(),
            meta::<unbounded_map::UnboundedMap>(),
            meta::<writable_privileged_property::WritablePrivilegedProperty>(),
        ],
        question: |_| None,
    },
    Item {
        id: "API4:2023",
        title: "Unrestricted Resource Consumption",
        rules: &[
            meta::<no_rate_limit_headers::NoRateLimitHeaders>(),
            meta::<no_retry_after::NoRetryAfter>(),
            meta::<no_too_many_requests::NoTooManyRequests>(),
            meta::<unbounded_array::UnboundedArray>(),
            meta::<unbounded_string::UnboundedString>(),
            meta::<unrestricted_string::UnrestrictedString>(),
            meta::<unbounded_integer::UnboundedInteger>(),
            meta::<integer_without_format::IntegerWithoutFormat>(),
            meta::<unbounded_upload::UnboundedUpload>(),
            meta::<slow_pattern::SlowPattern>(),
        ],
        question: |_| None,
    },
    Item {
        id: "API5:2023",
        title: "Broken Function Level Authorization",
        rules: &[meta::<admin_security_shared::AdminSecurityShared>()],
        question: administration,
    },
    Item { id: "API6:2023", title: "Unrestricted Access to Sensitive Business Flows", rules: &[], question: flows },
    Item {
        id: "API7:2023",
        title: "Server Side Request Forgery",
        rules: &[meta::<url_parameter::UrlParameter>()],
        question: |_| None,
    },
    Item {
        id: "API8:2023",
        title: "Security Misconfiguration",
        rules: &[
            meta::<server_over_http::ServerOverHttp>(),
            meta::<no_cors_header::NoCorsHeader>(),
            meta::<no_validation_response::NoValidationResponse>(),
            meta::<no_unauthorized_response::NoUnauthorizedResponse>(),
            meta::<no_server_error_response::NoServerErrorResponse>(),
        ],
        question: |_| None,
    },
    Item {
        id: "API9:2023",
        title: "Improper Inventory Management",
        rules: &[
            meta::<server_audience_unstated::ServerAudienceUnstated>(),
            meta::<server_environment_unstated::ServerEnvironmentUnstated>(),
        ],
        question: inventory,
    },
    Item {
        id: "API10:2023",
        title: "Unsafe Consumption of APIs",
        rules: &[],
        question: |_| Some(CONSUMPTION.to_owned()),
    },
];

/// The rules of a review.
pub fn rules(review: Review) -> impl Iterator<Item = &'static RuleMeta> {
    let Review::Owasp = review;
    ITEMS.iter().flat_map(|item| item.rules.iter().copied())
}

/// What came out for each item. `is_whole` says whether the rules could examine all of the document.
pub fn judge(api: &Api, findings: &[Finding], selection: &Selection, is_whole: bool) -> Vec<ReviewedItem> {
    ITEMS.iter().map(|item| reviewed(item, api, findings, selection, is_whole)).collect()
}

fn reviewed(item: &Item, api: &Api, findings: &[Finding], selection: &Selection, is_whole: bool) -> ReviewedItem {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| item.rules.iter().any(|meta| meta.id == finding.rule)) {
        *found.entry(finding.rule.to_string()).or_default() += finding.count;
    }
    let (verdict, question) = if !found.is_empty() {
        (Verdict::Found, None)
    } else if !item.rules.is_empty() && !selection.runs_any(item.rules.iter().copied()) {
        let question = "None of its rules ran, since all of them are ignored: why are they?";
        (Verdict::Undecidable, Some(question.to_owned()))
    } else if let Some(question) = (item.question)(api) {
        (Verdict::Undecidable, Some(question))
    } else if !is_whole {
        let question = "Nothing was found in what was read; what do the parts say that the gaps name?";
        (Verdict::Undecidable, Some(question.to_owned()))
    } else {
        (Verdict::Clean, None)
    };
    let rules = found.into_iter().map(|(rule, places)| FoundBy { rule, places }).collect();
    ReviewedItem { item: item.id.to_owned(), title: item.title.to_owned(), verdict, rules, question }
}

/// An operation that takes an identifier acts on an object of somebody.
fn ownership(api: &Api) -> Option<String> {
    let mut known: HashMap<NodeId, bool> = HashMap::new();
    let mut takes_identifier = |owner: NodeId| {
        *known.entry(owner).or_insert_with(|| {
            api.parameters(owner).iter().any(|parameter| numeric_id::is_identifier(parameter.name))
        })
    };
    let acts_on_object = |operation: &&Operation| {
        operation.path().is_some_and(|path| path.contains('{'))
            || takes_identifier(operation.node)
            || takes_identifier(operation.path_item)
    };
    let objects: Vec<&Operation> = api.served().filter(acts_on_object).collect();
    let question = "For each operation that is given an identifier: which check ties the object to the caller?";
    (!objects.is_empty()).then(|| format!("{question} {}", named(&objects)))
}

fn authentication(api: &Api) -> Option<String> {
    let question = "The document has no operation. How do callers of the API sign in?";
    api.served().next().is_none().then(|| question.to_owned())
}

fn administration(api: &Api) -> Option<String> {
    let is_told = api.served().any(|operation| operation.path().is_some_and(|path| path.contains("/admin")));
    let question =
        "Which operations are not for every caller, and where is the role checked? No path with `/admin` tells.";
    (!is_told).then(|| question.to_owned())
}

/// Business flows that are worth automating, by the words of their operations.
fn flows(api: &Api) -> Option<String> {
    let writing: Vec<&Operation> = api.served().filter(|operation| operation.is_writing()).collect();
    if writing.is_empty() {
        return None;
    }
    let is_sensitive = |operation: &&&Operation| {
        let id = api.document.get_string(operation.node, "operationId").unwrap_or_default();
        let words = format!("{} {id}", operation.path().unwrap_or_default()).to_ascii_lowercase();
        SENSITIVE.iter().any(|word| words.contains(word))
    };
    let sensitive: Vec<&Operation> = writing.iter().filter(is_sensitive).copied().collect();
    let question =
        "Which flows harm the business when they are automated, and what tells people from programs there?";
    Some(if sensitive.is_empty() { question.to_owned() } else { format!("{question} {}", named(&sensitive)) })
}

const SENSITIVE: [&str; 20] = [
    "checkout", "purchas", "order", "payment", "reserv", "booking", "ticket", "comment", "review", "vote", "signup",
    "register", "invit", "referral", "coupon", "voucher", "redeem", "transfer", "withdraw", "password",
];

fn inventory(api: &Api) -> Option<String> {
    let is_told = api.objects(Kind::Server).next().is_some();
    let question = "Where does the API run, in which versions and environments? The document names no server.";
    (!is_told).then(|| question.to_owned())
}

/// What the service calls stands in no document of its own.
const CONSUMPTION: &str = "Which other APIs does the service call: over TLS, with timeouts and size limits, and are \
                           their answers checked before they are used or passed on?";

/// The first few operations, and how many more there are.
fn named(operations: &[&Operation]) -> String {
    const FEW: usize = 5;
    let first: Vec<String> = operations.iter().take(FEW).map(|operation| operation.subject()).collect();
    match operations.len().saturating_sub(FEW) {
        0 => format!("({})", first.join(", ")),
        more => format!("({}, and {more} more)", first.join(", ")),
    }
}
