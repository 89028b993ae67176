//! Whether somebody has made himself known under an address: a picture at Gravatar or at the avatar server that the
//! domain names, an OpenPGP key that the domain publishes (Web Key Directory) or whose owner has confirmed the address
//! at a key server. Gravatar and Libravatar learn a hash; the hash of an address that can be guessed hides nothing.

use data_encoding::{BitOrder, Encoding, Specification};
use mailvet_verdict::{Found, WhyUnknown};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::{
    Told,
    web::{Page, Web},
};
use crate::domain::{Answer, Lookups as Dns, why_failed};

/// A picture, or 404 where there is none, as small as it gets.
const PICTURE: &str = "?d=404&s=1";

/// Gravatar: `service` with the SHA-256 of the address in lower case.
pub(super) async fn gravatar(
    web: &Web,
    service: &str,
    address: &str,
    told: &mut Told,
) -> Result<Found, WhyUnknown> {
    there_or_not(web, &format!("{service}{}{PICTURE}", picture_hash(address)), "image/*", told).await
}

/// Libravatar: the avatar server that the domain names in DNS. Most name none, and then nobody is asked.
pub(super) async fn libravatar(
    web: &Web,
    dns: &Dns,
    address: &str,
    told: &mut Told,
) -> Result<Found, WhyUnknown> {
    let (_, domain) = address.rsplit_once('@').ok_or(WhyUnknown::Failed)?;
    for (service, scheme) in [("_avatars-sec", "https"), ("_avatars", "http")] {
        match dns.srv(&format!("{service}._tcp.{domain}")).await.0 {
            Ok(Answer::Found(hosts)) => {
                // A target of "." says that there is no such service (RFC 2782).
                let Some((_, port, host)) =
                    hosts.into_iter().filter(|(_, _, host)| !host.is_empty()).min_by_key(|host| host.0)
                else {
                    continue;
                };
                let hash = picture_hash(address);
                let url = format!("{scheme}://{host}:{port}/avatar/{hash}{PICTURE}");
                return there_or_not(web, &url, "image/*", told).await;
            }
            Ok(Answer::Absent(_)) => {}
            Err(failure) => return Err(why_failed(failure)),
        }
    }
    Ok(Found::Absent)
}

/// Web Key Directory: the advanced place where the domain has one, else the direct one. An answer counts only if it is an
/// OpenPGP packet: many sites answer every path with a page.
pub(super) async fn wkd(web: &Web, address: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
    let (local, domain) = address.rsplit_once('@').ok_or(WhyUnknown::Failed)?;
    let hash = z_base_32().encode(&Sha1::digest(local.to_ascii_lowercase()));
    let name = utf8_percent_encode(local, NON_ALPHANUMERIC);
    let advanced = format!("https://openpgpkey.{domain}/.well-known/openpgpkey/{domain}/hu/{hash}?l={name}");
    let direct = format!("https://{domain}/.well-known/openpgpkey/hu/{hash}?l={name}");
    match key_at(web, &advanced, told).await {
        Err(None) => key_at(web, &direct, told).await.map_err(|why| why.unwrap_or(WhyUnknown::Unreachable)),
        found => found.map_err(|why| why.unwrap_or(WhyUnknown::Unreachable)),
    }
}

/// Whether there is a key; `Err(None)`: there is nobody at that host.
async fn key_at(web: &Web, url: &str, told: &mut Told) -> Result<Found, Option<WhyUnknown>> {
    let url = Url::parse(url).map_err(|_| Some(WhyUnknown::Failed))?;
    let page = match web.get(&url, "application/octet-stream").await {
        Ok(page) => page,
        Err(super::web::NoPage::Nobody) => return Err(None),
        Err(super::web::NoPage::Unknown(why)) => {
            told.host(url.host_str().unwrap_or_default());
            return Err(Some(why));
        }
    };
    told.host(url.host_str().unwrap_or_default());
    match page {
        // Bit 7 is set in the first octet of every packet (RFC 9580 section 4.2), and in no text.
        Page { status: 200, is_html: false, body, .. } if body.first().is_some_and(|tag| tag & 0x80 != 0) => {
            Ok(Found::Present)
        }
        Page { status: 200 | 404 | 410, .. } => Ok(Found::Absent),
        // Where a redirect leads may be a key, and is not followed: it would tell somebody else the address.
        page => Err(Some(page.why_unknown())),
    }
}

/// keys.openpgp.org (VKS): it lists an address only once its owner has confirmed it.
pub(super) async fn keyserver(
    web: &Web,
    service: &str,
    address: &str,
    told: &mut Told,
) -> Result<Found, WhyUnknown> {
    let name = utf8_percent_encode(address, NON_ALPHANUMERIC);
    there_or_not(web, &format!("{service}vks/v1/by-email/{name}"), "application/pgp-keys", told).await
}

async fn there_or_not(web: &Web, url: &str, accept: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
    let url = Url::parse(url).map_err(|_| WhyUnknown::Failed)?;
    told.host(url.host_str().unwrap_or_default());
    let page = web.get(&url, accept).await?;
    match page.status {
        // A page is neither a picture nor a key: somebody else answers, as the portal of a hotel does.
        200 if page.is_html => Err(WhyUnknown::Failed),
        200 => Ok(Found::Present),
        404 => Ok(Found::Absent),
        _ => Err(page.why_unknown()),
    }
}

fn picture_hash(address: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(address.trim().to_lowercase()))
}

/// The base 32 of Zooko O'Whielacronx, as the directory's draft names it.
fn z_base_32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("ybndrfg8ejkmcpqxot1uwisza345h769");
    specification.bit_order = BitOrder::MostSignificantFirst;
    specification.encoding().expect("32 different symbols")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of draft-koch-openpgp-webkey-service.
    #[test]
    fn a_local_part_is_hashed_as_the_directory_has_it() {
        let hash = z_base_32().encode(&Sha1::digest("Joe.Doe".to_ascii_lowercase()));
        assert_eq!(hash, "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
    }

    /// The example of Gravatar's documentation.
    #[test]
    fn an_address_is_hashed_in_lower_case() {
        assert_eq!(picture_hash(" MyEmailAddress@example.com "), picture_hash("myemailaddress@example.com"));
        assert_eq!(
            picture_hash("MyEmailAddress@example.com"),
            "84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee"
        );
    }
}
