//! From a checked pipeline to what it means.

use std::collections::BTreeMap;

use pipelinec_syntax::tree::environments::Environment;

use super::expression::{Writer, literal};
use super::parts::parts;
use super::{Check, Column, Dataset, DatasetKind, Meaning, Param, Starts, VERSION};
use crate::ir::{
    self, CheckKind, CheckSeverity, Input, InputFormat, OnBadRecord, OutputFormat, ParamDefault, Pipeline, Stored,
    StoredColumn, WriteMode,
};
use crate::target::Places;

/// What a pipeline means, with what starts it in an environment.
#[must_use]
pub fn describe(pipeline: &Pipeline, environment: Option<&Environment>, places: &Places<'_>) -> Meaning {
    let mut datasets: Vec<Dataset> =
        pipeline.datasets.iter().map(|dataset| describe_dataset(pipeline, dataset, places)).collect();
    for check in &pipeline.checks {
        if let Some(dataset) = datasets.get_mut(check.dataset.0 as usize) {
            dataset.checks.push(describe_check(pipeline, check, places));
        }
    }
    Meaning {
        version: VERSION,
        pipeline: pipeline.name.to_string(),
        params: pipeline.params.iter().map(|param| describe_param(param, places)).collect(),
        starts: environment.map(describe_starts),
        datasets,
    }
}

fn describe_param(param: &ir::Param, places: &Places<'_>) -> Param {
    let default = param.default.as_ref().map(|default| match default {
        ParamDefault::Value(value) => literal(value, false).to_string(),
        ParamDefault::Today => "today".into(),
    });
    Param { name: param.name.to_string(), ty: param.ty.to_string(), default, place: places.show(param.span) }
}

fn describe_starts(environment: &Environment) -> Starts {
    let schedule = environment.schedule.as_ref().map(|schedule| {
        let zone = schedule.time_zone.as_ref().map_or("UTC", |zone| zone.value.as_str());
        let params: Vec<String> =
            schedule.params.iter().map(|(name, value)| format!("{} = {}", name.text, value.value)).collect();
        let with = if params.is_empty() { String::new() } else { format!(" with {}", params.join(", ")) };
        format!("{} in {zone}{with}", schedule.expression.value)
    });
    let trigger = environment.trigger.as_ref().map(|trigger| {
        let suffix = trigger.suffix.as_ref().map(|suffix| format!(" that end in {}", suffix.value)).unwrap_or_default();
        format!("objects of {}{suffix}", trigger.s3.value)
    });
    Starts { schedule, trigger }
}

fn describe_dataset(pipeline: &Pipeline, dataset: &ir::Dataset, places: &Places<'_>) -> Dataset {
    let (kind, settings, stored) = match &dataset.kind {
        ir::DatasetKind::Input(input) => (DatasetKind::Input, input_settings(input), input.columns.as_slice()),
        ir::DatasetKind::Transform(_) => (DatasetKind::Transform, output_settings(dataset), &[][..]),
        ir::DatasetKind::Kpi(_) => (DatasetKind::Kpi, output_settings(dataset), &[][..]),
        ir::DatasetKind::Query(_) => (DatasetKind::Query, BTreeMap::new(), &[][..]),
    };
    let query = dataset.query();
    let from = query.and_then(|query| pipeline.dataset(query.from)).map(|from| from.name.to_string());
    let columns = dataset.columns.iter().enumerate().map(|(i, column)| Column {
        name: column.name.to_string(),
        ty: column.ty.to_string(),
        nullable: column.nullable,
        pii: column.pii,
        stored: stored.get(i).map(describe_stored).unwrap_or_default(),
    });
    Dataset {
        name: dataset.name.to_string(),
        kind,
        place: places.show(dataset.span),
        from,
        columns: columns.collect(),
        parts: query.map(|query| parts(pipeline, query, places)).unwrap_or_default(),
        checks: Vec::new(),
        settings,
    }
}

/// How a column stands in the files: empty where that is by its name, in its type.
fn describe_stored(column: &StoredColumn) -> String {
    let mut words: Vec<String> = Vec::new();
    if !matches!(column.source.as_slice(), [source] if **source == *column.name) {
        words.push(format!("from {}", column.source.join(".")));
    }
    match column.stored {
        Stored::Same => {}
        Stored::Tinyint => words.push("as tinyint".into()),
        Stored::Smallint => words.push("as smallint".into()),
        Stored::Int => words.push("as int".into()),
        Stored::Float => words.push("as float".into()),
    }
    if let Some(format) = &column.format {
        words.push(format!("written {format}"));
    }
    if column.unique {
        words.push("unique".into());
    }
    if column.partition {
        words.push("in the folder's name".into());
    }
    words.join(", ")
}

fn input_settings(input: &Input) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::from([("path".to_owned(), input.path.clone())]);
    let mut set = |key: &str, value: String, usual: bool| {
        if !usual {
            settings.insert(key.into(), value);
        }
    };
    let is_csv = input.format == InputFormat::Csv;
    let format = match input.format {
        InputFormat::Csv => "csv",
        InputFormat::Json => "json",
        InputFormat::Parquet => "parquet",
    };
    set("format", format.into(), false);
    set("header", "none".into(), !is_csv || input.header);
    set("delimiter", char::from(input.delimiter).to_string(), !is_csv || input.delimiter == b',');
    set("quote", char::from(input.quote).to_string(), !is_csv || input.quote == b'"');
    set("null words", input.null_words.join(", "), input.null_words.is_empty());
    let bad = match input.on_bad_record {
        OnBadRecord::Fail => "fail",
        OnBadRecord::Drop => "drop",
        OnBadRecord::Quarantine => "quarantine",
    };
    set("bad records", bad.into(), input.on_bad_record == OnBadRecord::Fail);
    settings
}

fn output_settings(dataset: &ir::Dataset) -> BTreeMap<String, String> {
    let output = &dataset.output;
    let mut settings = BTreeMap::new();
    let mut set = |key: &str, value: String, usual: bool| {
        if !usual {
            settings.insert(key.to_owned(), value);
        }
    };
    let format = match output.format {
        OutputFormat::Parquet => "parquet",
        OutputFormat::Csv => "csv",
        OutputFormat::Iceberg => "iceberg",
    };
    let mode = match output.mode {
        WriteMode::Overwrite => "overwrite",
        WriteMode::OverwritePartitions => "overwrite_partitions",
        WriteMode::Append => "append",
        WriteMode::Upsert => "upsert",
    };
    set("format", format.into(), output.format == OutputFormat::Parquet);
    set("mode", mode.into(), output.mode == WriteMode::Overwrite);
    set("partitions", output.partition_by.join(", "), output.partition_by.is_empty());
    set("key", output.key.join(", "), output.key.is_empty());
    set("path", output.path.clone(), output.path == *dataset.name);
    settings
}

fn describe_check(pipeline: &Pipeline, check: &ir::Check, places: &Places<'_>) -> Check {
    let text = match &check.kind {
        CheckKind::Expect(condition) => {
            let writer = Writer { hidden: &BTreeMap::new(), right: "", exact: false };
            format!("expect {}", writer.text(condition))
        }
        CheckKind::Unique(columns) => format!("unique {}", columns.join(", ")),
        CheckKind::NotNull(columns) => format!("not null {}", columns.join(", ")),
        CheckKind::References { columns, to, to_columns } => {
            let to = pipeline.dataset(*to).map(|to| &*to.name).unwrap_or_default();
            format!("{} in {to} ({})", columns.join(", "), to_columns.join(", "))
        }
        CheckKind::RowCount { min, max } => {
            let bound = |bound: &Option<u64>| bound.map_or("any".to_owned(), |n| n.to_string());
            format!("rows from {} to {}", bound(min), bound(max))
        }
    };
    let given = check.name != check.text && !check.name.starts_with(&format!("{} (", check.text));
    Check {
        name: given.then(|| check.name.clone()),
        text,
        warns: check.severity == CheckSeverity::Warn,
        place: places.show(check.span),
    }
}
