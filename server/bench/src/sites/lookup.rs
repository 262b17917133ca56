//! What a path in a bench may mean, among the files of its target. Names are not resolved: the end of the way is what is written, and
//! where two items may be meant, neither is, but for the one that stands beside the path.

use greenlight_syntax::benches::Function;
use rustc_hash::FxHashMap;

use super::TargetFile;
use crate::limits;

/// Which function: its file, and its place there.
pub(super) type FunctionIndex = (usize, usize);

/// The items of a target, by name.
pub(super) struct Items<'f> {
    files: &'f [TargetFile],
    functions: FxHashMap<&'f str, Vec<FunctionIndex>>,
    constants: FxHashMap<&'f str, Vec<(usize, usize)>>,
}

impl<'f> Items<'f> {
    pub(super) fn new(files: &'f [TargetFile]) -> Items<'f> {
        let mut items = Items { files, functions: FxHashMap::default(), constants: FxHashMap::default() };
        for (file, it) in files.iter().enumerate() {
            for (index, function) in it.source.functions.iter().enumerate() {
                items.functions.entry(&function.name).or_default().push((file, index));
            }
            for (index, constant) in it.source.constants.iter().enumerate() {
                items.constants.entry(&constant.name).or_default().push((file, index));
            }
        }
        items
    }

    /// The constant that `path` means, written in the file with this index.
    pub(super) fn constant(&self, file: usize, path: &[String]) -> Option<(usize, usize)> {
        let named = few(self.constants.get(path.last()?.as_str())?)?;
        let leads = |&&(file, index): &&(usize, usize)| {
            let constant = &self.files[file].source.constants[index];
            leads_to(path, (None, &constant.name), &self.files[file].module, &constant.module)
        };
        let found: Vec<(usize, usize)> = named.iter().filter(leads).copied().collect();
        match &found[..] {
            [one] => Some(*one),
            _ if path.len() == 1 => only(found.into_iter().filter(|(other, _)| *other == file)),
            _ => None,
        }
    }

    /// The function that `path` means, written in this inline module of the file with this index.
    pub(super) fn function(&self, (file, module): (usize, &[String]), path: &[String]) -> Option<FunctionIndex> {
        let named = few(self.functions.get(path.last()?.as_str())?)?;
        let leads = |&&index: &&FunctionIndex| {
            let function = self.of_index(index);
            let item = (function.owner.as_deref(), function.name.as_str());
            leads_to(path, item, &self.files[index.0].module, &function.module)
        };
        let found: Vec<FunctionIndex> = named.iter().filter(leads).copied().collect();
        let is_beside =
            |&index: &FunctionIndex| path.len() == 1 && index.0 == file && self.of_index(index).module == module;
        match &found[..] {
            [one] => Some(*one),
            _ => only(found.into_iter().filter(is_beside)),
        }
    }

    /// The only method of that name, of whatever type.
    pub(super) fn method(&self, name: &str) -> Option<FunctionIndex> {
        let named = few(self.functions.get(name)?)?;
        only(named.iter().copied().filter(|&index| self.of_index(index).owner.is_some()))
    }

    fn of_index(&self, (file, index): FunctionIndex) -> &'f Function {
        &self.files[file].source.functions[index]
    }
}

/// Where many have one name, it would take long to tell them apart.
fn few(named: &[(usize, usize)]) -> Option<&[(usize, usize)]> {
    limits::SAME_NAME.allows(named.len() as u64).then_some(named)
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    found.next().filter(|_| found.next().is_none())
}

/// Whether `path`, written somewhere in the target, may mean an item of the inline module `inner` of the file whose module is
/// `outer`: the end of its way is written. An item of a type comes with that.
fn leads_to(path: &[String], (owner, name): (Option<&str>, &str), outer: &[String], inner: &[String]) -> bool {
    let Some((last, qualifiers)) = path.split_last() else { return false };
    let of_type = qualifiers.last().filter(|segment| segment.starts_with(char::is_uppercase));
    let is_owners = match (of_type, owner) {
        (None, owner) => owner.is_none(),
        (Some(of_type), owner) => owner.is_some_and(|owner| of_type == "Self" || of_type == owner),
    };
    let modules = &qualifiers[..qualifiers.len() - usize::from(of_type.is_some())];
    let modules: Vec<&str> =
        modules.iter().map(String::as_str).filter(|segment| !matches!(*segment, "crate" | "self" | "super")).collect();
    let way: Vec<&str> = outer.iter().chain(inner).map(String::as_str).collect();
    last == name && is_owners && way.ends_with(&modules)
}
