//! What the report as a file says, in the language of whoever asks for it. The English words stand here; a window that speaks
//! another language hands its own over, and what it leaves out is said in English. Names of lists and hosts and the settings
//! are told as they are.

use std::collections::BTreeMap;

use mailvet_lists::Speech;
use mailvet_verdict::{Action, Reason, Verdict};
use serde::{Deserialize, Serialize};

macro_rules! phrases {
    ($($variant:ident = $code:literal, $english:literal;)+) => {
        /// What the report says by itself. `{…}` is a place for a figure or a name.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
        )]
        pub enum Phrase { $(#[doc = $english] #[serde(rename = $code)] $variant,)+ }

        impl Phrase {
            const fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)+ }
            }
        }
    };
}

phrases! {
    Rows = "rows", "Rows";
    RowsInList = "rows_in_list", "Rows in the list";
    Addresses = "addresses", "Distinct addresses in the list";
    FirstChecked = "first_checked", "First checked";
    LastChecked = "last_checked", "Last checked";
    BroughtIn = "brought_in", "Brought in";
    Run = "run", "Run";
    RunBegun = "run_begun", "{run}, begun {at}";
    How = "how", "How thoroughly";
    Full = "full", "full: mail servers were asked";
    Quick = "quick", "quick: no mail server was asked";
    Where = "where", "Checked in";
    Practice = "practice", "the practice world: no real server was asked";
    RealNetwork = "real_network", "the real network";
    BouncesOfAll = "bounces_of_all", "Bounces, if every row is mailed";
    BouncesOfSend = "bounces_of_send", "Bounces, if rows to send are";
    BouncesWithCare = "bounces_with_care", "Bounces, with care as well";
    NoRows = "no_rows", "no rows";
    Between = "between", "{least} to {most}";
    OfRows = "of_rows", "{share} of {rows} rows";
    MostLikely = "most_likely", ", most likely {share}";
    NothingKnownOf = "nothing_known_of", "; nothing is known of {rows}";
    Made = "made", "Report made";
    ByVerdict = "by_verdict", "By verdict";
    NotCheckedYet = "not_checked_yet", "Not checked yet";
    StoppedBefore = "stopped_before", "The run was stopped before it came to these rows.";
    ByAction = "by_action", "By what to do";
    ByReason = "by_reason", "By reason";
    NotKnown = "not_known", "What could not be known, and why";
    NotKnownAbout = "not_known_about", "These rows are neither good nor bad: nobody gave an answer that proves either.";
    NotChecked = "not_checked", "What was not checked, and why";
    NotCheckedAbout = "not_checked_about", "Rows about which no mail server was asked.";
    Suppressed = "suppressed", "On a suppression list";
    SuppressedWhy = "suppressed_why", "The user wants nobody to be asked about them.";
    NotProbed = "not_probed", "No mail server was asked";
    NotProbedWhy = "not_probed_why", "The check was a quick one: form, DNS and lists only.";
    NoAddress = "no_address", "Not an address";
    NoAddressWhy = "no_address_why", "There is nobody to ask.";
    Ended = "ended", "The check was ended first";
    EndedWhy = "ended_why", "Go on with it, or check them again.";
    NotReached = "not_reached", "Not reached yet";
    ByProvider = "by_provider", "By provider";
    ByProviderAbout = "by_provider_about", "Rows whose cell holds an address, by who takes mail for its domain.";
    NoProvider = "no_provider", "Not looked up, or without a mail host";
    OtherProviders = "other_providers", "{count} other providers";
    ByDomain = "by_domain", "By domain";
    ByDomainAbout = "by_domain_about", "Rows whose cell holds an address, by what stands behind the @.";
    OtherDomains = "other_domains", "{count} other domains";
    ByAge = "by_age", "By age of the result";
    ByAgeAbout = "by_age_about", "People move on: a list loses some of its addresses every month.";
    AgeDay = "age_day", "Less than a day";
    AgeWeek = "age_week", "Less than a week";
    AgeMonth = "age_month", "Less than 30 days";
    AgeQuarter = "age_quarter", "Less than 90 days";
    AgeOlder = "age_older", "Older";
    Measured = "measured", "Measured on addresses you know";
    NoOperator = "no_operator", "No mail operator";
    WrongShare = "wrong_share", "{name}: {share} wrong ({least} to {most}), {decided} decided, {undecided} undecided";
    NothingDecided = "nothing_decided", "{name}: nothing decided, {undecided} undecided";
    Settings = "settings", "Settings";
    Unchanged = "unchanged", "The defaults, unchanged.";
    None = "none", "None.";
    Share = "share", "Share";
    Summary = "summary", "Summary";
}

/// The words of a report in one language. What is missing is said in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct ReportWords {
    /// Its code, as in `de` (BCP 47); empty: English.
    pub language: String,
    /// What stands before tenths; empty: a point.
    pub decimal_mark: String,
    /// What the report says by itself.
    pub phrases: BTreeMap<Phrase, String>,
    /// Names of verdicts.
    pub verdicts: BTreeMap<Verdict, String>,
    /// Names of actions.
    pub actions: BTreeMap<Action, String>,
    /// Names of reasons.
    pub reasons: BTreeMap<Reason, String>,
    /// What to do about each.
    pub next_steps: BTreeMap<Reason, String>,
}

impl ReportWords {
    pub(crate) fn say(&self, phrase: Phrase) -> String {
        self.phrases.get(&phrase).map_or_else(|| phrase.english(), String::as_str).to_owned()
    }

    /// The phrase with `parts` in their places: each by its name.
    pub(crate) fn fill(&self, phrase: Phrase, parts: &[(&str, &str)]) -> String {
        let mut rest = self.phrases.get(&phrase).map_or_else(|| phrase.english(), String::as_str);
        let mut filled = String::new();
        // From left to right, so that what is put in is never taken for a place.
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else { break };
            filled.push_str(before);
            filled.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, value)| value));
            rest = behind;
        }
        filled + rest
    }

    pub(crate) fn verdict(&self, verdict: Verdict) -> String {
        self.verdicts.get(&verdict).map_or_else(|| verdict.title(), String::as_str).to_owned()
    }

    pub(crate) fn action(&self, action: Action) -> String {
        self.actions.get(&action).map_or_else(|| action.title(), String::as_str).to_owned()
    }

    pub(crate) fn reason(&self, reason: Reason) -> String {
        self.reasons.get(&reason).map_or_else(|| reason.title(), String::as_str).to_owned()
    }

    pub(crate) fn next_step(&self, reason: Reason) -> String {
        self.next_steps.get(&reason).map_or_else(|| reason.next_step().to_string(), Clone::clone)
    }

    /// As in `39.3 %`.
    pub(crate) fn percent(&self, share: f64) -> String {
        let text = format!("{share:.1} %");
        if self.decimal_mark.is_empty() { text } else { text.replace('.', &self.decimal_mark) }
    }

    /// What the writer of a file says by itself.
    pub(crate) fn speech(&self) -> Speech {
        let or = |own: &str, english: &str| if own.is_empty() { english } else { own }.to_owned();
        Speech {
            language: or(&self.language, "en"),
            decimal_mark: or(&self.decimal_mark, "."),
            none: self.say(Phrase::None),
            rows: self.say(Phrase::Rows),
            share: self.say(Phrase::Share),
            summary: self.say(Phrase::Summary),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_phrase_is_never_taken_for_a_place() {
        let words = ReportWords::default();
        let parts = [("name", "{share}"), ("undecided", "3")];
        assert_eq!(words.fill(Phrase::NothingDecided, &parts), "{share}: nothing decided, 3 undecided");
    }

    #[test]
    fn what_a_language_leaves_out_is_said_in_english() {
        let mut words = ReportWords { decimal_mark: ",".to_owned(), ..ReportWords::default() };
        words.phrases.insert(Phrase::Rows, "Zeilen".to_owned());
        assert_eq!((words.say(Phrase::Rows).as_str(), words.say(Phrase::Run).as_str()), ("Zeilen", "Run"));
        assert_eq!(words.verdict(Verdict::Valid), "Valid");
        assert_eq!(words.percent(39.32), "39,3 %");
    }
}
