//! Which files an input's path means: one file, a folder with everything below it, or a pattern.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use pipelinec_core::{Diagnostic, diag, ir};

use super::source::{SourceColumn, SourceFile};

/// Deepest folder that is read.
const MAX_DEPTH: usize = 32;

/// The files of an input, in order of their paths.
pub(super) fn find(
    dataset: &ir::Dataset,
    input: &ir::Input,
    data_dir: &Path,
    columns: &[SourceColumn],
) -> Result<Vec<SourceFile>, Vec<Diagnostic>> {
    let path = data_dir.join(&input.path);
    let mut found = Vec::new();
    if path.is_file() {
        found.push(path);
    } else if path.is_dir() {
        walk(&path, 0, &mut found);
    } else if input.path.contains(['*', '?', '[']) {
        let pattern = format!("{}/{}", glob::Pattern::escape(&data_dir.to_string_lossy()), input.path);
        found.extend(glob::glob(&pattern).into_iter().flatten().flatten().filter(|p| p.is_file() && !is_hidden(p)));
    } else {
        return Err(vec![missing(dataset, input, &path)]);
    }
    found.sort();
    if found.is_empty() {
        let folder = data_dir.display().to_string();
        return Err(vec![diag::no_matching_files(input.path_span, &dataset.name, &input.path, &folder)]);
    }
    let (mut files, mut findings) = (Vec::new(), Vec::new());
    for path in found {
        match file(dataset, input, data_dir, columns, path) {
            Ok(file) => files.push(file),
            Err(finding) => findings.push(finding),
        }
    }
    if findings.is_empty() { Ok(files) } else { Err(findings) }
}

fn missing(dataset: &ir::Dataset, input: &ir::Input, path: &Path) -> Diagnostic {
    let folder = path.parent().unwrap_or(path);
    let mut beside: Vec<String> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    beside.sort();
    let beside: Vec<&str> = beside.iter().map(String::as_str).collect();
    diag::missing_data(input.path_span, &dataset.name, &input.path, &folder.display().to_string(), &beside)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if depth > MAX_DEPTH {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if is_hidden(&path) {
            continue;
        }
        if path.is_dir() {
            walk(&path, depth + 1, found);
        } else {
            found.push(path);
        }
    }
}

/// Markers and temporary files of other tools: `_SUCCESS`, `.crc`.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| {
        let name = name.to_string_lossy();
        name.starts_with('.') || (name.starts_with('_') && !name.contains('='))
    })
}

fn file(
    dataset: &ir::Dataset,
    input: &ir::Input,
    data_dir: &Path,
    columns: &[SourceColumn],
    path: PathBuf,
) -> Result<SourceFile, Diagnostic> {
    let shown: Arc<str> = path.strip_prefix(data_dir).unwrap_or(&path).display().to_string().into();
    let bytes = fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
    let mut partitions = Vec::new();
    for column in columns.iter().filter(|c| c.partition) {
        let name = column.source.first().map_or(&*column.name, String::as_str);
        let broken = |reason: &str| diag::partition_folder(input.path_span, &dataset.name, &shown, name, reason);
        let text = folder_text(&path, name).ok_or_else(|| broken("no such folder on the way to the file"))?;
        partitions.push(column.folder_value(&text).map_err(|reason| broken(&format!("`{text}` is {reason}")))?);
    }
    Ok(SourceFile { path, shown, bytes, partitions })
}

/// The value of the folder `name=value` on the way to a file.
fn folder_text(path: &Path, name: &str) -> Option<String> {
    path.components().rev().find_map(|component| match component {
        Component::Normal(folder) => {
            let folder = folder.to_string_lossy();
            let (key, value) = folder.split_once('=')?;
            (unescape(key) == name).then(|| unescape(value))
        }
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    })
}

/// Hive writes `%3A` for `:`.
fn unescape(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(b) = bytes.next() {
        let mut ahead = bytes.clone();
        let hex = || Some((char::from(ahead.next()?).to_digit(16)?, char::from(ahead.next()?).to_digit(16)?));
        match (b == b'%').then(hex).flatten().and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(decoded) => {
                out.push(decoded);
                bytes.nth(1);
            }
            None => out.push(b),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_unescaped() {
        assert_eq!(unescape("10%3A30%"), "10:30%");
        assert_eq!(folder_text(Path::new("a/day=2024-01-31/x.csv"), "day").as_deref(), Some("2024-01-31"));
        assert_eq!(folder_text(Path::new("a/day=1/x.csv"), "hour"), None);
    }
}
