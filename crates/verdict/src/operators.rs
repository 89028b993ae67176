//! The table of mail operators, `assets/rules/operators.toml`: recognised by the name of the mail host, else by the
//! words of its banner. By the mail host and never by the address's domain, so that hosted domains are covered.

use std::{collections::HashMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    exchange::plain,
    rules::{RulesError, folded},
};

/// What is known of a mail operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Stable id, as in `google`.
    pub id: String,
    /// For people, as in `Google`.
    pub name: String,
    /// Whether it stands before the server that knows the mailboxes.
    pub gateway: bool,
    /// Whether its 250 to a real address says anything.
    pub acceptance: AcceptanceWorth,
    /// The most recipients it takes in a session; `None`: no limit known.
    pub recipients_per_session: Option<u32>,
    /// The most connections at once; `None`: the setting.
    pub connections: Option<u32>,
    /// The most recipients in an hour; `None`: the setting.
    pub recipients_per_hour: Option<u32>,
    /// The most refused recipients in an hour; `None`: the setting.
    pub bad_recipients_per_hour: Option<u32>,
    /// The least time between two recipients of one session; `None`: none.
    pub gap: Option<Duration>,
    /// How long it wants to be left alone after it complained of the load and named no time; `None`: the setting.
    pub rest: Option<Duration>,
    /// What its 250 is worth, in a sentence for people.
    pub worth: Option<String>,
    /// What it does that misleads a prober, a sentence each.
    pub traps: Vec<String>,
    /// What its refusal of the prober looks like, in a sentence, with its own words where they are known.
    pub block: Option<String>,
    /// Endings of the names of its mail hosts, whole labels.
    pub mx: Vec<String>,
    /// Domains of its own at which people have mailboxes, of those that are seen most.
    pub domains: Vec<String>,
    /// Words of its greeting.
    pub greeting: Vec<String>,
    also: Vec<String>,
    banner: Vec<String>,
    reply: Vec<String>,
}

/// What an acceptance is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceWorth {
    /// As much as the control says.
    #[default]
    Ordinary,
    /// Nothing: this operator accepts every recipient and bounces later.
    Nothing,
}

/// The operators, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Operators {
    all: Vec<Operator>,
    /// By the ending of a mail host's name: which of them.
    by_ending: HashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    operator: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    mx: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    banner: Vec<String>,
    #[serde(default)]
    reply: Vec<String>,
    #[serde(default)]
    gateway: bool,
    #[serde(default)]
    acceptance: AcceptanceWorth,
    recipients_per_session: Option<u32>,
    connections: Option<u32>,
    recipients_per_hour: Option<u32>,
    bad_recipients_per_hour: Option<u32>,
    gap_ms: Option<u64>,
    rest_minutes: Option<u64>,
    worth: Option<String>,
    #[serde(default)]
    traps: Vec<String>,
    block: Option<String>,
    #[serde(rename = "source")]
    _source: String,
}

impl Operators {
    /// Reads and checks the table.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(crate) fn parse(written: &str) -> Result<Self, RulesError> {
        let table: Table = toml::from_str(written).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        let mut operators: Vec<Operator> = Vec::with_capacity(table.operator.len());
        for row in table.operator {
            for name in std::iter::once(&row.id).chain(&row.also) {
                if operators.iter().any(|earlier| earlier.is_called(name)) {
                    return Err(RulesError::TwiceTheSame(name.clone()));
                }
            }
            operators.push(Operator {
                id: row.id,
                name: row.name,
                gateway: row.gateway,
                acceptance: row.acceptance,
                recipients_per_session: row.recipients_per_session,
                connections: row.connections,
                recipients_per_hour: row.recipients_per_hour,
                bad_recipients_per_hour: row.bad_recipients_per_hour,
                gap: row.gap_ms.map(Duration::from_millis),
                rest: row.rest_minutes.map(|minutes| Duration::from_secs(60 * minutes)),
                worth: row.worth,
                traps: row.traps,
                block: row.block,
                mx: row.mx,
                domains: row.domains,
                also: row.also,
                banner: row.banner.iter().map(|words| folded(words)).collect(),
                greeting: row.banner,
                reply: row.reply.iter().map(|words| words.to_lowercase()).collect(),
            });
        }
        let by_ending = (0..)
            .zip(&operators)
            .flat_map(|(which, operator)| operator.mx.iter().map(move |ending| (ending.clone(), which)))
            .collect();
        Ok(Self { all: operators, by_ending })
    }

    /// The operator whose host name ending fits `mx_host` best, else the one whose words stand in the banner.
    pub(crate) fn recognise(&self, mx_host: &str, banner: Option<&str>) -> Option<&Operator> {
        let host = plain(mx_host);
        // From the whole name to its last label: the longest ending that is known comes first.
        let mut endings =
            std::iter::successors(Some(host.as_ref()), |ending| Some(ending.split_once('.')?.1));
        let by_name = endings.find_map(|ending| self.all.get(*self.by_ending.get(ending)?));
        by_name.or_else(|| {
            let said = folded(banner?);
            self.all.iter().find(|operator| operator.banner.iter().any(|words| said.contains(words.as_str())))
        })
    }

    /// The operator whose own links, host names or marks stand in a reply. Asked only where nobody knows who said it.
    pub(crate) fn signed(&self, reply: &str) -> Option<&Operator> {
        let said = reply.to_lowercase();
        self.all.iter().find(|operator| operator.reply.iter().any(|words| said.contains(words.as_str())))
    }

    /// The operator that goes by `name`: its id, or another name of it.
    pub(crate) fn called(&self, name: &str) -> Option<&Operator> {
        self.all.iter().find(|operator| operator.is_called(name))
    }

    /// The operator of a domain of its own.
    pub(crate) fn owning(&self, domain: &str) -> Option<&Operator> {
        self.all.iter().find(|operator| operator.domains.iter().any(|own| own == domain))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Operator> {
        self.all.iter()
    }

    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|operator| operator.id.as_str())
    }
}

impl Operator {
    fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name) || self.also.iter().any(|also| also.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    fn id(host: &str, banner: Option<&str>) -> Option<String> {
        Knowledge::shipped().operator(host, banner).map(|operator| operator.id.clone())
    }

    #[test]
    fn operators_are_known_by_the_name_of_the_mail_host() {
        for (host, operator) in [
            ("aspmx.l.google.com", "google"),
            ("gmail-smtp-in.l.google.com", "google"),
            ("outlook-com.olc.protection.outlook.com", "outlook"),
            ("acme-example.mail.protection.outlook.com", "microsoft365"),
            ("acme-example.a-v1.mx.microsoft", "microsoft365"),
            ("mta5.am0.yahoodns.net", "yahoo"),
            ("mx01.mail.icloud.com", "icloud"),
            ("mail.protonmail.ch", "proton"),
            ("mx.zoho.eu", "zoho"),
            ("in1-smtp.messagingengine.com", "fastmail"),
            ("mx00.ionos.de", "gmx"),
            ("mx-ha02.web.de", "gmx"),
            ("mx00.t-online.de", "t-online"),
            ("mxs.mail.ru", "mailru"),
            ("mx.yandex.net", "yandex"),
            ("mx3.qq.com", "qq"),
            ("163mx01.mxmail.netease.com", "netease"),
            ("mx1.comcast.net", "comcast"),
            ("mx1.emailsrvr.com", "rackspace"),
            ("us-smtp-inbound-1.mimecast.com", "mimecast"),
            ("mxa-00000000.gslb.pphosted.com", "proofpoint"),
            ("mx1-us1.ppe-hosted.com", "proofpoint-essentials"),
            ("d1.a.ess.barracudanetworks.com", "barracuda"),
            ("mx1.hc1-1.iphmx.com", "cisco"),
            ("mx1.mail.ovh.net", "ovh"),
            ("MX1.Google-Like.example.", "google"),
            ("mx2.google-like.practice.example", ""),
        ] {
            assert_eq!(id(host, None).unwrap_or_default(), operator, "{host}");
        }
    }

    #[test]
    fn a_suffix_is_whole_labels() {
        assert_eq!(id("mx.notgoogle.com", None), None);
        assert_eq!(id("google.com.evil.example", None), None);
    }

    #[test]
    fn server_programs_are_known_by_their_greeting_where_no_name_fits() {
        assert_eq!(
            id("mx1.acme.example", Some("mx1.acme.example ESMTP Postfix (Debian)")),
            Some("postfix".into())
        );
        assert_eq!(id("mx1.acme.example", Some("mx1.acme.example ESMTP Exim 4.98")), Some("exim".into()));
        assert_eq!(
            id("mx1.acme.example", Some("mx1.acme.example Microsoft ESMTP MAIL Service ready")),
            Some("exchange".into())
        );
        assert_eq!(id("mx.google.com", Some("mx ESMTP Postfix")), Some("google".into()));
        assert_eq!(id("mx1.acme.example", None), None);
    }

    #[test]
    fn operators_that_accept_everything_are_marked() {
        for name in ["yahoo", "aol", "mail.ru"] {
            let knowledge = Knowledge::shipped();
            assert_eq!(
                knowledge.operator_by_id(name).unwrap().acceptance,
                AcceptanceWorth::Nothing,
                "{name}"
            );
        }
        assert_eq!(
            Knowledge::shipped().operator_by_id("outlook").unwrap().recipients_per_session,
            Some(1),
            "Outlook.com answers a second recipient with 452 4.5.3"
        );
    }

    #[test]
    fn one_name_for_two_operators_is_an_error() {
        let row =
            |id: &str| format!("[[operator]]\nid = \"{id}\"\nalso = [\"x\"]\nname = \"N\"\nsource = \"s\"\n");
        assert!(Operators::parse(&row("a")).is_ok());
        assert_eq!(
            Operators::parse(&format!("{}{}", row("a"), row("b"))).unwrap_err(),
            RulesError::TwiceTheSame("x".into())
        );
    }

    #[test]
    fn a_reply_that_names_its_operator_tells_who_said_it() {
        for (reply, operator) in [
            (
                "550-5.1.1 The account does not exist. https://support.google.com/mail/?p=NoSuchUser - gsmtp",
                "google",
            ),
            (
                "550 5.4.1 Access denied. [BN1NAM02FT012.eop-nam02.prod.protection.outlook.com]",
                "microsoft365",
            ),
            ("550 SC-001 weren't sent. http://mail.live.com/mail/troubleshooting.aspx#errors", "outlook"),
            ("421 4.7.0 [TSS04] deferred; see https://help.yahoo.com/kb/postmaster/SLN3434.html", "yahoo"),
            ("550 csi.mimecast.org Poor Reputation Sender.", "mimecast"),
            ("554 IP=192.0.2.1 - A problem occurred. (tosa@rx.t-online.de)", "t-online"),
        ] {
            let knowledge = Knowledge::shipped();
            let found = knowledge.operator_of_reply(&crate::Reply::from_line(reply).unwrap());
            assert_eq!(found.map(|operator| operator.id.as_str()), Some(operator), "{reply}");
        }
        let plain = crate::Reply::new(550, "5.1.1 User unknown");
        assert_eq!(Knowledge::shipped().operator_of_reply(&plain), None);
    }

    #[test]
    fn of_every_operator_it_is_told_what_a_yes_is_worth_and_what_a_block_looks_like() {
        let knowledge = Knowledge::shipped();
        let without: Vec<&str> = knowledge
            .operators()
            .filter(|operator| operator.worth.is_none() || operator.block.is_none())
            .map(|operator| operator.id.as_str())
            .collect();
        assert_eq!(without, [""; 0]);
    }
}
