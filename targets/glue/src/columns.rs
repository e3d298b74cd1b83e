//! Types of the language as Hive types, which is what Glue stores.

use pipelinec_core::types::Type;

/// The Hive type of a column. Source: Glue `Column.Type`, Hive language manual, Types.
pub(crate) fn hive_type(ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".into(),
        Type::Bigint => "bigint".into(),
        Type::Double => "double".into(),
        Type::Decimal(d) => format!("decimal({},{})", d.precision, d.scale),
        Type::Date => "date".into(),
        Type::Timestamp => "timestamp".into(),
        Type::Array(item) => format!("array<{}>", hive_type(item)),
        Type::Map(value) => format!("map<string,{}>", hive_type(value)),
        Type::Struct(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, ty)| format!("{name}:{}", hive_type(ty))).collect();
            format!("struct<{}>", fields.join(","))
        }
        // The checker lets neither of the last two out of a dataset.
        Type::String | Type::Null | Type::Error => "string".into(),
    }
}
