//! Whether a domain publishes a policy in a TXT record: SPF (RFC 7208) at its own name, DMARC (RFC 7489) below it.

use mailvet_verdict::{DnsFailure, Known, WhyUnknown};

use super::lookup::{Answer, Lookups};

/// Whether `name` has a TXT record of this `version`.
pub(super) async fn publishes(lookups: &Lookups, name: &str, version: &str) -> Known<bool> {
    match lookups.txt(name).await.0 {
        Ok(Answer::Found(texts)) => Known::Known(texts.iter().any(|text| is_of_version(text, version))),
        Ok(Answer::Absent(_)) => Known::Known(false),
        Err(failure) => Known::Unknown(why(failure)),
    }
}

/// Why nothing is known after a failure.
pub(crate) fn why(failure: DnsFailure) -> WhyUnknown {
    match failure {
        DnsFailure::TimedOut => WhyUnknown::TimedOut,
        DnsFailure::Refused => WhyUnknown::RefusedUs,
        DnsFailure::ServFail | DnsFailure::Unusable => WhyUnknown::Failed,
    }
}

/// The version is the first word of the record, and ends at a space, a semicolon or the end.
pub(crate) fn is_of_version(text: &str, version: &str) -> bool {
    let (Some(head), Some(rest)) = (text.get(..version.len()), text.get(version.len()..)) else {
        return false;
    };
    head.eq_ignore_ascii_case(version) && (rest.is_empty() || rest.starts_with([' ', ';', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_word() {
        assert!(is_of_version("v=spf1 -all", "v=spf1"));
        assert!(is_of_version("V=SPF1", "v=spf1"));
        assert!(is_of_version("v=DMARC1; p=none", "v=DMARC1"));
        for text in ["v=spf10 -all", "spf1", "", "v=spf", "äöü=spf1"] {
            assert!(!is_of_version(text, "v=spf1"), "{text}");
        }
    }
}
