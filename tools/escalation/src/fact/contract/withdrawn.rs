//! Handlers that come to answer that what they did is gone: status 410 of HTTP (RFC 9110, section 15.5.11).

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};

/// Reads what is withdrawn.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let applies = file.is_program() && !file.role.interface && file.file.operation == Operation::Modified;
        if !applies || file.old.iter().any(answers) {
            continue;
        }
        for read in &file.new {
            let lines = Lines::of(read);
            let found = read
                .block
                .changed()
                .find(|(line, _, _)| !lines.is_import(*line) && says_gone(lines.tokens(read, *line)));
            let Some((line, _, _)) = found else { continue };
            let what = What::ContractChanged { what: "a handler answers that it is gone".to_owned(), breaking: true };
            facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
            break;
        }
    }
}

fn answers(read: &ReadBlock<'_>) -> bool {
    let lines = Lines::of(read);
    (0..read.block.lines.len()).any(|line| !lines.is_import(line) && says_gone(lines.tokens(read, line)))
}

/// `throw new GoneException(…)`, `head :gone`, `status(410)`, `http.StatusGone`: said, not asked for.
fn says_gone(tokens: &[Token<'_>]) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let compared =
        tokens.windows(2).any(|pair| matches!(pair, [a, b] if matches!((a.text, b.text), ("=" | "!", "="))))
            || tokens.iter().any(|token| matches!(token.text, "case" | "catch" | "except" | "rescue" | "if" | "in"));
    let named = |name: &str| {
        matches!(
            name,
            "StatusGone"
                | "HTTP_410_GONE"
                | "Status410Gone"
                | "HttpGone"
                | "HttpResponseGone"
                | "GoneException"
                | "GoneError"
                | "GoneHttpException"
        )
    };
    let said = tokens.iter().enumerate().any(|(at, token)| {
        token.kind == TokenKind::Word && named(token.text)
            || matches!(token.text, "head" | "status") && text(at + 1) == ":" && text(at + 2) == "gone"
            || matches!(token.text, "status" | "abort" | "sendStatus" | "status_code" | "statusCode")
                && matches!(text(at + 1), "(" | "=" | ":")
                && text(at + 2) == "410"
            || matches!(token.text, "StatusCode" | "HttpStatus" | "HttpStatusCode" | "StatusCodes")
                && matches!(text(at + 1), "." | ":")
                && (matches!(text(at + 2), "GONE" | "Gone") || matches!(text(at + 3), "GONE" | "Gone"))
    });
    said && !compared
}
