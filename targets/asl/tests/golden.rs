//! The machines as an on-call engineer sees them. `UPDATE=1` rewrites `tests/cases/*/step_function.json`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

mod common;

#[test]
fn machines_are_as_reviewed() {
    let _ = common::machine; // used by the other test
    for case in common::cases() {
        let path = case.join("step_function.json");
        let made = common::text(&case);
        assert_eq!(made, common::text(&case), "not the same twice");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(made == reviewed, "{} differs: run with UPDATE=1 and review the change", path.display());
    }
}
