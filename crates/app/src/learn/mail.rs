//! Mail that came back: delivery reports (RFC 3464), the plain bounces of systems that write none, and automatic answers of
//! people's mailboxes that say that the person has left. Read by `mail-parser`; single messages, mbox files and Maildir folders.

use std::{
    fs,
    io::{BufRead, BufReader, Error, Read},
    path::{Path, PathBuf},
};

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType, mailbox::mbox};
use mailvet_store::Told;
use mailvet_verdict::{Address, Happened, Knowledge, Moment, Sentence};

use super::{
    columns::Row,
    phrases as say,
    reading::{Beside, outcome},
    table::Word,
};

/// The largest message that is looked at; a bounce with an attachment is cut.
const LARGEST: u64 = 4 << 20;

/// What a file or folder of mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Mbox,
    Folder,
}

impl Kind {
    /// For people.
    pub(super) fn said(self) -> Sentence {
        match self {
            Self::Message => say::as_message(),
            Self::Mbox => say::as_mbox(),
            Self::Folder => say::as_folder(),
        }
    }
}

/// Whether there is mail at `path`.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    if path.is_dir() {
        return Some(Kind::Folder);
    }
    let mut first = [0; 4096];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut first)).ok()?;
    let text = String::from_utf8_lossy(&first[..read]);
    if text.starts_with("From ") && text.lines().nth(1).is_some_and(is_header) {
        return Some(Kind::Mbox);
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let head: Vec<&str> = text.lines().take(3).collect();
    let mail = |line: &&str| {
        [
            "received:",
            "return-path:",
            "from:",
            "delivered-to:",
            "message-id:",
            "mime-version:",
            "date:",
            "to:",
        ]
        .iter()
        .any(|name| line.to_ascii_lowercase().starts_with(name))
    };
    let is_mail =
        head.iter().any(mail) && head.iter().all(|line| is_header(line) || line.starts_with([' ', '\t']));
    (is_mail || ending == "eml").then_some(Kind::Message)
}

fn is_header(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// Hands every message to `each`, by number and bytes.
///
/// # Errors
/// The file or folder cannot be read, or `each` failed.
pub(super) fn for_each<E: From<Error>>(
    path: &Path,
    kind: Kind,
    mut each: impl FnMut(u64, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    match kind {
        Kind::Message => each(1, &whole(path)?),
        Kind::Mbox => {
            let file: Box<dyn BufRead> = Box::new(BufReader::new(fs::File::open(path)?));
            for (number, message) in (1..).zip(mbox::MessageIterator::new(file)) {
                let message = message.map_err(|_| Error::other("a message of the mbox cannot be read"))?;
                each(number, message.contents())?;
            }
            Ok(())
        }
        Kind::Folder => {
            (1..).zip(messages_in(path)?).try_for_each(|(number, file)| each(number, &whole(&file)?))
        }
    }
}

fn whole(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The messages of a Maildir (`new` and `cur`), or the `.eml` files of any other folder, by name.
fn messages_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let parts = ["new", "cur"].map(|part| folder.join(part));
    let is_maildir = parts.iter().any(|part| part.is_dir());
    let mut files = Vec::new();
    let folders: Vec<PathBuf> = if is_maildir {
        parts.into_iter().filter(|part| part.is_dir()).collect()
    } else {
        vec![folder.to_owned()]
    };
    for folder in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let is_eml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"));
            if path.is_file() && (is_maildir || is_eml) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What a message tells: of each recipient that a report names, else of one or of none.
pub(super) fn told(knowledge: &Knowledge, bytes: &[u8], now: Moment) -> Vec<Row> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return vec![Row::Unread { cell: String::new(), why: say::no_message() }];
    };
    let at = message
        .date()
        .map(|date| date.to_timestamp().saturating_mul(1000))
        .filter(|at| *at > 0)
        .map(|at| Moment(at.min(now.0)));
    let told = |address: Address, what: Happened| {
        Row::Told(Box::new(Told { address, what, at, since: None, person: None }))
    };
    let reports = delivery_reports(&message);
    if !reports.is_empty() {
        let of = |report: &Report| match of_report(knowledge, report) {
            Ok(Some((address, what))) => told(address, what),
            Ok(None) => Row::Nothing,
            Err((cell, why)) => Row::Unread { cell, why },
        };
        return reports.iter().map(of).collect();
    }
    if let Some(address) = plain_bounce(&message) {
        let text = message.body_text(0).unwrap_or_default();
        let beside = Beside { detail: &text, status: None };
        // Without a report only a server's own words count.
        let what = outcome(knowledge, Word::Happened(Happened::SoftBounce), beside);
        return vec![what.map_or(Row::Nothing, |what| told(address, what))];
    }
    vec![departed(&message).map_or(Row::Nothing, |address| told(address, Happened::Left))]
}

/// The fields of one recipient in a delivery report, by their names in lower case.
type Report = Vec<(String, String)>;

fn delivery_reports(message: &Message<'_>) -> Vec<Report> {
    let mut reports = Vec::new();
    for part in &message.parts {
        let is_report = part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status");
        if !is_report {
            if let PartType::Message(inner) = &part.body
                && message.is_content_type("multipart", "mixed")
            {
                reports.extend(delivery_reports(inner));
            }
            continue;
        }
        let text = String::from_utf8_lossy(part.contents());
        for block in text.replace("\r\n", "\n").split("\n\n") {
            let fields = fields(block);
            if fields.iter().any(|(name, _)| name == "final-recipient" || name == "original-recipient") {
                reports.push(fields);
            }
        }
    }
    reports
}

fn fields(block: &str) -> Report {
    let mut fields: Report = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push('\n');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// What a report says of its recipient: `None` of no mailbox. Else what was not understood, and why.
fn of_report(
    knowledge: &Knowledge,
    report: &Report,
) -> Result<Option<(Address, Happened)>, (String, Sentence)> {
    let field = |name: &str| report.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    // The address that mail was sent to is what was in the list; a forwarder's target is not.
    let typed = field("original-recipient").or_else(|| field("final-recipient")).unwrap_or_default();
    let (kind, recipient) = typed.split_once(';').unwrap_or(("", typed));
    let recipient = recipient.trim().trim_matches(['<', '>']);
    let recipient = match kind.trim().eq_ignore_ascii_case("utf-8") {
        true => in_unicode(recipient),
        false => recipient.to_owned(),
    };
    let address = Address::extract(&recipient).map_err(|_| (typed.to_owned(), say::no_address()))?;
    let status = field("status").and_then(|status| status.split_whitespace().next()?.parse().ok());
    let detail = field("diagnostic-code").unwrap_or_default();
    let detail = detail.split_once(';').map_or(detail, |(_, words)| words).trim();
    let action = field("action").unwrap_or_default();
    let word = match action.split_whitespace().next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "failed" => Happened::SoftBounce,
        "delayed" => return Ok(Some((address, Happened::SoftBounce))),
        "delivered" => return Ok(Some((address, Happened::Delivered))),
        // Handed to a system that reports nothing, or to the members of a list: what became of it is not known.
        "relayed" | "expanded" => return Ok(None),
        _ => return Err((format!("{typed} {action}"), say::unknown_word())),
    };
    // "Failed" alone says nothing of why; the server's words and the status do.
    let what = outcome(knowledge, Word::Happened(word), Beside { detail, status });
    Ok(what.map(|what| (address, what)))
}

/// An address whose characters past ASCII may be written by their numbers, as in `jos\x{E9}@a.example` (RFC 6533 section 3).
fn in_unicode(recipient: &str) -> String {
    let mut parts = recipient.split("\\x{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let read = part
            .split_once('}')
            .and_then(|(number, rest)| Some((char::from_u32(u32::from_str_radix(number, 16).ok()?)?, rest)));
        match read {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            None => {
                text.push_str("\\x{");
                text.push_str(part);
            }
        }
    }
    text
}

/// Whom a bounce without a report is about: the field that Exim and others write, as long as a mail system sent it.
fn plain_bounce(message: &Message<'_>) -> Option<Address> {
    let from =
        message.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
    let local = from.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_system = matches!(local.as_str(), "mailer-daemon" | "postmaster" | "")
        || message.header_raw("X-Failed-Recipients").is_some();
    let failed = message.header_raw("X-Failed-Recipients")?;
    is_system.then(|| Address::extract(failed.split(',').next()?.trim()).ok()).flatten()
}

/// The sender of an automatic answer (RFC 3834) that says in so many words that the person has left.
fn departed(message: &Message<'_>) -> Option<Address> {
    let automatic =
        message.header_raw("Auto-Submitted").is_some_and(|value| !value.trim().eq_ignore_ascii_case("no"))
            || message.header_raw("X-Autoreply").is_some()
            || message.header_raw("X-Autorespond").is_some()
            || message
                .header_raw("Precedence")
                .is_some_and(|value| value.trim().eq_ignore_ascii_case("auto_reply"));
    if !automatic {
        return None;
    }
    let body = message.body_text(0).unwrap_or_default();
    let text = format!("{}\n{body}", message.subject().unwrap_or_default()).to_lowercase().replace('’', "'");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    HAS_LEFT.iter().any(|phrase| words.contains(phrase)).then_some(())?;
    Address::extract(message.from()?.first()?.address()?).ok()
}

/// How people's mailboxes say that nobody reads them any more. Whole phrases only: "I left the office" is no departure.
const HAS_LEFT: &[&str] = &[
    "no longer with the company",
    "no longer works",
    "no longer working",
    "no longer employed",
    "no longer with",
    "no longer at ",
    "is not with the company anymore",
    "has left the company",
    "has left the organisation",
    "has left the organization",
    "have left the company",
    "left our company",
    "nicht mehr im unternehmen",
    "nicht mehr für",
    "nicht mehr bei uns",
    "unternehmen verlassen",
    "ausgeschieden",
    "ne travaille plus",
    "ne fait plus partie",
    "a quitté l'entreprise",
    "a quitté la société",
    "ya no trabaja",
    "ya no forma parte",
    "non lavora più",
    "não trabalha mais",
    "já não trabalha",
    "werkt niet meer",
    "niet meer werkzaam",
    "nie pracuje już",
    "już nie pracuje",
];
