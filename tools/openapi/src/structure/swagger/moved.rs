//! Where OpenAPI 3 has what Swagger 2.0 says in a field that is gone.

use crate::structure::shape::Kind;

/// What to write in OpenAPI 3 instead of a field of 2.0, as an instruction.
pub fn moved(kind: Kind, field: &str) -> Option<&'static str> {
    Some(match (kind, field) {
        (Kind::OpenApi, "swagger") => "Remove it: `openapi` says the version.",
        (Kind::OpenApi, "host" | "basePath" | "schemes") => "Write the address into the `url` of a server.",
        (Kind::Operation, "schemes") => "Give the operation `servers` of its own.",
        (Kind::OpenApi, "definitions") => "Move its schemas below `components`, `schemas`.",
        (Kind::OpenApi, "parameters") => "Move them below `components`, `parameters`.",
        (Kind::OpenApi, "responses") => "Move them below `components`, `responses`.",
        (Kind::OpenApi, "securityDefinitions") => "Move them below `components`, `securitySchemes`.",
        (Kind::OpenApi | Kind::Operation, "consumes") => {
            "Write the media types as keys of the request body's `content`."
        }
        (Kind::OpenApi | Kind::Operation, "produces") => {
            "Write the media types as keys of each response's `content`."
        }
        (Kind::Parameter | Kind::Header, "collectionFormat") => "Say it with `style` and `explode`.",
        (Kind::Parameter | Kind::Header, _) => "Move it below `schema`.",
        (Kind::Response, "schema") => "Move it below `content` and a media type.",
        (Kind::Response, "examples") => "Move each below `content`, its media type, and `example`.",
        (Kind::SecurityScheme, "flow" | "authorizationUrl" | "tokenUrl" | "scopes") => {
            "Move it below `flows` and the name of the flow."
        }
        _ => return None,
    })
}
