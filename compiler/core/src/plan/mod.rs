//! Which job computes what, and in which order.
//!
//! Invariants: a stage reads only inputs and what earlier stages wrote; jobs of one stage never write the same prefix,
//! nor one another reads.

use crate::Symbol;
use crate::ir::{DatasetId, Pipeline};

/// A pipeline divided into jobs, stages and queries.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is to be done.
    pub pipeline: Pipeline,
    /// Jobs, in an order that respects the data flow.
    pub jobs: Vec<Job>,
    /// Stages, in order; jobs of one stage run side by side. Indexes into `jobs`.
    pub stages: Vec<Vec<usize>>,
    /// Queries for the query engine, after the last stage.
    pub queries: Vec<DatasetId>,
}

/// Datasets computed together by one Spark application.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its name; the script is `jobs/<name>.py`.
    pub name: Symbol,
    /// Datasets it writes, in dependency order.
    pub writes: Vec<DatasetId>,
    /// Inputs and earlier datasets it reads.
    pub reads: Vec<DatasetId>,
}
