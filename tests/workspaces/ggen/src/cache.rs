//! Packages that were fetched lately.

use std::collections::VecDeque;

/// Keeps the packages that were used last.
#[derive(Clone, Debug)]
pub struct Cache {
    capacity: usize,
    entries: VecDeque<(String, Vec<u8>)>,
}

impl Cache {
    pub fn new(capacity: usize) -> Cache {
        Cache {
            capacity,
            entries: VecDeque::with_capacity(capacity),
        }
    }

    pub fn insert(&mut self, name: &str, archive: Vec<u8>) {
        self.entries.retain(|(other, _)| other != name);
        self.entries.push_front((name.to_owned(), archive));
        self.entries.truncate(self.capacity);
    }

    pub fn get(&mut self, name: &str) -> Option<&[u8]> {
        let position = self.entries.iter().position(|(other, _)| other == name)?;
        let entry = self.entries.remove(position)?;
        self.entries.push_front(entry);
        self.entries.front().map(|(_, archive)| archive.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut cache = Cache::new(2);
        cache.insert("http", vec![1]);
        cache.insert("web", vec![2]);
        cache.get("http");
        cache.insert("log", vec![3]);
        assert_eq!(cache.get("web"), None);
        assert_eq!(cache.get("http"), Some(&[1][..]));
    }
}
