//! How different mail servers word the same thing. One table: a row per server family, as its documentation and public
//! logs show it, with `{host}`, `{rcpt}`, `{local}`, `{domain}`, `{client}` and `{to}` to be filled in. Lines are parted by
//! a line feed; every line carries its code, as it goes over the wire.

use serde::Deserialize;

/// A family of mail servers, or a big operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Postfix.
    #[default]
    Postfix,
    /// Exim: no enhanced codes.
    Exim,
    /// Exchange on the customer's own machines.
    Exchange,
    /// Sendmail.
    Sendmail,
    /// qmail: enhanced codes at the end of the text, in brackets.
    Qmail,
    /// OpenSMTPD: no pipelining.
    Opensmtpd,
    /// Haraka.
    Haraka,
    /// Courier.
    Courier,
    /// MDaemon.
    Mdaemon,
    /// Kerio Connect.
    Kerio,
    /// IceWarp.
    Icewarp,
    /// A German provider: several lines, no enhanced codes.
    Mehrzeilig,
    /// A server that says hardly more than the code.
    Terse,
    /// Words like Google's.
    Google,
    /// Words like Microsoft 365's.
    Microsoft,
    /// Words like Outlook.com's.
    Outlook,
    /// Words like Yahoo's.
    Yahoo,
}

/// What a server can say of a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxWord {
    /// Yes.
    Accepted,
    /// No such mailbox.
    Unknown,
    /// Over quota, for good.
    Full,
    /// Over quota, for now.
    FullForNow,
    /// Switched off.
    Disabled,
    /// Takes mail from some senders only.
    Restricted,
    /// Moved, with the new address.
    Moved,
    /// Put off.
    Greylisted,
    /// The server has trouble.
    Busy,
    /// Not a domain of this server.
    RelayDenied,
}

/// What one family offers and says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    pub(crate) pipelining: bool,
    pub(crate) smtputf8: bool,
    pub(crate) enhanced: bool,
    pub(crate) banner: &'static str,
    /// The first line of the answer to EHLO, without its code.
    pub(crate) greeting: &'static str,
    pub(crate) sender_ok: &'static str,
    pub(crate) accepted: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) full: &'static str,
    pub(crate) full_for_now: &'static str,
    pub(crate) disabled: &'static str,
    pub(crate) restricted: &'static str,
    pub(crate) moved: &'static str,
    pub(crate) greylisted: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) relay_denied: &'static str,
    pub(crate) bye: &'static str,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: &[Self] = &[
        Self::Postfix,
        Self::Exim,
        Self::Exchange,
        Self::Sendmail,
        Self::Qmail,
        Self::Opensmtpd,
        Self::Haraka,
        Self::Courier,
        Self::Mdaemon,
        Self::Kerio,
        Self::Icewarp,
        Self::Mehrzeilig,
        Self::Terse,
        Self::Google,
        Self::Microsoft,
        Self::Outlook,
        Self::Yahoo,
    ];

    /// Whether it belongs to one of the operators that serve most of the world's mailboxes.
    #[must_use]
    pub fn is_big_operator(self) -> bool {
        matches!(self, Self::Google | Self::Microsoft | Self::Outlook | Self::Yahoo)
    }

    /// The whole reply with which a server called `host` says `word` of `rcpt`; its lines are parted by line feeds.
    #[must_use]
    pub fn says(self, word: MailboxWord, host: &str, rcpt: &str) -> String {
        let domain = rcpt.rsplit_once('@').map_or("", |(_, domain)| domain);
        Names { host, rcpt, domain, client: "client.example", to: "new@other.example" }
            .fill(self.wording(word))
    }

    pub(crate) const fn wording(self, word: MailboxWord) -> &'static str {
        let manners = self.manners();
        match word {
            MailboxWord::Accepted => manners.accepted,
            MailboxWord::Unknown => manners.unknown,
            MailboxWord::Full => manners.full,
            MailboxWord::FullForNow => manners.full_for_now,
            MailboxWord::Disabled => manners.disabled,
            MailboxWord::Restricted => manners.restricted,
            MailboxWord::Moved => manners.moved,
            MailboxWord::Greylisted => manners.greylisted,
            MailboxWord::Busy => manners.busy,
            MailboxWord::RelayDenied => manners.relay_denied,
        }
    }

    pub(crate) const fn manners(self) -> &'static Manners {
        match self {
            Self::Postfix => &POSTFIX,
            Self::Exim => &EXIM,
            Self::Exchange => &EXCHANGE,
            Self::Sendmail => &SENDMAIL,
            Self::Qmail => &QMAIL,
            Self::Opensmtpd => &OPENSMTPD,
            Self::Haraka => &HARAKA,
            Self::Courier => &COURIER,
            Self::Mdaemon => &MDAEMON,
            Self::Kerio => &KERIO,
            Self::Icewarp => &ICEWARP,
            Self::Mehrzeilig => &MEHRZEILIG,
            Self::Terse => &TERSE,
            Self::Google => &GOOGLE,
            Self::Microsoft => &MICROSOFT,
            Self::Outlook => &OUTLOOK,
            Self::Yahoo => &YAHOO,
        }
    }
}

const POSTFIX: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: true,
    banner: "220 {host} ESMTP Postfix",
    greeting: "{host}",
    sender_ok: "250 2.1.0 Ok",
    accepted: "250 2.1.5 Ok",
    unknown: "550 5.1.1 <{rcpt}>: Recipient address rejected: User unknown in virtual mailbox table",
    full: "552 5.2.2 <{rcpt}>: Recipient address rejected: Mailbox full",
    full_for_now: "452 4.2.2 <{rcpt}>: Recipient address rejected: Mailbox is full / Over quota",
    disabled: "550 5.2.1 <{rcpt}>: Recipient address rejected: Mailbox disabled",
    restricted: "550 5.7.1 <{rcpt}>: Recipient address rejected: This mailbox accepts mail from authorized senders only",
    moved: "551 5.1.6 <{rcpt}>: Recipient address rejected: User has moved to {to}",
    greylisted: "450 4.2.0 <{rcpt}>: Recipient address rejected: Greylisted",
    busy: "451 4.3.0 <{rcpt}>: Temporary lookup failure",
    relay_denied: "554 5.7.1 <{rcpt}>: Relay access denied",
    bye: "221 2.0.0 Bye",
};

const EXIM: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: false,
    banner: "220 {host} ESMTP Exim 4.98",
    greeting: "{host} Hello {client} [127.0.0.1]",
    sender_ok: "250 OK",
    accepted: "250 Accepted",
    unknown: "550 Unrouteable address",
    full: "552 Mailbox for <{rcpt}> is full",
    full_for_now: "452 <{rcpt}>: mailbox is full",
    disabled: "550 <{rcpt}>: this account has been disabled",
    restricted: "550 <{rcpt}> accepts mail from members only",
    moved: "551 <{rcpt}> has moved, please try <{to}>",
    greylisted: "451 Greylisted, please try again later",
    busy: "451 Temporary local problem - please try later",
    relay_denied: "550 relay not permitted",
    bye: "221 {host} closing connection",
};

const EXCHANGE: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: true,
    banner: "220 {host} Microsoft ESMTP MAIL Service ready",
    greeting: "{host} Hello [127.0.0.1]",
    sender_ok: "250 2.1.0 Sender OK",
    accepted: "250 2.1.5 Recipient OK",
    unknown: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    full: "552 5.2.2 The recipient's mailbox is full",
    full_for_now: "452 4.2.2 The recipient's mailbox is full and can't accept messages now",
    disabled: "550 5.2.1 Mailbox disabled, not accepting messages",
    restricted: "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group",
    moved: "551 5.1.6 Mailbox has moved to {to}",
    greylisted: "450 4.7.1 Greylisted, please try again later",
    busy: "451 4.3.2 System not accepting network messages",
    relay_denied: "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
    bye: "221 2.0.0 Service closing transmission channel",
};

const SENDMAIL: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: true,
    banner: "220 {host} ESMTP Sendmail 8.18.1/8.18.1; ready",
    greeting: "{host} Hello {client} [127.0.0.1], pleased to meet you",
    sender_ok: "250 2.1.0 <>... Sender ok",
    accepted: "250 2.1.5 <{rcpt}>... Recipient ok",
    unknown: "550 5.1.1 <{rcpt}>... User unknown",
    full: "552 5.2.2 <{rcpt}>... Mailbox full",
    full_for_now: "452 4.2.2 <{rcpt}>... Mailbox full",
    disabled: "550 5.2.1 <{rcpt}>... Mailbox disabled for this recipient",
    restricted: "550 5.7.1 <{rcpt}>... Recipient accepts mail from authorized senders only",
    moved: "551 5.1.6 <{rcpt}>... User has moved; please try <{to}>",
    greylisted: "451 4.7.1 Greylisting in action, please come back later",
    busy: "451 4.3.0 Temporary system failure. Please try again later.",
    relay_denied: "550 5.7.1 <{rcpt}>... Relaying denied",
    bye: "221 2.0.0 {host} closing connection",
};

const QMAIL: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: false,
    banner: "220 {host} ESMTP",
    greeting: "{host}",
    sender_ok: "250 ok",
    accepted: "250 ok",
    unknown: "550 sorry, no mailbox here by that name (#5.1.1 - chkuser)",
    full: "552 sorry, that recipient's mailbox is over quota (#5.2.2)",
    full_for_now: "452 sorry, that recipient's mailbox is over quota (#4.2.2)",
    disabled: "550 sorry, this mailbox has been disabled (#5.2.1)",
    restricted: "550 sorry, that recipient accepts mail from list members only (#5.7.1)",
    moved: "551 sorry, that user has moved, try <{to}> (#5.1.6)",
    greylisted: "451 Greylisting active, try again later (#4.7.1)",
    busy: "451 temporary problem, please try again later (#4.3.0)",
    relay_denied: "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    bye: "221 {host}",
};

const OPENSMTPD: Manners = Manners {
    pipelining: false,
    smtputf8: false,
    enhanced: true,
    banner: "220 {host} ESMTP OpenSMTPD",
    greeting: "{host} Hello {client} [127.0.0.1], pleased to meet you",
    sender_ok: "250 2.0.0 Ok",
    accepted: "250 2.1.5 Destination address valid: Recipient ok",
    unknown: "550 Invalid recipient: <{rcpt}>",
    full: "552 5.2.2 Mailbox full: <{rcpt}>",
    full_for_now: "452 4.2.2 Mailbox full: <{rcpt}>",
    disabled: "550 5.2.1 Mailbox disabled: <{rcpt}>",
    restricted: "550 5.7.1 Recipient accepts mail from authorized senders only: <{rcpt}>",
    moved: "551 5.1.6 User not local; please try <{to}>",
    greylisted: "451 4.7.1 Greylisted, try again later",
    busy: "421 4.3.0 Temporary failure",
    relay_denied: "550 Invalid recipient: relaying denied for <{rcpt}>",
    bye: "221 2.0.0 Bye",
};

const HARAKA: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: false,
    banner: "220 {host} ESMTP Haraka ready",
    greeting: "{host} Hello {client} [127.0.0.1], Haraka is at your service.",
    sender_ok: "250 sender <> OK",
    accepted: "250 recipient <{rcpt}> OK",
    unknown: "550 I cannot deliver mail for <{rcpt}>: no such user here",
    full: "552 <{rcpt}> is over quota",
    full_for_now: "452 <{rcpt}> is over quota, try again later",
    disabled: "550 <{rcpt}>: account disabled",
    restricted: "550 <{rcpt}> accepts mail from authorized senders only",
    moved: "551 <{rcpt}> has moved to <{to}>",
    greylisted: "450 Greylisted: please retry later",
    busy: "450 Backend failure. Please, retry later",
    relay_denied: "550 I cannot deliver mail for <{rcpt}>: relaying denied",
    bye: "221 {host} closing connection. Have a jolly good day.",
};

const COURIER: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: false,
    banner: "220 {host} ESMTP Courier",
    greeting: "{host} Ok.",
    sender_ok: "250 Ok.",
    accepted: "250 Ok.",
    unknown: "550 User <{rcpt}> unknown",
    full: "552 User's mailbox is over quota",
    full_for_now: "452 User's mailbox is over quota, try again later",
    disabled: "550 Account disabled: <{rcpt}>",
    restricted: "550 <{rcpt}> accepts mail from members only",
    moved: "551 User moved to <{to}>",
    greylisted: "451 Greylisting: please try again later",
    busy: "432 Service temporarily unavailable",
    relay_denied: "513 Relaying denied.",
    bye: "221 Bye.",
};

const MDAEMON: Manners = Manners {
    pipelining: false,
    smtputf8: false,
    enhanced: true,
    banner: "220 {host} ESMTP MDaemon 24.0.0; ready",
    greeting: "{host} Hello {client} [127.0.0.1], pleased to meet you",
    sender_ok: "250 2.1.0 Sender OK",
    accepted: "250 2.1.5 <{rcpt}>, Recipient ok",
    unknown: "550 5.1.1 <{rcpt}>, Recipient unknown",
    full: "552 5.2.2 <{rcpt}>, Mailbox is full",
    full_for_now: "452 4.2.2 <{rcpt}>, Mailbox is full, try again later",
    disabled: "550 5.2.1 <{rcpt}>, Account is disabled",
    restricted: "550 5.7.1 <{rcpt}>, Recipient accepts mail from list members only",
    moved: "551 5.1.6 <{rcpt}>, User not local; please try <{to}>",
    greylisted: "451 4.7.1 Greylisting enabled, try again later",
    busy: "451 4.3.0 Local error in processing, try again later",
    relay_denied: "550 5.7.1 <{rcpt}>, Relaying denied",
    bye: "221 2.0.0 See ya in cyberspace",
};

const KERIO: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: true,
    banner: "220 {host} Kerio Connect 10.0 ESMTP ready",
    greeting: "{host}",
    sender_ok: "250 2.1.0 <> sender ok",
    accepted: "250 2.1.5 <{rcpt}> recipient ok",
    unknown: "550 5.1.1 User unknown <{rcpt}>",
    full: "552 5.2.2 User's mailbox quota exceeded <{rcpt}>",
    full_for_now: "452 4.2.2 User's mailbox quota exceeded <{rcpt}>",
    disabled: "550 5.2.1 Account has been disabled <{rcpt}>",
    restricted: "550 5.7.1 <{rcpt}> accepts mail from local users only",
    moved: "551 5.1.6 User has moved, try <{to}>",
    greylisted: "450 4.7.1 Please try again later, greylisting is in effect",
    busy: "451 4.3.0 Temporary server error, try again later",
    relay_denied: "550 5.7.1 Relaying to <{rcpt}> denied",
    bye: "221 2.0.0 SMTP closing connection",
};

const ICEWARP: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: true,
    banner: "220 {host} ESMTP IceWarp 14.0; ready",
    greeting: "{host} Hello {client} [127.0.0.1], pleased to meet you.",
    sender_ok: "250 2.1.0 <>... Sender ok",
    accepted: "250 2.1.5 <{rcpt}>... Recipient ok",
    unknown: "550 5.1.1 <{rcpt}> User unknown; rejecting",
    full: "552 5.2.2 <{rcpt}> Mailbox full",
    full_for_now: "452 4.2.2 <{rcpt}> Mailbox full, try again later",
    disabled: "550 5.2.1 <{rcpt}> Account disabled",
    restricted: "550 5.7.1 <{rcpt}> Recipient accepts mail from local users only",
    moved: "551 5.1.6 <{rcpt}> User has moved to <{to}>",
    greylisted: "451 4.7.1 Greylisted: please try again later",
    busy: "451 4.3.0 Temporary system failure, try again later",
    relay_denied: "550 5.7.1 <{rcpt}> we do not relay",
    bye: "221 2.0.0 {host} closing connection",
};

const MEHRZEILIG: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: false,
    banner: "220-{host}\n220-Willkommen. Kein Zugang fuer Werbesendungen.\n220 {host} Nemesis ESMTP Service ready",
    greeting: "{host} Hello {client} [127.0.0.1]",
    sender_ok: "250 Requested mail action okay, completed",
    accepted: "250 OK",
    unknown: "550-Requested action not taken: mailbox unavailable\n550 Empfaenger unbekannt / User unknown",
    full: "552-Requested mail action aborted: exceeded storage allocation\n552 Quota exceeded",
    full_for_now: "452-Requested action not taken\n452 Postfach voll / mailbox over quota, try again later",
    disabled: "550-Requested action not taken: mailbox unavailable\n550 Postfach gesperrt / account disabled",
    restricted: "550-Requested action not taken\n550 Empfaenger nimmt nur Post bekannter Absender an / recipient accepts mail from known senders only",
    moved: "551-User not local\n551 Bitte versuchen Sie / please try <{to}>",
    greylisted: "450-Requested mail action not taken: mailbox unavailable\n450 Greylisting, bitte spaeter erneut versuchen / please try again later",
    busy: "451-Requested action aborted: local error in processing\n451 Please try again later",
    relay_denied: "550 relaying denied",
    bye: "221 {host} Service closing transmission channel",
};

const TERSE: Manners = Manners {
    pipelining: false,
    smtputf8: false,
    enhanced: false,
    banner: "220 {host}",
    greeting: "{host}",
    sender_ok: "250 ok",
    accepted: "250 ok",
    unknown: "550 no such user",
    full: "552 mailbox full",
    full_for_now: "452 mailbox full",
    disabled: "550 account disabled",
    restricted: "550 recipient accepts mail from members only",
    moved: "551 user has moved to <{to}>",
    greylisted: "451 greylisted",
    busy: "451 temporary failure",
    relay_denied: "550 relaying denied",
    bye: "221 bye",
};

const GOOGLE: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: true,
    banner: "220 {host} ESMTP d9443c01a7336-practice - gsmtp",
    greeting: "{host} at your service, [127.0.0.1]",
    sender_ok: "250 2.1.0 OK d9443c01a7336-practice - gsmtp",
    accepted: "250 2.1.5 OK d9443c01a7336-practice - gsmtp",
    unknown: "550-5.1.1 The email account that you tried to reach does not exist. Please try\n\
              550-5.1.1 double-checking the recipient's email address for typos or\n\
              550-5.1.1 unnecessary spaces. For more information, go to\n\
              550 5.1.1  https://support.google.com/mail/?p=NoSuchUser d9443c01a7336-practice - gsmtp",
    full: "552-5.2.2 The recipient's inbox is out of storage space and inactive. Please direct the\n\
           552 5.2.2 recipient to https://support.google.com/mail/?p=OverQuotaPerm d9443c01a7336-practice - gsmtp",
    full_for_now: "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n\
                   452 4.2.2 recipient to https://support.google.com/mail/?p=OverQuotaTemp d9443c01a7336-practice - gsmtp",
    disabled: "550-5.2.1 The email account that you tried to reach is inactive. For more\n\
               550-5.2.1 information, go to\n\
               550 5.2.1  https://support.google.com/mail/?p=DisabledUser d9443c01a7336-practice - gsmtp",
    restricted: "550-5.7.1 The group that you tried to reach accepts messages from its members\n550 5.7.1 only. d9443c01a7336-practice - gsmtp",
    moved: "551 5.1.6 The email account that you tried to reach has moved to {to} - gsmtp",
    greylisted: "450 4.2.0 Greylisted, please try again later - gsmtp",
    busy: "451 4.3.0 Mail server temporarily rejected message. - gsmtp",
    relay_denied: "550 5.7.1 Relaying denied - gsmtp",
    bye: "221 2.0.0 closing connection d9443c01a7336-practice - gsmtp",
};

const MICROSOFT: Manners = Manners {
    pipelining: true,
    smtputf8: true,
    enhanced: true,
    banner: "220 {host} Microsoft ESMTP MAIL Service ready",
    greeting: "{host} Hello [127.0.0.1]",
    sender_ok: "250 2.1.0 Sender OK",
    accepted: "250 2.1.5 Recipient OK",
    unknown: "550 5.4.1 Recipient address rejected: Access denied. For more information see \
              https://aka.ms/EXOSmtpErrors [PRACTICE01.prod.protection.outlook.com] AS(201806281)",
    full: "552 5.2.2 The recipient's mailbox is full [PRACTICE01.prod.protection.outlook.com]",
    full_for_now: "452 4.2.2 The recipient's mailbox is full [PRACTICE01.prod.protection.outlook.com]",
    disabled: "550 5.2.1 Mailbox disabled [PRACTICE01.prod.protection.outlook.com]",
    restricted: "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group [PRACTICE01.prod.protection.outlook.com]",
    moved: "551 5.1.6 Mailbox has moved to {to} [PRACTICE01.prod.protection.outlook.com]",
    greylisted: "451 4.7.1 Greylisted, please try again later [PRACTICE01.prod.protection.outlook.com]",
    busy: "451 4.3.2 Temporary server error. Please try again later [PRACTICE01.prod.protection.outlook.com]",
    relay_denied: "550 5.7.64 TenantAttribution; Relay Access Denied [PRACTICE01.prod.protection.outlook.com]",
    bye: "221 2.0.0 Service closing transmission channel",
};

const OUTLOOK: Manners = Manners {
    unknown: "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). \
              [PRACTICE02.prod.protection.outlook.com]",
    ..MICROSOFT
};

const YAHOO: Manners = Manners {
    pipelining: true,
    smtputf8: false,
    enhanced: false,
    banner: "220 {host} ESMTP ready",
    greeting: "{host}",
    sender_ok: "250 sender <> ok",
    accepted: "250 recipient <{rcpt}> ok",
    unknown: "554 delivery error: dd This user doesn't have a {domain} account ({rcpt}) [0] - {host}",
    full: "552 Requested mail action aborted: user over quota - {host}",
    full_for_now: "452 Requested action not taken: user over quota - {host}",
    disabled: "554 delivery error: dd This account has been disabled or discontinued [#102] - {host}",
    restricted: "554 <{rcpt}> accepts mail from known senders only - {host}",
    moved: "551 User not local; please try <{to}> - {host}",
    greylisted: "451 Greylisted, please try again later - {host}",
    busy: "451 Resources temporarily unavailable. Please try again later [#4.16.1]",
    relay_denied: "554 relaying denied - {host}",
    bye: "221 {host}",
};

/// What stands for the placeholders of a wording.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names<'a> {
    pub(crate) host: &'a str,
    pub(crate) client: &'a str,
    pub(crate) rcpt: &'a str,
    pub(crate) domain: &'a str,
    pub(crate) to: &'a str,
}

impl Names<'_> {
    /// `wording` with its placeholders filled in; each lies between braces once, and what is filled in is not read again.
    pub(crate) fn fill(&self, wording: &str) -> String {
        let mut filled = String::with_capacity(wording.len() + 64);
        let mut rest = wording;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            let after = &rest[open + 1..];
            let Some(close) = after.find('}') else { break };
            filled.push_str(match &after[..close] {
                "host" => self.host,
                "client" => self.client,
                "rcpt" => self.rcpt,
                "domain" => self.domain,
                "to" => self.to,
                _ => "",
            });
            rest = &after[close + 1..];
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wordings(m: &Manners) -> [(&'static str, &'static str, char); 13] {
        [
            ("banner", m.banner, '2'),
            ("sender_ok", m.sender_ok, '2'),
            ("accepted", m.accepted, '2'),
            ("bye", m.bye, '2'),
            ("unknown", m.unknown, '5'),
            ("full", m.full, '5'),
            ("disabled", m.disabled, '5'),
            ("restricted", m.restricted, '5'),
            ("moved", m.moved, '5'),
            ("full_for_now", m.full_for_now, '4'),
            ("greylisted", m.greylisted, '4'),
            ("busy", m.busy, '4'),
            ("relay_denied", m.relay_denied, ' '),
        ]
    }

    #[test]
    fn every_wording_is_a_sound_reply_of_the_right_kind() {
        for dialect in Dialect::ALL {
            for (what, wording, kind) in wordings(dialect.manners()) {
                let lines: Vec<&str> = wording.split('\n').collect();
                for (n, line) in lines.iter().enumerate() {
                    assert!(line.is_ascii(), "{dialect:?} {what}: {line}");
                    assert_eq!(line[..3], lines[0][..3], "{dialect:?} {what}: one code");
                    assert!(kind == ' ' || line.starts_with(kind), "{dialect:?} {what}: {line}");
                    let mark = if n + 1 == lines.len() { " " } else { "-" };
                    assert_eq!(&line[3..4], mark, "{dialect:?} {what}: {line}");
                }
            }
        }
    }

    #[test]
    fn dialects_that_promise_enhanced_codes_keep_to_them() {
        for dialect in Dialect::ALL.iter().filter(|dialect| dialect.manners().enhanced) {
            let accepted = dialect.manners().accepted;
            assert!(accepted.starts_with("250 2."), "{dialect:?}: {accepted}");
        }
    }

    #[test]
    fn what_a_client_sends_is_not_taken_for_a_placeholder() {
        let names = Names { rcpt: "{host}", host: "mx", ..Names::default() };
        assert_eq!(names.fill("550 <{rcpt}> at {host}"), "550 <{host}> at mx");
    }
}
