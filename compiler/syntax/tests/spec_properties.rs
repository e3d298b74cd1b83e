//! No bytes make the front end panic, hang or point outside the file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use pipelinec_syntax::{FileId, SourceFile, SyntaxError, parse_environments, parse_project};
use proptest::prelude::*;

const RICH: &str = include_str!("specs/rich.yaml");
const ENVIRONMENTS: &str = include_str!("specs/environments.yaml");

/// Pieces that mean something to YAML or to the language.
const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\t",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "# ",
    "---\n",
    "...\n",
    "? ",
    ",",
    "(",
    ")",
    "\\",
    "\u{feff}",
    "\0",
    "ü",
    "\r\n",
    "\r",
    "null",
    "~",
    "%YAML 1.2\n",
    "@",
    "`",
    "filter",
    "steps:\n",
    "x and",
    "case when",
    "99999999999999999999999",
    "\u{2028}",
    "\\u12",
    "''",
];

fn read(bytes: &[u8]) {
    let file = SourceFile { id: FileId(0), bytes };
    check(bytes, &parse_project(&[file]).1);
    check(bytes, &parse_environments(file).1);
}

fn check(bytes: &[u8], errors: &[SyntaxError]) {
    let text = std::str::from_utf8(bytes);
    for error in errors {
        for span in [Some(error.span), error.related].into_iter().flatten() {
            let range = span.start as usize..span.end as usize;
            assert!(range.start <= range.end && range.end <= bytes.len(), "{error:?}");
            if let Ok(text) = text {
                assert!(text.get(range).is_some(), "{error:?}");
            }
        }
    }
}

/// `text` with pieces put in, at places that are character borders.
fn mutated(text: &str, mutations: &[(prop::sample::Index, usize, usize)]) -> String {
    let mut text = text.to_owned();
    for (place, length, piece) in mutations {
        let floor = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(place.index(text.len() + 1));
        let end = floor((start + length).min(text.len())).max(start);
        text.replace_range(start..end, PIECES[*piece]);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        read(pieces.concat().as_bytes());
    }

    #[test]
    fn any_mutated_spec_is_read(
        mutations in prop::collection::vec((any::<prop::sample::Index>(), 0..20_usize, 0..PIECES.len()), 1..6),
    ) {
        read(mutated(RICH, &mutations).as_bytes());
        read(mutated(ENVIRONMENTS, &mutations).as_bytes());
    }

    #[test]
    fn any_cut_spec_is_read(cut in 0..RICH.len()) {
        read(&RICH.as_bytes()[..cut]);
    }
}
