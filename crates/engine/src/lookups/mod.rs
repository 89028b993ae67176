//! The opt-in look-ups: what a registry, block lists, a domain's website and the directories of pictures and keys say, for
//! addresses that no mail server settles. Each is off until the user switches it on, since each tells somebody about a domain or an
//! address. They observe and never judge; whatever fails is unknown with its reason, and absence means nothing.

mod block_list;
mod mentions;
mod own_pages;
mod presence;
mod registration;
mod robots;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod turns;
mod web;
mod website;

use std::sync::Arc;

use mailvet_verdict::{Found, Known, Lookup, LookupKind, Moment, Signals, WhyUnknown, registrable_domain};

use self::{
    block_list::BlockLists,
    own_pages::Sites,
    registration::Registries,
    web::{Names, Web},
};
use crate::{
    Settings,
    domain::{Lookups as Dns, ResolverError},
    settings::LookupSettings,
};

pub(crate) use self::web::is_service;

/// One thing to look up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Question {
    /// What is looked for.
    pub(crate) kind: LookupKind,
    /// The domain (A-labels) or the address it is about.
    pub(crate) subject: String,
    /// The block lists that are asked, sorted; none for every other kind. What one list said is no answer of another.
    pub(crate) lists: Vec<String>,
}

impl Question {
    /// Whether this look-up is the answer to it.
    pub(crate) fn is_answered_by(&self, lookup: &Lookup) -> bool {
        lookup.kind == self.kind && lookup.subject == self.subject && lookup.lists == self.lists
    }
}

/// The questions that the settings allow about an address whose mail server leaves it open. A domain of a provider says
/// nothing of one of its users, and nobody makes himself known under a throw-away address.
pub(crate) fn questions(
    settings: &LookupSettings,
    local: &str,
    domain: &str,
    signals: &Signals,
) -> Vec<Question> {
    let asked_for = |kind: &LookupKind| {
        let of_the_domain = kind.is_of_the_domain();
        // The pages of a provider name none of its users.
        let of_its_site = of_the_domain || *kind == LookupKind::OwnPages;
        settings.is_on(*kind) && !(of_its_site && signals.free) && (of_the_domain || !signals.disposable)
    };
    let subject = |kind| match kind {
        LookupKind::Registration => registrable_domain(domain).map(str::to_owned),
        LookupKind::Website | LookupKind::BlockList => Some(domain.to_owned()),
        LookupKind::Gravatar
        | LookupKind::Libravatar
        | LookupKind::Wkd
        | LookupKind::Keyserver
        | LookupKind::OwnPages => Some(format!("{local}@{domain}")),
    };
    let kinds = LookupKind::ALL.into_iter().filter(asked_for);
    let lists = |kind| if kind == LookupKind::BlockList { block_list::named(settings) } else { Vec::new() };
    kinds
        .filter_map(|kind| subject(kind).map(|subject| Question { kind, subject, lists: lists(kind) }))
        .collect()
}

/// Whom a look-up told of its subject.
#[derive(Debug, Default)]
struct Told(Vec<String>);

impl Told {
    fn host(&mut self, host: &str) {
        if !self.0.iter().any(|known| known == host) {
            self.0.push(host.to_owned());
        }
    }
}

/// Asks the services.
pub(crate) struct Enquirer {
    web: Web,
    dns: Dns,
    settings: LookupSettings,
    registries: Registries,
    block_lists: BlockLists,
    sites: Sites,
}

impl Enquirer {
    pub(crate) fn new(settings: &Settings) -> Result<Self, ResolverError> {
        let dns = Dns::new(&settings.dns)?;
        let names = Names::Dns { dns: Box::new(dns.clone()), network: Box::new(settings.network.clone()) };
        let web = Web::new(Arc::new(names), &settings.lookups, settings.network.allow_private, Vec::new())
            .map_err(|error| ResolverError(error.to_string()))?;
        Ok(Self::over(web, dns, settings.lookups.clone()))
    }

    fn over(web: Web, dns: Dns, settings: LookupSettings) -> Self {
        let block_lists = BlockLists::new(&settings);
        Self { web, dns, settings, registries: Registries::default(), block_lists, sites: Sites::default() }
    }

    /// Looks one thing up. Whatever the services do is evidence.
    pub(crate) async fn ask(&self, question: &Question, now: Moment) -> Lookup {
        let Question { kind, subject, lists } = question;
        let mut told = Told::default();
        let found = self.find(*kind, subject, &mut told).await;
        Lookup {
            kind: *kind,
            subject: subject.clone(),
            at: now,
            found: found.map_or_else(Known::Unknown, Known::Known),
            asked: told.0,
            lists: lists.clone(),
        }
    }

    async fn find(&self, kind: LookupKind, subject: &str, told: &mut Told) -> Result<Found, WhyUnknown> {
        match kind {
            LookupKind::Registration => self.registries.find(&self.web, &self.settings, subject, told).await,
            LookupKind::Website => website::find(&self.web, subject, told).await,
            LookupKind::BlockList => self.block_lists.find(&self.dns, subject, told).await,
            LookupKind::OwnPages => self.sites.find(&self.web, subject, told).await,
            LookupKind::Gravatar => {
                presence::gravatar(&self.web, &self.settings.gravatar_service, subject, told).await
            }
            LookupKind::Libravatar => presence::libravatar(&self.web, &self.dns, subject, told).await,
            LookupKind::Wkd => presence::wkd(&self.web, subject, told).await,
            LookupKind::Keyserver => {
                presence::keyserver(&self.web, &self.settings.keyserver_service, subject, told).await
            }
        }
    }
}
