//! The connection doctor looks at this machine's place in the network before mail servers do. It observes and never judges
//! (`mailvet_verdict::doctor` does), contacts nobody whom the settings do not name, and says to mail hosts EHLO and QUIT,
//! nothing else.

mod lists;
mod names;
mod service;
mod spf;
#[cfg(test)]
mod tests;
mod trial;

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use futures::future::join_all;
use mailvet_verdict::{
    Knowledge, Known, MxHost, WhyUnknown,
    doctor::{
        AddressSource, CheckId, Checkup, ClockEvidence, ClockWitness, HeloEvidence, HeloSource, Listing,
        NameAnswer, OwnAddress, ResolverEvidence, SenderEvidence, SenderOf, SpfEvidence, address_in_greeting,
    },
};
use tokio_util::sync::CancellationToken;

pub(crate) use service::WebAddress;

use self::trial::Tried;
use crate::{
    Clock, Settings,
    domain::{DomainObserver, Lookups, ResolverError},
    mailbox::{Visitor, known_name, reserved},
    settings::DnsSettings,
};

/// Looks at the connection.
pub struct Doctor {
    settings: Arc<Settings>,
    clock: Arc<dyn Clock>,
    visitor: Visitor,
    lookups: Lookups,
    observer: DomainObserver,
}

/// What one check has learnt and another may use.
#[derive(Default)]
struct Learnt {
    tried: Vec<Tried>,
    /// What the address service told of the time.
    time: Option<ClockWitness>,
}

impl Doctor {
    /// A doctor who keeps to `settings`.
    ///
    /// # Errors
    /// The resolver cannot be set up.
    pub fn new(
        settings: Arc<Settings>,
        knowledge: Arc<Knowledge>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ResolverError> {
        // Where mail goes is all that a check-up asks of a domain.
        let routing_alone = DnsSettings { published: false, ..settings.dns.clone() };
        Ok(Self {
            lookups: Lookups::new(&settings.dns)?,
            observer: DomainObserver::new(&routing_alone)?,
            visitor: Visitor { settings: Arc::clone(&settings), knowledge, clock: Arc::clone(&clock) },
            settings,
            clock,
        })
    }

    /// Makes every check but those in `skip`, for which nobody is contacted. `seen` hears of each as soon as it is made,
    /// with everything seen so far. Whatever the network does is evidence.
    pub async fn examine(
        &self,
        skip: &[CheckId],
        stop: &CancellationToken,
        mut seen: impl FnMut(CheckId, &Checkup),
    ) -> Checkup {
        let mut checkup = Checkup::begun(self.clock.now(), self.settings.smtp.port);
        let mut learnt = Learnt::default();
        for id in CheckId::ALL {
            if !skip.contains(id) && !stop.is_cancelled() {
                self.make(*id, &mut checkup, &mut learnt, stop).await;
            }
            seen(*id, &checkup);
        }
        checkup
    }

    /// What the block lists of the settings say of our own addresses: for a run that wants to know why it is refused.
    /// Mail hosts are asked for the address where the settings do not name it.
    pub async fn own_listings(&self, stop: &CancellationToken) -> Known<Vec<Listing>> {
        let wanted: &[CheckId] = if self.settings.doctor.public_addresses.is_empty() {
            &[CheckId::Port, CheckId::PublicAddress, CheckId::BlockLists]
        } else {
            &[CheckId::PublicAddress, CheckId::BlockLists]
        };
        let skip: Vec<CheckId> = CheckId::ALL.iter().copied().filter(|id| !wanted.contains(id)).collect();
        self.examine(&skip, stop, |_, _| {}).await.listings
    }

    async fn make(&self, id: CheckId, checkup: &mut Checkup, learnt: &mut Learnt, stop: &CancellationToken) {
        match id {
            CheckId::Resolver => checkup.resolver = Known::Known(self.resolver().await),
            CheckId::Port => {
                if !self.settings.doctor.port_hosts.is_empty() {
                    learnt.tried = self.trials(stop).await;
                    checkup.port =
                        Known::Known(learnt.tried.iter().map(|tried| tried.trial.clone()).collect());
                }
            }
            CheckId::PublicAddress => checkup.addresses = self.addresses(learnt).await,
            CheckId::Ptr => {
                if let Known::Known(own) = &mut checkup.addresses {
                    let named = own.drain(..).map(|own| names::named(&self.lookups, own.ip, own.said_by));
                    *own = join_all(named).await;
                }
            }
            CheckId::Helo => checkup.helo = Known::Known(self.helo(checkup, learnt).await),
            CheckId::Sender => {
                if let Some((domain, of)) = self.sender_domain(checkup) {
                    let routing = self.observer.observe(&domain, self.clock.now()).await.routing;
                    checkup.sender = Known::Known(SenderEvidence { domain, of, routing });
                }
            }
            CheckId::Spf => checkup.spf = self.policies(checkup).await,
            CheckId::BlockLists => {
                let zones = &self.settings.doctor.block_lists;
                if !zones.is_empty() {
                    checkup.listings = match ours(checkup) {
                        Ok(addresses) => Known::Known(lists::ask(&self.lookups, zones, &addresses).await),
                        Err(why) => Known::Unknown(why),
                    };
                }
            }
            CheckId::Ipv6 => checkup.ipv6 = Known::Known(self.ipv6(checkup).await),
            CheckId::Clock => {
                let heard = learnt.tried.iter().filter_map(|tried| tried.time.clone());
                checkup.clock =
                    Known::Known(ClockEvidence { witnesses: heard.chain(learnt.time.clone()).collect() });
            }
        }
    }

    async fn resolver(&self) -> ResolverEvidence {
        let known_name = self.settings.doctor.known_name.clone();
        let made_up_name = format!("{:032x}.{}", rand::random::<u128>(), self.settings.doctor.unknown_under);
        let (known_answer, made_up_answer) = futures::future::join(
            names::addresses(&self.lookups, &known_name),
            names::addresses(&self.lookups, &made_up_name),
        )
        .await;
        ResolverEvidence { known_name, known_answer, made_up_name, made_up_answer }
    }

    async fn trials(&self, stop: &CancellationToken) -> Vec<Tried> {
        join_all(self.settings.doctor.port_hosts.iter().map(|name| async move {
            let addresses = match names::addresses(&self.lookups, name).await {
                NameAnswer::Addresses(found) => found,
                NameAnswer::Absent | NameAnswer::Failed(_) => Vec::new(),
            };
            let host =
                MxHost { preference: 0, name: name.trim_end_matches('.').to_ascii_lowercase(), addresses };
            trial::try_port(&self.visitor, host, stop).await
        }))
        .await
    }

    async fn addresses(&self, learnt: &mut Learnt) -> Known<Vec<OwnAddress>> {
        let settings = &self.settings.doctor;
        if !settings.public_addresses.is_empty() {
            let given = settings.public_addresses.iter().map(|ip| nameless(*ip, AddressSource::Settings));
            return Known::Known(given.collect());
        }
        let mut seen = self.seen_by_mail_hosts(&learnt.tried);
        let mut why = match learnt.tried.as_slice() {
            [] => Some(WhyUnknown::NotAsked),
            tried if tried.iter().all(Tried::was_in_vain) => Some(WhyUnknown::Unreachable),
            _ => None,
        };
        // A service that is asked past the proxy would learn, and tell, another address than mail hosts see.
        if seen.is_empty()
            && self.settings.network.proxy.is_none()
            && let Some(service) = WebAddress::read(&settings.address_service)
        {
            match service::ask(&self.lookups, &self.settings, &service).await {
                Ok(told) => {
                    let who = settings.address_service.clone();
                    let ours = self.clock.now();
                    learnt.time = told.time.map(|theirs| ClockWitness { who: who.clone(), theirs, ours });
                    if self.is_public(told.ip) {
                        seen.push(nameless(told.ip, AddressSource::Service(who)));
                    }
                    why = None;
                }
                Err(failed) => why = Some(failed),
            }
        }
        match why {
            Some(why) if seen.is_empty() => Known::Unknown(why),
            _ => Known::Known(seen),
        }
    }

    /// The addresses that mail hosts named in their greetings, each once, IPv4 first.
    fn seen_by_mail_hosts(&self, tried: &[Tried]) -> Vec<OwnAddress> {
        let mut seen: Vec<OwnAddress> = Vec::new();
        for Tried { trial, .. } in tried {
            let Some(ip) = trial.greeting.as_deref().and_then(address_in_greeting) else { continue };
            let ip = ip.to_canonical();
            // Some servers give their own address, or repeat a private one that they were greeted with.
            let is_ours = Some(ip) != trial.ip && self.is_public(ip);
            if is_ours && seen.iter().all(|earlier| earlier.ip != ip) {
                seen.push(nameless(ip, AddressSource::MailServer(trial.host.clone())));
            }
        }
        seen.sort_by_key(|own| own.ip.is_ipv6());
        seen
    }

    fn is_public(&self, ip: IpAddr) -> bool {
        self.settings.network.allow_private || reserved(ip).is_none()
    }

    /// The name as it was given in a trial, else as it would be.
    async fn helo(&self, checkup: &Checkup, learnt: &Learnt) -> HeloEvidence {
        let configured = &self.settings.smtp.helo;
        let given = learnt.tried.iter().find_map(|tried| tried.name_given.clone());
        let literal = || {
            let ip = ours(checkup).ok().and_then(|own| own.first().copied());
            ip.map_or_else(|| "an address literal".to_owned(), |ip| format!("[{ip}]"))
        };
        let name = given.or_else(|| known_name(configured, &self.settings.network)).unwrap_or_else(literal);
        let is_name = name.contains('.') && !name.starts_with('[');
        let (source, leads_to) = if is_name {
            let source = if name == *configured { HeloSource::Settings } else { HeloSource::Machine };
            (source, Some(names::addresses(&self.lookups, &name).await))
        } else {
            (HeloSource::Literal, None)
        };
        HeloEvidence { name, source, leads_to }
    }

    /// The domain that receivers look at; none where the null sender is announced by an address literal.
    fn sender_domain(&self, checkup: &Checkup) -> Option<(String, SenderOf)> {
        if let Some((_, domain)) = self.settings.smtp.mail_from.rsplit_once('@') {
            return Some((domain.to_ascii_lowercase(), SenderOf::Sender));
        }
        match &checkup.helo {
            Known::Known(helo) if helo.leads_to.is_some() => {
                Some((helo.name.to_ascii_lowercase(), SenderOf::Helo))
            }
            Known::Known(_) => None,
            Known::Unknown(_) => {
                let name = known_name(&self.settings.smtp.helo, &self.settings.network)?;
                Some((name.to_ascii_lowercase(), SenderOf::Helo))
            }
        }
    }

    async fn policies(&self, checkup: &Checkup) -> Known<Vec<SpfEvidence>> {
        let Some(identity) = self.identity(checkup) else {
            return Known::Unknown(WhyUnknown::NotAsked);
        };
        let addresses = match ours(checkup) {
            Ok(addresses) => addresses,
            Err(why) => return Known::Unknown(why),
        };
        let identity = &identity;
        let asked = addresses.into_iter().map(|ip| async move {
            let outcome = spf::evaluate(&self.lookups, identity, ip).await;
            SpfEvidence { domain: identity.domain.clone(), ip, outcome }
        });
        Known::Known(join_all(asked).await)
    }

    /// Who sends, as receivers see it: for the null sender, the postmaster of the name in EHLO (RFC 7208 section 2.4).
    fn identity(&self, checkup: &Checkup) -> Option<spf::Identity> {
        let (domain, of) = self.sender_domain(checkup)?;
        let local = match of {
            SenderOf::Sender => {
                self.settings.smtp.mail_from.rsplit_once('@').map(|(local, _)| local.to_owned())
            }
            SenderOf::Helo => None,
        };
        let helo = match (&checkup.helo, of) {
            (Known::Known(helo), _) => Some(helo.name.clone()),
            (Known::Unknown(_), SenderOf::Helo) => Some(domain.clone()),
            (Known::Unknown(_), SenderOf::Sender) => {
                known_name(&self.settings.smtp.helo, &self.settings.network)
            }
        };
        Some(spf::Identity { local: local.unwrap_or_else(|| "postmaster".to_owned()), domain, helo })
    }

    async fn ipv6(&self, checkup: &Checkup) -> Option<OwnAddress> {
        if let Known::Known(own) = &checkup.addresses
            && let Some(own) = own.iter().find(|own| own.ip.is_ipv6())
        {
            return match own.names {
                Known::Unknown(WhyUnknown::NotAsked) => {
                    Some(names::named(&self.lookups, own.ip, own.said_by.clone()).await)
                }
                _ => Some(own.clone()),
            };
        }
        let ip = way_out_over_ipv6().await.filter(|ip| reserved(IpAddr::V6(*ip)).is_none())?;
        Some(names::named(&self.lookups, ip.into(), AddressSource::Interface).await)
    }
}

/// An address whose names were not asked for yet.
fn nameless(ip: IpAddr, said_by: AddressSource) -> OwnAddress {
    OwnAddress { ip: ip.to_canonical(), said_by, names: Known::Unknown(WhyUnknown::NotAsked) }
}

/// Our own addresses, or why they are not known.
fn ours(checkup: &Checkup) -> Result<Vec<IpAddr>, WhyUnknown> {
    match &checkup.addresses {
        Known::Known(own) if own.is_empty() => Err(WhyUnknown::Failed),
        Known::Known(own) => Ok(own.iter().map(|own| own.ip).collect()),
        // Not asked for itself, so nobody said.
        Known::Unknown(WhyUnknown::NotAsked) => Err(WhyUnknown::Unreachable),
        Known::Unknown(why) => Err(*why),
    }
}

/// The address from which a connection over IPv6 would come. Connecting a UDP socket sends nothing: it only asks the
/// system for the way, here to an address of the documentation (RFC 3849), where nobody is.
async fn way_out_over_ipv6() -> Option<Ipv6Addr> {
    let socket = tokio::net::UdpSocket::bind("[::]:0").await.ok()?;
    socket.connect("[2001:db8::1]:9").await.ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V6(ip) => Some(ip),
        IpAddr::V4(_) => None,
    }
}
