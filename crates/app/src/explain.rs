//! What pasted replies mean: the reader of the verdict crate asked for every reply of a text, with who is known or supposed
//! to have said it and where. Pure, and nothing is kept.

use mailvet_verdict::{Attribution, Knowledge, Operator, Pasted, Said};

use crate::{
    Mailvet,
    wire::{ExplainRequest, ExplainedReply, Explanation, OperatorView},
};

/// So many replies are explained at once; a longer paste is a log file, which the command line reads.
const MOST: usize = 200;

impl Mailvet {
    /// What the replies in a pasted text mean.
    #[must_use]
    pub fn explain(&self, request: &ExplainRequest) -> Explanation {
        explain(&self.0.knowledge, request)
    }

    /// The operators that the tables know, by name.
    #[must_use]
    pub fn operators(&self) -> Vec<OperatorView> {
        let mut operators: Vec<OperatorView> = self.0.knowledge.operators().map(OperatorView::of).collect();
        operators.sort_unstable_by_key(|operator| operator.name.to_lowercase());
        operators
    }
}

/// Everything that the table says of operators, each sentence once: what a window has to know to say it in its language.
#[must_use]
pub fn operator_remarks() -> Vec<String> {
    let mut said = Vec::new();
    for operator in Knowledge::shipped().operators() {
        for remark in operator.worth.iter().chain(&operator.traps).chain(&operator.block) {
            if !said.contains(remark) {
                said.push(remark.clone());
            }
        }
    }
    said
}

fn explain(knowledge: &Knowledge, request: &ExplainRequest) -> Explanation {
    let Pasted { said, unread } = Pasted::read(&request.text);
    let left_off = said.len().saturating_sub(MOST) as u64;
    let replies = said.iter().take(MOST).map(|said| explain_one(knowledge, request, said)).collect();
    Explanation { replies, unread, left_off }
}

fn explain_one(knowledge: &Knowledge, request: &ExplainRequest, said: &Said) -> ExplainedReply {
    let given = request.operator.as_deref().and_then(|id| knowledge.operator_by_id(id));
    let Attribution { stage, stage_from, operator, operator_from } =
        said.attributed(knowledge, request.stage, given);
    let reading = knowledge.read(stage, operator, &said.reply);
    ExplainedReply {
        reply: said.reply.to_string(),
        stage,
        stage_from,
        operator: operator.map(OperatorView::of),
        operator_from,
        class: reading.class,
        about: reading.about,
        says: reading.says,
        retry: reading.retry,
        sentence: reading.sentence,
        rule: reading.rule,
        forward_to: reading.forward_to,
    }
}

impl OperatorView {
    fn of(operator: &Operator) -> Self {
        Self {
            id: operator.id.clone(),
            name: operator.name.clone(),
            acceptance: operator.acceptance,
            worth: operator.worth.clone(),
            traps: operator.traps.clone(),
            block: operator.block.clone(),
            connections: operator.connections,
            recipients_per_session: operator.recipients_per_session,
            recipients_per_hour: operator.recipients_per_hour,
            bad_recipients_per_hour: operator.bad_recipients_per_hour,
        }
    }
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::{Origin, ReplyClass, Says, Stage, Subject};

    use super::*;

    fn explained(text: &str, stage: Option<Stage>, operator: Option<&str>) -> Explanation {
        let operator = operator.map(str::to_owned);
        explain(&Knowledge::shipped(), &ExplainRequest { text: text.to_owned(), stage, operator })
    }

    fn one(text: &str) -> ExplainedReply {
        let mut explanation = explained(text, None, None);
        assert_eq!(explanation.replies.len(), 1, "{explanation:?}");
        explanation.replies.remove(0)
    }

    #[test]
    fn a_refusal_of_us_says_nothing_of_the_address() {
        let reply =
            one("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org");
        assert_eq!((reply.about, reply.says), (Subject::Us, Says::Nothing));
    }

    #[test]
    fn each_line_is_a_reply_and_a_reply_of_several_lines_is_one() {
        let text =
            "550-5.1.1 The account does not exist.\r\n550 5.1.1 Look for typos.\n\n452 4.2.2 Mailbox full\n";
        let explanation = explained(text, None, None);
        let classes: Vec<ReplyClass> = explanation.replies.iter().map(|reply| reply.class).collect();
        assert_eq!(classes, [ReplyClass::MailboxNotFound, ReplyClass::MailboxFull]);
        assert_eq!(
            explanation.replies[0].reply,
            "550-5.1.1 The account does not exist.\n550 5.1.1 Look for typos."
        );
    }

    #[test]
    fn a_reply_that_breaks_off_is_read_as_far_as_it_goes() {
        assert_eq!(explained("550-5.1.1 No such user\n250 ok", None, None).replies.len(), 2);
        assert_eq!(one("550-5.1.1 No such user").class, ReplyClass::MailboxNotFound);
    }

    #[test]
    fn what_is_no_reply_comes_back_as_it_was() {
        let explanation = explained("Dear Postmaster,\n550 5.1.1 User unknown", None, None);
        assert_eq!(explanation.unread, ["Dear Postmaster,"]);
        assert_eq!(explanation.replies.len(), 1);
        assert_eq!(explained(" \n\t\n", None, None), Explanation::default());
    }

    #[test]
    fn stage_and_operator_are_guesses_until_somebody_names_them() {
        let reply = one("550-5.1.1 The email account that you tried to reach does not exist. - gsmtp");
        assert_eq!((reply.stage, reply.stage_from), (Stage::Rcpt, Origin::Guessed));
        let google = reply.operator.unwrap();
        assert_eq!((google.id.as_str(), reply.operator_from), ("google", Origin::Guessed));

        let explanation = explained("550 5.1.1 User unknown", Some(Stage::Mail), Some("yahoo"));
        let reply = &explanation.replies[0];
        assert_eq!((reply.stage, reply.stage_from, reply.about), (Stage::Mail, Origin::Given, Subject::Us));
        assert_eq!(reply.operator.as_ref().unwrap().id, "yahoo");
        assert_eq!(reply.operator_from, Origin::Given);
    }

    #[test]
    fn a_line_of_stage_operator_and_reply_names_them_itself() {
        let reply = one("connect\tgoogle\t421 4.7.0 Try again later");
        assert_eq!((reply.stage, reply.stage_from), (Stage::Connect, Origin::Given));
        assert_eq!(reply.operator.unwrap().id, "google");
    }

    #[test]
    fn a_very_long_paste_says_what_was_left_off() {
        let explanation = explained(&"250 ok\n".repeat(MOST + 3), None, None);
        assert_eq!((explanation.replies.len(), explanation.left_off), (MOST, 3));
    }
}
