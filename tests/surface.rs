//! The surface as clients see it: a snapshot of every tool, prompt, resource and template, and the policy that keeps
//! all of it portable. A change here is a change for every client, and shows in review.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rmcp::ClientLifecycleMode;
use serde_json::Value;
use support::{Client, connect_to_shop};

async fn client() -> Client {
    connect_to_shop(ClientLifecycleMode::Initialize).await
}

#[tokio::test]
async fn every_tool_is_as_its_snapshot_shows() {
    let client = client().await;

    for tool in client.list_all_tools().await.unwrap() {
        insta::assert_json_snapshot!(format!("tool_{}", tool.name), tool);
    }

    client.cancel().await.unwrap();
}

#[tokio::test]
async fn the_lists_of_prompts_and_resources_are_as_their_snapshots_show() {
    let client = client().await;

    insta::assert_json_snapshot!("prompts", client.list_all_prompts().await.unwrap());
    insta::assert_json_snapshot!("resource_templates", client.list_all_resource_templates().await.unwrap());
    let mut resources = serde_json::to_value(client.list_all_resources().await.unwrap()).unwrap();
    // Sizes change with every word of the profile; that they are there is what counts.
    for resource in resources.as_array_mut().unwrap() {
        assert!(resource["size"].as_u64().is_some_and(|size| size > 0), "{resource}");
        resource.as_object_mut().unwrap().remove("size");
    }
    insta::assert_json_snapshot!("resources", resources);
    insta::assert_json_snapshot!("server", client.peer_info().unwrap().capabilities);

    client.cancel().await.unwrap();
}

#[tokio::test]
async fn everything_listed_has_a_title_and_a_description() {
    let client = client().await;

    let lists = [
        serde_json::to_value(client.list_all_tools().await.unwrap()).unwrap(),
        serde_json::to_value(client.list_all_prompts().await.unwrap()).unwrap(),
        serde_json::to_value(client.list_all_resources().await.unwrap()).unwrap(),
        serde_json::to_value(client.list_all_resource_templates().await.unwrap()).unwrap(),
    ];

    for item in lists.iter().flat_map(|list| list.as_array().unwrap()) {
        for key in ["title", "description"] {
            assert!(item[key].as_str().is_some_and(|text| !text.trim().is_empty()), "{key} of {}", item["name"]);
        }
    }
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn every_resource_that_is_listed_can_be_read() {
    let client = client().await;

    for resource in client.list_all_resources().await.unwrap() {
        let read = client.read_resource(rmcp::model::ReadResourceRequestParams::new(&resource.uri)).await.unwrap();
        let contents = serde_json::to_value(&read.contents).unwrap();
        let text = contents[0]["text"].as_str().unwrap_or_default();
        assert_eq!(text.len() as u64, resource.size.unwrap_or_default(), "{}", resource.uri);
    }

    client.cancel().await.unwrap();
}

#[tokio::test]
async fn the_skill_is_listed_with_the_digests_of_what_is_read() {
    let client = client().await;

    let skills = client.list_skills(None).await.unwrap().skills;
    let skill = skills.first().expect("one skill");
    let rmcp::model::SkillResources::Files(files) = &skill.resources else { panic!("files are expected") };

    assert_eq!(skill.uri, "skill://backend-architect/SKILL.md");
    for file in files {
        let read = client.read_resource(rmcp::model::ReadResourceRequestParams::new(&file.uri)).await.unwrap();
        let contents = serde_json::to_value(&read.contents).unwrap();
        file.verify(contents[0]["text"].as_str().unwrap_or_default().as_bytes()).unwrap();
    }
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn every_schema_is_portable_and_the_lists_are_small() {
    let client = client().await;

    let tools = client.list_all_tools().await.unwrap();
    let instructions = client.peer_info().unwrap().instructions.clone().unwrap_or_default();

    let mut read_first = 0;
    for tool in &tools {
        let description = tool.description.as_deref().unwrap_or_default();
        assert!(
            description.chars().count() <= 400,
            "{} has a description of {}",
            tool.name,
            description.chars().count()
        );
        let mut letters = tool.name.chars();
        assert!(letters.next().is_some_and(|first| first.is_ascii_lowercase()), "{}", tool.name);
        assert!(letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{}", tool.name);
        assert!((3..=40).contains(&tool.name.len()), "{}", tool.name);
        let input = Value::Object(tool.input_schema.as_ref().clone());
        let output = Value::Object(tool.output_schema.as_deref().cloned().expect("an output schema"));
        for schema in [&input, &output] {
            assert_eq!(schema["type"], "object", "{}", tool.name);
            assert_portable(&tool.name, schema);
        }
        let first = output["properties"].as_object().and_then(|properties| properties.keys().next().cloned());
        assert_eq!(first.as_deref(), Some("summary"), "{}", tool.name);
        for (name, property) in input["properties"].as_object().unwrap() {
            assert!(property["description"].as_str().is_some(), "{}.{name} has no description", tool.name);
        }
        read_first += tool.name.len() + description.len() + input.to_string().len();
    }
    let whole = serde_json::to_string(&tools).unwrap().len();
    // What a model reads of each tool before it calls one.
    assert!(read_first < tools.len() * 1_400, "names, descriptions and input schemas have {read_first} bytes");
    assert!(whole < 32 * 1024, "the list of tools has {whole} bytes");
    assert!(
        instructions.chars().count() < 2_000,
        "the instructions have {} characters",
        instructions.chars().count()
    );
    client.cancel().await.unwrap();
}

/// No references, no combinations, one type a place, typed items, string enums, no unsigned formats.
fn assert_portable(tool: &str, schema: &Value) {
    let Some(object) = schema.as_object() else { return };
    for key in ["$ref", "$defs", "oneOf", "anyOf", "allOf", "not", "if", "const", "patternProperties"] {
        assert!(!object.contains_key(key), "{tool}: `{key}` in {schema}");
    }
    assert!(object.get("type").is_none_or(Value::is_string), "{tool}: several types in {schema}");
    assert!(object.get("format").is_none(), "{tool}: a format in {schema}");
    if let Some(words) = object.get("enum") {
        assert_eq!(object.get("type"), Some(&Value::from("string")), "{tool}: {schema}");
        assert!(words.as_array().unwrap().iter().all(Value::is_string), "{tool}: {schema}");
    }
    if object.get("type") == Some(&Value::from("array")) {
        assert!(
            object.get("items").is_some_and(|items| items["type"].is_string()),
            "{tool}: untyped items in {schema}"
        );
    }
    for key in ["properties"] {
        for property in object.get(key).and_then(Value::as_object).into_iter().flat_map(|map| map.values()) {
            assert!(property["type"].is_string(), "{tool}: no type in {property}");
            assert_portable(tool, property);
        }
    }
    if let Some(items) = object.get("items") {
        assert_portable(tool, items);
    }
}
