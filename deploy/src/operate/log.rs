//! Logs of jobs: the last lines of a compressed file, and the Python error in them.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;

/// Longer lines are cut: nobody reads them.
const MAX_LINE: usize = 2_000;

/// More than this is not unpacked: a log that compresses a thousand times must not fill the memory or the day.
const MAX_UNPACKED: u64 = 2 << 30;

/// The last `count` lines of a log, compressed or not. What is cut off or broken at the end of a file that was still being
/// uploaded does not hide the lines before it.
#[must_use]
pub fn tail(bytes: &[u8], count: usize) -> Vec<String> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        last_lines(MultiGzDecoder::new(bytes).take(MAX_UNPACKED), count)
    } else {
        last_lines(bytes, count)
    }
}

fn last_lines(reader: impl Read, count: usize) -> Vec<String> {
    let mut reader = BufReader::new(reader);
    let mut kept = VecDeque::new();
    loop {
        let mut line = Vec::new();
        let read = reader.read_until(b'\n', &mut line);
        let is_end = !matches!(read, Ok(length) if length > 0);
        if !line.is_empty() {
            kept.push_back(text(&line));
            if kept.len() > count {
                kept.pop_front();
            }
        }
        if is_end {
            return kept.into();
        }
    }
}

/// A line as text that a terminal can show.
fn text(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let clean: String = line.trim_end().chars().map(|c| if c.is_control() && c != '\t' { '?' } else { c }).collect();
    match clean.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", clean.get(..end).unwrap_or(&clean)),
        None => clean,
    }
}

/// The last Python traceback among these lines, with the lines of its error.
#[must_use]
pub fn traceback(lines: &[String]) -> Option<&[String]> {
    let start = lines.iter().rposition(|line| line.contains("Traceback (most recent call last):"))?;
    let body = lines.get(start + 1..)?;
    let frames = body.iter().position(|line| !line.starts_with([' ', '\t'])).unwrap_or(body.len());
    // The error may go on: Spark says after it where in the query it is.
    let more = body.iter().skip(frames + 1).take_while(|line| !is_log_line(line)).take(20).count();
    lines.get(start..(start + 1 + frames + 1 + more).min(lines.len()))
}

/// `24/01/31 10:00:00 INFO …`: the log goes on.
fn is_log_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    line.as_bytes().first().is_some_and(u8::is_ascii_digit) && words.nth(1).is_some_and(|word| word.contains(':'))
}

/// The lines of a script that a traceback goes through, the innermost first.
#[must_use]
pub fn lines_of_script(traceback: &[String], script: &str) -> Vec<usize> {
    let ends = [format!("/{script}\""), format!("\"{script}\"")];
    let number = |line: &String| {
        let (file, rest) = line.trim_start().strip_prefix("File ")?.split_once(", line ")?;
        let is_script = ends.iter().any(|end| file.ends_with(end.as_str()));
        is_script.then(|| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())?
    };
    traceback.iter().rev().filter_map(number).collect()
}

/// `application_1700000000000_0001`: what YARN calls the job that a step submitted.
#[must_use]
pub fn yarn_application(lines: &[String]) -> Option<String> {
    const START: &str = "application_";
    lines.iter().rev().find_map(|line| {
        let rest = line.get(line.find(START)? + START.len()..)?;
        let id: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '_').collect();
        id.contains('_').then(|| format!("{START}{id}"))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const LOG: &str = "24/01/31 10:00:00 INFO Client: Submitting application application_1700000000000_0007 to YARN\n\
        Traceback (most recent call last):\n  File \"/mnt/tmp/spark-1/kpi_calculation.py\", line 200, in <module>\n    \
        run(\"kpi_calculation\", main)\n  File \"/x/pipelinec_runtime.zip/pipelinec_runtime/job.py\", line 260, in execute\n    \
        main(job)\n  File \"/mnt/tmp/spark-1/kpi_calculation.py\", line 90, in rentals\n    raise\n\
        pyspark.errors.AnalysisException: no column\n== SQL ==\n24/01/31 10:00:01 INFO ShutdownHook: bye\n";

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_last_lines() {
        assert_eq!(tail(&packed("a\nb\nc"), 2), ["b", "c"]);
        assert_eq!(tail(b"a\nb\r\n", 9), ["a", "b"]);
        assert_eq!(tail(b"", 9), Vec::<String>::new());
        assert_eq!(tail(b"\x1b[31mred\n", 9), ["?[31mred"]);
        assert_eq!(tail("é".repeat(3_000).as_bytes(), 1)[0].chars().count(), MAX_LINE + 1);
    }

    #[test]
    fn a_log_that_is_cut_off_shows_what_there_is() {
        let lines: String = (0..20_000).map(|n| format!("line {}\n", n * 7_919)).collect();
        let whole = packed(&lines);
        let found = tail(&whole[..whole.len() / 2], 5);
        assert!(!found.is_empty() && found[0].starts_with("line "), "{found:?}");
    }

    #[test]
    fn the_error_and_where_it_is() {
        let lines = tail(LOG.as_bytes(), 100);
        let trace = traceback(&lines).unwrap();
        assert_eq!(trace.last().unwrap(), "== SQL ==");
        assert_eq!(lines_of_script(trace, "kpi_calculation.py"), [90, 200]);
        assert_eq!(lines_of_script(trace, "calculation.py"), Vec::<usize>::new());
        assert_eq!(yarn_application(&lines).as_deref(), Some("application_1700000000000_0007"));
        assert!(traceback(&lines[..1]).is_none());
    }
}
