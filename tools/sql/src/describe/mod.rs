//! A schema told to people and models: what each table is, what it refers to, and in which order tables are made.
//!
//! A [`Schema`](crate::schema::Schema) comes in; [facts](TableFacts) about the tables that were [chosen](Choice) go out,
//! as they are, as [Markdown](markdown) in the form of the profile's `database-schema`, or as a [Mermaid](mermaid)
//! diagram. The [`Graph`] of references and its [`Order`] are made once for the whole schema, facts only for the tables
//! that are shown, so that all of it takes linear time.

mod choice;
mod facts;
mod graph;
pub mod markdown;
pub mod mermaid;
mod order;

pub use choice::Choice;
pub use facts::{
    Bounds, CheckFacts, ColumnFacts, Describer, IndexFacts, IndexKind, PartitionFacts, RelationshipFacts, TableFacts,
};
pub use graph::{Edge, Graph};
pub use order::{Cycle, Order};
