//! A rule's page, as `explain` and the rule resources show it.

use std::fmt::Write as _;

use architect_core::RuleMeta;

/// The page of a rule, Markdown: grade, documentation, references, and the names it has elsewhere.
pub fn rule_page(meta: &RuleMeta) -> String {
    let mut text = format!("# `{}`\n\nSeverity {}, since {}", meta.id, meta.severity.as_str(), meta.since);
    text.push_str(if meta.default { ".\n\n" } else { "; runs only when it is selected.\n\n" });
    text.push_str(&meta.markdown());
    text.push('\n');
    if !meta.references.is_empty() {
        text.push_str("\n## References\n");
        for (title, address) in meta.references {
            let _ = writeln!(text, "- [{title}]({address})");
        }
    }
    if !meta.aliases.is_empty() {
        let _ = write!(text, "\n## Names elsewhere\n{}\n", meta.aliases.join(", "));
    }
    text
}
