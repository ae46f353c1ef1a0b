//! The patterns in `${NAME#pattern}`, `${NAME%pattern}` and `${NAME/pattern/replacement}`.

/// Longest value that patterns are held against; what is longer is not followed.
const MAX_VALUE: usize = 512;

/// `*`, `?` and letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Letter(char),
}

impl Pattern {
    /// Reads a pattern; nothing when an escape in it means nothing.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '*' => Piece::Any,
                '?' => Piece::One,
                // A brace and a slash are escaped for the sake of the reference around the pattern.
                '\\' if matches!(characters.peek(), Some('}' | '/')) => continue,
                '\\' => match characters.next() {
                    Some(escaped @ ('*' | '?' | '\\')) => Piece::Letter(escaped),
                    _ => return None,
                },
                _ => Piece::Letter(character),
            });
        }
        Some(Self(pieces))
    }

    /// Takes off the shortest or longest beginning that matches; nothing when the value is too long.
    pub(crate) fn trim_start(&self, value: &str, longest: bool) -> Option<String> {
        let letters = letters(value)?;
        let cut = self.end(&letters, 0, longest).unwrap_or(0);
        Some(letters.get(cut..).unwrap_or_default().iter().collect())
    }

    /// Takes off the shortest or longest end that matches.
    pub(crate) fn trim_end(&self, value: &str, longest: bool) -> Option<String> {
        let backwards = Self(self.0.iter().rev().copied().collect());
        let reversed: String = value.chars().rev().collect();
        Some(backwards.trim_start(&reversed, longest)?.chars().rev().collect())
    }

    /// Puts a replacement where the pattern matches: at the first place or at all, as much as it can each time.
    pub(crate) fn replace(&self, value: &str, replacement: &str, all: bool) -> Option<String> {
        let letters = letters(value)?;
        let starts = self.starts(&letters);
        let mut text = String::new();
        let mut at = 0;
        let mut done = false;
        while at < letters.len() || (at == 0 && letters.is_empty() && !done) {
            let end = if done && !all { None } else { starts.get(at).filter(|starts| **starts) }
                .and_then(|_| self.end(&letters, at, true));
            match end {
                Some(end) => {
                    done = true;
                    text.push_str(replacement);
                    if end > at {
                        at = end;
                        continue;
                    }
                    // An empty match leaves the letter behind it.
                    text.extend(letters.get(at));
                }
                None => text.extend(letters.get(at)),
            }
            at += 1;
        }
        Some(text)
    }

    /// Where a match can begin, for each place.
    fn starts(&self, letters: &[char]) -> Vec<bool> {
        let mut fits = vec![true; letters.len() + 1];
        for piece in self.0.iter().rev() {
            let mut before = vec![false; letters.len() + 1];
            let mut later = false;
            for at in (0..=letters.len()).rev() {
                let next = fits.get(at + 1).copied().unwrap_or(false);
                let here = fits.get(at).copied().unwrap_or(false);
                later |= here;
                let matches = match piece {
                    Piece::Any => later,
                    Piece::One => next,
                    Piece::Letter(letter) => next && letters.get(at) == Some(letter),
                };
                if let Some(slot) = before.get_mut(at) {
                    *slot = matches;
                }
            }
            fits = before;
        }
        fits
    }

    /// Where the shortest or longest match that begins at a place ends.
    fn end(&self, letters: &[char], start: usize, longest: bool) -> Option<usize> {
        let rest = letters.get(start..)?;
        let mut reached = vec![false; rest.len() + 1];
        *reached.first_mut()? = true;
        for piece in &self.0 {
            let mut after = vec![false; rest.len() + 1];
            let mut any = false;
            for at in 0..=rest.len() {
                any |= reached.get(at).copied().unwrap_or(false);
                let previous = at.checked_sub(1);
                let stepped = previous.and_then(|previous| reached.get(previous).copied()).unwrap_or(false);
                let matches = match piece {
                    Piece::Any => any,
                    Piece::One => stepped,
                    Piece::Letter(letter) => stepped && previous.and_then(|at| rest.get(at)) == Some(letter),
                };
                if let Some(slot) = after.get_mut(at) {
                    *slot = matches;
                }
            }
            reached = after;
        }
        let mut ends = reached.iter().enumerate().filter(|(_, reached)| **reached).map(|(at, _)| at + start);
        if longest { ends.next_back() } else { ends.next() }
    }
}

fn letters(value: &str) -> Option<Vec<char>> {
    (value.len() <= MAX_VALUE).then(|| value.chars().collect())
}
