//! Appearances of the same query into one, and their weights.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::tokenizer::Token as Lexeme;

use super::{Entry, Unit, Weighed, Workload};
use crate::query::Query;
use crate::statement::Token;

/// A query's form, and the literals that it has in one appearance.
struct Shape {
    /// The tokens, with a mark in the place of each value.
    form: String,
    /// Each literal's place and text.
    literals: Vec<(usize, String)>,
}

pub(super) fn fold(entries: Vec<Entry>, workload: &mut Workload) {
    let mut by_form: BTreeMap<String, usize> = BTreeMap::new();
    let mut first_literals: Vec<Vec<(usize, String)>> = Vec::new();
    let mut calls_known = false;
    for entry in entries {
        if !Query::is(&entry.statement) {
            workload.passed += 1;
            continue;
        }
        calls_known |= entry.calls.is_some_and(|calls| (calls - 1.0).abs() > f64::EPSILON);
        let shape = shape(&entry);
        let calls = entry.calls.unwrap_or(1.0);
        if let Some(at) = by_form.get(&shape.form).copied()
            && let (Some(known), Some(first)) = (workload.queries.get_mut(at), first_literals.get(at))
        {
            known.calls += calls;
            known.time = match (known.time, entry.time) {
                (Some(one), Some(two)) => Some(one + two),
                (one, two) => one.or(two),
            };
            // With lists of different lengths the order of the values tells nothing.
            let same_length = first.len() == shape.literals.len();
            let mut others = shape.literals.iter();
            for (place, one) in first {
                let other = others.next();
                if !same_length || other.is_none_or(|(_, two)| one != two) {
                    known.varying.insert(*place);
                }
            }
            continue;
        }
        by_form.insert(shape.form, workload.queries.len());
        first_literals.push(shape.literals);
        workload.queries.push(Weighed {
            statement: entry.statement,
            varying: BTreeSet::new(),
            calls,
            time: entry.time,
            weight: 0.0,
        });
    }
    workload.unit = match (workload.queries.iter().any(|query| query.time.is_some()), calls_known) {
        (true, _) => Unit::Time,
        (false, true) => Unit::Calls,
        (false, false) => Unit::Appearances,
    };
    // Where the time of a query is not known, it is taken to run as long as the others do on average.
    let timed = || workload.queries.iter().filter_map(|query| Some((query.time?, query.calls)));
    let (time, calls) = timed().fold((0.0, 0.0), |(time, calls), (more, times)| (time + more, calls + times));
    let mean = if calls > 0.0 { time / calls } else { 1.0 };
    for query in &mut workload.queries {
        query.weight = match workload.unit {
            Unit::Time => query.time.unwrap_or(query.calls * mean),
            Unit::Calls | Unit::Appearances => query.calls,
        };
    }
}

fn shape(entry: &Entry) -> Shape {
    let read = entry.statement.tokens_with_rows();
    let mut form = String::new();
    let mut literals = Vec::new();
    for token in &read.tokens {
        let word = match &token.lexeme {
            Lexeme::Word(word) if word.quote_style.is_none() && !word.value.starts_with('@') => {
                word.value.to_lowercase()
            }
            _ if is_value(token) => {
                literals.push((token.bytes.start, entry.statement.source().slice(token.bytes.clone()).to_owned()));
                "?".to_owned()
            }
            Lexeme::Word(word) => word.value.clone(),
            other => other.to_string(),
        };
        // `?, ?, ?` is as good as `?`: lists of values are of any length.
        if word == "?" && form.ends_with("? , ") {
            form.truncate(form.len() - 2);
        } else {
            form.push_str(&word);
            form.push(' ');
        }
    }
    if read.tokens.is_empty() {
        form.push_str(entry.statement.text());
    }
    Shape { form, literals }
}

fn is_value(token: &Token) -> bool {
    match &token.lexeme {
        Lexeme::Number(..)
        | Lexeme::SingleQuotedString(_)
        | Lexeme::DollarQuotedString(_)
        | Lexeme::EscapedStringLiteral(_)
        | Lexeme::NationalStringLiteral(_)
        | Lexeme::HexStringLiteral(_)
        | Lexeme::DoubleQuotedString(_)
        | Lexeme::Placeholder(_) => true,
        Lexeme::Word(word) => word.quote_style.is_none() && word.value.starts_with('@'),
        _ => false,
    }
}
