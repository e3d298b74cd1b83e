//! Contracts: inputs and published datasets with their schemas, as Spark types.

use pipelinec_core::Symbol;
use pipelinec_core::ir::{Column, Dataset, Input, InputFormat, OnBadRecord, OutputFormat, Stored, StoredColumn};
use pipelinec_core::types::Type;

use crate::layout::{Doc, call, dict, keyword, list, strings};

/// `CsvInput(name=…, path=…, schema=…)`. Without `keeps_bad`, another job sets the bad records aside.
pub(crate) fn input(dataset: &Dataset, input: &Input, keeps_bad: bool) -> (&'static str, Doc) {
    let class = match input.format {
        InputFormat::Csv => "CsvInput",
        InputFormat::Json => "JsonInput",
        InputFormat::Parquet => "ParquetInput",
    };
    let fields = dataset.columns.iter().zip(&input.columns).map(|(column, stored)| stored_field(column, stored));
    let mut args = vec![
        keyword("name", Doc::string(&dataset.name)),
        keyword("path", Doc::string(&input.path)),
        keyword("schema", struct_type(fields.collect())),
    ];
    if input.format == InputFormat::Csv {
        args.extend(csv_options(input));
    }
    let unique: Vec<&Symbol> = input.columns.iter().filter(|column| column.unique).map(|column| &column.name).collect();
    if !unique.is_empty() {
        args.push(keyword("unique", strings(unique)));
    }
    match input.on_bad_record {
        OnBadRecord::Fail => {}
        OnBadRecord::Quarantine if keeps_bad => args.push(keyword("on_bad_record", Doc::string("quarantine"))),
        OnBadRecord::Drop | OnBadRecord::Quarantine => args.push(keyword("on_bad_record", Doc::string("drop"))),
    }
    (class, call(class, args))
}

fn csv_options(input: &Input) -> Vec<Doc> {
    let character = |byte: u8| Doc::string(&char::from(byte).to_string());
    let mut args = Vec::new();
    if !input.header {
        args.push(keyword("header", Doc::text("False")));
    }
    if input.delimiter != b',' {
        args.push(keyword("delimiter", character(input.delimiter)));
    }
    if input.quote != b'"' {
        args.push(keyword("quote", character(input.quote)));
    }
    if !input.null_words.is_empty() {
        args.push(keyword("null_words", strings(&input.null_words)));
    }
    args
}

/// `Dataset(name=…, path=…, schema=…)`: what an earlier job published. Of Parquet, only the columns used.
pub(crate) fn published(dataset: &Dataset, used: &[Symbol]) -> Doc {
    let needs_all = dataset.output.format == OutputFormat::Csv;
    let columns = dataset.columns.iter().filter(|column| needs_all || used.contains(&column.name));
    let fields = columns.map(|column| field(&column.name, spark_type(&column.ty), Vec::new()));
    let mut args = vec![
        keyword("name", Doc::string(&dataset.name)),
        keyword("path", Doc::string(&dataset.output.path)),
        keyword("schema", struct_type(fields.collect())),
    ];
    if needs_all {
        args.push(keyword("format", Doc::string("csv")));
    }
    call("Dataset", args)
}

fn stored_field(column: &Column, stored: &StoredColumn) -> Doc {
    let mut more = Vec::new();
    if stored.not_null {
        more.push(keyword("nullable", Doc::text("False")));
    }
    let mut metadata = Vec::new();
    if let Some(format) = &stored.format {
        metadata.push((Doc::string("format"), Doc::string(format)));
    }
    if stored.partition {
        metadata.push((Doc::string("partition"), Doc::text("True")));
    } else if !matches!(stored.source.as_slice(), [name] if **name == *column.name) {
        metadata.push((Doc::string("source"), strings(&stored.source)));
    }
    if !metadata.is_empty() {
        more.push(keyword("metadata", dict(metadata)));
    }
    let ty = match stored.stored {
        Stored::Same => spark_type(&column.ty),
        Stored::Tinyint => Doc::text("T.ByteType()"),
        Stored::Smallint => Doc::text("T.ShortType()"),
        Stored::Int => Doc::text("T.IntegerType()"),
        Stored::Float => Doc::text("T.FloatType()"),
    };
    field(&column.name, ty, more)
}

fn field(name: &str, ty: Doc, more: Vec<Doc>) -> Doc {
    let mut args = vec![Doc::string(name), ty];
    args.extend(more);
    call("T.StructField", args)
}

fn struct_type(fields: Vec<Doc>) -> Doc {
    call("T.StructType", vec![list(fields)])
}

/// A type of the language in `pyspark.sql.types`.
pub(crate) fn spark_type(ty: &Type) -> Doc {
    match ty {
        Type::Boolean => Doc::text("T.BooleanType()"),
        Type::Bigint => Doc::text("T.LongType()"),
        Type::Double => Doc::text("T.DoubleType()"),
        Type::Decimal(decimal) => Doc::text(format!("T.DecimalType({}, {})", decimal.precision, decimal.scale)),
        Type::String | Type::Null | Type::Error => Doc::text("T.StringType()"),
        Type::Date => Doc::text("T.DateType()"),
        Type::Timestamp => Doc::text("T.TimestampType()"),
        Type::Array(item) => call("T.ArrayType", vec![spark_type(item)]),
        Type::Map(value) => call("T.MapType", vec![Doc::text("T.StringType()"), spark_type(value)]),
        Type::Struct(fields) => {
            struct_type(fields.iter().map(|(name, ty)| field(name, spark_type(ty), Vec::new())).collect())
        }
    }
}
