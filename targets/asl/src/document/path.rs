//! Paths into data, and the functions around them.
//!
//! Source: Amazon States Language, "Paths", "Reference Paths", "Intrinsic Functions".

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `.name` or `['name']`.
    Field(String),
    /// `[0]`.
    Index(usize),
}

/// A path as far as it can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// Fields and indexes only.
    Reference(Vec<Step>),
    /// The context object, `$$`.
    Context,
    /// A variable, `$name`.
    Variable,
    /// Wildcards, filters, slices: it can find anything or nothing.
    Query,
}

/// The intrinsic functions.
const FUNCTIONS: &[&str] = &[
    "States.Array",
    "States.ArrayPartition",
    "States.ArrayContains",
    "States.ArrayRange",
    "States.ArrayGetItem",
    "States.ArrayLength",
    "States.ArrayUnique",
    "States.Base64Encode",
    "States.Base64Decode",
    "States.Hash",
    "States.Format",
    "States.JsonMerge",
    "States.JsonToString",
    "States.MathAdd",
    "States.MathRandom",
    "States.StringSplit",
    "States.StringToJson",
    "States.UUID",
];

/// Reads a path.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse(text: &str) -> Result<Path, String> {
    let rest = text.strip_prefix('$').ok_or("a path begins with `$`")?;
    if rest.starts_with('$') {
        return Ok(Path::Context);
    }
    if rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return Ok(Path::Variable);
    }
    let mut steps = Vec::new();
    let mut rest = rest;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inside, after) = bracket(after)?;
            match index(inside) {
                Some(step) => steps.push(step),
                None => return Ok(Path::Query),
            }
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match name {
                "" if after.starts_with(['.', '[']) => return Ok(Path::Query),
                "" => return Err("a name is missing after the last dot".into()),
                "*" => return Ok(Path::Query),
                name if name.contains('(') => return Ok(Path::Query),
                name if name.contains(char::is_whitespace) => return Err(format!("`{name}` holds a space")),
                name => steps.push(Step::Field(name.to_owned())),
            }
            rest = after;
        } else {
            return Err(format!("`{rest}` does not go on from `$` with a dot or a bracket"));
        }
    }
    Ok(Path::Reference(steps))
}

/// What stands up to the closing bracket, and what comes after it.
fn bracket(text: &str) -> Result<(&str, &str), String> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, ']') => return Ok((text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    Err("a bracket is not closed".into())
}

fn index(inside: &str) -> Option<Step> {
    let inside = inside.trim();
    for quote in ['\'', '"'] {
        if let Some(name) = inside.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return (!name.contains(quote)).then(|| Step::Field(name.to_owned()));
        }
    }
    inside.parse().ok().map(Step::Index)
}

/// The paths in the value of a key that ends in `.$`: the path itself, or those among a function's arguments.
///
/// # Errors
/// What is wrong with the value, in words.
pub fn in_value(text: &str) -> Result<Vec<Path>, String> {
    if text.starts_with('$') {
        return parse(text).map(|path| vec![path]);
    }
    let Some((name, arguments)) = text.split_once('(') else {
        return Err("it is neither a path, which begins with `$`, nor a function such as `States.Format(…)`".into());
    };
    if !FUNCTIONS.contains(&name.trim()) {
        return Err(format!("there is no function `{}`", name.trim()));
    }
    let arguments = arguments.trim_end().strip_suffix(')').ok_or("the function's bracket is not closed")?;
    let mut paths = Vec::new();
    for argument in split(arguments)? {
        let argument = argument.trim();
        if argument.starts_with('$') {
            paths.push(parse(argument)?);
        } else if argument.starts_with("States.") {
            paths.extend(in_value(argument)?);
        }
    }
    Ok(paths)
}

/// Arguments, separated by commas outside brackets and strings. `\'` stays inside a string.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let (mut parts, mut start, mut depth, mut in_string, mut escaped) = (Vec::new(), 0, 0i32, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '\'' => in_string = !in_string,
            '(' | '[' if !in_string => depth += 1,
            ')' | ']' if !in_string => depth -= 1,
            ',' if !in_string && depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    if in_string {
        return Err("a string is not closed".into());
    }
    if depth != 0 {
        return Err("brackets do not match".into());
    }
    parts.push(text.get(start..).unwrap_or_default());
    Ok(parts)
}
