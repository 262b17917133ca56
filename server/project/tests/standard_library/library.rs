//! The texts that stand for the modules of the standard library, read when a path first leads there, and the simplest
//! resolution that serves them: by name alone, namespaces and visibility aside.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use greenlight_files::{Files, absolute};
use greenlight_project::{documented_crate, module_text, toolchain};
use greenlight_syntax::{FILE_SCOPE, Health, ItemKind, Leaf, NameTable, Outline, ScopeId, known, scan};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Found,
    /// It may be there.
    Open,
    Absent,
}

/// Where a path leads.
#[derive(Clone, Debug)]
enum Container {
    Module(Module),
    Enum(Rc<Outline>, u32),
    /// It is there, and nothing more is known of it.
    Opaque,
    /// It is there, and nothing is in it.
    Leaf,
}

#[derive(Clone, Debug)]
struct Module {
    krate: String,
    /// Names of the modules around it, from the root on.
    path: Vec<String>,
    page: PathBuf,
    outline: Rc<Outline>,
    scope: ScopeId,
}

pub(crate) struct Library {
    docs: PathBuf,
    names: NameTable,
    outlines: HashMap<PathBuf, Rc<Outline>>,
    /// How long each text took to be had, with its page.
    pub(crate) times: Vec<(Duration, String)>,
}

impl Library {
    /// Of the toolchain that this is compiled with.
    pub(crate) fn installed() -> Library {
        let toolchain = toolchain(&Files::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
        let docs = toolchain.docs.expect("this test needs the docs: `rustup component add rust-docs`");
        Library { docs, names: NameTable::new(), outlines: HashMap::new(), times: Vec::new() }
    }

    /// Whether what `path` names is there; before a glob it has to be something with names in it.
    pub(crate) fn verdict(&mut self, path: &[String], glob: bool) -> Verdict {
        let Some(root) = self.root(&path[0]) else { return Verdict::Open };
        match self.walk(Container::Module(root), &path[1..], &mut Vec::new()) {
            Ok(Container::Leaf) if glob => Verdict::Absent,
            Ok(_) => Verdict::Found,
            Err(verdict) => verdict,
        }
    }

    fn root(&mut self, krate: &str) -> Option<Module> {
        let page = documented_crate(&Files::new(), &self.docs, krate)?;
        let outline = self.outline(&page)?;
        Some(Module { krate: krate.to_owned(), path: Vec::new(), page, outline, scope: FILE_SCOPE })
    }

    fn outline(&mut self, page: &Path) -> Option<Rc<Outline>> {
        if let Some(outline) = self.outlines.get(page) {
            return Some(Rc::clone(outline));
        }
        let before = Instant::now();
        let text = module_text(&Files::new(), &self.docs, page)?;
        self.times.push((before.elapsed(), page.display().to_string()));
        let facts = scan(&text, &mut self.names);
        assert_eq!(facts.outline.health, Health::Whole, "{}:\n{text}", page.display());
        let outline = Rc::new(facts.outline);
        self.outlines.insert(page.to_owned(), Rc::clone(&outline));
        Some(outline)
    }

    fn walk(
        &mut self,
        mut container: Container,
        path: &[String],
        asking: &mut Vec<(PathBuf, String)>,
    ) -> Result<Container, Verdict> {
        for name in path {
            container = match container {
                Container::Module(module) => self.lookup(&module, name, asking)?,
                Container::Enum(outline, item) => {
                    let ItemKind::Enum(variants) = outline.items[item as usize].kind else { unreachable!() };
                    let variants = &outline.variants[variants.start as usize..variants.end as usize];
                    let found = variants.iter().any(|variant| self.names.text(variant.name) == name);
                    if found { Container::Leaf } else { return Err(Verdict::Absent) }
                }
                Container::Opaque => return Err(Verdict::Open),
                Container::Leaf => return Err(Verdict::Absent),
            };
        }
        Ok(container)
    }

    fn lookup(
        &mut self,
        module: &Module,
        name: &str,
        asking: &mut Vec<(PathBuf, String)>,
    ) -> Result<Container, Verdict> {
        let question = (module.page.clone(), name.to_owned());
        if asking.contains(&question) {
            return Err(Verdict::Absent);
        }
        asking.push(question);
        let found = self.lookup_anew(module, name, asking);
        asking.pop();
        found
    }

    fn lookup_anew(
        &mut self,
        module: &Module,
        name: &str,
        asking: &mut Vec<(PathBuf, String)>,
    ) -> Result<Container, Verdict> {
        let outline = Rc::clone(&module.outline);
        let symbol = self.names.intern(name);
        // A name may be several things, a trait and a derive for one: those that paths lead through come first.
        let mut leaf = None;
        for (number, item) in outline.items.iter().enumerate() {
            if item.scope != module.scope || item.name != symbol {
                continue;
            }
            match item.kind {
                ItemKind::Module(number) => return Ok(self.child(module, name, number)),
                ItemKind::Enum(_) => return Ok(Container::Enum(outline, number as u32)),
                ItemKind::Trait(_) => return Ok(Container::Opaque),
                _ => leaf = Some(Container::Leaf),
            }
        }
        let imports = outline.imports.iter().filter(|import| import.scope == module.scope);
        for import in imports.clone().filter(|import| import.binding(&outline) == Some(symbol)) {
            let target = self.target(module, outline.path(import.path), asking);
            leaf = Some(target.unwrap_or(Container::Opaque));
        }
        if let Some(found) = leaf {
            return Ok(found);
        }
        let mut rest = self.rest(module);
        for import in imports.filter(|import| import.leaf == Leaf::Glob) {
            let within = self.target(module, outline.path(import.path), asking);
            let found = within.and_then(|within| self.walk(within, &[name.to_owned()], asking));
            match found {
                Ok(found) => return Ok(found),
                Err(Verdict::Absent) => {}
                Err(_) => rest = Verdict::Open,
            }
        }
        Err(rest)
    }

    /// What a name means that nothing in the module's text defines.
    fn rest(&self, module: &Module) -> Verdict {
        let open = module.outline.macro_calls.iter().any(|call| call.scope == module.scope);
        if open { Verdict::Open } else { Verdict::Absent }
    }

    fn child(&mut self, module: &Module, name: &str, number: u32) -> Container {
        let item = &module.outline.modules[number as usize];
        let mut child = Module { path: module.path.clone(), ..module.clone() };
        child.path.push(name.to_owned());
        if let Some(scope) = item.inline {
            return Container::Module(Module { scope, ..child });
        }
        let page = absolute(&module.page.parent().unwrap().join(self.names.text(item.paths[0].0)));
        match self.outline(&page) {
            Some(outline) => Container::Module(Module { page, outline, scope: FILE_SCOPE, ..child }),
            None => Container::Opaque,
        }
    }

    /// What the path of an import leads to; what it does not find may be private.
    fn target(
        &mut self,
        module: &Module,
        path: &[greenlight_syntax::Symbol],
        asking: &mut Vec<(PathBuf, String)>,
    ) -> Result<Container, Verdict> {
        let texts: Vec<String> = path.iter().map(|&symbol| self.names.text(symbol).to_owned()).collect();
        let root = self.root(&module.krate).ok_or(Verdict::Open)?;
        let (start, rest) = match path[0] {
            known::CRATE => (root, &texts[1..]),
            known::SELF => (module.clone(), &texts[1..]),
            known::SUPER => {
                let above = &module.path[..module.path.len().saturating_sub(1)];
                match self.walk(Container::Module(root), above, &mut Vec::new())? {
                    Container::Module(above) => (above, &texts[1..]),
                    _ => return Err(Verdict::Open),
                }
            }
            _ => match self.root(&texts[0]) {
                Some(krate) if ["core", "alloc", "std"].contains(&texts[0].as_str()) => (krate, &texts[1..]),
                _ => (module.clone(), &texts[..]),
            },
        };
        self.walk(Container::Module(start), rest, asking).map_err(|_| Verdict::Open)
    }

    /// Reads every module of `krate` that its texts lead to.
    pub(crate) fn read_all(&mut self, krate: &str) {
        let mut modules = vec![self.root(krate).unwrap()];
        while let Some(module) = modules.pop() {
            for item in module.outline.items.clone() {
                let ItemKind::Module(number) = item.kind else { continue };
                if item.scope != module.scope {
                    continue;
                }
                let name = self.names.text(item.name).to_owned();
                if let Container::Module(child) = self.child(&module, &name, number) {
                    modules.push(child);
                }
            }
        }
    }
}
