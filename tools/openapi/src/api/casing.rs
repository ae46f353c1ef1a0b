//! How names are written: `camelCase`, `snake_case`, and what most of a document does.

/// A way of writing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Casing {
    /// `order-line`
    Kebab,
    /// `order_line`
    Snake,
    /// `orderLine`
    Camel,
    /// `OrderLine`
    Pascal,
    /// `ORDER_LINE`
    Macro,
}

const ALL: [Casing; 5] = [Casing::Kebab, Casing::Snake, Casing::Camel, Casing::Pascal, Casing::Macro];

impl std::fmt::Display for Casing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Kebab => "`kebab-case`",
            Self::Snake => "`snake_case`",
            Self::Camel => "`camelCase`",
            Self::Pascal => "`PascalCase`",
            Self::Macro => "`MACRO_CASE`",
        })
    }
}

impl Casing {
    /// Whether a name is written so. A name of one word in small letters is written in three ways at once.
    pub fn fits(self, name: &str) -> bool {
        let first = name.chars().next();
        let all = |legal: fn(char) -> bool| name.chars().all(legal);
        match self {
            Self::Kebab => all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            Self::Snake => all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            Self::Camel => all(|c| c.is_ascii_alphanumeric()) && !first.is_some_and(|c| c.is_ascii_uppercase()),
            Self::Pascal => all(|c| c.is_ascii_alphanumeric()) && !first.is_some_and(|c| c.is_ascii_lowercase()),
            Self::Macro => all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'),
        }
    }
}

/// Names that tell the ways of writing apart, before most of them count as a custom.
const ENOUGH: usize = 5;
/// Of these, the percentage that must agree.
const MOST: usize = 70;

/// The way in which most names are written, and what goes with those that are written otherwise. `None` when there is
/// no such way.
pub fn outliers<'a, T>(names: impl Iterator<Item = (&'a str, T)>) -> Option<(Casing, Vec<T>)> {
    let names: Vec<(&str, T)> = names.collect();
    let mut counts = [0; ALL.len()];
    let mut telling = 0;
    for (name, _) in &names {
        let fits = ALL.map(|casing| casing.fits(name));
        // One word in small letters, or a single capital, does not tell.
        if fits.iter().filter(|fits| **fits).count() > 1 {
            continue;
        }
        telling += 1;
        for (count, fits) in counts.iter_mut().zip(fits) {
            *count += usize::from(fits);
        }
    }
    let (casing, count) = ALL.into_iter().zip(counts).max_by_key(|(_, count)| *count)?;
    if telling < ENOUGH || count * 100 < telling * MOST {
        return None;
    }
    Some((casing, names.into_iter().filter(|(name, _)| !casing.fits(name)).map(|(_, item)| item).collect()))
}

/// The words of a name, in small letters, however it is written.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let begins = !before.is_alphanumeric() || (letter.is_uppercase() && !before.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_are_written_otherwise_stand_out() {
        let names = ["orderId", "createdAt", "id", "paidAt", "unitPrice", "sentAt", "vat_rate"];

        let found = outliers(names.iter().map(|name| (*name, *name)));

        assert_eq!(found, Some((Casing::Camel, vec!["vat_rate"])));
    }

    #[test]
    fn without_a_custom_nothing_stands_out() {
        let mixed = ["orderId", "createdAt", "paid_at", "unit_price", "sentAt", "vat_rate"];
        let few = ["orderId", "vat_rate"];

        assert_eq!(outliers(mixed.iter().map(|name| (*name, ()))), None);
        assert_eq!(outliers(few.iter().map(|name| (*name, ()))), None);
    }

    #[test]
    fn words_are_found_in_every_way_of_writing() {
        for name in ["listOrderLines", "list_order_lines", "list-order-lines", "ListOrderLines"] {
            assert_eq!(words(name), ["list", "order", "lines"], "{name}");
        }
        assert_eq!(words("orderID"), ["order", "id"]);
    }
}
