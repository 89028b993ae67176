//! What else a domain publishes, beside where its mail goes: signs that somebody looks after it, or that nobody does. Each is
//! found out, or unknown with the reason; none of them says anything of a mailbox. The resolver learns the domain, which it
//! has learnt already, and keeps the answers as long as they last.

use std::{future::Future, time::Duration};

use futures::{future::join_all, join};
use mailvet_verdict::{Known, Published, WhyUnknown, registrable_domain};
use tokio::time::timeout;

use super::{
    DomainObserver,
    lookup::{Answer, Looked},
    policy::{is_of_version, why},
};

/// Where many keep their DKIM keys, the most usual first; asked a few at a time until one is found.
const SELECTORS: [&str; 12] =
    ["default", "google", "selector1", "k1", "s1", "mail", "dkim", "selector2", "k2", "s2", "smtp", "key1"];
/// Selectors that are asked together.
const TOGETHER: usize = 4;

/// Marks of one domain that are kept.
const MARKS: usize = 24;

impl DomainObserver {
    /// What `domain` (A-labels) publishes; `wait` for each question.
    pub(super) async fn published(&self, domain: &str, wait: Duration) -> Published {
        let registered = registrable_domain(domain).unwrap_or(domain);
        let at = |label: &str| format!("{label}.{domain}");
        let (mta_sts, bimi, autodiscover) = (at("_mta-sts"), at("default._bimi"), at("autodiscover"));
        let (mta_sts, bimi, dkim, signed, web, name_servers, texts, autodiscover) = join!(
            within(wait, self.lookups.txt(&mta_sts)),
            within(wait, self.lookups.txt(&bimi)),
            self.dkim(domain, wait),
            within(wait, self.lookups.ds(registered)),
            self.web(domain, wait),
            within(wait, self.lookups.ns(registered)),
            within(wait, self.lookups.txt(domain)),
            within(wait, self.lookups.cname(&autodiscover)),
        );
        let has = |texts: Known<Vec<String>>, version: &str| {
            texts.map(|texts| texts.iter().any(|text| is_of_version(text, version)))
        };
        Published {
            mta_sts: has(mta_sts, "v=STSv1"),
            bimi: has(bimi, "v=BIMI1"),
            dkim,
            signed: signed.map(|signed| !signed.is_empty()),
            web,
            name_servers,
            marks: texts.map(|texts| marks(&texts)),
            autodiscover: autodiscover.map(|targets| targets.into_iter().next()),
        }
    }

    /// Whether there is a key at a usual selector. Only where every one of them was answered, there is none.
    async fn dkim(&self, domain: &str, wait: Duration) -> Known<bool> {
        let mut missing = None;
        for selectors in SELECTORS.chunks(TOGETHER) {
            let asked = selectors.iter().map(|selector| async move {
                within(wait, self.lookups.txt(&format!("{selector}._domainkey.{domain}"))).await
            });
            for answer in join_all(asked).await {
                match answer {
                    Known::Known(texts) if texts.iter().any(|text| is_key(text)) => {
                        return Known::Known(true);
                    }
                    Known::Known(_) => {}
                    Known::Unknown(why) => missing = Some(why),
                }
            }
            // Where one is not answered the others would not be either.
            if let Some(why) = missing {
                return Known::Unknown(why);
            }
        }
        Known::Known(false)
    }

    async fn web(&self, domain: &str, wait: Duration) -> Known<bool> {
        let www = format!("www.{domain}");
        let found = |answer: Result<_, _>| match answer {
            Ok((Ok(Answer::Found(_)), _)) => Known::Known(true),
            Ok((Ok(Answer::Absent(_)), _)) => Known::Known(false),
            Ok((Err(failure), _)) => Known::Unknown(why(failure)),
            Err(_) => Known::Unknown(WhyUnknown::TimedOut),
        };
        let (own, www) = join!(timeout(wait, self.addresses(domain)), timeout(wait, self.addresses(&www)));
        match (found(own), found(www)) {
            (Known::Known(true), _) | (_, Known::Known(true)) => Known::Known(true),
            (Known::Unknown(why), _) | (_, Known::Unknown(why)) => Known::Unknown(why),
            (Known::Known(false), Known::Known(false)) => Known::Known(false),
        }
    }
}

/// The records of an answer; none where DNS says that there are none.
async fn within<T>(wait: Duration, question: impl Future<Output = Looked<T>>) -> Known<Vec<T>> {
    match timeout(wait, question).await {
        Ok((Ok(Answer::Found(records)), _)) => Known::Known(records),
        Ok((Ok(Answer::Absent(_)), _)) => Known::Known(Vec::new()),
        Ok((Err(failure), _)) => Known::Unknown(why(failure)),
        Err(_) => Known::Unknown(WhyUnknown::TimedOut),
    }
}

/// Whether a text is a DKIM key that is not revoked (RFC 6376 section 3.6.1).
fn is_key(text: &str) -> bool {
    text.split(';').any(|tag| tag.trim().strip_prefix("p=").is_some_and(|key| !key.trim().is_empty()))
}

/// `ms` of `MS=ms12345`: to whom a text proves something, never what. Policies are no marks.
fn marks(texts: &[String]) -> Vec<String> {
    let name = |text: &String| {
        let (name, _) = text.split_once(['=', ':'])?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        ((2..=60).contains(&name.len()) && name.chars().all(plain)).then(|| name.to_ascii_lowercase())
    };
    let mut marks: Vec<String> = texts.iter().filter_map(name).collect();
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(MARKS);
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_key_is_none() {
        assert!(is_key("v=DKIM1; k=rsa; p=MIGf") && is_key("p=abc"));
        assert!(!is_key("v=DKIM1; p=") && !is_key("v=spf1 -all"));
    }

    #[test]
    fn a_mark_says_to_whom_and_never_what() {
        let texts =
            ["MS=ms12345", "google-site-verification=abc", "v=spf1 -all", "words without a name", "MS=ms2"];
        assert_eq!(marks(&texts.map(str::to_owned)), ["google-site-verification", "ms"]);
    }
}
