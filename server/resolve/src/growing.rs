//! The module tree of a library that is not edited here. Only what a question reaches is read: the root's file at once, and
//! any other when somebody asks what its `mod` item leads to. It never changes, only grows; whoever has an index of an
//! instance may use it as long as the tree lives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use greenlight_files::Files;

use crate::directory::Directory;
use crate::sources::{Declaration, SourceFile, Sources};
use crate::tree::ModuleStatus;

/// The modules that were read so far.
#[derive(Debug)]
pub(crate) struct Growing {
    /// The root's is the first.
    instances: boxcar::Vec<Instance>,
}

/// A file as part of the tree.
#[derive(Debug)]
struct Instance {
    file: Arc<SourceFile>,
    /// How its `mod` items find their files.
    directory: Directory,
    /// The instance that declares it, and the item in its file; `None` for the root.
    declared: Option<(u32, u32)>,
    /// Its `mod name;` items, in the order of the file, once one of them was asked for.
    declarations: OnceLock<Vec<Asked>>,
}

/// A `mod name;`, and what it leads to once somebody asked.
#[derive(Debug)]
struct Asked {
    declaration: Declaration,
    status: OnceLock<ModuleStatus>,
}

impl Growing {
    /// A tree of the file at `root` (absolute) alone.
    pub(crate) fn new(files: &Files, sources: &Sources, root: &Path) -> Growing {
        let instances = boxcar::Vec::new();
        let directory = Directory::of_owner(root);
        let file = sources.file(files, root);
        instances.push(Instance { file, directory, declared: None, declarations: OnceLock::new() });
        Growing { instances }
    }

    /// The file of an instance.
    pub(crate) fn file(&self, instance: u32) -> &SourceFile {
        &self.instances[instance as usize].file
    }

    /// The instance that declares this one, and the item in its file; `None` for the root.
    pub(crate) fn declared(&self, instance: u32) -> Option<(u32, u32)> {
        self.instances[instance as usize].declared
    }

    /// What the `mod name;` with the index `item` in the file of `of` leads to, read if it was not yet.
    pub(crate) fn children(&self, files: &Files, sources: &Sources, of: u32, item: u32) -> &ModuleStatus {
        let instance = &self.instances[of as usize];
        let declarations = instance.declarations.get_or_init(|| {
            let declarations = sources.declarations(files, &instance.file, &instance.directory).into_iter();
            declarations.map(|declaration| Asked { declaration, status: OnceLock::new() }).collect()
        });
        let asked = declarations.iter().find(|asked| asked.declaration.item == item);
        let Some(asked) = asked else { return &ModuleStatus::Unclear };
        asked.status.get_or_init(|| {
            let Declaration { files: found, ambiguous, missing, candidates, .. } = &asked.declaration;
            if *missing {
                return ModuleStatus::Missing(candidates.clone());
            }
            let found = found.iter().filter(|(path, ..)| !self.leads_in_a_circle(of, path));
            let present: Vec<u32> = found
                .map(|(path, directory, _)| {
                    let file = sources.file(files, path);
                    let directory = directory.clone();
                    let declared = Some((of, item));
                    self.instances.push(Instance { file, directory, declared, declarations: OnceLock::new() }) as u32
                })
                .collect();
            if *ambiguous || present.is_empty() { ModuleStatus::Unclear } else { ModuleStatus::Present(present) }
        })
    }

    fn leads_in_a_circle(&self, mut of: u32, path: &PathBuf) -> bool {
        loop {
            let instance = &self.instances[of as usize];
            if instance.file.path == *path {
                return true;
            }
            match instance.declared {
                Some((around, _)) => of = around,
                None => return false,
            }
        }
    }
}
