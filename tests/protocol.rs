//! Sessions with the built binary, through the protocol crate's own client, in both eras of the protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rmcp::model::{
    ArgumentInfo, CallToolRequestParams, CompleteRequestParams, GetPromptRequestParams, ReadResourceRequestParams,
    Reference, ResourceContents,
};
use serde_json::json;
use support::{call, connect, connect_to_shop, lifecycles, text};

#[tokio::test]
async fn a_session_opens_and_serves_everything_in_every_era() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;

        let info = client.peer_info().expect("the server introduces itself");
        let tools = client.list_all_tools().await.unwrap();
        let prompts = client.list_all_prompts().await.unwrap();
        let resources = client.list_all_resources().await.unwrap();
        let templates = client.list_all_resource_templates().await.unwrap();

        assert!(info.instructions.as_ref().is_some_and(|text| text.contains("check_escalation")), "{era}");
        assert!(tools.iter().any(|tool| tool.name == "validate_openapi"), "{era}");
        assert!(prompts.iter().any(|prompt| prompt.name == "backend_architect"), "{era}");
        assert!(resources.iter().any(|resource| resource.uri == "architect://profile"), "{era}");
        assert_eq!(templates.len(), 3, "{era}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_tool_answers_with_structured_content_and_the_same_json_as_text() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;

        let result = call(&client, "validate_openapi", json!({ "path": "openapi.yaml" })).await;

        assert_ne!(result.is_error, Some(true), "{era}");
        let structured = result.structured_content.clone().expect("structured content");
        let as_text: serde_json::Value = serde_json::from_str(&text(&result)).unwrap();
        assert_eq!(structured, as_text, "{era}");
        assert_eq!(structured.as_object().unwrap().keys().next().map(String::as_str), Some("summary"), "{era}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn what_the_caller_can_mend_is_a_result_and_what_cannot_be_routed_is_an_error() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;

        let missing = call(&client, "validate_openapi", json!({ "path": "openapi.yml" })).await;
        let misspelt = call(&client, "validate_openapi", json!({ "pth": "openapi.yaml" })).await;
        let unknown = client.call_tool(CallToolRequestParams::new("validate_opnapi")).await.unwrap_err();

        assert_eq!(missing.is_error, Some(true), "{era}");
        assert!(text(&missing).contains("did you mean `openapi.yaml`?"), "{era}: {}", text(&missing));
        assert_eq!(misspelt.is_error, Some(true), "{era}");
        assert!(text(&misspelt).contains("did you mean `path`?"), "{era}: {}", text(&misspelt));
        assert!(missing.structured_content.is_none(), "an error does not fit the output schema");
        let unknown = unknown.to_string();
        assert!(unknown.contains("validate_opnapi") && unknown.contains("validate_openapi"), "{era}: {unknown}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_prompt_is_rendered_with_its_arguments_and_completes_them() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;
        let arguments = support::object(json!({ "feature": "gift cards <&> \"quotes\"" }));

        let prompt =
            client.get_prompt(GetPromptRequestParams::new("design_api").with_arguments(arguments)).await.unwrap();
        let completed = client
            .complete(CompleteRequestParams::new(
                Reference::for_prompt("design_api"),
                ArgumentInfo::new("style", "r"),
            ))
            .await
            .unwrap();
        let missing = client.get_prompt(GetPromptRequestParams::new("design_api")).await.unwrap_err();

        let body = prompt.messages[0].content.as_text().unwrap().text.clone();
        assert!(body.contains("gift cards <&> \"quotes\""), "{era}");
        assert_eq!(completed.completion.values, ["rest"], "{era}");
        assert!(missing.to_string().contains("feature"), "{era}: {missing}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_rule_is_read_by_its_template_however_its_slash_is_written() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;

        for uri in ["architect://rules/sql/float-money", "architect://rules/sql%2Ffloat-money"] {
            let page = client.read_resource(ReadResourceRequestParams::new(uri)).await.unwrap();
            let Some(ResourceContents::TextResourceContents { text, .. }) = page.contents.first() else {
                panic!("{era}: a text is expected");
            };
            assert!(text.contains("sql/float-money"), "{era}");
        }
        let unknown =
            client.read_resource(ReadResourceRequestParams::new("architect://formats/api-desing")).await.unwrap_err();
        assert!(unknown.to_string().contains("architect://formats/api-design"), "{era}: {unknown}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn progress_is_told_when_a_token_came_and_ends_at_the_total() {
    for (era, mode) in lifecycles() {
        let client = connect_to_shop(mode).await;

        let result = call(&client, "review_project", json!({})).await;

        assert_ne!(result.is_error, Some(true), "{era}");
        let heard = client.service().heard.lock().unwrap().clone();
        let last = heard.last().unwrap_or_else(|| panic!("{era}: no progress was told"));
        assert_eq!(Some(last.progress), last.total, "{era}: {heard:?}");
        assert!(heard.windows(2).all(|pair| pair[0].progress <= pair[1].progress), "{era}: {heard:?}");
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn only_the_chosen_tools_are_offered() {
    let (_, mode) = lifecycles().remove(0);
    let client = connect(mode, &["--tools", "explain,lint_dockerfile"]).await;

    let tools = client.list_all_tools().await.unwrap();
    let refused = client.call_tool(CallToolRequestParams::new("validate_openapi")).await.unwrap_err();

    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert_eq!(names, ["explain", "lint_dockerfile"]);
    assert!(refused.to_string().contains("validate_openapi"));
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn without_a_root_paths_are_refused_with_a_way_out_and_content_works() {
    let (_, mode) = lifecycles().remove(0);
    let client = connect(mode, &[]).await;

    let path = call(&client, "lint_dockerfile", json!({ "path": "Dockerfile" })).await;
    let content = call(&client, "lint_dockerfile", json!({ "content": "FROM scratch\nCOPY a /a\nUSER 1\n" })).await;

    assert_eq!(path.is_error, Some(true));
    assert!(text(&path).contains("--root"), "{}", text(&path));
    assert_ne!(content.is_error, Some(true), "{}", text(&content));
    client.cancel().await.unwrap();
}
