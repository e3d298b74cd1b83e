//! The inputs of a run: opened together, read once, reported at the end.

use std::sync::Arc;

use datafusion::error::Result;
use pipelinec_core::diag;
use pipelinec_core::diag::suggest::listed;
use pipelinec_core::ir::{Dataset, DatasetId, DatasetKind, Input, OnBadRecord};

use super::compute::Way;
use super::dataset::{Found, Run, quarantine};
use super::engine::quoted;
use super::error::RunError;
use super::report::{DatasetReport, Kind};
use crate::cell::Cell;
use crate::read::{Source, SourceOptions, SourceTable};

impl Run<'_> {
    /// Opens all inputs, so that all missing files and wrong headers are told at once, before anything is computed.
    pub(super) fn open_inputs(&mut self) -> Found<()> {
        let mut findings = Vec::new();
        for (id, dataset) in self.pipeline.iter().filter(|(id, _)| self.selection.contains(*id)) {
            let DatasetKind::Input(input) = &dataset.kind else { continue };
            match self.open(dataset, input) {
                Ok(source) => {
                    self.note_ignored(&source);
                    self.sources.insert(id, Arc::new(source));
                }
                Err(found) => findings.extend(found),
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    fn open(&self, dataset: &Dataset, input: &Input) -> Found<Source> {
        let options = SourceOptions {
            data_dir: &self.options.data_dir,
            quarantine: self.staging.folder(&quarantine(dataset)),
            limit_rows: self.options.limit_rows,
        };
        Source::open(dataset, input, options)
    }

    /// Begins anew with an input that is read as a stream: what the attempt before had counted and set aside is gone.
    pub(super) fn reopen(&mut self, id: DatasetId) -> Result<()> {
        let Some(dataset) = self.pipeline.dataset(id).filter(|_| !self.copied.contains(&id)) else { return Ok(()) };
        let DatasetKind::Input(input) = &dataset.kind else { return Ok(()) };
        // Its reader may still be writing: to a file that nobody sees any more.
        match std::fs::remove_dir_all(self.staging.folder(&quarantine(dataset))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        let source = Arc::new(self.open(dataset, input).map_err(|diagnostics| RunError { diagnostics })?);
        self.sources.insert(id, source.clone());
        self.engine.replace(&dataset.name, Arc::new(SourceTable::new(source)))
    }

    fn note_ignored(&self, source: &Source) {
        if let Some(names) = listed(source.ignored.iter().map(String::as_str)) {
            self.observer
                .note(&format!("input `{}`: columns that are not declared are ignored: {names}", source.dataset));
        }
    }

    /// Makes an input readable. One that is read more than once is read into memory, or copied as Parquet.
    pub(super) async fn input(&mut self, id: DatasetId, dataset: &Dataset, input: &Input) -> Result<()> {
        let Some(source) = self.sources.get(&id).cloned() else { return Ok(()) };
        self.engine.register(&dataset.name, Arc::new(SourceTable::new(source)))?;
        let unique: Vec<_> = input.columns.iter().filter(|c| c.unique).map(|c| c.name.clone()).collect();
        let uses = self.selection.uses(self.pipeline, id, &self.checks) + unique.len();
        if uses < 2 {
            return Ok(());
        }
        self.observer.dataset_started(&dataset.name, Kind::Input);
        let columns: Vec<String> = dataset.columns.iter().map(|c| quoted(&c.name)).collect();
        let frame = self.engine.sql(&format!("SELECT {} FROM {}", columns.join(", "), self.engine.table(id))).await?;
        let folder = self.staging.spill().join(&*dataset.name);
        let plan = frame.create_physical_plan().await?;
        let drained = self
            .drain(dataset, plan, Way { folder: folder.clone(), read_later: true, memory_first: true, ordered: false })
            .await?;
        self.readable(id, dataset, folder, drained.kept)?;
        self.copied.insert(id);
        for column in unique {
            self.unique(dataset, id, &column).await?;
        }
        Ok(())
    }

    /// A `unique` column of an input holds every value once.
    async fn unique(&self, dataset: &Dataset, id: DatasetId, column: &str) -> Result<()> {
        let (table, name) = (self.engine.table(id), quoted(column));
        let repeated =
            format!("SELECT {name} FROM {table} WHERE {name} IS NOT NULL GROUP BY {name} HAVING count(*) > 1");
        let count = self.engine.rows(&format!("SELECT count(*) FROM ({repeated})")).await?;
        let Some(Cell::Bigint(n @ 1..)) = count.first().and_then(|row| row.first()) else {
            return Ok(());
        };
        let rows = self.engine.rows(&format!("{repeated} ORDER BY {name} LIMIT 5")).await?;
        let shown: Vec<String> = rows.iter().flatten().map(ToString::to_string).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let span = dataset.columns.iter().find(|c| *c.name == *column).map_or(dataset.span, |c| c.span);
        let finding = diag::not_unique(span, &dataset.name, column, n.cast_unsigned(), &shown);
        Err(RunError::from(finding).into())
    }

    /// What reading found: known when everything has been read.
    pub(super) fn report_inputs(&mut self) -> Found<()> {
        for (id, source) in &self.sources {
            let Some(dataset) = self.pipeline.dataset(*id) else { continue };
            source.bad.finish().map_err(|error| self.engine.explain(&error, *id))?;
            let set_aside = source.bad.policy() == OnBadRecord::Quarantine;
            let report = DatasetReport {
                name: dataset.name.clone(),
                kind: Kind::Input,
                rows: source.rows(),
                seconds: 0.0,
                path: None,
                bad_records: source.bad.count(),
                quarantine: set_aside.then(|| self.staging.target(&quarantine(dataset))),
            };
            self.observer.dataset_finished(&report);
            self.report.datasets.push(report);
        }
        Ok(())
    }
}
