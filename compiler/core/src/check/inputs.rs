//! Inputs: files and the contract for what is in them.

use std::sync::Arc;

use pipelinec_syntax::tree::{InputColumn, InputDecl, InputFormat, Spanned};

use super::checker::Checker;
use super::paths;
use super::rows::{Distinct, symbol};
use super::types::resolve_stored_type;
use crate::diag;
use crate::ir::{Column, Grain, Input, StoredColumn};
use crate::literals::dates::ParseFormat;
use crate::types::Type;

impl Checker<'_> {
    /// An input, and its columns and grain.
    pub(crate) fn input(&mut self, decl: &InputDecl) -> (Input, Vec<Column>, Grain) {
        let missing = decl.path.value.is_empty() && self.tree.faulty;
        if let Some(reason) = paths::complaint(&decl.path.value, true).filter(|_| !missing) {
            self.report(diag::bad_path(decl.path.span, &decl.path.value, reason));
        }
        let format = self.input_format(decl);
        self.csv_options(decl, format);
        let (columns, stored) = self.input_columns(decl, format);
        let keys = columns.iter().zip(&stored).filter(|(_, s)| s.unique && s.not_null);
        let grain = super::grain::keys(keys.map(|(c, _)| vec![Arc::clone(&c.name)]).collect());
        let input = Input {
            path: decl.path.value.clone(),
            path_span: decl.path.span,
            format: format.unwrap_or(InputFormat::Csv),
            header: decl.header.as_ref().is_none_or(|h| h.value),
            delimiter: one_byte(decl.delimiter.as_ref()).unwrap_or_else(|| default_delimiter(&decl.path.value)),
            quote: one_byte(decl.quote.as_ref()).unwrap_or(b'"'),
            null_words: decl.null_words.iter().map(|word| word.value.clone()).collect(),
            on_bad_record: decl.on_bad_record.as_ref().map(|b| b.value).unwrap_or_default(),
            columns: stored,
        };
        (input, columns, grain)
    }

    /// The format as said, or by the path's ending; `None` after reporting that it shows in neither.
    fn input_format(&mut self, decl: &InputDecl) -> Option<InputFormat> {
        if let Some(format) = &decl.format {
            return Some(format.value);
        }
        let path = decl.path.value.to_ascii_lowercase();
        let plain = path.strip_suffix(".gz").unwrap_or(&path);
        let format = match plain.rsplit('/').next().and_then(|file| file.rsplit_once('.')) {
            Some((_, "csv" | "tsv")) => Some(InputFormat::Csv),
            Some((_, "json" | "jsonl" | "ndjson")) => Some(InputFormat::Json),
            Some((_, "parquet")) => Some(InputFormat::Parquet),
            Some(_) | None => None,
        };
        if format.is_none() && !path.is_empty() {
            self.report(diag::unknown_format(decl.path.span, &decl.path.value));
        }
        format
    }

    /// Options that only CSV has, and whether they make sense.
    fn csv_options(&mut self, decl: &InputDecl, format: Option<InputFormat>) {
        let options = [
            ("header", decl.header.as_ref().map(|o| o.span)),
            ("delimiter", decl.delimiter.as_ref().map(|o| o.span)),
            ("quote", decl.quote.as_ref().map(|o| o.span)),
            ("null_words", decl.null_words.first().map(|o| o.span)),
        ];
        if let Some(format @ (InputFormat::Json | InputFormat::Parquet)) = format {
            for (option, span) in options {
                if let Some(span) = span {
                    self.report(diag::option_without_use(span, option, format_name(format)));
                }
            }
            return;
        }
        for (what, option) in [("delimiter", &decl.delimiter), ("quote", &decl.quote)] {
            if let Some(option) = option
                && one_byte(Some(option)).is_none()
            {
                self.report(diag::csv_character(option.span, what, &option.value));
            }
        }
        let (delimiter, quote) = (one_byte(decl.delimiter.as_ref()), one_byte(decl.quote.as_ref()));
        if delimiter.unwrap_or_else(|| default_delimiter(&decl.path.value)) == quote.unwrap_or(b'"')
            && let Some(span) = decl.quote.as_ref().or(decl.delimiter.as_ref()).map(|o| o.span)
        {
            self.report(diag::csv_same_character(span));
        }
    }

    fn input_columns(&mut self, decl: &InputDecl, format: Option<InputFormat>) -> (Vec<Column>, Vec<StoredColumn>) {
        if decl.columns.is_empty() && !self.tree.faulty {
            self.report(diag::input_without_columns(decl.name.span, &decl.name.text, &decl.path.value));
        }
        let mut distinct = Distinct::default();
        let mut columns = Vec::with_capacity(decl.columns.len() + decl.partitioned_by.len());
        let mut stored = Vec::with_capacity(columns.capacity());
        let in_files = decl.columns.iter().map(|column| (column, false));
        for (column, partition) in in_files.chain(decl.partitioned_by.iter().map(|column| (column, true))) {
            let name = symbol(&column.name);
            if column.name.text.is_empty() || !distinct.add(&name, column.name.span, &mut self.exprs.diagnostics) {
                continue;
            }
            let (ty, physical) = resolve_stored_type(&column.ty, &mut self.exprs.diagnostics);
            self.input_type(column, &ty, partition, format);
            let text_format = self.text_format(decl, column, &ty, format);
            stored.push(StoredColumn {
                name: Arc::clone(&name),
                source: source(column, format),
                stored: physical,
                format: text_format,
                not_null: column.not_null,
                unique: column.unique,
                partition,
            });
            columns.push(Column { name, ty, nullable: !column.not_null, pii: column.pii, span: column.name.span });
        }
        (columns, stored)
    }

    /// Whether a column of this type can come from this format.
    fn input_type(&mut self, column: &InputColumn, ty: &Type, partition: bool, format: Option<InputFormat>) {
        let nested = matches!(ty, Type::Array(_) | Type::Struct(_) | Type::Map(_));
        if partition && (nested || matches!(ty, Type::Double | Type::Timestamp)) {
            self.report(diag::input_partition_type(column.ty.span, &column.name.text, ty));
        } else if nested && format == Some(InputFormat::Csv) {
            self.report(diag::nested_in_csv(column.ty.span, &column.name.text, ty));
        }
        if column.unique && !partition {
            self.comparable(column.ty.span, ty);
        }
    }

    /// The format a text date or timestamp is read by.
    fn text_format(
        &mut self,
        decl: &InputDecl,
        column: &InputColumn,
        ty: &Type,
        format: Option<InputFormat>,
    ) -> Option<String> {
        let inherited = match ty {
            Type::Date => decl.date_format.as_ref(),
            Type::Timestamp => decl.timestamp_format.as_ref(),
            Type::Boolean
            | Type::Bigint
            | Type::Double
            | Type::Decimal(_)
            | Type::String
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Map(_)
            | Type::Null
            | Type::Error => None,
        };
        let chosen = column.format.as_ref().or(inherited)?;
        let own = column.format.is_some();
        if own && !matches!(ty, Type::Date | Type::Timestamp | Type::Error) {
            self.report(diag::format_without_use(chosen.span, &column.name.text, &format!("a {ty}")));
        } else if own && format == Some(InputFormat::Parquet) {
            self.report(diag::format_without_use(chosen.span, &column.name.text, "a column of a Parquet file"));
        } else {
            self.check_format(chosen, ty);
        }
        Some(chosen.value.clone())
    }

    fn check_format(&mut self, format: &Spanned<String>, ty: &Type) {
        let parsed = match ty {
            Type::Date => ParseFormat::date(&format.value).err(),
            Type::Timestamp => ParseFormat::timestamp(&format.value).err(),
            Type::Boolean
            | Type::Bigint
            | Type::Double
            | Type::Decimal(_)
            | Type::String
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Map(_)
            | Type::Null
            | Type::Error => None,
        };
        if let Some(problem) = parsed {
            self.report(diag::bad_format(format.span, &problem.message, problem.help.as_deref()));
        }
    }
}

/// The name in the file; JSON has a path of names.
fn source(column: &InputColumn, format: Option<InputFormat>) -> Vec<String> {
    match &column.source {
        None => vec![column.name.text.clone()],
        Some(source) if format == Some(InputFormat::Json) => source.value.split('.').map(str::to_owned).collect(),
        Some(source) => vec![source.value.clone()],
    }
}

fn one_byte(option: Option<&Spanned<String>>) -> Option<u8> {
    match option?.value.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Some(*byte),
        _ => None,
    }
}

/// A comma, and a tab in files called `.tsv`.
fn default_delimiter(path: &str) -> u8 {
    let plain = path.strip_suffix(".gz").unwrap_or(path);
    if plain.to_ascii_lowercase().ends_with(".tsv") { b'\t' } else { b',' }
}

/// What a user calls a format.
const fn format_name(format: InputFormat) -> &'static str {
    match format {
        InputFormat::Csv => "csv",
        InputFormat::Json => "json",
        InputFormat::Parquet => "parquet",
    }
}
