//! `describe_schema`

use std::collections::BTreeSet;
use std::fmt::Write as _;

use architect_core::report::ReportedGap;
use architect_core::{Context, DocumentInput, Gap, Source, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lint_sql_schema::{described, split_all};
use crate::describe::{Bounds, Choice, Cycle, Describer, Graph, Order, TableFacts, markdown, mermaid};
use crate::dialect::Dialect;
use crate::input::{Chosen, DialectFrom, Sources};
use crate::schema::{self, Schema};

/// Describes a SQL schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct DescribeSchema;

/// What is to be described.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// One file or folder, or the text itself.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// As for `lint_sql_schema`.
    #[serde(default)]
    pub paths: Vec<String>,
    /// As for `lint_sql_schema`.
    #[serde(default)]
    pub dialect: Option<Dialect>,
    /// Only these and their neighbours, e.g. `["orders", "shop.*"]`.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Default: markdown.
    #[serde(default)]
    pub format: Format,
    /// Most tables; default: what fits 8,000 tokens.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Tables to skip: the next page.
    #[serde(default)]
    pub offset: Option<u32>,
}

/// The form of the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The profile's form of a database schema.
    #[default]
    Markdown,
    /// An ER diagram.
    Mermaid,
    /// Facts for a program.
    Json,
}

/// The description.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// What was described, in one sentence.
    pub summary: String,
    /// Markdown or Mermaid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// With `json`: the tables, parents first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableFacts>,
    /// With `json`: tables that need each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycles: Vec<CycleFacts>,
    /// Number of tables on all pages.
    pub total: usize,
    /// `offset` of the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
    /// What was not read, and why.
    pub gaps: Vec<ReportedGap>,
    /// The dialect the text was read in.
    pub dialect: Dialect,
    /// Where the dialect comes from.
    pub dialect_from: DialectFrom,
}

/// Tables that need each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CycleFacts {
    /// In the order in which they can be made.
    pub tables: Vec<String>,
    /// Foreign keys to be added afterwards.
    pub add_afterwards: Vec<String>,
    /// Tables and foreign keys that are not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<usize>,
}

impl Tool for DescribeSchema {
    const NAME: &'static str = "describe_schema";
    const TITLE: &'static str = "Describe a SQL schema";
    const DESCRIPTION: &'static str = "Reads DDL as lint_sql_schema does and tells what the tables are at the end: \
        columns, keys, indexes, relationships with their cardinality, and the order in which tables are made, with \
        the foreign keys that close a cycle. As Markdown blocks, a Mermaid ER diagram or JSON; all tables, or some \
        with their neighbours. Use before designing a change or a query.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let sources = Sources::open(&input.document, &input.paths, context)?;
        let chosen = Chosen::new(input.dialect, &sources, context)?;
        let scripts = split_all(&sources.sources, chosen.dialect, context)?;
        let schema = schema::fold(&scripts, chosen.dialect);
        context.checkpoint()?;
        let graph = Graph::new(&schema);
        let order = Order::new(&graph);
        let choice = if input.tables.is_empty() {
            Choice::all(&graph, &order)
        } else {
            Choice::of(&input.tables, &schema, &graph, &order)?
        };
        let bounds = if input.limit.is_some() { Bounds::NONE } else { Bounds::READABLE };
        let skipped = input.offset.map_or(0, saturate).min(choice.tables.len());
        let answer = Answer {
            describer: Describer::new(&schema, &graph, bounds),
            graph: &graph,
            order: &order,
            choice: &choice,
            skipped,
            limit: input.limit.map(saturate),
        };
        let mut output = Output {
            summary: String::new(),
            text: None,
            tables: Vec::new(),
            cycles: Vec::new(),
            total: choice.tables.len(),
            next_offset: None,
            gaps: ReportedGap::fold(&gaps(&sources, &chosen, &schema)),
            dialect: chosen.dialect,
            dialect_from: chosen.from,
        };
        let told = match input.format {
            Format::Markdown => answer.markdown(&mut output, context)?,
            Format::Mermaid => answer.mermaid(&mut output, context)?,
            Format::Json => answer.json(&mut output, context)?,
        };
        let left = output.total - skipped - told;
        output.next_offset = (left > 0 && told > 0).then_some(skipped + told);
        let what = described(&sources, &chosen, &schema);
        output.summary = format!("{what}: {}", answer.summary(told, left, output.gaps.len()));
        Ok(output)
    }
}

/// Without a `limit` an answer ends where it would outgrow this many bytes of JSON, about 8,000 tokens; so much of it is
/// for tables however long the rest is.
const ANSWER_BYTES: usize = 24_000;
const LEAST_PAGE: usize = 8_000;
/// Of these, the list of the order takes at most so many.
const ORDER_BYTES: usize = 4_000;
/// Cycles that are told of, and tables and foreign keys of one.
const MOST_CYCLES: usize = 8;
const MOST_OF_A_CYCLE: usize = 30;

fn saturate(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn json_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

/// What was not read: silence never means that there is no more.
fn gaps(sources: &Sources, chosen: &Chosen, schema: &Schema) -> Vec<Gap> {
    let mut gaps = sources.gaps.clone();
    gaps.extend(schema.gaps.iter().cloned());
    let name = sources.sources.first().map(Source::name).unwrap_or_default();
    if schema.tables().next().is_none() {
        gaps.push(Gap::of_source(name, "no statement of the text leaves a table: there is nothing to describe"));
    } else if chosen.from == DialectFrom::Default {
        gaps.push(Gap::of_source(name, "nothing tells the dialect: the text was read as PostgreSQL; say `dialect`"));
    }
    gaps.sort();
    gaps
}

/// One page of tables on the way into an answer.
struct Answer<'s> {
    describer: Describer<'s>,
    graph: &'s Graph<'s>,
    order: &'s Order,
    choice: &'s Choice,
    skipped: usize,
    limit: Option<usize>,
}

impl Answer<'_> {
    /// The tables of the page with their places in the choice, each as `made` and measured, as far as there is room.
    fn page<T: Serialize>(
        &self,
        output: &Output,
        context: &Context,
        mut made: impl FnMut(usize, usize) -> T,
    ) -> Result<Vec<T>, ToolError> {
        let room = ANSWER_BYTES.saturating_sub(json_bytes(output)).max(LEAST_PAGE);
        let mut page = Vec::new();
        let mut bytes = 0;
        for (place, table) in self.choice.tables.iter().enumerate().skip(self.skipped) {
            context.checkpoint()?;
            if self.limit.is_some_and(|limit| page.len() >= limit) {
                break;
            }
            let part = made(place, *table);
            bytes += json_bytes(&part);
            if self.limit.is_none() && bytes > room && !page.is_empty() {
                break;
            }
            page.push(part);
        }
        Ok(page)
    }

    /// The cycles that have to do with the tables that were asked for.
    fn cycles(&self) -> impl Iterator<Item = &Cycle> {
        let asked: BTreeSet<usize> = self.choice.tables.iter().copied().collect();
        self.order.cycles.iter().filter(move |cycle| cycle.tables.iter().any(|table| asked.contains(table)))
    }

    fn markdown(&self, output: &mut Output, context: &Context) -> Result<usize, ToolError> {
        let mut order = String::new();
        if self.skipped == 0 && self.choice.tables.len() > 1 {
            let mut tables = self.choice.tables.clone();
            tables.sort_by_key(|table| (self.order.levels.get(*table).copied(), *table));
            let room = if self.limit.is_some() { usize::MAX } else { ORDER_BYTES };
            order = format!(
                "\nOrder, parents before children:\n\n{}\n",
                markdown::order(&tables, &self.order.levels, self.graph, room)
            );
            let cycles: Vec<&Cycle> = self.cycles().collect();
            if !cycles.is_empty() {
                order.push_str("\nCycles:\n\n");
            }
            for cycle in cycles.iter().take(MOST_CYCLES) {
                let _ = writeln!(order, "- {}", markdown::cycle(cycle, self.graph, &self.describer));
            }
            if let Some(more) = cycles.len().checked_sub(MOST_CYCLES).filter(|more| *more > 0) {
                let _ = writeln!(order, "- and {more} more");
            }
        }
        output.text = Some(order.clone());
        let blocks = self.page(output, context, |_, table| markdown::block(&self.describer.table(table)))?;
        let named = self.choice.named.saturating_sub(self.skipped).min(blocks.len());
        let (named, neighbours) = blocks.split_at(named);
        let mut text = String::new();
        if !named.is_empty() {
            text.push_str(&markdown::fenced(named));
        }
        if !neighbours.is_empty() {
            text.push_str(if named.is_empty() { "Neighbours:\n\n" } else { "\nNeighbours:\n\n" });
            text.push_str(&markdown::fenced(neighbours));
        }
        text.push_str(&order);
        output.text = Some(text);
        Ok(blocks.len())
    }

    fn mermaid(&self, output: &mut Output, context: &Context) -> Result<usize, ToolError> {
        let asked: BTreeSet<usize> = self.choice.tables.iter().copied().collect();
        let mut diagram = mermaid::Diagram::default();
        let parts = self.page(output, context, |place, table| {
            let is_neighbour = place >= self.choice.named;
            let mut part = diagram.entity(table, &self.describer.table(table), is_neighbour, self.graph);
            for (_, edge) in self.graph.outgoing(table).filter(|(_, edge)| asked.contains(&edge.parent)) {
                part.extend(diagram.relationship(edge, self.graph));
            }
            part
        })?;
        output.text = Some(format!("erDiagram\n{}", parts.concat()));
        Ok(parts.len())
    }

    fn json(&self, output: &mut Output, context: &Context) -> Result<usize, ToolError> {
        if self.skipped == 0 {
            let most = self.limit.map_or(MOST_CYCLES, |_| usize::MAX);
            output.cycles = self.cycles().take(most).map(|cycle| self.cycle(cycle)).collect();
        }
        output.tables = self.page(output, context, |_, table| self.describer.table(table))?;
        Ok(output.tables.len())
    }

    fn cycle(&self, cycle: &Cycle) -> CycleFacts {
        let most = self.limit.map_or(MOST_OF_A_CYCLE, |_| usize::MAX);
        let edges = cycle.afterwards.iter().filter_map(|at| self.graph.edges.get(*at));
        let more = [cycle.tables.len(), cycle.afterwards.len()].map(|count| count.saturating_sub(most)).iter().sum();
        CycleFacts {
            tables: cycle.tables.iter().take(most).map(|table| self.graph.name(*table).to_owned()).collect(),
            add_afterwards: edges.take(most).map(|edge| self.describer.reference(*edge)).collect(),
            more: Some(more).filter(|more| *more > 0),
        }
    }

    fn summary(&self, told: usize, left: usize, gaps: usize) -> String {
        let count = |number| markdown::counted(number, "table", "tables");
        let neighbours = self.choice.tables.len() - self.choice.named;
        let mut parts = vec![match (told, left) {
            (0, 0) => "nothing to describe".to_owned(),
            (1, 0) => "1 table described".to_owned(),
            (told, _) => format!("{} described, parents before children", count(told)),
        }];
        if neighbours > 0 {
            parts.push(format!("{} asked for, {neighbours} neighbours", self.choice.named));
        }
        if left > 0 {
            let next = self.skipped + told;
            parts.push(format!("{} left out: see them with `offset` {next}, or name some in `tables`", count(left)));
        }
        if self.choice.partitions > 0 {
            let partitions = markdown::counted(self.choice.partitions, "partition is", "partitions are");
            parts.push(format!("{partitions} told with the table they belong to; `tables` names one"));
        }
        match self.cycles().count() {
            0 => {}
            cycles => parts.push(markdown::counted(cycles, "cycle", "cycles")),
        }
        if gaps > 0 {
            parts.push("not all was read, see gaps".to_owned());
        }
        parts.join("; ")
    }
}
