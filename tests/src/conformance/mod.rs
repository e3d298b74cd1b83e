//! The language's meaning as files, checked and run on the engines. The files: `tests/conformance/README.md`.
//!
//! ```text
//! Case ─typed→ Query (type, SQL of one engine) ─engine→ values ─agree→ verdict
//!                                              ─statements→ JSON lines, which `tests/engines/conformance` runs
//! ```

mod case;
#[cfg(feature = "engines")]
mod embedded;
#[cfg(feature = "engines")]
mod engine;
#[cfg(feature = "engines")]
mod examples;
mod statements;
mod typed;
#[cfg(feature = "engines")]
mod values;
mod yaml;

pub use case::{Case, Expectation, load_cases, load_disagreements};
#[cfg(feature = "engines")]
pub use embedded::{Report, run_cases};
#[cfg(feature = "engines")]
pub use engine::Engine;
#[cfg(feature = "engines")]
pub use examples::run_examples;
pub use statements::statements;
