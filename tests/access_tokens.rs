//! Access tokens of an authorization server: what is judged of them, and where the keys come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use support::http::{Server, legacy};

const AUDIENCE: &str = "https://architect.example.com/mcp";

/// Base64 as JWTs have it (RFC 7515, appendix C).
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..=chunk.len() {
            text.push(char::from(DIGITS[(group >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// A JWK set with one key.
fn key_set(id: &str, key: &Ed25519KeyPair) -> Value {
    let public = base64url(key.public_key().as_ref());
    json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": id, "alg": "EdDSA", "x": public}]})
}

fn signed(key: &Ed25519KeyPair, header: Value, claims: &Value) -> String {
    let text = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
    let signature = base64url(key.sign(text.as_bytes()).as_ref());
    format!("{text}.{signature}")
}

#[test]
fn access_tokens_are_judged_by_signature_issuer_audience_time_and_scope() {
    let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let stranger = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    let set = key_set("k1", &key);
    std::fs::write(&keys, set.to_string()).unwrap();
    let issuer = "https://login.example.com";
    let server = Server::start(&[
        "--oauth-issuer",
        issuer,
        "--oauth-audience",
        AUDIENCE,
        "--oauth-keys",
        keys.to_str().unwrap(),
    ]);
    let now = now();
    let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "k1"});
    let good =
        json!({"iss": issuer, "aud": AUDIENCE, "sub": "ada", "exp": now + 600, "scope": "openid architect:read"});
    let but = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let ask = |token: &str, message: &Value| server.post(&[("Authorization", &format!("Bearer {token}"))], message);
    let ping = legacy(1, "ping", json!({}));

    assert_eq!(ask(&signed(&key, header.clone(), &good), &ping).status, 200);
    assert_eq!(ask(&signed(&key, header.clone(), &but("aud", json!(["other", AUDIENCE]))), &ping).status, 200);
    let mut without_subject = good.clone();
    without_subject.as_object_mut().unwrap().remove("sub");
    for (why, token) in [
        ("another key", signed(&stranger, header.clone(), &good)),
        ("an unknown key", signed(&key, json!({"alg": "EdDSA", "kid": "k2"}), &good)),
        ("no signature", format!("{}.", signed(&key, json!({"alg": "none"}), &good).rsplit_once('.').unwrap().0)),
        ("a shared secret", signed(&key, json!({"alg": "HS256", "kid": "k1"}), &good)),
        ("another issuer", signed(&key, header.clone(), &but("iss", json!("https://evil.example.com")))),
        ("another audience", signed(&key, header.clone(), &but("aud", json!("https://other.example.com")))),
        ("over", signed(&key, header.clone(), &but("exp", json!(now - 3600)))),
        ("not yet", signed(&key, header.clone(), &but("nbf", json!(now + 3600)))),
        ("nobody", signed(&key, header.clone(), &without_subject)),
    ] {
        let answer = ask(&token, &ping);
        assert_eq!(answer.status, 401, "{why}: {answer:?}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{why}: {challenge}");
        let at = "resource_metadata=\"https://architect.example.com/.well-known/oauth-protected-resource/mcp\"";
        assert!(challenge.contains(at), "{why}: {challenge}");
    }

    // Good tokens that are not for this.
    let unscoped = ask(&signed(&key, header.clone(), &but("scope", json!("openid"))), &ping);
    assert_eq!(unscoped.status, 403, "{unscoped:?}");
    assert!(unscoped.header("www-authenticate").unwrap().contains("scope=\"architect:read\""), "{unscoped:?}");
    let approval = legacy(2, "tools/call", json!({"name": "request_approval", "arguments": {}}));
    let refused = ask(&signed(&key, header.clone(), &good), &approval);
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(refused.header("www-authenticate").unwrap().contains("scope=\"architect:approve\""), "{refused:?}");
    let both = but("scope", json!("architect:read architect:approve"));
    assert_ne!(ask(&signed(&key, header, &both), &approval).status, 403);

    // Where the authorization server is told (RFC 9728).
    for path in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"] {
        let document = server.get(path, &[]).json();
        assert_eq!(document["authorization_servers"], json!([issuer]));
        assert_eq!(document["resource"], AUDIENCE);
        assert_eq!(document["scopes_supported"], json!(["architect:read", "architect:approve"]));
    }
}

/// An authorization server that serves documents, and counts how often each was asked for.
#[derive(Clone, Default)]
struct Documents(Arc<Mutex<BTreeMap<String, (String, usize)>>>);

impl Documents {
    fn set(&self, path: &str, document: &Value) {
        self.0.lock().unwrap().entry(path.to_owned()).or_default().0 = document.to_string();
    }

    fn asked(&self, path: &str) -> usize {
        self.0.lock().unwrap().get(path).map_or(0, |(_, asked)| *asked)
    }

    /// Serves them on a port of loopback, and returns the origin.
    fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let documents = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut lines = BufReader::new(stream.unwrap());
                let mut request = String::new();
                lines.read_line(&mut request).unwrap();
                let mut line = String::new();
                while lines.read_line(&mut line).unwrap() > 2 {
                    line.clear();
                }
                let path = request.split(' ').nth(1).unwrap_or_default();
                let answer = match documents.0.lock().unwrap().get_mut(path) {
                    Some((document, asked)) => {
                        *asked += 1;
                        format!(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{document}",
                            document.len()
                        )
                    }
                    None => "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_owned(),
                };
                lines.get_mut().write_all(answer.as_bytes()).unwrap();
            }
        });
        format!("http://{address}")
    }
}

#[test]
fn keys_are_fetched_from_the_issuer_and_again_when_a_token_names_a_new_one() {
    let (first, second) = (
        Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap(),
        Ed25519KeyPair::from_seed_unchecked(&[2; 32]).unwrap(),
    );
    let documents = Documents::default();
    let origin = documents.serve();
    let issuer = format!("{origin}/tenant");
    documents.set(
        "/.well-known/oauth-authorization-server/tenant",
        &json!({"issuer": issuer, "jwks_uri": format!("{origin}/keys")}),
    );
    documents.set("/keys", &key_set("k1", &first));
    let server = Server::start(&["--oauth-issuer", &issuer, "--oauth-audience", AUDIENCE]);
    let ask = |key: &Ed25519KeyPair, id: &str| {
        let claims =
            json!({"iss": issuer, "aud": AUDIENCE, "sub": "ada", "exp": now() + 600, "scope": "architect:read"});
        let token = signed(key, json!({"alg": "EdDSA", "kid": id}), &claims);
        server.post(&[("Authorization", &format!("Bearer {token}"))], &legacy(1, "ping", json!({}))).status
    };

    assert_eq!((ask(&first, "k1"), documents.asked("/keys")), (200, 1));
    // A key that nobody has: not looked for more often than every ten seconds.
    assert_eq!((ask(&second, "k2"), ask(&second, "k3"), documents.asked("/keys")), (401, 401, 1));
    documents.set("/keys", &key_set("k2", &second));
    let taken = (0..20).any(|_| {
        std::thread::sleep(Duration::from_secs(1));
        ask(&second, "k2") == 200
    });
    assert!(taken, "the new key was never fetched");
    assert_eq!((ask(&first, "k1"), documents.asked("/keys")), (401, 2), "the old key is gone");
}

#[test]
fn an_issuer_that_cannot_be_trusted_is_told_at_the_start() {
    let documents = Documents::default();
    let origin = documents.serve();
    let at = "/.well-known/openid-configuration";
    let elsewhere = json!({"issuer": "https://evil.example.com", "jwks_uri": format!("{origin}/keys")});
    let unsafe_keys = json!({"issuer": origin, "jwks_uri": "http://keys.example.com/keys"});
    let no_keys = json!({"issuer": origin, "jwks_uri": format!("{origin}/none")});

    for (document, issuer, reason) in [
        (json!("no document"), origin.as_str(), "is no such document"),
        (elsewhere, &origin, "the document of another issuer"),
        (unsafe_keys, &origin, "is not https"),
        (no_keys, &origin, "answers 404"),
        (json!({}), "http://login.example.com", "only https is safe"),
        (json!({}), "login.example.com", "only https is safe"),
    ] {
        documents.set(at, &document);
        let output = Command::new(support::BINARY)
            .args(["serve", "--http", "127.0.0.1:0", "--oauth-issuer", issuer, "--oauth-audience", AUDIENCE])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(reason), "{reason}: {told}");
    }
}
