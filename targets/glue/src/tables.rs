//! One `CreateTable` request per dataset: exact columns, partition keys, Parquet or CSV.

use pipelinec_core::Symbol;
use pipelinec_core::ir::{Column, Dataset, OutputFormat};
use pipelinec_core::target::Names;
use pipelinec_core::types::Type;
use pipelinec_syntax::tree::environments::Environment;
use serde_json::{Map, Value, json};

use crate::columns::hive_type;
use crate::{location, projection};

/// A table as Glue and Hive see it.
pub(crate) struct Table<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) location: String,
    /// Name, Hive type and comment, without the partition columns.
    pub(crate) columns: Vec<TableColumn>,
    pub(crate) partitions: Vec<TableColumn>,
    /// Table properties, in order.
    pub(crate) parameters: Vec<(String, String)>,
}

/// A column of a table.
pub(crate) struct TableColumn {
    /// As Glue stores it: in lower case.
    pub(crate) name: String,
    pub(crate) hive_type: String,
    /// What the type does not say.
    pub(crate) comment: Option<String>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(dataset: &'a Dataset, environment: &'a Environment) -> Self {
        let partition_by = &dataset.output.partition_by;
        let is_partition = |column: &&Column| partition_by.contains(&column.name);
        let is_text = dataset.output.format == OutputFormat::Csv;
        let columns = dataset.columns.iter().filter(|c| !is_partition(c)).map(|c| stored(c, is_text)).collect();
        let by_name = |name: &Symbol| dataset.columns.iter().find(|column| column.name == *name);
        let partitions = partition_by.iter().filter_map(by_name).map(|c| stored(c, false)).collect();
        let location = location(environment, &dataset.output.path);
        let mut parameters = format_parameters(dataset.output.format);
        parameters.extend(projection::parameters(dataset, environment, &location));
        Self { dataset, location, columns, partitions, parameters }
    }

    /// In lower case, as Glue keeps it whatever is written.
    pub(crate) fn name(&self) -> String {
        self.dataset.name.to_lowercase()
    }

    pub(crate) fn request(&self, names: &Names) -> Value {
        let describe = |columns: &[TableColumn]| columns.iter().map(TableColumn::request).collect::<Vec<_>>();
        let parameters: Map<String, Value> =
            self.parameters.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        json!({
            "DatabaseName": names.database,
            "TableInput": {
                "Name": self.name(),
                "Description": self.dataset.description.clone().unwrap_or_default(),
                "TableType": "EXTERNAL_TABLE",
                "Parameters": parameters,
                "PartitionKeys": describe(&self.partitions),
                "StorageDescriptor": self.storage(describe(&self.columns)),
            },
        })
    }

    fn storage(&self, columns: Vec<Value>) -> Value {
        let Format { input, output, serde, serde_parameters } = format(self.dataset.output.format);
        let parameters: Map<String, Value> =
            serde_parameters.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
        json!({
            "Columns": columns,
            "Location": self.location,
            "InputFormat": input,
            "OutputFormat": output,
            "SerdeInfo": { "SerializationLibrary": serde, "Parameters": parameters },
        })
    }
}

impl TableColumn {
    fn request(&self) -> Value {
        let mut request = json!({ "Name": self.name, "Type": self.hive_type });
        if let (Some(comment), Some(fields)) = (&self.comment, request.as_object_mut()) {
            fields.insert("Comment".into(), json!(comment));
        }
        request
    }
}

/// OpenCSVSerDe reads text; where a table says another type, it wants dates and timestamps as numbers, and fails. So a
/// column of CSV is text, and the queries of the spec cast it.
fn stored(column: &Column, is_text: bool) -> TableColumn {
    let as_text = is_text && column.ty != Type::String;
    TableColumn {
        name: column.name.to_lowercase(),
        hive_type: if is_text { "string".into() } else { hive_type(&column.ty) },
        comment: as_text.then(|| format!("{} as text", hive_type(&column.ty))),
    }
}

/// How files of a format are read.
pub(crate) struct Format {
    input: &'static str,
    output: &'static str,
    pub(crate) serde: &'static str,
    pub(crate) serde_parameters: &'static [(&'static str, &'static str)],
}

pub(crate) fn format(format: OutputFormat) -> Format {
    match format {
        // Iceberg is refused before anything is emitted.
        OutputFormat::Parquet | OutputFormat::Iceberg => Format {
            input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            serde_parameters: &[("serialization.format", "1")],
        },
        OutputFormat::Csv => Format {
            input: "org.apache.hadoop.mapred.TextInputFormat",
            output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            serde: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            serde_parameters: &[("separatorChar", ","), ("quoteChar", "\"")],
        },
    }
}

fn format_parameters(format: OutputFormat) -> Vec<(String, String)> {
    let parameters: &[(&str, &str)] = match format {
        OutputFormat::Parquet | OutputFormat::Iceberg => &[("EXTERNAL", "TRUE"), ("classification", "parquet")],
        OutputFormat::Csv => &[("EXTERNAL", "TRUE"), ("classification", "csv"), ("skip.header.line.count", "1")],
    };
    parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
