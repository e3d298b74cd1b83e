//! Outputs appear as a whole or not at all.
//!
//! ```text
//! out/.pipelinec/<run>/new/<dataset>    being written
//! out/.pipelinec/<run>/old/<dataset>    what stood there, until the new one does
//! out/.pipelinec/<run>/spill            the engine's temporary files
//! ```
//!
//! Every mode ends in the same swap of folders: once a dataset is written, the earlier files that its mode keeps are
//! linked beside the new ones. What is in `new` is then the whole dataset as it will stand, and read as such. A run that
//! dies between the two renames of a swap leaves the earlier folder in `old`; the next run puts it back.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use pipelinec_core::ir::WriteMode;
use pipelinec_core::{Diagnostic, diag};

/// The folder of unfinished runs inside the output folder.
const WORK: &str = ".pipelinec";

/// A run's own folder; removed when dropped, whatever happened.
pub(super) struct Staging {
    out: PathBuf,
    root: PathBuf,
    run: String,
    /// Held until the end: one run per output folder.
    _lock: File,
}

impl Staging {
    /// Takes the output folder for this run, and cleans up after runs that died.
    pub(super) fn new(out: &Path) -> Result<Self, Diagnostic> {
        let failed = |error: io::Error| explain(&error, out);
        let work = out.join(WORK);
        fs::create_dir_all(&work).map_err(failed)?;
        let lock = match lock(&work.join("lock")) {
            Ok(lock) => lock,
            Err(TryLockError::WouldBlock) => return Err(diag::output_busy(&out.display().to_string())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        };
        recover(out, &work).map_err(failed)?;
        let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let run = format!("{:x}-{:x}", started.as_millis(), std::process::id());
        let staging = Self { out: out.to_owned(), root: work.join(&run), run, _lock: lock };
        fs::create_dir_all(staging.spill()).map_err(failed)?;
        Ok(staging)
    }

    /// Where a dataset is written until the run is complete.
    pub(super) fn folder(&self, path: &str) -> PathBuf {
        self.root.join("new").join(path)
    }

    /// Where it will be.
    pub(super) fn target(&self, path: &str) -> PathBuf {
        self.out.join(path)
    }

    pub(super) fn spill(&self) -> PathBuf {
        self.root.join("spill")
    }

    /// Links the earlier files that `mode` keeps beside those just written: the folder then holds the whole dataset.
    pub(super) fn keep_earlier(&self, path: &str, mode: WriteMode) -> io::Result<()> {
        let (new, target) = (self.folder(path), self.target(path));
        match mode {
            // An upsert merges rows, not files.
            WriteMode::Overwrite | WriteMode::Upsert => Ok(()),
            WriteMode::Append => keep(&target, &new, &self.run, &|_| true),
            WriteMode::OverwritePartitions => keep(&target, &new, &self.run, &|folder| !new.join(folder).exists()),
        }
    }

    /// Puts a complete dataset in its place.
    pub(super) fn publish(&self, path: &str) -> Result<(), Diagnostic> {
        let (new, target) = (self.folder(path), self.target(path));
        let swap = || -> io::Result<()> {
            let old = self.root.join("old").join(path);
            if target.exists() {
                fs::create_dir_all(old.parent().unwrap_or(&self.root))?;
                fs::rename(&target, &old)?;
            }
            fs::create_dir_all(target.parent().unwrap_or(&self.out))?;
            fs::rename(&new, &target).inspect_err(|_| drop(fs::rename(&old, &target)))
        };
        swap().map_err(|error| explain(&error, &self.out))
    }
}

/// Takes the lock file. Its last holder removes it, so the file that was opened may be gone by the time it is locked.
fn lock(path: &Path) -> Result<File, TryLockError> {
    loop {
        let file = File::create(path).map_err(TryLockError::Error)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            Ok(()) => {}
            // A file system without locks is used without them.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(error) => return Err(error),
        }
    }
}

/// Whether an open file is still the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(id).ok() == fs::metadata(path).map(id).ok()
}

/// An open file cannot be removed here.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

/// What stands at `target` that a run did not write, if anything: it must not be replaced.
///
/// Runs write part files (`part-00000.parquet`), also Spark's; names that begin with `_` or `.` are nobody's data.
pub(super) fn foreign(target: &Path) -> Option<PathBuf> {
    let metadata = fs::symlink_metadata(target).ok()?;
    if !metadata.is_dir() {
        return Some(target.to_owned());
    }
    let mut open = vec![target.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).ok()?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
            let is_part = name.contains("part-") && (name.ends_with(".parquet") || name.ends_with(".csv"));
            match (is_folder, name.starts_with(['_', '.'])) {
                (_, true) => {}
                (true, false) if name.contains('=') => open.push(entry.path()),
                (false, false) if is_part => {}
                _ => return Some(entry.path()),
            }
        }
    }
    None
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing to tell anybody: what stays is removed by the next run. The lock is held until the file is gone.
        drop(fs::remove_dir_all(&self.root));
        drop(fs::remove_file(self.out.join(WORK).join("lock")));
        drop(fs::remove_dir(self.out.join(WORK)));
    }
}

fn explain(error: &io::Error, out: &Path) -> Diagnostic {
    let out = out.display().to_string();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => diag::disk_full(&out),
        _ => diag::output_folder(&out, &error.to_string()),
    }
}

/// Ends what a run that died had begun: earlier outputs go back, the rest goes away.
fn recover(out: &Path, work: &Path) -> io::Result<()> {
    for entry in fs::read_dir(work)?.flatten() {
        let run = entry.path();
        if run.is_dir() {
            for old in below(&run.join("old"))? {
                let target = out.join(&old);
                if !target.exists() {
                    fs::rename(run.join("old").join(&old), target)?;
                }
            }
            fs::remove_dir_all(run)?;
        }
    }
    Ok(())
}

/// The datasets below `old`: the folders that hold files, or partitions.
fn below(old: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(old.join(&folder)) else { continue };
        let names: Vec<_> = entries.flatten().map(|e| (e.path().is_dir(), e.file_name())).collect();
        let is_dataset = names.iter().any(|(is_folder, name)| !is_folder || name.to_string_lossy().contains('='));
        if is_dataset && folder != Path::new("") {
            found.push(folder);
        } else {
            open.extend(names.into_iter().map(|(_, name)| folder.join(name)));
        }
    }
    Ok(found)
}

/// Links the files of `target` whose folder `wanted` keeps into `new`, under names of their own.
fn keep(target: &Path, new: &Path, run: &str, wanted: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(target.join(&folder)) else { continue };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(path);
            } else if wanted(&folder) {
                fs::create_dir_all(new.join(&folder))?;
                let mut to = new.join(&path);
                if to.exists() {
                    to = new.join(&folder).join(format!("{run}-{}", entry.file_name().to_string_lossy()));
                }
                fs::hard_link(entry.path(), &to).or_else(|_| fs::copy(entry.path(), &to).map(drop))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: PathBuf, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn swaps_appends_and_replaces_partitions() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path();
        let publish = |file: &str, text: &str, mode| {
            let staging = Staging::new(out).unwrap();
            write(staging.folder("a").join(file), text);
            staging.keep_earlier("a", mode).unwrap();
            staging.publish("a").unwrap();
        };
        let files = || {
            let mut found = Vec::new();
            let mut open = vec![out.join("a")];
            while let Some(folder) = open.pop() {
                for entry in fs::read_dir(folder).unwrap().flatten() {
                    if entry.path().is_dir() {
                        open.push(entry.path());
                    } else {
                        found.push(fs::read_to_string(entry.path()).unwrap());
                    }
                }
            }
            found.sort();
            found
        };
        publish("part", "1", WriteMode::Overwrite);
        publish("part", "2", WriteMode::Overwrite);
        assert_eq!(files(), ["2"]);
        publish("part", "3", WriteMode::Append);
        assert_eq!(files(), ["2", "3"]);
        publish("day=1/part", "4", WriteMode::Overwrite);
        publish("day=2/part", "5", WriteMode::OverwritePartitions);
        publish("day=1/part", "6", WriteMode::OverwritePartitions);
        assert_eq!(files(), ["5", "6"]);
        assert!(!out.join(WORK).exists());
    }

    #[test]
    fn one_run_at_a_time_and_the_dead_are_cleaned_up() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path();
        let first = Staging::new(out).unwrap();
        assert_eq!(Staging::new(out).err().map(|d| d.code.0), Some("E0904"));
        drop(first);
        write(out.join(WORK).join("dead/old/a/part"), "whole");
        write(out.join(WORK).join("dead/new/b/part"), "half");
        drop(Staging::new(out).unwrap());
        assert_eq!(fs::read_to_string(out.join("a/part")).unwrap(), "whole");
        assert!(!out.join("b").exists() && !out.join(WORK).exists());
    }

    #[test]
    fn what_is_not_ours_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path();
        assert_eq!(foreign(&out.join("nothing")), None);
        write(out.join("a/day=1/part-00000.parquet"), "");
        write(out.join("a/_SUCCESS"), "");
        write(out.join("a/18f-part-00000-7d.snappy.parquet"), "");
        assert_eq!(foreign(&out.join("a")), None);
        for path in ["b/notes.txt", "c/part-1.parquet/x", "d/day=1/x/part-0.csv", "e"] {
            write(out.join(path), "");
            let found = foreign(&out.join(&path[..1])).unwrap();
            assert!(out.join(path).starts_with(&found), "{path}: {found:?}");
        }
    }
}
