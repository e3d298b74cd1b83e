//! Did-you-mean, and how the user's words are shown.

use strsim::damerau_levenshtein;

/// Longest piece of the user's text shown in a message, in characters.
const SHOWN: usize = 80;

/// Most names listed in a help line.
const LISTED: usize = 8;

/// Longest word for which near misses are computed; the distance takes quadratic time.
const COMPARED: usize = 128;

/// The user's text in backticks: cut when long, control and direction characters made visible.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::from("`");
    for (i, c) in text.chars().enumerate() {
        if i == SHOWN {
            out.push('…');
            break;
        }
        if c.is_control() || is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// Characters that change how the text around them is shown, or show nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The candidate the user most likely meant; the first of equally near ones.
///
/// Case differences and singular against plural always count as near; otherwise up to one edit in three characters.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length == 0 || length > COMPARED {
        return None;
    }
    let folded = word.to_lowercase();
    let letters = letters(word);
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // One edit changes at most two letters of the set: most candidates are ruled out without looking closer.
        if candidate == word || (letters ^ self::letters(candidate)).count_ones() as usize > 2 * limit {
            continue;
        }
        let distance = distance(&folded, &candidate.to_lowercase(), limit);
        if let Some(distance) = distance
            && best.is_none_or(|(so_far, _)| distance < so_far)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The set of letters and digits of a word, by their low bits in either case.
fn letters(word: &str) -> u64 {
    let bytes = word.bytes().filter(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    bytes.fold(0, |set, b| set | 1 << (b.to_ascii_lowercase() & 63))
}

/// How far two lower-case words are apart; `None`: too far.
fn distance(word: &str, candidate: &str, limit: usize) -> Option<usize> {
    if word == candidate {
        return Some(0);
    }
    if singular(word) == singular(candidate) || squeezed(word) == squeezed(candidate) {
        return Some(1);
    }
    let edits = damerau_levenshtein(word, candidate);
    // A word of one or two letters is near everything: there, only its own case or plural counts.
    (word.chars().count() > 2 && edits <= limit).then_some(edits + 1)
}

/// The word without a plural ending.
fn singular(word: &str) -> &str {
    word.strip_suffix("es").or_else(|| word.strip_suffix('s')).unwrap_or(word)
}

/// The word without separators: `total amount`, `total-amount` and `totalamount` are one.
fn squeezed(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.')).collect()
}

/// "did you mean `x`?", when something is near.
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|near| format!("did you mean {}?", quoted(near)))
}

/// "did you mean `x`?", or else "`<what>` are `a`, `b`, …", or nothing when there is nothing to choose from.
#[must_use]
pub fn did_you_mean_or_list<'a, I>(word: &str, what: &str, candidates: I) -> Option<String>
where
    I: IntoIterator<Item = &'a str> + Clone,
{
    did_you_mean(word, candidates.clone()).or_else(|| listed(candidates).map(|list| format!("{what}: {list}")))
}

/// "`a`, `b`, `c` and 12 more"; `None` when there are none.
#[must_use]
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut words = words.into_iter();
    let shown: Vec<String> = words.by_ref().take(LISTED).map(quoted).collect();
    if shown.is_empty() {
        return None;
    }
    let more = words.count();
    Some(if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 5] = ["total_amount", "user_id", "status", "city", "rental_hours"];

    #[test]
    fn near_misses_are_found() {
        let cases = [
            ("total_amont", Some("total_amount")),
            ("Total_Amount", Some("total_amount")),
            ("totalAmount", Some("total_amount")),
            ("cities", None),
            ("citys", Some("city")),
            ("rental_hour", Some("rental_hours")),
            ("stauts", Some("status")),
            ("revenue", None),
            ("x", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, COLUMNS), expected, "{word}");
        }
    }

    #[test]
    fn text_is_cut_and_made_visible() {
        assert_eq!(quoted("a\u{202e}b\n"), "`a\\u{202e}b\\u{a}`");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), SHOWN + 3);
    }

    #[test]
    fn long_lists_end_in_a_number() {
        assert_eq!(listed(["a"; 10]), Some(format!("{} and 2 more", ["`a`"; 8].join(", "))));
        assert_eq!(listed([]), None);
    }
}
