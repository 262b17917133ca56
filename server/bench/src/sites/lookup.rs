//! What a path in a bench may mean, among the files of its target. Names are not resolved: the end of the way is what is written, and
//! where two items may be meant, neither is, but for the one that stands beside the path.

use super::TargetFile;

/// Which function: its file, and its place there.
pub(super) type FunctionIndex = (usize, usize);

/// The constant that `path` means, written in the file with this index.
pub(super) fn constant(files: &[TargetFile], file: usize, path: &[String]) -> Option<(usize, usize)> {
    let all = files.iter().enumerate().flat_map(|(file, it)| {
        it.source.constants.iter().enumerate().map(move |(index, constant)| (file, index, constant))
    });
    let found: Vec<(usize, usize)> = all
        .filter(|(file, _, constant)| leads_to(path, (None, &constant.name), &files[*file].module, &constant.module))
        .map(|(file, index, _)| (file, index))
        .collect();
    match &found[..] {
        [one] => Some(*one),
        _ if path.len() == 1 => only(found.into_iter().filter(|(other, _)| *other == file)),
        _ => None,
    }
}

/// The function that `path` means, written in this inline module of the file with this index.
pub(super) fn function(
    files: &[TargetFile],
    (file, module): (usize, &[String]),
    path: &[String],
) -> Option<FunctionIndex> {
    let all = files.iter().enumerate().flat_map(|(file, it)| {
        it.source.functions.iter().enumerate().map(move |(index, function)| (file, index, function))
    });
    let found: Vec<_> = all
        .filter(|(file, _, function)| {
            let item = (function.owner.as_deref(), function.name.as_str());
            leads_to(path, item, &files[*file].module, &function.module)
        })
        .collect();
    let is_beside = |(other, _, function): &&(usize, usize, &greenlight_syntax::benches::Function)| {
        path.len() == 1 && *other == file && function.module == module
    };
    let (file, index, _) = match &found[..] {
        [one] => *one,
        _ => *only(found.iter().filter(is_beside))?,
    };
    Some((file, index))
}

/// The only method of that name, of whatever type.
pub(super) fn method(files: &[TargetFile], name: &str) -> Option<FunctionIndex> {
    only(files.iter().enumerate().flat_map(|(file, it)| {
        let functions = it.source.functions.iter().enumerate();
        let named = functions.filter(move |(_, function)| function.owner.is_some() && function.name == name);
        named.map(move |(index, _)| (file, index))
    }))
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
