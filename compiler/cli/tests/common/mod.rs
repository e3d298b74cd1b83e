//! What the command-line tests share: the real binary, scratch projects, and specs written in Markdown.

#![allow(dead_code, unreachable_pub, reason = "a module of several test programs, each of which uses a part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `pipelinec` in `folder`.
pub fn pipelinec(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pipelinec"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A finding of `check --format json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub message: String,
    pub help: Option<String>,
    pub file: String,
    pub line: u64,
    /// The text under the caret.
    pub words: String,
}

/// All findings of the spec in `folder`.
pub fn check(folder: &Path) -> Vec<Finding> {
    let output = pipelinec(folder, &["check", "--format", "json", "."]);
    let text = stdout(&output);
    let json: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("check prints JSON: {e}\n{text}\n{}", stderr(&output)));
    let finding = |v: &serde_json::Value| {
        let file = v["file"].as_str().unwrap_or_default().to_owned();
        let bytes = std::fs::read(folder.join(&file)).unwrap_or_default();
        let offset = |end: &str| usize::try_from(v[end]["offset"].as_u64().unwrap_or(0)).unwrap();
        let words = bytes.get(offset("start")..offset("end")).unwrap_or_default();
        Finding {
            code: v["code"].as_str().unwrap().into(),
            severity: v["severity"].as_str().unwrap().into(),
            message: v["message"].as_str().unwrap().into(),
            help: v["help"].as_str().map(str::to_owned),
            line: v["start"]["line"].as_u64().unwrap_or(0),
            words: String::from_utf8_lossy(words).into_owned(),
            file,
        }
    };
    json.as_array().expect("an array").iter().map(finding).collect()
}

/// A fenced block of a Markdown file.
#[derive(Debug, Clone)]
pub struct Block {
    /// The info string: `yaml`, `csv file=users.csv`.
    pub info: String,
    /// The contents.
    pub text: String,
    /// The heading above it.
    pub heading: String,
    /// Line of the opening fence.
    pub line: usize,
}

impl Block {
    /// The language of the block.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// The value of `key=value` in the info string.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// The contents with `{{N×text}}` repeated, and escapes decoded when the block says `escaped`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = self.text.clone();
        while let Some((before, rest)) = text.split_once("{{")
            && let Some((inner, after)) = rest.split_once("}}")
            && let Some((count, repeated)) = inner.split_once('×')
            && let Ok(count) = count.trim().replace('_', "").parse::<usize>()
        {
            text = format!("{before}{}{after}", repeated.repeat(count));
        }
        if self.info.split_whitespace().any(|w| w == "escaped") { unescape(&text) } else { text.into_bytes() }
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.extend(c.to_string().bytes()),
            (_, true) => match chars.next() {
                Some('t') => out.push(b'\t'),
                Some('r') => out.push(b'\r'),
                Some('n') => out.push(b'\n'),
                Some('x') => {
                    let hex: String = chars.by_ref().take(2).collect();
                    out.push(u8::from_str_radix(&hex, 16).expect("two hex digits"));
                }
                other => panic!("unknown escape {other:?}"),
            },
        }
    }
    out
}

/// The fenced blocks of a Markdown text.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Block> = None;
    for (index, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => out.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(info)) => {
                let (info, heading) = (info.trim().to_owned(), heading.clone());
                open = Some(Block { info, text: String::new(), heading, line: index + 1 });
            }
            (None, None) => {
                if let Some(text) = line.strip_prefix('#') {
                    heading = text.trim_start_matches('#').trim().to_owned();
                }
            }
        }
    }
    out
}

/// A scratch folder holding `files`.
pub fn project(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}
