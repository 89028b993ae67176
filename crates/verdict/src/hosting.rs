//! What the names of a domain's servers and its marks give away of who keeps it: `assets/rules/hosting.toml`. It says nothing of
//! a mailbox; a parked domain takes mail at most by accident, and a large operator's customer is somebody's.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{DomainEvidence, Known, MailRouting};

/// The table, ready to be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hosting {
    parked: Vec<String>,
    tenant: Vec<Tenant>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tenant {
    name: String,
    mark: Vec<String>,
    autodiscover: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

impl Hosting {
    /// The table that ships.
    pub(crate) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Hosting> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../assets/rules/hosting.toml"))
                .expect("the table that ships is sound: a test reads it")
        });
        &SHIPPED
    }

    /// Whether the names of the domain's servers say that it is parked. Its mail hosts alone can say so, and only both that it
    /// is not.
    pub(crate) fn parked(&self, domain: &DomainEvidence) -> Known<bool> {
        let is = |name: &String| self.parked.iter().any(|suffix| is_below(name, suffix));
        let by_mail = match &domain.routing {
            MailRouting::Mx(hosts) => hosts.iter().any(|host| is(&host.name)),
            _ => false,
        };
        match &domain.published.name_servers {
            _ if by_mail => Known::Known(true),
            Known::Known(names) => Known::Known(names.iter().any(is)),
            Known::Unknown(why) => Known::Unknown(*why),
        }
    }

    /// The large operator that knows the domain as its customer, the first of the table; `Known(None)`: none does.
    pub(crate) fn tenant(&self, domain: &DomainEvidence) -> Known<Option<&str>> {
        let published = &domain.published;
        let marked = |tenant: &&Tenant| match &published.marks {
            Known::Known(marks) => marks.iter().any(|mark| tenant.mark.contains(mark)),
            Known::Unknown(_) => false,
        };
        let sent_to = |tenant: &&Tenant| match &published.autodiscover {
            Known::Known(Some(target)) => tenant.autodiscover.iter().any(|suffix| is_below(target, suffix)),
            Known::Known(None) | Known::Unknown(_) => false,
        };
        // Where mail programs are sent says more than a mark, which a mere customer of the search console has as well.
        let tenants = || self.tenant.iter();
        match tenants().find(sent_to).or_else(|| tenants().find(marked)) {
            Some(tenant) => Known::Known(Some(&tenant.name)),
            None => match (&published.marks, &published.autodiscover) {
                (Known::Unknown(why), _) | (_, Known::Unknown(why)) => Known::Unknown(*why),
                (Known::Known(_), Known::Known(_)) => Known::Known(None),
            },
        }
    }
}

/// Whether `name` is `suffix` or lies below it.
fn is_below(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, MxHost, Published, WhyUnknown};

    fn evidence(mx: &str, published: Published) -> DomainEvidence {
        let host = MxHost { preference: 10, name: mx.into(), addresses: Vec::new() };
        DomainEvidence {
            domain: "acme.example".into(),
            routing: MailRouting::Mx(vec![host]),
            spf: Known::default(),
            dmarc: Known::default(),
            published,
            observed_at: Moment(0),
            ttl_seconds: 60,
        }
    }

    #[test]
    fn a_parked_domain_is_known_by_its_servers() {
        let by = |mx: &str, names: Known<Vec<String>>| {
            Hosting::shipped()
                .parked(&evidence(mx, Published { name_servers: names, ..Published::default() }))
        };
        let names = |name: &str| Known::Known(vec![name.to_owned()]);
        assert_eq!(by("mx.acme.example", names("ns1.sedoparking.com")), Known::Known(true));
        assert_eq!(by("mx.acme.example", names("ns.acme.example")), Known::Known(false));
        assert_eq!(by("park-mx.above.com", Known::default()), Known::Known(true));
        assert_eq!(by("mx.acme.example", Known::default()), Known::Unknown(WhyUnknown::NotAsked));
        assert_eq!(by("mx.acme.example", names("ns.notbodis.com")), Known::Known(false));
    }

    #[test]
    fn a_customer_is_known_by_his_alias_before_his_marks() {
        let marks = Known::Known(vec!["google-site-verification".to_owned()]);
        let with = |autodiscover| {
            let published = Published { marks: marks.clone(), autodiscover, ..Published::default() };
            match Hosting::shipped().tenant(&evidence("mx.acme.example", published)) {
                Known::Known(found) => found.map(str::to_owned),
                Known::Unknown(why) => panic!("{why:?}"),
            }
        };
        let alias = Known::Known(Some("autodiscover.outlook.com".to_owned()));
        assert_eq!(with(alias).as_deref(), Some("Microsoft 365"));
        assert_eq!(with(Known::default()).as_deref(), Some("Google"));
        let unasked = evidence("mx.acme.example", Published::default());
        assert_eq!(Hosting::shipped().tenant(&unasked), Known::Unknown(WhyUnknown::NotAsked));
    }
}
