//! Partition projection as table properties. Source: Athena, "Set up partition projection".

use pipelinec_core::check::literal::parse_bigint;
use pipelinec_core::ir::{Column, Dataset};
use pipelinec_core::target::{Projected, projected};
use pipelinec_core::types::Type;
use pipelinec_syntax::tree::environments::{Environment, PartitionValues};

/// Properties of a table whose partitions Athena computes; none for other tables.
pub(crate) fn parameters(dataset: &Dataset, environment: &Environment, location: &str) -> Vec<(String, String)> {
    let Some(columns) = projected(environment, dataset) else { return Vec::new() };
    let mut all = vec![("projection.enabled".to_owned(), "true".to_owned())];
    let mut template = location.to_owned();
    for Projected { column, values } in columns {
        let name = column.name.to_lowercase();
        let properties = properties(values, column);
        all.extend(properties.into_iter().map(|(key, value)| (format!("projection.{name}.{key}"), value)));
        // The folder has the column's own letters, the placeholder Glue's.
        template.push_str(&format!("{}=${{{name}}}/", column.name));
    }
    all.push(("storage.location.template".into(), template));
    all
}

fn properties(values: &PartitionValues, column: &Column) -> Vec<(&'static str, String)> {
    let list = |texts: &[&str]| texts.join(",");
    // Checked before; `+05` is written as 5.
    let number = |text: &str| parse_bigint(text).map_or_else(|_| text.to_owned(), |number| number.to_string());
    match values {
        PartitionValues::Range { from, to } if column.ty == Type::Date => {
            let last = to.as_ref().filter(|to| to.value != "now").map_or("NOW", |to| to.value.as_str());
            vec![
                ("type", "date".into()),
                ("format", "yyyy-MM-dd".into()),
                ("range", list(&[&from.value, last])),
                ("interval", "1".into()),
                ("interval.unit", "DAYS".into()),
            ]
        }
        PartitionValues::Range { from, to } => {
            let last = to.as_ref().map(|to| number(&to.value)).unwrap_or_default();
            vec![("type", "integer".into()), ("range", list(&[&number(&from.value), &last]))]
        }
        PartitionValues::List(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            vec![("type", "enum".into()), ("values", list(&values))]
        }
        PartitionValues::Injected => vec![("type", "injected".into())],
    }
}
