//! Asking a person through the client, in both eras of the protocol: what each kind of answer comes to, and that nothing
//! else ever counts as one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rmcp::ClientServiceExt as _;
use rmcp::model::{CallToolRequestParams, CallToolResponse, CallToolResult, InputRequiredResult, InputResponses};
use rmcp::transport::TokioChildProcess;
use serde_json::{Value, json};
use support::person::{DROP, Does, Person, Room, approval, arguments, but, refusal, request, status};
use support::{BINARY, lifecycles, text};
use tempfile::TempDir;

#[tokio::test]
async fn who_approves_is_recorded_and_the_check_says_so_until_the_change_is_another() {
    for (era, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::Fills(approval()))).await;
        assert!(room.check().await["triggers"][0].get("approval").is_none(), "{era}");

        let result = room.ask().await;

        assert_eq!(status(&result), "approved", "{era}");
        let answer = result.structured_content.unwrap();
        assert_eq!(answer["kept"], true, "{era}");
        let [record] = room.records().try_into().unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), answer["record"], "{era}");
        assert_eq!(record.rules, ["escalation/drop-column"], "{era}");
        assert_eq!(record.approver.as_deref(), Some("Ada Lovelace"), "{era}");
        assert_eq!(record.client.as_deref(), Some("person 1.0"), "{era}");
        assert_eq!(
            record.protocol.as_deref(),
            Some(if era == "2025-11-25" { "2025-11-25" } else { "2026-07-28" }),
            "{era}"
        );
        let checked = room.check().await;
        assert_eq!(checked["triggers"][0]["verdict"], "required", "the verdict stays what it is");
        assert_eq!(checked["triggers"][0]["approval"]["standing"], "valid", "{era}");
        assert_eq!(checked["triggers"][0]["approval"]["expires"], "2999-12-31", "{era}");
        assert!(checked["summary"].as_str().unwrap().contains("approved by Ada Lovelace (database owner)"), "{era}");

        std::fs::write(room.diff(), DROP.replace("nickname", "email")).unwrap();
        assert!(room.check().await["triggers"][0].get("approval").is_none(), "{era}: another change");
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn an_approval_that_holds_is_not_asked_for_again() {
    for (era, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::Fills(approval()))).await;

        let (first, second) = (room.ask().await, room.ask().await);

        assert_eq!((status(&first).as_str(), status(&second).as_str()), ("approved", "approved"), "{era}");
        assert_eq!(
            first.structured_content.unwrap()["record"],
            second.structured_content.unwrap()["record"],
            "{era}"
        );
        assert_eq!((room.asked().len(), room.records().len()), (1, 1), "{era}");
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn the_person_sees_what_the_engine_found_and_the_words_of_the_caller_as_such() {
    let mut forms = Vec::new();
    for (_, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::Fills(approval()))).await;
        room.ask().await;
        forms.extend(room.asked());
        room.client.cancel().await.unwrap();
    }

    assert_eq!(forms.len(), 3);
    assert!(forms.windows(2).all(|pair| pair[0] == pair[1]), "every era shows the same");
    insta::assert_snapshot!("question", forms[0].0);
    insta::assert_json_snapshot!("form", forms[0].1);
}

#[tokio::test]
async fn a_rejection_and_a_declined_form_are_recorded_as_rejections() {
    let rejection = json!({
        "decision": "reject", "approver": "Ada Lovelace", "role": "database owner", "reason": "reports still read it",
    });
    for (era, mode) in lifecycles() {
        for does in [Does::Fills(rejection.clone()), Does::Declines] {
            let room = Room::open(mode.clone(), Person::who(does.clone())).await;

            let result = room.ask().await;

            assert_eq!(status(&result), "rejected", "{era}: {does:?}");
            let [record] = room.records().try_into().unwrap();
            assert!(!record.decision.opens(), "{era}: {does:?}");
            assert_eq!(room.check().await["triggers"][0]["approval"]["standing"], "rejected", "{era}: {does:?}");
            room.client.cancel().await.unwrap();
        }
    }
}

#[tokio::test]
async fn whoever_cancels_or_cannot_be_asked_leaves_the_gate_shut_and_nothing_recorded() {
    for (era, mode) in lifecycles() {
        for person in
            [Person::who(Does::Cancels), Person { can_be_asked: false, ..Person::who(Does::Fills(approval())) }]
        {
            let room = Room::open(mode.clone(), person).await;

            let result = room.ask().await;

            assert_eq!(status(&result), "pending", "{era}");
            let answer = result.structured_content.unwrap();
            assert!(answer["question"].as_str().unwrap().contains("customers.nickname"), "{era}");
            assert!(answer["next"].as_str().unwrap().contains("approvals record"), "{era}");
            assert!(room.records().is_empty(), "{era}");
            room.client.cancel().await.unwrap();
        }
    }
}

#[tokio::test]
async fn nobody_waits_longer_than_was_said() {
    let (_, mode) = lifecycles().remove(0);
    let room = Room::with(mode, Person::who(Does::Never), &["--approval-timeout", "1"]).await;

    let result = room.ask().await;

    assert_eq!(status(&result), "pending");
    assert!(room.records().is_empty());
    room.client.cancel().await.unwrap();
}

#[tokio::test]
async fn other_calls_are_answered_while_a_person_thinks() {
    let (_, mode) = lifecycles().remove(0);
    let room = Room::open(mode, Person::who(Does::Never)).await;
    let waiting = room.client.peer().call_tool_once(request());
    tokio::pin!(waiting);

    // More calls than the server runs at once: a question must hold none of their places.
    for _ in 0..8 {
        tokio::select! {
            biased;
            answer = &mut waiting => panic!("nobody answered: {answer:?}"),
            checked = room.check() => assert_eq!(checked["triggers"][0]["verdict"], "required"),
        }
    }
    while room.asked().is_empty() {
        tokio::select! {
            answer = &mut waiting => panic!("nobody answered: {answer:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_none_is_refused_and_says_why() {
    let cases = [
        (Does::Accepts, "without its fields"),
        (Does::Fills(json!({})), "`decision`"),
        (Does::Fills(json!({ "confirmed": true })), "`decision`"),
        (Does::Fills(but(approval(), "decision", json!("yes"))), "`decision`"),
        (Does::Fills(but(approval(), "decision", json!(true))), "`decision` is no text"),
        (Does::Fills(but(approval(), "approver", json!(" "))), "`approver`"),
        (Does::Fills(but(approval(), "role", Value::Null)), "`role`"),
        (Does::Fills(but(approval(), "reason", json!("ok"))), "`reason` needs 10"),
        (Does::Fills(but(approval(), "expires", json!("2020-01-01"))), "a day that is over"),
        (Does::Fills(but(approval(), "expires", json!("next week"))), "no day"),
        (Does::Fills(but(approval(), "typed_target", json!("customers"))), "`typed_target`"),
        (Does::Fills(but(approval(), "typed_target", json!("CUSTOMERS.NICKNAME"))), "`typed_target`"),
        (Does::Fills(but(approval(), "typed_target", Value::Null)), "`typed_target`"),
        (Does::Fills(but(approval(), "decision", json!("approve_with_conditions"))), "needs `conditions`"),
    ];
    for (era, mode) in lifecycles() {
        for (does, why) in &cases {
            let room = Room::open(mode.clone(), Person::who(does.clone())).await;

            let error = refusal(&room.ask().await);

            assert!(error.contains(why), "{era}: {does:?}: {error}");
            assert!(room.records().is_empty(), "{era}: {does:?}");
            room.client.cancel().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_change_that_becomes_another_while_the_person_reads_voids_the_answer() {
    for (era, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::ChangesThenFills(approval()))).await;

        let error = refusal(&room.ask().await);

        assert!(error.contains("another"), "{era}: {error}");
        assert_eq!(room.asked().len(), 1, "{era}: {error}");
        assert!(room.records().is_empty(), "{era}");
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn no_argument_is_an_answer_and_none_hides_what_was_found() {
    for (era, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::Cancels)).await;
        let with = |name: &str, value: Value| {
            let mut arguments = arguments();
            arguments.insert(name.to_owned(), value);
            CallToolRequestParams::new("request_approval").with_arguments(arguments)
        };

        for (name, value) in [
            ("confirmed", json!(true)),
            ("decision", json!("approve")),
            ("approver", json!("Ada")),
            ("record", json!({ "decision": "approve" })),
            ("requestState", json!("rs1.AAAA.AAAA")),
            ("change", json!({ "diff_path": "drop.diff", "ignore": ["escalation/drop-column"] })),
            ("change", json!({ "diff_path": "drop.diff", "select": ["escalation/drop-table"] })),
            ("change", json!({ "diff_path": "drop.diff", "approved": true })),
            ("change_digest", json!("0".repeat(64))),
        ] {
            let result = room.client.call_tool(with(name, value)).await.unwrap();
            assert_eq!(result.is_error, Some(true), "{era}: {name}: {}", text(&result));
        }

        assert!(room.asked().is_empty(), "{era}");
        assert!(room.records().is_empty(), "{era}");
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn what_sets_nothing_off_is_no_question() {
    for (era, mode) in lifecycles() {
        let room = Room::open(mode, Person::who(Does::Fills(approval()))).await;
        let mut arguments = arguments();
        arguments.insert("trigger".to_owned(), json!("third_party_cost"));

        let result = room
            .client
            .call_tool(CallToolRequestParams::new("request_approval").with_arguments(arguments))
            .await
            .unwrap();

        assert_eq!(status(&result), "not_needed", "{era}");
        assert!(room.asked().is_empty() && room.records().is_empty(), "{era}");
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn without_a_ledger_the_record_is_returned_and_it_is_said_that_it_is_not_kept() {
    for (era, mode) in lifecycles() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("drop.diff"), DROP).unwrap();
        let mut command = tokio::process::Command::new(BINARY);
        command.arg("serve").arg("--root").arg(folder.path());
        let client = Person::who(Does::Fills(approval()))
            .serve_with_lifecycle(TokioChildProcess::new(command).unwrap(), mode)
            .await
            .unwrap();

        let result = client.call_tool(request()).await.unwrap();

        assert_eq!(status(&result), "approved", "{era}");
        let answer = result.structured_content.unwrap();
        assert_eq!(answer["kept"], false, "{era}");
        assert_eq!(answer["record"]["approver"], "Ada Lovelace", "{era}");
        assert!(answer["summary"].as_str().unwrap().contains("not kept"), "{era}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "{era}: nothing was written");
        client.cancel().await.unwrap();
    }
}

/// The rounds of 2026-07-28, driven by hand: what a client sends back is nothing that can be relied on.
mod rounds {
    use rmcp::ClientLifecycleMode;

    use super::*;

    fn modern() -> ClientLifecycleMode {
        lifecycles().remove(1).1
    }

    async fn room() -> Room {
        Room::open(modern(), Person::who(Does::Never)).await
    }

    async fn first(room: &Room) -> InputRequiredResult {
        match room.client.call_tool_once(request()).await.unwrap() {
            CallToolResponse::InputRequired(result) => result,
            other => panic!("a question is expected: {other:?}"),
        }
    }

    fn responses(action: &str) -> InputResponses {
        InputResponses::from([("approval".to_owned(), json!({ "action": action, "content": approval() }))])
    }

    async fn second(room: &Room, request: CallToolRequestParams) -> CallToolResult {
        match room.client.call_tool_once(request).await.unwrap() {
            CallToolResponse::Complete(result) => result,
            other => panic!("an answer is expected: {other:?}"),
        }
    }

    #[tokio::test]
    async fn a_state_is_taken_once() {
        let room = room().await;
        let state = first(&room).await.request_state.unwrap();
        let retry = || request().with_request_state(state.clone()).with_input_responses(responses("cancel"));

        let answered = second(&room, retry()).await;
        let replayed =
            second(&room, request().with_request_state(state.clone()).with_input_responses(responses("accept")))
                .await;

        assert_eq!(status(&answered), "pending");
        assert!(refusal(&replayed).contains("used already"));
        assert!(room.records().is_empty());
        room.client.cancel().await.unwrap();
    }

    #[tokio::test]
    async fn a_state_that_was_touched_anywhere_is_none() {
        let room = room().await;
        let state = first(&room).await.request_state.unwrap();

        for at in (0..state.len()).step_by(7).chain([state.len() - 1]) {
            let mut touched = state.clone().into_bytes();
            touched[at] = if touched[at] == b'A' { b'B' } else { b'A' };
            let touched = String::from_utf8(touched).unwrap();
            let result =
                second(&room, request().with_request_state(touched).with_input_responses(responses("accept"))).await;
            refusal(&result);
        }
        for made_up in ["", "rs1", "rs1.AAAA.AAAA", "approve"] {
            let result =
                second(&room, request().with_request_state(made_up).with_input_responses(responses("accept"))).await;
            refusal(&result);
        }

        assert!(room.records().is_empty());
        room.client.cancel().await.unwrap();
    }

    #[tokio::test]
    async fn a_state_of_other_arguments_another_change_or_another_server_is_none() {
        let (room, other) = (room().await, room().await);
        let elsewhere = first(&other).await.request_state.unwrap();
        let state = first(&room).await.request_state.unwrap();
        let mut other_words = arguments();
        other_words.insert("summary".to_owned(), json!("Something else"));

        let other_server =
            second(&room, request().with_request_state(elsewhere).with_input_responses(responses("accept"))).await;
        let other_arguments = second(
            &room,
            CallToolRequestParams::new("request_approval")
                .with_arguments(other_words)
                .with_request_state(state.clone())
                .with_input_responses(responses("accept")),
        )
        .await;
        std::fs::write(room.diff(), DROP.replace("nickname", "email")).unwrap();
        let other_change =
            second(&room, request().with_request_state(state).with_input_responses(responses("accept"))).await;

        for result in [other_server, other_arguments, other_change] {
            refusal(&result);
        }
        assert!(room.records().is_empty());
        room.client.cancel().await.unwrap();
        other.client.cancel().await.unwrap();
    }

    #[tokio::test]
    async fn a_state_ends_and_answers_without_one_are_a_new_question() {
        let room = Room::with(modern(), Person::who(Does::Never), &["--approval-timeout", "1"]).await;
        let state = first(&room).await.request_state.unwrap();

        let without = room.client.call_tool_once(request().with_input_responses(responses("accept"))).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        let late = second(&room, request().with_request_state(state).with_input_responses(responses("accept"))).await;

        assert!(matches!(without, CallToolResponse::InputRequired(_)), "{without:?}");
        refusal(&late);
        assert!(room.records().is_empty());
        room.client.cancel().await.unwrap();
    }

    #[tokio::test]
    async fn a_state_without_an_answer_or_with_something_else_is_refused() {
        let room = room().await;
        let nothing = request().with_request_state(first(&room).await.request_state.unwrap());
        let another =
            InputResponses::from([("form".to_owned(), json!({ "action": "accept", "content": approval() }))]);
        let another =
            request().with_request_state(first(&room).await.request_state.unwrap()).with_input_responses(another);
        let odd = InputResponses::from([("approval".to_owned(), json!("approve"))]);
        let odd = request().with_request_state(first(&room).await.request_state.unwrap()).with_input_responses(odd);

        for retry in [nothing, another, odd] {
            refusal(&second(&room, retry).await);
        }

        assert!(room.records().is_empty());
        room.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn two_servers_over_one_ledger_see_what_the_other_recorded() {
    let (_, mode) = lifecycles().remove(1);
    let room = Room::open(mode.clone(), Person::who(Does::Fills(approval()))).await;
    let mut command = tokio::process::Command::new(BINARY);
    command.arg("serve").arg("--root").arg(room.folder.path().join("root")).arg("--approvals").arg(room.ledger());
    let other = Person::who(Does::Declines)
        .serve_with_lifecycle(TokioChildProcess::new(command).unwrap(), mode)
        .await
        .unwrap();

    let approved = room.ask().await;
    let seen = other.call_tool(request()).await.unwrap();

    assert_eq!((status(&approved).as_str(), status(&seen).as_str()), ("approved", "approved"));
    assert!(other.service().asked.lock().unwrap().is_empty());
    other.cancel().await.unwrap();
    room.client.cancel().await.unwrap();
}
