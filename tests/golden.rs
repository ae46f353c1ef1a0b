//! Documents that look right at a glance: the three kinds of example that architects paste into their answers. Each
//! breaks rules that the tools must find.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{ask, rules_of, without_files};

const API: &str = "openapi: 3.0.0
info:
  title: Service API
  version: 1.0.0
paths:
  /users:
    get:
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
            maximum: 100
";

const SCHEMA: &str = "-- Users table with proper indexing and security
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) UNIQUE NOT NULL,
    password_hash VARCHAR(255) NOT NULL, -- bcrypt hashed
    first_name VARCHAR(100) NOT NULL,
    last_name VARCHAR(100) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    deleted_at TIMESTAMP WITH TIME ZONE NULL -- Soft delete
);

CREATE INDEX idx_users_email ON users(email) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_created_at ON users(created_at);

CREATE TABLE products (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    description TEXT,
    price DECIMAL(10,2) NOT NULL CHECK (price >= 0),
    category_id UUID REFERENCES categories(id),
    inventory_count INTEGER DEFAULT 0 CHECK (inventory_count >= 0),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT true
);

CREATE INDEX idx_products_category ON products(category_id) WHERE is_active = true;
CREATE INDEX idx_products_price ON products(price) WHERE is_active = true;
CREATE INDEX idx_products_name_search ON products USING gin(to_tsvector('english', name));
";

const DOCKERFILE: &str = "FROM node:18-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --only=production
COPY . .
EXPOSE 3000
CMD [\"npm\", \"start\"]
";

#[test]
fn the_api_example_has_no_responses() {
    let answer = ask(&without_files(), "validate_openapi", json!({ "content": API })).unwrap();

    insta::assert_json_snapshot!("golden_api", answer);
    let findings = answer["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|finding| finding["message"].as_str().unwrap().contains("responses")
            && finding["severity"] == "error"
            && finding["subject"].as_str().unwrap().contains("~1users/get")),
        "{answer}"
    );
}

#[test]
fn the_schema_example_refers_to_a_missing_table_and_doubles_an_index() {
    let answer =
        ask(&without_files(), "lint_sql_schema", json!({ "content": SCHEMA, "dialect": "postgresql" })).unwrap();

    insta::assert_json_snapshot!("golden_schema", answer);
    let found: Vec<(String, String)> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            (finding["rule"].as_str().unwrap().to_owned(), finding["subject"].as_str().unwrap().to_owned())
        })
        .collect();
    assert!(found.contains(&("sql/missing-parent".to_owned(), "products(category_id)".to_owned())), "{found:?}");
    assert!(
        found.iter().any(|(rule, subject)| rule == "sql/redundant-index" && subject == "users(email)"),
        "{found:?}"
    );
    assert!(
        found.contains(&("sql/partial-foreign-key-index".to_owned(), "products(category_id)".to_owned())),
        "the only index on the key is partial: {found:?}"
    );
}

#[test]
fn the_dockerfile_example_is_past_its_end_of_life_and_runs_as_root() {
    let answer = ask(&without_files(), "lint_dockerfile", json!({ "content": DOCKERFILE })).unwrap();

    insta::assert_json_snapshot!("golden_dockerfile", answer);
    let rules = rules_of(&answer);
    for rule in [
        "container/end-of-life-base",
        "container/root-user",
        "container/deprecated-npm-production",
        "container/missing-healthcheck",
        "container/package-manager-as-init",
    ] {
        assert!(rules.iter().any(|found| found == rule), "{rule} is missing in {rules:?}");
    }
}
