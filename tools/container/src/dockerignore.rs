//! `.dockerignore`: which files of the context a build never sees.
//!
//! In comes the text, out comes an answer for a path. The last line that fits decides; a line that fits a folder fits
//! all that is in it. The patterns are the builder's: `*` and `?` stay within a name, `**` goes over folders, `!` takes
//! back, and every pattern is meant from the root of the context.

use architect_core::files::PathKind;
use architect_core::{Context, Source};

/// Lines that are read; no real file has as many.
const MOST_LINES: usize = 10_000;

/// A path or pattern that is longer is not followed.
const MOST_LETTERS: usize = 1_024;

/// What a build leaves out of its context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DockerIgnore {
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// The pattern in its shortest form.
    text: String,
    pieces: Vec<Piece>,
    /// `!`: what fits is seen after all.
    takes_back: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Letter(char),
    /// `?`
    One,
    /// `*`
    Name,
    /// `**` at the end
    All,
    /// `**/`: any number of folders
    Folders,
    /// `[a-z]`
    Class {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
}

impl DockerIgnore {
    /// The file that counts for a Dockerfile at a path: its own, or that of its folder.
    pub fn find(path: &str, context: &Context) -> Option<Self> {
        let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default();
        let places = [format!("{path}.dockerignore"), format!("{folder}.dockerignore")];
        let files = context.files();
        let mut there = places.iter().filter(|place| files.look(place) == Some(PathKind::File));
        there.find_map(|place| files.read(place).ok()).map(|source| Self::read(&source))
    }

    /// Reads the file.
    pub fn read(source: &Source) -> Self {
        let text = source.text().trim_start_matches('\u{feff}');
        Self { lines: text.lines().take(MOST_LINES).filter_map(Line::read).collect() }
    }

    /// Whether a build never sees a file or folder. The root of the context is never left out as a whole.
    pub fn leaves_out(&self, path: &str) -> bool {
        let path = clean(path);
        if path == "." || path.len() > MOST_LETTERS {
            return false;
        }
        // The folders that lead to it, then the path itself.
        let letters: Vec<char> = path.chars().collect();
        let ends: Vec<usize> = letters
            .iter()
            .enumerate()
            .filter(|(_, letter)| **letter == '/')
            .map(|(at, _)| at)
            .chain([letters.len()])
            .collect();
        let mut out = false;
        for line in &self.lines {
            if line.takes_back == out && line.fits_any(&letters, &ends) {
                out = !line.takes_back;
            }
        }
        out
    }

    /// Whether a line takes something back, so that a folder that is left out may still have files that are seen.
    pub fn takes_back(&self) -> bool {
        self.lines.iter().any(|line| line.takes_back)
    }

    /// Whether everything is left out that no line takes back.
    pub fn leaves_out_all(&self) -> bool {
        self.lines.iter().any(|line| !line.takes_back && matches!(line.text.as_str(), "*" | "**" | "**/*"))
    }
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        if line.starts_with('#') || line.len() > MOST_LETTERS {
            return None;
        }
        let (takes_back, pattern) = match line.trim().strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line.trim()),
        };
        if pattern.is_empty() {
            return None;
        }
        let text = clean(pattern);
        Some(Self { pieces: pieces(&text)?, text, takes_back })
    }

    fn fits_any(&self, path: &[char], ends: &[usize]) -> bool {
        let reached = self.reached(path);
        ends.iter().any(|end| reached.get(*end).copied().unwrap_or(false))
    }

    /// For each place of a path whether the pattern fits what stands before it.
    fn reached(&self, path: &[char]) -> Vec<bool> {
        let mut reached = vec![false; path.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        for piece in &self.pieces {
            let mut after = vec![false; path.len() + 1];
            // Whether a place before can be stretched up to here.
            let mut stretched = false;
            for at in 0..=path.len() {
                let here = reached.get(at).copied().unwrap_or(false);
                let previous = at.checked_sub(1).and_then(|at| path.get(at)).copied();
                let stepped = at.checked_sub(1).and_then(|at| reached.get(at)).copied().unwrap_or(false);
                let fits = match piece {
                    Piece::Letter(letter) => stepped && previous == Some(*letter),
                    Piece::One => stepped && previous.is_some_and(|letter| letter != '/'),
                    Piece::Class { ranges, negated } => {
                        let within = |letter: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
                        stepped && previous.is_some_and(|letter| within(letter) != *negated)
                    }
                    Piece::Name => {
                        stretched = here || (stretched && previous != Some('/'));
                        stretched
                    }
                    Piece::All => {
                        stretched |= here;
                        stretched
                    }
                    Piece::Folders => {
                        let fits = here || (stretched && previous == Some('/'));
                        stretched |= here;
                        fits
                    }
                };
                if let Some(slot) = after.get_mut(at) {
                    *slot = fits;
                }
            }
            reached = after;
        }
        reached
    }
}

/// Takes a pattern apart; nothing when a bracket is not closed, which the builder refuses.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            '*' if letters.peek() == Some(&'*') => {
                letters.next();
                let folders = letters.next_if_eq(&'/').is_some();
                if letters.peek().is_none() {
                    Piece::All
                } else if folders {
                    Piece::Folders
                } else {
                    // `**x` is read as `**/x` is, and fits names that only end so as well.
                    if pieces.is_empty() { Piece::All } else { Piece::Folders }
                }
            }
            '*' => Piece::Name,
            '?' => Piece::One,
            '\\' => Piece::Letter(letters.next().unwrap_or('\\')),
            '[' => {
                let negated = letters.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                loop {
                    let from = match letters.next()? {
                        ']' if !ranges.is_empty() => break,
                        '\\' => letters.next()?,
                        letter => letter,
                    };
                    let to = if letters.next_if_eq(&'-').is_some() { letters.next()? } else { from };
                    ranges.push((from, to));
                }
                Piece::Class { ranges, negated }
            }
            letter => Piece::Letter(letter),
        });
    }
    Some(pieces)
}

/// The shortest form of a path from the root of the context.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignoring(lines: &str) -> DockerIgnore {
        DockerIgnore::read(&Source::new(".dockerignore", lines))
    }

    #[test]
    fn patterns_fit_what_the_builder_says() {
        let cases = [
            ("node_modules", "node_modules/a/b.js", true),
            ("node_modules", "api/node_modules", false),
            ("**/node_modules", "api/node_modules/x", true),
            ("**/node_modules", "node_modules", true),
            ("*.md", "README.md", true),
            ("*.md", "docs/README.md", false),
            ("**/*.md", "docs/a/README.md", true),
            ("docs/**", "docs/a/b", true),
            ("docs/**", "docs", false),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("/dist/", "dist/main.js", true),
            ("./src/../dist", "dist", true),
            ("a/**/z", "a/z", true),
            ("a/**/z", "a/b/c/z", true),
            ("#dist", "#dist", false),
            ("\\#dist", "#dist", true),
            ("**", "anything/at/all", true),
            ("*", ".", false),
        ];
        for (pattern, path, left_out) in cases {
            assert_eq!(ignoring(pattern).leaves_out(path), left_out, "{pattern} {path}");
        }
    }

    #[test]
    fn the_last_line_that_fits_decides() {
        let all_but_src = ignoring("*\n!src\nsrc/secret\n");

        assert!(all_but_src.leaves_out("README.md"));
        assert!(!all_but_src.leaves_out("src/main.rs"));
        assert!(all_but_src.leaves_out("src/secret/key"));
    }
}
