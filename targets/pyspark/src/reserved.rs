//! Names that a job or a run parameter cannot have, because Python or the runtime uses them.

use pipelinec_core::ir::Pipeline;
use pipelinec_core::plan::Plan;
use pipelinec_core::{Diagnostic, diag};

/// Findings for every reserved name in use.
pub(crate) fn check(plan: &Plan) -> Vec<Diagnostic> {
    let Pipeline { params, jobs, .. } = &plan.pipeline;
    let params = params.iter().filter(|param| is_argument(&param.name)).map(|param| (param.span, &param.name));
    let jobs = jobs.iter().filter(|(name, _, _)| is_module(name)).map(|(name, span, _)| (*span, name));
    params.chain(jobs).map(|(span, name)| diag::reserved_name(span, name)).collect()
}

/// Whether every job takes an argument of this name already.
fn is_argument(param: &str) -> bool {
    ["help", "input", "output", "run_id"].contains(&param)
}

/// Whether a script of this name, in the folder Python looks in first, would be imported instead of a module.
fn is_module(job: &str) -> bool {
    MODULES.binary_search(&job).is_ok()
}

/// Python's standard library (3.9 to 3.13), and what Spark imports beside it. Sorted.
#[rustfmt::skip]
const MODULES: &[&str] = &[
    "abc", "aifc", "antigravity", "argparse", "array", "ast", "asynchat", "asyncio", "asyncore", "atexit", "audioop",
    "base64", "bdb", "binascii", "bisect", "builtins", "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk",
    "cmath", "cmd", "code", "codecs", "codeop", "collections", "colorsys", "compileall", "concurrent", "configparser",
    "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime",
    "dbm", "decimal", "difflib", "dis", "distutils", "doctest", "email", "encodings", "ensurepip", "enum", "errno",
    "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "gc",
    "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gzip", "hashlib", "heapq", "hmac",
    "html", "http", "idlelib", "imaplib", "imghdr", "imp", "importlib", "inspect", "io", "ipaddress", "itertools",
    "json", "keyword", "lib2to3", "linecache", "locale", "logging", "lzma", "mailbox", "mailcap", "marshal", "math",
    "mimetypes", "mmap", "modulefinder", "msilib", "msvcrt", "multiprocessing", "netrc", "nis", "nntplib", "nt",
    "ntpath", "nturl2path", "numbers", "numpy", "opcode", "operator", "optparse", "os", "ossaudiodev", "pandas",
    "pathlib", "pdb", "pickle", "pickletools", "pip", "pipelinec_runtime", "pipes", "pkg_resources", "pkgutil",
    "platform", "plistlib", "poplib", "posix", "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py4j",
    "py_compile", "pyarrow", "pyclbr", "pydoc", "pydoc_data", "pyexpat", "pyspark", "queue", "quopri", "random", "re",
    "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets", "select", "selectors",
    "setuptools", "shelve", "shlex", "shutil", "signal", "site", "sitecustomize", "six", "smtpd", "smtplib", "sndhdr",
    "socket", "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "stat",
    "statistics", "string", "stringprep", "struct", "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog",
    "tabnanny", "tarfile", "telnetlib", "tempfile", "termios", "textwrap", "this", "threading", "time", "timeit",
    "tkinter", "token", "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty", "turtle", "turtledemo",
    "types", "typing", "unicodedata", "unittest", "urllib", "usercustomize", "uu", "uuid", "venv", "warnings", "wave",
    "weakref", "webbrowser", "winreg", "winsound", "wsgiref", "xdrlib", "xml", "xmlrpc", "zipapp", "zipfile",
    "zipimport", "zlib", "zoneinfo",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_sorted_and_found() {
        assert!(MODULES.is_sorted());
        assert!(is_module("json") && is_module("pipelinec_runtime") && !is_module("transformation_job"));
        assert!(is_argument("run_id") && !is_argument("run_date"));
    }
}
