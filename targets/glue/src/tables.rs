//! One `CreateTable` request per dataset: exact columns, partition keys, Parquet or CSV.

use pipelinec_core::ir::{Column, Dataset, OutputFormat};
use pipelinec_core::target::Names;
use pipelinec_syntax::tree::environments::Environment;
use serde_json::{Value, json};

use crate::columns::hive_type;
use crate::location;

pub(crate) fn request(dataset: &Dataset, environment: &Environment, names: &Names) -> Value {
    let is_partition = |column: &&Column| dataset.output.partition_by.contains(&column.name);
    let columns: Vec<Value> = dataset.columns.iter().filter(|c| !is_partition(c)).map(describe).collect();
    let partitions: Vec<Value> = dataset
        .output
        .partition_by
        .iter()
        .filter_map(|name| dataset.columns.iter().find(|c| c.name == *name))
        .map(describe)
        .collect();
    json!({
        "DatabaseName": names.database,
        "TableInput": {
            "Name": dataset.name.to_lowercase(),
            "Description": dataset.description.clone().unwrap_or_default(),
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters(dataset.output.format),
            "PartitionKeys": partitions,
            "StorageDescriptor": storage(dataset, environment, columns),
        },
    })
}

fn describe(column: &Column) -> Value {
    json!({ "Name": column.name.to_lowercase(), "Type": hive_type(&column.ty) })
}

fn parameters(format: OutputFormat) -> Value {
    match format {
        OutputFormat::Parquet => json!({ "classification": "parquet", "EXTERNAL": "TRUE" }),
        OutputFormat::Csv => json!({ "classification": "csv", "EXTERNAL": "TRUE", "skip.header.line.count": "1" }),
        OutputFormat::Iceberg => json!({ "table_type": "ICEBERG", "EXTERNAL": "TRUE" }),
    }
}

fn storage(dataset: &Dataset, environment: &Environment, columns: Vec<Value>) -> Value {
    let (input, output, serde) = match dataset.output.format {
        OutputFormat::Parquet | OutputFormat::Iceberg => (
            "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            json!({
                "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                "Parameters": { "serialization.format": "1" },
            }),
        ),
        OutputFormat::Csv => (
            "org.apache.hadoop.mapred.TextInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            json!({
                "SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                "Parameters": { "separatorChar": ",", "quoteChar": "\"" },
            }),
        ),
    };
    json!({
        "Columns": columns,
        "Location": location(environment, &dataset.output.path),
        "InputFormat": input,
        "OutputFormat": output,
        "SerdeInfo": serde,
    })
}
