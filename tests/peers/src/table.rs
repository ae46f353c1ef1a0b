//! Figures in columns.

use std::fmt;
use std::time::Duration;

/// Rows of cells below a head; the first and the last column are text, the others figures.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: &[String]) {
        self.rows.push(cells.to_vec());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                match at {
                    0 => write!(f, "  {cell:width$}")?,
                    at if at + 1 == columns => write!(f, "  {cell}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// How often the second fits into the first.
#[allow(clippy::cast_precision_loss, reason = "figures for people")]
pub(crate) fn times(of: u64, base: u64) -> String {
    if base > 0 { format!("{:.1}x", of as f64 / base as f64) } else { "-".to_owned() }
}

/// How often the second fits into the first.
pub(crate) fn longer(of: Duration, base: Duration) -> String {
    if base.is_zero() { "-".to_owned() } else { format!("{:.1}x", of.as_secs_f64() / base.as_secs_f64()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right_and_names_to_the_left() {
        let mut table = Table::new(&["", "wall", "results"]);
        table.row(&["ours".to_owned(), seconds(Duration::from_millis(80)), "12".to_owned()]);
        table.row(&["another".to_owned(), times(3, 2), "3".to_owned()]);

        assert_eq!(table.to_string(), "              wall  results\n  ours     0.080 s  12\n  another     1.5x  3\n");
    }
}
