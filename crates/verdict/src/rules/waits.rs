//! Reads out of a server's words how long it wants us to wait. Only a number with a unit behind a word that speaks of
//! waiting counts, so that "10 connections per minute" is no wait; two parts ("1 hour(s) 25 minute(s)") add up.

use std::sync::LazyLock;

use regex::Regex;

/// What a server may at most make us wait: longer is a slip or a trap.
const LONGEST: u32 = 24 * 60 * 60;

const LEAD: &str = "in|after|for|wait|within|another|least|delay|retry|again|remaining|\
    nach|fur|noch|warten|dans|apres|pendant|en|despues|durante|tra|fra|dopo|per|apos|em|po|za|przez|через|na|over|\
    after about|in about|in approximately";

static WAIT: LazyLock<Regex> = LazyLock::new(|| {
    let amount = r"(\d{1,6}) ?(s|secs?|seconds?|sekunden?|sekund\p{L}*|secondes?|segundos?|secondi|секунд\p{L}*|秒|m|mins?|minutes?|minuten?|minut\p{L}*|minutos?|minuti|мин\p{L}*|分|h|hrs?|hours?|stunden?|heures?|horas?|ore|godzin\p{L}*|hodin\p{L}*|uur|час\p{L}*|d|days?)";
    Regex::new(&format!(r" (?:{LEAD}) {amount} (?:s )?(?:and |und |et |y |e )?(?:{amount} )?"))
        .expect("a sound expression")
});

static CLOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2}):([0-5]\d):([0-5]\d)\b").expect("a sound expression"));

/// The wait in seconds that `words` (folded) state; `raw` is the reply as it came, for `00:04:59`.
pub(crate) fn stated_wait(words: &str, raw: &str) -> Option<u32> {
    let seconds = |number: &str, unit: &str| -> Option<u32> {
        let factor = match unit.chars().next()? {
            's' | 'с' | '秒' => 1,
            'm' | 'м' | '分' => 60,
            'h' | 'o' | 'g' | 'u' | 'ч' => 3600,
            _ => 86_400,
        };
        // "segundos" and "secondes" start like "s", "stunden" does too.
        let factor = if unit.starts_with("st") { 3600 } else { factor };
        number.parse::<u32>().ok()?.checked_mul(factor)
    };
    let stated = if let Some(found) = WAIT.captures(words) {
        let first = seconds(&found[1], &found[2])?;
        let second = match (found.get(3), found.get(4)) {
            (Some(number), Some(unit)) => seconds(number.as_str(), unit.as_str())?,
            _ => 0,
        };
        first.checked_add(second)?
    } else if words.contains(" in ")
        || words.contains(" after ")
        || words.contains(" wait ")
        || words.contains(" list")
    {
        let found = CLOCK.captures(raw)?;
        let part = |n: usize| found[n].parse::<u32>().ok();
        part(1)? * 3600 + part(2)? * 60 + part(3)?
    } else {
        return None;
    };
    (1..=LONGEST).contains(&stated).then_some(stated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::text::fold;

    #[test]
    fn the_wait_is_read_out_of_the_words() {
        for (said, wait) in [
            ("Greylisted, please try again in 180 seconds", Some(180)),
            ("come back in 5 minutes", Some(300)),
            ("Greylisted for 297 seconds.", Some(297)),
            ("try again in 00:04:59", Some(299)),
            ("too many mails, try again in 1 hour(s) 25 minute(s)", Some(5100)),
            ("retry in 60s", Some(60)),
            ("bitte in 10 Minuten erneut versuchen", Some(600)),
            ("veuillez réessayer dans 2 heures", Some(7200)),
            ("Попробуйте через 15 минут", Some(900)),
            ("in 3 Stunden", Some(10_800)),
            ("limit of 10 connections per minute", None),
            ("try again later", None),
            ("Greylisted at 10:15:00 today", None),
            ("come back in 400 days", None),
        ] {
            assert_eq!(stated_wait(&fold(said), said), wait, "{said}");
        }
    }
}
