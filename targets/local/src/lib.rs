//! The embedded engine.
//!
//! ```text
//! Pipeline ─emit→ SQL          pure
//!          └ run→ files        feature `run`: DataFusion
//! ```

#![cfg_attr(
    feature = "run",
    allow(
        clippy::wildcard_enum_match_arm,
        reason = "Arrow's and DataFusion's enums have dozens of variants that no reader meets"
    )
)]

pub mod emit;

#[cfg(feature = "run")]
pub mod cell;
#[cfg(feature = "run")]
pub mod columns;
#[cfg(feature = "run")]
pub mod read;
#[cfg(feature = "run")]
pub mod run;
#[cfg(feature = "run")]
pub mod udf;
