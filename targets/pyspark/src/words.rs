//! Words that Spark SQL may read as something else than a column.

/// Whether `name`, in any case, is such a word. Quoting one too many does no harm.
pub(crate) fn is_word(name: &str) -> bool {
    WORDS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Keywords of Spark 3.5 and 4.0 (reserved or not), functions called without parentheses, and words before constants.
/// Sorted.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "add", "after", "aggregate", "all", "alter", "always", "analyze", "and", "anti", "any", "any_value", "archive",
    "array", "as", "asc", "asensitive", "at", "atomic", "attach", "authorization", "begin", "bernoulli", "between",
    "bigint", "binary", "binding", "boolean", "both", "bucket", "buckets", "by", "byte", "cache", "call", "called",
    "cascade", "case", "cast", "catalog", "catalogs", "change", "char", "character", "check", "clear", "cluster",
    "clustered", "codegen", "collate", "collation", "collations", "collect", "collection", "column", "columns",
    "comment", "commit", "compact", "compactions", "compensation", "compute", "concatenate", "condition",
    "constraint", "contains", "continue", "convert", "cost", "create", "cross", "cube", "current", "current_catalog",
    "current_database", "current_date", "current_schema", "current_time", "current_timestamp", "current_timezone",
    "current_user", "cursor", "data", "database", "databases", "date", "date_add", "date_diff", "dateadd", "datediff",
    "day", "dayofyear", "days", "dbproperties", "dec", "decimal", "declare", "default", "defined", "definer", "delay",
    "delete", "delimited", "desc", "describe", "deterministic", "dfs", "directories", "directory", "distinct",
    "distribute", "div", "do", "double", "drop", "e", "else", "elseif", "end", "enforced", "escape", "escaped",
    "evolution", "exchange", "exclude", "execute", "exists", "exit", "explain", "export", "extend", "extended",
    "external", "extract", "false", "fetch", "fields", "fileformat", "filter", "first", "float", "flow", "following",
    "for", "foreign", "format", "formatted", "found", "from", "full", "function", "functions", "generated", "global",
    "grant", "group", "grouping", "groups", "handler", "having", "hour", "hours", "identifier", "identity", "if",
    "ignore", "iif", "ilike", "immediate", "import", "in", "include", "increment", "index", "indexes", "infinity",
    "inline", "inner", "inpath", "input", "inputformat", "insensitive", "insert", "int", "integer", "intersect",
    "interval", "into", "invoker", "is", "isnull", "items", "iterate", "join", "json", "key", "keys", "language",
    "last", "lateral", "lazy", "leading", "leave", "left", "level", "like", "limit", "lines", "list", "load", "local",
    "location", "lock", "locks", "logical", "long", "loop", "macro", "map", "matched", "materialized", "max",
    "measure", "merge", "metrics", "microsecond", "microseconds", "millisecond", "milliseconds", "min", "minus",
    "minute", "minutes", "modifies", "month", "months", "msck", "name", "names", "namespace", "namespaces", "nan",
    "nanosecond", "nanoseconds", "natural", "next", "no", "none", "not", "now", "null", "nullif", "nulls", "numeric",
    "of", "offset", "on", "only", "open", "option", "options", "or", "order", "out", "outer", "outputformat", "over",
    "overlaps", "overlay", "overwrite", "partition", "partitioned", "partitions", "percent", "percentile_cont",
    "percentile_disc", "period", "pi", "pivot", "placing", "plan", "position", "preceding", "primary", "principals",
    "procedure", "procedures", "properties", "purge", "quarter", "query", "range", "rank", "read", "reads", "real",
    "recordreader", "recordwriter", "recover", "recursion", "recursive", "reduce", "references", "refresh", "regexp",
    "relative", "release", "rename", "repair", "repeat", "repeatable", "replace", "reset", "respect", "restrict",
    "return", "returns", "revoke", "right", "rlike", "role", "roles", "rollback", "rollup", "row", "rows", "schema",
    "schemas", "second", "seconds", "security", "select", "semi", "separated", "sequence", "serde", "serdeproperties",
    "session_user", "set", "setminus", "sets", "short", "show", "signal", "single", "skewed", "smallint", "some",
    "sort", "sorted", "source", "specific", "sql", "sqlexception", "sqlstate", "start", "statistics", "stored",
    "stratify", "stream", "streaming", "string", "struct", "substr", "substring", "sum", "sync", "synonym", "system",
    "system_time", "system_user", "system_version", "table", "tables", "tablesample", "target", "tblproperties",
    "temporary", "terminated", "then", "time", "timediff", "timestamp", "timestamp_ltz", "timestamp_micros",
    "timestamp_millis", "timestamp_ntz", "timestampadd", "timestampdiff", "timezone", "tinyint", "to", "touch",
    "trailing", "transaction", "transactions", "transform", "trigger", "trim", "true", "truncate", "try_cast", "type",
    "unarchive", "unbounded", "uncache", "union", "unique", "unknown", "unlock", "unpivot", "unset", "until",
    "update", "use", "user", "using", "value", "values", "var", "varchar", "variable", "variant", "version", "view",
    "views", "void", "watermark", "week", "weeks", "when", "where", "while", "window", "with", "within", "without",
    "write", "x", "xml", "year", "years", "zone",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_found() {
        assert!(WORDS.is_sorted());
        assert!(is_word("date") && is_word("SELECT") && is_word("Current_Date") && !is_word("total_amount"));
    }
}
