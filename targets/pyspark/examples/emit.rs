//! Writes the jobs of a spec to a folder: `cargo run -p pipelinec-pyspark --example emit -- pipeline.yaml folder`.

#![expect(clippy::print_stderr, reason = "an example for the command line")]

use std::path::Path;
use std::process::ExitCode;

use pipelinec_core::FileId;
use pipelinec_core::check::check;
use pipelinec_core::plan::plan;
use pipelinec_core::target::{Bundle, Places};
use pipelinec_syntax::{SourceFile, parse_project};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [spec, folder] = arguments.as_slice() else {
        eprintln!("usage: emit SPEC FOLDER");
        return ExitCode::from(2);
    };
    match emit(Path::new(spec), Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn emit(spec: &Path, folder: &Path) -> Result<(), String> {
    let bytes = std::fs::read(spec).map_err(|error| format!("{}: {error}", spec.display()))?;
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: &bytes }]);
    let (pipeline, found) = check(&tree);
    let Some(pipeline) = pipeline else { return Err(format!("{errors:?}\n{found:?}")) };
    let (plan, _) = plan(pipeline);
    let name = spec.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let place = |span: pipelinec_core::Span| {
        let before = bytes.get(..span.start as usize)?;
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Some((name.clone(), u32::try_from(line).ok()?))
    };
    let mut bundle = Bundle::default();
    for diagnostic in pipelinec_pyspark::emit(&plan, &Places(&place), &mut bundle) {
        eprintln!("{diagnostic:?}");
    }
    for (path, contents) in &bundle.files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        std::fs::write(&path, contents).map_err(|error| error.to_string())?;
    }
    Ok(())
}
