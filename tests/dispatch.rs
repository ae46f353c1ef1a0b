//! The guarded way into a tool, with tools that misbehave in every way a tool can.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use architect_core::error::ErrorKind;
use architect_core::{Context, Tool, ToolError};
use backend_architect::registry::Registry;
use backend_architect::server::{Architect, Dispatch, Policy};
use backend_architect::workspace::Workspace;
use rmcp::model::{CallToolRequestParams, ClientRequest, Request};
use rmcp::service::PeerRequestOptions;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _, ServiceExt as _};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use support::object;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Wish {
    #[serde(default)]
    milliseconds: u64,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    nested: Option<Nested>,
}

#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
struct Nested {
    number: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Told {
    summary: String,
}

struct Panics;
impl Tool for Panics {
    const NAME: &'static str = "panics";
    const TITLE: &'static str = "Panics";
    const DESCRIPTION: &'static str = "Panics on every input.";
    type Input = Wish;
    type Output = Told;
    fn call(&self, _input: Wish, _context: &Context) -> Result<Told, ToolError> {
        panic!("an index was out of bounds")
    }
}

/// Works for as long as it is told to, looking at its stop signal.
struct Works;
impl Tool for Works {
    const NAME: &'static str = "works";
    const TITLE: &'static str = "Works";
    const DESCRIPTION: &'static str = "Works for a while.";
    type Input = Wish;
    type Output = Told;
    fn call(&self, input: Wish, context: &Context) -> Result<Told, ToolError> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(input.milliseconds) {
            context.checkpoint()?;
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(Told { summary: format!("{:?} {:?}", input.words, input.nested.map(|nested| nested.number)) })
    }
}

/// Never looks at its stop signal, and counts how many of it work at once.
struct Deaf(Arc<AtomicUsize>, Arc<AtomicUsize>);
impl Tool for Deaf {
    const NAME: &'static str = "deaf";
    const TITLE: &'static str = "Deaf";
    const DESCRIPTION: &'static str = "Does not listen.";
    type Input = Wish;
    type Output = Told;
    fn call(&self, input: Wish, _context: &Context) -> Result<Told, ToolError> {
        let now = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.1.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(input.milliseconds));
        self.0.fetch_sub(1, Ordering::SeqCst);
        Ok(Told { summary: "done".to_owned() })
    }
}

fn registry(most: &Arc<AtomicUsize>) -> Registry {
    Registry::with_tools(
        Workspace::default(),
        vec![Box::new(Panics), Box::new(Works), Box::new(Deaf(Arc::default(), Arc::clone(most)))],
    )
}

fn dispatch(policy: Policy) -> Dispatch {
    Dispatch::new(Arc::new(registry(&Arc::default())), policy)
}

async fn run(dispatch: &Dispatch, tool: &str, arguments: Value) -> Result<Value, ToolError> {
    dispatch.call(tool, object(arguments), None, CancellationToken::new()).await
}

#[tokio::test]
async fn a_tool_that_panics_is_answered_and_the_server_lives() {
    let (server_io, client_io) = tokio::io::duplex(1 << 16);
    let architect = Architect::new(registry(&Arc::default()), Policy::default()).unwrap();
    let server = tokio::spawn(async move { architect.serve(server_io).await.unwrap().waiting().await });
    let client = ().serve_with_lifecycle(client_io, ClientLifecycleMode::Initialize).await.unwrap();

    for _ in 0..3 {
        let result = client.call_tool(CallToolRequestParams::new("panics")).await.unwrap();
        assert_eq!(result.is_error, Some(true));
        let text = &result.content[0].as_text().unwrap().text;
        assert!(text.contains("an index was out of bounds"), "{text}");
    }
    let after = client.call_tool(CallToolRequestParams::new("works")).await.unwrap();

    assert_ne!(after.is_error, Some(true));
    client.cancel().await.unwrap();
    server.abort();
}

#[tokio::test]
async fn a_call_past_its_deadline_is_answered_whether_or_not_the_tool_listens() {
    let dispatch = dispatch(Policy { concurrency: 2, deadline: Duration::from_millis(50), ..Policy::default() });

    for tool in ["works", "deaf"] {
        let start = Instant::now();
        let error = run(&dispatch, tool, json!({ "milliseconds": 3_000 })).await.unwrap_err();

        assert_eq!(error.kind, ErrorKind::DeadlineExceeded, "{tool}");
        assert!(start.elapsed() < Duration::from_millis(1_500), "{tool}: {:?}", start.elapsed());
    }
    let next = run(&dispatch, "works", json!({})).await;
    assert!(next.is_ok(), "the next call works: {next:?}");
}

#[tokio::test]
async fn a_cancelled_call_ends_early_and_frees_its_place() {
    let dispatch = dispatch(Policy { concurrency: 1, deadline: Duration::from_secs(30), ..Policy::default() });
    let stop = CancellationToken::new();
    let arguments = object(json!({ "milliseconds": 20_000 }));
    let call = tokio::spawn({
        let (dispatch, stop) = (dispatch.clone(), stop.clone());
        async move { dispatch.call("works", arguments, None, stop).await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;

    let start = Instant::now();
    stop.cancel();
    let error = call.await.unwrap().unwrap_err();
    let next = run(&dispatch, "works", json!({})).await;

    assert_eq!(error.kind, ErrorKind::Cancelled);
    assert!(next.is_ok());
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_frees_its_place() {
    let dispatch = dispatch(Policy { concurrency: 1, deadline: Duration::from_secs(30), ..Policy::default() });
    let arguments = object(json!({ "milliseconds": 20_000 }));
    let call = tokio::spawn({
        let dispatch = dispatch.clone();
        async move { dispatch.call("works", arguments, None, CancellationToken::new()).await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;

    let start = Instant::now();
    call.abort();
    let next = run(&dispatch, "works", json!({})).await;

    assert!(next.is_ok(), "{next:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn no_more_tools_work_at_once_than_the_policy_allows() {
    let most = Arc::new(AtomicUsize::new(0));
    let policy = Policy { concurrency: 2, deadline: Duration::from_secs(30), ..Policy::default() };
    let dispatch = Dispatch::new(Arc::new(registry(&most)), policy);

    let calls: Vec<_> = (0..8)
        .map(|_| {
            let dispatch = dispatch.clone();
            tokio::spawn(async move { run(&dispatch, "deaf", json!({ "milliseconds": 20 })).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }

    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_arrives_as_a_string_is_understood() {
    let dispatch = dispatch(Policy::default());

    let answer = run(
        &dispatch,
        "works",
        json!({ "milliseconds": "1", "words": "[\"a\", \"b\"]", "nested": "{\"number\": \"7\"}" }),
    )
    .await
    .unwrap();
    let lone = run(&dispatch, "works", json!({ "words": "one word", "nested": null })).await.unwrap();

    assert_eq!(answer["summary"], r#"["a", "b"] Some(7)"#);
    assert_eq!(lone["summary"], r#"["one word"] None"#);
}

#[tokio::test]
async fn an_argument_of_the_wrong_kind_or_name_is_refused_by_name() {
    let dispatch = dispatch(Policy::default());

    let kind = run(&dispatch, "works", json!({ "milliseconds": "soon" })).await.unwrap_err();
    let name = run(&dispatch, "works", json!({ "millisecond": 1 })).await.unwrap_err();
    let tool = run(&dispatch, "work", json!({})).await.unwrap_err();

    assert!(kind.to_string().contains("soon"), "{kind}");
    assert!(name.to_string().contains("did you mean `milliseconds`?"), "{name}");
    assert!(tool.to_string().contains("did you mean `works`?"), "{tool}");
}

#[tokio::test]
async fn a_client_that_cancels_frees_the_place_of_its_call_in_every_era() {
    for (era, mode) in support::lifecycles() {
        let (server_io, client_io) = tokio::io::duplex(1 << 16);
        let policy = Policy { concurrency: 1, deadline: Duration::from_secs(30), ..Policy::default() };
        let architect = Architect::new(registry(&Arc::default()), policy).unwrap();
        let server = tokio::spawn(async move { architect.serve(server_io).await.unwrap().waiting().await });
        let client = ().serve_with_lifecycle(client_io, mode).await.unwrap();
        let params = CallToolRequestParams::new("works").with_arguments(object(json!({ "milliseconds": 25_000 })));
        let request = ClientRequest::CallToolRequest(Request::new(params));
        let call = client.send_cancellable_request(request, PeerRequestOptions::no_options()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;

        let start = Instant::now();
        call.cancel(Some("changed my mind".to_owned())).await.unwrap();
        let next = client.call_tool(CallToolRequestParams::new("works")).await.unwrap();

        assert_ne!(next.is_error, Some(true), "{era}");
        assert!(start.elapsed() < Duration::from_secs(5), "{era}: {:?}", start.elapsed());
        client.cancel().await.unwrap();
        server.abort();
    }
}
