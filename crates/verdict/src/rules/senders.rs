//! The table of replies that refuse a transaction's sender: `assets/rules/senders.toml`. It says nothing of what a reply
//! means for an address; the conversation asks it whether another sender is worth a try before it gives up.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{CodeMask, EnhancedMask, Heard, Phrases, RulesError, WordLists, one_or_many};
use crate::Reply;

/// What a reply has against the sender of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderRefusal {
    /// The null sender as such.
    NullSender,
    /// The sender that was named, or its domain.
    Sender,
    /// A second recipient in a transaction of the null sender: a real bounce has but one.
    MoreRecipients,
}

/// The table, ready to be asked.
#[derive(Debug)]
pub(crate) struct SenderRules {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    refuses: SenderRefusal,
    code: Vec<CodeMask>,
    enhanced: Vec<EnhancedMask>,
    any_text: Option<Phrases>,
    not_text: Option<Phrases>,
    #[cfg(test)]
    id: String,
    #[cfg(test)]
    example: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    words: WordLists,
    sender: Vec<WrittenRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    id: String,
    refuses: SenderRefusal,
    when: When,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the example is for the reader of the table and for its test")
    )]
    example: String,
    #[expect(dead_code, reason = "the source is for the reader of the table")]
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct When {
    #[serde(deserialize_with = "one_or_many")]
    code: Vec<CodeMask>,
    #[serde(deserialize_with = "one_or_many")]
    enhanced: Vec<EnhancedMask>,
    #[serde(deserialize_with = "one_or_many")]
    any_text: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    not_text: Vec<String>,
}

impl SenderRules {
    /// The table that ships with the program.
    pub(crate) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<SenderRules> = LazyLock::new(|| {
            SenderRules::parse(include_str!("../../../../assets/rules/senders.toml"))
                .expect("the table that ships is sound: a test reads it")
        });
        &SHIPPED
    }

    /// Reads and checks the table.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    fn parse(written: &str) -> Result<Self, RulesError> {
        let table: Table = toml::from_str(written).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        let mut ids = std::collections::BTreeSet::new();
        let rows = table.sender.into_iter().map(|row| {
            if !ids.insert(row.id.clone()) {
                return Err(RulesError::TwiceTheSame(row.id));
            }
            let phrases = |phrases: &[String]| {
                (!phrases.is_empty())
                    .then(|| Phrases::new(phrases, &table.words))
                    .transpose()
                    .map_err(|why| RulesError::Phrase { row: row.id.clone(), why })
            };
            Ok(Row {
                refuses: row.refuses,
                any_text: phrases(&row.when.any_text)?,
                not_text: phrases(&row.when.not_text)?,
                code: row.when.code,
                enhanced: row.when.enhanced,
                #[cfg(test)]
                id: row.id,
                #[cfg(test)]
                example: row.example,
            })
        });
        Ok(Self { rows: rows.collect::<Result<_, _>>()? })
    }

    /// What `reply`, to MAIL FROM or RCPT TO, has against the sender; `None`: nothing that is known.
    pub(crate) fn refusal(&self, reply: &Reply) -> Option<SenderRefusal> {
        if reply.is_positive() || reply.code == 421 {
            return None;
        }
        let heard = Heard::new(reply);
        self.rows.iter().find(|row| row.fits(reply, &heard)).map(|row| row.refuses)
    }
}

impl Row {
    fn fits(&self, reply: &Reply, heard: &Heard) -> bool {
        (self.code.is_empty() || self.code.iter().any(|code| code.fits(reply.code)))
            && (self.enhanced.is_empty() || self.enhanced.iter().any(|mask| mask.fits(heard.enhanced)))
            && self.any_text.as_ref().is_none_or(|phrases| phrases.stand_in(&heard.words))
            && !self.not_text.as_ref().is_some_and(|phrases| phrases.stand_in(&heard.words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(line: &str) -> Option<SenderRefusal> {
        SenderRules::shipped().refusal(&Reply::from_line(line).unwrap())
    }

    #[test]
    fn every_example_hits_its_own_row() {
        let rules = SenderRules::shipped();
        for row in &rules.rows {
            let reply = Reply::from_line(&row.example).unwrap();
            let heard = Heard::new(&reply);
            let hit = rules.rows.iter().find(|row| row.fits(&reply, &heard)).map(|row| row.id.as_str());
            assert_eq!(hit, Some(row.id.as_str()), "{}", row.example);
        }
    }

    #[test]
    fn a_refused_null_sender_is_told_from_a_refused_sender() {
        for line in [
            "550 5.7.1 null sender not allowed",
            "550 bounces not accepted here",
            "554 5.7.1 <>: Null sender address rejected",
            "550 5.7.0 We do not accept mail with empty envelope sender",
            "553 Empty return-path refused",
            "550 This host does not accept bounces",
        ] {
            assert_eq!(refusal(line), Some(SenderRefusal::NullSender), "{line}");
        }
        for line in [
            "554 5.7.1 <probe@example.org>: Sender address rejected: Access denied",
            "450 4.1.8 <probe@example.org>: Sender address rejected: Domain not found",
            "550 Sender verify failed",
        ] {
            assert_eq!(refusal(line), Some(SenderRefusal::Sender), "{line}");
        }
        for line in [
            "452 4.5.3 single recipient only for bounces",
            "550 multiple recipients for null sender",
            "553 5.5.3 Too many recipients for bounce message",
            "550 5.5.3 Bounce messages must have exactly one recipient",
        ] {
            assert_eq!(refusal(line), Some(SenderRefusal::MoreRecipients), "{line}");
        }
    }

    #[test]
    fn what_is_about_us_or_the_recipient_is_no_refusal_of_the_sender() {
        for line in [
            "550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown",
            "550 5.1.1 no such user, your message will bounce",
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
            "550 5.2.1 The email account that you tried to reach is disabled",
            "450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted",
            "452 4.5.3 Too many recipients",
            "421 4.7.0 null sender not allowed, closing",
            "250 2.1.0 null sender not allowed to complain",
        ] {
            assert_eq!(refusal(line), None, "{line}");
        }
    }
}
