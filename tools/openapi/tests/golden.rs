//! Documents whose answer is known.

mod support;

const SERVICE_API: &str = "\
openapi: 3.0.0
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

#[test]
fn an_operation_without_responses_is_refused_in_openapi_3_0() {
    let output = support::structure(SERVICE_API);

    insta::assert_snapshot!(support::lines(&output), @"
    content (OpenAPI 3.0, 1 operation): 1 error
    7:5 error openapi/missing-field [#/paths/~1users/get/responses]: the Operation Object has no `responses`, which is required
    ");
}
