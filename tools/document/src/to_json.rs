//! A part of a document as a JSON value, under a budget: aliases are expanded here.

use serde_json::{Map, Value as Json};

use crate::{Document, NodeId, Value, number};

/// The part is larger than the budget allows, or was not read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// Deeper values are refused: the JSON value is built, compared and dropped recursively by its library.
const MOST_DEPTH: usize = 100;

impl Document {
    /// The value of a node as JSON, at most `budget` values large. The budget is lowered by what was used.
    pub fn to_json(&self, id: NodeId, budget: &mut usize) -> Result<Json, TooLarge> {
        self.json_at(id, budget, 0)
    }

    /// Recursion is bounded by [`MOST_DEPTH`].
    fn json_at(&self, id: NodeId, budget: &mut usize, depth: usize) -> Result<Json, TooLarge> {
        *budget = budget.checked_sub(1).ok_or(TooLarge)?;
        if depth > MOST_DEPTH {
            return Err(TooLarge);
        }
        Ok(match self.value(id) {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(value),
            Value::Number(text) => Json::Number(number(text).ok_or(TooLarge)?),
            Value::String(text) => Json::String(text.to_owned()),
            Value::List(items) => {
                let items = items.iter().map(|item| self.json_at(*item, budget, depth + 1));
                Json::Array(items.collect::<Result<_, _>>()?)
            }
            Value::Map(entries) => {
                let mut map = Map::new();
                for entry in entries {
                    map.insert(self.key(entry.key).to_owned(), self.json_at(entry.value, budget, depth + 1)?);
                }
                Json::Object(map)
            }
            Value::Unread => return Err(TooLarge),
        })
    }
}
