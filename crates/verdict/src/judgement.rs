//! What a check comes to: verdict, reason, action, flags, and why. The words are those of the output columns and stay
//! stable; texts for people stand in one table per enum, from which the window, the command line and the docs are made.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Phrase, Sentence};

/// A closed set of codes with a text for people: declared once, listed once.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal;)+ }) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
        )]
        pub enum $name { $($(#[$doc])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value, in the order in which people are shown them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code, as in the output columns.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// A short name for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The value with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// Whether an address takes mail.
    Verdict {
        /// The address was accepted and a control of the same domain was refused.
        Valid = "valid", "Valid";
        /// The server cannot or will not tell, and the signals lean to yes.
        LikelyValid = "likely_valid", "Likely valid";
        /// It takes mail but should not be sent to blindly, or the signals do not lean.
        Risky = "risky", "Risky";
        /// No proof either way.
        Unknown = "unknown", "Unknown";
        /// The server cannot or will not tell, and the signals lean to no.
        LikelyInvalid = "likely_invalid", "Likely invalid";
        /// Proof that it takes no mail.
        Invalid = "invalid", "Invalid";
    }
}

/// The reasons, with the verdicts each can come with and what to do about it.
macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal, [$($verdict:ident),+], $next:literal;)+) => {
        coded! {
            /// Why the verdict is what it is.
            Reason { $($(#[$doc])* $variant = $code, $title;)+ }
        }

        impl Reason {
            /// What to do next, in one plain sentence.
            #[must_use]
            pub fn next_step(self) -> Sentence {
                Sentence::new(&NEXT_STEPS[self as usize], Vec::new())
            }

            /// The verdicts that this reason can come with.
            #[must_use]
            pub const fn verdicts(self) -> &'static [Verdict] {
                match self { $(Self::$variant => &[$(Verdict::$verdict),+],)+ }
            }

            /// Whether the signals may lean where this is the reason: nobody has said yes or no.
            #[must_use]
            pub fn leans(self) -> bool {
                self.verdicts().contains(&Verdict::LikelyValid)
            }
        }

        /// What to do next, by reason and in the order of the reasons.
        pub(crate) const NEXT_STEPS: &[Phrase] = &[$(Phrase::new(concat!("next.", $code), $next, &[]),)+];
    };
}

reasons! {
    /// Accepted, with a refused control.
    MailboxAccepted = "mailbox_accepted", "Mailbox accepted", [Valid],
        "You can send to it.";
    /// The domain accepts every address.
    CatchAll = "catch_all", "Catch-all domain", [LikelyValid, Risky, LikelyInvalid],
        "Send to a small part of such addresses first and watch what bounces.";
    /// Accepted, but without proof that this server would refuse a wrong address.
    AcceptsUnproven = "accepts_unproven", "Accepted, unproven", [LikelyValid, Risky, LikelyInvalid],
        "Treat it as open: send carefully, or check again later.";
    /// The operator does not let itself be asked.
    ProbeRefused = "probe_refused", "Probe refused", [LikelyValid, Unknown, LikelyInvalid],
        "The server does not say; rely on what you know of this contact.";
    /// Nobody asked a mail server.
    NotProbed = "not_probed", "Not probed", [LikelyValid, Unknown, LikelyInvalid],
        "Run a full check, in which the mail server is asked.";
    /// The mailbox is over its quota.
    MailboxFull = "mailbox_full", "Mailbox full", [Risky],
        "Check again in some days: a full mailbox is often one that nobody reads.";
    /// It exists, but takes mail from some senders only.
    RecipientRestricted = "recipient_restricted", "Recipient restricted", [Risky],
        "Write to it only where you know that this recipient lets you in.";
    /// A throw-away address.
    Disposable = "disposable", "Disposable address", [Risky],
        "Leave it out, or ask the person for a lasting address.";
    /// It looks like an address that exists to catch senders.
    TrapLike = "trap_like", "Trap-like address", [Risky],
        "Leave it out unless you know that a person gave it to you.";
    /// Not an address.
    Syntax = "syntax", "Not an address", [Invalid],
        "Correct it in your list or remove the row.";
    /// The domain does not exist.
    DomainNotFound = "domain_not_found", "Domain not found", [Invalid],
        "Remove it, or look for a slip in the domain.";
    /// The domain has no mail host.
    DomainTakesNoMail = "domain_takes_no_mail", "Domain takes no mail", [Invalid],
        "Remove it, or look for a slip in the domain.";
    /// The domain says that it takes no mail (RFC 7505).
    NullMx = "null_mx", "Domain declares no mail", [Invalid],
        "Remove it: the owner of the domain says that it takes no mail.";
    /// The server says that there is no such mailbox.
    MailboxNotFound = "mailbox_not_found", "No such mailbox", [Invalid],
        "Remove it, or ask the person for the right address.";
    /// The mailbox exists or existed, and is switched off.
    MailboxDisabled = "mailbox_disabled", "Mailbox disabled", [Invalid],
        "Remove it: mail to it comes back.";
    /// The mailbox has moved elsewhere.
    MailboxMoved = "mailbox_moved", "Mailbox moved", [Invalid],
        "Remove it, and ask the person whether the new address may be used.";
    /// Put off on purpose; asked again later.
    Greylisted = "greylisted", "Greylisted", [Unknown],
        "Check again from the same network: the server wants to be asked twice.";
    /// We asked too much.
    RateLimited = "rate_limited", "Rate limited", [Unknown],
        "Check again later and more slowly.";
    /// The server has trouble of its own.
    ServerBusy = "server_busy", "Server busy", [Unknown],
        "Check again later.";
    /// The server refuses us, not the address.
    UsRefused = "us_refused", "Server refuses us", [Unknown],
        "Put your own side right (address reputation, reverse name, HELO name, sender), or check from another network.";
    /// The server wants a login.
    AuthRequired = "auth_required", "Login required", [Unknown],
        "It cannot be checked from outside; rely on what you know of this contact.";
    /// The server wants encryption that did not come about.
    TlsRequired = "tls_required", "Encryption required", [Unknown],
        "Check again: the server answers over an encrypted connection only.";
    /// No mail host could be reached.
    NoConnection = "no_connection", "No connection", [Unknown],
        "Check again later; if it stays so, the domain has lost its mail server.";
    /// The server stopped answering.
    TimedOut = "timed_out", "Timed out", [Unknown],
        "Check again later.";
    /// The server hung up.
    ConnectionDropped = "connection_dropped", "Connection dropped", [Unknown],
        "Check again later and more slowly.";
    /// DNS gave no usable answer.
    DnsFailed = "dns_failed", "DNS failed", [Unknown],
        "Check again later: the name servers of the domain, or your resolver, did not answer.";
    /// This network does not let mail out.
    Port25Blocked = "port_25_blocked", "Port 25 blocked", [Unknown],
        "Check from a network that lets mail out, such as a server or a proxy with an open port 25.";
    /// The server's answers are no SMTP.
    ProtocolError = "protocol_error", "Protocol error", [Unknown],
        "Check again later; if it stays so, the domain's mail server is broken.";
    /// The address needs an extension that the server lacks.
    NeedsSmtputf8 = "needs_smtputf8", "Needs SMTPUTF8", [Unknown],
        "Ask the person for an address in plain letters: this server cannot name an international one.";
    /// The user has it on a suppression list, so nobody was asked.
    Suppressed = "suppressed", "On a suppression list", [Unknown],
        "Do not send to it; take it off the suppression list if it stands there by mistake.";
    /// The run ended first.
    Cancelled = "cancelled", "Cancelled", [Unknown],
        "Start the run again to check it.";
    /// A fault of Mailvet's own.
    InternalError = "internal_error", "Internal error", [Unknown],
        "Check it again, and report the fault with the log if it comes back.";
}

coded! {
    /// What to do with the row, by the user's policy.
    Action {
        /// Send.
        Send = "send", "Send";
        /// Send with care: slowly, or to a part first.
        Caution = "caution", "Send with caution";
        /// Check again later.
        Retry = "retry", "Check again";
        /// Look at it.
        Review = "review", "Review";
        /// Do not send.
        Suppress = "suppress", "Suppress";
    }
}

/// The flags, which sentences name as well.
macro_rules! flags {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal;)+) => {
        coded! {
            /// A property of an address that does not settle the verdict.
            Flag { $($(#[$doc])* $variant = $code, $title;)+ }
        }

        impl Flag {
            /// Its name within a sentence.
            #[must_use]
            pub fn words(self) -> Sentence {
                Sentence::new(&FLAGS[self as usize], Vec::new())
            }
        }

        /// The names of the flags, in their order.
        pub(crate) const FLAGS: &[Phrase] = &[$(Phrase::new(concat!("flag.", $code), $title, &[]),)+];
    };
}

flags! {
    /// From a service of throw-away addresses.
    Disposable = "disposable", "Disposable";
    /// From a forwarding service that hides the real address.
    Alias = "alias", "Forwarding alias";
    /// A function rather than a person: `info@`, `sales@`.
    Role = "role", "Role address";
    /// At a free mail provider.
    Free = "free", "Free provider";
    /// At a domain that accepts every address.
    CatchAll = "catch_all", "Catch-all";
    /// With a tag: `anna+news@`.
    Tagged = "tagged", "Tagged";
    /// Does not read replies: `noreply@`.
    NoReply = "no_reply", "No-reply";
    /// Looks like an address that exists to catch senders.
    TrapLike = "trap_like", "Trap-like";
    /// The domain looks like a slip for a well-known one.
    Typo = "typo", "Probable typo";
    /// Not all ASCII.
    International = "international", "International";
    /// The local part looks like random keys.
    Gibberish = "gibberish", "Gibberish";
}

/// Yes, no, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Tri {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Not known.
    Unknown,
}

/// The flags of an address: what is in neither set is `no`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Flags {
    /// The flags that hold, in the order of [`Flag::ALL`].
    pub yes: Vec<Flag>,
    /// The flags of which it is not known whether they hold, in the same order.
    pub unknown: Vec<Flag>,
}

impl Flags {
    /// Whether `flag` holds.
    #[must_use]
    pub fn get(&self, flag: Flag) -> Tri {
        if self.yes.contains(&flag) {
            Tri::Yes
        } else if self.unknown.contains(&flag) {
            Tri::Unknown
        } else {
            Tri::No
        }
    }

    /// Sets `flag`, keeping the order.
    pub fn set(&mut self, flag: Flag, value: Tri) {
        self.yes.retain(|f| *f != flag);
        self.unknown.retain(|f| *f != flag);
        let set = match value {
            Tri::Yes => &mut self.yes,
            Tri::Unknown => &mut self.unknown,
            Tri::No => return,
        };
        set.push(flag);
        set.sort_unstable();
    }
}

/// The flags that hold, `|` between, as in the output column.
impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, flag) in self.yes.iter().enumerate() {
            write!(f, "{}{flag}", if n > 0 { "|" } else { "" })?;
        }
        Ok(())
    }
}

/// What one signal adds to or takes from the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Contribution {
    /// The signal's stable id.
    pub signal: String,
    /// Points of the score, signed.
    pub points: i32,
    /// Why, in a short sentence.
    pub sentence: Sentence,
}

/// What the judge says of an address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Judgement {
    /// Whether the address takes mail.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// What to do, by the user's policy.
    pub action: Action,
    /// 0 to 100: the probability in percent that a message would be accepted for a real mailbox.
    pub score: u8,
    /// 0 to 1: how sure the judge is of the verdict.
    pub confidence: f64,
    /// Properties that do not settle the verdict.
    pub flags: Flags,
    /// The address that was probably meant.
    pub suggestion: Option<String>,
    /// One plain sentence: what was found.
    pub sentence: Sentence,
    /// What the run tried before it gave the address up, or was about to try when it ended, in a sentence. The run adds it;
    /// it is no part of the dossier, and the judge does not know of it.
    #[serde(default)]
    #[specta(optional)]
    pub tried: Option<Sentence>,
    /// One plain sentence: what to do next.
    pub next_step: Sentence,
    /// What moved the score, the heaviest first.
    pub contributions: Vec<Contribution>,
}

impl Judgement {
    /// What was found, and what was tried.
    #[must_use]
    pub fn told(&self) -> Sentence {
        match &self.tried {
            Some(tried) => self.sentence.clone().and(tried.clone()),
            None => self.sentence.clone(),
        }
    }
}
