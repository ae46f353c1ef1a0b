//! Types of columns, where a migration in code tells both the one before and the one after.

use architect_sql::Dialect;
use architect_sql::ddl::DataType;
use architect_sql::migration::narrowing::narrows;

use crate::code::lexer::{Kind, Token};
use crate::fact::migrations::snapshot;

/// What a change of a column's type comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Retyped {
    /// It holds less: the type before and the type after.
    Less(String, String),
    /// Both are told, and nothing is lost.
    Same,
    /// The type before is not told, or no type at all.
    Unknown,
}

/// Compares the types that a call of Alembic or Entity Framework names.
pub(super) fn compare(call: &[Token<'_>]) -> Retyped {
    let argument = |name: &str| {
        let at = call.iter().position(|token| token.kind == Kind::Word && token.text == name)?;
        call.get(at + 1).filter(|mark| matches!(mark.text, "=" | ":"))?;
        call.get(at + 2..)
    };
    // Alembic: `existing_type=sa.String(length=255), type_=sa.String(length=50)`.
    if let (Some(before), Some(after)) = (argument("existing_type"), argument("type_")) {
        return narrowed(sqlalchemy(before), sqlalchemy(after));
    }
    // Entity Framework: `type: "nvarchar(50)", oldType: "nvarchar(200)"`, or lengths alone.
    if let (Some(before), Some(after)) = (argument("oldType"), argument("type")) {
        let text = |tokens: &[Token<'_>]| tokens.first().map(|token| token.text.to_owned());
        return narrowed(text(before), text(after));
    }
    if let (Some(before), Some(after)) = (argument("oldMaxLength"), argument("maxLength")) {
        let length = |tokens: &[Token<'_>]| tokens.first().map(|token| format!("varchar({})", token.text));
        return narrowed(length(before), length(after));
    }
    // A text that had no limit gets one.
    if let Some([length, ..]) = argument("maxLength")
        && argument("oldClrType").is_some_and(|old| old.iter().take(4).any(|token| token.text == "string"))
        && argument("oldMaxLength").is_none()
        && argument("oldType").is_none()
    {
        return Retyped::Less("text without a limit".to_owned(), format!("varchar({})", length.text));
    }
    Retyped::Unknown
}

fn typed(text: &str, dialect: Dialect) -> Option<DataType> {
    snapshot::data_type(&format!("c {text}"), dialect).map(|(_, data_type)| data_type)
}

fn narrowed(before: Option<String>, after: Option<String>) -> Retyped {
    let (Some(before), Some(after)) = (before, after) else { return Retyped::Unknown };
    for dialect in [Dialect::PostgreSql, Dialect::MsSql, Dialect::MySql] {
        if let (Some(from), Some(to)) = (typed(&before, dialect), typed(&after, dialect)) {
            return if narrows(&from, &to, dialect) { Retyped::Less(before, after) } else { Retyped::Same };
        }
    }
    Retyped::Unknown
}

/// `sa.String(length=255)` as SQL.
fn sqlalchemy(tokens: &[Token<'_>]) -> Option<String> {
    let name = tokens.iter().take(5).find(|token| {
        token.kind == Kind::Word && !matches!(token.text, "sa" | "mysql" | "postgresql" | "sqlalchemy" | "types")
    })?;
    let at = tokens.iter().position(|token| token.start == name.start)?;
    let opens = tokens.get(at + 1).is_some_and(|token| token.text == "(");
    let inside = tokens.get(at + 2..).unwrap_or_default();
    let numbers: Vec<&str> = inside
        .iter()
        .take_while(|token| opens && token.text != ")")
        .filter(|token| token.text.starts_with(|c: char| c.is_ascii_digit()))
        .map(|token| token.text)
        .collect();
    let sized =
        |sql: &str| if numbers.is_empty() { sql.to_owned() } else { format!("{sql}({})", numbers.join(", ")) };
    Some(match name.text.to_ascii_lowercase().as_str() {
        "string" | "varchar" | "unicode" | "nvarchar" => sized("varchar"),
        "text" | "unicodetext" | "clob" => "text".to_owned(),
        "integer" | "int" => "integer".to_owned(),
        "biginteger" | "bigint" => "bigint".to_owned(),
        "smallinteger" | "smallint" => "smallint".to_owned(),
        "numeric" | "decimal" => sized("numeric"),
        "float" | "double" | "double_precision" => "double precision".to_owned(),
        "date" => "date".to_owned(),
        "datetime" | "timestamp" => "timestamp".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Language, lexer};

    fn of(language: Language, text: &str) -> Retyped {
        compare(&lexer::tokens(language, text))
    }

    #[test]
    fn types_that_are_told_before_and_after_are_compared() {
        let less = |before: &str, after: &str| Retyped::Less(before.to_owned(), after.to_owned());

        assert_eq!(
            of(Language::Python, "('t', 'c', existing_type=sa.String(length=255), type_=sa.String(length=50))"),
            less("varchar(255)", "varchar(50)")
        );
        assert_eq!(
            of(Language::Python, "('t', 'c', existing_type=sa.String(length=50), type_=sa.Text())"),
            Retyped::Same
        );
        assert_eq!(
            of(Language::Braces, "(name: \"c\", table: \"t\", type: \"nvarchar(50)\", oldType: \"nvarchar(200)\")"),
            less("nvarchar(200)", "nvarchar(50)")
        );
        assert_eq!(of(Language::Braces, "(name: \"c\", maxLength: 50, oldMaxLength: 20)"), Retyped::Same);
        assert_eq!(
            of(
                Language::Braces,
                "<string>(name: \"c\", maxLength: 18, oldClrType: typeof(string), oldNullable: true)"
            ),
            less("text without a limit", "varchar(18)")
        );
        assert_eq!(of(Language::Braces, "(name: \"c\", nullable: false)"), Retyped::Unknown);
    }
}
