//! The nearest right name for a wrong one.

/// Letters that must agree before one name counts as the beginning of another.
const LEAST_PREFIX: usize = 4;

/// The candidate nearest to `name`, when one is near enough to be what was meant: at most a third of the letters of
/// the longer of both differ, or one begins with the other and the shorter has at least four letters. Slips of the
/// first kind go before those of the second; ties go to the first candidate. Case and the separators that people mix
/// up (`-`, `_`, blank) do not count.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let wanted_length = wanted.chars().count();
    if wanted_length == 0 {
        return None;
    }
    let mut best: Option<((bool, usize), &'a str)> = None;
    for candidate in candidates {
        let folded = fold(candidate);
        let length = folded.chars().count();
        let allowed = wanted_length.max(length) / 3;
        let apart = wanted_length.abs_diff(length);
        let begins =
            wanted_length.min(length) >= LEAST_PREFIX && (folded.starts_with(&wanted) || wanted.starts_with(&folded));
        let distance = if begins {
            apart
        } else if apart <= allowed {
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

/// The letters that count, and no more of them than make a name.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).take(128).collect()
}
