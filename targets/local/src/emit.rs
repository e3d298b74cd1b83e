//! The SQL that the embedded engine runs.

use pipelinec_core::Symbol;
use pipelinec_core::ir::{DatasetId, Literal, Pipeline, Schema, Step};
use pipelinec_core::sql::relation::{self, Context, query_sql};
use pipelinec_core::sql::{Dialect, RenderError, literal, quote_identifier};
use pipelinec_core::types::Type;

/// Values of the run parameters.
pub type Params = Vec<(Symbol, Literal)>;

/// The query of a computed dataset; every dataset it reads is a table of that name.
///
/// # Errors
/// When the engine cannot express one of its expressions.
pub fn dataset_sql(pipeline: &Pipeline, id: DatasetId, params: &Params) -> Result<String, RenderError> {
    let source = |id| table(pipeline, id);
    query_sql(Dialect::DataFusion, pipeline, id, &source, &|name, ty| param(params, name, ty))
}

/// The query of some steps over the relation `from`, which has these columns.
///
/// # Errors
/// When the engine cannot express one of their expressions.
pub fn steps_sql(
    pipeline: &Pipeline,
    from: &str,
    columns: &Schema,
    steps: &[Step],
    params: &Params,
) -> Result<String, RenderError> {
    let source = |id| table(pipeline, id);
    let param = |name: &Symbol, ty: &Type| param(params, name, ty);
    let context = Context { dialect: Dialect::DataFusion, pipeline, source: &source, param: &param };
    relation::steps_sql(&context, from, columns, steps)
}

/// A dataset's table.
#[must_use]
pub fn table(pipeline: &Pipeline, id: DatasetId) -> String {
    quote_identifier(Dialect::DataFusion, pipeline.dataset(id).map_or("", |d| &*d.name))
}

/// A parameter's value.
#[must_use]
pub fn param(params: &Params, name: &Symbol, ty: &Type) -> String {
    let value = params.iter().find(|(n, _)| n == name).map(|(_, value)| value);
    literal(Dialect::DataFusion, value.unwrap_or(&Literal::Null), ty)
}
