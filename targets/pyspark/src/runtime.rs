//! The runtime package that the jobs import, as one archive for `spark-submit --py-files`.

use pipelinec_core::target::zip;

/// Files of `spark-jobs/pipelinec_runtime`, sorted.
const FILES: &[(&str, &str)] = &[
    ("__init__.py", include_str!("../../../spark-jobs/pipelinec_runtime/__init__.py")),
    ("arguments.py", include_str!("../../../spark-jobs/pipelinec_runtime/arguments.py")),
    ("checks.py", include_str!("../../../spark-jobs/pipelinec_runtime/checks.py")),
    ("contract.py", include_str!("../../../spark-jobs/pipelinec_runtime/contract.py")),
    ("datasets.py", include_str!("../../../spark-jobs/pipelinec_runtime/datasets.py")),
    ("errors.py", include_str!("../../../spark-jobs/pipelinec_runtime/errors.py")),
    ("inputs.py", include_str!("../../../spark-jobs/pipelinec_runtime/inputs.py")),
    ("job.py", include_str!("../../../spark-jobs/pipelinec_runtime/job.py")),
    ("publish.py", include_str!("../../../spark-jobs/pipelinec_runtime/publish.py")),
    ("session.py", include_str!("../../../spark-jobs/pipelinec_runtime/session.py")),
    ("sources.py", include_str!("../../../spark-jobs/pipelinec_runtime/sources.py")),
    ("storage.py", include_str!("../../../spark-jobs/pipelinec_runtime/storage.py")),
    ("text.py", include_str!("../../../spark-jobs/pipelinec_runtime/text.py")),
    ("values.py", include_str!("../../../spark-jobs/pipelinec_runtime/values.py")),
];

/// The archive.
pub(crate) fn archive() -> Vec<u8> {
    let named: Vec<(String, &[u8])> =
        FILES.iter().map(|(name, text)| (format!("pipelinec_runtime/{name}"), text.as_bytes())).collect();
    let files: Vec<(&str, &[u8])> = named.iter().map(|(name, contents)| (name.as_str(), *contents)).collect();
    zip(&files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_every_file_of_the_package() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spark-jobs/pipelinec_runtime");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".py"))
            .collect();
        found.sort();
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
    }
}
