//! How datasets are written: combinations that make sense, and personal data that stays inside.

use std::collections::HashMap;
use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Name, OutputDecl, OutputFormat, WriteMode};

use super::checker::Checker;
use super::names::Decl;
use super::paths;
use super::rows::{Index, Rows};
use crate::Symbol;
use crate::diag;
use crate::ir::Output;
use crate::types::Type;

impl Checker<'_> {
    /// How a transform or KPI is written.
    pub(crate) fn output(&mut self, name: &Name, decl: &OutputDecl, rows: &Rows) -> Output {
        let format = decl.format.as_ref().map(|f| f.value).unwrap_or_default();
        let mode = decl.mode.as_ref().map(|m| m.value).unwrap_or_default();
        if let Some(path) = &decl.path
            && let Some(reason) = paths::complaint(&path.value, false)
        {
            self.report(diag::bad_path(path.span, &path.value, reason));
        }
        let partition_by = self.partition_columns(&decl.partition_by, rows);
        self.output_mode(decl, format, mode);
        if format == OutputFormat::Csv {
            self.csv_columns(name, decl, rows);
        }
        let key = self.find_comparable(&decl.key, "`key`", rows);
        Output {
            partition_by,
            format,
            mode,
            key: key.iter().map(|column| Arc::clone(&column.name)).collect(),
            path: decl.path.as_ref().map_or(&name.text, |path| &path.value).trim_end_matches('/').to_owned(),
        }
    }

    /// Partition columns become folder names: their values must have one short text each.
    fn partition_columns(&mut self, names: &[Name], rows: &Rows) -> Vec<Symbol> {
        let columns = self.find_comparable(names, "`partition_by`", rows);
        for column in &columns {
            let span = names.iter().find(|name| *name.text == *column.name).map_or(column.span, |name| name.span);
            if matches!(column.ty, Type::Double | Type::Timestamp) {
                self.report(diag::partition_type(span, &column.name, &column.ty));
            }
        }
        if let Some(name) = names.first()
            && columns.len() == rows.columns.len()
            && !rows.open
        {
            self.report(diag::partition_by_all(name.span));
        }
        columns.iter().map(|column| Arc::clone(&column.name)).collect()
    }

    /// Mode, key, format and partitions together.
    fn output_mode(&mut self, decl: &OutputDecl, format: OutputFormat, mode: WriteMode) {
        let span = decl.mode.as_ref().map(|m| m.span);
        if let Some(span) = span {
            match mode {
                WriteMode::Upsert => {
                    if decl.key.is_empty() {
                        self.report(diag::upsert_without_key(span));
                    }
                    if format == OutputFormat::Csv {
                        self.report(diag::upsert_into_csv(span, decl.format.as_ref().map(|f| f.span)));
                    }
                }
                WriteMode::OverwritePartitions if decl.partition_by.is_empty() => {
                    self.report(diag::overwrite_without_partitions(span));
                }
                WriteMode::OverwritePartitions | WriteMode::Overwrite | WriteMode::Append => {}
            }
        }
        if let Some(key) = decl.key.first()
            && mode != WriteMode::Upsert
        {
            self.report(diag::key_without_upsert(key.span));
        }
    }

    /// CSV holds texts only.
    fn csv_columns(&mut self, name: &Name, decl: &OutputDecl, rows: &Rows) {
        let span = decl.format.as_ref().map_or(name.span, |format| format.span);
        for column in rows.columns.iter() {
            if matches!(column.ty, Type::Array(_) | Type::Struct(_) | Type::Map(_)) {
                self.report(diag::nested_csv_output(span, &column.name, &column.ty, column.span));
            }
        }
    }

    /// A query's result is what the query engine returns: nothing else can be said about it.
    pub(crate) fn query_output(&mut self, name: &Name, decl: &OutputDecl) -> Output {
        let options: [(&str, Option<Span>); 5] = [
            ("partition_by", decl.partition_by.first().map(|name| name.span)),
            ("format", decl.format.as_ref().map(|f| f.span)),
            ("mode", decl.mode.as_ref().map(|m| m.span)),
            ("key", decl.key.first().map(|name| name.span)),
            ("path", decl.path.as_ref().map(|p| p.span)),
        ];
        for (option, span) in options {
            if let Some(span) = span {
                self.report(diag::query_output_option(span, option));
            }
        }
        Output { path: name.text.clone(), ..Output::default() }
    }

    /// Personal data must not reach a KPI, a query or a CSV file, unless that is said.
    pub(crate) fn check_pii(&mut self, decl: Decl<'_>, output: &OutputDecl, rows: &Rows) {
        let index = Index::new(&rows.columns);
        for name in &output.allow_pii {
            self.find(name, rows, &index);
        }
        let csv = output.format.as_ref().filter(|format| format.value == OutputFormat::Csv);
        if matches!(decl, Decl::Transform(_)) && csv.is_none() {
            return;
        }
        let place = if matches!(decl, Decl::Transform(_)) { "csv output" } else { decl.noun() };
        let own: HashMap<&str, Span> = written_here(decl);
        for column in rows.columns.iter().filter(|column| column.pii) {
            if !output.allow_pii.iter().any(|name| *name.text == *column.name) {
                let span = own.get(&*column.name).copied().unwrap_or(decl.name().span);
                let from = (column.span != span).then_some(column.span);
                self.report(diag::pii_published(span, &column.name, place, &decl.name().text, from));
            }
        }
    }
}

/// Columns a KPI names itself: the places to point at.
fn written_here(decl: Decl<'_>) -> HashMap<&str, Span> {
    match decl {
        Decl::Kpi(kpi) => {
            kpi.by.iter().chain(&kpi.measures).map(|entry| (entry.name.text.as_str(), entry.name.span)).collect()
        }
        Decl::Input(_) | Decl::Transform(_) | Decl::Query(_) => HashMap::new(),
    }
}
