//! The nearest right name for a wrong one.

/// Letters that must agree before one name counts as the beginning of another.
const LEAST_PREFIX: usize = 4;
/// Most candidates that are looked at: a text with thousands of wrong names has thousands of right ones, too, and each would
/// be held against all.
const MOST_CANDIDATES: usize = 1_000;

/// The candidate nearest to `name`, when one is near enough to be what was meant: at most a third of the letters of
/// the longer of both differ, or one begins with the other and the shorter has at least four letters. Slips of the
/// first kind go before those of the second; ties go to the first candidate. Case and the separators that people mix
/// up (`-`, `_`, blank) do not count. Of very many candidates only the first thousand are looked at.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let wanted_length = wanted.chars().count();
    let wanted_letters = letters(&wanted);
    if wanted_length == 0 {
        return None;
    }
    let mut best: Option<((bool, usize), &'a str)> = None;
    for candidate in candidates.into_iter().take(MOST_CANDIDATES) {
        let folded = fold(candidate);
        let length = folded.chars().count();
        let allowed = wanted_length.max(length) / 3;
        let apart = wanted_length.abs_diff(length);
        let begins =
            wanted_length.min(length) >= LEAST_PREFIX && (folded.starts_with(&wanted) || wanted.starts_with(&folded));
        let distance = if begins {
            apart
        } else if apart <= allowed && differing(&wanted_letters, &letters(&folded)) <= 2 * allowed {
            strsim::damerau_levenshtein(&wanted, &folded)
        } else {
            continue;
        };
        let rank = (distance > allowed, distance);
        if (distance <= allowed || begins) && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// `did you mean …?` for the nearest candidate, or the list of candidates when there are few, or nothing.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    const FEW: usize = 12;
    if let Some(near) = nearest(name, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let all: Vec<&str> = candidates.into_iter().take(FEW + 1).collect();
    (!all.is_empty() && all.len() <= FEW).then(|| format!("known are: {}", all.join(", ")))
}

/// How often each letter occurs; letters that share a place are taken for one.
fn letters(folded: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for letter in folded.chars() {
        if let Some(count) = counts.get_mut(letter as usize % 32) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// How many letters one has and the other has not, both ways: a slip of one letter makes two at most, so whoever differs in
/// more need not be compared letter by letter.
fn differing(one: &[u8; 32], other: &[u8; 32]) -> usize {
    one.iter().zip(other).map(|(one, other)| usize::from(one.abs_diff(*other))).sum()
}

/// The letters that count, and no more of them than make a name.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).take(128).collect()
}

#[cfg(test)]
mod bounds {
    use super::*;

    #[test]
    fn what_is_passed_over_before_the_comparison_would_not_have_been_near() {
        let names = [
            "orders", "ordres", "sredro", "customer", "costumer", "größe", "grösse", "maße", "masse", "api17",
            "nobody3",
        ];
        for one in names {
            for other in names {
                let (one, other) = (fold(one), fold(other));
                let distance = strsim::damerau_levenshtein(&one, &other);
                assert!(differing(&letters(&one), &letters(&other)) <= 2 * distance, "{one} {other}");
            }
        }
    }

    #[test]
    fn thousands_of_candidates_do_not_make_each_wrong_name_dearer() {
        let candidates: Vec<String> = (0..5_000).map(|n| format!("table{n}")).collect();
        let names = || candidates.iter().map(String::as_str);

        assert_eq!(nearest("tabel7", names()), Some("table7"));
        assert_eq!(nearest("other", names()), None);
        let looked_at = std::cell::Cell::new(0);
        nearest("tabel7", names().inspect(|_| looked_at.set(looked_at.get() + 1)));
        assert_eq!(looked_at.get(), MOST_CANDIDATES);
    }
}
