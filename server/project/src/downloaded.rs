//! A package that Cargo downloaded, as one of the workspace's would be read: its library, its features, its own
//! dependencies as the lock pins them. What is wrong with its manifest is nobody's here to mend, and is not told.

use greenlight_files::Files;
use rustc_hash::FxHashMap;

use crate::environment::{CfgFlags, Environment};
use crate::inheritance::inherited;
use crate::manifest::{Manifests, ReadManifests};
use crate::members::Node;
use crate::model::{Downloaded, Package, Workspace};
use crate::on_disk::{OnDisk, Unpacked};
use crate::packages::{KnownPackages, Maker};
use crate::root::root_of;
use crate::sources::Sources;
use crate::view::{Answers, View};

/// The package that was `downloaded` for `workspace`; `None` if its manifest cannot be read.
#[must_use]
pub fn downloaded_package(files: &Files, workspace: &Workspace, downloaded: &Downloaded) -> Option<Package> {
    let view = View { files, answers: &Answers::default() };
    let mut known = ReadManifests::default();
    let mut manifests = Manifests { view, known: &mut known };
    let manifest = manifests.get(&downloaded.folder.join("Cargo.toml"))?;
    // What `cargo publish` writes inherits nothing.
    let environment = Environment { cargo_home: workspace.downloads.cargo_home.clone(), ..Environment::default() };
    let root = manifest
        .inherits()
        .then(|| root_of(&mut manifests, &manifest.path, &environment))
        .flatten()
        .and_then(|root| manifests.get(&root));
    let inherited = inherited(&manifest, root.as_deref(), &mut FxHashMap::default(), &mut Vec::new());
    let node = Node { manifest, member: false, root, inherited };
    let maker = Maker {
        view,
        cfg_flags: &CfgFlags::default(),
        build_scripts: &mut FxHashMap::default(),
        known: &mut KnownPackages::default(),
    };
    let mut package = maker.alone(&node);
    let mut unpacked = Unpacked::default();
    let on_disk = OnDisk::new(view, &workspace.downloads, &mut unpacked);
    let mut sources = Sources::new(&workspace.packages, workspace.lock.as_deref(), on_disk);
    package.dependencies = sources.of_downloaded(&node, downloaded.locked);
    Some(package)
}
