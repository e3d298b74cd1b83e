//! `tests:` rows in, rows out.

use std::collections::{HashMap, HashSet};

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Name, Spanned, TestDecl, TestRow, TestRows, TestValue};

use super::checker::Checker;
use super::literal::parse_value;
use super::rows::{Index, Rows, symbol};
use crate::Symbol;
use crate::diag;
use crate::ir::{Column, DatasetId, DatasetKind, Literal, Param, Test, Value};
use crate::types::Type;

impl Checker<'_> {
    /// All tests.
    pub(crate) fn tests(&mut self, params: &[Param]) -> Vec<Test> {
        let mut names: HashMap<&str, Span> = HashMap::new();
        let mut tests = Vec::with_capacity(self.tree.tests.len());
        for decl in &self.tree.tests {
            if let Some(first) = names.insert(&decl.name.text, decl.name.span) {
                self.report(diag::duplicate_test(decl.name.span, &decl.name.text, first));
            }
            tests.push(self.test(decl, params));
        }
        tests
    }

    fn test(&mut self, decl: &TestDecl, params: &[Param]) -> Test {
        if decl.expect.is_empty() {
            self.report(diag::test_without_expect(decl.name.span, &decl.name.text));
        }
        let mut given = Vec::new();
        for rows in &decl.given {
            if let Some((id, of)) = self.test_dataset(rows) {
                given.push((id, self.given_rows(rows, id, &of)));
            }
        }
        let mut expect = Vec::new();
        for rows in &decl.expect {
            if let Some((id, of)) = self.test_dataset(rows) {
                let (columns, values) = self.expected_rows(rows, &of);
                expect.push((id, columns, values));
            }
        }
        let params = decl.params.iter().filter_map(|(name, value)| self.test_param(name, value, params)).collect();
        Test { name: symbol(&decl.name), params, given, expect, span: decl.name.span }
    }

    fn test_param(&mut self, name: &Name, value: &Spanned<String>, params: &[Param]) -> Option<(Symbol, Literal)> {
        let Some(param) = params.iter().find(|param| *param.name == *name.text) else {
            let names: Vec<&str> = params.iter().map(|param| &*param.name).collect();
            self.report(diag::undeclared_param(name.span, &name.text, &names));
            return None;
        };
        match parse_value(&value.value, &param.ty) {
            Ok(literal) => Some((symbol(name), literal)),
            Err(_) if param.ty.is_error() => None,
            Err(reason) => {
                self.report(diag::test_value(value.span, &value.value, &name.text, &param.ty, &reason));
                None
            }
        }
    }

    /// The dataset of some rows.
    fn test_dataset(&mut self, rows: &TestRows) -> Option<(DatasetId, Rows)> {
        let name = &rows.dataset;
        let (index, id, of) = self.source(name);
        if index.is_none() {
            self.unknown_dataset(name);
            return None;
        }
        Some((id, of))
    }

    /// Complete rows, in the dataset's column order; what is left out is null.
    fn given_rows(&mut self, rows: &TestRows, id: DatasetId, of: &Rows) -> Vec<Vec<Value>> {
        let index = Index::new(&of.columns);
        let is_input = self.finished.get(id.0 as usize).is_some_and(|d| matches!(d.kind, DatasetKind::Input(_)));
        let mut complete = Vec::with_capacity(rows.rows.len());
        for row in &rows.rows {
            if !self.spend(of.columns.len(), row.span) {
                break;
            }
            let mut values = vec![Value::Literal(Literal::Null); of.columns.len()];
            for (name, cell) in &row.cells {
                let value = self.find(name, of, &index).map(|column| self.cell(cell, column));
                if let (Some(value), Some(place)) = (value, index.position(&name.text).and_then(|i| values.get_mut(i)))
                {
                    *place = value;
                }
            }
            if is_input {
                self.not_null_cells(row, of, &values);
            }
            complete.push(values);
        }
        complete
    }

    /// Columns an input declares `not null` have a value in every row.
    fn not_null_cells(&mut self, row: &TestRow, of: &Rows, values: &[Value]) {
        // A cell that is there and could not be read has been reported.
        let unread: HashSet<&str> =
            row.cells.iter().filter(|(_, cell)| cell.value != TestValue::Null).map(|(name, _)| &*name.text).collect();
        let missing = of.columns.iter().zip(values).filter(|(column, value)| {
            **value == Value::Literal(Literal::Null)
                && !column.nullable
                && !column.ty.is_error()
                && !unread.contains(&*column.name)
        });
        let missing: Vec<&Column> = missing.map(|(column, _)| column).collect();
        if let Some(first) = missing.first() {
            let names: Vec<&str> = missing.iter().map(|column| &*column.name).collect();
            let cell = row.cells.iter().find(|(name, _)| *name.text == *first.name);
            self.report(diag::test_null(cell.map_or(row.span, |(_, cell)| cell.span), &names, first.span));
        }
    }

    /// Rows of the columns named; all rows name the same ones.
    fn expected_rows(&mut self, rows: &TestRows, of: &Rows) -> (Vec<Symbol>, Vec<Vec<Value>>) {
        let index = Index::new(&of.columns);
        let Some(first) = rows.rows.first() else { return (Vec::new(), Vec::new()) };
        let columns: Vec<&Column> = first.cells.iter().filter_map(|(name, _)| self.find(name, of, &index)).collect();
        let mut values = Vec::with_capacity(rows.rows.len());
        let named: HashSet<&str> = first.cells.iter().map(|(name, _)| &*name.text).collect();
        for row in &rows.rows {
            self.same_cells((first, &named), row, of, &index);
            let by_name: HashMap<&str, &Spanned<TestValue>> =
                row.cells.iter().map(|(name, cell)| (name.text.as_str(), cell)).collect();
            let cells = columns.iter().map(|column| match by_name.get(&*column.name) {
                Some(cell) => self.cell(cell, column),
                None => Value::Literal(Literal::Null),
            });
            values.push(cells.collect());
        }
        (columns.iter().map(|column| Symbol::clone(&column.name)).collect(), values)
    }

    /// Reports a row that names other columns than the first.
    fn same_cells<'r>(
        &mut self,
        (first, named): (&TestRow, &HashSet<&str>),
        row: &TestRow,
        of: &'r Rows,
        index: &Index<'r>,
    ) {
        let own: HashSet<&str> = row.cells.iter().map(|(name, _)| &*name.text).collect();
        for (name, _) in row.cells.iter().filter(|(name, _)| !named.contains(&*name.text)) {
            if self.find(name, of, index).is_some() {
                self.report(diag::test_row_columns(name.span, &name.text, first.span));
            }
        }
        if let Some((name, _)) = first.cells.iter().find(|(name, _)| !own.contains(&*name.text)) {
            self.report(diag::test_row_columns(row.span, &name.text, first.span));
        }
    }

    /// A cell as a value of its column's type.
    fn cell(&mut self, cell: &Spanned<TestValue>, column: &Column) -> Value {
        match read(&cell.value, &column.ty) {
            Ok(value) => value,
            Err((text, reason)) => {
                self.report(diag::test_value(cell.span, &text, &column.name, &column.ty, &reason));
                Value::Literal(Literal::Null)
            }
        }
    }
}

/// A value read as a type; the text that does not fit, and what would.
fn read(value: &TestValue, ty: &Type) -> Result<Value, (String, String)> {
    match (value, ty) {
        (TestValue::Null, _) | (_, Type::Error) => Ok(Value::Literal(Literal::Null)),
        (TestValue::List(items), Type::Array(item)) => {
            items.iter().map(|value| read(value, item)).collect::<Result<_, _>>().map(Value::List)
        }
        (TestValue::List(_), _) => Err(("[…]".to_owned(), format!("a {ty} is not a list"))),
        (TestValue::Text(text), Type::Array(_)) => Err((text.clone(), "write a list, like `[a, b]`".to_owned())),
        (TestValue::Text(text), Type::Struct(_) | Type::Map(_)) => {
            Err((text.clone(), format!("tests cannot give a {ty}: give the dataset after it was taken apart")))
        }
        (TestValue::Text(text), _) => {
            parse_value(text, ty).map(Value::Literal).map_err(|reason| (text.clone(), reason))
        }
    }
}
