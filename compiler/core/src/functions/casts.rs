//! The cast table: `cast` fails the run on a bad value, `try_cast` gives null. Pairs that are not here are errors.
//!
//! Text is read by our own grammars (a pattern first, then the engine's cast), because the engines accept different
//! texts. A strict cast turns bad text into one that no engine accepts, and that says what is wrong.

use super::Cell;
use crate::types::Type;

/// A cast between two kinds of types.
#[derive(Debug)]
pub struct CastRule {
    /// From.
    pub from: CastKind,
    /// To.
    pub to: CastKind,
    /// What happens.
    pub doc: &'static str,
    /// Whether a value can fail (and `try_cast` be null).
    pub can_fail: bool,
    /// `cast`: Spark, Trino, DataFusion.
    pub strict: [Cell; 3],
    /// `try_cast`: Spark, Trino, DataFusion.
    pub safe: [Cell; 3],
    /// What engines do on their own.
    pub note: Option<&'static str>,
}

/// Types without their parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CastKind {
    /// `boolean`
    Boolean,
    /// `bigint`
    Bigint,
    /// `double`
    Double,
    /// `decimal(p,s)`
    Decimal,
    /// `string`
    String,
    /// `date`
    Date,
    /// `timestamp`
    Timestamp,
    /// `array<t>`
    Array,
}

impl CastKind {
    /// The kind of a type, where casts know it.
    #[must_use]
    pub fn of(ty: &Type) -> Option<Self> {
        Some(match ty {
            Type::Boolean => Self::Boolean,
            Type::Bigint => Self::Bigint,
            Type::Double => Self::Double,
            Type::Decimal(_) => Self::Decimal,
            Type::String => Self::String,
            Type::Date => Self::Date,
            Type::Timestamp => Self::Timestamp,
            Type::Array(_) => Self::Array,
            Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => return None,
        })
    }

    /// As users write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Bigint => "bigint",
            Self::Double => "double",
            Self::Decimal => "decimal",
            Self::String => "string",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
            Self::Array => "array",
        }
    }
}

/// The rule for a cast. A null or an unknown type casts to anything (no rule is needed), equal types need no cast:
/// both give `None`, so ask for those first. Arrays cast only by implicit widening of their elements.
#[must_use]
pub fn find(from: &Type, to: &Type) -> Option<&'static CastRule> {
    if let (Type::Array(from_item), Type::Array(to_item)) = (from, to)
        && !super::resolve::widens(super::resolve::Arg { ty: from_item, literal: None }, to_item)
    {
        return None;
    }
    let (from, to) = (CastKind::of(from)?, CastKind::of(to)?);
    CASTS.iter().find(|rule| rule.from == from && rule.to == to)
}

/// Kinds a type can be cast to, in table order: for "did you mean".
pub fn targets(from: &Type) -> impl Iterator<Item = &'static str> {
    let from = CastKind::of(from);
    CASTS.iter().filter(move |rule| Some(rule.from) == from).map(|rule| rule.to.name())
}

const fn all(sql: &'static str) -> [Cell; 3] {
    [Cell::Sql(sql), Cell::Sql(sql), Cell::Sql(sql)]
}

const fn each(spark: &'static str, trino: &'static str, datafusion: &'static str) -> [Cell; 3] {
    [Cell::Sql(spark), Cell::Sql(trino), Cell::Sql(datafusion)]
}

/// A cast that cannot fail.
const fn total(from: CastKind, to: CastKind, doc: &'static str, cells: [Cell; 3]) -> CastRule {
    CastRule { from, to, doc, can_fail: false, strict: cells, safe: cells, note: None }
}

/// A cast that can fail.
const fn partial(from: CastKind, to: CastKind, doc: &'static str, strict: [Cell; 3], safe: [Cell; 3]) -> CastRule {
    CastRule { from, to, doc, can_fail: true, strict, safe, note: None }
}

impl CastRule {
    const fn note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// Text to `$type`: where the text matches the pattern, the (rearranged) text is cast; otherwise a text that says what
/// it is not. `$value` is the text that is cast. The embedded engine has a function of its own.
macro_rules! text_to {
    ($kind:ident, $doc:literal, $name:literal, $pattern:literal, $type:literal, $value:literal, $own:literal) => {
        partial(
            CastKind::String,
            CastKind::$kind,
            $doc,
            each(
                concat!(
                    "CAST(CASE WHEN {x} RLIKE {text.",
                    $pattern,
                    "} THEN ",
                    $value,
                    " ELSE concat('not a ",
                    $name,
                    ": ', {x}) END AS ",
                    $type,
                    ")"
                ),
                concat!(
                    "CAST(CASE WHEN regexp_like({x}, {text.",
                    $pattern,
                    "}) THEN ",
                    $value,
                    " ELSE 'not a ",
                    $name,
                    ": ' || {x} END AS ",
                    $type,
                    ")"
                ),
                concat!($own, "false)"),
            ),
            each(
                concat!("try_cast(CASE WHEN {x} RLIKE {text.", $pattern, "} THEN ", $value, " END AS ", $type, ")"),
                concat!(
                    "try_cast(CASE WHEN regexp_like({x}, {text.",
                    $pattern,
                    "}) THEN ",
                    $value,
                    " END AS ",
                    $type,
                    ")"
                ),
                concat!($own, "true)"),
            ),
        )
    };
}

use CastKind::{Array, Bigint, Boolean, Date, Decimal, Double, String, Timestamp};

/// All casts.
pub static CASTS: &[CastRule] = &[
    total(Bigint, Double, "the nearest double", all("CAST({x} AS DOUBLE)")),
    partial(
        Bigint,
        Decimal,
        "fails when it does not fit",
        all("CAST({x} AS {result.type})"),
        all("try_cast({x} AS {result.type})"),
    )
    .note("implicit widening takes `decimal(19,0)`, and as many digits as a literal has"),
    total(Bigint, String, "plain digits", each("CAST({x} AS STRING)", "CAST({x} AS VARCHAR)", "CAST({x} AS VARCHAR)")),
    total(Decimal, Double, "the nearest double", all("CAST({x} AS DOUBLE)")),
    partial(
        Decimal,
        Decimal,
        "rounds half up, fails when it does not fit",
        all("CAST({x} AS {result.type})"),
        all("try_cast({x} AS {result.type})"),
    ),
    partial(
        Decimal,
        Bigint,
        "truncates toward zero, fails when out of range",
        each("CAST({x} AS BIGINT)", "CAST(truncate({x}) AS BIGINT)", "CAST({x} AS BIGINT)"),
        each("try_cast({x} AS BIGINT)", "try_cast(truncate({x}) AS BIGINT)", "try_cast({x} AS BIGINT)"),
    )
    .note("Trino alone rounds"),
    total(
        Decimal,
        String,
        "plain notation with exactly as many decimals as the scale",
        each("CAST({x} AS STRING)", "CAST({x} AS VARCHAR)", "CAST({x} AS VARCHAR)"),
    )
    .note("Spark without ANSI prints small values as `1.000E-7`"),
    partial(
        Double,
        Bigint,
        "truncates toward zero, fails when out of range",
        each(
            "CAST(CASE WHEN {x} >= 9.223372036854775807E18D THEN {x} * 2D ELSE {x} END AS BIGINT)",
            "CAST(truncate({x}) AS BIGINT)",
            "CAST({x} AS BIGINT)",
        ),
        each(
            "try_cast(CASE WHEN {x} >= 9.223372036854775807E18D THEN {x} * 2D ELSE {x} END AS BIGINT)",
            "try_cast(truncate({x}) AS BIGINT)",
            "try_cast({x} AS BIGINT)",
        ),
    )
    .note("Trino rounds; Spark takes 2^63 for the largest bigint even under ANSI, hence the doubling"),
    partial(
        Double,
        Decimal,
        "rounds half up as the double is printed, fails when it does not fit",
        each(
            "CAST({x} AS {result.type})",
            "CAST({x} AS {result.type})",
            "pc_double_to_dec({x}, {result.precision}, {result.scale}, false)",
        ),
        each(
            "try_cast({x} AS {result.type})",
            "try_cast({x} AS {result.type})",
            "pc_double_to_dec({x}, {result.precision}, {result.scale}, true)",
        ),
    )
    .note("DataFusion scales the binary value: 1.005 gives 1.00"),
    total(Boolean, Bigint, "true is 1, false is 0", all("CAST({x} AS BIGINT)")),
    total(Boolean, String, "`true` or `false`", all("CASE WHEN {x} THEN 'true' WHEN NOT {x} THEN 'false' END")),
    total(
        Date,
        Timestamp,
        "midnight",
        each("CAST({x} AS TIMESTAMP)", "CAST({x} AS TIMESTAMP(6))", "CAST({x} AS TIMESTAMP(6))"),
    ),
    total(Timestamp, Date, "the calendar day", all("CAST({x} AS DATE)")),
    total(Date, String, "`yyyy-MM-dd`", each("CAST({x} AS STRING)", "CAST({x} AS VARCHAR)", "CAST({x} AS VARCHAR)")),
    total(
        Timestamp,
        String,
        "`yyyy-MM-dd HH:mm:ss.ffffff`, always six digits",
        each(
            "date_format({x}, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
            "CAST({x} AS VARCHAR)",
            "to_char({x}, '%Y-%m-%d %H:%M:%S%.6f')",
        ),
    )
    .note("on their own, Spark drops trailing zeros and DataFusion prints a `T`"),
    partial(
        String,
        Boolean,
        "`true` or `false`, in any letter case",
        each(
            "CASE WHEN {x} IS NULL THEN NULL WHEN lower({x}) = 'true' THEN TRUE WHEN lower({x}) = 'false' THEN FALSE \
             ELSE CAST(concat('not a boolean: ', {x}) AS BOOLEAN) END",
            "CASE WHEN {x} IS NULL THEN NULL WHEN lower({x}) = 'true' THEN TRUE WHEN lower({x}) = 'false' THEN FALSE \
             ELSE CAST('not a boolean: ' || {x} AS BOOLEAN) END",
            "pc_to_boolean({x}, false)",
        ),
        each(
            "CASE lower({x}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
            "CASE lower({x}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
            "pc_to_boolean({x}, true)",
        ),
    )
    .note("Spark takes `t`, `y`, `yes`, `1` too, Trino `t` and `1`, DataFusion also `on` and `off`"),
    text_to!(
        Bigint,
        "digits with an optional sign; no blanks, no decimals",
        "bigint",
        "integer",
        "BIGINT",
        "{x}",
        "pc_to_bigint({x}, "
    )
    .note("Spark and DataFusion accept blanks, Trino digits of other scripts"),
    partial(
        String,
        Double,
        "decimal or exponent notation; no NaN, Infinity, hex or suffix; overflow fails",
        each(
            "CAST(CASE WHEN {x} RLIKE {text.double} AND abs(try_cast({x} AS DOUBLE)) < double('Infinity') THEN {x} \
             ELSE concat('not a double: ', {x}) END AS DOUBLE)",
            "CAST(CASE WHEN regexp_like({x}, {text.double}) AND abs(try_cast({x} AS DOUBLE)) < infinity() THEN {x} \
             ELSE 'not a double: ' || {x} END AS DOUBLE)",
            "pc_to_double({x}, false)",
        ),
        each(
            "CASE WHEN {x} RLIKE {text.double} THEN \
             CASE WHEN abs(try_cast({x} AS DOUBLE)) < double('Infinity') THEN try_cast({x} AS DOUBLE) END END",
            "CASE WHEN regexp_like({x}, {text.double}) THEN \
             CASE WHEN abs(try_cast({x} AS DOUBLE)) < infinity() THEN try_cast({x} AS DOUBLE) END END",
            "pc_to_double({x}, true)",
        ),
    ),
    text_to!(
        Decimal,
        "plain decimal notation; more digits than the scale are rounded half up",
        "decimal",
        "decimal",
        "{result.type}",
        "{x}",
        "pc_to_decimal({x}, {result.precision}, {result.scale}, "
    ),
    text_to!(Date, "`yyyy-MM-dd` only, years 0001 to 9999", "date", "date", "DATE", "{x}", "pc_to_date({x}, "),
    text_to!(
        Timestamp,
        "`yyyy-MM-dd HH:mm:ss` with up to six more digits, a `T` for the blank and a `Z` at the end allowed; UTC",
        "timestamp",
        "timestamp",
        "{result.type}",
        "regexp_replace({x}, {text.timestamp}, '$1 $2$3')",
        "pc_to_timestamp({x}, "
    ),
    total(Array, Array, "element by element, where the elements widen implicitly", all("CAST({x} AS {result.type})")),
];
