//! What a domain shows on the web: one page, over https where it can be had. Whether it is parked is read off the words of
//! `assets/lists/parked-pages.txt`; a page that says nothing of it is a live one.

use mailvet_verdict::{Found, Website, WhyUnknown, registrable_domain};
use reqwest::Url;

use super::{
    Told,
    web::{NoPage, Page, Web},
};

/// Pages on the way to the last.
const REDIRECTS: usize = 3;
/// Lower case; a line that starts with `#` is a comment.
const PARKED: &str = include_str!("../../../../assets/lists/parked-pages.txt");

/// Looks at the website of `domain`.
pub(super) async fn find(web: &Web, domain: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
    let mut why = None;
    for start in ["https://", "https://www.", "http://"].map(|before| format!("{before}{domain}/")) {
        let Ok(start) = Url::parse(&start) else { return Err(WhyUnknown::Failed) };
        match visit(web, domain, start, told).await {
            Ok(site) => return Ok(Found::Website(site)),
            Err(NoPage::Nobody) => {}
            Err(NoPage::Unknown(unknown)) => why = why.or(Some(unknown)),
        }
    }
    why.map_or(Ok(Found::Website(Website::None)), Err)
}

async fn visit(web: &Web, domain: &str, start: Url, told: &mut Told) -> Result<Website, NoPage> {
    let own = registrable_domain(domain).unwrap_or(domain);
    let mut url = start;
    for _ in 0..=REDIRECTS {
        told.host(url.host_str().unwrap_or_default());
        let page = web.get(&url, "text/html").await?;
        match page {
            Page { status: 300..=399, location: Some(to), .. } => {
                let host = to.host_str().unwrap_or_default();
                let theirs = registrable_domain(host).unwrap_or(host);
                if theirs != own {
                    return Ok(Website::Elsewhere(theirs.to_owned()));
                }
                url = to;
            }
            Page { status: 200..=299, body, .. } => {
                return Ok(if is_parked(&body) { Website::Parked } else { Website::Live });
            }
            // A server in trouble, or one that shows us nothing, has not said what stands there.
            page => return Err(NoPage::Unknown(page.why_unknown())),
        }
    }
    // It leads in circles, but it is there.
    Ok(Website::Live)
}

fn is_parked(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_lowercase();
    PARKED
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .any(|words| text.contains(words))
}
