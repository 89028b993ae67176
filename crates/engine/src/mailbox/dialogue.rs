//! The conversation as a state machine: a reply goes in, what to do next comes out. It knows no socket, no clock and no
//! journal, and says nothing that is not a [`Command`]. Invariants: the banner is awaited before the first word; more
//! than one command is under way only where the server offers PIPELINING; each recipient that is handed in is either
//! heard or, where the session ends early, left as if never asked. Each session begins with the same sender, and goes over
//! to the other one by what this server says of it alone; so a retry names the sender that it named before.

use std::collections::VecDeque;

use mailvet_verdict::{Outcome, Reply, RetryAdvice, SenderRefusal, Stage};

use super::{
    Recipient,
    command::{Command, needs_utf8, speakable},
    events as say,
    senders::Senders,
};
use crate::settings::TlsUse;

/// Recipients under way at once where the server offers PIPELINING (RFC 2920). Few, so that a server that has had
/// enough is noticed before it is bothered much longer.
pub(super) const PIPELINED: usize = 10;

/// What the rules make of a reply, as far as the conversation depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Advice {
    /// Whether and how to ask again.
    pub(super) retry: RetryAdvice,
    /// What it has against the sender.
    pub(super) sender: Option<SenderRefusal>,
}

/// What to do next.
#[derive(Debug)]
pub(super) enum Step {
    /// Say these, perhaps nothing, and bring the next reply to [`Dialogue::on_reply`].
    Converse(Vec<Command>, Dialogue),
    /// Do the TLS handshake, then go on with [`Dialogue::encrypted`].
    Encrypt(Dialogue),
    /// Tell what came of a recipient, then go on with [`Dialogue::go_on`].
    Hear {
        /// Whom.
        recipient: Recipient,
        /// What.
        outcome: Outcome,
        /// Whether the outcome is the reply that was just brought; else nothing was said on the wire.
        answered: bool,
        /// How to go on.
        next: Dialogue,
    },
    /// Ask whom to ask next, at most so many, and go on with [`Dialogue::asked`].
    Ask {
        /// At most so many.
        most: usize,
        /// How to go on.
        next: Dialogue,
    },
    /// The conversation is over.
    Leave {
        /// What became of it.
        parting: Parting,
        /// Whether the server is still listening: say `QUIT`.
        quit: bool,
    },
}

/// What became of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parting {
    /// There is nobody left to ask.
    Done,
    /// The server wants the others in a session of their own.
    Enough,
    /// It ended early, for this reason.
    Cut(Outcome),
    /// Mailvet was asked to stop.
    Stopped,
}

/// How a connection was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// No reply in time.
    TimedOut,
    /// Closed or reset by the server.
    Dropped,
    /// What came is no SMTP.
    Garbled(String),
}

/// One conversation.
#[derive(Debug)]
pub(super) struct Dialogue {
    name: String,
    senders: Senders,
    tls_use: TlsUse,
    state: State,
    offers: Offers,
    encrypted: bool,
    /// `Some` once MAIL was accepted.
    transaction: Option<Transaction>,
    /// Handed in and not asked yet.
    waiting: VecDeque<Recipient>,
    /// Recipients answered in this session, and in this transaction.
    answered: usize,
    answered_in_transaction: usize,
    /// The recipient for which a lost transaction was already opened again.
    renewed_for: Option<u64>,
    /// Say `RSET` before the next `MAIL`.
    reset_first: bool,
    /// The session ends so, once the replies under way are in.
    ending: Option<Parting>,
    /// The server said that it closes the channel: there is nobody to say `QUIT` to.
    closing: bool,
    /// Say `STARTTLS` next.
    tls_wanted: bool,
    /// The server insisted on it: without it there is nothing to be learnt.
    tls_demanded: bool,
    /// The server refused a second recipient in a transaction of the null sender.
    one_a_transaction: bool,
}

/// What a transaction was opened for. One domain each: "451-4.3.0 Multiple destination domains per single transaction is
/// unsupported" is what Google says to others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Transaction {
    domain: String,
    sender: String,
    utf8: bool,
}

impl Transaction {
    /// Whether a recipient of `wanted` fits into this one.
    fn serves(&self, wanted: &Self) -> bool {
        self.domain == wanted.domain && self.sender == wanted.sender && (self.utf8 || !wanted.utf8)
    }
}

#[derive(Debug)]
enum State {
    Banner,
    Ehlo,
    /// With the refusal of EHLO.
    Helo(Reply),
    StartTls,
    /// Greeted; these replies are under way, in this order.
    Open(VecDeque<Awaited>),
}

#[derive(Debug)]
enum Awaited {
    Rset,
    Mail(Transaction),
    Rcpt(Recipient),
    /// Said before it was known that it would be in vain.
    Moot,
}

#[derive(Clone, Copy, Debug, Default)]
struct Offers {
    pipelining: bool,
    starttls: bool,
    smtputf8: bool,
}

impl Offers {
    /// The first line of the answer to EHLO is the server's name (RFC 5321 section 4.1.1.1).
    fn read(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.lines.iter().skip(1) {
            match line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "PIPELINING" => offers.pipelining = true,
                "STARTTLS" => offers.starttls = true,
                "SMTPUTF8" => offers.smtputf8 = true,
                _ => {}
            }
        }
        offers
    }
}

impl Dialogue {
    /// A conversation in which nothing was said yet. Bring the banner to [`Self::on_reply`].
    pub(super) fn new(name: String, senders: Senders, tls_use: TlsUse) -> Self {
        Self {
            name,
            senders,
            tls_use,
            state: State::Banner,
            offers: Offers::default(),
            encrypted: false,
            transaction: None,
            waiting: VecDeque::new(),
            answered: 0,
            answered_in_transaction: 0,
            renewed_for: None,
            reset_first: false,
            ending: None,
            closing: false,
            tls_wanted: false,
            tls_demanded: false,
            one_a_transaction: false,
        }
    }

    /// What the next reply will be about.
    pub(super) fn stage(&self) -> Stage {
        match &self.state {
            State::Banner => Stage::Connect,
            State::Ehlo | State::Helo(_) => Stage::Ehlo,
            State::StartTls => Stage::StartTls,
            State::Open(awaited) => match awaited.front() {
                Some(Awaited::Rset) => Stage::Leave,
                Some(Awaited::Mail(_)) | None => Stage::Mail,
                Some(Awaited::Rcpt(_) | Awaited::Moot) => Stage::Rcpt,
            },
        }
    }

    /// Whether any recipient was answered.
    pub(super) fn has_answers(&self) -> bool {
        self.answered > 0
    }

    /// Takes the reply that was waited for, and what the rules advise on it.
    pub(super) fn on_reply(mut self, reply: Reply, advice: Advice) -> Step {
        match std::mem::replace(&mut self.state, State::Banner) {
            State::Banner if reply.is_positive() => {
                let hello = Command::Ehlo(self.name.clone());
                self.greet(State::Ehlo, hello)
            }
            State::Banner => self.refused(Stage::Connect, reply),
            State::Ehlo if reply.is_positive() => {
                self.offers = Offers::read(&reply);
                self.greeted()
            }
            State::Ehlo if reply.is_permanent() => {
                let hello = Command::Helo(self.name.clone());
                self.greet(State::Helo(reply), hello)
            }
            State::Helo(_) if reply.is_positive() => self.greeted(),
            // RFC 5321 section 4.2.4: 500 and 502 say only that EHLO is unknown; any other refusal says more than
            // the refusal of HELO that follows it.
            State::Helo(first) if !matches!(first.code, 500 | 502) => {
                self.closing = reply.code == 421;
                self.refused(Stage::Ehlo, first)
            }
            State::Ehlo | State::Helo(_) => self.refused(Stage::Ehlo, reply),
            // From here on only a handshake is understood.
            State::StartTls if reply.is_positive() && self.ending.is_some() => {
                self.closing = true;
                self.leave()
            }
            State::StartTls if reply.is_positive() => {
                self.state = State::StartTls;
                Step::Encrypt(self)
            }
            // It was offered and is not to be had, and nobody insists: the conversation goes on in the clear.
            State::StartTls if !self.tls_demanded && reply.code != 421 => {
                self.offers.starttls = false;
                self.state = State::Open(VecDeque::new());
                self.go_on()
            }
            State::StartTls => self.refused(Stage::StartTls, reply),
            State::Open(mut awaited) => {
                let answers = awaited.pop_front();
                self.state = State::Open(awaited);
                match answers {
                    Some(Awaited::Rcpt(recipient)) => self.on_recipient(recipient, reply, advice),
                    _ if reply.code == 421 => {
                        let stage =
                            if matches!(answers, Some(Awaited::Moot)) { Stage::Rcpt } else { Stage::Mail };
                        self.refused(stage, reply)
                    }
                    Some(Awaited::Mail(transaction)) => self.on_sender(transaction, reply, advice),
                    Some(Awaited::Rset) => {
                        self.transaction = None;
                        self.go_on()
                    }
                    Some(Awaited::Moot) => self.go_on(),
                    // Nothing was asked: the server speaks out of turn, and its next replies would be taken for
                    // answers to other questions.
                    None => {
                        let detail = say::reply_to_nothing(reply.to_string()).to_string();
                        self.ending = Some(Parting::Cut(Outcome::Garbled { stage: Stage::Leave, detail }));
                        self.leave()
                    }
                }
            }
        }
    }

    /// The TLS handshake is done: what the server said before it no longer counts (RFC 3207 section 4.2).
    pub(super) fn encrypted(mut self) -> Step {
        self.encrypted = true;
        self.offers = Offers::default();
        self.transaction = None;
        let hello = Command::Ehlo(self.name.clone());
        self.greet(State::Ehlo, hello)
    }

    /// Takes the recipients to ask next; none: takes leave.
    pub(super) fn asked(mut self, recipients: Vec<Recipient>) -> Step {
        if recipients.is_empty() {
            return self.leave();
        }
        self.reset_first |= self.transaction.is_some() && recipients.iter().any(|recipient| recipient.apart);
        self.waiting.extend(recipients);
        self.go_on()
    }

    /// What to do next once the last step is done.
    pub(super) fn go_on(mut self) -> Step {
        let State::Open(awaited) = &self.state else {
            return Step::Converse(Vec::new(), self);
        };
        if !awaited.is_empty() {
            return Step::Converse(Vec::new(), self);
        }
        if self.ending.is_some() {
            return self.leave();
        }
        if std::mem::take(&mut self.tls_wanted) {
            return self.greet(State::StartTls, Command::StartTls);
        }
        match self.waiting.front() {
            None => Step::Ask { most: if self.offers.pipelining { PIPELINED } else { 1 }, next: self },
            Some(recipient) => match self.unaskable(recipient) {
                Some(outcome) => match self.waiting.pop_front() {
                    Some(recipient) => Step::Hear { recipient, outcome, answered: false, next: self },
                    None => self.go_on(),
                },
                None => self.ask(),
            },
        }
    }

    /// Asks no more recipients and ends so; the replies under way are still heard.
    pub(super) fn end(&mut self, parting: Parting) {
        self.waiting.clear();
        self.ending.get_or_insert(parting);
    }

    /// What the session has come to when its connection is lost.
    pub(super) fn lost(self, loss: Loss) -> Parting {
        let stage = self.stage();
        match (self.ending, self.state) {
            (Some(parting), _) => parting,
            // It refused EHLO and hung up before HELO: the refusal is what it had to say.
            (None, State::Helo(reply)) => Parting::Cut(Outcome::Refused { stage, reply }),
            (None, _) => Parting::Cut(match loss {
                Loss::TimedOut => Outcome::TimedOut { stage },
                Loss::Dropped => Outcome::Dropped { stage },
                Loss::Garbled(detail) => Outcome::Garbled { stage, detail },
            }),
        }
    }

    fn greet(mut self, state: State, command: Command) -> Step {
        if self.ending.is_some() {
            return self.leave();
        }
        self.state = state;
        Step::Converse(vec![command], self)
    }

    fn greeted(mut self) -> Step {
        self.state = State::Open(VecDeque::new());
        self.tls_wanted = self.can_encrypt()
            && match self.tls_use {
                TlsUse::WhenDemanded => false,
                TlsUse::WhenOffered => true,
            };
        self.go_on()
    }

    /// Why `recipient` cannot be asked here at all.
    fn unaskable(&self, recipient: &Recipient) -> Option<Outcome> {
        if speakable(&recipient.address).is_none() {
            let detail = say::unspeakable().to_string();
            return Some(Outcome::Garbled { stage: Stage::Rcpt, detail });
        }
        (needs_utf8(&recipient.address) && !self.offers.smtputf8).then_some(Outcome::NeedsSmtpUtf8)
    }

    /// Says the next command, or with PIPELINING all that is known to follow.
    fn ask(mut self) -> Step {
        let mut commands = Vec::new();
        let mut awaited = VecDeque::new();
        let Some(wanted) = self.transaction_wanted() else { return self.go_on() };
        let used_up = self.one_a_transaction && self.answered_in_transaction > 0;
        self.reset_first |= self.transaction.as_ref().is_some_and(|open| used_up || !open.serves(&wanted));
        if std::mem::take(&mut self.reset_first) {
            commands.push(Command::Rset);
            awaited.push_back(Awaited::Rset);
            self.transaction = None;
        }
        if self.transaction.is_none() && (commands.is_empty() || self.offers.pipelining) {
            commands.push(Command::Mail { sender: wanted.sender.clone(), utf8: wanted.utf8 });
            awaited.push_back(Awaited::Mail(wanted.clone()));
        }
        while (commands.is_empty() || self.offers.pipelining)
            && let Some(recipient) = self.waiting.front()
            && recipient.address.domain == wanted.domain
        {
            // One that cannot be asked waits for its turn in `go_on`, so that answers keep their order.
            let Some(text) = speakable(&recipient.address).filter(|_| self.unaskable(recipient).is_none())
            else {
                break;
            };
            commands.push(Command::Rcpt(text));
            awaited.extend(self.waiting.pop_front().map(Awaited::Rcpt));
            if self.one_a_transaction {
                break;
            }
        }
        self.state = State::Open(awaited);
        Step::Converse(commands, self)
    }

    /// The transaction that the next recipient needs, and those of its domain that follow it.
    fn transaction_wanted(&self) -> Option<Transaction> {
        let domain = &self.waiting.front()?.address.domain;
        let mut together = self.waiting.iter().take_while(|recipient| recipient.address.domain == *domain);
        let utf8 = self.offers.smtputf8 && together.any(|recipient| needs_utf8(&recipient.address));
        Some(Transaction { domain: domain.clone(), sender: self.senders.of_domain(domain).to_owned(), utf8 })
    }

    fn on_sender(mut self, transaction: Transaction, reply: Reply, advice: Advice) -> Step {
        if reply.is_positive() {
            self.transaction = Some(transaction);
            self.answered_in_transaction = 0;
            return self.go_on();
        }
        self.take_back();
        if advice.retry == RetryAdvice::WithTls && self.can_encrypt() {
            self.demand_tls();
        } else if self.senders.refused(&transaction.sender, advice.sender) {
            // The servers that say so leave a transaction half open; `RSET` costs nothing.
            self.reset_first = true;
        } else if transaction.utf8 && reply.is_permanent() {
            // It offers SMTPUTF8 and does not mean it: those who need it hear so, the others are asked without.
            self.offers.smtputf8 = false;
        } else {
            self.ending.get_or_insert(Parting::Cut(Outcome::Refused { stage: Stage::Mail, reply }));
        }
        self.go_on()
    }

    fn on_recipient(mut self, recipient: Recipient, reply: Reply, advice: Advice) -> Step {
        if reply.code == 421 {
            // RFC 5321 section 3.8: it closes the channel. The others have this as their answer too.
            self.state = State::Open(VecDeque::new());
            self.ending = Some(Parting::Cut(Outcome::Refused { stage: Stage::Rcpt, reply: reply.clone() }));
            self.closing = true;
        } else if advice.retry == RetryAdvice::WithTls && self.can_encrypt() {
            self.demand_tls();
            return self.ask_again(recipient);
        } else if self.sender_refused_for(&recipient, advice) {
            self.reset_first = true;
            return self.ask_again(recipient);
        } else if advice.sender == Some(SenderRefusal::MoreRecipients)
            && self.answered_in_transaction > 0
            && self.names_null_sender()
        {
            self.one_a_transaction = true;
            self.reset_first = true;
            return self.ask_again(recipient);
        } else if advice.retry == RetryAdvice::NewSession && self.answered > 0 {
            self.ending.get_or_insert(Parting::Enough);
            return self.go_on();
        } else if reply.code == 503
            && self.answered_in_transaction > 0
            && self.renewed_for != Some(recipient.mark)
        {
            // "503 need MAIL first": some servers end the transaction with the first refused recipient. `RSET` goes
            // first, in case they think otherwise.
            self.renewed_for = Some(recipient.mark);
            self.reset_first = true;
            return self.ask_again(recipient);
        }
        self.answered += 1;
        self.answered_in_transaction += 1;
        Step::Hear { recipient, outcome: Outcome::Answered(reply), answered: true, next: self }
    }

    /// Asks `recipient`, and those under way behind it, once more: its reply was about something else.
    fn ask_again(mut self, recipient: Recipient) -> Step {
        self.take_back();
        self.waiting.push_front(recipient);
        self.go_on()
    }

    /// Whether the sender of the open transaction is refused for this recipient's domain, and another one is left to try.
    fn sender_refused_for(&mut self, recipient: &Recipient, advice: Advice) -> bool {
        let Some(open) = &self.transaction else { return false };
        let sender = open.sender.clone();
        self.senders.refused_for(&recipient.address.domain, &sender, advice.sender)
    }

    fn names_null_sender(&self) -> bool {
        self.transaction.as_ref().is_some_and(|open| open.sender.is_empty())
    }

    fn demand_tls(&mut self) {
        self.tls_wanted = true;
        self.tls_demanded = true;
    }

    /// The recipients under way are to be asked again: their replies will be read and not believed.
    fn take_back(&mut self) {
        let State::Open(awaited) = &mut self.state else { return };
        let mut back = Vec::new();
        for one in awaited.iter_mut() {
            if matches!(one, Awaited::Rcpt(_))
                && let Awaited::Rcpt(recipient) = std::mem::replace(one, Awaited::Moot)
            {
                back.push(recipient);
            }
        }
        for recipient in back.into_iter().rev() {
            self.waiting.push_front(recipient);
        }
    }

    fn can_encrypt(&self) -> bool {
        self.offers.starttls && !self.encrypted
    }

    fn refused(mut self, stage: Stage, reply: Reply) -> Step {
        self.closing |= reply.code == 421;
        self.ending.get_or_insert(Parting::Cut(Outcome::Refused { stage, reply }));
        self.leave()
    }

    fn leave(self) -> Step {
        Step::Leave { parting: self.ending.unwrap_or(Parting::Done), quit: !self.closing }
    }
}

#[cfg(test)]
mod tests;
