//! The ids that calls define, each once, and no more of them than can be kept.

use super::Evaluation;
use crate::identity::{IdPattern, Part};
use crate::limits;
use crate::sites::calls::Place;
use crate::sites::{BenchSite, SiteId};

impl Evaluation<'_> {
    pub(super) fn define(&mut self, (name_span, id_span): Place, pattern: IdPattern) {
        let file = self.file;
        let sites = &mut self.sites;
        let site = *self.by_place.entry((file, name_span.start)).or_insert_with(|| {
            sites.push(BenchSite { file, name_span, id_span, ids: Vec::new() });
            sites.len() - 1
        });
        let certain = self.branches == 0 && self.known_caller;
        let key = (site, self.group_number, pattern);
        if let Some(&index) = self.by_id.get(&key) {
            self.sites[site].ids[index].certain |= certain;
            return;
        }
        let count = self.sites[site].ids.len() as u64;
        let group_bytes = self.group.as_ref().map_or(0, |(_, name)| name.len());
        let bytes = self.id_bytes + (key.2.bytes() + group_bytes + size_of::<SiteId>()) as u64;
        if self.allows(&limits::IDS_OF_CALL, count + 1) && self.allows(&limits::IDS_BYTES, bytes) {
            self.id_bytes = bytes;
            self.sites[site].ids.push(SiteId { pattern: key.2.clone(), group: self.group.clone(), certain });
            self.by_id.insert(key, count as usize);
        } else if self.open_sites.insert(site) {
            // It may be called anything.
            let parts = [
                (Part::Absent, Part::Absent),
                (Part::Any, Part::Absent),
                (Part::Absent, Part::Any),
                (Part::Any, Part::Any),
            ];
            let anything = parts.map(|(function, value)| SiteId {
                pattern: IdPattern { group: Part::Any, function, value },
                group: None,
                certain: false,
            });
            self.sites[site].ids.extend(anything);
        }
    }
}
