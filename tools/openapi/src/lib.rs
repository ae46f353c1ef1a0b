//! OpenAPI documents: spanned model, structure, rules.
