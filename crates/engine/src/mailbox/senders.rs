//! Which sender a transaction names. There are two at most: the one that every session begins with, and the one that takes
//! its place where a server refuses the first. RFC 5321 section 4.5.5 wants the null sender taken everywhere; some refuse it.
//! Invariant: each domain of a session goes over to the other sender once at most, so a server cannot make it go in circles.

use std::collections::HashSet;

use mailvet_verdict::SenderRefusal;

/// The senders of a session, and how far they were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Senders {
    first: String,
    other: Option<String>,
    /// The server refused the first one whoever the recipient is.
    refused: bool,
    /// The domains that refused it at one of their recipients: what is behind one server need not share its policy.
    refused_by: HashSet<String>,
}

impl Senders {
    /// `mail_from` first, and behind it the null sender; the null sender first, and behind it `fallback`, where there is
    /// one.
    pub(super) fn of(mail_from: &str, fallback: &str) -> Self {
        let other = match (mail_from, fallback) {
            ("", "") => None,
            ("", fallback) => Some(fallback.to_owned()),
            _ => Some(String::new()),
        };
        Self { first: mail_from.to_owned(), other, refused: false, refused_by: HashSet::new() }
    }

    /// The sender to name for a recipient of `domain`.
    pub(super) fn of_domain(&self, domain: &str) -> &str {
        match &self.other {
            Some(other) if self.refused || self.refused_by.contains(domain) => other,
            _ => &self.first,
        }
    }

    /// `MAIL FROM` was answered so; whether the other sender takes its place in this session.
    pub(super) fn refused(&mut self, sender: &str, refusal: Option<SenderRefusal>) -> bool {
        let goes_over = !self.refused && self.may_go_over(sender, refusal);
        self.refused |= goes_over;
        goes_over
    }

    /// A recipient of `domain` was answered so; whether the other sender takes its place for that domain.
    pub(super) fn refused_for(&mut self, domain: &str, sender: &str, refusal: Option<SenderRefusal>) -> bool {
        !self.refused && self.may_go_over(sender, refusal) && self.refused_by.insert(domain.to_owned())
    }

    fn may_go_over(&self, sender: &str, refusal: Option<SenderRefusal>) -> bool {
        let about_it = match refusal {
            Some(SenderRefusal::Sender) => true,
            Some(SenderRefusal::NullSender) => sender.is_empty(),
            Some(SenderRefusal::MoreRecipients) | None => false,
        };
        about_it && self.other.is_some() && sender == self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NULL: Option<SenderRefusal> = Some(SenderRefusal::NullSender);
    const NAMED: Option<SenderRefusal> = Some(SenderRefusal::Sender);

    #[test]
    fn a_domain_that_refuses_the_null_sender_is_asked_with_the_other_from_then_on() {
        let mut senders = Senders::of("", "probe@example.org");
        assert!(senders.refused_for("a.example", "", NULL));
        assert_eq!(
            (senders.of_domain("a.example"), senders.of_domain("b.example")),
            ("probe@example.org", "")
        );
        assert!(!senders.refused_for("a.example", "probe@example.org", NAMED), "there is no third");
    }

    #[test]
    fn a_server_that_refuses_it_at_mail_is_asked_with_the_other_for_every_domain() {
        let mut senders = Senders::of("", "probe@example.org");
        assert!(senders.refused("", NAMED));
        assert_eq!(senders.of_domain("b.example"), "probe@example.org");
        assert!(!senders.refused("probe@example.org", NAMED));
    }

    #[test]
    fn a_refused_real_sender_gives_way_to_the_null_sender() {
        let mut senders = Senders::of("probe@example.org", "");
        assert!(!senders.refused("probe@example.org", NULL), "it was not named");
        assert!(senders.refused("probe@example.org", NAMED));
        assert_eq!(senders.of_domain("a.example"), "");
    }

    #[test]
    fn without_another_sender_a_refusal_stands() {
        let mut senders = Senders::of("", "");
        assert!(!senders.refused("", NULL) && !senders.refused_for("a.example", "", NAMED));
        assert_eq!(senders.of_domain("a.example"), "");
    }
}
