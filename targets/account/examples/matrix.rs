//! Writes every example pipeline, built for every kind of environment, below the folder that is given:
//! `cargo run -p pipelinec-account --example matrix -- DIR`. The tests in Python look at them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a tool of the tests")]

#[path = "../tests/common/mod.rs"]
mod common;

fn main() {
    let out = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let cases = common::cases();
    let named = cases.iter().map(|folder| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        (name, common::case(folder))
    });
    for (name, deployment) in common::matrix().into_iter().chain(named) {
        for (path, contents) in deployment.bundle().files {
            let path = out.join(&name).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, contents).unwrap();
        }
    }
}
