//! Rows of earlier runs that a dataset's mode keeps: after its own rows are written, they become part of it.

use std::path::Path;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::error::Result;
use pipelinec_core::diag;
use pipelinec_core::ir::{Dataset, WriteMode};

use super::compute::{Way, reread, written};
use super::dataset::Run;
use super::engine::quoted;
use super::error::RunError;
use crate::read::SourceTable;

impl Run<'_> {
    /// Makes the staged folder the whole dataset: earlier rows that the mode keeps are there too. False: there are none.
    pub(super) async fn add_earlier(&self, dataset: &Dataset) -> Result<bool> {
        let (path, mode) = (&dataset.output.path, dataset.output.mode);
        let upsert = if mode == WriteMode::Upsert { Some(self.upsert(dataset)?) } else { None };
        if let Some(upsert) = &upsert {
            self.refuse_repeated(dataset, upsert).await?;
        }
        let target = self.staging.target(path);
        if mode == WriteMode::Overwrite || !target.exists() {
            return Ok(false);
        }
        let earlier = earlier(dataset, &target)?;
        match upsert {
            Some(upsert) => self.merge(dataset, earlier, &upsert).await?,
            None => self.staging.keep_earlier(path, mode)?,
        }
        Ok(true)
    }

    /// Names the rows just written.
    fn upsert(&self, dataset: &Dataset) -> Result<Upsert> {
        let upsert = Upsert { new: format!("{} written", dataset.name), before: format!("{} before", dataset.name) };
        self.engine.register(&upsert.new, reread(dataset, self.staging.folder(&dataset.output.path))?)?;
        Ok(upsert)
    }

    /// A run has at most one row of an upsert key: else it would not be known which one stays.
    async fn refuse_repeated(&self, dataset: &Dataset, upsert: &Upsert) -> Result<()> {
        let keys: Vec<String> = dataset.output.key.iter().map(|k| quoted(k)).collect();
        let (keys, table) = (keys.join(", "), quoted(&upsert.new));
        let repeated =
            format!("SELECT {keys} FROM {table} GROUP BY {keys} HAVING count(*) > 1 ORDER BY {keys} LIMIT 1");
        let Some(row) = self.engine.rows(&repeated).await?.into_iter().next() else { return Ok(()) };
        let example: Vec<String> = row.iter().map(ToString::to_string).collect();
        let names: Vec<&str> = dataset.output.key.iter().map(|k| &**k).collect();
        Err(RunError::from(diag::upsert_key_repeated(dataset.span, &dataset.name, &names, &example.join(", "))).into())
    }

    /// Adds the earlier rows whose key this run has not written.
    async fn merge(&self, dataset: &Dataset, earlier: Arc<dyn TableProvider>, upsert: &Upsert) -> Result<()> {
        let path = &dataset.output.path;
        self.engine.register(&upsert.before, earlier)?;
        let columns: Vec<String> = dataset.columns.iter().map(|c| format!("l.{}", quoted(&c.name))).collect();
        let keys = dataset.output.key.iter().map(|k| format!("l.{0} IS NOT DISTINCT FROM r.{0}", quoted(k)));
        let sql = format!(
            "SELECT {0} FROM {1} AS l LEFT ANTI JOIN {2} AS r ON {3} UNION ALL SELECT {0} FROM {2} AS l",
            columns.join(", "),
            quoted(&upsert.before),
            quoted(&upsert.new),
            keys.collect::<Vec<_>>().join(" AND "),
        );
        let plan = self.engine.sql(&sql).await?.create_physical_plan().await?;
        let merged = self.staging.spill().join("merged").join(path);
        let way = Way { folder: merged.clone(), read_later: false, memory_first: false, ordered: false };
        self.drain(dataset, plan, way).await?;
        let written = self.staging.folder(path);
        std::fs::remove_dir_all(&written)?;
        std::fs::rename(merged, written)?;
        Ok(())
    }
}

/// What the two sides of an upsert are called in the engine: no dataset has a space in its name.
struct Upsert {
    new: String,
    before: String,
}

/// The rows that earlier runs wrote. They must have the columns that this run writes.
fn earlier(dataset: &Dataset, folder: &Path) -> Result<Arc<dyn TableProvider>> {
    let shown = folder.display().to_string();
    let refused = |reason: &str| RunError::from(diag::earlier_rows(dataset.span, &dataset.name, &shown, reason));
    if std::fs::read_dir(folder)?.next().is_none() {
        return reread(dataset, folder.to_owned());
    }
    match written(dataset, folder) {
        Ok(source) => match source.ignored.first() {
            None => Ok(Arc::new(SourceTable::new(Arc::new(source)))),
            Some(column) => Err(refused(&format!("they have a column `{column}` more")).into()),
        },
        Err(findings) => Err(refused(findings.first().map_or("", |finding| &finding.message)).into()),
    }
}
