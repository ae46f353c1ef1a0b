//! Where a database is: `NAME=URL`.

use std::path::PathBuf;

use architect_core::ToolError;

/// A database's name and its place.
pub(super) struct Address {
    /// What calls say.
    pub(super) name: String,
    /// Where it is.
    pub(super) place: Place,
}

/// Where a database is.
pub(super) enum Place {
    /// The URL of a PostgreSQL server.
    Postgres(String),
    /// The URL of a MySQL or MariaDB server.
    MySql(String),
    /// A file.
    Sqlite(PathBuf),
}

/// Only the name: an address may hold a password.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Address").field(&self.name).finish()
    }
}

const FORM: &str = "give NAME=URL: shop=postgres://user@host/shop, shop=mysql://user@host/shop, shop=sqlite:shop.db, or \
                    shop=env:VARIABLE with the URL in an environment variable";

impl Address {
    /// Reads `NAME=URL`. An error says the name, never the URL.
    pub(super) fn parse(argument: &str) -> Result<Self, ToolError> {
        let (name, url) = argument
            .split_once('=')
            .filter(|(name, _)| is_name(name))
            .ok_or_else(|| ToolError::invalid_input("a database was given without a name").help(FORM))?;
        let url = match url.strip_prefix("env:") {
            Some(variable) => std::env::var(variable).map_err(|_| {
                ToolError::invalid_input(format!("the environment has no `{variable}` for the database `{name}`"))
            })?,
            None => url.to_owned(),
        };
        let place = Place::of(&url).ok_or_else(|| {
            ToolError::invalid_input(format!("the URL of the database `{name}` is of no known kind")).help(FORM)
        })?;
        Ok(Self { name: name.to_owned(), place })
    }

    /// A text without the user and the password that the URL holds, and without the URL itself, should a library or a
    /// server have said them.
    pub(super) fn without_secrets(&self, text: &str) -> String {
        let (Place::Postgres(url) | Place::MySql(url)) = &self.place else { return text.to_owned() };
        let mut text = text.replace(url.as_str(), "(url)");
        if let Some(user) = user(url).filter(|user| !user.is_empty()) {
            for quote in ['"', '\''] {
                text = text.replace(&format!("{quote}{}{quote}", decoded(user)), "(user)");
            }
        }
        let queried = url.split(['?', '&']).filter_map(|part| part.strip_prefix("password="));
        for secret in password(url).into_iter().chain(queried) {
            for form in [secret.to_owned(), decoded(secret)] {
                if !form.is_empty() {
                    text = text.replace(&form, "(password)");
                }
            }
        }
        text
    }
}

impl Place {
    fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        match scheme {
            "postgres" | "postgresql" if rest.starts_with("//") => Some(Self::Postgres(url.to_owned())),
            "mysql" | "mariadb" if rest.starts_with("//") => Some(Self::MySql(format!("mysql:{rest}"))),
            "sqlite" if !rest.is_empty() => {
                Some(Self::Sqlite(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest))))
            }
            _ => None,
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// `user:secret` of `scheme://user:secret@host/`, as it is written.
fn account(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    authority.rsplit_once('@').map(|(account, _)| account)
}

fn user(url: &str) -> Option<&str> {
    account(url)?.split(':').next()
}

fn password(url: &str) -> Option<&str> {
    account(url)?.split_once(':').map(|(_, password)| password)
}

/// With `%41` as `A`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(value) = escaped.filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(value);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_never_says_the_url() {
        for argument in
            ["postgres://me:secret@host/db", "shop=postgrex://me:secret@host/db", "=x:secret", "shop=secret"]
        {
            let error = Address::parse(argument).unwrap_err();
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
        let address = Address::parse("shop=postgres://me:s%40cret@host/db").unwrap();
        assert!(!format!("{address:?}").contains("cret"));
    }

    #[test]
    fn a_password_is_taken_out_as_written_and_as_meant() {
        let address = Address::parse("shop=postgres://me:s%40cret@host/db").unwrap();
        assert_eq!(address.without_secrets("no s@cret, no s%40cret"), "no (password), no (password)");
        assert_eq!(address.without_secrets("user \"me\" at home"), "user (user) at home");
        let address = Address::parse("shop=postgres://host/db?user=me&password=hush").unwrap();
        assert_eq!(address.without_secrets("hush!"), "(password)!");
    }

    #[test]
    fn files_are_named_with_and_without_slashes() {
        for (url, path) in [("sqlite:a/b.db", "a/b.db"), ("sqlite://a/b.db", "a/b.db"), ("sqlite:///b.db", "/b.db")] {
            let address = Address::parse(&format!("x={url}")).unwrap();
            assert!(matches!(address.place, Place::Sqlite(found) if found == std::path::Path::new(path)));
        }
    }
}
