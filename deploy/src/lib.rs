//! Puts a bundle into an AWS account, and runs it there.

pub mod operate;
