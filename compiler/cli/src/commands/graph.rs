//! `pipelinec graph`: datasets and what reads what.

use std::fmt::Write as _;

use pipelinec_core::ir::{DatasetKind, Pipeline};

use super::{load, print};
use crate::args::{Global, GraphArgs, GraphFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &GraphArgs, global: &Global) -> Exit {
    let (_, pipeline) = match load(&args.spec, global) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    print(&match args.format {
        GraphFormat::Text => text(&pipeline),
        GraphFormat::Mermaid => mermaid(&pipeline),
    })
}

fn kind(kind: &DatasetKind) -> &'static str {
    match kind {
        DatasetKind::Input(_) => "input",
        DatasetKind::Transform(_) => "transform",
        DatasetKind::Kpi(_) => "kpi",
        DatasetKind::Query(_) => "query",
    }
}

fn text(pipeline: &Pipeline) -> String {
    let mut out = String::new();
    for (_, dataset) in pipeline.iter() {
        let reads: Vec<&str> =
            dataset.reads().iter().filter_map(|id| pipeline.dataset(*id)).map(|d| &*d.name).collect();
        let arrow = if reads.is_empty() { String::new() } else { format!(" <- {}", reads.join(", ")) };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:9} {}{arrow}", kind(&dataset.kind), dataset.name);
    }
    out
}

fn mermaid(pipeline: &Pipeline) -> String {
    let mut out = String::from("flowchart LR\n");
    for (_, dataset) in pipeline.iter() {
        let (open, close) = match dataset.kind {
            DatasetKind::Input(_) => ("[(", ")]"),
            DatasetKind::Transform(_) => ("[", "]"),
            DatasetKind::Kpi(_) => ("([", "])"),
            DatasetKind::Query(_) => ("{{", "}}"),
        };
        let _ = writeln!(out, "    {}{open}{}{close}", dataset.name, dataset.name);
    }
    for (_, dataset) in pipeline.iter() {
        for read in dataset.reads().iter().filter_map(|id| pipeline.dataset(*id)) {
            let _ = writeln!(out, "    {} --> {}", read.name, dataset.name);
        }
    }
    out
}
