//! `openapi/enum-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::outliers;

declare_rule! {
    /// ## What it finds
    /// A value of an `enum` that is not written like most others of the document.
    ///
    /// ## Why it matters
    /// One way of writing spares readers and generated code the exceptions.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     State:
    ///       type: string
    ///       enum: [not_paid, paid_in_part, sent_out, sent_back, given_up, IN_TRANSIT]
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     State:
    ///       type: string
    ///       enum: [not_paid, paid_in_part, sent_out, sent_back, given_up, in_transit]
    /// ```
    /// ## Limits
    /// Values with other characters than letters, digits, `-` and `_`, those that begin with a digit, and codes such as
    /// `EUR` are left alone. What most of the document does
    /// is the rule: no finding where fewer than five names tell, or less than 70 % of them agree. Off by default: it
    /// runs when it is selected.
    pub EnumCasing {
        id: "openapi/enum-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-enum-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for EnumCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let lists = api.described().filter_map(|schema| api.get(schema, "enum"));
        let named =
            lists.flat_map(|list| document.items(list)).filter_map(|item| Some((document.string(*item)?, *item)));
        // `EUR` is a code and `2024-05-01` a date or a version, not a word in some way of writing.
        let is_word = |name: &str| {
            let legal = name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
            let is_code = name.len() <= 4 && !name.contains(|letter: char| letter.is_ascii_lowercase());
            legal && !is_code && name.starts_with(|first: char| first.is_ascii_alphabetic())
        };
        let Some((usual, others)) = outliers(named.filter(|(name, _)| is_word(name))) else { return };
        for item in others {
            sink.push(
                Finding::of::<Self>(api.span(item))
                    .message(format!("the value of `enum` is not written like most others, in {usual}"))
                    .subject(item),
            );
        }
    }
}
