//! How a function is declared, and its face towards DataFusion.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::call::Call;

/// A scalar function: signature and vectorised body.
#[derive(Debug)]
pub(super) struct Function {
    /// Name in generated SQL.
    pub(super) name: &'static str,
    /// Parameters; the planner casts arguments to them.
    pub(super) params: &'static [Param],
    /// Result type.
    pub(super) returns: Returns,
    /// Computes one value per row.
    pub(super) run: fn(&Call<'_>) -> Result<ArrayRef>,
}

/// What a parameter accepts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Param {
    Boolean,
    Bigint,
    Double,
    Decimal,
    Text,
    Date,
    Timestamp,
    /// A date or a timestamp.
    Day,
    /// A list of anything.
    List,
    /// A value that is compared with the elements of a list.
    Element,
    /// Any number of JSON keys and array positions, as literals. Only as the last parameter.
    Steps,
}

/// How the result type comes about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Returns {
    Boolean,
    Bigint,
    Double,
    Text,
    TextList,
    Date,
    Timestamp,
    /// The type of the argument at this position.
    Argument(usize),
    /// `decimal(p, s)`, where the literals `p` and `s` stand at this position and the next.
    DecimalFrom(usize),
}

/// The language's timestamp: microseconds of UTC wall clock.
pub(super) const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

impl Param {
    /// The type an argument of type `given` is cast to.
    fn accept(self, given: &DataType) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Bigint => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Date => DataType::Date32,
            Self::Timestamp => TIMESTAMP,
            Self::Day if matches!(given, DataType::Timestamp(..)) => TIMESTAMP,
            Self::Day => DataType::Date32,
            Self::Decimal => match given {
                DataType::Decimal128(..) => given.clone(),
                DataType::Decimal32(p, s) | DataType::Decimal64(p, s) => DataType::Decimal128(*p, *s),
                _ => DataType::Decimal128(19, 0),
            },
            Self::Text => match given {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => given.clone(),
                _ => DataType::Utf8View,
            },
            Self::Steps if given.is_integer() => DataType::Int64,
            Self::Steps => DataType::Utf8View,
            Self::Element => element_type(given),
            Self::List => match given {
                DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                    list_of(element_type(item.data_type()))
                }
                _ => list_of(DataType::Null),
            },
        }
    }
}

impl Returns {
    fn data_type(self, args: &ReturnFieldArgs<'_>) -> Result<DataType> {
        Ok(match self {
            Self::Boolean => DataType::Boolean,
            Self::Bigint => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Text => DataType::Utf8View,
            Self::TextList => list_of(DataType::Utf8View),
            Self::Date => DataType::Date32,
            Self::Timestamp => TIMESTAMP,
            Self::Argument(i) => match args.arg_fields.get(i) {
                Some(field) => field.data_type().clone(),
                None => return plan_err!("argument {} is missing", i + 1),
            },
            Self::DecimalFrom(i) => match (literal(args, i), literal(args, i + 1)) {
                (Some(precision), Some(scale)) => {
                    DataType::Decimal128(u8::try_from(precision).unwrap_or(0), i8::try_from(scale).unwrap_or(0))
                }
                _ => return plan_err!("precision and scale must be literals"),
            },
        })
    }
}

/// Texts in lists have one representation, so that lists compare with each other.
fn element_type(given: &DataType) -> DataType {
    match given {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Dictionary(_, value) => element_type(value),
        _ => given.clone(),
    }
}

/// `array<item>`, with null elements.
pub(super) fn list_of(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(item, true)))
}

fn literal(args: &ReturnFieldArgs<'_>, i: usize) -> Option<i64> {
    match args.scalar_arguments.get(i)?.as_ref()?.cast_to(&DataType::Int64) {
        Ok(ScalarValue::Int64(value)) => value,
        _ => None,
    }
}

/// A [`Function`] as DataFusion sees it.
#[derive(Debug)]
struct Udf {
    function: &'static Function,
    signature: Signature,
}

impl PartialEq for Udf {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for Udf {}

impl Hash for Udf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

/// The function for a session's registry.
pub(super) fn scalar_udf(function: &'static Function) -> ScalarUDF {
    ScalarUDF::from(Udf { function, signature: Signature::user_defined(Volatility::Immutable) })
}

impl ScalarUDFImpl for Udf {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let params = self.function.params;
        let (fixed, repeated) = match params.split_last() {
            Some((steps @ Param::Steps, fixed)) => (fixed, Some(steps)),
            _ => (params, None),
        };
        if given.len() < fixed.len() || (repeated.is_none() && given.len() > fixed.len()) {
            return plan_err!("{} takes {} arguments, not {}", self.function.name, fixed.len(), given.len());
        }
        let params = fixed.iter().chain(repeated.into_iter().cycle());
        Ok(params.zip(given).map(|(param, given)| param.accept(given)).collect())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("{}: the type depends on literals", self.function.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(self.function.name, self.function.returns.data_type(&args)?, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let call = Call::new(&args.args, rows, args.return_field.data_type());
        let result = (self.function.run)(&call)?;
        Ok(if constant {
            ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?)
        } else {
            ColumnarValue::Array(result)
        })
    }
}
