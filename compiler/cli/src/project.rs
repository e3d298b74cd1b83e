//! Finding and reading specs.

use std::io::Read;
use std::path::{Path, PathBuf};

use pipelinec_core::{Diagnostic, FileId};
use pipelinec_syntax::SourceFile;
use pipelinec_syntax::tree::Tree;
use pipelinec_syntax::tree::environments::Environments;

/// The file that says where a project is deployed; never part of the spec.
const ENVIRONMENTS: &str = "environments.yaml";

/// A file of a project, in memory.
#[derive(Debug)]
pub(crate) struct File {
    /// As the user would name it: relative to where they are.
    pub(crate) name: String,
    /// Raw contents.
    pub(crate) bytes: Vec<u8>,
}

/// The files of one project. A span's [`FileId`] is an index into `files`.
#[derive(Debug)]
pub(crate) struct Project {
    /// The spec or its folder.
    pub(crate) root: PathBuf,
    /// Folder that `data` and `environments.yaml` stand in.
    pub(crate) folder: PathBuf,
    /// Spec files, then `environments.yaml` if there is one.
    pub(crate) files: Vec<File>,
    /// How many of `files` are the spec's.
    pub(crate) spec_files: usize,
}

/// Why a project could not be read.
#[derive(Debug)]
pub(crate) struct ReadError {
    /// Which path.
    pub(crate) path: PathBuf,
    /// What happened and what to do.
    pub(crate) message: String,
}

impl Project {
    /// Reads the project at `path`: a spec, a part of one, or its folder.
    pub(crate) fn read(path: &Path) -> Result<Self, ReadError> {
        let fail = |message: String| ReadError { path: path.to_path_buf(), message };
        let meta = std::fs::metadata(path).map_err(|e| fail(describe(&e)))?;
        if meta.is_dir() {
            return Self::from_folder(path);
        }
        let file = File { name: display(path), bytes: read(path).map_err(|e| fail(describe(&e)))? };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
        let is_environments = path.file_name().is_some_and(|n| n == ENVIRONMENTS);
        if (is_environments || !has_head(&file.bytes)) && has_project(&folder) {
            return Self::from_folder(&folder);
        }
        Self { root: path.to_path_buf(), folder, files: vec![file], spec_files: 1 }.with_environments()
    }

    fn from_folder(folder: &Path) -> Result<Self, ReadError> {
        let files = yaml_files(folder).map_err(|e| ReadError { path: folder.into(), message: describe(&e) })?;
        if files.is_empty() {
            return Err(ReadError {
                path: folder.to_path_buf(),
                message: "no *.yaml file in this folder: a spec needs at least one, with a `pipeline:` head".into(),
            });
        }
        let read = |path: PathBuf| {
            read(&path)
                .map(|bytes| File { name: display(&path), bytes })
                .map_err(|e| ReadError { message: describe(&e), path })
        };
        let files = files.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let spec_files = files.len();
        Self { root: folder.to_path_buf(), folder: folder.to_path_buf(), files, spec_files }.with_environments()
    }

    fn with_environments(mut self) -> Result<Self, ReadError> {
        let path = self.folder.join(ENVIRONMENTS);
        if path.is_file() {
            let bytes = read(&path).map_err(|e| ReadError { message: describe(&e), path: path.clone() })?;
            self.files.push(File { name: display(&path), bytes });
        }
        Ok(self)
    }

    fn source(&self, index: usize) -> Option<SourceFile<'_>> {
        let id = FileId(u32::try_from(index).ok()?);
        self.files.get(index).map(|file| SourceFile { id, bytes: &file.bytes })
    }

    /// Parses the spec.
    pub(crate) fn parse(&self) -> (Tree, Vec<Diagnostic>) {
        let files: Vec<_> = (0..self.spec_files).filter_map(|i| self.source(i)).collect();
        let (tree, errors) = pipelinec_syntax::parse_project(&files);
        (tree, errors.iter().map(pipelinec_core::diag::from_syntax).collect())
    }

    /// Parses `environments.yaml`; `None` when there is none.
    pub(crate) fn environments(&self) -> Option<(Environments, Vec<Diagnostic>)> {
        let file = self.source(self.spec_files)?;
        let (environments, errors) = pipelinec_syntax::parse_environments(file);
        Some((environments, errors.iter().map(pipelinec_core::diag::from_syntax).collect()))
    }

    /// The folder of input data when the user names none.
    #[cfg(feature = "engine")]
    pub(crate) fn default_data(&self) -> PathBuf {
        let data = self.folder.join("data");
        if data.is_dir() { data } else { self.folder.clone() }
    }
}

/// The projects at `path`: itself, or those in the folders below when it is a folder without a spec.
pub(crate) fn discover(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let is_folder =
        std::fs::metadata(path).map_err(|e| ReadError { path: path.into(), message: describe(&e) })?.is_dir();
    if !is_folder || has_project(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    collect(path, &mut found, 0);
    if found.is_empty() {
        // Let reading it say what is missing.
        found.push(path.to_path_buf());
    }
    Ok(found)
}

/// How deep [`discover`] looks.
const MAX_DEPTH: usize = 8;

fn collect(folder: &Path, found: &mut Vec<PathBuf>, depth: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut folders: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()))
        .filter(|e| !e.file_name().to_string_lossy().starts_with('.'))
        .map(|e| e.path())
        .collect();
    folders.sort();
    for folder in folders {
        if has_project(&folder) {
            found.push(folder);
        } else if depth < MAX_DEPTH {
            collect(&folder, found, depth + 1);
        }
    }
}

fn has_project(folder: &Path) -> bool {
    yaml_files(folder).is_ok_and(|files| files.iter().any(|f| read(f).is_ok_and(|bytes| has_head(&bytes))))
}

/// Whether a line starts with `pipeline:`; enough to tell a spec from another YAML file.
fn has_head(bytes: &[u8]) -> bool {
    const HEAD: &[u8] = b"pipeline:";
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.split(|b| *b == b'\n').any(|line| line.starts_with(HEAD))
}

fn yaml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if is_yaml && path.is_file() && path.file_name().is_some_and(|n| n != ENVIRONMENTS) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// More than any file may have: the parser then says what the limit is. A device that never ends has an end here.
const MAX_READ: u64 = 64 << 20;

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_READ).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The name that people and generated comments see: one line, whatever the file system holds.
fn display(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/").replace(|c: char| c.is_control(), "?");
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

fn describe(error: &std::io::Error) -> String {
    let kind = error.kind();
    if kind == std::io::ErrorKind::NotFound {
        "no such file or folder".into()
    } else if kind == std::io::ErrorKind::PermissionDenied {
        "not readable: permission denied".into()
    } else {
        error.to_string()
    }
}
