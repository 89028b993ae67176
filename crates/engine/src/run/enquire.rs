//! The last leg of a run: the opt-in look-ups for addresses that no mail server settled, and their judgement anew. It
//! begins once every address is settled, so it holds nothing up; a run that is stopped in it goes on with it, and asks
//! nothing twice. Invariant: only addresses whose reason lets the signals lean are looked up.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use mailvet_verdict::{Dossier, SyntaxEvidence};
use tokio::sync::{OnceCell, watch};
use tokio_util::sync::CancellationToken;

use super::{Progress, Reins, mail_system::MailSystem, round::Round, settle::PAGE};
use crate::{
    Journal,
    journal::{AddressId, JournalError, Record, WantedLookup},
    lookups::{Question, questions},
};

/// Look-ups under way, so that two addresses of a domain wait for one answer.
type UnderWay = std::sync::Mutex<HashMap<Question, Arc<OnceCell<()>>>>;

impl<J: Journal, M: MailSystem> Round<J, M> {
    /// Looks up what the settings allow. `false`: the reins ended it before its end.
    pub(crate) async fn enquire_all(
        &self,
        reins: &Reins,
        progress: &watch::Sender<Progress>,
    ) -> Result<bool, JournalError> {
        if !self.settings.lookups.any() {
            return Ok(true);
        }
        let total = self.journal.leaning(self.id).await?;
        self.meter().begin_look_ups(total);
        let mut after = None;
        loop {
            let page = self.journal.leaning_after(self.id, after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(true) };
            after = Some(*last);
            let was_last = page.len() < PAGE;
            let under_way = UnderWay::default();
            let looked = stream::iter(page)
                .map(|(id, dossier)| self.enquire_about(&under_way, id, dossier))
                .buffer_unordered(self.settings.lookups.at_once)
                .try_for_each(|()| {
                    self.meter().looked_up();
                    self.publish(progress);
                    futures::future::ready(Ok(()))
                });
            tokio::select! {
                biased;
                () = either(&reins.stop, &reins.finish) => return Ok(false),
                looked = looked => looked?,
            }
            if was_last {
                return Ok(true);
            }
        }
    }

    async fn enquire_about(
        &self,
        under_way: &UnderWay,
        id: AddressId,
        dossier: Dossier,
    ) -> Result<(), JournalError> {
        let SyntaxEvidence::Sound(address) = &dossier.syntax else { return Ok(()) };
        let wanted = questions(&self.settings.lookups, &address.local, &address.domain, &dossier.signals);
        let missing = wanted
            .into_iter()
            .filter(|question| !dossier.lookups.iter().any(|lookup| question.is_answered_by(lookup)));
        let mut news = false;
        for question in missing {
            let turn = {
                let mut under_way = under_way.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(under_way.entry(question.clone()).or_default())
            };
            turn.get_or_try_init(|| self.enquire_once(id, &question)).await?;
            news = true;
        }
        if !news {
            return Ok(());
        }
        let now = self.clock.now();
        let judgement = self.judge(&self.journal.dossier(self.id, id).await?);
        self.journal.record(self.id, vec![Record::Judged { address: id, judgement, at: now }]).await
    }

    /// Takes what an earlier run found and is not too old, or asks.
    async fn enquire_once(&self, address: AddressId, question: &Question) -> Result<(), JournalError> {
        let now = self.clock.now();
        let Question { kind, subject, lists } = question;
        let not_before = now.before(self.settings.cache.of(*kind));
        let wanted = WantedLookup { kind: *kind, subject, lists, not_before };
        if self.journal.lookup(self.id, &wanted).await?.is_some() {
            return Ok(());
        }
        let lookup = self.mail.enquire(question, now).await;
        self.journal.record(self.id, vec![Record::Lookup { address, lookup }]).await
    }
}

async fn either(stop: &CancellationToken, finish: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => (),
        () = finish.cancelled() => (),
    }
}
