//! Takes out of a text what is not for the server but for `psql`, and the rows behind `COPY … FROM stdin`.
//!
//! Blanks stand in their place, so that places stay what they are. It works line by line and shares nothing with the
//! product's own splitter, which has to come to the same statements without it.

/// The text as a server would see it.
pub(super) fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut copying = false;
    let mut ends = text.lines().filter(|line| line.trim() == "\\.").count();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if copying {
            copying = trimmed != "\\.";
            ends -= usize::from(!copying);
            blank(line, &mut masked);
        } else if trimmed.starts_with('\\') {
            blank(line, &mut masked);
        } else {
            let lower = trimmed.to_ascii_lowercase();
            copying = lower.starts_with("copy ") && lower.contains(" from stdin") && lower.ends_with(';') && ends > 0;
            let end = line.find(" \\g").unwrap_or(line.len());
            let (query, rest) = line.split_at(end);
            masked.push_str(query);
            // What sends a query off and does something with its answer.
            if let Some(rest) = rest.strip_prefix(' ') {
                masked.push(';');
                blank(rest, &mut masked);
            }
        }
    }
    masked
}

fn blank(line: &str, masked: &mut String) {
    masked.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn what_is_for_the_shell_and_rows_become_blanks() {
        let text = "\\connect shop\nCOPY t (a) FROM stdin;\nä\t1\n\\.\nSELECT 1;\nSELECT 2 \\gset\n";

        let masked = mask(text);

        assert_eq!(masked.len(), text.len());
        assert_eq!(
            masked.split_whitespace().collect::<Vec<_>>().join(" "),
            "COPY t (a) FROM stdin; SELECT 1; SELECT 2;"
        );
    }
}
