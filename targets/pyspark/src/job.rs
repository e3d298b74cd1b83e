//! One job as a Python script.

mod datasets;
mod main_function;
mod params;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, UndefinedBehavior, context};
use pipelinec_core::Symbol;
use pipelinec_core::ir::{Dataset, DatasetId, DatasetKind};
use pipelinec_core::plan::{Job, Plan, columns_read};
use pipelinec_core::sql::RenderError;
use pipelinec_core::target::Places;

use crate::layout::{Doc, WIDTH, print};
use crate::schema;
use crate::text::{Names, docstring, free, wrap};

const TEMPLATE: &str = include_str!("../templates/job.py.j2");

/// The script of a job, or what Spark cannot do.
pub(crate) fn script(plan: &Plan, job: &Job, places: &Places<'_>) -> Result<String, Vec<RenderError>> {
    Script::new(plan, job, places).render()
}

/// What a dataset is called in the script.
struct PythonNames {
    /// The function that computes it.
    function: String,
    /// The constant with its contract.
    contract: String,
    /// Its rows, inside a function that reads them.
    rows: String,
    /// Its rows in `main`.
    variable: String,
}

/// A script under construction.
struct Script<'a> {
    plan: &'a Plan,
    job: &'a Job,
    places: &'a Places<'a>,
    names: BTreeMap<DatasetId, PythonNames>,
    /// Columns read of the datasets from outside.
    read: BTreeMap<DatasetId, Vec<Symbol>>,
    /// Names imported from the runtime.
    runtime: BTreeSet<&'static str>,
    uses_functions: bool,
    uses_windows: bool,
}

impl<'a> Script<'a> {
    fn new(plan: &'a Plan, job: &'a Job, places: &'a Places<'a>) -> Self {
        let mut read = columns_read(&plan.pipeline, job);
        for (id, columns) in &mut read {
            // Counting rows needs a column, too.
            if columns.is_empty() {
                let first = plan.pipeline.dataset(*id).and_then(|dataset| dataset.columns.first());
                columns.extend(first.map(|column| column.name.clone()));
            }
        }
        Self {
            plan,
            job,
            places,
            names: names(plan, job),
            read,
            runtime: BTreeSet::from(["Job", "run"]),
            uses_functions: false,
            uses_windows: false,
        }
    }

    fn render(mut self) -> Result<String, Vec<RenderError>> {
        let contracts = self.contracts();
        let (functions, params_of) = self.functions()?;
        let main = self.main(&params_of)?;
        let values = context! {
            summary => self.summary(),
            about => self.about(),
            reads_and_writes => self.reads_and_writes(),
            options => self.options(),
            job => &*self.job.name,
            imports => self.imports(),
            contracts,
            functions,
            main,
            has_params => !self.plan.pipeline.params.is_empty(),
        };
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        // The template is ours and gets every value it names; the golden files render it.
        Ok(templates.render_str(TEMPLATE, values).unwrap_or_default() + "\n")
    }

    fn dataset(&self, id: DatasetId) -> Option<&'a Dataset> {
        self.plan.pipeline.dataset(id)
    }

    fn name(&self, id: DatasetId, which: impl Fn(&PythonNames) -> &String) -> String {
        self.names.get(&id).map(|names| which(names).clone()).unwrap_or_default()
    }

    /// Notes which modules a piece needs.
    fn note(&mut self, doc: &Doc) {
        self.uses_functions |= doc.begins("F.");
        self.uses_windows |= doc.begins("Window.");
    }

    fn contracts(&mut self) -> Vec<String> {
        let mut contracts = Vec::new();
        for id in &self.job.reads {
            let Some(dataset) = self.dataset(*id) else { continue };
            let (class, contract) = match &dataset.kind {
                DatasetKind::Input(input) => schema::input(dataset, input, self.job.quarantines.contains(id)),
                DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => {
                    let used = self.read.get(id).map(Vec::as_slice).unwrap_or_default();
                    ("Dataset", schema::published(dataset, used))
                }
            };
            self.runtime.insert(class);
            let name = self.name(*id, |names| &names.contract);
            contracts.push(print(&Doc::Concat(vec![Doc::text(format!("{name} = ")), contract]), 0));
        }
        if !self.plan.pipeline.params.is_empty() {
            self.runtime.insert("Param");
            contracts.push(print(&params::constant(&self.plan.pipeline.params), 0));
        }
        contracts
    }

    fn imports(&self) -> Vec<String> {
        let names: Vec<&str> = self.runtime.iter().copied().collect();
        let one_line = format!("from pipelinec_runtime import {}", names.join(", "));
        let mut lines = if one_line.len() <= WIDTH {
            vec![one_line]
        } else {
            vec![format!("from pipelinec_runtime import (\n    {},\n)", names.join(",\n    "))]
        };
        lines.push(format!("from pyspark.sql import DataFrame{}", if self.uses_windows { ", Window" } else { "" }));
        if self.uses_functions {
            lines.push("from pyspark.sql import functions as F".to_owned());
        }
        lines.push("from pyspark.sql import types as T".to_owned());
        lines
    }

    /// The first line of the module's docstring.
    fn summary(&self) -> String {
        let text = format!("Job `{}` of the pipeline `{}`.", self.job.name, self.plan.pipeline.name);
        docstring(&text)
    }

    fn about(&self) -> String {
        let described = self.plan.pipeline.description.as_deref().unwrap_or_default();
        let text = format!("{described} Made by pipelinec from the spec: change the spec, not this file.");
        wrap(&docstring(&text), 0).join("\n")
    }

    fn reads_and_writes(&self) -> Vec<String> {
        let is_input =
            |id: &&DatasetId| self.dataset(**id).is_some_and(|dataset| matches!(dataset.kind, DatasetKind::Input(_)));
        let (inputs, published): (Vec<&DatasetId>, Vec<&DatasetId>) = self.job.reads.iter().partition(is_input);
        let named = |ids: Vec<&DatasetId>| {
            ids.iter().filter_map(|id| self.dataset(**id)).map(|d| d.name.to_string()).collect::<Vec<_>>().join(", ")
        };
        let mut lines = Vec::new();
        for (what, names) in [
            ("Reads below the input folder:", named(inputs)),
            ("Reads below the output folder:", named(published)),
            ("Publishes below the output folder:", named(self.job.writes.iter().collect())),
        ] {
            if !names.is_empty() {
                lines.push(wrap(&format!("{what} {names}"), 0).join("\n    "));
            }
        }
        lines
    }

    /// The run parameters' arguments, as usage.
    fn options(&self) -> String {
        let params = self.plan.pipeline.params.iter();
        params.map(|param| format!("\n        {}", params::usage(param))).collect()
    }
}

fn names(plan: &Plan, job: &Job) -> BTreeMap<DatasetId, PythonNames> {
    let mut module = Names::default();
    let mut out = BTreeMap::new();
    let ids: BTreeSet<DatasetId> = job.reads.iter().chain(&job.writes).copied().collect();
    for id in ids {
        let Some(dataset) = plan.pipeline.dataset(id) else { continue };
        let names = PythonNames {
            function: module.take(&dataset.name),
            contract: module.take(&dataset.name.to_ascii_uppercase()),
            rows: free(&dataset.name),
            variable: module.take(&format!("{}_df", dataset.name)),
        };
        out.insert(id, names);
    }
    out
}
