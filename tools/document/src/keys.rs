//! The texts of keys, each with a number: documents have few that differ, and rules ask for them all the time.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::arena::Text;

/// The number of a key's text, valid for its file only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Atom(u32);

/// A table of texts by their hash. What hashes alike is told apart by the text itself.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Chosen anew for each file, so that no document can be written whose keys all hash alike.
    seed: [u64; 2],
    /// Numbers in `texts`, each at or behind the place of its hash; the length is a power of two.
    slots: Vec<u32>,
    texts: Vec<(u64, Text)>,
}

const FREE: u32 = u32::MAX;

impl Default for Keys {
    fn default() -> Self {
        let random = RandomState::new();
        let seed = [0, 1].map(|number: u8| {
            let mut hasher = random.build_hasher();
            hasher.write_u8(number);
            hasher.finish()
        });
        Self { seed, slots: vec![FREE; 64], texts: Vec::new() }
    }
}

impl Keys {
    /// The number of a text, when a key has it. `read` gives the text that stands at a place.
    pub(crate) fn find<'t>(&self, text: &str, read: impl Fn(Text) -> &'t str) -> Option<Atom> {
        self.search(self.hash(text), text, read).ok()
    }

    /// The number of a text that stands at `place`, and where it stood first.
    pub(crate) fn number<'t>(&mut self, text: &str, place: Text, read: impl Fn(Text) -> &'t str) -> (Atom, Text) {
        let hash = self.hash(text);
        match self.search(hash, text, read) {
            Ok(atom) => (atom, self.texts.get(atom.0 as usize).map_or(place, |(_, first)| *first)),
            Err(slot) => {
                let number = u32::try_from(self.texts.len()).unwrap_or(FREE);
                self.texts.push((hash, place));
                if let Some(free) = self.slots.get_mut(slot) {
                    *free = number;
                }
                if self.texts.len() * 2 > self.slots.len() {
                    self.grow();
                }
                (Atom(number), place)
            }
        }
    }

    /// The number of the text with this hash, or the slot where it would stand.
    fn search<'t>(&self, hash: u64, text: &str, read: impl Fn(Text) -> &'t str) -> Result<Atom, usize> {
        let mut slot = self.slot(hash);
        // At least half of the slots are free.
        while let Some(number) = self.slots.get(slot).copied().filter(|number| *number != FREE) {
            if self.texts.get(number as usize).is_some_and(|(other, place)| *other == hash && read(*place) == text) {
                return Ok(Atom(number));
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        Err(slot)
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 2];
        for (number, (hash, _)) in self.texts.iter().enumerate() {
            let mut slot = self.slot(*hash);
            while self.slots.get(slot).is_some_and(|number| *number != FREE) {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = u32::try_from(number).unwrap_or(FREE);
            }
        }
    }

    fn slot(&self, hash: u64) -> usize {
        usize::try_from(hash & (self.slots.len() as u64 - 1)).unwrap_or_default()
    }

    fn hash(&self, text: &str) -> u64 {
        let [first, second] = self.seed;
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let last = rest.iter().fold(text.len() as u64, |word, byte| word << 8 | u64::from(*byte));
        let hash = words.iter().fold(first, |hash, word| fold(hash ^ u64::from_le_bytes(*word), second));
        fold(hash ^ last, second | 1)
    }
}

/// Both halves of the product, so that every bit of the factors has a part in every bit of the result.
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    u64::try_from(product & u128::from(u64::MAX)).unwrap_or_default()
        ^ u64::try_from(product >> 64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number_however_many_there_are() {
        let texts: Vec<String> = (0..5000).map(|number| format!("key-{number}")).collect();
        let place = |number: usize| {
            let at = u32::try_from(number).unwrap_or_default();
            Text { start: at, end: at, decoded: false }
        };
        let read = |place: Text| texts.get(place.start as usize).map(String::as_str).unwrap_or_default();
        let mut keys = Keys::default();

        for round in 0..2 {
            for (number, text) in texts.iter().enumerate() {
                let (atom, first) = keys.number(text, place(number), read);
                assert_eq!((atom, first.start as usize), (Atom(place(number).start), number), "in round {round}");
            }
        }

        assert_eq!(keys.find("key-4999", read), Some(Atom(4999)));
        assert_eq!(keys.find("key-5000", read), None);
        assert_eq!(keys.find("", read), None);
    }
}
