//! Runs of what is deployed: start, follow, explain a failure, fill in past days.
//!
//! `range`, `params`, `history`, `log`, `source`, `overlap` and `name` call nothing; `account` makes the calls; `follow`,
//! `failure` and `backfill` put them together and tell what they see to a function of the caller's.

pub mod account;
pub mod backfill;
pub mod failure;
pub mod follow;
pub mod history;
pub mod log;
pub mod name;
pub mod overlap;
pub mod params;
pub mod range;
pub mod results;
pub mod source;
pub mod start;
pub mod trouble;
