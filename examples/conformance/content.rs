//! Answers of kinds that the shipped tools, prompts and resources never give: pictures, sound, embedded resources.

use rmcp::model::GetPromptRequestParams;
use serde_json::{Value, json};

/// A picture of one transparent pixel (PNG).
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
/// Sound of no length (WAV: one channel, 8 kHz, 8 bits).
const SOUND: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

fn picture() -> Value {
    json!({ "type": "image", "data": PICTURE, "mimeType": "image/png" })
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

fn resource_of(uri: &str, kind: &str, text: &str) -> Value {
    json!({ "type": "resource", "resource": { "uri": uri, "mimeType": kind, "text": text } })
}

/// The tools as they are listed.
pub(crate) fn tools() -> Value {
    let tool = |name: &str, description: &str| json!({ "name": name, "description": description, "inputSchema": { "type": "object", "properties": {} } });
    json!([
        tool("test_image_content", "Answers with a picture."),
        tool("test_audio_content", "Answers with sound."),
        tool("test_embedded_resource", "Answers with a resource."),
        tool("test_multiple_content_types", "Answers with a text, a picture and a resource."),
        {
            "name": "test_custom_header",
            "description": "Has an argument that stands in a header, too.",
            "inputSchema": {
                "type": "object",
                "properties": { "region": { "type": "string", "x-mcp-header": "Region" } },
                "required": ["region"],
            },
        },
        {
            "name": "json_schema_2020_12_tool",
            "description": "Has arguments of every form that a schema can give them.",
            "inputSchema": {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "$defs": {
                    "address": {
                        "$anchor": "addressDef",
                        "type": "object",
                        "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
                    },
                },
                "properties": {
                    "name": { "type": "string" },
                    "address": { "$ref": "#/$defs/address" },
                    "contactMethod": { "type": "string", "enum": ["phone", "email"] },
                    "phone": { "type": "string" },
                    "email": { "type": "string" },
                },
                "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
                "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
                "then": { "required": ["phone"] },
                "else": { "required": ["email"] },
                "additionalProperties": false,
            },
        },
    ])
}

/// What a tool answers.
pub(crate) fn call(name: &str) -> Option<Value> {
    let content = match name {
        "test_image_content" => json!([picture()]),
        "test_audio_content" => json!([{ "type": "audio", "data": SOUND, "mimeType": "audio/wav" }]),
        "test_embedded_resource" => {
            json!([resource_of("test://embedded-resource", "text/plain", "This is an embedded resource content.")])
        }
        "test_multiple_content_types" => json!([
            text("Multiple content types test:"),
            picture(),
            resource_of("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
        ]),
        "test_custom_header" | "json_schema_2020_12_tool" => json!([text("taken")]),
        _ => return None,
    };
    Some(json!({ "resultType": "complete", "content": content }))
}

/// The prompts as they are listed.
pub(crate) fn prompts() -> Value {
    let argument = |name: &str| json!({ "name": name, "description": "For testing.", "required": true });
    json!([
        { "name": "test_simple_prompt", "description": "A text." },
        {
            "name": "test_prompt_with_arguments",
            "description": "A text of two arguments.",
            "arguments": [argument("arg1"), argument("arg2")],
        },
        {
            "name": "test_prompt_with_embedded_resource",
            "description": "A resource in a message.",
            "arguments": [argument("resourceUri")],
        },
        { "name": "test_prompt_with_image", "description": "A picture in a message." },
        { "name": super::asking::PROMPT, "description": "Asks before it answers." },
    ])
}

/// What a prompt answers.
pub(crate) fn prompt(request: &GetPromptRequestParams) -> Option<Value> {
    let argument = |name: &str| {
        let arguments = request.arguments.as_ref();
        arguments.and_then(|arguments| arguments.get(name)).and_then(Value::as_str).unwrap_or_default()
    };
    let said = match request.name.as_str() {
        "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            let (first, second) = (argument("arg1"), argument("arg2"));
            vec![text(&format!("Prompt with arguments: arg1='{first}', arg2='{second}'"))]
        }
        "test_prompt_with_embedded_resource" => vec![
            resource_of(argument("resourceUri"), "text/plain", "Embedded resource content for testing."),
            text("Please process the embedded resource above."),
        ],
        "test_prompt_with_image" => vec![picture(), text("Please analyze the image above.")],
        _ => return None,
    };
    let messages: Vec<Value> =
        said.into_iter().map(|content| json!({ "role": "user", "content": content })).collect();
    Some(json!({ "resultType": "complete", "messages": messages }))
}

/// The resources as they are listed.
pub(crate) fn resources() -> Value {
    let resource = |name: &str, kind: &str| {
        json!({
            "uri": format!("test://{name}"), "name": name, "description": "For testing.", "mimeType": kind,
        })
    };
    json!([
        resource("static-text", "text/plain"),
        resource("static-binary", "image/png"),
        resource("watched-resource", "text/plain"),
    ])
}

/// The templates as they are listed.
pub(crate) fn templates() -> Value {
    json!([{
        "uriTemplate": "test://template/{id}/data", "name": "template", "description": "For testing.",
        "mimeType": "application/json",
    }])
}

/// What a resource holds.
pub(crate) fn resource(uri: &str) -> Option<Value> {
    let mut content = match uri {
        "test://static-text" => {
            json!({ "mimeType": "text/plain", "text": "This is the content of the static text resource." })
        }
        "test://static-binary" => json!({ "mimeType": "image/png", "blob": PICTURE }),
        "test://watched-resource" => json!({ "mimeType": "text/plain", "text": "It never changes." }),
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            json!({ "mimeType": "application/json", "text": data.to_string() })
        }
    };
    content["uri"] = json!(uri);
    Some(json!({ "resultType": "complete", "contents": [content], "ttlMs": 60_000, "cacheScope": "public" }))
}
