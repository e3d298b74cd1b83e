//! The same tables as statements in Hive's dialect, which is Athena's for definitions: to read, and for those who make
//! tables by hand.

use pipelinec_core::ir::OutputFormat;
use pipelinec_core::target::{Names, Places};

use crate::tables::{Table, TableColumn, format};

pub(crate) fn create_table(table: &Table<'_>, names: &Names, places: &Places<'_>) -> String {
    let dataset = table.dataset;
    let mut out = format!("-- {}, from {}\n", dataset.name, places.show(dataset.span));
    out += &format!(
        "CREATE EXTERNAL TABLE IF NOT EXISTS {}.{} (\n{}\n)\n",
        identifier(&names.database),
        identifier(&table.name()),
        list(&table.columns)
    );
    if let Some(description) = &dataset.description {
        out += &format!("COMMENT {}\n", text(description));
    }
    if !table.partitions.is_empty() {
        out += &format!("PARTITIONED BY (\n{}\n)\n", list(&table.partitions));
    }
    out += &match dataset.output.format {
        OutputFormat::Parquet | OutputFormat::Iceberg => "STORED AS PARQUET\n".to_owned(),
        OutputFormat::Csv => csv(),
    };
    out += &format!("LOCATION {}\n", text(&table.location));
    // The statement says so itself.
    let properties = table.parameters.iter().filter(|(key, _)| key != "EXTERNAL");
    let properties: Vec<String> = properties.map(|(key, value)| format!("  {} = {}", text(key), text(value))).collect();
    out + &format!("TBLPROPERTIES (\n{}\n)\n", properties.join(",\n"))
}

fn csv() -> String {
    let format = format(OutputFormat::Csv);
    let properties: Vec<String> =
        format.serde_parameters.iter().map(|(key, value)| format!("{} = {}", text(key), text(value))).collect();
    format!(
        "ROW FORMAT SERDE {}\nWITH SERDEPROPERTIES ({})\nSTORED AS TEXTFILE\n",
        text(format.serde),
        properties.join(", ")
    )
}

fn list(columns: &[TableColumn]) -> String {
    let line = |column: &TableColumn| {
        let comment = column.comment.as_ref().map(|comment| format!(" COMMENT {}", text(comment)));
        format!("  {} {}{}", identifier(&column.name), column.hive_type, comment.unwrap_or_default())
    };
    columns.iter().map(line).collect::<Vec<_>>().join(",\n")
}

fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text; a line break inside would end a statement for some clients.
fn text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{}'", escaped.replace('\r', "\\r").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        assert_eq!(text("it's \\ new\nline"), r"'it\'s \\ new\nline'");
        assert_eq!(identifier("a`b"), "`a``b`");
    }
}
