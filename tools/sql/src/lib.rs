//! SQL schemas: tolerant DDL reader, schema state, rules.
