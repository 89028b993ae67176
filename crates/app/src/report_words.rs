//! What the report as a file says, in the language of whoever asks for it. The English words stand here; a window that speaks
//! another language hands its own over, and what it leaves out is said in English. Names of lists and hosts and the settings
//! are told as they are.

use std::collections::BTreeMap;

use mailvet_lists::Speech;
use mailvet_verdict::{Action, Reason, Sentence, Verdict, phrases};
use serde::{Deserialize, Serialize};

phrases! {
    /// What a report says by itself.
    pub(crate) REPORT "report" {
        rows() = "Rows";
        rows_in_list() = "Rows in the list";
        addresses() = "Distinct addresses in the list";
        first_checked() = "First checked";
        last_checked() = "Last checked";
        brought_in() = "Brought in";
        run() = "Run";
        run_begun(run, at) = "{run}, begun {at}";
        how() = "How thoroughly";
        full() = "full: mail servers were asked";
        quick() = "quick: no mail server was asked";
        checked_in() = "Checked in";
        practice() = "the practice world: no real server was asked";
        real_network() = "the real network";
        bounces_of_all() = "Bounces, if every row is mailed";
        bounces_of_send() = "Bounces, if rows to send are";
        bounces_with_care() = "Bounces, with care as well";
        no_rows() = "no rows";
        between(least, most) = "{least} to {most}";
        of_rows(share, rows) = "{share} of {rows} rows";
        most_likely(share) = ", most likely {share}";
        nothing_known_of(rows) = "; nothing is known of {rows}";
        made() = "Report made";
        by_verdict() = "By verdict";
        not_checked_yet() = "Not checked yet";
        stopped_before() = "The run was stopped before it came to these rows.";
        by_action() = "By what to do";
        by_reason() = "By reason";
        not_known() = "What could not be known, and why";
        not_known_about() = "These rows are neither good nor bad: nobody gave an answer that proves either.";
        not_checked() = "What was not checked, and why";
        not_checked_about() = "Rows about which no mail server was asked.";
        suppressed() = "On a suppression list";
        suppressed_why() = "The user wants nobody to be asked about them.";
        not_probed() = "No mail server was asked";
        not_probed_why() = "The check was a quick one: form, DNS and lists only.";
        no_address() = "Not an address";
        no_address_why() = "There is nobody to ask.";
        ended() = "The check was ended first";
        ended_why() = "Go on with it, or check them again.";
        not_reached() = "Not reached yet";
        by_provider() = "By provider";
        by_provider_about() = "Rows whose cell holds an address, by who takes mail for its domain.";
        no_provider() = "Not looked up, or without a mail host";
        other_providers(count) = "{count} other providers";
        by_domain() = "By domain";
        by_domain_about() = "Rows whose cell holds an address, by what stands behind the @.";
        other_domains(count) = "{count} other domains";
        by_age() = "By age of the result";
        by_age_about() = "People move on: a list loses some of its addresses every month.";
        age_day() = "Less than a day";
        age_week() = "Less than a week";
        age_month() = "Less than 30 days";
        age_quarter() = "Less than 90 days";
        age_older() = "Older";
        measured() = "Measured on addresses you know";
        no_operator() = "No mail operator";
        wrong_share(name, share, least, most, decided, undecided) = "{name}: {share} wrong ({least} to {most}), {decided} decided, {undecided} undecided";
        nothing_decided(name, undecided) = "{name}: nothing decided, {undecided} undecided";
        settings() = "Settings";
        unchanged() = "The defaults, unchanged.";
        none() = "None.";
        share() = "Share";
        summary() = "Summary";
    }
}

/// The words of a report, or of rows that are copied, in one language. What is missing is said in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct ReportWords {
    /// Its code, as in `de` (BCP 47); empty: English.
    pub language: String,
    /// What stands before tenths; empty: a point.
    pub decimal_mark: String,
    /// What the report says by itself and what is to do about a reason, or what is said of a row, by the code of the phrase.
    pub phrases: BTreeMap<String, String>,
    /// Names of verdicts.
    pub verdicts: BTreeMap<Verdict, String>,
    /// Names of actions.
    pub actions: BTreeMap<Action, String>,
    /// Names of reasons.
    pub reasons: BTreeMap<Reason, String>,
}

impl ReportWords {
    pub(crate) fn say(&self, sentence: &Sentence) -> String {
        sentence.in_words(&|phrase| self.phrases.get(phrase.code()).map(String::as_str))
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
            none: self.say(&none()),
            rows: self.say(&rows()),
            share: self.say(&share()),
            summary: self.say(&summary()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_language_leaves_out_is_said_in_english() {
        let mut words = ReportWords { decimal_mark: ",".to_owned(), ..ReportWords::default() };
        words.phrases.insert("report.rows".to_owned(), "Zeilen".to_owned());
        words.phrases.insert("report.other_domains".to_owned(), "{count} andere".to_owned());
        assert_eq!(words.say(&other_domains(3_u32)), "3 andere");
        assert_eq!((words.say(&rows()).as_str(), words.say(&run()).as_str()), ("Zeilen", "Run"));
        assert_eq!(words.verdict(Verdict::Valid), "Valid");
        assert_eq!(words.percent(39.32), "39,3 %");
    }
}
