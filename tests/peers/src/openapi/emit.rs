//! Writes a mapping as JSON or as YAML in blocks, entry by entry.

use std::io::{self, Write};

use serde_json::Value;

use super::multiply::Form;

/// Writes the entries of one mapping, some of which are mappings that are written entry by entry too.
pub(super) struct Emitter<W> {
    out: W,
    form: Form,
    /// For each open mapping, whether it has an entry already.
    open: Vec<bool>,
}

impl<W: Write> Emitter<W> {
    pub(super) fn new(out: W, form: Form) -> Self {
        Self { out, form, open: vec![false] }
    }

    /// Begins an entry; its value comes next.
    pub(super) fn key(&mut self, key: &str) -> io::Result<()> {
        let depth = self.open.len() - 1;
        let first = self.open.last_mut().is_some_and(|entries| !std::mem::replace(entries, true));
        match self.form {
            Form::Json => {
                self.out.write_all(if first { b"{\n" } else { b",\n" })?;
                indent(&mut self.out, depth + 1)?;
                write!(self.out, "{}: ", Value::from(key))
            }
            Form::Yaml => {
                if !first || depth > 0 {
                    self.out.write_all(b"\n")?;
                }
                indent(&mut self.out, depth)?;
                write!(self.out, "{}:", scalar(key))
            }
        }
    }

    /// Makes the value of the entry a mapping, whose entries come next.
    pub(super) fn open(&mut self) {
        self.open.push(false);
    }

    /// Ends the innermost mapping.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let entries = self.open.pop().unwrap_or_default();
        match (self.form, entries) {
            (Form::Json, false) => self.out.write_all(b"{}"),
            (Form::Json, true) => {
                self.out.write_all(b"\n")?;
                indent(&mut self.out, self.open.len())?;
                self.out.write_all(b"}")
            }
            (Form::Yaml, false) => self.out.write_all(b" {}"),
            (Form::Yaml, true) => Ok(()),
        }
    }

    /// Gives the entry its value. Recurses as deep as the value is nested.
    pub(super) fn value(&mut self, value: &Value) -> io::Result<()> {
        match (self.form, value) {
            (_, Value::Object(map)) => {
                self.open();
                for (key, value) in map {
                    self.key(key)?;
                    self.value(value)?;
                }
                self.close()
            }
            (Form::Json, Value::Array(items)) if !items.is_empty() => {
                self.out.write_all(b"[")?;
                self.open.push(false);
                for (at, item) in items.iter().enumerate() {
                    self.out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                    indent(&mut self.out, self.open.len())?;
                    self.value(item)?;
                }
                self.open.pop();
                self.out.write_all(b"\n")?;
                indent(&mut self.out, self.open.len())?;
                self.out.write_all(b"]")
            }
            (Form::Yaml, Value::Array(items)) if !items.is_empty() => {
                for item in items {
                    self.out.write_all(b"\n")?;
                    indent(&mut self.out, self.open.len() - 1)?;
                    self.out.write_all(b"-")?;
                    // A collection in a list is written in one line: that is YAML too.
                    match item {
                        Value::Object(_) | Value::Array(_) => write!(self.out, " {item}")?,
                        other => self.value(other)?,
                    }
                }
                Ok(())
            }
            (Form::Json, other) => write!(self.out, "{other}"),
            (Form::Yaml, Value::String(text)) => write!(self.out, " {}", scalar(text)),
            (Form::Yaml, other) => write!(self.out, " {other}"),
        }
    }

    /// Ends the outermost mapping and the text.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.close()?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

fn indent(out: &mut impl Write, depth: usize) -> io::Result<()> {
    (0..depth).try_for_each(|_| out.write_all(b"  "))
}

/// A string in YAML: plain where that can be nothing else, else as JSON writes it.
fn scalar(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ' ' | '{' | '}'))
        && !text.ends_with(' ');
    let is_other = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if is_word && !is_other { text.to_owned() } else { Value::from(text).to_string() }
}
