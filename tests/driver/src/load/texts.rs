//! Texts of every kind that tools read, of a size that is asked for. The same size gives the same text.

use std::fmt::Write as _;

/// A head, and units with ever higher numbers until the text has so many bytes.
fn grown(head: &str, bytes: usize, unit: impl Fn(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = head.to_owned();
    let mut number = 0;
    // Writing to a string cannot fail.
    while text.len() < bytes && unit(&mut text, number).is_ok() {
        number += 1;
    }
    text
}

/// An OpenAPI document in YAML.
pub(super) fn openapi(bytes: usize) -> String {
    let head =
        "openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\nservers: [{url: https://shop.example.com}]\npaths:\n";
    grown(head, bytes, |text, n| {
        write!(
            text,
            "  /things{n}/{{id}}:\n    get:\n      operationId: getThing{n}\n      summary: One thing\n      parameters:\n        - {{name: id, in: path, required: true, schema: {{type: string}}}}\n        - {{name: page, in: query, schema: {{type: integer}}}}\n      responses:\n        '200':\n          description: The thing\n          content:\n            application/json:\n              schema:\n                type: object\n                required: [id, missing{n}]\n                properties:\n                  id: {{type: string, maxLength: 40}}\n                  price: {{type: number}}\n"
        )
    })
}

/// An OpenAPI document in JSON.
pub(super) fn openapi_json(bytes: usize) -> String {
    let head = r#"{"openapi":"3.0.3","info":{"title":"Shop","version":"1.0.0"},"paths":{"/":{}"#;
    let mut text = grown(head, bytes, |text, n| {
        write!(
            text,
            r#","/orders{n}":{{"post":{{"operationId":"order{n}","requestBody":{{"content":{{"application/json":{{"schema":{{"type":"object","properties":{{"total":{{"type":"number","format":"double"}},"note":{{"type":"string","nullable":true}}}}}}}}}}}},"responses":{{"201":{{"description":"Made"}},"default":{{"description":"Refused"}}}}}}}}"#
        )
    });
    text.push_str("}}");
    text
}

/// Tables for PostgreSQL, each with a foreign key to the one before.
pub(super) fn schema(bytes: usize) -> String {
    let head = "CREATE TABLE t0 (id bigint PRIMARY KEY, name text NOT NULL);\n";
    grown(head, bytes, |text, n| {
        write!(
            text,
            "CREATE TABLE t{} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  parent_id bigint NOT NULL REFERENCES t{n} (id),\n  price double precision,\n  code char(3) DEFAULT 'abc',\n  payload json,\n  created_at timestamp DEFAULT now()\n);\nCREATE INDEX t{}_code ON t{} (code);\n",
            n + 1,
            n + 1,
            n + 1
        )
    })
}

/// Tables for MySQL.
pub(super) fn mysql(bytes: usize) -> String {
    grown("SET NAMES utf8mb4;\n", bytes, |text, n| {
        write!(
            text,
            "CREATE TABLE `item{n}` (\n  `id` int unsigned NOT NULL AUTO_INCREMENT,\n  `title` varchar(255) DEFAULT NULL,\n  `amount` float NOT NULL,\n  PRIMARY KEY (`id`),\n  KEY `title` (`title`),\n  KEY `again` (`title`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nINSERT INTO `item{n}` VALUES (1,'it''s \\'quoted\\'',1.5),(2,NULL,0);\n"
        )
    })
}

/// A migration.
pub(super) fn migration(bytes: usize) -> String {
    grown("BEGIN;\n", bytes, |text, n| {
        write!(
            text,
            "ALTER TABLE orders{n} ADD COLUMN note{n} text NOT NULL DEFAULT '';\nCREATE INDEX orders_note{n}_idx ON orders{n} (note{n});\nALTER TABLE orders{n} DROP COLUMN old{n};\nUPDATE orders{n} SET note{n} = lower(note{n}) WHERE id > {n};\n"
        )
    })
}

/// Queries over the tables of [`schema`].
pub(super) fn queries(count: usize) -> Vec<String> {
    (1..=count)
        .map(|n| format!("SELECT * FROM t{n} WHERE parent_id = $1 AND price > 10 ORDER BY created_at DESC LIMIT 20"))
        .collect()
}

/// A Dockerfile.
pub(super) fn dockerfile(bytes: usize) -> String {
    grown("FROM node:18 AS build\nWORKDIR /src\n", bytes, |text, n| {
        write!(
            text,
            "RUN apt-get update && apt-get install -y package{n} \\\n  && curl https://example.com/{n}.sh | bash\nENV NAME{n}=value{n} \\\n    OTHER=\"a b\"\nCOPY . /src/{n}\n"
        )
    })
}

/// A Compose file.
pub(super) fn compose(bytes: usize) -> String {
    grown("name: shop\nservices:\n", bytes, |text, n| {
        write!(
            text,
            "  api{n}:\n    image: example/api:latest\n    privileged: true\n    ports:\n      - \"8080:80\"\n    environment:\n      PASSWORD: secret{n}\n    depends_on:\n      - nobody{n}\n"
        )
    })
}

/// Kubernetes manifests.
pub(super) fn manifests(bytes: usize) -> String {
    grown("", bytes, |text, n| {
        write!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api{n}\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {{app: api{n}}}\n  template:\n    metadata:\n      labels: {{app: api{n}}}\n    spec:\n      containers:\n        - name: api\n          image: example/api:latest\n          ports: [{{containerPort: 8080}}]\n"
        )
    })
}

/// A diff of many files.
pub(super) fn diff(bytes: usize) -> String {
    grown("", bytes, |text, n| {
        write!(
            text,
            "diff --git a/src/part{n}.js b/src/part{n}.js\n--- a/src/part{n}.js\n+++ b/src/part{n}.js\n@@ -1,4 +1,5 @@\n const a = require('a');\n-const token = jwt.sign(user, secret);\n+const token = jwt.sign(user, other{n});\n+const stripe = require('stripe');\n \n module.exports = token;\ndiff --git a/db/migrate/{n}.sql b/db/migrate/{n}.sql\nnew file mode 100644\n--- /dev/null\n+++ b/db/migrate/{n}.sql\n@@ -0,0 +1 @@\n+ALTER TABLE customers DROP COLUMN column{n};\n"
        )
    })
}

/// Something that is wrong in whatever language it is read, to a depth that no reader follows.
pub(super) fn deep(depth: usize) -> String {
    format!("CREATE TABLE t (a int CHECK {}", "(".repeat(depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_size_that_is_asked_for() {
        for text in [openapi, openapi_json, schema, mysql, migration, dockerfile, compose, manifests, diff] {
            for bytes in [1_000, 50_000] {
                let length = text(bytes).len();
                assert!((bytes..bytes + 1_500).contains(&length), "{length} bytes instead of {bytes}");
            }
        }
    }

    #[test]
    fn documents_in_json_are_json() {
        assert!(serde_json::from_str::<serde_json::Value>(&openapi_json(20_000)).is_ok());
    }
}
