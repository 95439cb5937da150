//! Recall and mean reciprocal rank, kind by kind.

use std::collections::BTreeMap;
use std::fmt;

pub(crate) struct Report {
    name: String,
    kinds: BTreeMap<&'static str, Tally>,
}

impl Report {
    pub(crate) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), kinds: BTreeMap::new() }
    }

    /// Counts a question, and where among ten its article came, if at all.
    pub(crate) fn count(&mut self, kind: &'static str, place: Option<usize>) {
        for kind in [kind, ALL] {
            self.kinds.entry(kind).or_default().count(place);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["asked", "@1", "@3", "@10", "MRR@10"];
        writeln!(f, "{:<28}{}", self.name, head.map(|name| format!("{name:>8}")).concat())?;
        for (kind, tally) in &self.kinds {
            writeln!(f, "  {kind:<26}{tally}")?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Tally {
    asked: u32,
    first: u32,
    in_three: u32,
    in_ten: u32,
    reciprocal: f64,
}

impl Tally {
    fn count(&mut self, place: Option<usize>) {
        self.asked += 1;
        self.first += u32::from(place == Some(0));
        self.in_three += u32::from(place.is_some_and(|place| place < 3));
        self.in_ten += u32::from(place.is_some());
        self.reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>8}", self.asked)?;
        let asked = f64::from(self.asked);
        for count in [self.first, self.in_three, self.in_ten] {
            write!(f, "{:>8.1}", 100.0 * f64::from(count) / asked)?;
        }
        write!(f, "{:>8.3}", self.reciprocal / asked)
    }
}

/// Sorts before every kind that is written small.
const ALL: &str = "ALL";
