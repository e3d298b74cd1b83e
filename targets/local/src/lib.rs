//! The embedded engine.
//!
//! ```text
//! Pipeline ─emit→ SQL          pure
//!          └ run→ files        feature `run`: DataFusion
//! ```

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
