//! Settles who said a reply, and to which step of the conversation: what a person names, else what the text around the
//! reply says, else the mail host, else the reply's own words. It reads no meaning; and what is supposed is marked so.

use serde::{Deserialize, Serialize};

use crate::{Knowledge, Operator, Said, Stage};

/// Where a circumstance of a reply is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The person, or the text itself, names it.
    Given,
    /// Mailvet supposes it.
    Guessed,
}

/// Who said a reply and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribution<'k> {
    /// The step that it answered.
    pub stage: Stage,
    /// Where that is known from.
    pub stage_from: Origin,
    /// Who said it; `None`: nobody of whom anything is known.
    pub operator: Option<&'k Operator>,
    /// Where that is known from.
    pub operator_from: Origin,
}

impl Said {
    /// Who said it and where; `stage` and `operator` are what the person named.
    #[must_use]
    pub fn attributed<'k>(
        &self,
        knowledge: &'k Knowledge,
        stage: Option<Stage>,
        operator: Option<&'k Operator>,
    ) -> Attribution<'k> {
        let (stage, stage_from) = match stage.or(self.stage) {
            Some(stage) => (stage, Origin::Given),
            // Of the replies that people paste, nearly all are about a recipient.
            None => (Stage::Rcpt, Origin::Guessed),
        };
        // An operator that the tables do not know counts as none: such texts come from other tools.
        let named = || self.operator.as_deref().and_then(|id| knowledge.operator_by_id(id));
        let of_host = || self.host.as_deref().and_then(|host| knowledge.operator(host, None));
        let (operator, operator_from) = match operator.or_else(named).or_else(of_host) {
            Some(operator) => (Some(operator), Origin::Given),
            None => (knowledge.operator_of_reply(&self.reply), Origin::Guessed),
        };
        Attribution { stage, stage_from, operator, operator_from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reply;

    const BARE: fn() -> Said = || Said {
        reply: Reply::new(550, "5.1.1 The account does not exist - gsmtp"),
        stage: None,
        operator: None,
        host: None,
    };

    fn of(said: &Said, stage: Option<Stage>, operator: Option<&str>) -> (Stage, Origin, String, Origin) {
        let knowledge = Knowledge::shipped();
        let operator = operator.and_then(|id| knowledge.operator_by_id(id));
        let Attribution { stage, stage_from, operator, operator_from } =
            said.attributed(&knowledge, stage, operator);
        (stage, stage_from, operator.map(|o| o.id.clone()).unwrap_or_default(), operator_from)
    }

    #[test]
    fn what_a_person_names_outranks_the_text_the_text_the_host_and_the_host_the_words() {
        let (given, guessed) = (Origin::Given, Origin::Guessed);
        let words = BARE();
        assert_eq!(of(&words, None, None), (Stage::Rcpt, guessed, "google".into(), guessed));
        let host = Said { host: Some("mx1.comcast.net".into()), ..BARE() };
        assert_eq!(of(&host, None, None), (Stage::Rcpt, guessed, "comcast".into(), given));
        let text = Said { operator: Some("yahoo".into()), stage: Some(Stage::Mail), ..host };
        assert_eq!(of(&text, None, None), (Stage::Mail, given, "yahoo".into(), given));
        assert_eq!(
            of(&text, Some(Stage::Connect), Some("zoho")),
            (Stage::Connect, given, "zoho".into(), given)
        );
    }

    #[test]
    fn an_operator_that_the_tables_do_not_know_counts_as_none() {
        let said = Said { operator: Some("nobody-knows".into()), ..BARE() };
        assert_eq!(of(&said, None, None).2, "google");
        let said = Said { reply: Reply::new(550, "No such user"), ..said };
        assert_eq!((of(&said, None, None).2, of(&said, None, None).3), (String::new(), Origin::Guessed));
    }
}
