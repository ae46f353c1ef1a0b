//! Words that name one vendor and nothing else, wherever they stand in a name: in a package that somebody else wrote for
//! the vendor, in a key that begins with the project's own name, in a setting.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Word and the id of its vendor.
const WORDS: [(&str, &str); 289] = [
    ("stripe", "stripe"),
    ("paypal", "paypal"),
    ("braintree", "braintree"),
    ("adyen", "adyen"),
    ("mollie", "mollie"),
    ("klarna", "klarna"),
    ("razorpay", "razorpay"),
    ("paystack", "paystack"),
    ("flutterwave", "flutterwave"),
    ("mercadopago", "mercadopago"),
    ("gocardless", "gocardless"),
    ("chargebee", "chargebee"),
    ("recurly", "recurly"),
    ("lemonsqueezy", "lemonsqueezy"),
    ("plaid", "plaid"),
    ("avalara", "avalara"),
    ("taxjar", "taxjar"),
    ("worldpay", "worldpay"),
    ("alipay", "alipay"),
    ("twilio", "twilio"),
    ("vonage", "vonage"),
    ("nexmo", "vonage"),
    ("messagebird", "messagebird"),
    ("plivo", "plivo"),
    ("telnyx", "telnyx"),
    ("infobip", "infobip"),
    ("sendgrid", "sendgrid"),
    ("mailgun", "mailgun"),
    ("postmark", "postmark"),
    ("postmarkapp", "postmark"),
    ("mailchimp", "mailchimp"),
    ("mandrill", "mailchimp"),
    ("mailjet", "mailjet"),
    ("sparkpost", "sparkpost"),
    ("brevo", "brevo"),
    ("sendinblue", "brevo"),
    ("mailersend", "mailersend"),
    ("mailtrap", "mailtrap"),
    ("klaviyo", "klaviyo"),
    ("activecampaign", "activecampaign"),
    ("onesignal", "onesignal"),
    ("pusher", "pusher"),
    ("pubnub", "pubnub"),
    ("algolia", "algolia"),
    ("algoliasearch", "algolia"),
    ("avatax", "avalara"),
    ("cloudinary", "cloudinary"),
    ("uploadcare", "uploadcare"),
    ("imgix", "imgix"),
    ("contentful", "contentful"),
    ("mapbox", "mapbox"),
    ("googlemaps", "google-maps"),
    ("maxmind", "maxmind"),
    ("docusign", "docusign"),
    ("airtable", "airtable"),
    ("openai", "openai"),
    ("anthropic", "anthropic"),
    ("cohere", "cohere"),
    ("mistralai", "mistral"),
    ("groq", "groq"),
    ("huggingface", "huggingface"),
    ("elevenlabs", "elevenlabs"),
    ("deepgram", "deepgram"),
    ("assemblyai", "assemblyai"),
    ("deepseek", "deepseek"),
    ("openrouter", "openrouter"),
    ("bedrock", "aws-bedrock"),
    ("vertexai", "vertex-ai"),
    ("deepl", "deepl"),
    ("pinecone", "pinecone"),
    ("datadog", "datadog"),
    ("newrelic", "newrelic"),
    ("rollbar", "rollbar"),
    ("bugsnag", "bugsnag"),
    ("honeybadger", "honeybadger"),
    ("airbrake", "airbrake"),
    ("appsignal", "appsignal"),
    ("pagerduty", "pagerduty"),
    ("opsgenie", "opsgenie"),
    ("splunk", "splunk"),
    ("dynatrace", "dynatrace"),
    ("auth0", "auth0"),
    ("okta", "okta"),
    ("workos", "workos"),
    ("stytch", "stytch"),
    ("hcaptcha", "hcaptcha"),
    ("fastly", "fastly"),
    ("backblaze", "backblaze"),
    ("azureblob", "azure-storage"),
    ("keyvault", "azure-key-vault"),
    ("azurekeyvault", "azure-key-vault"),
    ("shopify", "shopify"),
    ("easypost", "easypost"),
    ("shippo", "shippo"),
    ("salesforce", "salesforce"),
    ("hubspot", "hubspot"),
    ("zendesk", "zendesk"),
    ("intercom", "intercom"),
    ("mixpanel", "mixpanel"),
    ("launchdarkly", "launchdarkly"),
    ("optimizely", "optimizely"),
    ("snowplow", "snowplow"),
    ("sentry", "sentry"),
    ("posthog", "posthog"),
    ("rudderstack", "rudderstack"),
    ("databricks", "databricks"),
    ("bigquery", "bigquery"),
    ("supabase", "supabase"),
    ("vultr", "vultr"),
    ("linode", "linode"),
    ("scaleway", "scaleway"),
    ("hetzner", "hetzner"),
    ("digitalocean", "digitalocean"),
    ("upcloud", "upcloud"),
    ("rotessa", "rotessa"),
    ("saferpay", "saferpay"),
    ("midtrans", "midtrans"),
    ("xendit", "xendit"),
    ("cashfree", "cashfree"),
    ("paytm", "paytm"),
    ("phonepe", "phonepe"),
    ("instamojo", "instamojo"),
    ("iyzico", "iyzico"),
    ("iyzipay", "iyzico"),
    ("yookassa", "yookassa"),
    ("pagseguro", "pagseguro"),
    ("pagarme", "pagarme"),
    ("mangopay", "mangopay"),
    ("payfast", "payfast"),
    ("sslcommerz", "sslcommerz"),
    ("omise", "omise"),
    ("paymongo", "paymongo"),
    ("billplz", "billplz"),
    ("zarinpal", "zarinpal"),
    ("coingate", "coingate"),
    ("bitpay", "bitpay"),
    ("xero", "xero"),
    ("quickbooks", "quickbooks"),
    ("netsuite", "netsuite"),
    ("freshbooks", "freshbooks"),
    ("freshdesk", "freshdesk"),
    ("pipedrive", "pipedrive"),
    ("typeform", "typeform"),
    ("jotform", "jotform"),
    ("calendly", "calendly"),
    ("bitly", "bitly"),
    ("printful", "printful"),
    ("fedex", "fedex"),
    ("usps", "usps"),
    ("zeptomail", "zeptomail"),
    ("elasticemail", "elastic-email"),
    ("smtp2go", "smtp2go"),
    ("pushover", "pushover"),
    ("clickatell", "clickatell"),
    ("africastalking", "africas-talking"),
    ("customerio", "customerio"),
    ("convertkit", "convertkit"),
    ("recaptcha", "recaptcha"),
    ("akismet", "akismet"),
    ("maptiler", "maptiler"),
    ("tomtom", "tomtom"),
    ("what3words", "what3words"),
    ("ipinfo", "ipinfo"),
    ("ipstack", "ipstack"),
    ("hotjar", "hotjar"),
    ("logrocket", "logrocket"),
    ("fullstory", "fullstory"),
    ("statsig", "statsig"),
    ("configcat", "configcat"),
    ("mailerlite", "mailerlite"),
    ("getresponse", "getresponse"),
    ("zerobounce", "zerobounce"),
    ("textract", "aws-textract"),
    ("rekognition", "aws-rekognition"),
    ("cloudwatch", "aws-cloudwatch"),
    ("kinesis", "aws-kinesis"),
    ("eventbridge", "aws-eventbridge"),
    ("cloudfront", "aws-cloudfront"),
    ("dynamodb", "aws-dynamodb"),
    ("cognito", "amazon-cognito"),
    ("firestore", "google-firestore"),
    ("cosmosdb", "azure-cosmos"),
    ("servicebus", "azure-messaging"),
    ("eventhub", "azure-event-hubs"),
    ("eventhubs", "azure-event-hubs"),
    ("eventgrid", "azure-event-grid"),
    ("applicationinsights", "azure-monitor"),
    ("sumsub", "sumsub"),
    ("onfido", "onfido"),
    ("veriff", "veriff"),
    ("checkr", "checkr"),
    ("complycube", "complycube"),
    ("friendlycaptcha", "friendly-captcha"),
    ("hanko", "hanko"),
    ("descope", "descope"),
    ("kinde", "kinde"),
    ("frontegg", "frontegg"),
    ("authsignal", "authsignal"),
    ("telesign", "telesign"),
    ("signalwire", "signalwire"),
    ("clicksend", "clicksend"),
    ("textmagic", "textmagic"),
    ("msg91", "msg91"),
    ("smsglobal", "smsglobal"),
    ("docraptor", "docraptor"),
    ("cloudconvert", "cloudconvert"),
    ("signnow", "signnow"),
    ("pandadoc", "pandadoc"),
    ("contentstack", "contentstack"),
    ("datocms", "datocms"),
    ("storyblok", "storyblok"),
    ("uploadthing", "uploadthing"),
    ("filestack", "filestack"),
    ("transloadit", "transloadit"),
    ("tinify", "tinify"),
    ("bunnycdn", "bunny"),
    ("keycdn", "keycdn"),
    ("wasabi", "wasabi"),
    ("shipstation", "shipstation"),
    ("shiprocket", "shiprocket"),
    ("printify", "printify"),
    ("voucherify", "voucherify"),
    ("trustpilot", "trustpilot"),
    ("tripadvisor", "tripadvisor"),
    ("duffel", "duffel"),
    ("loggly", "loggly"),
    ("raygun", "raygun"),
    ("coralogix", "coralogix"),
    ("logzio", "logzio"),
    ("logdna", "logdna"),
    ("sumologic", "sumologic"),
    ("appdynamics", "appdynamics"),
    ("instana", "instana"),
    ("uptimerobot", "uptimerobot"),
    ("pingdom", "pingdom"),
    ("statuspage", "statuspage"),
    ("squadcast", "squadcast"),
    ("firehydrant", "firehydrant"),
    ("elmahio", "elmah-io"),
    ("togetherai", "together"),
    ("deepinfra", "deepinfra"),
    ("cerebras", "cerebras"),
    ("sambanova", "sambanova"),
    ("openweathermap", "openweather"),
    ("geocodio", "geocodio"),
    ("tavily", "tavily"),
    ("serpapi", "serpapi"),
    ("scrapingbee", "scrapingbee"),
    ("brightdata", "bright-data"),
    ("turbopuffer", "turbopuffer"),
    ("zilliz", "zilliz"),
    ("voyageai", "voyage"),
    ("watsonx", "watsonx"),
    ("dashscope", "dashscope"),
    ("zhipuai", "zhipu"),
    ("moonshotai", "moonshot"),
    ("chartmogul", "chartmogul"),
    ("baremetrics", "baremetrics"),
    ("chargify", "chargify"),
    ("quaderno", "quaderno"),
    ("taxcloud", "taxcloud"),
    ("truelayer", "truelayer"),
    ("saltedge", "saltedge"),
    ("dwolla", "dwolla"),
    ("yapily", "yapily"),
    ("belvo", "belvo"),
    ("marqeta", "marqeta"),
    ("fireblocks", "fireblocks"),
    ("moonpay", "moonpay"),
    ("quicknode", "quicknode"),
    ("moralis", "moralis"),
    ("etherscan", "etherscan"),
    ("coinmarketcap", "coinmarketcap"),
    ("cryptocompare", "cryptocompare"),
    ("coingecko", "coingecko"),
    ("tiingo", "tiingo"),
    ("intrinio", "intrinio"),
    ("slack", "slack"),
    ("discord", "discord"),
    ("telegram", "telegram"),
    ("gravatar", "gravatar"),
    ("openfoodfacts", "openfoodfacts"),
    ("tmdb", "tmdb"),
    ("tvdb", "tvdb"),
    ("thetvdb", "tvdb"),
    ("omdb", "omdb"),
    ("trakt", "trakt"),
    ("strava", "strava"),
    ("leadfeeder", "leadfeeder"),
];

/// Words beside which a package is no client: it stands in for the vendor, or serves those who write code.
const NO_CLIENT: [&str; 18] = [
    "mock",
    "mocks",
    "fake",
    "stub",
    "test",
    "testing",
    "tests",
    "types",
    "eslint",
    "compatible",
    "emulator",
    "local",
    "docs",
    "lint",
    "rubocop",
    "cli",
    "icons",
    "theme",
];

/// The vendor that a word names.
fn vendor_of_word(word: &str) -> Option<&'static str> {
    static INDEX: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    INDEX.get_or_init(|| WORDS.into_iter().collect()).get(word).copied()
}

/// The vendor that a part of a name says, in a package or path that is no vendor's own: the last one that does, since
/// what is narrower stands behind.
pub(super) fn in_package(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let parts = || name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    if parts().any(|part| NO_CLIENT.contains(&part)) {
        return None;
    }
    parts().filter_map(vendor_of_word).next_back()
}

/// The vendor that a word of a name says, or two of them together: `SlackService`, `send_grid_mailer`.
pub(super) fn in_words(name: &str) -> Option<&'static str> {
    const SHORTEST: usize = 4;
    if name.len() < SHORTEST || name.contains(char::is_whitespace) {
        return None;
    }
    let words = crate::word::words(name);
    let pairs = words.windows(2).map(<[String]>::concat);
    words.iter().cloned().chain(pairs).find_map(|word| vendor_of_word(&word))
}

/// The vendor whose credential a setting is, by its path: `Stripe:ApiKey`, `services.sendgrid.api_key`,
/// `APP_OPENAI_API_KEY`. Both have to be said: the vendor, and that it is a credential.
pub(super) fn in_setting(path: &str) -> Option<&'static str> {
    const LONGEST: usize = 80;
    // Nearly every text says neither; that is found out first.
    const ENDS: [&str; 7] = ["key", "secret", "token", "dsn", "sid", "password", "id"];
    if path.len() > LONGEST || path.contains([' ', '/', '@']) {
        return None;
    }
    let path = path.to_ascii_lowercase();
    if !ENDS.iter().any(|end| path.ends_with(end)) {
        return None;
    }
    let parts: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    of_credential(&parts, 4)
}

/// The vendor that one of the first words says, or two of them together (`FRESH_DESK_API_KEY`), where those behind say that
/// it is a credential. Words that many names begin with say no vendor together with the next.
fn of_credential(words: &[&str], first: usize) -> Option<&'static str> {
    let of = |at: usize, wide: usize| {
        let words = words.get(at..at + wide)?;
        let generic = wide > 1 && matches!(words.first(), Some(&("service" | "event" | "key")));
        Some((at + wide, vendor_of_word(&words.concat()).filter(|_| !generic)?))
    };
    let (behind, vendor) = (0..first).find_map(|at| of(at, 1).or_else(|| of(at, 2)))?;
    is_credential(&words.get(behind..)?.concat()).then_some(vendor)
}

/// The vendor whose credential a name of code is: `PagerDutyApiKey`, `stripeSecretKey`.
pub(super) fn in_name(name: &str) -> Option<&'static str> {
    const SHORTEST: usize = 8;
    const LONGEST: usize = 60;
    const ENDS: [&str; 5] = ["Key", "Secret", "Token", "Dsn", "Sid"];
    let fits = (SHORTEST..=LONGEST).contains(&name.len()) && ENDS.iter().any(|end| name.ends_with(end));
    if !fits || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let words = crate::word::words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // A project may put its own name in front, but not a sentence.
    of_credential(&words, 3)
}

/// A name in lower case and without marks.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The vendor that a group of settings is named after, where one of its keys is a credential.
pub(super) fn in_group(group: &str, key: &str) -> Option<&'static str> {
    let vendor = vendor_of_word(&plain(group))?;
    is_credential(&plain(key)).then_some(vendor)
}

/// Whether what stands behind a vendor's name says that it is a credential, in lower case and without marks.
pub(super) fn is_credential(rest: &str) -> bool {
    const MARKS: [&str; 16] = [
        "apikey",
        "secret",
        "token",
        "dsn",
        "accesskey",
        "authkey",
        "accountsid",
        "licensekey",
        "licencekey",
        "integrationkey",
        "writekey",
        "privatekey",
        "publickey",
        "publishablekey",
        "routingkey",
        "servicekey",
    ];
    MARKS.iter().any(|mark| rest.starts_with(mark) || rest.ends_with(mark)) || rest == "key" || rest == "password"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_is_named_by_a_word_of_its_own() {
        let cases = [
            ("solidus_stripe", Some("stripe")),
            ("serilog.sinks.datadog.logs", Some("datadog")),
            ("github.com/example/oss/azureblob", Some("azure-storage")),
            ("acme-vultr-client", Some("vultr")),
            ("stripe-mock", None),
            ("eslint-plugin-stripes", None),
            ("striped-table", None),
        ];
        for (name, expected) in cases {
            assert_eq!(in_package(name), expected, "{name}");
        }
        let settings = [
            ("Stripe:ApiKey", Some("stripe")),
            ("services.sendgrid.api_key", Some("sendgrid")),
            ("SHOP_OPENAI_API_KEY", Some("openai")),
            ("openai.model", None),
            ("stripe", None),
            ("api.stripe.com", None),
        ];
        for (path, expected) in settings {
            assert_eq!(in_setting(path), expected, "{path}");
        }
    }

    #[test]
    fn every_word_leads_to_a_vendor() {
        for (word, id) in WORDS {
            assert!(crate::catalogue::catalogue().vendor(id).is_some(), "{word} leads to {id}");
        }
    }
}
