//! Whether an address stands on the pages of its domain: the first page, those that it links to as its contact, imprint or
//! team, and the usual places of these. Only the domain and its `www.` are asked, only what `robots.txt` allows, each site
//! once for all addresses of its domain. That an address is not there is known only where every page was read whole.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use mailvet_verdict::{Address, Found, WhyUnknown};
use regex::Regex;
use reqwest::Url;
use tokio::sync::OnceCell;

use super::{
    Told, mentions,
    robots::Robots,
    web::{NoPage, Page, Web},
};

/// Pages of a site that are read, the first among them.
const PAGES: usize = 6;
/// The most bytes of a page, and of `robots.txt` (RFC 9309 section 2.5).
const PAGE: usize = 256 * 1024;
const ROBOTS: usize = 500 * 1024;
/// Pages on the way to one, and files on the way to `robots.txt` (section 2.3.1.2).
const REDIRECTS: usize = 3;
const ROBOTS_REDIRECTS: usize = 5;
/// Sites that are kept before those nobody waits for are forgotten.
const SITES: usize = 1024;
/// Where people are named on many sites, for sites whose first page does not say.
const USUAL: [&str; 5] = ["/contact", "/impressum", "/about", "/team", "/kontakt"];
/// Lower case; a line that starts with `#` is a comment.
const CONTACT: &str = include_str!("../../../../assets/lists/contact-pages.txt");

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?is)<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)[^>]*>(.*?)</a>"#)
        .expect("a pattern that the tests use")
});

/// What the sites that were looked at name.
#[derive(Default)]
pub(super) struct Sites(Mutex<HashMap<String, Arc<OnceCell<Site>>>>);

/// What one site names.
#[derive(Debug, Default)]
struct Site {
    /// Local parts in lower case, each with the first page that names it.
    named: HashMap<String, String>,
    /// Why an address that is not among them may still stand there.
    unread: Option<WhyUnknown>,
}

impl Sites {
    /// Looks for `address` on the pages of its domain.
    pub(super) async fn find(&self, web: &Web, address: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
        let (local, domain) = address.rsplit_once('@').ok_or(WhyUnknown::Failed)?;
        let cell = self.cell(domain);
        // Whoever comes later tells the site nothing more.
        let site = cell.get_or_init(|| Visit::new(web, domain, told).site()).await;
        match (site.named.get(&local.to_lowercase()), site.unread) {
            (Some(page), _) => Ok(Found::OnPage(page.clone())),
            (None, Some(why)) => Err(why),
            (None, None) => Ok(Found::Absent),
        }
    }

    fn cell(&self, domain: &str) -> Arc<OnceCell<Site>> {
        let mut sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= SITES && !sites.contains_key(domain) {
            sites.retain(|_, cell| Arc::strong_count(cell) > 1);
        }
        Arc::clone(sites.entry(domain.to_owned()).or_default())
    }
}

/// Somebody's visit to a site.
struct Visit<'a> {
    web: &'a Web,
    told: &'a mut Told,
    domain: &'a str,
    /// The domain and its `www.`: nobody else is asked.
    hosts: [String; 2],
    robots: HashMap<String, Result<Robots, NoPage>>,
}

/// What came of going to a page.
enum Came {
    /// Its text, where it was found, and whether there is more of it than was read.
    Read { text: String, url: Url, cut: bool },
    /// There is no such page of this site.
    NotThere,
    /// It could not be read.
    Failed(NoPage),
}

impl Site {
    fn take(&mut self, text: &str, url: &Url, cut: bool, forms: &[String]) {
        for local in mentions::of(text, forms) {
            self.named.entry(local).or_insert_with(|| url.to_string());
        }
        if cut {
            self.unread = self.unread.or(Some(WhyUnknown::Failed));
        }
    }
}

impl<'a> Visit<'a> {
    fn new(web: &'a Web, domain: &'a str, told: &'a mut Told) -> Self {
        let www = domain.strip_prefix("www.").map_or_else(|| format!("www.{domain}"), str::to_owned);
        Self { web, told, domain, hosts: [domain.to_owned(), www], robots: HashMap::new() }
    }

    /// Reads the site.
    async fn site(mut self) -> Site {
        let forms = forms(self.domain);
        let (mut hindered, mut answered) = (None, false);
        for start in ["https://", "https://www.", "http://"].map(|before| format!("{before}{}/", self.domain))
        {
            let Ok(start) = Url::parse(&start) else { continue };
            if answered && start.scheme() == "http" {
                break;
            }
            match self.go_to(start).await {
                Came::Read { text, url, cut } => {
                    let mut site = Site::default();
                    site.take(&text, &url, cut, &forms);
                    self.go_on(&mut site, &text, &url, &forms).await;
                    return site;
                }
                Came::NotThere => answered = true,
                Came::Failed(NoPage::Nobody) => {}
                // Who does not want us is not asked at another door.
                Came::Failed(NoPage::Unknown(why @ WhyUnknown::RefusedUs)) => {
                    return Site { unread: Some(why), ..Site::default() };
                }
                Came::Failed(NoPage::Unknown(why)) => hindered = hindered.or(Some(why)),
            }
        }
        Site { unread: hindered.or(Some(WhyUnknown::Unreachable)), ..Site::default() }
    }

    /// Reads what lies behind the first page.
    async fn go_on(&mut self, site: &mut Site, first: &str, url: &Url, forms: &[String]) {
        let usual = USUAL.iter().filter_map(|path| url.join(path).ok());
        let mut ahead = links(first, url).into_iter().chain(usual).collect::<Vec<_>>();
        ahead.retain(|link| self.is_own(link) && link != url);
        let mut seen = HashSet::new();
        ahead.retain(|link| seen.insert(link.clone()));
        for url in ahead.into_iter().take(PAGES - 1) {
            match self.go_to(url).await {
                Came::Read { text, url, cut } => site.take(&text, &url, cut, forms),
                Came::NotThere => {}
                Came::Failed(no) => site.unread = site.unread.or_else(|| Some(no.into())),
            }
        }
    }

    async fn go_to(&mut self, mut url: Url) -> Came {
        for _ in 0..=REDIRECTS {
            if !self.is_own(&url) {
                return Came::NotThere;
            }
            match self.robots(&url).await {
                Ok(robots) if robots.allow(&path_of(&url)) => {}
                Ok(_) => return Came::Failed(NoPage::Unknown(WhyUnknown::RefusedUs)),
                Err(no) => return Came::Failed(no),
            }
            let page = match self.get(PAGE, &url, "text/html").await {
                Ok(page) => page,
                Err(no) => return Came::Failed(no),
            };
            match page {
                Page { status: 300..=399, location: Some(to), .. } => url = to,
                Page { status: 200..=299, is_html: true, body, .. } => {
                    let text = String::from_utf8_lossy(&body).into_owned();
                    return Came::Read { text, url, cut: body.len() >= PAGE };
                }
                Page { status: 200..=399 | 404 | 410, .. } => return Came::NotThere,
                page => return Came::Failed(NoPage::Unknown(page.why_unknown())),
            }
        }
        Came::NotThere
    }

    /// What the host of `url` asks robots to leave alone, asked once. A file that is not there forbids nothing; one that its
    /// server fails to give may forbid everything (RFC 9309 section 2.3.1).
    async fn robots(&mut self, url: &Url) -> Result<Robots, NoPage> {
        let origin = url.origin().ascii_serialization();
        if let Some(known) = self.robots.get(&origin) {
            return known.clone();
        }
        let robots = self.ask_for_robots(url).await;
        self.robots.insert(origin, robots.clone());
        robots
    }

    async fn ask_for_robots(&mut self, url: &Url) -> Result<Robots, NoPage> {
        let failed = |_| NoPage::Unknown(WhyUnknown::Failed);
        let mut url = url.join("/robots.txt").map_err(failed)?;
        for _ in 0..=ROBOTS_REDIRECTS {
            let page = self.get(ROBOTS, &url, "text/plain").await?;
            match page {
                Page { status: 200..=299, body, .. } => {
                    return Ok(Robots::read(&String::from_utf8_lossy(&body)));
                }
                Page { status: 300..=399, location: Some(to), .. } if self.is_own(&to) => url = to,
                Page { status: 429 | 500..=599, .. } => return Err(NoPage::Unknown(page.why_unknown())),
                _ => break,
            }
        }
        Ok(Robots::default())
    }

    async fn get(&mut self, most: usize, url: &Url, accept: &str) -> Result<Page, NoPage> {
        let got = self.web.get_up_to(most, url, accept).await;
        if !matches!(got, Err(NoPage::Nobody)) {
            self.told.host(url.host_str().unwrap_or_default());
        }
        got
    }

    fn is_own(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https")
            && url.port().is_none()
            && self.hosts.iter().any(|host| url.host_str() == Some(host))
    }
}

fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// A domain as pages may write it.
fn forms(domain: &str) -> Vec<String> {
    let mut forms = vec![domain.to_owned()];
    if let Ok(address) = Address::parse(&format!("a@{domain}")) {
        forms.extend(Some(address.unicode_domain()).filter(|form| form != domain));
    }
    forms
}

/// Where a page says that its people are named, the surest first.
fn links(text: &str, base: &Url) -> Vec<Url> {
    let links: Vec<(Url, String)> = LINK
        .captures_iter(text)
        .filter_map(|link| {
            let mut to = base.join(&link[1]).ok()?;
            to.set_fragment(None);
            let said = format!("{} {}", to.path(), &link[2]).to_lowercase();
            Some((to, said))
        })
        .collect();
    let words = CONTACT.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    words
        .flat_map(|word| links.iter().filter(move |(_, said)| said.contains(word)))
        .map(|(to, _)| to.clone())
        .collect()
}
