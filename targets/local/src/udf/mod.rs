//! Functions that the catalogue needs and DataFusion lacks, or means differently.
//!
//! All work on whole Arrow arrays; constant arguments are not expanded. The meaning of each is its catalogue row's.
#![expect(clippy::wildcard_enum_match_arm, reason = "Arrow and DataFusion have many types and errors, we treat a few")]

mod arrays;
mod calendar;
mod call;
mod casts;
mod dates;
mod decimals;
mod doubles;
mod formats;
mod function;
mod hashes;
mod integers;
mod json;
mod regexes;
mod strings;
#[cfg(test)]
mod tests;
mod zones;

use datafusion::prelude::SessionContext;

use function::{Function, scalar_udf};

/// All functions, by topic.
const TOPICS: [&[Function]; 11] = [
    integers::FUNCTIONS,
    decimals::FUNCTIONS,
    doubles::FUNCTIONS,
    casts::FUNCTIONS,
    strings::FUNCTIONS,
    regexes::FUNCTIONS,
    dates::FUNCTIONS,
    zones::FUNCTIONS,
    json::FUNCTIONS,
    arrays::FUNCTIONS,
    hashes::FUNCTIONS,
];

/// Makes the functions known to a session.
pub fn register(ctx: &SessionContext) {
    for function in TOPICS.into_iter().flatten() {
        ctx.register_udf(scalar_udf(function));
    }
}
