//! Names that a job or a run parameter cannot have, because Python or the runtime uses them.

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};

/// Findings for every reserved name in use.
pub(crate) fn check(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let params = tree.params.iter().filter(|param| ARGUMENTS.contains(&param.name.text.as_str()));
    let jobs = tree.jobs.iter().filter(|job| MODULES.binary_search(&job.name.text.as_str()).is_ok());
    let params = params.map(|param| (&param.name, "every job has an argument of this name"));
    let jobs = jobs.map(|job| (&job.name, "jobs import a Python module of this name"));
    diagnostics.extend(params.chain(jobs).map(|(name, why)| diag::reserved_name(name.span, &name.text, why)));
}

/// What every job takes already.
const ARGUMENTS: [&str; 4] = ["help", "input", "output", "run_id"];

/// Modules that a script of the same name would hide, as Python looks in the script's folder first: the standard
/// library (3.9 to 3.13), and what Spark imports beside it. Sorted.
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
    fn modules_are_sorted() {
        assert!(MODULES.is_sorted());
    }
}
