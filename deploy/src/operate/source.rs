//! From a line of a generated job to the line of the spec that it was made from.
//!
//! Generated jobs carry the spec's places as comments, `# pipeline.yaml:41 join`. Reading them out of the very script that ran
//! needs no other file, and cannot be out of step with it.

use serde::Serialize;

/// A place of the spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// `pipeline.yaml`
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    /// What the generated code there computes: a dataset.
    pub dataset: String,
}

/// The place of the innermost of these lines (the innermost first) that the spec has a part in.
#[must_use]
pub fn of_lines(script: &str, lines: &[usize]) -> Option<Place> {
    let text: Vec<&str> = script.lines().collect();
    lines.iter().find_map(|line| inside(&text, *line).or_else(|| of_call(&text, *line)))
}

/// The place of a dataset that a message names in backquotes, or as a word: contracts and checks tell no line.
#[must_use]
pub fn of_message(script: &str, message: &[String]) -> Option<Place> {
    let text: Vec<&str> = script.lines().collect();
    let words = message.iter().rev().flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.filter(|word| !word.is_empty()).find_map(|word| of_dataset(&text, word))
}

/// The nearest comment above a line of a dataset's function.
fn inside(text: &[&str], line: usize) -> Option<Place> {
    let above = text.get(..line)?;
    let start = above.iter().rposition(|line| line.starts_with("def "))?;
    let dataset = name_after(above.get(start)?, "def ")?;
    if above.iter().skip(start + 1).any(|line| line.starts_with(|c: char| c.is_alphabetic())) {
        return None;
    }
    let from = start.saturating_sub(1);
    let (file, line) = above.get(from..)?.iter().rev().find_map(|line| place(line))?;
    Some(Place { file, line, dataset })
}

/// The place of the dataset that a call in `main` names: `job.write("daily_metrics", …`, which is where Spark computes.
fn of_call(text: &[&str], line: usize) -> Option<Place> {
    let from = text.get(line.checked_sub(1)?..)?;
    // A call that does not fit one line goes on below.
    let is_open = from.first().is_some_and(|line| line.trim_end().ends_with('('));
    let call = from.iter().take(if is_open { 2 } else { 1 });
    let quoted = call.clone().filter_map(|line| line.split('"').nth(1));
    let constants = call.filter_map(|line| line.split("job.read(").nth(1)?.split([',', ')']).next());
    quoted.chain(constants).find_map(|name| of_dataset(text, name))
}

/// The comment above a dataset's function or declaration.
fn of_dataset(text: &[&str], name: &str) -> Option<Place> {
    let starts = [format!("def {name}("), format!("{} = ", name.to_uppercase())];
    let at = text.iter().position(|line| starts.iter().any(|start| line.starts_with(start.as_str())))?;
    let (file, line) = place(text.get(at.checked_sub(1)?)?)?;
    Some(Place { file, line, dataset: name.to_lowercase() })
}

fn name_after(line: &str, start: &str) -> Option<String> {
    Some(line.strip_prefix(start)?.split('(').next()?.to_owned())
}

/// `# pipeline.yaml:41 join`
fn place(line: &str) -> Option<(String, usize)> {
    let comment = line.trim_start().strip_prefix("# ")?;
    let (file, rest) = comment
        .rsplit_once(".yaml:")
        .map(|(file, rest)| (format!("{file}.yaml"), rest))
        .or_else(|| comment.rsplit_once(".yml:").map(|(file, rest)| (format!("{file}.yml"), rest)))?;
    let line = rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some((file, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r#"USERS = Dataset(
)


# pipeline.yaml:121
def location_metrics(rentals):
    """Revenue."""
    return (
        rentals
        # pipeline.yaml:125 join
        .join(other)
    )


def main(job):
    """Reads."""
    rentals_df = job.read(USERS)
    job.write(
        "location_metrics", location_metrics(rentals_df)
    )


if __name__ == "__main__":
    run("kpi_calculation", main)
"#;

    fn found(lines: &[usize]) -> Option<(usize, String)> {
        of_lines(SCRIPT, lines).map(|place| (place.line, place.dataset))
    }

    #[test]
    fn lines_of_functions() {
        assert_eq!(found(&[11, 19, 23]), Some((125, "location_metrics".into())));
        assert_eq!(found(&[9]), Some((121, "location_metrics".into())));
    }

    #[test]
    fn calls_in_main_name_the_dataset() {
        assert_eq!(found(&[18]), Some((121, "location_metrics".into())));
        assert_eq!(found(&[19, 23]), Some((121, "location_metrics".into())));
    }

    #[test]
    fn nothing_is_made_up() {
        assert_eq!(found(&[24]), None);
        assert_eq!(found(&[17]), None);
        assert_eq!(found(&[17]), None);
        assert_eq!(found(&[900]), None);
        assert_eq!(found(&[0]), None);
    }

    #[test]
    fn messages_name_datasets() {
        let message = ["kpi_calculation: check of location_metrics failed".to_owned()];
        assert_eq!(of_message(SCRIPT, &message).map(|p| p.line), Some(121));
        assert_eq!(of_message(SCRIPT, &["nothing".to_owned()]), None);
    }
}
