//! Overload resolution: which signature of a function fits these arguments, and what comes out.

use super::guards;
use super::{Accepts, Function, LiteralRule, Overload, OverloadId, Param, Return, decimals};
use crate::ir::Literal;
use crate::types::{Decimal, Type};

/// An argument as resolution sees it.
#[derive(Debug, Clone, Copy)]
pub struct Arg<'a> {
    /// Its type.
    pub ty: &'a Type,
    /// Its value when it is a literal. A negated number counts as a literal: the checker folds `-1`.
    pub literal: Option<&'a Literal>,
}

/// A signature that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// Which.
    pub overload: OverloadId,
    /// The type every argument has to have, in order: the checker coerces to these.
    pub arg_types: Vec<Type>,
    /// The result's type.
    pub result: Type,
}

/// Why no signature fits: the nearest miss. Indexes count arguments from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Mismatch {
    /// The number of arguments.
    Arity {
        /// Allowed counts, ascending.
        expected: Vec<usize>,
        /// The largest of them may be exceeded.
        or_more: bool,
        /// Arguments given.
        found: usize,
    },
    /// An argument's type.
    Type {
        /// Which argument.
        index: usize,
        /// The parameter's name.
        parameter: &'static str,
        /// What would be accepted, in words: "`string`", "`bigint`, `decimal` or `double`".
        expected: String,
        /// What was given.
        found: Type,
    },
    /// Two arguments that must meet in one type, and cannot.
    Incompatible {
        /// The earlier argument.
        first: usize,
        /// The later one.
        second: usize,
        /// Type of the earlier (with all before it).
        left: Type,
        /// Type of the later.
        right: Type,
    },
    /// An argument must be a literal and is not.
    NotLiteral {
        /// Which argument.
        index: usize,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A literal's text or value is not allowed (a bad pattern, format, path, unit, zone, range).
    Literal {
        /// Which argument.
        index: usize,
        /// The parameter's name.
        parameter: &'static str,
        /// What is wrong, a phrase after "`name`: " in lower case, without full stop.
        message: String,
        /// What to do instead, where that is known.
        help: Option<String>,
        /// Byte offset inside the decoded literal text, where the trouble has a place.
        offset: Option<usize>,
        /// The allowed words, when the parameter is one of a set (for "did you mean").
        words: Vec<&'static str>,
    },
    /// The decimal result would not fit 38 digits exactly.
    Decimal {
        /// The reason, with the formula's numbers.
        message: String,
    },
}

/// Finds the first overload of `function` that fits `args`.
///
/// Conversions follow the language: null to anything, bigint to decimal and double, decimal to double only beside a
/// double or where a function takes doubles only, date to timestamp, arrays element by element. An argument of type
/// [`Type::Error`] fits everything, and the result is then [`Type::Error`] when it depends on that argument.
///
/// # Errors
/// The nearest miss, see [`Mismatch`].
pub fn resolve(function: &'static Function, args: &[Arg<'_>]) -> Result<Resolved, Mismatch> {
    let mut nearest: Option<Mismatch> = None;
    for (index, overload) in function.overloads.iter().enumerate() {
        if !overload.takes(args.len()) {
            continue;
        }
        match fit(function, overload, args) {
            Ok((arg_types, result)) => {
                let overload = OverloadId {
                    function: super::index_of(function),
                    overload: u16::try_from(index).unwrap_or(u16::MAX),
                };
                return Ok(Resolved { overload, arg_types, result });
            }
            Err(miss) => {
                nearest = Some(match nearest {
                    None => miss,
                    Some(earlier) => nearer(earlier, miss),
                });
            }
        }
    }
    Err(nearest.unwrap_or_else(|| arity(function, args.len())))
}

impl Overload {
    /// Whether it takes so many arguments.
    #[must_use]
    pub fn takes(&self, count: usize) -> bool {
        count == self.params.len() || (self.variadic && count > self.params.len())
    }

    /// The parameter of an argument: the last one repeats when variadic.
    #[must_use]
    pub fn param(&self, index: usize) -> Option<&'static Param> {
        self.params.get(index).or_else(|| if self.variadic { self.params.last() } else { None })
    }
}

fn arity(function: &Function, found: usize) -> Mismatch {
    let mut expected: Vec<usize> = function.overloads.iter().map(|o| o.params.len()).collect();
    expected.sort_unstable();
    expected.dedup();
    Mismatch::Arity { expected, or_more: function.overloads.iter().any(|o| o.variadic), found }
}

/// Types, literals, guards, result: in this order, so that the first trouble reported is the most basic one.
fn fit(function: &Function, overload: &Overload, args: &[Arg<'_>]) -> Result<(Vec<Type>, Type), Mismatch> {
    let (arg_types, bound) = bind(function, overload, args)?;
    for (index, arg) in args.iter().enumerate() {
        if let Some(param) = overload.param(index) {
            check_literal(param, index, arg, overload, args)?;
        }
    }
    for guard in overload.guards {
        guards::check(guard, overload, args, &arg_types)?;
    }
    let result = result_type(function, overload, args, &arg_types, bound)?;
    Ok((arg_types, result))
}

/// What the type variables stand for.
#[derive(Default)]
struct Bound {
    t: Option<Type>,
}

fn bind(function: &Function, overload: &Overload, args: &[Arg<'_>]) -> Result<(Vec<Type>, Bound), Mismatch> {
    let t = bind_variable(overload, args, &[Accepts::T, Accepts::OrderableT, Accepts::ArrayOfT])?;
    let u = bind_variable(overload, args, &[Accepts::OrderableU])?;
    let mut types = Vec::with_capacity(args.len());
    for (index, arg) in args.iter().enumerate() {
        let Some(param) = overload.param(index) else { continue };
        let target = match param.ty {
            Accepts::T | Accepts::OrderableT => t.clone(),
            Accepts::OrderableU => u.clone(),
            Accepts::ArrayOfT => t.clone().map(|item| Type::Array(Box::new(item))),
            Accepts::Decimal => decimal_for(arg, args),
            Accepts::Boolean => plain(arg, &Type::Boolean),
            Accepts::Bigint => plain(arg, &Type::Bigint),
            Accepts::String => plain(arg, &Type::String),
            Accepts::Date => plain(arg, &Type::Date),
            Accepts::Timestamp => plain(arg, &Type::Timestamp),
            Accepts::Double => double_for(function, arg, args),
            Accepts::ArrayOfString => plain(arg, &Type::Array(Box::new(Type::String))),
        };
        match target {
            Some(target) => types.push(if arg.ty.is_error() { Type::Error } else { target }),
            None => return Err(wrong_type(index, param, arg)),
        }
    }
    Ok((types, Bound { t }))
}

fn plain(arg: &Arg<'_>, target: &Type) -> Option<Type> {
    widens(*arg, target).then(|| target.clone())
}

/// A decimal stays as it is; an integer takes the decimal it fits into; a null takes the type of its neighbour.
fn decimal_for(arg: &Arg<'_>, args: &[Arg<'_>]) -> Option<Type> {
    match arg.ty {
        Type::Decimal(d) => Some(Type::Decimal(*d)),
        Type::Bigint => Some(Type::Decimal(bigint_as_decimal(arg.literal))),
        Type::Error => Some(Type::Error),
        Type::Null => args.iter().map(|other| other.ty).find(|ty| matches!(ty, Type::Decimal(_))).cloned(),
        Type::Boolean
        | Type::Double
        | Type::String
        | Type::Date
        | Type::Timestamp
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Map(_) => None,
    }
}

/// A decimal becomes a double only beside a double, or where the function has nothing better to offer it.
fn double_for(function: &Function, arg: &Arg<'_>, args: &[Arg<'_>]) -> Option<Type> {
    let lossy = matches!(arg.ty, Type::Decimal(_));
    let allowed = !lossy || takes_no_decimal(function) || args.iter().any(|other| *other.ty == Type::Double);
    (allowed && widens(*arg, &Type::Double)).then_some(Type::Double)
}

fn takes_no_decimal(function: &Function) -> bool {
    function.overloads.iter().all(|o| o.params.iter().all(|p| p.ty != Accepts::Decimal))
}

fn bigint_as_decimal(literal: Option<&Literal>) -> Decimal {
    match literal {
        Some(Literal::Bigint(value)) => decimals::integer(*value),
        _ => decimals::BIGINT,
    }
}

/// The common type of all arguments a variable stands for; `None` when it stands for none.
fn bind_variable(overload: &Overload, args: &[Arg<'_>], accepts: &[Accepts]) -> Result<Option<Type>, Mismatch> {
    let mut members: Vec<(usize, Arg<'_>)> = Vec::new();
    let mut orderable = false;
    for (index, arg) in args.iter().enumerate() {
        let Some(param) = overload.param(index).filter(|p| accepts.contains(&p.ty)) else { continue };
        orderable |= matches!(param.ty, Accepts::OrderableT | Accepts::OrderableU);
        if param.ty == Accepts::ArrayOfT {
            let item = match arg.ty {
                Type::Array(item) => item.as_ref(),
                Type::Null | Type::Error => arg.ty,
                Type::Boolean
                | Type::Bigint
                | Type::Double
                | Type::Decimal(_)
                | Type::String
                | Type::Date
                | Type::Timestamp
                | Type::Struct(_)
                | Type::Map(_) => return Err(wrong_type(index, param, arg)),
            };
            members.push((index, Arg { ty: item, literal: None }));
        } else if orderable && !arg.ty.is_orderable() {
            return Err(wrong_type(index, param, arg));
        } else {
            members.push((index, *arg));
        }
    }
    let Some((first, _)) = members.first().copied() else { return Ok(None) };
    // The variable's type shows in the result, or the values are only compared.
    let only_compared = matches!(overload.returns, Return::Type(_));
    let mut seen: Vec<Arg<'_>> = Vec::new();
    let mut met: Option<Type> = None;
    for (index, arg) in members {
        seen.push(arg);
        match meet(&seen, only_compared) {
            Some(ty) => met = Some(ty),
            None => {
                let left = met.unwrap_or(Type::Null);
                return Err(Mismatch::Incompatible { first, second: index, left, right: arg.ty.clone() });
            }
        }
    }
    Ok(met)
}

fn wrong_type(index: usize, param: &Param, arg: &Arg<'_>) -> Mismatch {
    let expected = param.ty.words().to_owned();
    Mismatch::Type { index, parameter: param.name, expected, found: arg.ty.clone() }
}

impl Accepts {
    /// In words, for messages.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Boolean => "`boolean`",
            Self::Bigint => "`bigint`",
            Self::Double => "`double`",
            Self::Decimal => "`decimal`",
            Self::String => "`string`",
            Self::Date => "`date`",
            Self::Timestamp => "`timestamp`",
            Self::T => "any type",
            Self::OrderableT | Self::OrderableU => "a type that can be compared",
            Self::ArrayOfT => "an array",
            Self::ArrayOfString => "`array<string>`",
        }
    }
}

/// Whether the argument is the literal its parameter asks for.
fn check_literal(
    param: &'static Param,
    index: usize,
    arg: &Arg<'_>,
    overload: &Overload,
    args: &[Arg<'_>],
) -> Result<(), Mismatch> {
    if param.literal == LiteralRule::Any || arg.ty.is_error() {
        return Ok(());
    }
    let Some(literal) = arg.literal else {
        return Err(Mismatch::NotLiteral { index, parameter: param.name });
    };
    guards::check_rule(param, literal, overload, args).map_err(|trouble| Mismatch::Literal {
        index,
        parameter: param.name,
        message: trouble.message,
        help: trouble.help,
        offset: trouble.offset,
        words: trouble.words,
    })
}

fn result_type(
    function: &Function,
    overload: &Overload,
    args: &[Arg<'_>],
    arg_types: &[Type],
    bound: Bound,
) -> Result<Type, Mismatch> {
    if arg_types.iter().any(Type::is_error) && !always_returns_one_type(function) {
        return Ok(Type::Error);
    }
    let t = || bound.t.clone().unwrap_or(Type::Null);
    Ok(match overload.returns {
        Return::Type(ty) => ty.clone(),
        Return::T => t(),
        Return::ArrayOfT => Type::Array(Box::new(t())),
        Return::ArrayOfString => Type::Array(Box::new(Type::String)),
        Return::First => arg_types.first().cloned().unwrap_or(Type::Null),
        Return::Decimal(rule) => {
            let decimals = decimals_of(arg_types);
            let digits = guards::argument(overload, args, "n").and_then(|arg| match arg.literal {
                Some(Literal::Bigint(n)) => Some(*n),
                _ => None,
            });
            Type::Decimal(rule(&decimals, digits).map_err(|message| Mismatch::Decimal { message })?)
        }
    })
}

/// The decimals among the argument types, in order.
pub(super) fn decimals_of(types: &[Type]) -> Vec<Decimal> {
    types.iter().filter_map(|ty| if let Type::Decimal(d) = ty { Some(*d) } else { None }).collect()
}

/// Whether the result's type is known even when an argument's is not.
fn always_returns_one_type(function: &Function) -> bool {
    let mut fixed = function.overloads.iter().map(|o| match o.returns {
        Return::Type(ty) => Some(ty),
        Return::T | Return::ArrayOfT | Return::ArrayOfString | Return::First | Return::Decimal(_) => None,
    });
    let first = fixed.next().flatten();
    first.is_some() && fixed.all(|ty| ty == first)
}

/// Of two misses the one that came further; misses of one kind at one place are merged.
fn nearer(earlier: Mismatch, later: Mismatch) -> Mismatch {
    match (earlier, later) {
        (Mismatch::Type { index, parameter, expected, found }, Mismatch::Type { index: same, expected: more, .. })
            if index == same =>
        {
            let expected =
                if expected.split(", ").any(|word| word == more) { expected } else { expected + ", " + &more };
            Mismatch::Type { index, parameter, expected, found }
        }
        (
            Mismatch::Literal { index, parameter, message, help, offset, mut words },
            Mismatch::Literal { index: same, words: more, .. },
        ) if index == same && !words.is_empty() && !more.is_empty() => {
            words.extend(more.iter().filter(|word| !words.contains(word)).copied().collect::<Vec<_>>());
            Mismatch::Literal { index, parameter, message, help, offset, words }
        }
        // The guard of an earlier decimal signature only leads to the later one.
        (Mismatch::Decimal { .. }, later @ Mismatch::Decimal { .. }) => later,
        (earlier, later) => {
            if progress(&later) > progress(&earlier) {
                later
            } else {
                earlier
            }
        }
    }
}

/// How far an overload came before it failed.
fn progress(miss: &Mismatch) -> (u8, usize) {
    match miss {
        Mismatch::Arity { .. } => (0, 0),
        Mismatch::Type { index, .. } => (1, *index),
        Mismatch::Incompatible { second, .. } => (1, *second),
        Mismatch::NotLiteral { index, .. } => (2, *index),
        Mismatch::Literal { index, .. } => (3, *index),
        Mismatch::Decimal { .. } => (4, 0),
    }
}

/// The type two or more values meet in (`case` branches, unions, array elements); `None` when they do not.
///
/// Beside a decimal an integer counts as `decimal(19,0)`, a literal too; as its own digits only where that is too wide.
#[must_use]
pub fn common_type(args: &[Arg<'_>]) -> Option<Type> {
    meet(args, false)
}

/// The type values are compared in (`=`, `between`, `in`); `None` when they cannot be.
///
/// A literal integer beside a decimal counts as its own digits, so that the column beside it stays as it is.
#[must_use]
pub fn comparison_type(args: &[Arg<'_>]) -> Option<Type> {
    meet(args, true)
}

fn meet(args: &[Arg<'_>], narrow_literals: bool) -> Option<Type> {
    if args.iter().any(|arg| arg.ty.is_error()) {
        return Some(Type::Error);
    }
    let known: Vec<Arg<'_>> = args.iter().filter(|arg| *arg.ty != Type::Null).copied().collect();
    let Some(first) = known.first() else { return Some(Type::Null) };
    if known.iter().all(|arg| arg.ty == first.ty) {
        return Some(first.ty.clone());
    }
    if known.iter().all(|arg| arg.ty.is_numeric()) {
        let wide = if narrow_literals { None } else { common_number(&known, |_| decimals::BIGINT) };
        return wide.or_else(|| common_number(&known, bigint_as_decimal));
    }
    if known.iter().all(|arg| matches!(arg.ty, Type::Date | Type::Timestamp)) {
        return Some(Type::Timestamp);
    }
    let items: Option<Vec<Arg<'_>>> = known
        .iter()
        .map(|arg| if let Type::Array(item) = arg.ty { Some(Arg { ty: item, literal: None }) } else { None })
        .collect();
    meet(&items?, narrow_literals).map(|item| Type::Array(Box::new(item)))
}

fn common_number(args: &[Arg<'_>], integer: impl Fn(Option<&Literal>) -> Decimal) -> Option<Type> {
    if args.iter().any(|arg| *arg.ty == Type::Double) {
        return Some(Type::Double);
    }
    let mut met: Option<Decimal> = None;
    for arg in args {
        let decimal = if let Type::Decimal(d) = arg.ty { *d } else { integer(arg.literal) };
        met = Some(match met {
            None => decimal,
            Some(other) => decimals::common(other, decimal)?,
        });
    }
    met.map(Type::Decimal)
}

/// Whether a value of type `from` converts to `to` without being asked to (equal types included). A conversion that
/// can fail at run time or lose digits is never implicit, except decimal to double: callers decide on that one.
#[must_use]
pub fn widens(from: Arg<'_>, to: &Type) -> bool {
    match (from.ty, to) {
        (Type::Null | Type::Error, _)
        | (_, Type::Error)
        | (Type::Bigint | Type::Decimal(_), Type::Double)
        | (Type::Date, Type::Timestamp) => true,
        (Type::Bigint, Type::Decimal(to)) => bigint_as_decimal(from.literal).integer_digits() <= to.integer_digits(),
        (Type::Decimal(from), Type::Decimal(to)) => {
            from.integer_digits() <= to.integer_digits() && from.scale <= to.scale
        }
        (Type::Array(from), Type::Array(to)) => widens(Arg { ty: from, literal: None }, to),
        (from, to) => from == to,
    }
}

/// The type of a decimal literal's digits as written: `1.5` is `decimal(2,1)`.
#[must_use]
pub fn decimal_literal_type(text: &str) -> Option<Decimal> {
    decimals::literal(text)
}
