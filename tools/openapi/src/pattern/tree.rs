//! A pattern as a tree.

/// Characters as ranges of code points, in order and apart.
pub(super) type Set = Vec<(u32, u32)>;

pub(super) enum Tree {
    /// A condition that takes no character: an end of the text, a boundary, what lies around.
    Condition,
    Set(Set),
    Concat(Vec<Tree>),
    Choice(Vec<Tree>),
    Repeat {
        inner: Box<Tree>,
        least: u32,
        most: Option<u32>,
    },
}

const LAST: u32 = 0x10_FFFF;
/// Property escapes stand for characters beyond all others, one for each text: they meet only themselves.
const PROPERTIES: u32 = LAST + 1;

/// Reads a pattern; `None` when it is not understood. Recursion is bounded by the number of groups, which
/// [`is_bounded`](crate::validation::pattern::is_bounded) bounds.
pub(super) fn read(pattern: &str) -> Option<Tree> {
    let mut reader = Reader { characters: pattern.chars().collect(), at: 0, looks: 0 };
    let tree = reader.choice()?;
    (reader.at == reader.characters.len()).then_some(tree)
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    /// Look-around that was met, to be refused inside of a repetition.
    looks: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.characters.get(self.at..).unwrap_or_default();
        let length = text.chars().count();
        let found = rest.len() >= length && text.chars().zip(rest).all(|(a, b)| a == *b);
        if found {
            self.at += length;
        }
        found
    }

    fn choice(&mut self) -> Option<Tree> {
        let mut choices = vec![self.concat()?];
        while self.eat("|") {
            choices.push(self.concat()?);
        }
        if choices.len() == 1 { choices.pop() } else { Some(Tree::Choice(choices)) }
    }

    fn concat(&mut self) -> Option<Tree> {
        let mut parts = Vec::new();
        while let Some(character) = self.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            let around = self.looks;
            let atom = self.atom()?;
            parts.push(self.quantified(atom, around)?);
        }
        Some(Tree::Concat(parts))
    }

    fn quantified(&mut self, inner: Tree, around: usize) -> Option<Tree> {
        let start = self.at;
        let (least, most) = match self.next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts() {
                Some(counts) => counts,
                None => {
                    // A brace that counts nothing is a character.
                    self.at = start;
                    return Some(inner);
                }
            },
            _ => {
                self.at = start;
                return Some(inner);
            }
        };
        self.eat("?");
        if self.looks > around {
            return None;
        }
        Some(Tree::Repeat { inner: Box::new(inner), least, most })
    }

    /// The counts behind an opening brace.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let least = self.count()?;
        if self.eat("}") {
            return Some((least, Some(least)));
        }
        if !self.eat(",") {
            return None;
        }
        if self.eat("}") {
            return Some((least, None));
        }
        let most = self.count()?;
        self.eat("}").then_some((least, Some(most)))
    }

    fn count(&mut self) -> Option<u32> {
        let start = self.at;
        let mut count = 0_u32;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            count = count.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        (self.at > start).then_some(count)
    }

    fn atom(&mut self) -> Option<Tree> {
        Some(match self.next()? {
            '^' | '$' => Tree::Condition,
            '.' => Tree::Set(without(vec![(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])),
            '(' => self.group()?,
            '[' => Tree::Set(self.class()?),
            '\\' => match self.peek()? {
                'b' | 'B' => {
                    self.at += 1;
                    Tree::Condition
                }
                // A back reference: what it reads is not known.
                '1'..='9' | 'k' => return None,
                _ => Tree::Set(self.escape()?),
            },
            '*' | '+' | '?' => return None,
            character => Tree::Set(one(character)),
        })
    }

    fn group(&mut self) -> Option<Tree> {
        let looks = self.eat("?=") || self.eat("?!") || self.eat("?<=") || self.eat("?<!");
        if !looks && !self.eat("?:") && self.eat("?<") {
            while self.next()? != '>' {}
        }
        let inner = self.choice()?;
        if !self.eat(")") {
            return None;
        }
        if looks {
            self.looks += 1;
            return Some(Tree::Condition);
        }
        Some(inner)
    }

    fn class(&mut self) -> Option<Set> {
        let negated = self.eat("^");
        let mut set = Set::new();
        loop {
            if self.eat("]") {
                break;
            }
            let low = self.class_member()?;
            let is_range = self.peek() == Some('-') && self.characters.get(self.at + 1) != Some(&']');
            if !is_range {
                set.extend(low);
                continue;
            }
            self.at += 1;
            let high = self.class_member()?;
            match (low.as_slice(), high.as_slice()) {
                ([(from, a)], [(b, to)]) if from == a && b == to && from <= to => set.push((*from, *to)),
                _ => {
                    set.extend(low);
                    set.extend(high);
                    set.extend(one('-'));
                }
            }
        }
        Some(if negated { without(set) } else { merged(set) })
    }

    fn class_member(&mut self) -> Option<Set> {
        match self.next()? {
            '\\' if self.peek() == Some('b') => {
                self.at += 1;
                Some(one('\u{8}'))
            }
            '\\' => self.escape(),
            character => Some(one(character)),
        }
    }

    /// The characters that an escape stands for, behind the backslash.
    fn escape(&mut self) -> Option<Set> {
        Some(match self.next()? {
            'd' => vec![(0x30, 0x39)],
            'D' => without(vec![(0x30, 0x39)]),
            'w' => merged(word()),
            'W' => without(word()),
            's' => merged(space()),
            'S' => without(space()),
            'n' => one('\n'),
            'r' => one('\r'),
            't' => one('\t'),
            'f' => one('\u{c}'),
            'v' => one('\u{b}'),
            '0' => one('\0'),
            'c' => {
                let letter = u32::from(self.next()?) % 32;
                vec![(letter, letter)]
            }
            'x' => self.code(2)?,
            'u' if self.eat("{") => {
                let mut value = 0_u32;
                loop {
                    match self.next()? {
                        '}' => break,
                        digit => value = value.checked_mul(16)?.checked_add(digit.to_digit(16)?)?,
                    }
                }
                vec![(value, value)]
            }
            'u' => self.code(4)?,
            letter @ ('p' | 'P') => {
                if !self.eat("{") {
                    return Some(one(letter));
                }
                let mut sum = u32::from(letter);
                loop {
                    match self.next()? {
                        '}' => break,
                        character => sum = sum.wrapping_mul(31).wrapping_add(u32::from(character)),
                    }
                }
                let stands = PROPERTIES + sum % 0x10_0000;
                vec![(stands, stands)]
            }
            character => one(character),
        })
    }

    fn code(&mut self, digits: usize) -> Option<Set> {
        let mut value = 0;
        for _ in 0..digits {
            value = value * 16 + self.next()?.to_digit(16)?;
        }
        Some(vec![(value, value)])
    }
}

fn one(character: char) -> Set {
    vec![(u32::from(character), u32::from(character))]
}

fn word() -> Set {
    vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
}

fn space() -> Set {
    vec![
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ]
}

fn merged(mut set: Set) -> Set {
    set.sort_unstable();
    let mut merged: Set = Vec::with_capacity(set.len());
    for (from, to) in set {
        match merged.last_mut() {
            Some((_, end)) if from <= end.saturating_add(1) => *end = (*end).max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn without(set: Set) -> Set {
    let mut rest = Set::new();
    let mut next = 0;
    for (from, to) in merged(set) {
        if from > LAST {
            break;
        }
        if from > next {
            rest.push((next, from - 1));
        }
        next = to.saturating_add(1);
    }
    if next <= LAST {
        rest.push((next, LAST));
    }
    rest
}
