//! Prints what is read of a file: `cargo run -p architect-sql --example changes -- FILE [DIALECT]`.
#![allow(clippy::print_stdout)]

use architect_core::Source;
use architect_sql::Dialect;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("a file is needed")?;
    let dialect: Dialect = arguments.next().unwrap_or_else(|| "postgresql".to_owned()).parse()?;
    let source = Source::new(&path, std::fs::read_to_string(&path)?);
    let script = architect_sql::statement::split(&source, dialect);
    for gap in &script.gaps {
        println!("GAP {gap:?}");
    }
    for statement in &script.statements {
        let reading = statement.read();
        for change in &reading.changes {
            println!("{change:#?}");
        }
        for gap in reading.gaps {
            println!("GAP {} at {:?}", gap.reason, gap.span);
        }
    }
    Ok(())
}
