//! The splitter: statements in order and apart, inside the text and between characters; comments and gaps likewise.
#![no_main]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::statement::split;
use libfuzzer_sys::fuzz_target;

const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql];

fuzz_target!(|text: &str| {
    let source = Source::new("content", text);
    // A source may leave out a mark at its beginning: the places are those of its own text.
    let text = source.text();
    for dialect in DIALECTS {
        let script = split(&source, dialect);
        let mut end = 0;
        for statement in &script.statements {
            let bytes = statement.bytes();
            assert!(end <= bytes.start && bytes.start <= bytes.end, "{dialect}: {bytes:?} begins before {end}");
            assert!(text.get(bytes.clone()).is_some(), "{dialect}: {bytes:?} is no part of the text");
            end = bytes.end;
            let mut token_end = bytes.start;
            for token in statement.tokens().tokens {
                assert!(
                    token_end <= token.bytes.start && token.bytes.end <= bytes.end,
                    "{dialect}: {token:?} in {bytes:?}"
                );
                assert!(text.get(token.bytes.clone()).is_some(), "{dialect}: {token:?}");
                token_end = token.bytes.end;
            }
        }
        let mut end = 0;
        for comment in &script.comments {
            assert!(end <= comment.start && text.get(comment.clone()).is_some(), "{dialect}: comment {comment:?}");
            end = comment.end;
        }
        for gap in &script.gaps {
            let bytes = gap.span.as_ref().map(|span| span.bytes());
            assert!(bytes.is_none_or(|bytes| text.get(bytes).is_some()), "{dialect}: {gap:?}");
        }
    }
});
