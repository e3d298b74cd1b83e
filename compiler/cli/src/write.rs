//! Writing a bundle: only what changed, each file whole or not at all, the manifest last.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use pipelinec_core::target::Bundle;
use tempfile::TempPath;

/// The file that lists the others.
const MANIFEST: &str = "manifest.json";

/// What writing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    pub(crate) written: usize,
    pub(crate) unchanged: usize,
    pub(crate) removed: usize,
}

/// Writes a bundle into `out`, and removes what an earlier build made there and this one does not.
///
/// Files that no manifest names are never touched.
pub(crate) fn bundle(bundle: &Bundle, out: &Path) -> io::Result<Changes> {
    let earlier = listed(&out.join(MANIFEST));
    let mut changes = Changes::default();
    let mut staged = Vec::new();
    let files = bundle.files.iter().filter(|(path, _)| *path != MANIFEST);
    for (path, contents) in files.chain(bundle.files.get_key_value(MANIFEST)) {
        let target = out.join(path);
        if std::fs::read(&target).is_ok_and(|old| old == *contents) {
            changes.unchanged += 1;
        } else {
            staged.push((stage(&target, contents)?, target));
        }
    }
    // Every file is on the disk before the first takes its place: a full disk leaves the earlier bundle.
    for (file, target) in staged {
        file.persist(target).map_err(|e| e.error)?;
        changes.written += 1;
    }
    for path in earlier.iter().filter(|path| !bundle.files.contains_key(*path)) {
        if is_inside(path) && std::fs::remove_file(out.join(path)).is_ok() {
            changes.removed += 1;
            remove_empty_parents(out, path);
        }
    }
    Ok(changes)
}

/// The files an earlier manifest names; none when there is no manifest, or not one of ours.
fn listed(manifest: &Path) -> BTreeSet<String> {
    let parsed =
        std::fs::read(manifest).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let files = parsed.as_ref().and_then(|v| v.get("files")).and_then(|v| v.as_object());
    files.into_iter().flat_map(|files| files.keys().cloned()).collect()
}

/// A manifest is a file anybody can edit: nothing outside the folder is removed on its word.
fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Writes a file beside where it will be.
fn stage(target: &Path, contents: &[u8]) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".pipelinec-").tempfile_in(folder)?;
    file.write_all(contents)?;
    // Files are shared with others, as any file the user makes; temporary ones are private by default.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(file.into_temp_path())
}

fn remove_empty_parents(out: &Path, path: &str) {
    let mut folder: PathBuf = out.join(path);
    while folder.pop() && folder != out {
        // Not empty, or somebody else's: it stays.
        if std::fs::remove_dir(&folder).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_cannot_be_written_leaves_the_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Bundle::default();
        first.add("a.sql", "first");
        bundle(&first, folder.path()).unwrap();
        // A file stands where a folder would have to be.
        let mut second = Bundle::default();
        second.add("a.sql", "second");
        second.add("a.sql/b", "never");
        assert!(bundle(&second, folder.path()).is_err());
        assert_eq!(std::fs::read(folder.path().join("a.sql")).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_what_changed_is_written_and_only_what_was_made_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Bundle::default();
        first.add("jobs/a.py", "a");
        first.add(MANIFEST, r#"{"files": {"jobs/a.py": "", "../outside": ""}}"#);
        assert_eq!(bundle(&first, folder.path()).unwrap().written, 2);
        std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();

        let mut second = Bundle::default();
        second.add("sql/b.sql", "b");
        second.add(MANIFEST, r#"{"files": {"sql/b.sql": ""}}"#);
        let changes = bundle(&second, folder.path()).unwrap();
        assert_eq!(changes, Changes { written: 2, unchanged: 0, removed: 1 });
        assert!(!folder.path().join("jobs").exists());
        assert!(folder.path().join("notes.txt").exists());
        assert_eq!(bundle(&second, folder.path()).unwrap(), Changes { written: 0, unchanged: 2, removed: 0 });
    }
}
