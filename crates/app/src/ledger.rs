//! The disclosure ledger as a use case: who outside learnt which address or domain and when, by pages and as a file; and the
//! entries of the connection doctor and of a check of one address, which work for no list.

use std::path::{Path, PathBuf};

use mailvet_lists::{Layout, ListWriter, OurColumns};
use mailvet_store::{
    Disclosed, DisclosureQuery, LedgerEntry, LedgerPage, LedgerQuery, ListId, ListlessDisclosure, PartyKind,
    the_systems_resolver,
};
use mailvet_verdict::{
    Known, Sentence,
    doctor::{AddressSource, Checkup},
};

use crate::{AppError, Mailvet, blocking, export::plain_format, wire::ExportReport};

/// Entries that are read at once for a file.
const PAGE: u32 = 2_000;

/// The columns of the ledger as a file.
pub const LEDGER_COLUMNS: [&str; 9] = ["at", "list", "run", "kind", "party", "ip", "proxy", "learnt", "what"];

/// An entry as the cells of a row, in the order of [`LEDGER_COLUMNS`].
#[must_use]
pub fn ledger_cells(entry: &LedgerEntry) -> [String; 9] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        entry.at.to_string(),
        number(entry.list.map(|list| list.0)),
        number(entry.run.map(|run| run.0)),
        entry.kind.code().to_owned(),
        entry.party.clone(),
        entry.ip.clone().unwrap_or_default(),
        entry.proxy.clone().unwrap_or_default(),
        entry.learnt.code().to_owned(),
        entry.what.clone(),
    ]
}

impl Mailvet {
    /// A stretch of the ledger, by run and then by time.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn ledger(&self, query: LedgerQuery) -> Result<LedgerPage, AppError> {
        Ok(self.0.store.ledger(query).await?)
    }

    /// A stretch of the ledger for a person: the newest first, searched.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn disclosures(&self, query: DisclosureQuery) -> Result<LedgerPage, AppError> {
        Ok(self.0.store.disclosures(query).await?)
    }

    /// Hands every entry to `each`, by pages.
    ///
    /// # Errors
    /// There is no such list, the database fails, or `each` did.
    pub async fn for_each_disclosure(
        &self,
        list: Option<ListId>,
        mut each: impl FnMut(LedgerEntry) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let mut after = None;
        loop {
            let page = self.ledger(LedgerQuery { list, after, most: PAGE }).await?;
            let Some(last) = page.entries.last() else { return Ok(()) };
            after = Some(last.id);
            page.entries.into_iter().try_for_each(&mut each)?;
        }
    }

    /// Writes the ledger to a file, whole or not at all; the ending decides the kind (.csv, .xlsx, .jsonl).
    ///
    /// # Errors
    /// The file cannot be written, there is no such list, or the database fails.
    pub async fn export_ledger(&self, list: Option<ListId>, path: PathBuf) -> Result<ExportReport, AppError> {
        let mut writer = blocking({
            let path = path.clone();
            move || begin(&path)
        })
        .await?;
        self.for_each_disclosure(list, |entry| Ok(writer.row(&ledger_cells(&entry), None)?)).await?;
        blocking(move || {
            let remarks = writer.remark().into_iter().collect();
            Ok(ExportReport { path: path.display().to_string(), rows: writer.finish()?, remarks })
        })
        .await
    }

    /// Keeps whom a check-up of the real connection told something of this machine.
    pub(crate) async fn note_checkup(&self, checkup: &Checkup) -> Result<(), AppError> {
        Ok(self.0.store.note_disclosures(told(checkup, &self.resolver())).await?)
    }

    /// Keeps whom a check of one address told what, as `checked` noted it in a database that does not stay.
    pub(crate) async fn note_check(&self, checked: &Self) -> Result<(), AppError> {
        let mut told = Vec::new();
        checked
            .for_each_disclosure(None, |entry| {
                told.push(entry.into());
                Ok(())
            })
            .await?;
        Ok(self.0.store.note_disclosures(told).await?)
    }

    fn resolver(&self) -> String {
        match self.in_force().settings.dns.servers.as_slice() {
            [] => the_systems_resolver().to_string(),
            servers => servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        }
    }
}

fn begin(path: &Path) -> Result<ListWriter, AppError> {
    let bare = OurColumns { chosen: Vec::new(), ..OurColumns::default() };
    let columns = LEDGER_COLUMNS.map(ToOwned::to_owned);
    Ok(ListWriter::create_with(path, plain_format(path, Layout::default())?, &columns, bare)?)
}

mailvet_verdict::phrases! {
    /// What a check-up told of this machine. It is kept in English, by which a window knows it again.
    pub(crate) TOLD "told" {
        names(known, made_up) = "the names {known} and {made_up}";
        machine_and_name() = "the address of this machine and its name; no recipient was named";
        machine() = "the address of this machine";
        address_for_name(ip) = "the address {ip} of this machine, for its name";
        address_through_resolver(ip) = "the address {ip} of this machine, through the resolver";
    }
}

/// Whom a check-up contacted, and what each learnt. What was not asked told nobody.
fn told(checkup: &Checkup, resolver: &str) -> Vec<ListlessDisclosure> {
    let to = |kind, party: &str, ip: Option<String>, what: Sentence| ListlessDisclosure {
        at: checkup.at,
        kind,
        party: party.to_owned(),
        ip,
        proxy: None,
        learnt: Disclosed::Own,
        what: what.to_string(),
    };
    let mut told = Vec::new();
    if let Known::Known(evidence) = &checkup.resolver {
        let names = names(&evidence.known_name, &evidence.made_up_name);
        told.push(to(PartyKind::Resolver, resolver, None, names));
    }
    if let Known::Known(trials) = &checkup.port {
        for trial in trials.iter().filter(|trial| trial.ip.is_some()) {
            let ip = trial.ip.map(|ip| ip.to_string());
            told.push(to(PartyKind::MailHost, &trial.host, ip, machine_and_name()));
        }
    }
    if let Known::Known(addresses) = &checkup.addresses {
        for own in addresses {
            if let AddressSource::Service(service) = &own.said_by {
                told.push(to(PartyKind::Service, service, None, machine()));
            }
            let looked_up = address_for_name(own.ip.to_string());
            told.push(to(PartyKind::Resolver, resolver, None, looked_up));
        }
    }
    if let Known::Known(listings) = &checkup.listings {
        for listing in listings {
            let learnt = address_through_resolver(listing.ip.to_string());
            told.push(to(PartyKind::Service, &listing.zone, None, learnt));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use mailvet_verdict::{
        Moment,
        doctor::{ListAnswer, Listing},
    };

    use super::*;
    use crate::Place;

    #[tokio::test]
    async fn what_the_doctor_told_a_block_list_is_in_the_ledger_and_goes_with_a_purge() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::find(Some(folder.path().to_owned()), None).unwrap();
        let mailvet = Mailvet::open(place).await.unwrap();
        let mut checkup = Checkup::begun(Moment(5), 25);
        mailvet.note_checkup(&checkup).await.unwrap();
        let all = LedgerQuery { list: None, after: None, most: 10 };
        assert_eq!(
            mailvet.ledger(all).await.unwrap(),
            LedgerPage::default(),
            "what was not asked told nobody"
        );
        checkup.listings = Known::Known(vec![Listing {
            zone: "list.example".to_owned(),
            ip: "203.0.113.7".parse().unwrap(),
            answer: ListAnswer::NotListed,
        }]);
        mailvet.note_checkup(&checkup).await.unwrap();
        let page = mailvet.ledger(all).await.unwrap();
        assert_eq!((page.total, page.entries[0].at, page.entries[0].list), (1, Moment(5), None));
        assert_eq!(
            (page.entries[0].party.as_str(), page.entries[0].learnt),
            ("list.example", Disclosed::Own)
        );
        assert!(page.entries[0].what.contains("203.0.113.7"), "{page:?}");

        let file = folder.path().join("ledger.csv");
        assert_eq!(mailvet.export_ledger(None, file.clone()).await.unwrap().rows, 1);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("at,list,run,kind,party,ip,proxy,learnt,what\n"), "{text}");
        assert!(text.contains(",service,list.example,,,own,"), "{text}");
        mailvet.export_ledger(Some(ListId(9)), file.clone()).await.unwrap_err();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "whole or not at all");

        mailvet.purge(crate::wire::PurgeRequest::All).await.unwrap();
        assert_eq!(mailvet.ledger(all).await.unwrap().total, 0);
    }
}
