//! What a run tried before it gave an address up, or was about to try when it ended; the run adds it to a judgement. Lengths of
//! time for people stand beside it.

use std::time::Duration;

use crate::{Sentence, phrases};

phrases! {
    /// What was tried.
    pub TRIED "tried" {
        came_back_once(length) = "Mailvet came back once within {length} and was refused each time.";
        came_back(times, length) = "Mailvet came back {times} times within {length} and was refused each time.";
        was_to_be_asked(due) = "The run ended before it was asked again, which was to be at {due}.";
    }
}

phrases! {
    /// A length of time.
    pub(crate) LENGTH "length" {
        seconds(count) = "{count} {count:second|seconds}";
        minutes(count) = "{count} {count:minute|minutes}";
        hours(count) = "{count} {count:hour|hours}";
    }
}

/// A length of time for people.
#[must_use]
pub fn lasting(length: Duration) -> Sentence {
    match length.as_secs() {
        all @ 0..=90 => seconds(all.max(1)),
        all @ 91..=5400 => minutes((all + 30) / 60),
        all => hours((all + 1800) / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_words() {
        let told = |seconds| lasting(Duration::from_secs(seconds)).to_string();
        assert_eq!([told(1), told(360), told(7200)], ["1 second", "6 minutes", "2 hours"]);
    }
}
