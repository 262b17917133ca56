use std::path::PathBuf;

use super::*;
use crate::Files;

/// A folder whose path has no links in it, and a file there that holds `one`.
fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = fs::canonicalize(folder.path()).unwrap().join("a.rs");
    fs::write(&path, "one").unwrap();
    (folder, path)
}

fn names_in(folder: &Path) -> Vec<String> {
    let name = |entry: crate::Entry| entry.path.file_name().unwrap().to_string_lossy().into_owned();
    Files::new().list(folder).into_iter().map(name).collect()
}

#[test]
fn writing_leaves_nothing_beside_the_file() {
    let (folder, path) = file();
    write(&path, "two").unwrap();
    write(&folder.path().join("new.rs"), "new").unwrap();
    replace(&path, "two", "three").unwrap();
    assert_eq!(names_in(folder.path()), ["a.rs", "new.rs"]);
    assert_eq!(&*Files::new().read(&path).unwrap(), "three");
}

#[test]
fn a_file_that_another_program_changed_stays_as_that_left_it() {
    let (folder, path) = file();
    fs::write(&path, "saved").unwrap();
    assert!(matches!(replace(&path, "one", "two"), Err(WriteError::Changed)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
    assert_eq!(names_in(folder.path()), ["a.rs"]);
}

#[test]
fn so_does_one_that_is_saved_after_it_was_compared() {
    let (folder, path) = file();
    let temporary = beside(&path, None, "two").unwrap().into_temp_path();
    fs::write(&path, "saved").unwrap();
    let replaced = exchange(temporary, &path, "one", "two");
    assert!(matches!(replaced, Err(WriteError::Changed)), "{replaced:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
    assert_eq!(names_in(folder.path()), ["a.rs"]);
}

#[test]
fn a_file_that_is_gone_is_not_made_again() {
    let (folder, path) = file();
    fs::remove_file(&path).unwrap();
    assert!(matches!(replace(&path, "one", "two"), Err(WriteError::Io(_))));
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_folder_is_no_file_to_write() {
    let (folder, _) = file();
    assert!(matches!(write(folder.path(), "two"), Err(WriteError::NotRegular)));
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let (_folder, path) = file();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(write(&path, "two"), Err(WriteError::ReadOnly)));
    assert!(matches!(replace(&path, "one", "two"), Err(WriteError::ReadOnly)));
    assert!(matches!(append(&path), Err(WriteError::ReadOnly)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "one");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, path) = file();
        let link = path.with_file_name("link.rs");
        symlink(&path, &link).unwrap();
        symlink(folder.path().join("nowhere"), path.with_file_name("dangling.rs")).unwrap();
        assert!(matches!(write(&link, "two"), Err(WriteError::Link)));
        assert!(matches!(write(&path.with_file_name("dangling.rs"), "two"), Err(WriteError::Link)));
        assert!(matches!(replace(&link, "one", "two"), Err(WriteError::Link)));
        assert!(matches!(append(&link), Err(WriteError::Link)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(names_in(folder.path()), ["a.rs", "dangling.rs", "link.rs"]);
    }

    #[test]
    fn nor_replaced_through_a_linked_folder() {
        let (folder, path) = file();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(folder.path(), elsewhere.path().join("folder")).unwrap();
        let through = fs::canonicalize(elsewhere.path()).unwrap().join("folder/a.rs");
        assert!(matches!(replace(&through, "one", "two"), Err(WriteError::Link)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn a_file_with_several_names_keeps_them() {
        let (_folder, path) = file();
        fs::hard_link(&path, path.with_file_name("other.rs")).unwrap();
        let refused = replace(&path, "one", "two").unwrap_err();
        assert_eq!(refused.to_string(), "a hard link, one of 2 names of one file; replacing it would part them");
        assert_eq!(fs::metadata(&path).unwrap().nlink(), 2);
    }

    #[test]
    fn permissions_stay_exactly_as_they_were() {
        for wanted in [0o600, 0o644, 0o666, 0o755, 0o4711] {
            let (_folder, path) = file();
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            replace(&path, "one", "two").unwrap();
            assert_eq!(mode(&path), wanted, "{wanted:o}");
            write(&path, "three").unwrap();
            assert_eq!(mode(&path), wanted, "{wanted:o}");
        }
    }

    #[test]
    fn a_new_file_has_what_the_umask_leaves() {
        let (_folder, path) = file();
        let (new, as_std) = (path.with_file_name("new.rs"), path.with_file_name("std.rs"));
        write(&new, "one").unwrap();
        fs::write(&as_std, "one").unwrap();
        assert_eq!(mode(&new), mode(&as_std));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn extended_attributes_are_kept() {
        let (_folder, path) = file();
        let set = rustix::fs::setxattr(&path, "user.origin", b"here", rustix::fs::XattrFlags::empty());
        if set.is_err() {
            return; // this file system has none
        }
        replace(&path, "one", "two").unwrap();
        let mut value = [0; 8];
        let bytes = rustix::fs::getxattr(&path, "user.origin", &mut value).unwrap();
        assert_eq!(&value[..bytes], b"here");
    }

    #[test]
    fn a_pipe_is_neither_written_nor_waited_for() {
        let (folder, path) = file();
        let pipe = path.with_file_name("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        assert!(matches!(write(&pipe, "two"), Err(WriteError::NotRegular)));
        assert!(matches!(append(&pipe), Err(WriteError::NotRegular)));
        assert_eq!(names_in(folder.path()), ["a.rs", "pipe"]);
    }

    /// The file that comes out where ours was to be is a later save: each goes back until ours comes out.
    #[test]
    fn a_save_into_the_exchanged_file_is_no_less_kept() {
        let (folder, path) = file();
        let temporary = beside(&path, None, "two").unwrap().into_temp_path();
        fs::write(&path, "first save").unwrap();
        // As if it had been written to between both exchanges.
        fs::write(&temporary, "second save").unwrap();
        let replaced = exchange(temporary, &path, "one", "two");
        assert!(matches!(replaced, Err(WriteError::Changed)), "{replaced:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "second save");
        assert_eq!(names_in(folder.path()), ["a.rs"]);
    }
}

#[test]
fn a_log_is_made_and_appended_to() {
    let (folder, _) = file();
    let log = folder.path().join("log");
    for _ in 0..2 {
        append(&log).unwrap().write_all(b"line\n").unwrap();
    }
    assert_eq!(fs::read_to_string(&log).unwrap(), "line\nline\n");
}
