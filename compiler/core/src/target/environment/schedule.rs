//! Schedule expressions of EventBridge Scheduler.

/// What is wrong with a schedule expression.
pub(super) fn problem(schedule: &str) -> Option<String> {
    let inside = |word: &str| schedule.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')');
    match (inside("rate"), inside("cron")) {
        (Some(rate), _) => rate_problem(rate).map(str::to_owned),
        (None, Some(cron)) => cron_problem(cron),
        (None, None) => Some("it is neither `cron(…)` nor `rate(…)`".into()),
    }
}

fn rate_problem(rate: &str) -> Option<&'static str> {
    let mut words = rate.split_whitespace();
    let (value, unit, rest) = (words.next().map(str::parse::<u32>), words.next(), words.next());
    let is_unit = matches!(unit, Some("minute" | "minutes" | "hour" | "hours" | "day" | "days"));
    let is_right = matches!(value, Some(Ok(1..))) && is_unit && rest.is_none();
    (!is_right).then_some("a rate is a number and `minutes`, `hours` or `days`")
}

/// A field of a cron expression. Source: EventBridge Scheduler, "Cron-based schedules".
struct Field {
    name: &'static str,
    first: u32,
    last: u32,
    /// Words for the numbers from `first` on.
    words: &'static [&'static str],
    /// Characters that only this field has, besides `*`, `,`, `-` and `/`.
    special: &'static str,
}

const FIELDS: [Field; 6] = [
    Field { name: "minute", first: 0, last: 59, words: &[], special: "" },
    Field { name: "hour", first: 0, last: 23, words: &[], special: "" },
    Field { name: "day of month", first: 1, last: 31, words: &[], special: "?LW" },
    Field { name: "month", first: 1, last: 12, words: MONTHS, special: "" },
    Field { name: "day of week", first: 1, last: 7, words: DAYS, special: "?L#" },
    Field { name: "year", first: 1970, last: 2199, words: &[], special: "" },
];
const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

fn cron_problem(cron: &str) -> Option<String> {
    let written: Vec<&str> = cron.split_whitespace().collect();
    let [_, _, day_of_month, _, day_of_week, _] = written.as_slice() else {
        let count = written.len();
        return Some(format!("a cron expression has six fields, this one has {count}"));
    };
    let wrong = written.iter().zip(&FIELDS).find(|(text, field)| !field.takes(text));
    if let Some((text, Field { name, first, last, .. })) = wrong {
        return Some(format!("`{text}` is no {name} from {first} to {last}"));
    }
    ((*day_of_month == "?") == (*day_of_week == "?"))
        .then(|| "exactly one of day of month and day of week must be `?`".into())
}

impl Field {
    fn takes(&self, text: &str) -> bool {
        match text {
            "*" => true,
            "?" => self.special.contains('?'),
            list => list.split(',').all(|item| self.takes_item(item)),
        }
    }

    /// `5`, `1-5`, `*/15`, `MON-FRI`, `L`, `15W`, `6#3`.
    fn takes_item(&self, item: &str) -> bool {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        if step.is_some_and(|step| !matches!(step.parse::<u32>(), Ok(1..))) {
            return false;
        }
        match range.split_once('-') {
            Some((from, to)) => matches!((self.number(from), self.number(to)), (Some(from), Some(to)) if from <= to),
            None => range == "*" && step.is_some() || self.number(range).is_some() || self.takes_special(range),
        }
    }

    fn takes_special(&self, item: &str) -> bool {
        let has = |c: char| self.special.contains(c);
        let is_number = |text: &str| self.number(text).is_some();
        item == "L" && has('L')
            || item == "LW" && has('W')
            || has('W') && item.strip_suffix('W').is_some_and(is_number)
            || has('#') && item.strip_suffix('L').is_some_and(is_number)
            || has('#')
                && item
                    .split_once('#')
                    .is_some_and(|(day, week)| is_number(day) && matches!(week.parse::<u32>(), Ok(1..=5)))
    }

    fn number(&self, text: &str) -> Option<u32> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let of_word = word.and_then(|index| u32::try_from(index).ok()).map(|index| index + self.first);
        let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        of_word.or_else(|| text.parse().ok().filter(|_| is_digits)).filter(|n| (self.first..=self.last).contains(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules() {
        for schedule in [
            "cron(0 5 * * ? *)",
            "cron(0/15 8-17 ? * MON-FRI *)",
            "cron(*/5 0,12 L * ? 2026-2030)",
            "cron(0 10 15W JAN,jul ? *)",
            "cron(0 9 ? * 6#3 *)",
            "cron(0 9 ? * 6L *)",
            "rate(6 hours)",
            "rate(1 day)",
        ] {
            assert_eq!(problem(schedule), None, "{schedule}");
        }
    }

    #[test]
    fn what_is_no_schedule() {
        for (schedule, reason) in [
            ("cron(0 5 * * *)", "six fields, this one has 5"),
            ("cron(0 5 * * * *)", "must be `?`"),
            ("cron(0 5 ? * ? *)", "must be `?`"),
            ("cron(60 5 * * ? *)", "`60` is no minute from 0 to 59"),
            ("cron(0 24 * * ? *)", "`24` is no hour"),
            ("cron(0 5 0 * ? *)", "`0` is no day of month"),
            ("cron(0 5 ? * 0 *)", "`0` is no day of week"),
            ("cron(0 5 * JANUARY ? *)", "`JANUARY` is no month"),
            ("cron(5-1 5 * * ? *)", "`5-1` is no minute"),
            ("cron(*/0 5 * * ? *)", "`*/0` is no minute"),
            ("cron(+5 5 * * ? *)", "`+5` is no minute"),
            ("cron(0 5 ? * 6#6 *)", "`6#6` is no day of week"),
            ("cron(? 5 * * ? *)", "`?` is no minute"),
            ("cron(bogus)", "six fields"),
            ("rate(0 hours)", "a rate is"),
            ("rate(hourly)", "a rate is"),
            ("rate(2 weeks)", "a rate is"),
            ("daily", "neither"),
        ] {
            let found = problem(schedule).unwrap_or_default();
            assert!(found.contains(reason), "{schedule}: {found}");
        }
    }
}
