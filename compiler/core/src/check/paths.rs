//! Paths in a spec: relative, inside their root, the same on every system.

/// Longest path, well below the 1,024 bytes of an S3 key.
const MAX_PATH: usize = 512;

/// Why a path is refused; `None` when it is fine.
pub(crate) fn complaint(path: &str, globs: bool) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.len() > MAX_PATH {
        return Some("it is longer than 512 bytes");
    }
    if path.contains("://") {
        return Some("it has a scheme; the bucket stands in `environments.yaml`");
    }
    if path.starts_with('/') || path.get(1..2) == Some(":") || path.starts_with('~') {
        return Some("it is absolute");
    }
    if path.contains('\\') {
        return Some("folders are separated by `/`");
    }
    if path.chars().any(char::is_control) {
        return Some("it holds control characters");
    }
    if !globs && path.contains(['*', '?', '[', ']', '{', '}']) {
        return Some("an output has no wildcards");
    }
    let folders = path.strip_suffix('/').unwrap_or(path);
    folders.split('/').find_map(|part| match part {
        "" => Some("it has an empty folder name"),
        "." | ".." => Some("it leaves or repeats a folder with `.` or `..`"),
        _ if part.starts_with('_') || part.starts_with('.') => {
            (!globs || !part.starts_with('_')).then_some("Spark and Athena skip names that start with `_` or `.`")
        }
        _ => None,
    })
}

/// The folders of an output path.
pub(crate) fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_their_root() {
        for good in ["users.csv", "a/b/*.json", "events/", "day=2024-01-01/x.parquet", "naïve.csv", "a b.csv"] {
            assert_eq!(complaint(good, true), None, "{good}");
        }
        for bad in ["", "/etc/passwd", "../x", "a/../b", "s3://b/k", "C:/x", "~/x", "a\\b", "a//b", "a\nb", "./x"] {
            assert!(complaint(bad, true).is_some(), "{bad}");
        }
        assert!(complaint("out/*", false).is_some());
        assert!(complaint("_out", false).is_some());
    }
}
