//! Syntax tree to typed pipeline.

pub mod coerce;
pub mod expr;
pub mod literal;
pub mod macros;
pub mod params;
pub mod types;
